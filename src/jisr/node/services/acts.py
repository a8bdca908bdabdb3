"""Acting: one way for pages, commands and what a node does by itself (protocol 2.2, 3.4, 4.4, 9.6)."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from dataclasses import replace as replace_field
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from msgspec.structs import replace

from jisr.base import (
    FRAMEWORK_DOSSIER,
    N_,
    DossierId,
    EntryId,
    FrameworkId,
    Instant,
    Json,
    Party,
    Seq,
    b64,
    format_instant,
    holds_nul,
    parse_entry_id,
)
from jisr.base.limits import ENTRY_BYTES_MAX
from jisr.exchange import next_day
from jisr.kernel import (
    ACK,
    RECORD_MANIFEST,
    WITNESSED,
    By,
    Entry,
    Placed,
    Verdict,
    node_authority,
    place,
    write_entry,
    wrong_field,
)
from jisr.kernel.compiled import MOVE, Compiled
from jisr.node import models
from jisr.node.agreements import recordable
from jisr.node.attachments import foresee, tried
from jisr.node.clock import CLOCK
from jisr.node.daily import is_full, limit_in
from jisr.node.domestic import require_recordable
from jisr.node.errors import (
    DayFull,
    Halted,
    HoldsNul,
    NeedsSecond,
    NotPossible,
    NotRecordable,
    NotYours,
    UnknownThing,
    WrongField,
    WrongSides,
)
from jisr.node.home import Home
from jisr.node.moves import require_moves_of
from jisr.node.queries.holders import needs_second, seconded_step
from jisr.node.queries.in_force import agreed_now
from jisr.node.queries.postings import posted
from jisr.node.queries.sides import require_sides, sides_taken
from jisr.node.rows import has_beyond
from jisr.node.services.desk import describe_now
from jisr.node.services.linking import hold_first, holding, write_linked
from jisr.node.services.sealing import NO_RECEIPTS, receipts, seal_into, stating_key
from jisr.node.soundness import clock_doubt, notice_doubt
from jisr.node.storage import WRITING, of_storage
from jisr.node.store import Writing, writing
from jisr.node.tiles import root_of
from jisr.rules import CLOCK_MANDATE

PSEUDONYM_BYTES = 6
CALLED = "SELECT code FROM pseudonym WHERE officer_id = %s AND framework_id = %s AND dossier = %s"
CALL = "INSERT INTO pseudonym (officer_id, framework_id, dossier, code) VALUES (%s, %s, %s, %s)"
# How long a form that was sent is remembered: as long as an officer stays signed in.
FORM_SECONDS = 8 * 3600

NOT_IN_FORCE = N_("the procedure %(procedure)s is not in force in %(framework)s")
TEXT_LACKING = N_("the text of the procedure %(procedure)s is not in this node")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An act that somebody wants to do. `dossier` None: it opens one, of `procedure`.

    `sealed`: what sealed fields say, in the clear. It is in no text of the wish, and is written nowhere but in blobs.
    """

    framework: FrameworkId
    dossier: DossierId | None
    act: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    item: str | None = None
    procedure: str | None = None
    sides: Mapping[str, str] | None = None
    on_behalf: str | None = None
    # Of an opening: the domestic dossier from which it is opened, as in esp/ESP.3 (protocol 12.18).
    linked: str | None = None
    sealed: Mapping[str, Any] = field(default_factory=dict, repr=False)


def this_party() -> Party:
    """Give the party whose node this is."""
    home: Home = settings.HOME
    return home.party


def perform_act(
    wish: Wish,
    *,
    officer: models.Officer,
    authority: str,
    mandate: str,
    now: Instant | None = None,
    second: models.Officer | None = None,
) -> EntryId:
    """Do an act for an authority; what would be void is not written, and its reasons are told.

    `second`: who has looked at it, where the act asks for a second officer.
    """
    foresee(wish.framework, wish.sealed)
    with holding(wish, officer) as (held, home):
        require_post(officer, wish, authority, mandate)
        _require_second(held, wish, officer, second)
        by = by_officer(held, wish, officer, authority, mandate)
        return write_linked(append, held, home, wish, by, now=CLOCK.now() if now is None else now)


def perform_released(
    wish: Wish, *, officer: models.Officer, authority: str, mandate: str, now: Instant | None = None
) -> EntryId:
    """Do what an officer released while they held the post: whether they still do is not asked (protocol 12.42)."""
    with holding(wish, officer) as (held, home):
        by = by_officer(held, wish, officer, authority, mandate)
        return write_linked(append, held, home, wish, by, now=CLOCK.now() if now is None else now)


