"""A signer on a machine apart signs one history of each log, whoever asks (protocol 12.37)."""

import io
import json
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jisr.base import b64, unb64
from jisr.base.limits import SIGNATURES_A_SECOND_MAX, SIGNER_LINE_BYTES_MAX, SIGNER_ODD_MAX
from jisr.log import (
    Checkpoint,
    MemoryNodes,
    VerifierKey,
    consistency_proof,
    head_text,
    leaf_hash,
    parse_head,
    parse_note,
    root_at,
)
from jisr.signer import Place, Signer, SignerAmiss, SignerLost, SignerTaken, load_place, make_place, speak

LOG = "jisr/mar-esp/ESP"
MINE = [leaf_hash(b"%d" % at) for at in range(24)]


class Asker:
    """Whoever asks a signer, with a log of its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.signer = Signer(place.party, place.keys, place.book, lambda: 1_800_000_000.0)
        (self.key,) = place.keys()

    def ask(self, leaves: Sequence[bytes], size: int, *, old: int | None = None, **more: Any) -> dict[str, Any]:
        """Ask for a head of a size of a log, with what proof of it there is."""
        nodes = MemoryNodes(leaves)
        asked: dict[str, Any] = {"do": "head", "log": LOG, "key": self.key, "size": size} | more
        if old is None:
            last = self.signer.answer({"do": "last", "log": asked["log"]})["last"]
            old = last["size"] if isinstance(last, dict) else 0  # type: ignore[assignment]
        assert isinstance(old, int)
        small, large = sorted((old, size))
        proof = consistency_proof(nodes, small, large) if large <= len(leaves) else ()
        asked = {"root": b64(root_at(nodes, size)), "old": old, "proof": [b64(each) for each in proof]} | asked
        return self.signer.answer(asked)

    def is_signed(self, leaves: Sequence[bytes], size: int, answer: dict[str, Any]) -> bool:
        """Say whether a head is signed; what was answered otherwise is a refusal."""
        if "line" not in answer:
            return False
        text = head_text(Checkpoint(LOG, size, root_at(MemoryNodes(leaves), size)))
        parse_head(f"{text}\n{answer['line']}").require_signed([VerifierKey(LOG, unb64(self.key))])
        return True


@pytest.fixture
def asker(tmp_path: Path) -> Asker:
    return Asker(make_place(tmp_path / "signer", party="ESP"))


@settings(max_examples=40, deadline=None)
@given(
    forks=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 9)), max_size=3),
    asked=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 20), st.one_of(st.none(), st.integers(0, 20)))),
)
def test_all_that_it_has_signed_is_one_history(
    forks: list[tuple[int, int]], asked: list[tuple[int, int, int | None]]
) -> None:
    """Whoever asks in whatever order, of whatever histories, all that comes out is of one; it never goes back."""
    logs = [MINE]
    for at, (cut, many) in enumerate(forks):
        logs.append([*MINE[:cut], *(leaf_hash(b"fork %d %d" % (at, each)) for each in range(many + 12))])
    with TemporaryDirectory() as folder:
        asker = Asker(make_place(Path(folder) / "signer", party="ESP"))
        signed: list[tuple[int, list[bytes]]] = []
        last = 0
        for which, size, old in asked:
            leaves = logs[which % len(logs)]
            size = min(size, len(leaves))
            if asker.is_signed(leaves, size, asker.ask(leaves, size, old=old)):
                signed.append((size, leaves))
            (kept,) = asker.place.book.logs() or [None]
            assert (kept.size if kept else 0) >= last, "its record never goes back"
            last = kept.size if kept else 0
        for size, leaves in signed:
            longest = max(signed, key=lambda each: each[0])[1]
            assert longest[:size] == leaves[:size]
        # Of the history that it has signed it signs on, whatever was asked in between.
        if signed:
            size, leaves = max(signed, key=lambda each: each[0])
            assert asker.is_signed(leaves, len(leaves), asker.ask(leaves, len(leaves)))


def test_what_was_signed_is_signed_again_and_of_its_beginning_a_head_that_was_limited(asker: Asker) -> None:
    assert asker.is_signed(MINE, 9, asker.ask(MINE, 9))
    assert asker.ask(MINE, 9) == asker.ask(MINE, 9)
    assert asker.is_signed(MINE, 4, asker.ask(MINE, 4)), "12.24: what a limited message ends with"
    assert asker.place.book.logs()[0].size == 9
    assert asker.place.book.odd() == []


def test_another_history_is_refused_and_kept(asker: Asker) -> None:
    other = [*MINE[:5], *(leaf_hash(b"other %d" % at) for at in range(9))]
    assert asker.is_signed(MINE, 9, asker.ask(MINE, 9))
    for size in (7, 9, 12):
        assert asker.ask(other, size)["refused"] == "fork"
    assert asker.ask(MINE, 12, old=9, proof=[])["refused"] == "fork"
    assert [(each.size, each.kept_size) for each in asker.place.book.odd()] == [(7, 9), (9, 9), (12, 9), (12, 9)]
    for at in range(SIGNER_ODD_MAX + 5):
        asker.ask([*MINE[:9], leaf_hash(b"%d" % at)], 10, old=9, proof=[b64(leaf_hash(b"x"))])
    assert len(asker.place.book.odd()) == SIGNER_ODD_MAX
    assert asker.is_signed(MINE, 12, asker.ask(MINE, 12))


def test_who_knows_of_a_head_where_none_is_kept_is_not_taken_for_a_beginning(asker: Asker) -> None:
    assert asker.ask(MINE, 9, old=4) == {"last": None}
    assert asker.place.book.logs() == []


@pytest.mark.parametrize(
    "log",
    ["jisr/mar-esp/MAR", "jisr/mar-esp/ESP/1", "jisr/mar-esp/ESP/bundle", "jisr/mar-esp/ESP\n4", "jisr//ESP", "ESP",
     "jisr/mar-esp/ESP/readings", "jisr/mar-esp/ESP/02", "jisr/Mar/ESP"],
)  # fmt: skip
def test_no_head_under_another_name_than_a_log_of_its_party(asker: Asker, log: str) -> None:
    assert asker.ask(MINE, 3, log=log) == {"refused": "log"}
    assert asker.place.book.logs() == []


def test_a_later_generation_is_a_log_of_its_own(asker: Asker) -> None:
    other = [leaf_hash(b"other %d" % at) for at in range(9)]
    assert asker.is_signed(MINE, 9, asker.ask(MINE, 9))
    assert "line" in asker.ask(other, 5, log=f"{LOG}/2")
    assert asker.ask(MINE, 9, log=f"{LOG}/2")["refused"] == "fork"


def test_readings_rise_by_number_and_one_number_has_one_note(asker: Asker) -> None:
    def ask(size: int, word: bytes) -> dict[str, Any]:
        root = b64(leaf_hash(word))
        return asker.signer.answer(
            {"do": "readings", "log": f"{LOG}/readings", "key": asker.key, "size": size, "root": root}
        )

    assert "line" in ask(3, b"a") and ask(3, b"a") == ask(3, b"a")
    assert ask(3, b"b")["refused"] == "fork" and ask(2, b"c")["refused"] == "fork"
    assert "line" in ask(5, b"d")
    assert ask(3, b"a")["refused"] == "fork"
    told = {"do": "readings", "log": LOG, "key": asker.key, "size": 9, "root": b64(leaf_hash(b"x"))}
    assert asker.signer.answer(told) == {"refused": "log"}


def test_the_contents_of_a_bundle_are_no_head(asker: Asker) -> None:
    def ask(text: str) -> dict[str, Any]:
        return asker.signer.answer({"do": "bundle", "key": asker.key, "text": text})

    text = f"{LOG}/bundle\nMAR.3\n{'ab' * 32}\n"
    answer = ask(text)
    assert parse_note(f"{text}\n{answer['line']}").is_signed_by(VerifierKey(f"{LOG}/bundle", unb64(asker.key)))
    head = head_text(Checkpoint(LOG, 3, leaf_hash(b"x")))
    assert ask(head) == {"refused": "log"}
    assert ask(f"{LOG}/bundle\n3\n{b64(leaf_hash(b'x'))}\n") == {"refused": "request"}
    assert ask(text + "more\n") == {"refused": "request"}
    assert ask(text.replace("ESP", "MAR")) == {"refused": "log"}


GOOD: dict[str, Any] = {
    "do": "head", "log": LOG, "key": "", "size": 1, "root": b64(leaf_hash(b"x")), "old": 0, "proof": []
}  # fmt: skip


@pytest.mark.parametrize(
    "amiss",
    [None, [], "x", {}, {"do": "head"}, {**GOOD, "size": 0}, {**GOOD, "size": True}, {**GOOD, "size": "1"},
     {**GOOD, "size": 2**60}, {**GOOD, "root": "AA=="}, {**GOOD, "old": -1}, {**GOOD, "proof": [1]},
     {**GOOD, "proof": [b64(leaf_hash(b"x"))] * 64}, {**GOOD, "proof": ["AA=="]}, {**GOOD, "do": "forget"}],
)  # fmt: skip
def test_a_request_of_another_shape_is_refused(asker: Asker, amiss: Any) -> None:
    if isinstance(amiss, dict) and "key" in amiss:
        amiss = {**amiss, "key": asker.key}
    assert asker.signer.answer(amiss) == {"refused": "request"}
    assert asker.place.book.logs() == []


def test_a_key_that_it_does_not_hold_signs_nothing_and_one_made_later_does(asker: Asker) -> None:
    assert asker.ask(MINE, 3, key=b64(bytes(32))) == {"refused": "key"}
    new = asker.place.add_key()
    assert list(asker.place.keys()) == [asker.key, new]
    assert "line" in asker.ask(MINE, 3, key=new)
    assert asker.is_signed(MINE, 4, asker.ask(MINE, 4)), "the one before goes on"


def test_two_at_once_never_sign_two_histories(asker: Asker) -> None:
    other = [leaf_hash(b"other %d" % at) for at in range(24)]
    answers: list[tuple[str, int, dict[str, Any]]] = []

    def go(name: str, leaves: Sequence[bytes]) -> None:
        answers.extend((name, size, asker.ask(leaves, size, old=0)) for size in range(1, 12))

    threads = [threading.Thread(target=go, args=each) for each in (("mine", MINE), ("other", other))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({name for name, _, answer in answers if "line" in answer}) == 1


def test_its_keeper_sets_a_log_back_and_what_was_signed_stays_in_the_book(asker: Asker) -> None:
    other = [*MINE[:4], *(leaf_hash(b"other %d" % at) for at in range(9))]
    asker.ask(MINE, 9)
    point = Checkpoint(LOG, 5, root_at(MemoryNodes(other), 5))
    asker.place.book.set_back(point, reason="the disk died", time=1)
    (odd,) = asker.place.book.odd()
    assert (odd.size, odd.kept_size, odd.because) == (5, 9, "the disk died")
    assert asker.is_signed(other, 7, asker.ask(other, 7))
    assert asker.ask(MINE, 9)["refused"] == "fork"
    with pytest.raises(SignerAmiss, match="nothing else"):
        asker.place.book.set_back(Checkpoint("jisr/esp/ESP", 5, point.root), reason="x", time=1)


def test_a_signer_is_made_once_and_lost_with_its_book(tmp_path: Path) -> None:
    place = make_place(tmp_path / "signer", party="ESP")
    with pytest.raises(SignerTaken):
        make_place(place.path, party="ESP")
    assert load_place(place.path).party == "ESP"
    assert {each.stat().st_mode & 0o077 for each in (place.path, *place.path.rglob("*.pem"))} == {0}
    (place.path / "signer.sqlite3").unlink()
    with pytest.raises(SignerLost, match="missing"):
        load_place(place.path)
    (place.path / "signer.toml").write_text("party = 3\n")
    with pytest.raises(SignerAmiss, match=r"signer\.toml"):
        load_place(place.path)


def test_what_is_signed_is_on_the_disk_before_it_is_answered(asker: Asker) -> None:
    """Each commit waits for the disk."""
    with closing(asker.place.book._open()) as opened:
        assert opened.execute("PRAGMA synchronous").fetchone() == (2,)
    with closing(sqlite3.connect(asker.place.book.place)) as opened:
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("wal",)


class _Time:
    def __init__(self) -> None:
        self.at = 0.0

    def clock(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def told(asker: Asker, *lines: bytes) -> tuple[list[Any], float]:
    answers, time = io.BytesIO(), _Time()
    speak(asker.signer, io.BytesIO(b"".join(lines)), answers, clock=time.clock, sleep=time.sleep)
    return [json.loads(each) for each in answers.getvalue().splitlines()], time.at


def test_it_greets_answers_line_by_line_and_ends_with_its_input(asker: Asker) -> None:
    last = b'{"do": "last", "log": "%s"}\n' % LOG.encode()
    answers, _ = told(asker, last, b"no JSON\n", b"[" * 9_000 + b"\n", last)
    refused = {"refused": "request"}
    assert answers == [{"party": "ESP", "keys": [asker.key]}, {"last": None}, refused, refused, {"last": None}]
    assert told(asker, b"x" * SIGNER_LINE_BYTES_MAX + b"\n", last)[0][1:] == [refused], "what follows is not read"
    assert told(asker, last[:-1])[0][1:] == [refused], "what was cut off is no request"


def test_it_signs_no_faster_than_its_limit(asker: Asker) -> None:
    last = b'{"do": "last", "log": "%s"}\n' % LOG.encode()
    _, seconds = told(asker, *[last] * (3 * SIGNATURES_A_SECOND_MAX + 1))
    assert 2.99 < seconds < 3.01
