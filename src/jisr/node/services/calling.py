"""Calling another node over HTTPS: a request made and signed, carried, and its answer checked (protocol 8.2)."""

import secrets
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from ssl import SSLContext
from typing import TYPE_CHECKING

from django.conf import settings

from jisr.base import N_, FrameworkId, Phrase
from jisr.base.limits import MESSAGE_WHOLE_BYTES_MAX
from jisr.exchange import (
    MalformedMessage,
    Message,
    NotSigned,
    TooMuch,
    check_answer,
    parse_message,
    sign_request,
    write_message,
)
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.clock import CLOCK
from jisr.node.domestic import is_of_one
from jisr.node.errors import PeerTrouble
from jisr.node.home import Home
from jisr.node.noted import noted
from jisr.node.signing import wire_key
from jisr.node.trust import CertificatesAmiss, trusted

if TYPE_CHECKING:
    import httpx

ANSWER_SECONDS_MAX = 30.0
# A whole answer over a slow line; who sends a byte now and then is not waited for any longer.
WHOLE_ANSWER_SECONDS_MAX = 600
NONCE_BYTES = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """All that a call needs: carrying it asks neither database nor settings, so that any thread can."""

    address: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    # In the clear there is no certificate; what is sent is signed either way.
    trust: SSLContext | bool


@dataclass(frozen=True, slots=True)
class _Opened:
    """An answer whose body has not been read, and the client that reads it."""

    client: "httpx.Client"
    response: "httpx.Response"

    def close(self) -> None:
        self.response.close()
        self.client.close()


@dataclass(slots=True)
class Call:
    """A message to a peer, signed, and the answer to it."""

    framework: FrameworkId
    peer: models.Peer
    message: Message
    request: Request
    _under_way: "Future[_Opened] | None" = None

    def begin(self) -> None:
        """Let it go out while this thread does something else; `answer` then reads what comes.

        It is read by whoever waits for it: of two threads one would wait for the other at every piece.
        """
        done = self._under_way = Future()

        def go() -> None:
            try:
                done.set_result(_sent(self.request))
            except BaseException as error:  # it is raised where the answer is waited for
                done.set_exception(error)

        # Nobody waits for it who is told to stop: it has changed nothing here.
        threading.Thread(target=go, name="jisr-call", daemon=True).start()

    def answer(self) -> Message:
        """Give the peer's answer, checked and read; raises PeerTrouble, which is noted with the peer."""
        import httpx  # only who asks needs a client; a node answers a moment sooner without it

        try:
            with closing(_sent(self.request) if self._under_way is None else self._under_way.result()) as opened:
                response = opened.response
                if response.status_code != httpx.codes.OK:
                    words = N_("%(party)s answered %(status)s")
                    raise PeerTrouble(words, party=self.peer.party, status=response.status_code)
                body = _read_answer(response.iter_raw(), until=CLOCK.now() + WHOLE_ANSWER_SECONDS_MAX)
            check_answer(
                status=response.status_code,
                body=body,
                headers=dict(response.headers),
                request=dict(self.request.headers),
                keys=lambda keyid: wire_keys(keyid, expected=f"{self.framework}/{self.peer.party}"),
                now=CLOCK.now(),
            )
            return parse_message(body)
        except httpx.HTTPError as error:
            raise self._troubled(Phrase(N_("the connection failed (%(said)s)"), said=error)) from error
        except (PeerTrouble, NotSigned, MalformedMessage, TooMuch) as error:
            raise self._troubled(error.phrase) from error

    def leave(self) -> None:
        """Let an answer that nobody will read go, once it comes."""

        def close(done: "Future[_Opened]") -> None:
            if done.exception() is None:
                done.result().close()

        if self._under_way is not None:
            self._under_way.add_done_callback(close)

    def _troubled(self, because: Phrase) -> PeerTrouble:
        """Note why an exchange came to nothing, and give the error that says so."""
        _note_trouble(self.peer, because)
        return PeerTrouble("%(party)s: %(because)s", party=self.peer.party, because=because)


def call(framework: FrameworkId, peer: models.Peer, message: Message) -> Call:
    """Sign a message for a peer; raises CertificatesAmiss where the node's own file of certificates cannot be used."""
    home: Home = settings.HOME
    now, path = CLOCK.now(), f"/exchange/{framework}"
    body = write_message(message)
    headers = sign_request(
        method="POST",
        path=path,
        body=body,
        keyid=f"{framework}/{home.party}",
        key=wire_key(framework),
        now=now,
        nonce=secrets.token_urlsafe(NONCE_BYTES),
    )
    address = home.routes.get(peer.party) or latest_manifest(framework).address(peer.party)
    models.Peer.objects.filter(pk=peer.pk).update(tried=now)
    try:
        trust = False if address.startswith("http://") else trusted(home)
    except CertificatesAmiss as error:
        _note_trouble(peer, error.phrase)
        raise
    request = Request(address=address, path=path, body=body, headers=headers, trust=trust)
    return Call(framework, peer, message, request)


def _note_trouble(peer: models.Peer, trouble: Phrase) -> None:
    models.Peer.objects.filter(pk=peer.pk).update(failures=peer.failures + 1, trouble=noted(trouble))


def _sent(request: Request) -> _Opened:
    """Send a request, and give the answer from its head on: its body comes as it is read."""
    import httpx  # as above

    client = httpx.Client(timeout=ANSWER_SECONDS_MAX, trust_env=False, verify=request.trust)
    try:
        made = client.build_request(
            "POST",
            request.address + request.path,
            # Handed over: the client's objects hold each other, and what they hold, long after the answer.
            content=iter([request.body]),
            # An answer is never packed: what it unpacks to could not be known before it is unpacked.
            headers={
                **request.headers,
                "Content-Length": str(len(request.body)),
                "Content-Type": "application/json",
                "Accept-Encoding": "identity",
            },
        )
        return _Opened(client, client.send(made, stream=True))
    except BaseException:
        client.close()
        raise


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


__all__ = ["NONCE_BYTES", "Call", "Request", "call", "wire_keys"]