def by_officer(held: Writing, wish: Wish, officer: models.Officer, authority: str, mandate: str) -> By:
    """Give by whom an officer's act is, under their name in its dossier."""
    return By(authority, mandate, _pseudonym(officer, wish, held), wish.on_behalf)


def would_stand(wish: Wish, *, officer: models.Officer, authority: str, mandate: str) -> None:
    """Hold an act against all that is here as if it were done now, and write nothing; raises what doing it would.

    Whether a second officer has looked at it is not asked yet.
    """
    wish = as_tried(wish)
    try:
        with holding(wish, officer) as (held, home):
            by = by_officer(held, wish, officer, authority, mandate)
            write_linked(append, held, home, wish, by, now=CLOCK.now())
            raise _Undone
    except _Undone:
        return


def as_tried(wish: Wish) -> Wish:
    """Give an act as it is tried: of its files nothing is worked out."""
    return replace_field(wish, sealed=tried(wish.sealed)) if wish.sealed else wish


class _Undone(Exception):  # no error: it takes back what was tried
    """What was tried is taken back."""


def _require_second(held: Writing, wish: Wish, officer: models.Officer, second: models.Officer | None) -> None:
    """Write what asks for a second officer only if another has looked at it (decision 0012)."""
    if second is not None and second.pk != officer.pk:
        return
    docket = held.shelf.view(wish.dossier) if wish.dossier else None
    if needs_second(seconded_step(docket, wish.act, wish.item)):
        raise NeedsSecond(N_("%(act)s is written only when a second officer has looked at it"), act=wish.act)


def require_post(officer: models.Officer, wish: Wish, authority: str, mandate: str) -> None:
    """Raise NotYours where the officer's post does not let this mandate be used now: whoever asks, page or command.

    Whether the authority itself holds the mandate the kernel judges (protocol 4.1).
    """
    held = posted(officer, wish.framework) if officer.is_active else []
    posting = next((each for each in held if each.authority == authority), None)
    if posting is None or (posting.mandates and mandate not in posting.mandates):
        words = N_("%(officer)s has no post that may act for %(authority)s as %(mandate)s in %(framework)s")
        holes = {"authority": authority, "mandate": mandate, "framework": wish.framework}
        raise NotYours(words, officer=officer.username, **holes)


def perform_once(
    wish: Wish, *, officer: models.Officer, authority: str, mandate: str, token: str, now: Instant | None = None
) -> EntryId:
    """Do an act for a form: sent twice as it is, it is done once, and its number told again.

    A form that somebody went back to and changed is another wish, and done. The next page shows what it moved.
    """
    foresee(wish.framework, wish.sealed)
    if token:
        try:
            done = _perform_sent(wish, _sending(wish, token), officer, authority, mandate, now)
        except OperationalError as error:
            raise of_storage(error, WRITING) from error
    else:
        done = perform_act(wish, officer=officer, authority=authority, mandate=mandate, now=now)
    describe_now(wish.framework, wish.dossier or str(done))
    return done


def _perform_sent(
    wish: Wish, token: str, officer: models.Officer, authority: str, mandate: str, now: Instant | None
) -> EntryId:
    keyid = f"form/{officer.pk}"
    with transaction.atomic():
        # Held first, so that two sendings of one form wait for each other.
        hold_first(wish.framework, wish.dossier, wish.linked)
        before = models.Nonce.objects.filter(keyid=keyid, nonce__startswith=f"{token}/").first()
        if before is not None:
            return parse_entry_id(before.nonce.rpartition("/")[2])
        done = perform_act(wish, officer=officer, authority=authority, mandate=mandate, now=now)
        until = CLOCK.now() + FORM_SECONDS
        models.Nonce.objects.create(keyid=keyid, nonce=f"{token}/{done}", until=until)
        return done


def _sending(wish: Wish, token: str) -> str:
    """Name the sending of a form: its token with all that is wished.

    Under a key that is in no database: what is sealed cannot be guessed from the name (protocol 7.4).
    """
    wished = [token, *(getattr(wish, each.name) for each in dataclass_fields(Wish))]
    home: Home = settings.HOME
    said = repr(wished).encode("utf-8", "backslashreplace")
    return hmac.new(home.secret().encode(), said, hashlib.sha256).hexdigest()


def perform_by_node(wish: Wish, *, now: Instant | None = None) -> EntryId:
    """Do what the node owes by itself, under its clock's mandate (protocol 4.4, 9.4)."""
    with holding(wish) as (held, home):
        by = By(node_authority(this_party()), CLOCK_MANDATE, "node")
        return write_linked(append, held, home, wish, by, now=CLOCK.now() if now is None else now)


