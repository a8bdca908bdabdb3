"""Requests and answers signed by RFC 9421: what is covered cannot be changed (protocol 8.2).

The judge is the library `http-message-signatures`, which shares no code with what it judges.
"""

import base64
import importlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jisr.base import Instant, b64, unb64
from jisr.base.limits import WIRE_SKEW_SECONDS_MAX
from jisr.exchange import NotSigned, check_answer, check_request, sign_answer, sign_request
from jisr.exchange.wire import content_digest
from jisr.log import public_bytes

KEY = Ed25519PrivateKey.from_private_bytes(bytes([5] * 32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([6] * 32))
KEYID, NONCE, NOW = "mar-esp/ESP", "nonce-of-sixteen-signs", Instant(1_795_485_600)
PATH, BODY = "/exchange/mar-esp", b'{"framework":"mar-esp"}'


def wire_keys(keyid: str) -> Iterable[bytes]:
    """Give two keys of one party in force (one is being replaced), and none of a stranger."""
    return [public_bytes(OTHER), public_bytes(KEY)] if keyid == KEYID else []


def always_new(keyid: str, nonce: str, until: Instant) -> bool:
    """Take every nonce for new."""
    return True


def request(**changes: Any) -> dict[str, str]:
    """Sign a request."""
    given_ = {
        "method": "POST",
        "path": PATH,
        "body": BODY,
        "keyid": KEYID,
        "key": KEY,
        "now": NOW,
        "nonce": NONCE,
    }
    return sign_request(**{**given_, **changes})


def take(headers: Mapping[str, str], **changes: Any) -> str:
    """Check a request."""
    given_ = {
        "method": "POST",
        "path": PATH,
        "body": BODY,
        "keys": wire_keys,
        "now": NOW,
        "is_new": always_new,
    }
    return check_request(headers=headers, **{**given_, **changes})


def answer(**changes: Any) -> dict[str, str]:
    """Sign the answer to a request."""
    given_ = {"status": 200, "body": BODY, "request": request(), "keyid": KEYID, "key": KEY, "now": NOW}
    return sign_answer(**{**given_, "nonce": NONCE, **changes})


def take_answer(headers: Mapping[str, str], **changes: Any) -> str:
    """Check the answer to a request."""
    given_ = {"status": 200, "body": BODY, "request": request(), "keys": wire_keys, "now": NOW}
    return check_answer(headers=headers, **{**given_, **changes})


@given(
    st.from_regex(r"[A-Z]{3,7}", fullmatch=True),
    st.from_regex(r"/[a-z0-9/._%-]{0,40}", fullmatch=True),
    st.binary(max_size=200),
    st.integers(0, 10**12 - 1),
    st.from_regex(r"[A-Za-z0-9_-]{16,128}", fullmatch=True),
)
def test_requests_signed_are_taken(method: str, path: str, body: bytes, now: int, nonce: str) -> None:
    """check(sign(x)) gives who signed x, and the answer to it likewise."""
    at = Instant(now)
    headers = request(method=method, path=path, body=body, now=at, nonce=nonce)
    assert take(headers, method=method, path=path, body=body, now=at) == KEYID
    answered = answer(body=body, request=headers, now=at)
    assert take_answer(answered, body=body, request=headers, now=at) == KEYID


def test_the_headers_are_those_of_the_protocol() -> None:
    """Protocol 8.2, sign for sign."""
    headers = request()
    assert list(headers) == ["Content-Digest", "Signature-Input", "Signature"]
    assert headers["Signature-Input"] == (
        f'jisr=("@method" "@path" "content-digest");created={NOW};keyid="{KEYID}";'
        f'alg="ed25519";nonce="{NONCE}";tag="jisr"'
    )
    assert answer()["Signature-Input"].startswith(
        'jisr=("@status" "content-digest" "signature";req;key="jisr");created='
    )


def test_the_digest_of_the_standard() -> None:
    """RFC 9530, appendix D."""
    assert content_digest(b'{"hello": "world"}\n') == ("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:")


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"},
        {"path": PATH + "/"},
        {"path": "/exchange/esp"},
        {"body": BODY + b" "},
        {"body": b""},
    ],
)
def test_a_request_with_a_covered_part_changed_is_refused(change: dict[str, Any]) -> None:
    """Method, path and body: even where the digest is made to fit."""
    headers = request()
    with pytest.raises(NotSigned) as found:
        take(headers, **change)
    assert found.value.rule == "8.wire"
    assert "clocks" in found.value.remedy()
    with pytest.raises(NotSigned):
        take({**headers, "Content-Digest": content_digest(change.get("body", BODY))}, **change)


