"""A witness answers as C2SP tlog-witness says, and whatever it is asked, what it has cosigned is one history."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jisr.base import b64
from jisr.base.limits import PROOF_LINES_MAX, SUBMISSION_BYTES_MAX, WITNESS_EVIDENCE_MAX
from jisr.log import (
    Checkpoint,
    MemoryNodes,
    WitnessKey,
    consistency_proof,
    cosigned_at,
    leaf_hash,
    origin,
    parse_head,
    parse_note,
    public_bytes,
    root_at,
    sign_head,
)
from jisr.witness import Answer, Book, Door, Witness, WitnessAmiss, WitnessLost, WitnessTaken, load_place, make_place

LOG = origin("esp", "ESP")
NAME = "ombudsman"
SMALL = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass
class Log:
    """A log that can be told in more than one way; `told` says which entries one of them has."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def nodes(self, told: str) -> MemoryNodes:
        nodes = MemoryNodes()
        for each in told:
            nodes.append(leaf_hash(each.encode()))
        return nodes

    def head(self, told: str, key: Ed25519PrivateKey | None = None) -> str:
        nodes = self.nodes(told)
        return sign_head(Checkpoint(LOG, len(told), root_at(nodes, len(told))), key or self.key)

    def asks(self, told: str, old: int, key: Ed25519PrivateKey | None = None) -> bytes:
        """Give what it sends, with a true proof from a size that it has had."""
        proof = consistency_proof(self.nodes(told), old, len(told)) if 0 < old < len(told) else ()
        lines = "".join(f"{b64(each)}\n" for each in proof)
        return f"old {old}\n{lines}\n{self.head(told, key)}".encode()


@dataclass
class Scene:
    """A witness of one log, whose clock is set by hand."""

    folder: Path
    log: Log = field(default_factory=Log)
    now: float = 1_000_000.0

    def __post_init__(self) -> None:
        self.place = make_place(self.folder, name=NAME, address="http://127.0.0.1:1", listen="127.0.0.1:1")
        keys = [{"key": b64(public_bytes(self.log.key)), "from": 0, "to": None}]
        assert self.place.book.trust(LOG, 1, keys)

    @property
    def witness(self) -> Witness:
        return Witness(self.place.name, self.place.key, self.place.book, lambda: self.now)

    def ask(self, told: str, old: int, key: Ed25519PrivateKey | None = None) -> Answer:
        return self.witness.answer(self.log.asks(told, old, key))

    def kept(self) -> tuple[int, int, int]:
        [kept] = self.place.book.logs()
        return kept.size, kept.time, len(self.place.book.evidence())


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path / "witness")


def test_what_follows_is_cosigned_at_its_time(scene: Scene) -> None:
    """By the key that the manifest will name; the line stands under the very head that was sent."""
    for told, old in (("", 0), ("abc", 0), ("abc", 3), ("abcdefg", 3)):
        scene.now += 60
        answer = scene.ask(told, old)
        assert answer.status == 200, told
        note = parse_note(scene.log.head(told) + answer.body)
        named = scene.place.named()[NAME]["key"]
        key = WitnessKey(NAME, public_bytes(scene.place.key))
        assert b64(key.key) == named and cosigned_at(note, key) == int(scene.now)
        assert scene.kept() == (len(told), int(scene.now), 0)


@pytest.mark.parametrize(
    ("told", "old", "status", "evidence"),
    [
        # Another size than the witness has: it says which.
        ("abcdef", 0, 409, 0),
        ("abcdef", 2, 409, 0),
        ("ab", 2, 409, 0),
        # Older than what the sender says to have.
        ("ab", 3, 400, 0),
        # As long, and another root: seen whatever size is named.
        ("abX", 3, 409, 1),
        ("abX", 0, 409, 1),
        # Longer, by another history.
        ("abXdef", 3, 422, 1),
    ],
)
def test_what_does_not_follow_is_refused_and_kept_if_it_shows_something(
    scene: Scene, told: str, old: int, status: int, evidence: int
) -> None:
    assert scene.ask("abc", 0).status == 200
    answer = scene.ask(told, old)
    assert (answer.status, scene.kept()) == (status, (3, 1_000_000, evidence))
    if status == 409:
        assert (answer.body, answer.type) == ("3\n", "text/x.tlog.size")
    for each in scene.place.book.evidence():
        assert each.shown == scene.log.head(told) and each.kept == scene.log.head("abc")
    # What was right goes on.
    assert scene.ask("abcd", 3).status == 200


