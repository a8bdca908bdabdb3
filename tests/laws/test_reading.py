"""An entry read at a glance is the entry read plainly: whatever the bytes, no rule is passed over.

The glance may give up on anything; what it reads has to be what `read_plainly` reads.
"""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jisr.base import DossierId, FrameworkId, Instant, NotCanonical, Party, Seq
from jisr.kernel import By, Entry, write_entry
from jisr.kernel.entry import read_at_a_glance, read_plainly
from jisr.kernel.spelling import spelling_of
from tests.strategies.spoiled import spoiled

FRAMEWORK, ESP, MAR, NLD = FrameworkId("f-1"), Party("ESP"), Party("MAR"), Party("NLD")
PARTIES = frozenset({ESP, MAR, NLD})

HASHES = st.sampled_from(("A" * 43 + "=", "bm90IGEgaGFzaCBvZiBhbnl0aGluZyBidXQgMzIgYnk=", "A" * 42 + "B="))
IDS = st.sampled_from(("a", "esp.court", "o-7f3a", "x" * 64, "0", "framework", "item"))
ENTRIES = st.sampled_from(("ESP.0", "ESP.12", "MAR.9007199254740991", "NLD.999999999999999"))
COUNTS = st.integers(0, 40) | st.sampled_from((10**15 - 1, 10**15, 2**53 - 1))
TEXTS = st.text(max_size=8) | st.sampled_from(('},"framework":"f-1",', "\0", '"}', "\\", "\u2028", "é", "\x7f"))
FLAT = st.none() | st.booleans() | TEXTS | COUNTS
SEALS = st.fixed_dictionaries({"to": st.lists(IDS, min_size=1, max_size=2), "chunks": st.lists(HASHES, min_size=1)})
FIELDS = st.dictionaries(IDS, FLAT | st.lists(IDS, max_size=2) | st.dictionaries(IDS, FLAT, max_size=1), max_size=3)

MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Draw a well typed entry of ESP's log at its place 3."""
    return Entry(
        framework=FRAMEWORK,
        party=ESP,
        seq=Seq(3),
        seen={each: draw(COUNTS) for each in (MAR, NLD)},
        roots=draw(st.dictionaries(st.sampled_from((MAR, NLD)), HASHES, max_size=2)),
        time=Instant(draw(st.integers(1_577_836_800, 7_258_118_399))),
        dossier=draw(st.none() | st.just("framework") | ENTRIES),  # type: ignore[arg-type]  # ids as texts
        procedure=draw(st.none() | st.just("return.esp-2025/1")),
        digest=draw(st.none() | HASHES),
        sides=draw(st.none() | st.dictionaries(IDS | st.just("ESP"), st.sampled_from((ESP, MAR)), max_size=2)),
        act=draw(IDS),
        by=By(draw(IDS), draw(IDS), draw(IDS), draw(st.none() | IDS)),
        item=draw(st.none() | ENTRIES),
        fields=draw(FIELDS),
        sealed=draw(st.just({}) | st.dictionaries(IDS, SEALS, max_size=2)),
        rests=draw(st.none() | HASHES),
        opened=draw(st.just(()) | st.lists(HASHES, max_size=1).map(tuple)),
        unopened=draw(st.just(()) | st.lists(HASHES, max_size=1).map(tuple)),
    )


def glance(raw: bytes) -> Entry | None:
    """Read as `read_entry` does first."""
    try:
        return read_at_a_glance(raw, spelling_of(FRAMEWORK, ESP, PARTIES), 3)
    except (ValueError, TypeError, RecursionError):
        return None


def agree(raw: bytes) -> None:
    """Hold the glance against the plain reading."""
    seen = glance(raw)
    assert seen is None or _typed(seen) == _typed(read_plainly(raw, FRAMEWORK, ESP, 3, PARTIES))


def _typed(entry: Any) -> str:
    """Write with types: True is not 1; the order of keys says nothing."""
    return repr(entry.but(**{name: sorted(getattr(entry, name).items()) for name in ("seen", "fields")}))


@MANY
@given(entries(), st.randoms(use_true_random=False))
def test_what_is_spoiled_is_not_read_at_a_glance(entry: Entry, chance: Random) -> None:
    """A key, a type, a spelling, a place amiss: the glance gives up or agrees."""
    try:
        agree(spoiled(entry, chance))
    except NotCanonical:
        return  # nothing that can be written


@MANY
@given(entries(), st.data())
def test_a_changed_byte_is_seen_at_a_glance(entry: Entry, data: st.DataObject) -> None:
    """Put some bytes in, out, or in the place of others."""
    raw = _written(entry)
    at = data.draw(st.integers(0, len(raw)))
    put = data.draw(st.binary(max_size=2) | st.sampled_from((b" ", b"0", b"\\u0041", b"null", b"{}", b'"a":1,', b"\n")))
    agree(raw[:at] + put + raw[at + data.draw(st.integers(0, 3)) :])


@MANY
@given(entries())
def test_what_is_rightly_written_is_read_alike(entry: Entry) -> None:
    """Whatever an entry may state."""
    agree(_written(entry))


