"""Heads and proofs that nodes made are checked by a program not ours: Go's packages, as docs/proofs.md says."""

import base64
import json
import os
import re
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from jisr.bundle import read_archive
from jisr.bundle.archive import ACTS
from tests.nodes.nodes import FRAMEWORK, PARTIES, Pair

PAGE = Path(__file__).parents[2] / "docs" / "proofs.md"
EACH_BIT = 37


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the page's program was built by the page's commands."""
    folder = tmp_path_factory.mktemp("judge")
    page = PAGE.read_text("utf-8")
    (program,) = re.findall(r"```go\n(.*?)```", page, re.DOTALL)
    (commands,) = (each for each in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if "go build" in each)
    install, *lines, last = commands.splitlines()
    assert install.startswith("apt-get install") and last == f"./check act.json jisr/{FRAMEWORK}/MAR KEY"
    (folder / "check.go").write_text(program, "utf-8")
    variables = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    done = subprocess.run(["sh", "-ec", "\n".join(lines)], cwd=folder, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def acts(founded: Pair, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """Acts of two parties with their proofs, as one node gives them; and the manifest that it holds."""
    pair = founded.copy(tmp_path_factory.mktemp("judged"))
    for number in range(5):
        pair.mar.raise_item(pair.session, f"Item {number}")
        pair.esp.raise_item(pair.session, f"Punto {number}")
    pair.exchange()
    file = pair.folder / "bundle.zip"
    named = ("dossier", "bundle", f"{FRAMEWORK}/{pair.session}", "--officer", "mar.co_chair", "--output", str(file))
    pair.mar.jisr(*named)
    found = json.loads(read_archive(file.read_bytes())[ACTS])
    return {"proofs": found["proofs"], "manifests": [json.loads(found["manifests"][0])]}


def key_of(acts: dict[str, list[Any]], party: str) -> str:
    return str(acts["manifests"][0]["parties"][party]["log"][0]["key"])


def says(judge: Path, act: dict[str, Any], party: str, key: str) -> tuple[int, str]:
    (judge / "act.json").write_text(json.dumps(act), "utf-8")
    name = f"jisr/{FRAMEWORK}/{party}"
    done = subprocess.run(["./check", "act.json", name, key], cwd=judge, capture_output=True, text=True)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def flipped(raw: bytes) -> Iterator[bytes]:
    """Flip single bits, spread over all bytes."""
    for bit in range(0, len(raw) * 8, EACH_BIT):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def spoilt(act: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Flip one bit of the act, of each hash of its proof, of the head's text, and of what its signature is."""

    def changed(name: str, value: Any) -> tuple[str, dict[str, Any]]:
        return name, {**deepcopy(act), name: value}

    for raw in flipped(base64.b64decode(act["bytes"])):
        yield changed("bytes", base64.b64encode(raw).decode())
    for at, each in enumerate(act["proof"]):
        for raw in flipped(base64.b64decode(each)):
            yield changed("proof", [*act["proof"][:at], base64.b64encode(raw).decode(), *act["proof"][at + 1 :]])
    text, line = act["head"].split("\n\n")
    origin, size, root = text.split("\n")
    for raw in flipped(base64.b64decode(root)):
        yield changed("head", f"{origin}\n{size}\n{base64.b64encode(raw).decode()}\n\n{line}")
    for raw in flipped(size.encode()):
        yield changed("head", f"{origin}\n{raw.decode('latin-1')}\n{root}\n\n{line}")
    dash, name, signature = line.strip().split(" ")
    for raw in flipped(base64.b64decode(signature)):
        yield changed("head", f"{text}\n\n{dash} {name} {base64.b64encode(raw).decode()}\n")
    yield changed("index", act["index"] ^ 1)


def test_every_act_of_both_parties_holds(judge: Path, acts: dict[str, list[Any]]) -> None:
    """By a head that its party's node signed, and a proof that the node of either made."""
    assert {each["entry"][:3] for each in acts["proofs"]} == {*PARTIES} and len(acts["proofs"]) >= 10
    for each in acts["proofs"]:
        party = each["entry"][:3]
        code, said = says(judge, each, party, key_of(acts, party))
        assert code == 0 and f"entry {each['index']} of the {each['size']} of jisr/{FRAMEWORK}/{party}" in said
        assert json.loads(said.splitlines()[1]) == each["content"]


def test_a_flipped_bit_anywhere_does_not_hold(judge: Path, acts: dict[str, list[Any]]) -> None:
    act = max(acts["proofs"], key=lambda each: len(each["proof"]))
    party, count = act["entry"][:3], 0
    for name, each in spoilt(act):
        code, said = says(judge, each, party, key_of(acts, party))
        assert code == 1 and said.startswith("does not hold: "), (name, each[name])
        count += 1
    assert count > 100


def test_a_head_of_another_party_or_another_key_does_not_hold(judge: Path, acts: dict[str, list[Any]]) -> None:
    mar, esp = (next(each for each in acts["proofs"] if each["entry"].startswith(party)) for party in PARTIES)
    assert says(judge, mar, "ESP", key_of(acts, "ESP"))[0] == 1
    assert says(judge, mar, "MAR", key_of(acts, "ESP"))[0] == 1
    assert says(judge, {**esp, "head": mar["head"]}, "ESP", key_of(acts, "ESP"))[0] == 1
    assert says(judge, {**esp, "head": mar["head"]}, "MAR", key_of(acts, "MAR"))[0] == 1
