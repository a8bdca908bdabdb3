"""Changes about officers as administrators see them: what would change, who wants it, who decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from jisr.base import N_, Instant, format_instant
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.officers import has_factor
from jisr.node.queries.people import authority_name, framework_name, listed, mandate_name
from jisr.node.queries.values import day_shown
from jisr.node.services.changes import CONFIRMED, WITHDRAWN, has_lapsed, open_changes, undecidable

SHOWN_MAX: Final = 100
KINDS: Final = {
    "add": N_("New officer"),
    "post": N_("Give a post"),
    "end_post": N_("End a post"),
    "suspend": N_("Suspend"),
    "restore": N_("Lift the suspension"),
    "factor": N_("Forget the second factor"),
    "password": N_("Give a new first password"),
    "unlock": N_("Lift the wait after wrong tries"),
    "administer": N_("Make an administrator"),
    "step_down": N_("End as administrator"),
    "link": N_("Link to the ministry's sign-on"),
}
CONSEQUENCES: Final = {
    "add": N_("The officer can sign in with a first password, which is shown once to who confirms."),
    "post": N_("The officer sees the group and can act in it as far as the post reaches."),
    "end_post": N_("The officer acts there no longer, and is signed out everywhere."),
    "suspend": N_("The officer is signed out everywhere at once, before anybody confirms it."),
    "restore": N_("The officer can sign in again."),
    "factor": N_("The officer is signed out, and sets up a new second factor at the next sign-in."),
    "password": N_("The officer is signed out. A first password is shown once to who confirms; it holds a week."),
    "unlock": N_("The officer can try to sign in again at once."),
    "administer": N_("The officer proposes and confirms changes such as this one."),
    "step_down": N_("The officer proposes and confirms no changes any more."),
    "link": N_("The officer can sign in through the ministry's sign-on."),
}
VERDICTS: Final = {
    "confirmed": N_("Confirmed"),
    "rejected": N_("Rejected"),
    "withdrawn": N_("Withdrawn"),
    "open": N_("Waits to be confirmed"),
    "lapsed": N_("Lapsed: not confirmed in time"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that would change: what it is now, and what it would be."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """One change with all that is known about it."""

    id: int
    kind: str
    label: str
    consequence: str
    officer: str
    officer_id: int | None
    lines: tuple[Line, ...]
    reason: str
    proposer: str
    is_by_machine: bool
    at: int
    state: str
    state_label: str
    decider: str
    decided_at: int | None
    decided_reason: str
    # Why this administrator cannot decide it; empty where they can.
    because: str
    may_withdraw: bool


def change_shown(change: models.Change, reader: models.Officer) -> ChangeShown:
    """Give a change as an administrator sees it."""
    decision = models.Decision.objects.filter(change=change).select_related("decider").first()
    state = decision.verdict if decision else "lapsed" if has_lapsed(change) else "open"
    because = undecidable(change, reader, CONFIRMED)
    return ChangeShown(
        id=change.pk,
        kind=change.kind,
        label=_(KINDS[change.kind]),
        consequence=_(CONSEQUENCES[change.kind]),
        officer=_whom(change),
        officer_id=change.officer_id,
        lines=tuple(_lines(change)),
        reason=change.reason,
        proposer=_who(change.proposer, change.machine),
        is_by_machine=change.proposer is None,
        at=change.at,
        state=state,
        state_label=_(VERDICTS[state]),
        decider=_who(decision.decider, decision.machine) if decision else "",
        decided_at=decision.at if decision else None,
        decided_reason=decision.reason if decision else "",
        because="" if because is None else because.said_in(_),
        may_withdraw=state == "open" and undecidable(change, reader, WITHDRAWN) is None,
    )


def waiting_changes(reader: models.Officer) -> list[ChangeShown]:
    """Give what waits to be decided, the oldest first."""
    rows = open_changes().select_related("officer", "proposer").order_by("at", "pk")
    return [change_shown(each, reader) for each in rows]


def decided_changes(reader: models.Officer) -> list[ChangeShown]:
    """Give what was decided or has lapsed, the newest first."""
    waiting = open_changes().values("pk")
    rows = models.Change.objects.exclude(pk__in=waiting).select_related("officer", "proposer").order_by("-pk")
    return [change_shown(each, reader) for each in rows[:SHOWN_MAX]]


def _whom(change: models.Change) -> str:
    if change.officer is not None:
        return _person(change.officer)
    return _("%(name)s (%(username)s)") % {"name": change.what["name"], "username": change.what["username"]}


def _who(officer: models.Officer | None, machine: str) -> str:
    if officer is not None:
        return _person(officer)
    return _("by a command, account %(account)s of the machine") % {"account": machine}


def _person(officer: models.Officer) -> str:
    return _("%(name)s (%(username)s)") % {"name": officer.name or officer.username, "username": officer.username}


def _lines(change: models.Change) -> Iterable[Line]:
    """Say what would change: now and afterwards."""
    officer, what = change.officer, change.what
    none = _("nothing")
    match change.kind:
        case "add":
            yield Line(label=_("Account"), before=none, after=_whom(change))
        case "post":
            yield Line(label=_post_label(what), before=_post_now(officer, what), after=post_words(what))
        case "end_post":
            yield Line(label=_post_label(what), before=_post_now(officer, what), after=none)
        case "suspend" | "restore":
            both = (_("may sign in"), _("suspended"))
            before, after = both if change.kind == "suspend" else both[::-1]
            yield Line(label=_("Account"), before=before, after=after)
        case "factor":
            there = _("set up") if officer is not None and has_factor(officer) else none
            yield Line(label=_("Second factor"), before=there, after=none)
        case "password":
            yield Line(label=_("Password"), before=_("the officer's own"), after=_("a first one, for a week"))
        case "unlock":
            yield Line(label=_("Wrong tries"), before=_("counted"), after=_("forgotten"))
        case "administer" | "step_down":
            both = (_("no"), _("yes"))
            before, after = both if change.kind == "administer" else both[::-1]
            yield Line(label=_("Administers this node"), before=before, after=after)
        case "link":
            now = (officer.subject if officer else None) or none
            yield Line(label=_("Known to the ministry as"), before=now, after=what["subject"] or none)


def _post_label(what: dict[str, Any]) -> str:
    framework = models.Framework.objects.filter(pk=what["framework"]).first()
    group = framework_name(framework) if framework else what["framework"]
    return _("%(authority)s in %(group)s") % {"authority": authority_name(what["authority"]), "group": group}


def _post_now(officer: models.Officer | None, what: dict[str, Any]) -> str:
    row = models.Posting.objects.filter(
        officer=officer, framework=what["framework"], authority=what["authority"]
    ).first()
    if row is None:
        return _("nothing")
    return post_words({"mandates": row.mandates, "starts": row.starts, "ends": row.ends})


def post_words(what: dict[str, Any]) -> str:
    """Say how far a post reaches: with which mandates, and from when to when."""
    mandates = listed([mandate_name(each) for each in what["mandates"] or ()]) or _("all mandates of the authority")
    first = day_shown(_day(what["starts"])) if what["starts"] is not None else ""
    last = day_shown(_day(what["ends"] - 1)) if what["ends"] is not None else ""
    if first and last:
        return _("%(mandates)s, from %(first)s to %(last)s") % {"mandates": mandates, "first": first, "last": last}
    if first:
        return _("%(mandates)s, from %(first)s on") % {"mandates": mandates, "first": first}
    if last:
        return _("%(mandates)s, until %(last)s") % {"mandates": mandates, "last": last}
    return mandates


def _day(at: int) -> str:
    return format_instant(Instant(at))[:10]


__all__ = [
    "CONSEQUENCES",
    "KINDS",
    "ChangeShown",
    "Line",
    "change_shown",
    "decided_changes",
    "post_words",
    "waiting_changes",
]
