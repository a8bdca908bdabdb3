"""A dossier's bundle holds as it was made, in both checkers; whatever is changed in it, neither lets it pass."""

import ast
import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jisr.base import b64
from jisr.bundle import COURT_FAULTS, Amiss, Anchor, anchor_of, read_archive, write_archive
from jisr.bundle.archive import ACTS, ARCHIVE_BYTES_MAX, CONTENTS, JUDGED, MEMBERS, NOTE, OPENED, PAPER, README, SCRIPT
from jisr.bundle.script import script_bytes
from jisr.manifest import manifest_text
from tests.strategies.court import SCRIPT as SCRIPT_FILE
from tests.strategies.court import (
    SECRET,
    bundle,
    by_functions,
    by_jisr,
    by_script,
    entry,
    fingerprint,
    flips,
    proof,
    rewritten,
    salt,
    signed_again,
)
from tests.strategies.proofs import key, manifest_value, note

GIVEN = fingerprint().replace(" ", "")
# Members in which each byte is flipped; of the others a sample.
SMALL = (README, JUDGED, OPENED, CONTENTS, NOTE)
SAMPLE = 250


def both(raw: bytes, *anchors: Anchor, given: str = "") -> tuple[int, str]:
    """Check by both; they must say the same."""
    one, other = by_jisr(raw, *anchors), by_functions(raw, given)
    assert one == other
    return one


class TestHolding:
    """A good bundle passes, with the fingerprint and without it."""

    @pytest.mark.parametrize("acts", [2, 3, 8])
    def test_in_both(self, acts: int) -> None:
        raw = bundle(acts)
        assert both(raw) == (3, "")
        assert both(raw, anchor_of(fingerprint()), given=GIVEN) == (0, "")
        assert both(raw, anchor_of("0" * 64), given="0" * 64) == (1, "anchor.other")

    def test_without_what_was_sealed(self) -> None:
        raw = bundle(opened=())
        assert OPENED not in read_archive(raw) and both(raw) == (3, "")

    def test_the_same_parts_give_the_same_bytes(self) -> None:
        assert bundle() == bundle()

    def test_it_is_a_zip_that_others_read(self) -> None:
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(bundle())) as opened:
            assert opened.namelist() == list(MEMBERS) and opened.testzip() is None

    def test_a_manifest_of_another_version_vouches(self) -> None:
        raw = bundle()
        assert by_jisr(raw, anchor_of(note(manifest_value(version=2, ends=7)))) == (0, "")
        assert by_jisr(raw, anchor_of(note(manifest_value(framework="mar-nld")))) == (1, "anchor.framework")

    def test_who_vouches_for_the_acts_alone_leaves_it_unproved(self) -> None:
        """A manifest that states the keys of the acts and not that of who signed for the whole."""
        proofs = [proof("MAR", seq, 3, "MAR.0") for seq in range(3)]
        judged = [{"party": "MAR", "seq": each["index"], "standing": "stands"} for each in proofs]
        raw = bundle(dossier="MAR.0", proofs=proofs, judged=judged, opened=())
        assert both(raw, anchor_of(fingerprint()), given=GIVEN) == (0, "")
        value = manifest_value(version=2)
        value["parties"]["ESP"]["log"] = value["parties"]["MAR"]["log"]
        assert by_jisr(raw, anchor_of(note(value))) == (1, "anchor.other")


