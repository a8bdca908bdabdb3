"""Requests and answers signed by the wire key: HTTP message signatures (RFC 9421; protocol 8.2).

Only the one form that the protocol fixes is written and read: one signature, label and
tag `jisr`, Ed25519, the components in this order. The clock and the nonce are handed in.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import N_, Instant, NotCanonical, b64, unb64
from jisr.base.limits import WIRE_SKEW_SECONDS_MAX
from jisr.exchange.errors import NotSigned
from jisr.log import verifies

REQUEST: Final = '("@method" "@path" "content-digest")'
ANSWER: Final = '("@status" "content-digest" "signature";req;key="jisr")'
_PARAMETERS: Final = re.compile(
    r'jisr=(?P<covered>\([^)]*\));created=(?P<created>0|[1-9][0-9]{0,11});keyid="(?P<keyid>[A-Za-z0-9/_-]{1,80})"'
    r';alg="ed25519";nonce="(?P<nonce>[A-Za-z0-9_-]{16,128})";tag="jisr"\Z'
)
_SIGNATURE: Final = re.compile(r"jisr=:([A-Za-z0-9+/]{86}==):\Z")


def content_digest(body: bytes) -> str:
    """Give the Content-Digest of a body (RFC 9530)."""
    return f"sha-256=:{b64(hashlib.sha256(body).digest())}:"


def sign_request(
    *, method: str, path: str, body: bytes, keyid: str, key: Ed25519PrivateKey, now: Instant, nonce: str
) -> dict[str, str]:
    """Give the headers that sign a request."""
    lines = _request_lines(method, path, content_digest(body))
    return _signed(lines, REQUEST, content_digest(body), keyid, key, now, nonce)


def sign_answer(
    *, status: int, body: bytes, request: Mapping[str, str], keyid: str, key: Ed25519PrivateKey, now: Instant,
    nonce: str,
) -> dict[str, str]:  # fmt: skip
    """Give the headers that sign the answer to one request."""
    lines = _answer_lines(status, content_digest(body), _header(request, "signature"))
    return _signed(lines, ANSWER, content_digest(body), keyid, key, now, nonce)


def check_request(
    *,
    method: str,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    keys: Callable[[str], Iterable[bytes]],
    now: Instant,
    is_new: Callable[[str, str, Instant], bool],
) -> str:
    """Give the keyid that signed a request; `is_new` keeps a nonce, and says if it was not seen."""
    lines = _request_lines(method, path, content_digest(body))
    keyid, nonce, until = _checked(lines, REQUEST, body, headers, keys, now)
    if not is_new(keyid, nonce, until):
        raise NotSigned(N_("this request was received before"))
    return keyid


def check_answer(
    *,
    status: int,
    body: bytes,
    headers: Mapping[str, str],
    request: Mapping[str, str],
    keys: Callable[[str], Iterable[bytes]],
    now: Instant,
) -> str:
    """Give the keyid that signed the answer to this very request."""
    lines = _answer_lines(status, content_digest(body), _header(request, "signature"))
    return _checked(lines, ANSWER, body, headers, keys, now)[0]


def _request_lines(method: str, path: str, digest: str) -> list[str]:
    return [f'"@method": {method}', f'"@path": {path}', f'"content-digest": {digest}']


def _answer_lines(status: int, digest: str, signature: str) -> list[str]:
    found = _SIGNATURE.match(signature)
    if not found:
        raise NotSigned(N_("the request bears no signature"))
    _signature_bytes(found[1])
    return [
        f'"@status": {status}',
        f'"content-digest": {digest}',
        f'"signature";req;key="jisr": :{found[1]}:',
    ]


def _signed(
    lines: list[str], covered: str, digest: str, keyid: str, key: Ed25519PrivateKey, now: Instant, nonce: str
) -> dict[str, str]:
    parameters = f'{covered};created={now};keyid="{keyid}";alg="ed25519";nonce="{nonce}";tag="jisr"'
    signature = b64(key.sign(_base(lines, parameters)))
    return {
        "Content-Digest": digest,
        "Signature-Input": f"jisr={parameters}",
        "Signature": f"jisr=:{signature}:",
    }


def _base(lines: list[str], parameters: str) -> bytes:
    for each in lines:
        # RFC 9421, 2.5: a line within a line could stand for another component.
        if not each.isascii() or not each.isprintable():
            raise NotSigned(N_("method or path that cannot be signed"))
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode("ascii")


def _checked(
    lines: list[str],
    covered: str,
    body: bytes,
    headers: Mapping[str, str],
    keys: Callable[[str], Iterable[bytes]],
    now: Instant,
) -> tuple[str, str, Instant]:
    given = _header(headers, "signature-input")
    found, signature = _PARAMETERS.match(given), _SIGNATURE.match(_header(headers, "signature"))
    if not found or not signature or found["covered"] != covered:
        raise NotSigned(N_("no signature of the form that the protocol fixes"))
    if _header(headers, "content-digest") != content_digest(body):
        raise NotSigned(N_("the body is not that of the Content-Digest"))
    created = int(found["created"])
    if abs(now - created) > WIRE_SKEW_SECONDS_MAX:
        raise NotSigned(N_("signed more than ten minutes from this node's clock"))
    message, raw = _base(lines, given.removeprefix("jisr=")), _signature_bytes(signature[1])
    if not any(verifies(key, raw, message) for key in keys(found["keyid"])):
        raise NotSigned(N_("no wire key in force has signed this"))
    return found["keyid"], found["nonce"], Instant(created + 2 * WIRE_SKEW_SECONDS_MAX)


def _signature_bytes(text: str) -> bytes:
    """Read a signature in its one spelling; the answer covers the request's by that spelling."""
    try:
        return unb64(text)
    except NotCanonical as error:
        raise NotSigned(N_("a signature in another spelling")) from error


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")
