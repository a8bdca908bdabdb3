"""What is sealed opens at its own place, by its readers' keys, as it was; and nowhere, by nobody, as nothing else."""

import hashlib
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jisr.base import FrameworkId, Json, Party, Seq
from jisr.base.limits import BLOB_BYTES_MAX, CHUNK_BYTES_MAX, SALT_BYTES, TEXT_CHARACTERS_MAX
from jisr.seal import (
    MalformedKey,
    NotOpened,
    Place,
    commitment,
    new_identity,
    open_blob,
    read_identities,
    read_recipient,
    read_value,
    seal,
    write_identities,
    write_value,
)
from jisr.seal.keys import Identity

PLACE = Place(framework=FrameworkId("mar-esp"), party=Party("ESP"), seq=Seq(17), field="story")
SALT = bytes(range(SALT_BYTES))
CONTENT = b"what the child said, and to whom"
salts = st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES)
places = st.builds(
    Place,
    framework=st.sampled_from(["mar-esp", "mar-nld", "esp"]),
    party=st.sampled_from(["ESP", "MAR"]),
    seq=st.integers(0, 2**53 - 1),
    field=st.sampled_from(["story", "name"]),
    chunk=st.integers(0, 4),
)


@cache
def key(at: int) -> Identity:
    """Give one of a few keys."""
    del at
    return new_identity()


def sealed(to: tuple[int, ...] = (0,)) -> tuple[bytes, bytes]:
    return seal(PLACE, CONTENT, salt=SALT, to=[key(each).to_public() for each in to])


@settings(deadline=None)
@given(content=st.binary(max_size=5_000), salt=salts, place=places, readers=st.sets(st.integers(0, 3), min_size=1))
def test_every_reader_opens_it_and_nobody_else(content: bytes, salt: bytes, place: Place, readers: set[int]) -> None:
    commit, blob = seal(place, content, salt=salt, to=[key(each).to_public() for each in readers])
    for each in range(4):
        if each in readers:
            assert open_blob(place, blob, commit=commit, keys=[key(each)]) == content
        else:
            with pytest.raises(NotOpened):
                open_blob(place, blob, commit=commit, keys=[key(each)])
    assert content not in blob or len(content) < 8


def test_any_flipped_bit_is_found_and_any_cut() -> None:
    commit, blob = sealed()
    spoiled = [_flipped(blob, at) for at in range(8 * len(blob))] + [blob[:cut] for cut in range(len(blob))]
    for each in spoiled:
        with pytest.raises(NotOpened):
            open_blob(PLACE, each, commit=commit, keys=[key(0)])
    for at in range(8 * len(commit)):
        with pytest.raises(NotOpened):
            open_blob(PLACE, blob, commit=_flipped(commit, at), keys=[key(0)])


def _flipped(raw: bytes, at: int) -> bytes:
    spoiled = bytearray(raw)
    spoiled[at // 8] ^= 1 << at % 8
    return bytes(spoiled)


@settings(deadline=None)
@given(place=places)
def test_it_opens_at_no_other_place(place: Place) -> None:
    commit, blob = sealed()
    if place == PLACE:
        return
    with pytest.raises(NotOpened):
        open_blob(place, blob, commit=commit, keys=[key(0)])


@pytest.mark.parametrize("field", ["framework", "party", "seq", "field", "chunk"])
def test_each_part_of_the_place_counts(field: str) -> None:
    other = {"framework": "mar-nld", "party": "MAR", "seq": 18, "field": "name", "chunk": 1}
    commit, blob = sealed()
    assert open_blob(PLACE, blob, commit=commit, keys=[key(0)]) == CONTENT
    with pytest.raises(NotOpened):
        open_blob(replace(PLACE, **{field: other[field]}), blob, commit=commit, keys=[key(0)])  # type: ignore[arg-type]


def test_the_commitment_is_what_the_protocol_writes() -> None:
    stands = b'["mar-esp","ESP",17,"story",0]'
    written = hashlib.sha256(b"jisr/seal/1\x00" + SALT + stands + b"\x00" + CONTENT).digest()
    assert commitment(PLACE, salt=SALT, plaintext=CONTENT) == written == sealed()[0]


@settings(deadline=None)
@given(one=st.tuples(salts, st.binary(max_size=64)), other=st.tuples(salts, st.binary(max_size=64)))
def test_other_content_or_salt_is_another_commitment(one: tuple[bytes, bytes], other: tuple[bytes, bytes]) -> None:
    said = [commitment(PLACE, salt=salt, plaintext=content) for salt, content in (one, other)]
    assert (said[0] == said[1]) == (one == other)


def test_what_is_longer_than_a_piece_is_not_opened_though_it_was_sealed() -> None:
    import pyrage

    blob = pyrage.encrypt(SALT + bytes(CHUNK_BYTES_MAX + 1), [key(0).to_public()])
    assert len(blob) <= BLOB_BYTES_MAX
    for each in (blob, bytes(BLOB_BYTES_MAX + 1), pyrage.encrypt(SALT[1:], [key(0).to_public()])):
        with pytest.raises(NotOpened):
            open_blob(PLACE, each, commit=bytes(32), keys=[key(0)])
    with pytest.raises(NotOpened):
        open_blob(PLACE, sealed()[1], commit=sealed()[0], keys=[])


def test_the_longest_text_is_one_piece() -> None:
    raw = write_value("\u0001" * TEXT_CHARACTERS_MAX)
    assert len(raw) <= CHUNK_BYTES_MAX
    commit, blob = seal(PLACE, raw, salt=SALT, to=[key(each).to_public() for each in range(4)])
    assert len(blob) <= BLOB_BYTES_MAX
    assert open_blob(PLACE, blob, commit=commit, keys=[key(3)]) == raw


values = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=200),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.lists(st.sampled_from(["a", "b", "c"]), min_size=1).map(lambda each: sorted({*each})),
)


@given(value=values)
def test_a_value_is_read_as_it_was_written(value: Json) -> None:
    assert read_value(write_value(value)) == value


def test_keys_are_read_as_they_are_written() -> None:
    keys = [key(0), key(1)]
    read = read_identities(write_identities(keys))
    assert [str(each) for each in read] == [str(each) for each in keys]
    assert str(read_recipient(str(key(0).to_public()))) == str(key(0).to_public())


@pytest.mark.parametrize("text", ["", "age1", "AGE1" + "q" * 58, "age1" + "q" * 200, "ssh-ed25519 AAAA"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(MalformedKey):
        read_recipient(text)


@pytest.mark.parametrize("spoil", [str.upper, lambda each: f" {each}", lambda each: f"{each}\n"])
def test_a_key_has_one_spelling(spoil: object) -> None:
    with pytest.raises(MalformedKey):
        read_recipient(spoil(str(key(0).to_public())))  # type: ignore[operator]


@pytest.mark.parametrize("raw", [b"", b"# age1\n", b"AGE-SECRET-KEY-1QQQQ\n", b"\xff\xfe", b"something\n"])
def test_a_file_of_keys_that_is_amiss_is_refused_without_what_it_holds(raw: bytes) -> None:
    with pytest.raises(MalformedKey) as error:
        read_identities(raw)
    assert "QQQQ" not in str(error.value)