@pytest.mark.parametrize("change", [{"status": 413}, {"body": BODY + b" "}, {"request": request(nonce="another-" * 3)}])
def test_an_answer_with_a_covered_part_changed_is_refused(change: dict[str, Any]) -> None:
    """Status, body, and to which request it answers."""
    headers = answer()
    assert take_answer(headers) == KEYID
    with pytest.raises(NotSigned):
        take_answer(headers, **change)
    with pytest.raises(NotSigned):
        take_answer({**headers, "Content-Digest": content_digest(change.get("body", BODY))}, **change)


PARAMETERS = {
    "created": (f"created={NOW}", f"created={NOW + 1}"),
    "created with a nought before": (f"created={NOW}", f"created=0{NOW}"),
    "created in other digits": (f"created={NOW}", "created=١٧٩٥٤٨٥٦٠٠"),
    "keyid of a party": ("mar-esp/ESP", "mar-esp/MAR"),
    "nonce": ("nonce-of", "nonce-oF"),
    "nonce too short": (NONCE, "short"),
    "tag": ('tag="jisr"', 'tag="Jisr"'),
    "no tag": (';tag="jisr"', ""),
    "alg": ('alg="ed25519"', 'alg="hmac-sha256"'),
    "label": ("jisr=(", "sig1=("),
    "less covered": (' "content-digest")', ")"),
    "nothing covered": ('"@method" "@path" "content-digest"', ""),
    "other order": ('"@method" "@path"', '"@path" "@method"'),
    "a second signature": ("jisr=(", "x=();jisr=("),
    "something behind": ('tag="jisr"', 'tag="jisr";expires=1'),
    "a newline behind": ('tag="jisr"', 'tag="jisr"\n'),
    "a blank": (";created", "; created"),
}


@pytest.mark.parametrize(("old", "new"), PARAMETERS.values(), ids=PARAMETERS.keys())
def test_changed_parameters_are_refused(old: str, new: str) -> None:
    """Each of them is covered, and has one spelling."""
    headers = request()
    given_ = headers["Signature-Input"]
    assert old in given_
    with pytest.raises(NotSigned):
        take({**headers, "Signature-Input": given_.replace(old, new)})


def test_parameters_of_another_spelling_are_refused_though_signed() -> None:
    """Even by the right key."""
    given_ = request()["Signature-Input"].removeprefix("jisr=")
    for spelled in (
        given_.replace(f"created={NOW}", f"created=0{NOW}"),
        given_.replace(' "content-digest")', ")"),
        given_.replace('"@method" "@path"', '"@path" "@method"'),
        given_.replace(f"created={NOW}", "created=" + str(NOW).translate({48 + n: 0x660 + n for n in range(10)})),
    ):
        base = f'"@method": POST\n"@path": {PATH}\n"content-digest": {content_digest(BODY)}\n'
        raw = KEY.sign(f'{base}"@signature-params": {spelled}'.encode())
        headers = {
            "Content-Digest": content_digest(BODY),
            "Signature-Input": f"jisr={spelled}",
            "Signature": f"jisr=:{b64(raw)}:",
        }
        with pytest.raises(NotSigned):
            take(headers)


