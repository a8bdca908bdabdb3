"""Signed notes: the published example, and every way to misspell one (C2SP signed-note)."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import b64, unb64
from jisr.log import (
    HeadForeign,
    MalformedNote,
    VerifierKey,
    parse_note,
    public_bytes,
    require_signed,
    sign_note,
    signature_line,
)
from jisr.log.note import NOTE_BYTES_MAX, SIGNATURES_MAX

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
LINE = f"— PeterNeumann {SIGNATURE}\n"
ENOCH_SIGNATURE = "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
ENOCH_LINE = f"— EnochRoot {ENOCH_SIGNATURE}\n"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))
GOOD = sign_note("text\n", "n", KEY)


def peter() -> VerifierKey:
    """Read the published key, in its Go spelling."""
    name, _, rest = PETER.partition("+")
    return VerifierKey(name, unb64(rest.partition("+")[2])[1:])


def test_the_published_key_is_spelled_alike() -> None:
    """Name, key id in hex, and key: as Go's note package prints it."""
    assert str(peter()) == PETER
    assert peter().id.hex() == "c74f20a3"


def test_the_published_note_is_signed() -> None:
    """golang.org/x/mod/sumdb/note: PeterNeumann."""
    note = parse_note(f"{TEXT}\n{LINE}")
    assert note.text == TEXT
    assert note.is_signed_by(peter())
    require_signed(note, [VerifierKey("x", bytes(32)), peter()])


def test_unknown_signatures_are_ignored() -> None:
    """Protocol 2.4: one by a key in force is needed, others may stand beside it."""
    for lines in (ENOCH_LINE + LINE, LINE + ENOCH_LINE):
        note = parse_note(f"{TEXT}\n{lines}")
        assert note.is_signed_by(peter())
        assert [each.name for each in note.signatures].count("EnochRoot") == 1
    assert not parse_note(f"{TEXT}\n{ENOCH_LINE}").is_signed_by(peter())


def test_a_changed_text_is_not_signed() -> None:
    """A signature is of the whole text."""
    for text in (TEXT.replace("answer", "Answer"), TEXT[:-1] + " \n", TEXT + "\n", "\n" + TEXT):
        assert not parse_note(f"{text}\n{LINE}").is_signed_by(peter())


def test_a_signature_counts_only_under_its_name_and_key() -> None:
    """Another name, another key, another key id: not signed."""
    note = parse_note(GOOD)
    assert note.is_signed_by(VerifierKey("n", public_bytes(KEY)))
    for name, key in (("m", public_bytes(KEY)), ("n", public_bytes(OTHER)), ("n", b"short")):
        assert not note.is_signed_by(VerifierKey(name, key))
    raw = note.signatures[0].raw
    wrong_id = f"text\n\n— n {b64(b'0000' + raw)}\n"
    assert not parse_note(wrong_id).is_signed_by(VerifierKey("n", public_bytes(KEY)))


def test_a_key_of_another_length_signs_nothing() -> None:
    """Refused like a wrong key, not an error of the program."""
    key = VerifierKey("n", b"short")
    note = parse_note(f"text\n\n— n {b64(key.id + bytes(64))}\n")
    assert not note.is_signed_by(key)


def test_any_flipped_bit_of_a_signature_is_refused() -> None:
    """Each bit of the 68 bytes."""
    raw = unb64(SIGNATURE)
    for bit in range(len(raw) * 8):
        bad = bytearray(raw)
        bad[bit // 8] ^= 1 << bit % 8
        assert not parse_note(f"{TEXT}\n— PeterNeumann {b64(bytes(bad))}\n").is_signed_by(peter())


def test_nobody_has_signed_for_no_key() -> None:
    """The refusal names whose key was looked for, and says what to do."""
    for keys, name in (([], "?"), ([VerifierKey("n", public_bytes(OTHER))], "n")):
        with pytest.raises(HeadForeign) as found:
            require_signed(parse_note(GOOD), keys)
        assert found.value.name == name
        assert found.value.rule == "2.head"
        assert "manifest" in found.value.remedy()


BAD = {
    "empty": "",
    "no signature": "text\n",
    "no signature after the gap": "text\n\n",
    "no gap": "text\n— n AAAAAAA=\n",
    "no newline at the end": GOOD[:-1],
    "a blank line at the end": GOOD + "\n",
    "a carriage return": GOOD.replace("text", "te\rxt"),
    "CRLF": GOOD.replace("\n", "\r\n"),
    "a tab": GOOD.replace("text", "te\txt"),
    "U+0000": GOOD.replace("text", "te\0xt"),
    "U+001F": GOOD.replace("text", "te\x1fxt"),
    "a lone surrogate": GOOD.replace("text", "te\ud800xt"),
    "a lone surrogate in a name": GOOD.replace("— n", "— \udfff"),
    "a hyphen for a dash": GOOD.replace("—", "-"),
    "no name": GOOD.replace("— n ", "—  "),
    "a blank in the name": GOOD.replace("— n ", "— n m "),
    "a wide blank in the name": GOOD.replace("— n ", "— n\u2003m "),
    "a plus in the name": GOOD.replace("— n ", "— n+m "),
    "two blanks": GOOD.replace("— n ", "— n  "),
    "a blank after": GOOD[:-1] + " \n",
    "no padding": GOOD.replace("=\n", "\n"),
    "base64 for addresses": f"text\n\n— n {'-' * 92}\n",
    "base64 with loose bits": "text\n\n— n AAAAAAB=\n",
    "base64 of three": "text\n\n— n AAAAA\n",
    "no bytes after the key id": "text\n\n— n AAAAAA==\n",
    "a line that is no signature": GOOD + "hello\n",
    "too many signatures": GOOD + (SIGNATURES_MAX * "— m AAAAAAA=\n"),
    "too long": "a" * NOTE_BYTES_MAX + GOOD,
    "too long in bytes": "é" * (NOTE_BYTES_MAX // 2) + GOOD,
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
def test_another_spelling_of_a_note_is_refused(raw: str) -> None:
    """One spelling, and an error that tells what to do."""
    with pytest.raises(MalformedNote) as found:
        parse_note(raw)
    assert found.value.rule == "2.head"
    assert found.value.remedy()


def test_a_hundred_signatures_are_read() -> None:
    """At most so many, and exactly so many."""
    assert len(parse_note(GOOD + (SIGNATURES_MAX - 1) * "— m AAAAAAA=\n").signatures) == SIGNATURES_MAX


def test_a_further_signer_adds_a_line() -> None:
    """Both have signed, in any order of lines."""
    both = GOOD + signature_line("text\n", "m", OTHER)
    note = parse_note(both)
    assert note.is_signed_by(VerifierKey("n", public_bytes(KEY)))
    assert note.is_signed_by(VerifierKey("m", public_bytes(OTHER)))


def test_a_text_without_its_newline_is_not_signed() -> None:
    """The caller's error, before anything is signed."""
    with pytest.raises(AssertionError):
        sign_note("text", "n", KEY)