def _pseudonym(officer: models.Officer, wish: Wish, held: Writing) -> str:
    """Give the officer's name in this dossier; a new dossier is called by the entry to come."""
    dossier = wish.dossier or f"{this_party()}.{held.tail(this_party()).size}"
    with connection.cursor() as cursor:
        cursor.execute(CALLED, (officer.pk, wish.framework, dossier))
        found = cursor.fetchone()
    if found is not None:
        return str(found[0])
    # The framework is held: nobody gives a name beside this.
    code = f"o-{secrets.token_hex(PSEUDONYM_BYTES)}"
    with connection.cursor() as cursor:
        cursor.execute(CALL, (officer.pk, wish.framework, dossier, code))
    return code


def append(held: Writing, wish: Wish, by: By, *, now: Instant, rests: str | None = None) -> EntryId:
    """Write an act into the own log if its past gives it authority; `rests`: on what it rests, where it attests."""
    sealing = seal_into(held, compose(held, wish, by, now=now, rests=rests), wish.sealed)
    entry = sealing.entry
    _require_sound(held, entry, now)
    _require_room(held, entry, now)
    require_fields(held, entry)
    _require_recordable(entry)
    raw = write_entry(entry)
    if len(raw) > ENTRY_BYTES_MAX and (entry.opened or entry.unopened):
        # What was opened can be said by the next entry.
        raw = write_entry(replace(entry, opened=(), unopened=()))
    if len(raw) > ENTRY_BYTES_MAX:
        raise NotPossible(wish.act, ("2.limit",))
    party = this_party()
    placed = place(
        raw,
        framework=wish.framework,
        party=party,
        parties=held.framework.parties,
        tail=held.tail(party),
        logs=held.logs,
        now=max(now, entry.time or now),
        ended=held.framework.ended,
    )
    assert isinstance(placed, Placed), f"we wrote what we would not take: {placed}"
    if placed.fault is not None:
        # An item or somebody on behalf of whom, as it was typed in a command, need be no id at all.
        raise NotPossible(wish.act, (placed.fault,))
    verdict = held.add(raw, placed, party, sealing.blobs)
    if verdict.standing != "stands":
        raise NotPossible(wish.act, _reasons(verdict))
    return entry.id


def _reasons(verdict: Verdict) -> tuple[Json, ...]:
    return verdict.reasons or (str(verdict.standing),)


def compose(held: Writing, wish: Wish, by: By, *, now: Instant, rests: str | None = None) -> Entry:
    """Make the entry of an act: it has seen all that is taken in, and says so with roots."""
    party = this_party()
    tail = held.tail(party)
    seen = {each: held.tail(each).size for each in sorted(held.framework.parties) if each != party}
    roots = {each: b64(root_of(held.rows[each], size)) for each, size in seen.items() if size > tail.seen[each]}
    own = EntryId(party, Seq(tail.size))
    opened, unopened = receipts(held)
    opens = wish.dossier is None and wish.procedure is not None
    return Entry(
        framework=wish.framework,
        party=party,
        seq=own.seq,
        seen=seen,
        roots=roots,
        time=max(now, tail.time or now),
        dossier=DossierId(str(own)) if opens else wish.dossier,
        procedure=_procedure_of(held, wish),
        digest=_digest_of(held, wish) if opens else None,
        sides=_sides_of(held, wish) if opens else None,
        act=wish.act,
        by=by,
        item=wish.item,
        fields=_stated(held, wish),
        sealed={},
        rests=rests,
        opened=opened,
        unopened=unopened,
    )


def _stated(held: Writing, wish: Wish) -> dict[str, Any]:
    """Give an act's fields with what the node fills in: an own authority's key, the digest of a version."""
    fields = dict(stating_key(wish.dossier, wish.act, wish.fields))
    if wish.act == f"propose_{MOVE}" and "digest" not in fields:
        digest = agreed_now(held, this_party()).procedures.get(str(fields.get("procedure")))
        fields |= {} if digest is None else {"digest": digest}
    return fields


def _procedure_of(held: Writing, wish: Wish) -> str | None:
    if wish.dossier is None:
        return wish.procedure
    docket = held.shelf.view(wish.dossier)
    if docket is not None and docket.compiled is not None:
        return docket.compiled.id
    if wish.dossier == "framework":
        compiled = held.framework.framework_compiled()
        return compiled.id if compiled else None
    raise UnknownThing(N_("no dossier %(dossier)s that this node can judge"), dossier=wish.dossier)