class TestFlips:
    """One flipped bit anywhere, and both refuse."""

    def test_of_each_byte_of_small_members_and_of_the_structure(self) -> None:
        raw = bundle()
        large = [raw.index(read_archive(raw)[name]) for name in (SCRIPT, PAPER, ACTS)]
        spans = [
            range(at, at + len(read_archive(raw)[name])) for at, name in zip(large, (SCRIPT, PAPER, ACTS), strict=True)
        ]
        places = [at for at in range(len(raw)) if not any(at in span for span in spans)]
        assert len(places) > 2_000
        passed = [at for at, changed in flips(raw, seed=1, places=places) if by_jisr(changed)[0] != 1]
        assert passed == []
        passed = [at for at, changed in flips(raw, seed=2, places=places) if by_functions(changed)[0] != 1]
        assert passed == []

    def test_of_a_sample_of_the_large_ones(self) -> None:
        raw, chance = bundle(8), Random(3)
        places = sorted(chance.sample(range(len(raw)), SAMPLE))
        for at, changed in flips(raw, seed=4, places=places):
            assert by_jisr(changed)[0] == 1 and by_functions(changed)[0] == 1, at

    def test_of_what_the_list_does_not_bind_by_itself(self) -> None:
        """Flipped, listed anew and signed anew by the party: then each act's own proof still finds it."""
        members, chance = read_archive(bundle()), Random(5)
        places = sorted(chance.sample(range(len(members[ACTS])), SAMPLE))
        for at, changed in flips(members[ACTS], seed=6, places=places):
            raw = signed_again({**members, ACTS: changed})
            assert by_jisr(raw)[0] == 1 and by_functions(raw)[0] == 1, at

    def test_a_bit_in_the_paper_signed_anew_is_another_paper(self) -> None:
        """Who holds the party's key can give another paper: nothing but its signature binds it."""
        members = read_archive(bundle())
        assert both(signed_again({**members, PAPER: b"%PDF-1.7 another"})) == (3, "")

    @settings(max_examples=200, deadline=None)
    @given(at=st.integers(0, 10**6), cut=st.integers(0, 40), put=st.binary(max_size=40))
    def test_nor_are_bytes_cut_or_put_in(self, at: int, cut: int, put: bytes) -> None:
        raw = bundle()
        at %= len(raw)
        changed = raw[:at] + put + raw[at + cut :]
        if changed != raw:
            assert both(changed)[0] == 1

    def test_nothing_before_or_after(self) -> None:
        assert both(b"x" + bundle())[0] == 1 and both(bundle() + b"x") == (1, "archive.bytes_other")


def moved(value: dict[str, Any]) -> None:
    value["proofs"].reverse()


def left_out(value: dict[str, Any]) -> None:
    del value["proofs"][1]


def added_twice(value: dict[str, Any]) -> None:
    value["proofs"].append(value["proofs"][-1])


def added(value: dict[str, Any]) -> None:
    value["proofs"].append(proof("MAR", 3, 4))


def first_proof(**stated: Any) -> Callable[[dict[str, Any]], None]:
    return lambda value: value["proofs"][0].update(stated)


def text(value: dict[str, Any], **stated: Any) -> None:
    value["fields"][0].update(stated)


def another_dossier() -> bytes:
    """An act of another dossier, with a proof that holds by itself."""
    from jisr.base import canonical
    from jisr.log import Checkpoint, MemoryNodes, inclusion_proof, leaf_hash, origin, root_at, sign_head

    other = canonical({**entry("NLD", 0), "party": "MAR", "seq": 0, "dossier": "ESP.9"})
    nodes = MemoryNodes([leaf_hash(other)])
    head = sign_head(Checkpoint(origin("mar-esp", "MAR"), 1, root_at(nodes, 1)), key("MAR log"))
    stated = {**proof("MAR", 0, 3), "bytes": b64(other), "content": orjson.loads(other), "head": head, "size": 1}
    stated["proof"] = [b64(each) for each in inclusion_proof(nodes, 0, 1)]

    def change(value: dict[str, Any]) -> None:
        value["proofs"] = [stated if each["entry"] == "MAR.0" else each for each in value["proofs"]]

    return rewritten(bundle(), ACTS, change)


def other_version(raw: bytes) -> bytes:
    """The list of contents states another manifest than the acts have."""
    return rewritten(raw, CONTENTS, lambda value: value.update(manifest=b64(bytes(32))))


