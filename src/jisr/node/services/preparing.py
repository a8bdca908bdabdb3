"""Acts that need a second officer: prepared by one, confirmed or sent back by another (decision 0012).

What is prepared is in no log and binds nobody. It is held against all that is here when it is prepared and
again when it is confirmed; in between it waits a week at most.
"""

from django.db import OperationalError, transaction

from jisr.base import N_, DossierId, EntryId, FrameworkId, parse_entry_id
from jisr.base.limits import REASON_CHARACTERS_MAX
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import NotPrepared, UnknownThing
from jisr.node.queries.holders import post_for_step, posts_of, seconded_step
from jisr.node.queries.reading import reading
from jisr.node.services.acts import Wish, perform_act, would_stand
from jisr.node.services.linking import hold_first
from jisr.node.storage import WRITING, of_storage

PREPARED_DAYS = 7
PREPARED_SECONDS = PREPARED_DAYS * 86_400
# Acts that wait in one framework at a time; who prepares more has them confirmed or sent back first.
WAITING_MAX = 200

SEALED_WAITS = N_(
    "An act with sealed fields cannot wait for a second officer here: what is sealed is kept nowhere in the clear. With"
    " both officers at the machine it is recorded by the command jisr act, with --second."
)

CONFIRMED, SENT_BACK, WITHDRAWN = "confirmed", "sent_back", "withdrawn"


def prepare_act(wish: Wish, *, officer: models.Officer, authority: str, mandate: str) -> models.Prepared:
    """Let an act wait for a second officer; sent twice as it is, it waits once.

    Another wish of the same officer for the same act takes the place of the first.
    """
    assert wish.dossier is not None, "no opening asks for a second officer (rules.E044)"
    if wish.sealed:
        # It would lie here in the clear, and who confirms it could not see what they confirm.
        raise NotPrepared(SEALED_WAITS)
    would_stand(wish, officer=officer, authority=authority, mandate=mandate)
    now = CLOCK.now()
    try:
        with transaction.atomic():
            framework = _hold(wish.framework, wish.dossier)
            waiting = models.Prepared.objects.filter(framework=framework, answer="", until__gt=now)
            alike = list(waiting.filter(dossier=wish.dossier, act=wish.act, item=wish.item))
            for each in alike:
                if each.officer_id != officer.pk:
                    raise NotPrepared(N_("Another officer has prepared this act already, and it waits."))
                if each.fields == dict(wish.fields) and each.on_behalf == wish.on_behalf:
                    return each
                _answer(each, WITHDRAWN, officer)
            if waiting.count() >= WAITING_MAX:
                words = N_("%(limit)s acts wait for a second officer already: have some confirmed or sent back first.")
                raise NotPrepared(words, limit=WAITING_MAX)
            return models.Prepared.objects.create(
                framework=framework,
                dossier=wish.dossier,
                act=wish.act,
                fields=dict(wish.fields),
                item=wish.item,
                on_behalf=wish.on_behalf,
                officer=officer,
                authority=authority,
                mandate=mandate,
                at=now,
                until=now + PREPARED_SECONDS,
            )
    except OperationalError as error:
        raise of_storage(error, WRITING) from error


def confirm_prepared(number: int, *, officer: models.Officer) -> EntryId:
    """Do a prepared act as its second officer: it is judged again; confirmed twice, it is done once."""
    try:
        with transaction.atomic():
            row = _held(number)
            if row.answer == CONFIRMED and row.second_id == officer.pk:
                return parse_entry_id(row.entry)
            _require_waiting(row)
            _require_other(row, officer)
            wish = wish_of(row)
            done = perform_act(wish, officer=row.officer, authority=row.authority, mandate=row.mandate, second=officer)
            row.entry = str(done)
            _answer(row, CONFIRMED, officer)
            return done
    except OperationalError as error:
        raise of_storage(error, WRITING) from error


