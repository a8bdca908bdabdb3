"""`jisr dossier figures`: what an officer may put onto a session's agenda, and the putting of what was seen."""

import typer

from jisr.base import N_
from jisr.cli.bundles import LanguageUnknown
from jisr.cli.language import gettext as _
from jisr.cli.output import print_json, say


def tell_or_state(dossier: str, framework: str, *, officer: str, said_in: str, confirm: str, as_json: bool) -> None:
    """Show the statement with its code; given that code, record it."""
    from django.conf import settings

    from jisr.node.catalogue import speaking
    from jisr.node.queries.agenda_figures import stated_in, statement_for
    from jisr.node.queries.plain import find_dossier
    from jisr.node.queries.reading import reading
    from jisr.node.services.officers import officer_called
    from jisr.node.services.stating import state_figures

    if said_in not in dict(settings.LANGUAGES):
        raise LanguageUnknown(N_("nothing is stated in %(language)s"), language=said_in)
    code, number = find_dossier(dossier, framework)
    who = officer_called(officer)
    with speaking(said_in):
        if confirm:
            entry = str(state_figures(code, number, officer=who, seen=confirm))
            if as_json:
                print_json({"framework": code, "dossier": number, "entry": entry})
            else:
                say(_("Raised as an agenda item: %(number)s."), number=entry)
            return
        held = reading(code, by=who)
        docket = held.docket(number)
        statement, stated = statement_for(who, held, docket), stated_in(docket)
    if as_json:
        fields = dict(statement.fields) if statement.text else {}
        print_json({"framework": code, "dossier": number, "stated": stated, "code": statement.code, "fields": fields})
        return
    if stated:
        say(_("Stated in this session already, as %(number)s."), number=stated)
    elif not statement.text:
        say(_("No count is large enough to be stated."))
        raise typer.Exit(1)
    else:
        say("%(title)s\n\n%(text)s\n", title=statement.title, text=statement.text)
        words = _("Nothing is recorded yet. Send it again with --confirm %(code)s to record exactly this.")
        say(words, code=statement.code)


__all__ = ["tell_or_state"]
