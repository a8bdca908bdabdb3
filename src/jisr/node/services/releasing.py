"""Protective acts that an officer releases while the own log is in doubt (protocol 9.6, 12.42; decision 0032).

They are kept, not written: to what they would be added nobody knows yet. Once the log is the one that left the
machine the node writes them before all else that it owes; until then nothing irrevocable is done in their dossiers.
"""

from typing import Final

from django.db import DatabaseError, transaction

from jisr.base import N_, Instant, JisrError, Phrase
from jisr.base.limits import REASON_CHARACTERS_MAX
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.dues import RETRY_SECONDS
from jisr.node.errors import Halted, NotPossible, NotReleased, NotWritten, UnknownThing
from jisr.node.events import note, note_failed
from jisr.node.noted import noted
from jisr.node.queries.released import released_in
from jisr.node.services.acts import (
    Wish,
    by_officer,
    compose,
    is_protective,
    perform_released,
    require_fields,
    require_post,
    this_party,
)
from jisr.node.services.linking import hold_first, holding
from jisr.node.services.preparing import wish_of
from jisr.node.soundness import log_doubt
from jisr.node.store import Writing

# Acts that wait in one framework at a time: a node that lost its log is mended, not worked on.
RELEASED_MAX: Final = 100
REASON = N_("Say in 1 to %(limit)s characters why it cannot wait.")
SEALED = N_(
    "An act with sealed fields cannot wait here: what is sealed is kept nowhere in the clear. Choose an act that"
    " protects without them, or act once the log is whole."
)
PROTECTS = N_("Only an act that protects can wait for the log: %(act)s does not, or opens a dossier.")
SOUND = N_("This party's log in %(framework)s is in no doubt: do the act itself.")
FULL = N_("As many acts as may wait do so already: %(limit)s. Let the node reach its peers, or take some back.")
NOT_THERE_NOW = N_("it is not possible there now (%(reasons)s)")
OWN_ERROR = N_("an error of this node: see its log")


def release_act(
    wish: Wish, *, officer: models.Officer, authority: str, mandate: str, reason: str, now: Instant | None = None
) -> models.Released:
    """Keep a protective act until the own log is whole, with the reason; sent twice as it is, it waits once.

    Raises NotReleased for what cannot wait, WrongField and NotYours as the act itself would.
    """
    words, moment = reason.strip(), CLOCK.now() if now is None else now
    if not words or len(words) > REASON_CHARACTERS_MAX:
        raise NotReleased(REASON, limit=REASON_CHARACTERS_MAX)
    if wish.sealed:
        raise NotReleased(SEALED)
    with holding(wish, officer) as (held, _home):
        require_post(officer, wish, authority, mandate)
        _require_releasable(held, wish)
        by = by_officer(held, wish, officer, authority, mandate)
        require_fields(held, compose(held, wish, by, now=moment))
        waiting = released_in(wish.framework)
        alike = waiting.filter(officer=officer, dossier=wish.dossier, act=wish.act, item=wish.item)
        for each in alike.filter(on_behalf=wish.on_behalf, authority=authority):
            if each.fields == dict(wish.fields):
                return each
        if waiting.count() >= RELEASED_MAX:
            raise NotReleased(FULL, limit=RELEASED_MAX)
        row = models.Released.objects.create(
            framework=held.row,
            dossier=str(wish.dossier),
            act=wish.act,
            fields=dict(wish.fields),
            item=wish.item,
            on_behalf=wish.on_behalf,
            officer=officer,
            authority=authority,
            mandate=mandate,
            reason=words,
            at=moment,
            tried=moment,
        )
    note("act.released", framework=wish.framework, act=wish.act)
    return row


def _require_releasable(held: Writing, wish: Wish) -> None:
    if not is_protective(held, wish):
        raise NotReleased(PROTECTS, act=wish.act)
    if log_doubt(held.rows[this_party()]) is None:
        raise NotReleased(SOUND, framework=wish.framework)


def take_back(number: int, *, officer: models.Officer) -> models.Released:
    """Let a released act wait no longer: by who released it, or a colleague who may act for that authority so."""
    with transaction.atomic():
        row = _held(number)
        require_post(officer, wish_of(row), row.authority, row.mandate)
        if row.written:
            raise NotReleased(N_("It was recorded already, as %(entry)s."), entry=row.written)
        if row.taken_back_by_id is None:
            row.taken_back_by = officer
            row.save()
            note("act.taken_back", framework=row.framework_id, act=row.act)
        return row


def write_released(*, now: Instant | None = None) -> list[str]:
    """Write what was released in every log that is in doubt no longer; give the entries written."""
    moment = CLOCK.now() if now is None else now
    # Were the clock set back, nothing would wait until it was `tried` again.
    rows = released_in().exclude(tried__gt=moment - RETRY_SECONDS, tried__lte=moment)
    written = [_write(number, moment) for number in list(rows.order_by("pk").values_list("pk", flat=True))]
    return [each for each in written if each]


def _write(number: int, now: Instant) -> str:
    with transaction.atomic():
        row = _held(number)
        if row.written or row.taken_back_by_id is not None:
            return ""
        try:
            with transaction.atomic():
                wish, how = wish_of(row), {"authority": row.authority, "mandate": row.mandate}
                row.written, row.trouble = str(perform_released(wish, officer=row.officer, **how, now=now)), ""
        except (DatabaseError, NotWritten):
            raise
        except Halted as error:
            row.trouble = noted(error.phrase)
        except NotPossible as error:
            row.trouble = noted(Phrase(NOT_THERE_NOW, reasons=list(error.reasons)))
        except JisrError as error:
            row.trouble = noted(error.phrase)
        except Exception:  # whatever it is, other acts that protect are written
            note_failed("released.failed", framework=row.framework_id)
            row.trouble = noted(Phrase(OWN_ERROR))
        row.tried = now
        row.save()
    if row.written:
        note("released.written", framework=row.framework_id)
    return row.written


def _held(number: int) -> models.Released:
    found = models.Released.objects.filter(pk=number).values_list("framework_id", "dossier").first()
    if found is None:
        raise UnknownThing(N_("no act %(number)s waits for this node's log"), number=number)
    hold_first(*found)
    return models.Released.objects.select_related("officer").get(pk=number)


__all__ = ["RELEASED_MAX", "release_act", "take_back", "write_released"]
