"""`jisr retention`: what is kept beyond its time, what was erased, and who has said that it is gone."""

from typing import Annotated, Any

import typer

from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, print_table, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("retention")(retention)


def retention(
    framework: Annotated[str, typer.Argument(help="The framework; without it all.")] = "",
    by: Annotated[str, typer.Option(help="What is due by this day, as in 2036-12-31; without it by now.")] = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """List what is sealed here and kept beyond its time, what was erased, and by whom that was attested.

    Nothing is erased by this command: an officer does that, on the dossier's page or by `jisr act`.
    """
    enter(home, migrate=False, as_json=as_json)
    from jisr.base import N_, JisrError, Phrase, parse_instant
    from jisr.node import models
    from jisr.node.clock import CLOCK
    from jisr.node.errors import WrongField
    from jisr.node.queries.erased import basis_said
    from jisr.node.queries.instants import written
    from jisr.node.queries.reading import reading
    from jisr.node.queries.retention import erasures_in, kept_in

    try:
        until = parse_instant(f"{by}T23:59:59Z") if by else CLOCK.now()
    except (ValueError, JisrError) as error:
        raise WrongField("retention", "by", Phrase(N_("it is no day, as in 2036-12-31"))) from error
    codes = [framework] if framework else list(models.Framework.objects.order_by("pk").values_list("pk", flat=True))
    helds = [reading(each) for each in codes]
    kept = [each for held in helds for each in kept_in(held)]
    erased = [each for held in helds for each in erasures_in(held)]
    due, later = [e for e in kept if e.until <= until], [e for e in kept if e.until > until]
    if as_json:
        value = {"due": map(_plain, due), "kept": map(_plain, later), "erased": map(_erased, erased)}
        print_json({name: list(each) for name, each in value.items()})
        return
    if due:
        say(_("Due to be erased; an officer of the side decides it:"))
        heads = (_("framework"), _("dossier"), _("closed"), _("kept until"), _("acts"), _("why so long"))
        rows = [(e.framework, e.dossier, written(e.closed), written(e.until), e.acts, e.source) for e in due]
        print_table(heads, rows)
    else:
        say(_("Nothing is kept beyond its time."))
    if erased:
        say(_("Erased:"))
        heads = (_("entry"), _("dossier"), _("when"), _("legal basis"), _("attested by"), _("not yet by"))
        print_table(
            heads,
            [
                (
                    f"{e.framework}/{e.shown.entry}",
                    e.dossier,
                    written(e.shown.at),
                    basis_said(e.shown.basis),
                    ", ".join(e.shown.attested),
                    ", ".join(e.shown.lacking),
                )
                for e in erased
            ],
        )


def _plain(kept: Any) -> dict[str, Any]:
    from jisr.node.queries.instants import written

    plain = ("framework", "dossier", "procedure", "months", "source", "acts")
    return {name: getattr(kept, name) for name in plain} | {
        "closed": written(kept.closed),
        "until": written(kept.until),
    }


def _erased(each: Any) -> dict[str, Any]:
    from jisr.node.queries.instants import written

    return {
        "framework": each.framework,
        "entry": each.shown.entry,
        "dossier": each.dossier,
        "item": each.item or None,
        "basis": each.shown.basis,
        "by": each.shown.authority,
        "at": written(each.shown.at),
        "pieces": each.pieces,
        "attested": list(each.shown.attested),
        "lacking": list(each.shown.lacking),
        "destroyed": written(each.destroyed),
        "vacuumed": written(each.vacuumed),
    }
