"""Exchanging with the other nodes: the message, its carriers, and when to try again (protocol 8)."""

import secrets
from collections.abc import Iterable
from contextlib import closing
from copy import copy

from django.conf import settings
from django.db import IntegrityError, transaction

from jisr.base import N_, FrameworkId, Instant, Party
from jisr.base.limits import EXCHANGE_ROUNDS_MAX, HEARTBEAT_SECONDS
from jisr.exchange import (
    MalformedMessage,
    Message,
    Rounds,
    TooMuch,
    back_off,
    check_request,
    day_of,
    is_past,
    parse_message,
    read_pouch,
    sign_answer,
    write_message,
    write_pouch,
)
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.clock import CLOCK
from jisr.node.domestic import require_shared
from jisr.node.errors import PouchOwn, UnknownThing
from jisr.node.home import Home
from jisr.node.leaving import left_of, sent_until
from jisr.node.queries.blobs import wanted_blobs
from jisr.node.reaching import passed_on
from jisr.node.rows import read_framework, read_peer
from jisr.node.services.acts import acknowledge
from jisr.node.services.calling import NONCE_BYTES, Call, call, wire_keys
from jisr.node.services.duties import record_manifests
from jisr.node.services.intake import Receipt, note_refused, take_in
from jisr.node.services.mending import has_of
from jisr.node.services.messages import make_message
from jisr.node.signing import wire_key
from jisr.node.soundness import note_answer, notice_doubt

# Between two requests for what lacks of a log that was ended.
MENDING_SECONDS = 60


def notice_doubts() -> None:
    """Keep, for every framework whose own log is in doubt, since when that is known."""
    home: Home = settings.HOME
    for own in models.Log.objects.filter(party=home.party):
        notice_doubt(own, CLOCK.now())


def needs_exchange(framework: FrameworkId, peer: models.Peer, now: Instant) -> bool:
    """Say whether a peer lacks something, or was not heard for a heartbeat."""
    # Between who has left and the others all is said once it is here; neither listens for the other any more.
    if lacks(framework, peer):
        return True
    if peer.heard is None or is_past(peer.heard, now, HEARTBEAT_SECONDS):
        return not is_parted(framework, peer)
    return is_past(peer.heard, now, MENDING_SECONDS) and _could_give(framework, peer)


def is_parted(framework: FrameworkId, peer: models.Peer) -> bool:
    """Say whether a peer, or this party, has left: with it no exchange is kept up (protocol 12.34)."""
    return not left_of(framework).keys().isdisjoint((peer.party, settings.HOME.party))


def _could_give(framework: FrameworkId, peer: models.Peer) -> bool:
    """Say whether a peer has more than is here of a log that was ended and is waited for (protocol 12.27)."""
    waiting = models.Log.objects.filter(framework=framework, is_mending=True)
    return any(int(peer.have.get(log.party, 0)) > has_of(log) for log in waiting)


def lacks(framework: FrameworkId, peer: models.Peer) -> bool:
    """Say whether a peer lacks something that could be sent to it."""
    sizes, until = sendable(framework), None
    if peer.party in left_of(framework):
        found = read_framework(framework)
        assert found is not None, "a peer is of a framework that is here"
        until = sent_until(*found, peer.party)
    if until is not None:
        sizes = {party: min(size, until.get(Party(party), size)) for party, size in sizes.items()}
    return any(size > int(peer.have.get(party, 0)) for party, size in sizes.items() if party != peer.party)


def sendable(framework: FrameworkId) -> dict[str, int]:
    """Give how much of each log could be sent: all of the own, of others what a head covers that leads on from it.

    Of the own log, too, no more than that where a machine apart signs it: the worker has it signed.
    """
    home: Home = settings.HOME
    own = home.party if home.log_signer is None else None
    found = models.Log.objects.filter(framework=framework, is_mending=False)
    found = found.only("party", "size", "head_size", "reach")
    return {log.party: log.size if log.party == own else passed_on(log) for log in found}