SPOILT: list[tuple[str, Callable[[], bytes]]] = [
    ("archive.bytes", lambda: bytes(ARCHIVE_BYTES_MAX + 1)),
    ("archive.members", lambda: b""),
    ("archive.members", lambda: write_archive(list(read_archive(bundle()).items())[1:])),
    ("archive.members", lambda: write_archive(list(read_archive(bundle()).items())[::-1])),
    ("archive.members", lambda: write_archive([*read_archive(bundle()).items(), ("more.txt", b"")])),
    ("archive.bytes_other", lambda: bundle()[:-1] + b"\1"),
    ("contents.spelling", lambda: write_archive([*list(read_archive(bundle()).items())[:-2], (CONTENTS, b"{}"), (NOTE, b"")])),
    ("contents.spelling", lambda: rewritten(bundle(), CONTENTS, lambda value: value.update(more=1))),
    ("contents.spelling", lambda: rewritten(bundle(), CONTENTS, lambda value: value.update(made="2026-11-30"))),
    ("contents.spelling", lambda: rewritten(bundle(), CONTENTS, lambda value: value.update(size=True))),
    ("contents.digest", lambda: signed_again({**read_archive(bundle()), README: b"Trust me."}, listed=False)),
    ("contents.digest", lambda: signed_again({**read_archive(bundle()), SCRIPT: b"print('ALL HOLDS.')"}, listed=False)),
    ("acts.spelling", lambda: signed_again({**read_archive(bundle()), ACTS: b'{"proofs": []}'})),
    ("acts.spelling", lambda: rewritten(bundle(), ACTS, lambda value: value.update(proofs=[]))),
    ("acts.spelling", lambda: rewritten(bundle(), ACTS, lambda value: value.update(manifests=[]))),
    ("acts.spelling", lambda: rewritten(bundle(), ACTS, first_proof(manifest_text=manifest_text(manifest_value())))),
    ("acts.dossier", another_dossier),
    ("acts.dossier", lambda: rewritten(bundle(), CONTENTS, lambda value: value.update(dossier="ESP.1"))),
    ("acts.manifest", lambda: other_version(bundle())),
    ("acts.order", lambda: rewritten(bundle(), ACTS, moved)),
    ("acts.order", lambda: rewritten(bundle(), ACTS, added_twice)),
    ("acts.opening", lambda: rewritten(bundle(), ACTS, lambda value: value["proofs"].pop(0) and None)),
    ("judged.acts", lambda: rewritten(bundle(), ACTS, left_out)),
    ("judged.acts", lambda: rewritten(bundle(), ACTS, added)),
    ("judged.acts", lambda: rewritten(bundle(), JUDGED, lambda value: value["acts"].pop() and None)),
    ("judged.spelling", lambda: rewritten(bundle(), JUDGED, lambda value: value.update(dossier="ESP.1"))),
    ("judged.spelling", lambda: rewritten(bundle(), JUDGED, lambda value: value.update(acts=[1]))),
    ("opened.spelling", lambda: rewritten(bundle(), OPENED, lambda value: value.update(fields=[]))),
    ("opened.spelling", lambda: rewritten(bundle(), OPENED, lambda value: text(value, salt="AA"))),
    ("opened.field", lambda: rewritten(bundle(), OPENED, lambda value: text(value, field="name"))),
    ("opened.field", lambda: rewritten(bundle(), OPENED, lambda value: text(value, entry="ESP.7"))),
    ("opened.field", lambda: rewritten(bundle(), OPENED, lambda value: text(value, chunk=-1))),
    ("opened.field", lambda: rewritten(bundle(), OPENED, lambda value: value.update(fields=value["fields"] * 2))),
    ("opened.commitment", lambda: rewritten(bundle(), OPENED, lambda value: text(value, content=b64(b'"Another"')))),
    ("opened.commitment", lambda: rewritten(bundle(), OPENED, lambda value: text(value, entry="ESP.2"))),
    ("opened.commitment", lambda: rewritten(bundle(), OPENED, lambda value: text(value, salt=b64(salt(2))))),
    ("note.spelling", lambda: write_archive([*list(read_archive(bundle()).items())[:-1], (NOTE, b"x")])),
    ("note.spelling", lambda: write_archive([*list(read_archive(bundle()).items())[:-1], (NOTE, read_archive(bundle(8))[NOTE])])),
    ("note.signature", lambda: bundle(by="MAR log")),
    ("note.signature", lambda: bundle(by="forger")),
    ("note.signature", lambda: bundle(party="NLD")),
    # What is amiss with one act is said as of an act by itself.
    ("bytes.field", lambda: rewritten(bundle(), ACTS, first_proof(index=1))),
    ("bytes.content", lambda: rewritten(bundle(), ACTS, first_proof(content={}))),
    ("bytes.base64", lambda: rewritten(bundle(), ACTS, first_proof(bytes="AA"))),
    ("bytes.canonical", lambda: rewritten(bundle(), ACTS, first_proof(bytes=b64(b'{"a": 1}')))),
    ("head.note", lambda: rewritten(bundle(), ACTS, first_proof(head="x"))),
    ("head.origin", lambda: rewritten(bundle(), ACTS, first_proof(head=proof("MAR", 0, 3)["head"]))),
    ("head.size", lambda: rewritten(bundle(), ACTS, first_proof(size=4))),
    ("inclusion.hash", lambda: rewritten(bundle(), ACTS, first_proof(proof=["AA"]))),
    ("inclusion.false", lambda: rewritten(bundle(), ACTS, first_proof(proof=[]))),
    ("manifest.lacking", lambda: rewritten(bundle(), ACTS, first_proof(manifest=b64(bytes(32))))),
    ("manifest.text", lambda: rewritten(bundle(), ACTS, lambda value: value.update(manifests=["{}"]))),
    ("keys.other", lambda: rewritten(bundle(), ACTS, first_proof(keys=[]))),
    ("file.field", lambda: rewritten(bundle(), ACTS, first_proof(format="jisr/proof/2"))),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "make"), SPOILT, ids=[f"{at}-{fault}" for at, (fault, _) in enumerate(SPOILT)])