@pytest.mark.parametrize("name", ["Content-Digest", "Signature-Input", "Signature"])
def test_a_missing_or_empty_header_is_refused(name: str) -> None:
    """None of the three can be left out."""
    for check, headers in ((take, request()), (take_answer, answer())):
        with pytest.raises(NotSigned):
            check({key: value for key, value in headers.items() if key != name})
        with pytest.raises(NotSigned):
            check({**headers, name: ""})


def test_any_flipped_bit_of_a_signature_is_refused() -> None:
    """Each bit of the 64 bytes."""
    headers = request()
    raw = unb64(headers["Signature"].removeprefix("jisr=:").removesuffix(":"))
    for bit in range(len(raw) * 8):
        bad = bytearray(raw)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NotSigned):
            take({**headers, "Signature": f"jisr=:{b64(bytes(bad))}:"})


def test_a_signature_has_one_spelling() -> None:
    """Loose last bits of base64, no padding, another label, something behind: refused."""
    headers = request()
    text = headers["Signature"]
    last = text[-4]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    loose = alphabet[alphabet.index(last) + 1]
    others = [text[:-4] + loose + "==:", text.replace("==", ""), text + "\n", text.replace("jisr", "sig1")]
    for other in [*others, text + ", x=:AA==:", text[:-1]]:
        with pytest.raises(NotSigned):
            take({**headers, "Signature": other})
        with pytest.raises(NotSigned):
            answer(request={**headers, "Signature": other})
    assert base64.b64decode(others[0].split(":")[1]) == base64.b64decode(text.split(":")[1])


def test_names_of_headers_are_read_in_any_case() -> None:
    """As HTTP has them."""
    assert take({key.lower(): value for key, value in request().items()}) == KEYID
    assert take_answer({key.upper(): value for key, value in answer().items()}) == KEYID


def test_another_key_is_refused() -> None:
    """A wrong key, a stranger's, none, and one of another length."""
    with pytest.raises(NotSigned, match="wire key"):
        take(request(key=Ed25519PrivateKey.from_private_bytes(bytes(32))))
    with pytest.raises(NotSigned, match="wire key"):
        take(request(keyid="mar-esp/NLD"))
    with pytest.raises(NotSigned, match="wire key"):
        take(request(), keys=lambda keyid: [b"short"])
    with pytest.raises(NotSigned, match="wire key"):
        take_answer(answer(key=Ed25519PrivateKey.from_private_bytes(bytes(32))))
    assert take(request(key=OTHER)) == KEYID


@pytest.mark.parametrize("seconds", [WIRE_SKEW_SECONDS_MAX, -WIRE_SKEW_SECONDS_MAX])
def test_ten_minutes_are_taken_and_a_second_more_is_not(seconds: int) -> None:
    """Protocol 8.2: created within ten minutes, before or after."""
    step = seconds // abs(seconds)
    assert take(request(), now=Instant(NOW + seconds)) == KEYID
    assert take_answer(answer(), now=Instant(NOW + seconds)) == KEYID
    for check, headers in ((take, request()), (take_answer, answer())):
        with pytest.raises(NotSigned, match="ten minutes"):
            check(headers, now=Instant(NOW + seconds + step))


def test_a_repeated_nonce_is_refused() -> None:
    """And kept for as long as the request could come again."""
    kept: dict[tuple[str, str], Instant] = {}

    def is_new(keyid: str, nonce: str, until: Instant) -> bool:
        return kept.setdefault((keyid, nonce), until) is until

    assert take(request(), is_new=is_new) == KEYID
    with pytest.raises(NotSigned, match="before"):
        take(request(), is_new=is_new, now=Instant(NOW + 1))
    assert take(request(nonce="another-" * 3), is_new=is_new) == KEYID
    # Whatever the node's clock said when it came: longer than anybody would take it again.
    assert kept[KEYID, NONCE] > NOW + WIRE_SKEW_SECONDS_MAX


