"""Names, times and lists in the reader's language."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jisr.base import Instant, format_instant
from jisr.node.queries.people import authority_name, listed, mandate_name, party_name
from jisr.node.queries.values import day_shown
from jisr.rules.say import source_said

register = template.Library()
DAY_SECONDS = 86_400


@register.filter
def party(code: str) -> str:
    """Name a party."""
    return party_name(code)


@register.filter
def parties(codes: Iterable[str]) -> str:
    """Name several parties as one phrase."""
    return listed([party_name(each) for each in codes])


@register.filter
def authority(code: str) -> str:
    """Name an authority."""
    return authority_name(code)


@register.filter
def mandates(codes: Iterable[str]) -> str:
    """Name several mandates as one phrase."""
    return listed([mandate_name(each) for each in sorted(codes)])


@register.filter
def mandate(code: str) -> str:
    """Name a mandate."""
    return mandate_name(code)


@register.filter
def roles(codes: Iterable[str]) -> str:
    """Name parties or mandates as one phrase: a contest is answered by one or the other."""
    return listed([party_name(each) if each.isupper() else mandate_name(each) for each in codes])


@register.filter
def source(words: str) -> str:
    """Say a source; its letters and brackets keep their own direction within the reader's."""
    return source_said(words, _, _isolated)


def _isolated(words: str) -> str:
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"


@register.filter
def moment(at: int) -> str:
    """Say an instant, with the zone that it is in."""
    return _("%(time)s UTC") % {"time": date_format(datetime.fromtimestamp(at, UTC), "DATETIME_FORMAT")}


@register.filter
def end(at: int) -> str:
    """Say when something ends: the end of a day as that day, anything else as an instant."""
    if at % DAY_SECONDS:
        return moment(at)
    last = datetime.fromtimestamp(at - 1, UTC)
    return _("the end of %(day)s, UTC") % {"day": date_format(last, "DATE_FORMAT")}


@register.filter
def iso(at: int) -> str:
    """Write an instant for machines."""
    return format_instant(Instant(at))


@register.filter
def day(value: str) -> str:
    """Say a date written YYYY-MM-DD."""
    return day_shown(value)
