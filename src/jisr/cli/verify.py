"""`jisr verify` and `jisr rebuild`: hold everything kept against the entries, or make it again from them."""

from typing import TYPE_CHECKING, Annotated

import typer

from jisr.base import N_
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, print_table, progress, say, warn

if TYPE_CHECKING:
    from jisr.node.services.rebuilding import Report

CHECKED = {
    "entries": N_("entries"),
    "frameworks": N_("frameworks"),
    "inclusion proofs": N_("inclusion proofs"),
    "logs": N_("logs"),
    "manifests": N_("manifests"),
    "marks": N_("marks"),
    "projections": N_("projections"),
    "roots": N_("roots"),
    "roots stated in entries": N_("roots stated in entries"),
    "sights": N_("sights"),
    "signatures of heads": N_("signatures of heads"),
    "texts": N_("texts"),
    "tiles": N_("tiles"),
}
DAMAGED = N_(
    "The entries themselves are damaged: take the database back from a backup, then `jisr sync`."
    " Nothing was changed in these frameworks: %(frameworks)s"
)
Which = Annotated[str, typer.Argument(help="The framework; without it all.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("verify")(verify)
    app.command("rebuild")(rebuild)


def verify(framework: Which = "", home: HomePath = None, as_json: AsJson = False) -> None:
    """Check every entry, root, head, proof, standing and projection, folding all again from nothing.

    Exit code 0 only if nothing differs; what differs is named. Nothing is changed.
    """
    enter(home, migrate=False, as_json=as_json)
    from jisr.node.services.rebuilding import verify_all

    with progress() as tell:
        report = verify_all(framework, tell=tell)
    _say(report, "violations", as_json)
    if report.violations:
        raise typer.Exit(1)
    if not as_json:
        say(_("All of it holds."))


def rebuild(framework: Which = "", home: HomePath = None, as_json: AsJson = False) -> None:
    """Make everything that follows from the entries again: standings, projections, tiles, sights, register.

    Says what had differed; exit code 1 if the entries themselves are damaged, which no rebuilding mends.
    """
    enter(home, as_json=as_json)
    from jisr.node.services.rebuilding import rebuild_all

    with progress() as tell:
        report = rebuild_all(framework, tell=tell)
    _say(report, "differed", as_json)
    if report.damaged:
        if not as_json:
            warn(_(DAMAGED), frameworks=", ".join(report.damaged))
        raise typer.Exit(1)
    if not as_json:
        say(_("Everything was equal.") if not report.violations else _("Made again from the entries."))


def _say(report: "Report", name: str, as_json: bool) -> None:
    if as_json:
        print_json({"checked": report.counts, "damaged": report.damaged, name: [v.value() for v in report.violations]})
        return
    print_table((_("checked"), _("how many")), [(_(CHECKED[what]), f"{n:,}") for what, n in report.counts.items()])
    if report.violations:
        rows = [(_(each.what), each.where, each.how.said_in(_)) for each in report.violations]
        print_table((_("what differs"), _("where"), _("how")), rows)
