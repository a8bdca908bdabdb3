"""Exchanging with the other nodes: the message, its carriers, and when to try again (protocol 8)."""

import secrets
from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, transaction

from jisr.base import N_, FrameworkId, Instant, Party, Phrase
from jisr.base.limits import (
    EXCHANGE_ROUNDS_MAX,
    HEARTBEAT_SECONDS,
    MESSAGE_WHOLE_BYTES_MAX,
)
from jisr.exchange import (
    MalformedMessage,
    Message,
    NotSigned,
    Rounds,
    TooMuch,
    back_off,
    check_answer,
    check_request,
    day_of,
    is_past,
    parse_message,
    read_pouch,
    sign_answer,
    sign_request,
    write_message,
    write_pouch,
)
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.clock import CLOCK
from jisr.node.domestic import is_of_one, require_shared
from jisr.node.errors import PeerTrouble, PouchOwn, UnknownThing
from jisr.node.home import Home
from jisr.node.noted import noted
from jisr.node.queries.blobs import wanted_blobs
from jisr.node.rows import read_peer
from jisr.node.services.acts import acknowledge
from jisr.node.services.duties import record_manifests
from jisr.node.services.intake import Receipt, note_refused, take_in
from jisr.node.services.mending import has_of
from jisr.node.services.messages import make_message
from jisr.node.signing import wire_key
from jisr.node.soundness import note_answer, notice_doubt
from jisr.node.trust import CertificatesAmiss, trusted

ANSWER_SECONDS_MAX = 30.0
# A whole answer over a slow line; who sends a byte now and then is not waited for any longer.
WHOLE_ANSWER_SECONDS_MAX = 600
NONCE_BYTES = 18
# Between two requests for what lacks of a log that was ended.
MENDING_SECONDS = 60


def notice_doubts() -> None:
    """Keep, for every framework whose own log is in doubt, since when that is known."""
    home: Home = settings.HOME
    for own in models.Log.objects.filter(party=home.party):
        notice_doubt(own, CLOCK.now())


def needs_exchange(framework: FrameworkId, peer: models.Peer, now: Instant) -> bool:
    """Say whether a peer lacks something, or was not heard for a heartbeat."""
    if lacks(framework, peer) or peer.heard is None or is_past(peer.heard, now, HEARTBEAT_SECONDS):
        return True
    return is_past(peer.heard, now, MENDING_SECONDS) and _could_give(framework, peer)


def _could_give(framework: FrameworkId, peer: models.Peer) -> bool:
    """Say whether a peer has more than is here of a log that was ended and is waited for (protocol 12.27)."""
    waiting = models.Log.objects.filter(framework=framework, is_mending=True)
    return any(int(peer.have.get(log.party, 0)) > has_of(log) for log in waiting)


def lacks(framework: FrameworkId, peer: models.Peer) -> bool:
    """Say whether a peer lacks something that could be sent to it."""
    sizes = sendable(framework)
    return any(size > int(peer.have.get(party, 0)) for party, size in sizes.items() if party != peer.party)


def sendable(framework: FrameworkId) -> dict[str, int]:
    """Give how much of each log could be sent: all of the own, of others what their last head covers."""
    own, logs = settings.HOME.party, models.Log.objects.filter(framework=framework, is_mending=False)
    return {
        party: size if party == own else head for party, size, head in logs.values_list("party", "size", "head_size")
    }


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
    total, rounds = Receipt(), Rounds()
    given: set[str] = set()
    asked: set[str] = set()
    for _ in range(EXCHANGE_ROUNDS_MAX):
        peer = _peer(framework, party)
        sent = make_message(framework, peer)
        receipt, answer = _exchange_once(framework, peer, sent)
        _note_answer(framework, party, answer)
        total.taken_in += receipt.taken_in
        total.held += receipt.held
        total.refused += receipt.refused
        total.opened += receipt.opened
        _answer_owed(framework)
        after = _peer(framework, party)
        sizes = {log.party: has_of(log) for log in models.Log.objects.filter(framework=framework)}
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