def test_a_nonce_is_kept_only_of_what_was_signed() -> None:
    """Else a stranger could fill the store, or spend a nonce for somebody."""

    def never(keyid: str, nonce: str, until: Instant) -> bool:
        raise AssertionError("asked for what nobody signed")

    for headers, change in ((request(), {"body": b""}), (request(), {"now": Instant(0)}), ({}, {})):
        with pytest.raises(NotSigned):
            take(headers, is_new=never, **change)


def test_a_request_is_no_answer_and_an_answer_no_request() -> None:
    """What was signed for one cannot be sent as the other."""
    with pytest.raises(NotSigned):
        take(answer())
    with pytest.raises(NotSigned):
        take_answer(request())


@pytest.mark.parametrize("path", ["/é", "/\ud800", '/x\n"@path": /exchange/mar-esp', "/x\r"])
def test_a_path_that_cannot_be_signed_is_refused(path: str) -> None:
    """RFC 9421, 2.5: ASCII, and no line within a line."""
    with pytest.raises(NotSigned):
        request(path=path)
    with pytest.raises(NotSigned):
        take(request(), path=path)


@given(st.dictionaries(st.sampled_from(("Signature", "signature-input", "Content-Digest")), st.text(max_size=60)))
def test_whatever_headers_come_are_refused(headers: dict[str, str]) -> None:
    """By a refusal, and no other error."""
    for check in (take, take_answer):
        with pytest.raises(NotSigned):
            check(headers)


# The judge.


def judge() -> Any:
    """Give the independent library."""
    return importlib.import_module("http_message_signatures")


def resolver(library: Any) -> Any:
    """Give it our keys."""
    return library.resolvers.MappingKeyResolver(public_keys={KEYID: KEY.public_key()}, private_keys={KEYID: KEY})


def http_request(headers: Mapping[str, str]) -> Any:
    """Give a request in the shape that the library reads."""
    return SimpleNamespace(method="POST", url="https://esp.example" + PATH, headers=dict(headers))


def http_answer(headers: Mapping[str, str]) -> Any:
    """Give an answer in the shape that the library reads."""
    return SimpleNamespace(status_code=200, headers=dict(headers), request=http_request(request(now=AT)))


AT = Instant(1_700_000_000)
SHAPES: list[Callable[[], Any]] = [
    lambda: http_request(request(now=AT)),
    lambda: http_answer(answer(now=AT, request=request(now=AT))),
]


@pytest.mark.parametrize("made", SHAPES, ids=["request", "answer"])
def test_the_judge_takes_what_we_sign(made: Callable[[], Any]) -> None:
    """An independent implementation of RFC 9421 finds the same bytes signed."""
    library = judge()
    verifier = library.HTTPMessageVerifier(
        signature_algorithm=library.algorithms.ED25519, key_resolver=resolver(library)
    )
    (found,) = verifier.verify(made(), max_age=None, expect_tag="jisr", expect_label="jisr", body=BODY)
    assert found.parameters["keyid"] == KEYID and found.body == BODY


@pytest.mark.parametrize("is_answer", [False, True], ids=["request", "answer"])
def test_we_take_what_the_judge_signs(is_answer: bool) -> None:
    """And the other way round, the library's own order of parameters included."""
    library = judge()
    covered = (
        ("@status", "content-digest", '"signature";req;key="jisr"')
        if is_answer
        else ("@method", "@path", "content-digest")
    )
    digest = {"Content-Digest": content_digest(BODY)}
    message = http_answer(digest) if is_answer else http_request(digest)
    signer = library.HTTPMessageSigner(signature_algorithm=library.algorithms.ED25519, key_resolver=resolver(library))
    signer.sign(
        message,
        key_id=KEYID,
        created=datetime.fromtimestamp(AT, UTC),
        nonce=NONCE,
        label="jisr",
        tag="jisr",
        covered_component_ids=covered,
        use_existing_digest=True,
        body=BODY,
    )
    assert re.match("jisr=", message.headers["Signature-Input"])
    if is_answer:
        assert take_answer(message.headers, request=message.request.headers, now=AT) == KEYID
    else:
        assert take(message.headers, now=AT) == KEYID