def test_a_proof_that_is_cut_or_too_long_shows_nothing(scene: Scene) -> None:
    scene.ask("abc", 0)
    first, *lines = scene.log.asks("abcdefgh", 3).decode().split("\n")
    for proof in (lines[1:], [lines[0], *lines], [lines[1], lines[0], *lines[2:]]):
        assert scene.witness.answer("\n".join((first, *proof)).encode()).status == 422
    # From nothing on there is nothing to be proved.
    other = Scene(scene.folder / "other", scene.log)
    assert other.witness.answer("\n".join(("old 0", *lines)).encode()).status == 422


def test_only_the_logs_own_keys_count_at_their_sizes(scene: Scene) -> None:
    """By the newest manifest that was taken in."""
    fresh = Ed25519PrivateKey.generate()
    assert scene.ask("abc", 0, fresh).status == 403
    keys = [
        {"key": b64(public_bytes(scene.log.key)), "from": 0, "to": 3},
        {"key": b64(public_bytes(fresh)), "from": 3, "to": None},
    ]
    assert scene.place.book.trust(LOG, 2, keys)
    assert not scene.place.book.trust(LOG, 1, keys[:1]), "an older manifest takes no key away"
    assert scene.ask("ab", 0, fresh).status == 403
    assert scene.ask("abc", 0, fresh).status == 200
    assert scene.ask("abcd", 3).status == 403
    head = sign_head(Checkpoint(origin("esp", "MAR"), 0, b"\0" * 32), fresh)
    assert scene.witness.answer(f"old 0\n\n{head}".encode()).status == 404


def test_it_never_says_that_less_time_has_passed(scene: Scene) -> None:
    """A clock that was set back, or had stood ahead, cosigns nothing until it has come where it was."""
    assert scene.ask("abc", 0).status == 200
    scene.now -= 1
    assert scene.ask("abcd", 3).status == 503
    assert scene.kept() == (3, 1_000_000, 0)
    scene.now += 1
    assert scene.ask("abcd", 3).status == 200


def test_of_noise_it_keeps_no_more_than_so_much(scene: Scene) -> None:
    scene.ask("abc", 0)
    for at in range(WITNESS_EVIDENCE_MAX + 5):
        assert scene.ask(f"ab{chr(0x4E00 + at)}", 3).status == 409
    assert scene.kept()[2] == WITNESS_EVIDENCE_MAX


@pytest.mark.parametrize(
    ("key", "value"),
    [("name", "The Ombudsman"), ("address", "witness"), ("listen", "abc"), ("listen", "a:99999"), ("listen", "")],
)
def test_what_it_is_told_amiss_is_named_and_nothing_is_made(tmp_path: Path, key: str, value: str) -> None:
    told = {"name": NAME, "address": "http://a.test", "listen": "127.0.0.1:1", key: value}
    with pytest.raises(WitnessAmiss, match=f"`{key}`"):
        make_place(tmp_path / "witness", **told)
    assert not (tmp_path / "witness").exists()


def test_it_does_not_go_on_without_its_book(scene: Scene) -> None:
    scene.ask("abc", 0)
    with pytest.raises(WitnessTaken):
        make_place(scene.folder, name=NAME, address="http://a.test", listen="127.0.0.1:1")
    assert load_place(scene.folder).book.logs()[0].size == 3
    (scene.folder / "witness.sqlite3").unlink()
    with pytest.raises(WitnessLost):
        scene.ask("abcd", 3)
    with pytest.raises(WitnessTaken):
        make_place(scene.folder, name=NAME, address="http://a.test", listen="127.0.0.1:1")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("old 3", "old 03"),
        lambda text: text.replace("old 3", "old -3"),
        lambda text: text.replace("old 3", "Old 3"),
        lambda text: text.replace("old 3\n", ""),
        lambda text: text.replace("old 3", "old 3 "),
        lambda text: text.replace("old 3\n", "old 3\n" + f"{b64(bytes(32))}\n" * (PROOF_LINES_MAX + 1)),
        lambda text: text.replace("old 3\n", f"old 3\n{b64(bytes(31))}\n"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\x00\n",
        lambda text: "",
        lambda text: text + "x" * SUBMISSION_BYTES_MAX,
    ],
)
def test_what_is_spelled_otherwise_is_refused(scene: Scene, spoil: Callable[[str], str]) -> None:
    scene.ask("abc", 0)
    assert scene.witness.answer(spoil(scene.log.asks("abcdef", 3).decode()).encode()).status == 400
    assert scene.kept() == (3, 1_000_000, 0)