def _exchange_once(framework: FrameworkId, peer: models.Peer, message: Message) -> tuple[Receipt, Message]:
    import httpx  # only who asks needs a client; a node answers a moment sooner without it

    home: Home = settings.HOME
    now = CLOCK.now()
    body, path = write_message(message), f"/exchange/{framework}"
    headers = sign_request(
        method="POST",
        path=path,
        body=body,
        keyid=f"{framework}/{home.party}",
        key=wire_key(framework),
        now=now,
        nonce=secrets.token_urlsafe(NONCE_BYTES),
    )
    manifest = latest_manifest(framework)
    address = home.routes.get(peer.party) or manifest.address(peer.party)
    models.Peer.objects.filter(pk=peer.pk).update(tried=now)
    try:
        with httpx.stream(
            "POST",
            address + path,
            # Handed over: the client's objects hold each other, and what they hold, long after the answer.
            content=iter([body]),
            # An answer is never packed: what it unpacks to could not be known before it is unpacked.
            headers={
                **headers,
                "Content-Length": str(len(body)),
                "Content-Type": "application/json",
                "Accept-Encoding": "identity",
            },
            timeout=ANSWER_SECONDS_MAX,
            trust_env=False,
            # In the clear there is no certificate; what is sent is signed either way.
            verify=False if address.startswith("http://") else trusted(home),
        ) as response:
            if response.status_code != httpx.codes.OK:
                raise PeerTrouble(N_("%(party)s answered %(status)s"), party=peer.party, status=response.status_code)
            answer = _read_answer(response.iter_raw(), until=CLOCK.now() + WHOLE_ANSWER_SECONDS_MAX)
        check_answer(
            status=response.status_code,
            body=answer,
            headers=dict(response.headers),
            request=headers,
            keys=lambda keyid: wire_keys(keyid, expected=f"{framework}/{peer.party}"),
            now=CLOCK.now(),
        )
        parsed = parse_message(answer)
    except CertificatesAmiss as error:
        _note_trouble(peer, error.phrase)
        raise
    except httpx.HTTPError as error:
        raise _troubled(peer, Phrase(N_("the connection failed (%(said)s)"), said=error)) from error
    except (PeerTrouble, NotSigned, MalformedMessage, TooMuch) as error:
        raise _troubled(peer, error.phrase) from error
    return take_in(parsed, sender=Party(peer.party)), parsed


def _read_answer(pieces: Iterable[bytes], *, until: int) -> bytes:
    """Read an answer as it comes, never beyond the limit of a message (protocol 8.4), and not for ever."""
    answer = bytearray()
    for piece in pieces:
        answer += piece
        if len(answer) > MESSAGE_WHOLE_BYTES_MAX:
            raise TooMuch(N_("an answer of more than %(limit)s bytes"), limit=MESSAGE_WHOLE_BYTES_MAX)
        if CLOCK.now() > until:
            words = N_("an answer that was not whole after %(seconds)s seconds")
            raise PeerTrouble(words, seconds=WHOLE_ANSWER_SECONDS_MAX)
    return bytes(answer)


def _troubled(peer: models.Peer, because: Phrase) -> PeerTrouble:
    """Note why an exchange came to nothing, and give the error that says so."""
    _note_trouble(peer, because)
    return PeerTrouble("%(party)s: %(because)s", party=peer.party, because=because)


def _note_trouble(peer: models.Peer, trouble: Phrase) -> None:
    models.Peer.objects.filter(pk=peer.pk).update(failures=peer.failures + 1, trouble=noted(trouble))


def wire_keys(keyid: str, expected: str | None = None) -> Iterable[bytes]:
    """Give the wire keys in force of a keyid `<framework>/<PARTY>`; none for a stranger or a domestic framework."""
    framework, _, party = keyid.partition("/")
    if expected is not None and keyid != expected:
        return ()
    try:
        manifest = latest_manifest(framework)
    except models.ManifestVersion.DoesNotExist:
        return ()
    if is_of_one(manifest.parties):
        return ()
    return manifest.wire_keys(party) if party in manifest.parties else ()


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
    take_in(_message_of(framework, sender, body), sender=sender)
    _answer_owed(FrameworkId(framework))
    answer = write_message(make_message(FrameworkId(framework), _peer(FrameworkId(framework), sender)))
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
    return write_pouch(make_message(framework, _peer(framework, party)), party=home.party, key=wire_key(framework))


def open_pouch(raw: bytes) -> Receipt:
    """Take in a pouch, and write the ack that it calls for."""
    sender, message = read_pouch(raw, keys=lambda framework, party: wire_keys(f"{framework}/{party}"))
    home: Home = settings.HOME
    if sender == home.party:
        raise PouchOwn(message.framework, latest_manifest(message.framework).parties - {home.party})
    receipt = take_in(message, sender=sender)
    _answer_owed(FrameworkId(message.framework))
    return receipt