def waits_for_today(framework: FrameworkId, now: Instant) -> bool:
    """Say whether a log was held for another day, and that day has come (protocol 8.4)."""
    rows = models.Log.objects.filter(framework=framework, waiting__gt=0).values_list("day", flat=True)
    return any(day is None or day < day_of(now) for day in rows)


def may_try(peer: models.Peer, now: Instant) -> bool:
    """Say whether the back-off after failures has run out; never longer than an hour."""
    return peer.tried is None or is_past(peer.tried, now, back_off(peer.failures))


def next_try(peer: models.Peer) -> Instant:
    """Give the moment at which the back-off will have run out."""
    return Instant((peer.tried or 0) + back_off(peer.failures))


def synchronise(framework: FrameworkId, party: Party) -> Receipt:
    """Exchange with a peer until neither lacks anything that the other has, or nothing moves."""
    with closing(_Asking(framework)) as asking:
        return _exchange(framework, party, asking)


def _exchange(framework: FrameworkId, party: Party, asking: "_Asking") -> Receipt:
    total, rounds = Receipt(), Rounds()
    given: set[str] = set()
    asked: set[str] = set()
    for _ in range(EXCHANGE_ROUNDS_MAX):
        peer = _peer(framework, party)
        sent, answer = asking.answer(peer)
        receipt = take_in(answer, sender=party)
        _note_answer(framework, party, answer)
        total.taken_in += receipt.taken_in
        total.held += receipt.held
        total.refused += receipt.refused
        total.opened += receipt.opened
        _answer_owed(framework)
        after = _peer(framework, party)
        sizes = _sizes(framework)
        moved = rounds.moved(sizes, before=peer.have, after=after.have) or bool(receipt.taken_in)
        given |= sent.files.keys() | sent.sealed.keys()
        asked |= {*sent.want}
        if not given.issuperset(after.want):
            continue  # it asks for files or blobs that are here
        wanted = wanted_blobs(framework)
        if not asked.issuperset(wanted):
            continue  # what came in this round names blobs that have not been asked for
        if receipt.opened and wanted:
            continue  # a file comes in pieces, as many as one message holds
        if not moved or rounds.is_short(sent, after.have, receipt.taken_in):
            break
        if not lacks(framework, after) and all(answer.have.get(each, 0) <= size for each, size in sizes.items()):
            break
    return total


class _Asking:
    """Asks a peer, again and again: for what follows on an answer while that is taken in, so that both nodes work."""

    def __init__(self, framework: FrameworkId) -> None:
        self.framework = framework
        self._ahead: Call | None = None

    def answer(self, peer: models.Peer) -> tuple[Message, Message]:
        """Give what was said to a peer, and its answer; raises PeerTrouble."""
        begun, self._ahead = self._ahead, None
        answer = begun.answer() if begun is not None else None
        if begun is None or answer is None or not self._follows(answer):
            # What was to follow on something that was then not taken in comes again, in its turn.
            begun = call(self.framework, peer, make_message(self.framework, peer))
            answer = begun.answer()
        self._look_ahead(peer, answer)
        return begun.message, answer

    def close(self) -> None:
        """Ask for nothing more."""
        if self._ahead is not None:
            self._ahead.leave()

    def _follows(self, answer: Message) -> bool:
        """Say whether what came begins no later than what is here ends."""
        sizes = _sizes(self.framework)
        return all(part.start <= sizes.get(party, part.start) for party, part in answer.logs.items())

    def _look_ahead(self, peer: models.Peer, answer: Message) -> None:
        """Ask for what follows on an answer that is not taken in yet, where there is more."""
        ask = {party: part.start + len(part.entries) for party, part in answer.logs.items() if part.entries}
        if any(int(answer.have.get(party, 0)) > end for party, end in ask.items()):
            then = copy(peer)
            then.have = dict(answer.have)
            self._ahead = call(self.framework, then, make_message(self.framework, then, ask=ask))
            self._ahead.begin()


def _sizes(framework: FrameworkId) -> dict[str, int]:
    """Give how much of each log is here."""
    return {log.party: has_of(log) for log in models.Log.objects.filter(framework=framework)}


