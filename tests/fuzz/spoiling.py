"""Ways to spoil bytes: by bits and pieces, and by what a part of JSON may be instead."""

import copy
import random
from typing import Any, Final

import orjson

TOKENS: Final = (
    b"\0", b"\n\n", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r\n", b"%s", b"%(x)s", b"\\u0000", b"\\ud800",
    b"[", b"]", b"{", b"}", b'"', b",", b":", b"null", b"true", b"-1", b"1e400", b"0.5", b"18446744073709551616",
    b"9007199254740992", b"-0", b"NaN", b'{"a":1,"a":2}', b"\xe2\x80\x94 x AAAAAAAA\n", b"=", b"==", b"+", b"/",
    b"PK\x03\x04", b"PK\x01\x02", b"\x1f\x8b\x08\x00", b"jisr/mar-esp/ESP", b"0000", b"ESP", b"\xd9\xa1", b"\xc2\xb2",
)  # fmt: skip
ODD: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 2**53, -(2**53), 2**64 - 1, 0.5, "", "\0", "a" * 300, "\u0661", "²", "é", "\n", "%s",
    "AAAA", "=" * 4, "A" * 43 + "=", "2026-02-30", "2026-02-30T00:00:00Z", "ESP.1", "ESP.01", "ESP", "esp", [], {},
    [[]], [None], [{}], {"": 1}, {"a": None}, ["A" * 43 + "="], {"fact": "x"}, {"not": {"not": {}}}, {"all": []},
)  # fmt: skip
STEPS_MAX: Final = 4
DEEP: Final = (15, 16, 17, 25, 200, 400)


def spoilt(seeds: tuple[bytes, ...], chance: random.Random) -> bytes:
    """Spoil one of the seeds in a few steps."""
    raw = chance.choice(seeds)
    if chance.random() < 0.6:
        raw = _odd(raw, chance)
    if chance.random() < 0.6:
        for _ in range(chance.randint(1, STEPS_MAX)):
            raw = _step(raw, seeds, chance)
    return raw


def _step(raw: bytes, seeds: tuple[bytes, ...], chance: random.Random) -> bytes:
    at = chance.randint(0, len(raw))
    to = min(len(raw), at + chance.choice((1, 1, 2, 8, 100)))
    match chance.randrange(7):
        case 0 if raw:
            at = min(at, len(raw) - 1)
            return raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :]
        case 1:
            return raw[:at] + raw[to:]
        case 2:
            return raw[:to] + raw[at:to] * chance.choice((1, 2, 50)) + raw[to:]
        case 3:
            return raw[:at] + chance.choice(TOKENS) + raw[to if chance.random() < 0.5 else at :]
        case 4:
            return raw[:at]
        case 5:
            other = chance.choice(seeds)
            return raw[:at] + other[chance.randint(0, len(other)) :]
        case _:
            return raw[:at] + chance.choice(TOKENS) * chance.choice((2, 20, 1100)) + raw[at:]


def _odd(raw: bytes, chance: random.Random) -> bytes:
    """Replace, drop or add a part of JSON, if it is that: behind a byte or two, or before a note's signatures."""
    begin = next((at for at, each in enumerate(raw[:3]) if each in b"[{"), None)
    if begin is None:
        return raw
    text, gap, rest = raw[begin:].partition(b"\n\n")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return raw
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        _change(value, chance)
    try:
        made = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except (TypeError, orjson.JSONEncodeError):
        return raw
    line = b"\n" if gap and text.endswith(b"\n") else b""
    return raw[:begin] + made + line + gap + rest


def _odd_one(chance: random.Random) -> Any:
    # A copy: it may be changed itself where more than one part is.
    return copy.deepcopy(chance.choice(ODD))


def _change(value: Any, chance: random.Random) -> None:
    """Walk into a value, and change what is found there."""
    here = value
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(here[key], dict | list) and here[key] and chance.random() < 0.8:
            here = here[key]
            continue
        break
    match chance.randrange(6):
        case 0 if isinstance(here, dict):
            del here[key]
        case 1 if isinstance(here, dict):
            here[chance.choice(("more", "", "a" * 70, "é", str(key)))] = _odd_one(chance)
        case 2 if isinstance(here, list):
            here.extend([here[key]] * chance.choice((1, 70, 150)))
        case 3:
            deep: Any = _odd_one(chance)
            for _ in range(chance.choice(DEEP)):
                deep = [deep] if chance.random() < 0.5 else {"a": deep}
            here[key] = deep
        case 4 if isinstance(here[key], str) and here[key]:
            text, at = here[key], chance.randrange(len(here[key]))
            here[key] = text[:at] + chance.choice(("", "\0", "=", "A", "\u0661", "%", text)) + text[at + 1 :]
        case _:
            here[key] = _odd_one(chance)
