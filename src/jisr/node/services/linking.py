"""A domestic dossier and a shared one in one transaction: links, echoes, attestations (protocol 4.3, 12.18).

The domestic framework is always held before the shared one: so nobody waits for somebody who waits for them.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db import DatabaseError, transaction

from jisr.base import N_, DossierId, EntryId, FrameworkId, Instant, JisrError, Phrase, parse_entry_id
from jisr.kernel import SALT_BYTES, By, Docket, Step, lacking_at, node_authority
from jisr.node import models
from jisr.node.attesting import Grounds, grounds_at
from jisr.node.domestic import is_of_one
from jisr.node.errors import Halted, NotLinked, NotPossible, NotWritten, NotYours, ProtectedAhead, UnknownThing
from jisr.node.events import note, note_failed
from jisr.node.noted import noted
from jisr.node.queries.ahead import ahead_of, around
from jisr.node.queries.in_force import agreed_now
from jisr.node.queries.linked import UNSEEN, said_of_linked
from jisr.node.queries.postings import has_post
from jisr.node.queries.reading import may_know
from jisr.node.queries.released import released_in
from jisr.node.rows import link_of
from jisr.node.soundness import log_doubt, mark_held
from jisr.node.store import Writing, writing
from jisr.rules import CLOCK_MANDATE, Echo, family, is_called

if TYPE_CHECKING:
    from jisr.node.services.acts import Wish

# Steps by which a side comes nearer to what cannot be undone.
BINDING = ("propose", "concur", "conclude")
# Acts of the kernel that may change whatever was attested.
UNSETTLING = ("contest", "correct")


class Append(Protocol):
    """How an act is written into the own log (`acts.append`)."""

    def __call__(self, held: Writing, wish: "Wish", by: By, *, now: Instant, rests: str | None = None) -> EntryId: ...


@dataclass(frozen=True, slots=True)
class Home:
    """The domestic framework held beside a shared one, and the dossier in it that is linked, or to be linked."""

    held: Writing
    dossier: str
    link: models.Link | None
    # Whether who acts may know what is in the domestic dossier.
    is_seen: bool


@contextmanager
def holding(wish: "Wish", officer: models.Officer | None = None) -> Iterator[tuple[Writing, Home | None]]:
    """Hold the framework of an act; before it the domestic one whose dossier is linked with it, if there is one.

    `officer`: who acts; None is the node. Raises NotYours where they open from a domestic dossier that is not theirs.
    """
    link = link_of(wish.framework, wish.dossier) if wish.dossier is not None else None
    if link is None and not wish.linked:
        with writing(wish.framework) as held:
            yield held, None
        return
    framework, dossier = (link.domestic_id, link.dossier) if link is not None else _named(wish)
    if wish.linked and officer is not None and not has_post(officer, framework):
        raise NotYours(N_("no post in %(framework)s"), framework=framework)
    is_seen = officer is None or may_know(officer, framework, dossier)
    with writing(FrameworkId(framework)) as home, writing(wish.framework) as held:
        yield held, Home(home, dossier, link, is_seen)


def hold_first(framework: str, dossier: str | None, linked: str | None = None) -> None:
    """Hold the rows that an act will write, in the one order; inside a transaction that begins earlier than the act."""
    link = link_of(framework, dossier) if dossier is not None else None
    domestic = link.domestic_id if link is not None else (linked or "").partition("/")[0]
    if domestic and models.Framework.objects.filter(pk=domestic).exists():
        models.Framework.objects.select_for_update().get(pk=domestic)
    models.Framework.objects.select_for_update().get(pk=framework)


def _named(wish: "Wish") -> tuple[str, str]:
    """Give the domestic dossier that an opening names; raises NotLinked where it is none."""
    framework, dossier = dossier_of(str(wish.linked))
    row = models.Framework.objects.filter(pk=framework).first()
    if row is None or not is_of_one(row.parties):
        raise NotLinked(N_("%(linked)s is no dossier of a domestic framework of this node"), linked=wish.linked)
    if wish.framework == framework or wish.dossier is not None:
        raise NotLinked(N_("only the opening of a shared dossier is linked with a domestic one"))
    return framework, dossier


def write_linked(append: Append, held: Writing, home: Home | None, wish: "Wish", by: By, *, now: Instant) -> EntryId:
    """Write an act with all that it brings with it: what it attests, its link, its echo. All of it, or nothing."""
    step = _declared(held, wish)
    _require_nothing_waits(wish, step)
    _require_nothing_ahead(held, wish, step)
    grounds = _attested(held, home, wish, step, now)
    done = append(held, wish, by, now=now, rests=grounds.rests if grounds is not None else None)
    link = home.link if home is not None else None
    if home is not None and wish.linked:
        link = _linked(held, home, wish, done)
    if grounds is not None:
        assert link is not None, "what is attested is attested of a linked dossier"
        models.Attestation.objects.create(
            link=link, entry=str(done), salt=grounds.salt, size=grounds.size, root=grounds.root
        )
    echo = _echo_of(held, wish, step, str(done)) if is_of_one(held.framework.parties) else None
    if echo is not None:
        _echo(append, held, wish, echo, done, now)
    return done


def _echo_of(held: Writing, wish: "Wish", step: Step | None, done: str) -> Echo | None:
    """Give what an act calls for in linked dossiers: its own echo.

    Contesting and correcting may take back anything that was attested; they call for what the procedure's acts do.
    """
    if step is None or (step.kind != "act" and step.kind not in UNSETTLING):
        return None
    if step.kind == "act":
        return step.act.echo if step.act is not None else None
    docket = held.shelf.docket(DossierId(wish.dossier or done))
    acts = docket.compiled.procedure.acts if docket is not None and docket.compiled is not None else ()
    return next((each.echo for each in acts if each.echo is not None and each.protective), None)


def _declared(held: Writing, wish: "Wish") -> Step | None:
    """Give the step that an act is, as far as this node knows its procedure."""
    if wish.dossier is not None:
        docket = held.shelf.docket(wish.dossier)
        compiled = docket.compiled if docket is not None else None
    else:
        digest = agreed_now(held, settings.HOME.party).procedures.get(str(wish.procedure))
        compiled = held.framework.procedures.get(str(digest))
    step = compiled.steps.get(wish.act) if compiled is not None else None
    return step


# Attestations


def _attested(held: Writing, home: Home | None, wish: "Wish", step: Step | None, now: Instant) -> Grounds | None:
    """Hold what an act attests against the linked domestic dossier as it is now; None: it attests nothing."""
    if step is None or not step.attests:
        return None
    assert step.act is not None
    assert step.act.attests is not None
    if home is None:
        raise NotLinked(N_("%(act)s attests, and this dossier is linked with no domestic one"), act=wish.act)
    docket = _docket_at(home)
    if docket is None or docket.compiled is None:
        raise NotLinked(N_("%(linked)s is no dossier that this node can judge"), linked=home.dossier)
    party = settings.HOME.party
    at = max(now, held.tail(party).time or now)
    lacking = lacking_at(docket, home.held.framework.id, home.held.logs, party, step.act.attests, at)
    if lacking:
        raise NotPossible(wish.act, said_of_linked(docket.compiled.digest, lacking) if home.is_seen else (UNSEEN,))
    _mark_grounds(home.held)
    return grounds_at(home.held, party, secrets.token_bytes(SALT_BYTES))


def _docket_at(home: Home) -> Docket | None:
    """Give the domestic dossier; to who opens from one that they do not see there is none."""
    is_there = home.link is not None or home.is_seen
    return home.held.shelf.docket(DossierId(home.dossier)) if is_there else None


def _mark_grounds(held: Writing) -> None:
    """Mark the domestic log before anything rests on it: a log that lost entries since could not open it (9.6)."""
    own = held.rows[settings.HOME.party]
    doubted = log_doubt(own)
    if doubted is not None:
        raise Halted("%(because)s", because=doubted.because)
    mark_held(own)


def _linked(held: Writing, home: Home, wish: "Wish", done: EntryId) -> models.Link:
    """Link the dossier that was just opened with the domestic one from which it was."""
    docket = _docket_at(home)
    if docket is None or docket.compiled is None:
        raise NotLinked(N_("%(linked)s is no dossier that this node can judge"), linked=wish.linked)
    name = family(str(wish.procedure))
    before = models.Link.objects.filter(domestic=home.held.row, dossier=home.dossier, procedure=name).first()
    if before is not None:
        words = N_("%(linked)s is linked already, with %(framework)s/%(dossier)s")
        holes = {"framework": before.shared_id, "dossier": before.shared_dossier}
        raise NotLinked(words, linked=wish.linked, **holes)
    return models.Link.objects.create(
        domestic=home.held.row,
        dossier=home.dossier,
        shared=held.row,
        shared_dossier=str(done),
        procedure=name,
        size=home.held.tail(settings.HOME.party).size,
    )


# Echoes


def _echo(append: Append, held: Writing, wish: "Wish", echo: Echo, done: EntryId, now: Instant) -> None:
    """Write in the linked shared dossier what a domestic act calls for there; what cannot be yet is kept."""
    dossier = wish.dossier or str(done)
    for link in models.Link.objects.filter(domestic=held.row, dossier=dossier):
        if _is_meant(link, echo.procedure):
            row = models.Echo.objects.create(link=link, entry=str(done), act=echo.act, at=now, tried=now)
            _try(append, wish, row, now)


def _is_meant(link: models.Link, named: str) -> bool:
    """Say whether an echo means the procedure of a linked dossier."""
    found = models.Dossier.objects.filter(framework=link.shared_id, code=link.shared_dossier).first()
    return found is not None and is_called(found.procedure.partition("/")[0], named)


def _try(append: Append, like: "Wish", row: models.Echo, now: Instant) -> None:
    """Write an echo now, or note why it waits: the domestic act is never stopped by it (protocol 12.18)."""
    link = row.link
    try:
        with writing(FrameworkId(link.shared_id)) as shared:
            row.written = str(append(shared, echo_wish(like, row), clock(), now=now))
    except (DatabaseError, NotWritten):
        # Nothing can be written now: neither this nor the domestic act is.
        raise
    except JisrError as error:
        row.trouble = noted(_because(error))
    except Exception:  # whatever it is, what protects a person is recorded at home
        note_failed("echo.failed", framework=link.shared_id)
        row.trouble = noted(Phrase(N_("an error of this node: see its log")))
    row.tried = now
    row.save()
    note("echo.written" if row.written else "echo.waits", framework=link.shared_id)


def _because(error: JisrError) -> Phrase:
    if isinstance(error, NotPossible):
        return Phrase(N_("it is not possible there now (%(reasons)s)"), reasons=list(error.reasons))
    return error.phrase


def clock() -> By:
    """Give by whom every echo is written, whatever it echoes: so nobody can tell one ground from another."""
    return By(node_authority(settings.HOME.party), CLOCK_MANDATE, "node")


def echo_wish(like: "Wish", row: models.Echo) -> "Wish":
    """Give the wish of an echo: nothing in it depends on what is echoed but the act."""
    return replace(
        like,
        framework=FrameworkId(row.link.shared_id),
        dossier=DossierId(row.link.shared_dossier),
        act=row.act,
        fields={},
        item=None,
        procedure=None,
        sides=None,
        on_behalf=None,
        linked=None,
        sealed={},
    )


def retry(append: Append, like: "Wish", number: int, *, now: Instant) -> str:
    """Try a waiting echo again; give the entry that was written, or nothing."""
    shared = models.Echo.objects.select_related("link").get(pk=number).link.shared_id
    with transaction.atomic():
        models.Framework.objects.select_for_update().get(pk=shared)
        row = models.Echo.objects.select_related("link").get(pk=number)
        if not row.written:
            _try(append, like, row, now)
    return row.written


def waiting_in(framework: str, dossier: str) -> list[models.Echo]:
    """Give the echoes that wait to be written in a shared dossier, oldest first."""
    rows = models.Echo.objects.filter(link__shared=framework, link__shared_dossier=dossier, written="")
    return list(rows.select_related("link").order_by("pk"))


def _require_nothing_waits(wish: "Wish", step: Step | None) -> None:
    """Do nothing irrevocable in a dossier for which a protective act of this side waits to be written."""
    if wish.dossier is None or not _binds(step):
        return
    if waiting_in(wish.framework, wish.dossier) or released_in(wish.framework).filter(dossier=wish.dossier).exists():
        raise Halted(N_("an act of this side that protects waits to be written in this dossier"))


def _require_nothing_ahead(held: Writing, wish: "Wish", step: Step | None) -> None:
    """Do nothing irrevocable where an act of another side that protects is known and not yet taken in (8.1)."""
    docket = held.shelf.view(wish.dossier) if wish.dossier is not None and _binds(step) else None
    found = ahead_of(wish.framework, around(docket)) if docket is not None else ()
    if found:
        raise ProtectedAhead(entry=found[0].entry, act=found[0].act)


def _binds(step: Step | None) -> bool:
    """Say whether an act leads to what cannot be undone."""
    return step is not None and step.irrevocable and step.kind in BINDING


def dossier_of(linked: str) -> tuple[str, str]:
    """Read the number of a domestic dossier, as in esp/ESP.3."""
    framework, _, dossier = linked.partition("/")
    if not framework or not dossier:
        raise UnknownThing(N_("%(linked)s is not written FRAMEWORK/DOSSIER, as in esp/ESP.3"), linked=linked)
    return framework, str(parse_entry_id(dossier))


__all__ = [
    "Home",
    "clock",
    "dossier_of",
    "echo_wish",
    "hold_first",
    "holding",
    "retry",
    "waiting_in",
    "write_linked",
]
