"""What waits, for whom and until when, over all groups in which an officer has a post.

Nothing of other groups is in it. However much waits, the number of questions to the database is the same.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from django.db import connection

from jisr.base import Instant
from jisr.kernel import Compiled
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.domestic import is_of_one
from jisr.node.queries.listing import shortened
from jisr.node.queries.openings import Post, posts_of
from jisr.node.queries.people import framework_name
from jisr.node.queries.periods import unowed
from jisr.node.queries.postings import frameworks_of
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.references import opening_title
from jisr.node.queries.sight import seen_in
from jisr.node.queries.waiting import Shape, Wanted, one_of, read_waiting, shapes_of
from jisr.node.queries.words import act_label
from jisr.rules import ANY_MANDATE

TASKS_MAX = 50
WEEK_SECONDS = 7 * 86_400
# What somebody waits to be answered; all else is owed by its day.
ASKED = ("answer", "contest")
WHO = ("mine", "ours", "theirs", "sent")
KINDS: Mapping[str, tuple[str, ...]] = {
    "": ("answer", "contest", "period", "date"),
    "answers": ASKED,
    "dates": ("period", "date"),
}
WHEN = ("late", "week", "owed")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFilter:
    """What of the work is listed; its names are those in a page's address. `who` empty: a little of everything."""

    who: str = ""
    kind: str = ""
    when: str = ""
    group: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str], groups: Iterable[str]) -> "WorkFilter":
        """Read it from an address; what cannot be meant is left out."""
        allowed = {"who": WHO, "kind": tuple(KINDS), "when": WHEN, "group": tuple(groups)}
        return cls(
            **{name: given.get(name, "") if given.get(name) in values else "" for name, values in allowed.items()}
        )

    def query(self, **changes: str) -> str:
        """Write it as an address has it, with changes."""
        values = {name: changes.get(name, getattr(self, name)) for name in self.__slots__}
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class Group:
    """A framework in which an officer has posts, opened for reading."""

    held: Reading
    posts: list[Post]

    @property
    def code(self) -> str:
        """Give the framework's code."""
        return self.held.row.pk

    @property
    def name(self) -> str:
        """Name it by its parties."""
        return framework_name(self.held.row)

    @property
    def is_domestic(self) -> bool:
        """Say whether nothing of it is ever sent, so that nobody acknowledges anything."""
        return is_of_one(self.held.row.parties)

    @property
    def mandates(self) -> frozenset[str]:
        """Give the mandates of all the posts."""
        return frozenset().union(*(each.mandates for each in self.posts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that waits, in the reader's language. `act` is open to the reader if `may`.

    `place` is where it stands among all that waits: what comes after it has a greater one.
    """

    framework: str
    dossier: str
    kind: str
    label: str
    title: str
    words: str
    about: str
    act: str
    party: str
    mandates: tuple[str, ...]
    asked_by: str
    since: Instant
    starts: Instant | None
    due: Instant | None
    is_late: bool
    may: bool
    place: tuple[int, int, int]

    @property
    def is_asked(self) -> bool:
        """Say whether somebody has asked, and waits for an answer."""
        return self.kind in ASKED


def groups_of(officer: models.Officer, *, among: Container[str] | None = None) -> list[Group]:
    """Open the frameworks in which an officer has posts: all, or those among some."""
    opened = [reading(code, by=officer) for code in frameworks_of(officer) if among is None or code in among]
    return [Group(held, posts) for held in opened if (posts := posts_of(officer, held))]


# What all have promised our side owes, too: there it stands.
SHARED: Final = (
    "NOT EXISTS (SELECT 1 FROM waiting AS shared WHERE shared.framework_id = waiting.framework_id"
    " AND shared.dossier = waiting.dossier AND shared.kind = waiting.kind AND shared.about = waiting.about"
    " AND waiting.kind = 'date' AND shared.party = %s)"
)
OF_KIND: Final = (
    "EXISTS (SELECT 1 FROM line AS of_kind WHERE of_kind.framework_id = waiting.framework_id"
    " AND of_kind.code = waiting.dossier AND {of_kind})"
)

# A period that is over and by whose end nobody owes anything waits for nobody.
OVER_UNOWED: Final = (
    "(waiting.kind <> 'period' OR waiting.by > %s OR NOT EXISTS (SELECT 1 FROM line AS over"
    " WHERE over.framework_id = waiting.framework_id AND over.code = waiting.dossier AND ({unowed})))"
)


def shapes_in(groups: Sequence[Group]) -> list[Shape]:
    """Give the shapes of all that waits in some frameworks, of which `waiting_for` chooses."""
    parties = [(each.code, party) for each in groups for party in each.held.row.parties]
    return shapes_of(parties, KINDS[""])


def waiting_for(
    groups: Sequence[Group], shapes: Iterable[Shape], chosen: WorkFilter, now: Instant, *, kinds: Sequence[str] = ()
) -> Wanted:
    """Say what of all that waits is wanted; `kinds`: only in dossiers of these procedures."""
    own = own_party()
    mandates = {each.code: {ANY_MANDATE, *each.mandates} for each in groups if chosen.group in ("", each.code)}
    parts: list[tuple[str, tuple[Any, ...]]] = []
    if chosen.who == "theirs":
        parts.append(("(waiting.kind <> 'answer' OR waiting.about LIKE %s)", (f"{own}.%",)))
        parts.append((SHARED, (own,)))
    if chosen.when in ("late", "week", "owed"):
        parts.append(("waiting.by <= %s", (now if chosen.when == "late" else now + WEEK_SECONDS,)))
    if chosen.when == "week":
        parts.append(("waiting.by > %s", (now,)))
    parts += _not_over_unowed(groups, now)
    if kinds:
        of_kind = one_of("of_kind.kind", kinds)
        parts.append((OF_KIND.format(of_kind=of_kind[0]), of_kind[1]))
    parts += seen_in([each.held.sight for each in groups], "waiting.framework_id", "waiting.dossier")
    wanted = (each for each in shapes if each.kind in KINDS[chosen.kind] and each.framework in mandates)
    return Wanted(tuple(each for each in wanted if _is_of(each, chosen.who, mandates)), tuple(parts))


def _not_over_unowed(groups: Sequence[Group], now: Instant) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Leave out periods that are over, where nobody owes anything by their end."""
    found = {
        digest: sorted(unowed(each)) for group in groups for digest, each in group.held.framework.procedures.items()
    }
    some = [(digest, one_of("waiting.about", names)) for digest, names in sorted(found.items()) if names]
    if some:
        sql = " OR ".join(f"over.digest = %s AND {within}" for _digest, (within, _names) in some)
        yield OVER_UNOWED.format(unowed=sql), (now, *(one for digest, (_, names) in some for one in (digest, *names)))


def _is_of(shape: Shape, who: str, mandates: Mapping[str, set[str]]) -> bool:
    """Say whether rows of a shape are the officer's, whose posts in that very framework could move them, or whose."""
    is_own = shape.party == own_party()
    match who:
        case "theirs":
            return not is_own
        case "mine":
            return is_own and shape.is_open_to(mandates[shape.framework])
        case "ours":
            return is_own and not shape.is_open_to(mandates[shape.framework])
    return is_own


def tasks_of(
    groups: Sequence[Group], wanted: Wanted, now: Instant, *, limit: int = TASKS_MAX, offset: int = 0
) -> list[Task]:
    """Say what waits in the reader's language, by deadline; what has none stands last, by how long it waits."""
    by_code = {each.code: each for each in groups}
    return [_task(by_code[row[0]], row, now) for row in read_waiting(wanted, limit=limit, offset=offset)]


def _task(group: Group, row: tuple[Any, ...], now: Instant) -> Task:
    framework, dossier, kind, about, act, party, told, since, starts, due, by, number, words, of, digest, title = row
    compiled = group.held.framework.procedures.get(digest)
    named = opening_title(f"{of}/", orjson.loads(title), dossier) if title else dossier
    mandates = orjson.loads(told)
    fitting = {ANY_MANDATE, *group.mandates}.intersection(mandates)
    return Task(
        framework=framework,
        dossier=dossier,
        kind=kind,
        label=_label(compiled, kind, act=act, about=about, words=words) or named,
        title=shortened(named),
        words=words if kind == "answer" else "",
        about=about,
        act=act,
        party=party,
        mandates=tuple(mandates),
        asked_by=about.partition(".")[0] if kind in ASKED else "",
        since=Instant(since),
        starts=None if starts is None else Instant(starts),
        due=None if due is None else Instant(due),
        is_late=due is not None and due <= now and not _is_unowed(compiled, kind, about),
        may=party == own_party() and bool(fitting),
        place=(by, since, number),
    )


def _is_unowed(compiled: Compiled | None, kind: str, about: str) -> bool:
    return compiled is not None and kind == "period" and about in unowed(compiled)


def _label(compiled: Compiled | None, kind: str, *, act: str, about: str, words: str) -> str:
    """Say what it is that waits; empty where nothing is known of it but the dossier."""
    if compiled is None:
        return ""
    match kind:
        case "answer":
            step = compiled.steps.get(act)
            return _(step.act.label) if step is not None and step.act is not None else act
        case "contest":
            return _(compiled.facts[words].label) if words in compiled.facts else words
        case "period" if act:
            return act_label(compiled, act)
        case "period":
            return _(compiled.periods[about].label) if about in compiled.periods else about
    return _(compiled.procedure.label)


NEXT_SESSION = (
    "SELECT code, kind, date, words FROM line WHERE framework_id = %s AND kind = 'session' AND is_closed = %s"
    " AND date >= %s ORDER BY date, code LIMIT 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSession:
    """The session that comes next: its number, name and day."""

    code: str
    title: str
    date: str


def next_session(group: Group, today: str) -> NextSession | None:
    """Give the session that comes next."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_SESSION, (group.code, False, today))
        row = cursor.fetchone()
    if row is None:
        return None
    code, kind, date, words = row
    return NextSession(code=code, title=opening_title(f"{kind}/", orjson.loads(words), code), date=date)


__all__ = [
    "Group",
    "NextSession",
    "Task",
    "WorkFilter",
    "groups_of",
    "next_session",
    "shapes_in",
    "tasks_of",
    "waiting_for",
]