def _answer_owed(framework: FrameworkId) -> None:
    """Write what a node owes for what it took in: its record of a manifest, and the ack."""
    record_manifests(framework)
    acknowledge(framework)


def _note_answer(framework: FrameworkId, party: Party, answer: Message) -> None:
    """Let a peer's answer lay a doubt about the own log to rest, if it can."""
    home: Home = settings.HOME
    with transaction.atomic():
        row = models.Framework.objects.select_for_update().get(pk=framework)
        others = [Party(each) for each in row.parties if each != home.party]
        note_answer(framework, party, others, theirs=answer.have.get(home.party, 0), now=CLOCK.now())


def _peer(framework: FrameworkId, party: Party) -> models.Peer:
    require_shared(framework)
    peer = read_peer(framework, party)
    if peer is None:
        known = models.Peer.objects.filter(framework=framework).values_list("party", flat=True)
        words = N_("%(party)s is no other party of %(framework)s")
        raise UnknownThing(words, known=known, party=party, framework=framework)
    return peer


def answer_request(
    framework: str, *, method: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[bytes, dict[str, str]]:
    """Take in a peer's request and give the signed answer; raises NotSigned for anyone else."""
    home: Home = settings.HOME
    own = f"{framework}/{home.party}"
    keyid = check_request(
        method=method,
        path=path,
        body=body,
        headers=headers,
        # What we ourselves have signed is nobody's request: a route leads back here.
        keys=lambda each: wire_keys(each) if each.startswith(f"{framework}/") and each != own else (),
        now=CLOCK.now(),
        is_new=_is_new,
    )
    sender = Party(keyid.partition("/")[2])
    message = _message_of(framework, sender, body)
    take_in(message, sender=sender)
    _answer_owed(FrameworkId(framework))
    peer = _peer(FrameworkId(framework), sender)
    answer = write_message(make_message(FrameworkId(framework), peer, asked=message.ask))
    signed = sign_answer(
        status=200,
        body=answer,
        request=headers,
        keyid=own,
        key=wire_key(framework),
        now=CLOCK.now(),
        nonce=secrets.token_urlsafe(NONCE_BYTES),
    )
    return answer, signed


def _message_of(framework: str, sender: Party, body: bytes) -> Message:
    """Read what a peer has signed; what is refused whole is listed, so that people can talk about it."""
    try:
        message = parse_message(body)
        if message.framework != framework:
            raise MalformedMessage(what="framework", got=message.framework)
    except (MalformedMessage, TooMuch) as error:
        note_refused(FrameworkId(framework), sender, error, body)
        raise
    return message


def _is_new(keyid: str, nonce: str, until: Instant) -> bool:
    """Keep a nonce as long as its message could be repeated; False if it is here already."""
    models.Nonce.objects.filter(until__lt=CLOCK.now()).delete()
    try:
        with transaction.atomic():
            models.Nonce.objects.create(keyid=keyid, nonce=nonce, until=until)
    except IntegrityError:
        return False
    return True


def make_pouch(framework: FrameworkId, party: Party) -> bytes:
    """Make the pouch for a peer."""
    home: Home = settings.HOME
    message = make_message(framework, _peer(framework, party), is_all=True)
    return write_pouch(message, party=home.party, key=wire_key(framework))


def _keys_for_pouch(framework: str, party: str) -> Iterable[bytes]:
    """Give the wire keys in force; unlike a stranger on the wire, who holds this node's home may know what is here."""
    known = list(models.Framework.objects.values_list("pk", flat=True))
    if framework not in known:
        raise UnknownThing(N_("no framework %(framework)s in this node"), framework=framework, known=known)
    return wire_keys(f"{framework}/{party}")


def open_pouch(raw: bytes) -> Receipt:
    """Take in a pouch, and write the ack that it calls for."""
    sender, message = read_pouch(raw, keys=_keys_for_pouch)
    home: Home = settings.HOME
    if sender == home.party:
        raise PouchOwn(message.framework, latest_manifest(message.framework).parties - {home.party})
    receipt = take_in(message, sender=sender)
    _answer_owed(FrameworkId(message.framework))
    return receipt
