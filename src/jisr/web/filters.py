"""Names, times and lists in the reader's language."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from markupsafe import Markup, escape

from jisr.base import Instant, format_instant
from jisr.node.catalogue import gettext as _
from jisr.node.queries.erased import basis_said
from jisr.node.queries.people import authority_name, listed, mandate_name, party_name
from jisr.node.queries.values import day_shown, moment_shown, written
from jisr.rules.say import INDENT, POINT
from jisr.rules.sources import source_said

DAY_SECONDS = 86_400
COMMAS: Final = (", ", "، ")
CODE: Final = re.compile("`([^`]+)`")
_LINE_END: Final = re.compile("\r\n|\r|\n")


def party(code: str) -> str:
    """Name a party."""
    return party_name(code)


def place(thing: Any) -> str:
    """Give the address of the dossier that a row is of; found anew for each framework only."""
    return f"{_group(thing.framework)}d/{thing.dossier}/"


@lru_cache(maxsize=100)
def _group(framework: str) -> str:
    return reverse("framework", args=(framework,))


def broken(text: str) -> Markup:
    """Put a text into a page with the ends of its lines; most have one line."""
    one = escape(text)
    return Markup("<br>".join(_LINE_END.split(one))) if "\n" in one or "\r" in one else one


def in_points(said: str) -> Markup:
    """Put a condition into a page: what it lists is a list; most are one sentence."""
    first, *below = said.split("\n")
    points: list[list[str]] = []
    for line in below:
        if line.startswith(POINT):
            points.append([line.removeprefix(POINT)])
        elif points:
            points[-1].append(line.removeprefix(INDENT))
    if not points:
        return escape(said)
    listed = Markup("").join(Markup("<li>{}</li>").format(in_points("\n".join(each))) for each in points)
    return escape(first) + Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(listed)


def parties(codes: Iterable[str]) -> str:
    """Name several parties as one phrase."""
    return listed([party_name(each) for each in codes])


def authority(code: str) -> str:
    """Name an authority."""
    return authority_name(code)


def authorities(codes: Iterable[str]) -> str:
    """Name several authorities; those whose names have commas are parted by more than a comma."""
    *names, last = [authority_name(each) for each in codes] or [""]
    if not any(comma in each for each in (*names, last) for comma in COMMAS):
        return listed([*names, last])
    for name in reversed(names):
        last = _("%(first)s; %(rest)s") % {"first": name, "rest": last}
    return last


def mandates(codes: Iterable[str]) -> str:
    """Name several mandates as one phrase."""
    return listed([mandate_name(each) for each in sorted(codes)])


def mandate(code: str) -> str:
    """Name a mandate."""
    return mandate_name(code)


def roles(codes: Iterable[str]) -> str:
    """Name parties or mandates as one phrase: a contest is answered by one or the other."""
    return listed([party_name(each) if each.isupper() else mandate_name(each) for each in codes])


def source(words: str) -> str:
    """Say a source; its letters and brackets keep their own direction within the reader's."""
    return source_said(words, _, _isolated)


def _isolated(words: str) -> str:
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"


def basis(code: str) -> str:
    """Say the legal basis of an erasure."""
    return basis_said(code)


def moment(at: int) -> str:
    """Say an instant in the officer's zone, with UTC beside it; in UTC alone before sign-in."""
    return moment_shown(at)


def end(at: int) -> str:
    """Say when something ends: the end of a day as that day, with what that is here; anything else as an instant."""
    there = datetime.fromtimestamp(at, UTC)
    here = there.astimezone(timezone.get_current_timezone())
    if here.utcoffset() and not (here.hour or here.minute or here.second):
        # A day of the officer's own zone ends with it.
        last = datetime.fromtimestamp(at - 1, UTC).astimezone(timezone.get_current_timezone())
        words = _("the end of %(day)s (%(utc)s UTC)")
        return words % {"day": written(last, "DATE_FORMAT"), "utc": written(there, "TIME_FORMAT")}
    if at % DAY_SECONDS:
        return moment(at)
    words = _("the end of %(day)s, UTC")
    if here.utcoffset():
        words = _("the end of %(day)s, UTC (%(time)s here)")
    last = datetime.fromtimestamp(at - 1, UTC)
    return words % {"day": written(last, "DATE_FORMAT"), "time": written(here, "DATETIME_FORMAT")}


def iso(at: int) -> str:
    """Write an instant for machines."""
    return format_instant(Instant(at))


def day(value: str) -> str:
    """Say a date written YYYY-MM-DD."""
    return day_shown(value)


def date_of(at: int) -> str:
    """Say the day on which an instant is, in UTC."""
    return written(datetime.fromtimestamp(at, UTC), "DATE_FORMAT")


def last_day_of(at: int) -> str:
    """Say the last day of what ends at an instant."""
    return date_of(at if at % DAY_SECONDS else at - 1)


def weekday_name(value: str) -> str:
    """Name the day of the week of a date written YYYY-MM-DD."""
    return written(date.fromisoformat(value), "l")


def wall(value: str) -> str:
    """Say a wall time written YYYY-MM-DDTHH:MM, in whatever zone it is."""
    return written(datetime.fromisoformat(value), "DATETIME_FORMAT")


def together(names: Iterable[str]) -> str:
    """Say several names as one phrase; each keeps its own direction."""
    return listed([_isolated(each) for each in names])


def coded(words: str) -> Markup:
    """Set what stands between backticks as code, in its own direction: nobody reads those signs."""
    return Markup(CODE.sub(r'<code dir="ltr">\1</code>', str(escape(words))))


def shortened(words: str, characters: int) -> str:
    """Cut what is longer than so many characters."""
    return words if len(words) <= characters else Truncator(words).chars(characters)


# Of one value that stands for itself; and of what holds several.
OF_ONE = (
    authorities,
    authority,
    basis,
    coded,
    date_of,
    day,
    end,
    iso,
    last_day_of,
    mandate,
    moment,
    party,
    source,
    wall,
    weekday_name,
)
OF_SEVERAL = (broken, in_points, mandates, parties, place, roles, shortened, together)