def test_what_states_plain_fields_is_read_at_a_glance() -> None:
    """Or the glance would be in vain."""
    assert glance(write_entry(_plain())) == _plain()


def test_a_correction_is_read_at_a_glance() -> None:
    """It states fields within its own; what is deeper is for the plain reading."""
    correction = _plain().but(act="correct", fields={"fields": {"n": 2, "text": "é"}, "reason": "clerical"})
    assert glance(write_entry(correction)) == correction
    for deep in ({"n": {"m": {}}}, {"n": ["a"]}):
        assert glance(write_entry(_plain().but(fields={"fields": deep}))) is None


def _written(entry: Entry) -> bytes:
    """Write an entry, what is not permitted in strings left out."""
    fields = {name: "" if each == "\0" else each for name, each in entry.fields.items()}
    try:
        return write_entry(entry.but(fields=fields))
    except NotCanonical:
        return write_entry(_plain())


def _plain() -> Entry:
    by = By("esp.court", "court", "o-1", "child")
    seal = {"to": ["esp.court", "mar.court"], "chunks": ["A" * 43 + "="]}
    return Entry(
        FRAMEWORK, ESP, Seq(3), {MAR: 2, NLD: 0}, {MAR: "A" * 43 + "="}, Instant(1_790_000_000), DossierId("ESP.3"),
        "season/1", "A" * 43 + "=", {"host": ESP}, "begin", by, "MAR.1", {"text": "}é\"", "n": 1}, {"remark": seal},
        "A" * 43 + "=", (), (),
    )  # fmt: skip


def test_signs_without_end_cost_no_more_than_their_length() -> None:
    """What is made to look like the end of the fields again and again is looked at once."""
    raw = write_entry(_plain().but(fields={"text": "x"}))
    hostile = raw.replace(b'"x"', b'"x"},"framework":"f-1","item":null,"opened":[' * 1_000)
    agree(hostile)


@pytest.mark.parametrize(
    "fields",
    [
        '{"a": 1}', ' {"a":1}', '{"b":1,"a":1}', '{"a":1,"a":1}', r'{"a":"\u0041"}', r'{"a":"\u0000"}', r'{"a":"\/"}',
        '{"a":1.0}', '{"a":1e2}', '{"a":-0}', '{"a":9007199254740992}', '{"a":99999999999999999999999}', '{"A":1}',
        '{"é":1}', '{"a":{"é":1}}', '{"":1}', '{"a":1}}', '{"a":1},"b":{}', '["a"]', 'null', '{"a":"\\ud800"}',
        '{"a":{"b":1.0}}', '{"a":{"b":9007199254740992}}', '{"a":{"c":1,"b":1}}', '{"a":{"b":1,"b":1}}',
        r'{"a":{"b":"\u0000"}}', r'{"a":{"\u0062":1}}', '{"a":{"b": 1}}',
    ],
)  # fmt: skip
def test_fields_amiss_are_not_read_at_a_glance(fields: str) -> None:
    """Each breaks a rule of bytes or types."""
    raw = write_entry(_plain().but(fields={}))
    spoiled_raw = raw.replace(b'"fields":{}', b'"fields":' + fields.encode())
    assert glance(raw) is not None and raw != spoiled_raw
    assert glance(spoiled_raw) is None
    assert not isinstance(read_plainly(spoiled_raw, FRAMEWORK, ESP, 3, PARTIES), Entry)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"seen":{"MAR":2,"NLD":0}', '"seen":{"MAR":9007199254740992,"NLD":0}'),
        ('"seen":{"MAR":2,"NLD":0}', '"seen":{"MAR":02,"NLD":0}'),
        ('"seen":{"MAR":2,"NLD":0}', '"seen":{"NLD":0,"MAR":2}'),
        ('"seen":{"MAR":2,"NLD":0}', '"seen":{"MAR":2}'),
        ('"seq":3', '"seq":4'),
        ('"roots":{"MAR"', '"roots":{"mar"'),
        ('"sides":{"host"', '"sides":{"Host"'),
        ('"sides":{"host":"ESP"}', '"sides":{}'),
        ('"sides":{"host":"ESP"}', '"sides":{"host":"ESP","host":"ESP"}'),
        ('"to":["esp.court","mar.court"]', '"to":[]'),
        ('"to":["esp.court","mar.court"]', '"to":["esp.court",]'),
        ('"opened":[]', '"opened":[1]'),
        ('"on_behalf":"child"', '"on_behalf":"Child"'),
        ('"time":"2026-', '"time":"2019-'),
    ],
)
def test_what_is_amiss_around_the_fields_is_not_read_at_a_glance(right: str, wrong: str) -> None:
    """A misspelt time alone leaves an entry to read."""
    raw = write_entry(_plain())
    spoiled_raw = raw.replace(right.encode(), wrong.encode())
    assert raw != spoiled_raw
    agree(spoiled_raw)
    assert glance(spoiled_raw) is None or right.startswith('"time"')