def _digest_of(held: Writing, wish: Wish) -> str:
    digest = agreed_now(held, this_party()).procedures.get(str(wish.procedure))
    if digest is None:
        raise UnknownThing(NOT_IN_FORCE, procedure=wish.procedure, framework=wish.framework)
    return digest


def _sides_of(held: Writing, wish: Wish) -> dict[str, Party]:
    compiled = held.framework.procedures.get(_digest_of(held, wish))
    parties = sorted(held.framework.parties)
    if compiled is None:
        raise UnknownThing(TEXT_LACKING, procedure=wish.procedure)
    sides = sides_taken(compiled, wish.sides, parties)
    if sides is not None:
        require_sides(compiled, sides, parties)
        return {side: Party(party) for side, party in sides.items()}
    if not compiled.each:
        raise WrongSides(compiled.id, compiled.procedure.sides, parties)
    return {str(party): party for party in parties}


def require_fields(held: Writing, entry: Entry) -> None:
    """Name the field that is amiss, instead of the bare rule 4.field or 2.bytes."""
    nul = next((name for name, value in entry.fields.items() if holds_nul(value)), None)
    if nul is not None:
        raise HoldsNul(entry.act, nul)
    compiled: Compiled | None = None
    if entry.digest is not None:
        compiled = held.framework.procedures.get(entry.digest)
    elif entry.dossier is not None:
        docket = held.shelf.view(entry.dossier)
        compiled = docket.compiled if docket else None
    step = compiled.steps.get(entry.act) if compiled else None
    if step is None or step.kind in ("correct", "contest", "erase"):
        return
    wrong = wrong_field(step.fields, entry.fields, entry.sealed)
    if wrong is not None:
        raise WrongField(entry.act, wrong)


def _require_recordable(entry: Entry) -> None:
    """Record only a manifest that is wholly here: what nobody has puts nothing in force (protocol 12.12)."""
    if entry.dossier != FRAMEWORK_DOSSIER or entry.act not in (RECORD_MANIFEST, f"propose_{RECORD_MANIFEST}"):
        return
    version, digest = entry.fields["version"], entry.fields["digest"]
    require_recordable(entry.framework, version)
    amiss = recordable(entry.framework, version, digest)
    if amiss:
        raise NotRecordable(entry.act, amiss, version=version)
    require_moves_of(entry.framework, version)


def _require_sound(held: Writing, entry: Entry, now: Instant) -> None:
    """Append nothing while the own log is in doubt, only what protects while the clock is (protocol 9.6)."""
    party = this_party()
    doubted = notice_doubt(held.rows[party], now, held.tail(party).size, held.nodes[party])
    if doubted is not None:
        raise Halted("%(because)s", because=doubted.because)
    if entry.act in (ACK, WITNESSED):
        return
    trouble = clock_doubt(entry.framework, held.logs.tails, now)
    if trouble and not is_protective(held, entry):
        raise Halted("%(because)s", because=trouble)


def _require_room(held: Writing, entry: Entry, now: Instant) -> None:
    """Append nothing that the others would have to hold, but acks and what protects (protocol 8.4, 12.16)."""
    if entry.act == ACK or not is_full(held.framework, held.logs, entry.id, now):
        return
    if not is_protective(held, entry):
        raise DayFull(limit_in(held.framework), format_instant(next_day(now)))


def is_protective(held: Writing, what: Entry | Wish) -> bool:
    """Say whether an act protects, by the procedure of its dossier."""
    docket = held.shelf.view(what.dossier) if what.dossier else None
    step = docket.compiled.steps.get(what.act) if docket and docket.compiled else None
    return step is not None and step.protective


def acknowledge(framework: FrameworkId, *, now: Instant | None = None) -> EntryId | None:
    """Write the one ack that is owed for what was taken in, if any (protocol 3.4)."""
    with writing(framework) as held:
        if notice_doubt(held.rows[this_party()], CLOCK.now()) is not None:
            return None
        if not owes_ack(held) and receipts(held) == NO_RECEIPTS:
            return None
        by = By(node_authority(this_party()), CLOCK_MANDATE, "node")
        wish = Wish(framework=framework, dossier=None, act=ACK)
        return append(held, wish, by, now=CLOCK.now() if now is None else now)


def owes_ack(held: Writing) -> bool:
    """Say whether entries other than acks were taken in that no own entry covers."""
    own = held.tail(this_party())
    return any(has_beyond(log, own.seen[party], but=ACK) for party, log in held.rows.items() if party != this_party())