def test_what_is_amiss_is_named_alike_by_both(fault: str, make: Callable[[], bytes]) -> None:
    """Listed and signed anew by the party itself, where it could: what the signature does not bind is still found."""
    assert both(make()) == (1, fault)


def test_each_sentence_belongs_to_a_case() -> None:
    assert set(COURT_FAULTS) <= {fault for fault, _ in SPOILT}
    assert all(str(Amiss(each, limit=1, name="a", entry="b", field="c")) for each in COURT_FAULTS)


def test_a_head_that_another_has_signed() -> None:
    from jisr.base import unb64
    from jisr.log import Checkpoint, origin, sign_head

    root = unb64(proof("ESP", 0, 3)["head"].split("\n")[2])
    forged = sign_head(Checkpoint(origin("mar-esp", "ESP"), 3, root), key("forger"))
    assert both(rewritten(bundle(), ACTS, first_proof(head=forged))) == (1, "signature.none")


class TestScript:
    """The script by itself: old Pythons, an empty folder, nothing of the machine's packages."""

    def test_it_runs_alone(self, tmp_path: Path) -> None:
        raw = bundle()
        assert by_script(raw, tmp_path) == (3, "")
        assert by_script(raw, tmp_path, *fingerprint().upper().split()) == (0, "")
        assert by_script(raw, tmp_path, "0" * 64) == (1, "anchor.other")
        assert by_script(raw[:-1], tmp_path) == (1, "archive.bytes_other")

    def test_it_says_how_it_is_called(self, tmp_path: Path) -> None:
        for arguments in ([], ["nowhere.zip"], [str(SCRIPT_FILE), "12"]):
            done = subprocess.run(
                [sys.executable, "-I", "-S", str(SCRIPT_FILE), *arguments], capture_output=True, text=True
            )
            assert done.returncode == 2 and "BUNDLE.zip [FINGERPRINT]" in done.stderr

    def test_it_is_short_and_needs_nothing(self) -> None:
        source = SCRIPT_FILE.read_text("utf-8")
        assert len(source.splitlines()) <= 300
        tree = ast.parse(source, feature_version=(3, 8))
        named = {each.module if isinstance(each, ast.ImportFrom) else each.names[0].name for each in ast.walk(tree)
                 if isinstance(each, ast.Import | ast.ImportFrom)}  # fmt: skip
        assert named <= sys.stdlib_module_names

    def test_it_is_the_one_in_the_bundle(self) -> None:
        members = read_archive(bundle())
        assert members[SCRIPT] == script_bytes() == SCRIPT_FILE.read_bytes()
        listed = orjson.loads(members[CONTENTS])["files"]
        assert listed[SCRIPT] == hashlib.sha256(script_bytes()).hexdigest()

    @settings(max_examples=60, deadline=None)
    @given(message=st.binary(max_size=200), seed=st.integers(0, 2**32), place=st.integers(0, 2**16))
    def test_its_signatures_are_those_of_others(self, message: bytes, seed: int, place: int) -> None:
        """Ed25519 in plain Python against the library's: what one signs the other verifies, and nothing else."""
        from jisr.log import public_bytes
        from tests.strategies.court import script_functions

        verify, signer = script_functions()["has_signed"], key(str(seed))
        public, signature = public_bytes(signer), signer.sign(message)
        assert verify(public, signature, message)
        spoiled = bytearray(signature)
        spoiled[place % 64] ^= 1 << place % 8
        assert not verify(public, bytes(spoiled), message)
        assert not verify(public, signature, message + b"x")
        assert not verify(public_bytes(key("another")), signature, message)

    @settings(max_examples=300, deadline=None)
    @given(
        value=st.recursive(
            st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner),
            max_leaves=12,
        )
    )
    def test_its_spelling_is_the_protocol_s(self, value: Any) -> None:
        from jisr.base import NotCanonical, canonical
        from tests.strategies.court import script_functions

        try:
            ours = canonical(value)
        except NotCanonical:
            with pytest.raises(ValueError):  # noqa: PT011  # what it raises is what it raises
                script_functions()["canonical"](value)
        else:
            assert script_functions()["canonical"](value) == ours


def test_three_hundred_acts_take_a_few_seconds_in_both() -> None:
    import time

    raw, begun = bundle(150), time.perf_counter()
    assert both(raw) == (3, "")
    assert time.perf_counter() - begun < 10, "each takes under a second; twenty times that is a fault of ours"


def test_what_was_opened_reads_as_it_was_sealed() -> None:
    value = orjson.loads(read_archive(bundle())[OPENED])
    assert value["fields"][0]["content"] == b64(SECRET)
