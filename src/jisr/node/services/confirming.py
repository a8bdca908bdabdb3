"""An officer's word on what this node cannot know by itself (protocol 9.6)."""

from django.conf import settings

from jisr.base import N_, FrameworkId, Instant
from jisr.exchange import Mark
from jisr.node import models
from jisr.node.errors import NothingToConfirm, NotYours, WrongField
from jisr.node.events import note
from jisr.node.marks import end_asking, write_mark
from jisr.node.queries.postings import has_post
from jisr.node.services.acts import this_party
from jisr.node.services.officers import officer_called
from jisr.node.soundness import CLOCK, LOG, clock_doubt, latest_time, log_doubt
from jisr.node.store import Writing, writing
from jisr.node.tiles import root_of

REASON_MAX = 1_000


def confirm(framework: FrameworkId, *, officer: str, reason: str, now: Instant) -> models.Word:
    """Keep an officer's word that the clock is right, or that a domestic log is whole; acts go on from it."""
    words = reason.strip()
    if not words or len(words) > REASON_MAX:
        raise WrongField("confirm", "reason")
    who = officer_called(officer)
    if not has_post(who, framework):
        raise NotYours(N_("%(officer)s acts for nobody in %(framework)s"), officer=officer, framework=framework)
    with writing(framework) as held:
        about, until = _asked_for(held, now)
        word = models.Word.objects.create(
            framework=held.row, about=about, until=until, officer=who, reason=words, at=now
        )
    if about == LOG:
        _mark_whole(framework)
    note("node.confirmed", framework=framework, about=about, until=until)
    return word


def _asked_for(held: Writing, now: Instant) -> tuple[str, int]:
    """Say about what, and up to where, a word is asked for."""
    own = held.rows[this_party()]
    doubted = log_doubt(own)
    if doubted is not None:
        others = sorted(held.framework.parties - {this_party()})
        if others or not doubted.is_short:
            by = ", ".join(others) or "the mark"
            words = N_("%(because)s: what is missing is said by %(by)s, not by an officer")
            raise NothingToConfirm(words, because=doubted.because, by=by)
        return LOG, own.size
    if not clock_doubt(held.row.pk, held.logs.tails, now):
        raise NothingToConfirm(N_("nothing is in doubt in %(framework)s"), framework=held.row.pk)
    return CLOCK, latest_time(held.logs.tails)


def _mark_whole(framework: FrameworkId) -> None:
    """Mark the own log as it is; the word about it is kept already."""
    with writing(framework) as held:
        own = held.rows[this_party()]
        write_mark(settings.HOME, framework, Mark(own.size, root_of(own, own.size)))
        end_asking(settings.HOME, framework)


__all__ = ["confirm"]
