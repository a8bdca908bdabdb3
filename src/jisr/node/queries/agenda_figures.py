"""Figures for a session's agenda: what an officer may state there of dossiers about persons, in neutral words.

Sources: R4; agreed time limits are routinely missed, and escalate to the group as numbers, never as cases. That they
are stated by an officer, once a session and side, rounded down to tens, is a policy choice [P] (decision 0018). What is
counted is each framework's in which the officer works: that of the session, and this state's own domestic ones.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import translation

from jisr.base import N_, Instant, format_instant
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.catalogue import speaking
from jisr.node.clock import CLOCK
from jisr.node.disclosure import CELL_MIN, at_least, said_across
from jisr.node.domestic import domestic_frameworks, is_of_one
from jisr.node.errors import UnknownThing
from jisr.node.queries.openings import Card, Post, card_for, posts_of
from jisr.node.queries.people import party_within
from jisr.node.queries.periods import is_owed
from jisr.node.queries.person_figures import Figures, person_figures
from jisr.node.queries.postings import frameworks_of
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.procedures.words import LEAD

SESSION, RAISE_ITEM, DIMENSION = "session", "raise_item", "minors"
TITLE = N_("Figures on dossiers about persons")
# [P]: in so many dossiers one clock is missed, and the figures are proposed for the agenda. Fewer are never stated.
CALLING_MIN: Final = CELL_MIN
PART_LABELS: Final = {
    "stages": N_("Open, by stage"),
    "outcomes": N_("Closed, by outcome"),
    "silence": N_("Silence, by the clock of the side that waits"),
    "late": N_("Clocks missed"),
    "stops": N_("Stopped at least once"),
    "crossed": N_("Crossed a stop, not restored yet"),
}
# Each file is in one of these parts' cells; what the others count is counted across all files.
PARTED: Final = ("stages", "outcomes")
MISSED = (
    "SELECT dossier.procedure, waiting.about FROM waiting JOIN dossier"
    " ON dossier.framework_id = waiting.framework_id AND dossier.code = waiting.dossier"
    " WHERE waiting.framework_id = %s AND waiting.kind = 'period' AND waiting.due <= %s"
    " GROUP BY dossier.procedure, waiting.about HAVING count(DISTINCT waiting.dossier) >= %s"
    " ORDER BY dossier.procedure, waiting.about"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One count as it is stated: that there are at least so many."""

    part: str
    label: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an officer may do about the figures in a session: state them, or see where they were stated.

    `missed`: the clocks that are missed in so many dossiers that the figures are proposed.
    """

    session: str
    stated: str
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The agenda item that would be raised, as it would read; without `text` there is nothing to state."""

    card: Card
    title: str
    text: str

    @property
    def fields(self) -> Mapping[str, str]:
        """Give the fields of the act."""
        return {"title": self.title, "dimension": DIMENSION, "description": self.text}

    @property
    def code(self) -> str:
        """Give what tells this statement from any other: what an officer confirms is what was shown."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()[:16]


def lines_of(figures: Figures, *, withheld: Iterable[str] = ()) -> list[Line]:
    """Give the counts of one procedure that may be stated.

    `withheld`: words that the procedure keeps from other states. Where it withholds any ground of a stop, stops are
    stated whatever their ground.
    """
    hidden = frozenset(withheld)
    stops = (figures.stopped,) if any(each.code in hidden for each in figures.stops) else figures.stops
    across = {"silence": figures.silence, "late": figures.late, "stops": stops, "crossed": figures.crossed}
    parted = [(part, each) for part in PARTED for each in getattr(figures, part)]
    counts = [each.count for _part, each in parted]
    said = [(part, each, at_least(each.count)) for part, each in parted]
    for part, cells in across.items():
        numbers = said_across([each.count for each in cells], counts)
        said += [(part, each, number) for each, number in zip(cells, numbers, strict=True)]
    return [
        Line(part=part, label=each.label, number=number)
        for part, each, number in said
        if number and each.code not in hidden
    ]


def statement_for(officer: models.Officer, held: Reading, docket: Docket) -> Statement:
    """Make the agenda item of the figures, in the language that is active. Costs one reading of each dossier counted.

    Raises UnknownThing where the officer has no figures to state in this dossier.
    """
    card = _card(officer, held, docket)
    if card is None:
        words = N_("%(dossier)s is no open session in which this officer may state figures")
        raise UnknownThing(words, dossier=docket.id)
    paragraphs = [each for one in sources(officer, held) for each in _paragraphs(one)]
    text = "\n\n".join([_introduction(), *paragraphs]) if paragraphs else ""
    return Statement(card=card, title=_(TITLE), text=text)


def offer_in(officer: models.Officer, held: Reading, docket: Docket) -> Offer | None:
    """Say what an officer may do about the figures in a dossier; None where it is no session, or nothing is counted."""
    if _card(officer, held, docket) is None:
        return None
    sides = sources(officer, held)
    if not any(each.procedure.persons for one in sides for each in one.framework.procedures.values()):
        return None
    stated = stated_in(docket)
    return Offer(session=docket.id, stated=stated, missed=() if stated else _calling(sides, docket))


def call_in(
    officer: models.Officer, held: Reading, session: str, *, posts: Sequence[Post], at_home: Sequence[Reading]
) -> Offer | None:
    """Give the offer in a session that comes next where something calls for it; asks little where nothing does.

    `posts`: the officer's in the group. `at_home`: the domestic frameworks in which the officer works.
    """
    if is_of_one(held.row.parties) or not any(each.mandates.intersection(LEAD) for each in posts):
        return None
    if not any(missed_in(each, CLOCK.now()) for each in (held, *at_home)):
        return None
    found = offer_in(officer, held, held.docket(session))
    return found if found is not None and found.missed else None


def _calling(sides: Sequence[Reading], docket: Docket) -> tuple[str, ...]:
    """Give the clocks that call for the figures until the agenda is adopted."""
    if docket.state is None or docket.state.fact("agenda_adopted"):
        return ()
    return tuple(dict.fromkeys(each for one in sides for each in missed_in(one, CLOCK.now())))


def _card(officer: models.Officer, held: Reading, docket: Docket) -> Card | None:
    """Give the act by which an officer raises an agenda item, if it is open to them here now."""
    if docket.compiled is None or docket.compiled.procedure.name != SESSION or is_of_one(held.row.parties):
        return None
    card = card_for(posts_of(officer, held), held, docket, RAISE_ITEM)
    return card if card is not None and card.is_open else None


def sources(officer: models.Officer, held: Reading) -> list[Reading]:
    """Open what is counted: the framework itself, and the domestic ones in which the officer works, too."""
    mine = frameworks_of(officer)
    return [held, *(reading(each, by=officer) for each in domestic_frameworks() if each in mine)]


def missed_in(held: Reading, now: Instant) -> list[str]:
    """Name the clocks that are missed in enough dossiers about persons, as the desk has them: none is judged anew."""
    owed = {
        (each.id, period.name): period.label
        for each in held.framework.procedures.values()
        if each.procedure.persons
        for period in each.procedure.periods
        if is_owed(period, each.procedure)
    }
    if not owed:
        return []
    with connection.cursor() as cursor:
        cursor.execute(MISSED, (held.row.pk, now, CALLING_MIN))
        return [_(owed[procedure, about]) for procedure, about in cursor.fetchall() if (procedure, about) in owed]


def stated_in(docket: Docket) -> str:
    """Give the entry by which this party has stated its figures in a session; empty where it has not."""
    for key, deed in docket.deeds.items():
        if deed.party == own_party() and deed.entry.act == RAISE_ITEM and deed.authorised:
            fields = deed.entry.fields
            if fields.get("dimension") == DIMENSION and fields.get("title") in _titles():
                return key
    return ""


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    """Give the title in every language, for the statement is made in that of its officer."""
    found = set()
    for code, _label in settings.LANGUAGES:
        with speaking(code):
            found.add(translation.gettext(TITLE))
    return frozenset(found)


def _introduction() -> str:
    words = _(
        "Counts of dossiers of %(party)s, as it has them on %(day)s. Each count is rounded down to tens; what is under"
        " %(least)s is not stated, nor what would show it (a proposal, not law). No number is to be reached."
    )
    today = format_instant(CLOCK.now())[:10]
    return words % {"party": party_within(own_party()), "day": today, "least": CELL_MIN}


def _paragraphs(held: Reading) -> Iterator[str]:
    """Give the counts of a framework, a procedure at a time, those of which nothing can be stated left out."""
    withheld = {each.id: each.procedure.withheld for each in held.framework.procedures.values()}
    for figures in person_figures(held):
        lines = lines_of(figures, withheld=withheld.get(figures.procedure, ()))
        if lines:
            yield "\n".join([_heading(held, figures), *_said(lines)])


def _heading(held: Reading, figures: Figures) -> str:
    """Name the procedure; of a domestic one say that all its files are counted."""
    if not is_of_one(held.row.parties):
        return figures.label
    words = _("%(procedure)s: all files, whatever the state of origin")
    return words % {"procedure": figures.label}


def _said(lines: Sequence[Line]) -> Iterator[str]:
    for part, label in PART_LABELS.items():
        here = [each for each in lines if each.part == part]
        if here:
            yield _("%(part)s:") % {"part": _(label)}
        for each in here:
            yield _("– %(label)s: at least %(number)s") % {"label": each.label, "number": each.number}


__all__ = [
    "CALLING_MIN",
    "Line",
    "Offer",
    "Statement",
    "call_in",
    "lines_of",
    "missed_in",
    "offer_in",
    "sources",
    "stated_in",
    "statement_for",
]
