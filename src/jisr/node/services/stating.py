"""Putting the figures onto a session's agenda: an officer's act, of exactly what was shown, once a session."""

from django.db import OperationalError, transaction

from jisr.base import DossierId, EntryId, FrameworkId, parse_entry_id
from jisr.node import models
from jisr.node.errors import NoFigures
from jisr.node.queries.agenda_figures import RAISE_ITEM, Statement, stated_in, statement_for
from jisr.node.queries.reading import reading
from jisr.node.services.acts import Wish, perform_act
from jisr.node.services.desk import describe_now
from jisr.node.services.linking import hold_first
from jisr.node.storage import WRITING, of_storage


def state_figures(framework: str, session: str, *, officer: models.Officer, seen: str) -> EntryId:
    """Raise the agenda item of the figures; give its entry, or that by which this party has stated them already.

    `seen`: the code of the statement that the officer has seen. Where it reads otherwise by now nothing is recorded.
    """
    held = reading(framework, by=officer)
    statement = statement_for(officer, held, held.docket(session))
    try:
        done = _state(framework, session, officer, statement, seen)
    except OperationalError as error:
        raise of_storage(error, WRITING) from error
    describe_now(framework, session)
    return done


def _state(framework: str, session: str, officer: models.Officer, statement: Statement, seen: str) -> EntryId:
    with transaction.atomic():
        # Held first, so that two officers who confirm at once state them once.
        hold_first(framework, session)
        before = stated_in(reading(framework, by=officer).docket(session))
        if before:
            return parse_entry_id(before)
        if not statement.text:
            raise NoFigures(session)
        if seen != statement.code:
            raise NoFigures(session, is_moved=True)
        wish = Wish(
            framework=FrameworkId(framework), dossier=DossierId(session), act=RAISE_ITEM, fields=statement.fields
        )
        return perform_act(wish, officer=officer, authority=statement.card.authority, mandate=statement.card.mandate)


__all__ = ["state_figures"]