def send_back(number: int, *, officer: models.Officer, reason: str) -> models.Prepared:
    """Send a prepared act back to who prepared it, with the reason; who prepared it takes it back without one."""
    with transaction.atomic():
        row = _held(number)
        if row.answer in (SENT_BACK, WITHDRAWN) and row.second_id == officer.pk:
            return row
        _require_waiting(row)
        if row.officer_id == officer.pk:
            _answer(row, WITHDRAWN, officer)
            return row
        _require_other(row, officer)
        if not reason.strip() or len(reason) > REASON_CHARACTERS_MAX:
            words = N_("To send an act back, give a reason of 1 to %(limit)s characters.")
            raise NotPrepared(words, limit=REASON_CHARACTERS_MAX)
        row.reason = reason.strip()
        _answer(row, SENT_BACK, officer)
        return row


def perform_seconded(
    wish: Wish, *, officer: models.Officer, second: models.Officer, authority: str, mandate: str
) -> EntryId:
    """Prepare an act and confirm it at once, where both officers are at hand: for commands."""
    if wish.sealed:
        return _perform_at_once(wish, officer=officer, second=second, authority=authority, mandate=mandate)
    with transaction.atomic():
        row = prepare_act(wish, officer=officer, authority=authority, mandate=mandate)
        return confirm_prepared(row.pk, officer=second)


def _perform_at_once(
    wish: Wish, *, officer: models.Officer, second: models.Officer, authority: str, mandate: str
) -> EntryId:
    """Do what is sealed for two officers who are both at hand: nothing of it waits anywhere."""
    row = models.Prepared(
        framework_id=wish.framework,
        dossier=str(wish.dossier),
        act=wish.act,
        item=wish.item,
        officer=officer,
        authority=authority,
        mandate=mandate,
    )
    _require_other(row, second)
    return perform_act(wish, officer=officer, authority=authority, mandate=mandate, second=second)


def wish_of(row: models.Prepared | models.Released) -> Wish:
    """Give what an act wishes that waits for a second officer, or for the log."""
    return Wish(
        framework=FrameworkId(row.framework_id),
        dossier=DossierId(row.dossier),
        act=row.act,
        fields=row.fields,
        item=row.item,
        on_behalf=row.on_behalf,
    )


def _hold(framework: str, dossier: str) -> models.Framework:
    """Hold the framework first, as every writing does: so nobody waits for somebody who waits for them."""
    hold_first(framework, dossier)
    return models.Framework.objects.get(pk=framework)


def _held(number: int) -> models.Prepared:
    found = models.Prepared.objects.filter(pk=number).values_list("framework_id", "dossier").first()
    if found is None:
        raise UnknownThing(N_("no prepared act %(number)s in this node"), number=number)
    _hold(*found)
    return models.Prepared.objects.select_related("officer").get(pk=number)


def _answer(row: models.Prepared, answer: str, officer: models.Officer) -> None:
    row.answer, row.second, row.answered = answer, officer, CLOCK.now()
    row.save()


def _require_waiting(row: models.Prepared) -> None:
    if row.answer:
        raise NotPrepared(N_("The prepared act has been answered already."))
    if row.until <= CLOCK.now():
        raise NotPrepared(N_("The prepared act has lapsed after %(days)s days: prepare it again."), days=PREPARED_DAYS)


def _require_other(row: models.Prepared, officer: models.Officer) -> None:
    """Hold who answers against who prepared: never the same person, each with a post that the act admits."""
    if row.officer_id == officer.pk:
        raise NotPrepared(N_("Who prepared an act cannot confirm it: another officer has to."))
    held = reading(row.framework_id)
    docket = held.docket(row.dossier)
    step = seconded_step(docket, row.act, row.item)
    if step is None or post_for_step(step, posts_of(officer, held), docket) is None:
        raise NotPrepared(N_("No post of %(officer)s may do this act."), officer=officer.username)
    theirs = (each.mandates for each in posts_of(row.officer, held) if each.authority == row.authority)
    if not row.officer.is_active or not any(row.mandate in each for each in theirs):
        words = N_("Who prepared it holds the post no more: another officer prepares it anew.")
        raise NotPrepared(words)


__all__ = [
    "CONFIRMED",
    "PREPARED_DAYS",
    "SENT_BACK",
    "WITHDRAWN",
    "confirm_prepared",
    "perform_seconded",
    "prepare_act",
    "send_back",
    "wish_of",
]