@SMALL
@given(st.binary(max_size=300))
def test_whatever_comes_is_answered(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    scene = Scene(tmp_path_factory.mktemp("any") / "witness")
    assert scene.witness.answer(body).status == 400
    assert scene.witness.answer(b"old 0\n\n" + body).status in (400, 404)


@SMALL
@given(st.integers(0, 2**32))
def test_all_that_it_has_cosigned_is_one_history(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Beside a plain model that remembers everything: of several histories by one key one is cosigned, in order."""
    chance = Random(seed)
    scene = Scene(tmp_path_factory.mktemp("law") / "witness")
    histories = ["abcdefgh", "abcdXYZW", "abQ", "Rbcdefgh"]
    kept, times = "", [0]
    for _ in range(14):
        told = chance.choice(histories)[: chance.randint(0, 8)]
        old = chance.choice((len(kept), len(kept), chance.randint(0, 8)))
        if old > len(told):
            continue
        scene.now += chance.choice((0, 1, 3_600, -2))
        answer = scene.ask(told, old)
        follows = old == len(kept) and told.startswith(kept)
        in_time = int(scene.now) >= times[-1]
        assert (answer.status == 200) == (follows and in_time), (told, old, kept)
        if answer.status == 200:
            kept = told
            times.append(int(scene.now))
        assert scene.kept()[:2] == (len(kept), times[-1])
    for each in scene.place.book.evidence():
        one, other = parse_head(each.kept), parse_head(each.shown)
        assert one.checkpoint.size <= other.checkpoint.size


class TestDoor:
    """HTTP around it."""

    def call(self, scene: Scene, method: str, path: str, length: str, body: bytes = b"") -> tuple[str, dict[str, str]]:
        from io import BytesIO

        given: list[tuple[str, dict[str, str]]] = []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": length, "wsgi.input": BytesIO(body),
        }  # fmt: skip
        Door(scene.witness)(environ, lambda status, headers: given.append((status, dict(headers))))
        return given[0]

    @pytest.mark.parametrize(
        ("method", "path", "length", "status"),
        [
            ("POST", "/", "0", "404 Not Found"),
            ("GET", "/add-checkpoint", "", "405 Method Not Allowed"),
            ("POST", "/add-checkpoint", "", "411 Length Required"),
            ("POST", "/add-checkpoint", "-1", "411 Length Required"),
            ("POST", "/add-checkpoint", str(SUBMISSION_BYTES_MAX + 1), "413 Request Entity Too Large"),
            ("POST", "/add-checkpoint", "9" * 5_000, "413 Request Entity Too Large"),
            ("POST", "/add-checkpoint", "0", "400 Bad Request"),
        ],
    )
    def test_what_is_no_head_is_sent_away(self, scene: Scene, method: str, path: str, length: str, status: str) -> None:
        assert self.call(scene, method, path, length)[0] == status

    def test_the_size_comes_under_its_type(self, scene: Scene) -> None:
        scene.ask("abc", 0)
        body = scene.log.asks("abcdef", 1)
        status, headers = self.call(scene, "POST", "/add-checkpoint", str(len(body)), body)
        assert (status, headers["Content-Type"]) == ("409 Conflict", "text/x.tlog.size")


def test_two_at_once_never_put_an_older_head_back(scene: Scene) -> None:
    """Many ask of one book at the same time, each by what it saw before: one of them is cosigned at each size."""
    from concurrent.futures import ThreadPoolExecutor

    scene.ask("a", 0)
    tellings = ["ab", "aX", "abc", "aXc", "a"]
    with ThreadPoolExecutor(5) as many:
        for _ in range(6):
            answers = list(many.map(lambda told: scene.ask(told, 1), tellings))
            assert sum(each.status == 200 for each in answers) <= 2
    size, _time, _evidence = scene.kept()
    assert 1 <= size <= 3
    [kept] = scene.place.book.logs()
    assert isinstance(scene.place.book, Book)
    assert kept.head == scene.log.head(kept.head and next(t for t in tellings if scene.log.head(t) == kept.head))
