"""What the state of origin may not know it finds nowhere: pairs of files that differ in a claim or sign alone.

`PAIRS` here, a thousand in `make soak`. Each pair is two files of one node, played step for step in the same seconds.
"""

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jisr.procedures.children.stops import STOPS, WITHHELD
from tests.nodes.minors import Life, found_life

PAIRS = 12
PAIRS_SOAK = 1_000
GROUNDS = tuple(each.item for each in STOPS)
# What a court clerk, a police officer and a nurse do at home, and is nobody else's business.
QUIET = ("check_records", "assess_risk", "record_siblings", "settle_contact", "assess_interests", "plan_bridge")
RANDOM = re.compile(r"[A-Za-z0-9+/]{43}=|o-[0-9a-f]{12}")
# Of rows of the database: numbers of entries, and moments; how much of the own log an entry had seen.
NUMBER = re.compile(r"(?<![#\w])\d+\b")
HEARD = re.compile(r'("(?:seen|roots)":)\{[^}]*\}')


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Two nodes in which nothing has happened yet."""
    found = found_life(tmp_path)
    yield found
    found.stop()


def test_before_the_shared_file_is_opened_nothing_at_all_is_sent(life: Life) -> None:
    """Domestic acts, claims and stops included, move no log, no message and no row of the other node."""
    before = life.nodes["MAR"].ask(do="held")
    life.take_in()
    for each in GROUNDS:
        life.do(f"raise_{each}", "monitor" if each == "monitor_request" else "guardian")
    life.meet()
    after = life.nodes["MAR"].ask(do="held")
    assert [each for each in after["entries"] if each not in before["entries"] and '"act":"ack"' not in each] == []
    assert _told(after) == []


def test_pairs_that_differ_in_a_ground_are_the_same_to_the_state_of_origin(life: Life) -> None:
    _hold_pairs(life, PAIRS, seed=2026)


@pytest.mark.soak
def test_a_thousand_pairs(life: Life) -> None:
    _hold_pairs(life, PAIRS_SOAK, seed=random.SystemRandom().randrange(10**9))


def _hold_pairs(life: Life, count: int, *, seed: int) -> None:
    sys.stdout.write(f"pairs: {count}, seed {seed}\n")
    chance = random.Random(seed)
    pairs = [_play_pair(life, chance) for _ in range(count)]
    life.meet()
    held = life.nodes["MAR"].ask(do="held")
    assert _told(held) == [], "a word that is withheld"
    for one, other, grounds in pairs:
        shown = [_as_seen(life, held, each) for each in (one, other)]
        assert shown[0] == shown[1], f"{grounds}: {_first_difference(*shown)}"


def _play_pair(life: Life, chance: random.Random) -> tuple[str, str, tuple[str, ...]]:
    """Play two files alike but for the ground of what stops them, or for nothing that stops at all at home."""
    files = []
    for _ in range(2):
        life.take_in()
        life.tell_origin()
        files.append((life.file, life.shared))
    grounds = tuple(chance.choices(GROUNDS, k=2))
    # Of one ground some have several, so that neither order nor number of what is done at home shows.
    steps: list[tuple[str, str]] = [(each, each) for each in chance.sample(QUIET, chance.randrange(4))]
    steps.insert(chance.randrange(len(steps) + 1), (f"raise_{grounds[0]}", f"raise_{grounds[1]}"))
    for step in steps:
        for (file, shared), act in zip(files, step, strict=True):
            life.file, life.shared = file, shared
            life.do(act, _by(act), on_behalf=_for(act, chance))
    return files[0][1], files[1][1], grounds


def _by(act: str) -> str:
    if act == "raise_monitor_request":
        return "monitor"
    return "guardian" if act.startswith("raise_") else ""


def _for(act: str, chance: random.Random) -> str | None:
    return chance.choice((None, "child", "lawyer")) if act.startswith("raise_") else None


def _as_seen(life: Life, held: Any, shared: str) -> list[str]:
    """Give everything that the node of origin holds of a shared file, numbers and what is random by chance left out."""
    entries = [json.loads(each) for each in held["entries"] if json.loads(each)["dossier"] == shared]
    names = {f"{each['party']}.{each['seq']}": f"#{at}" for at, each in enumerate(entries)}
    written = []
    for each in entries:
        plain = {**each, "seq": 0, "seen": {}, "roots": {}, "time": ""}
        written.append(_levelled(json.dumps(plain, sort_keys=True), names))
    pages = life.nodes["MAR"].ask(do="pages of", framework=life.framework, dossier=shared)
    rows = [each for each in held["rows"] if re.search(rf"\b{re.escape(shared)}\b", each)]
    assert len(rows) > len(entries), "its entries, what is sealed in them, and what was made of them"
    kept = sorted(NUMBER.sub("n", HEARD.sub(r"\1", _levelled(each, names))) for each in rows)
    return [*written, *kept, *(_levelled(each, names) for each in pages)]


def _levelled(text: str, names: dict[str, str]) -> str:
    """Leave out what differs between any two files: numbers, moments, salts, pseudonyms."""
    # The example in the field for searching is nobody's number.
    text = RANDOM.sub("~", text.replace("Words, or ESP.12", "Words"))
    for name, short in sorted(names.items(), key=lambda each: -len(each[0])):
        text = re.sub(rf"\b{re.escape(name)}\b", short, text)
    text = re.sub(r'"seq": \d+', '"seq": n', text)
    # How long ago the other side was heard goes on while pages are read.
    text = re.sub(r"last exchange [^<\n]*", "last exchange then", text)
    text = re.sub(r"\b(ESP|MAR)\.\d+\b", r"\1.n", text)
    text = re.sub(r"\d{4}-\d\d-\d\d(T[\d:]+Z)?", "then", text)
    text = re.sub(r"\d{1,2} \w+ \d{4},? ?(\d\d:\d\d)?( \(\d\d:\d\d UTC\)| UTC)?", "then", text)
    return re.sub(
        r'(name="(csrfmiddlewaretoken|once)" value=")[^"]*|x\d?="[^"]*"|width="[^"]*"|cx="[^"]*"', r"\1", text
    )


def _told(held: Any) -> list[str]:
    """Name what is withheld and stands in the node all the same."""
    everything = "\n".join([*held["entries"], *held["rows"], *held["log"]])
    words = {*WITHHELD} - {"claim", "court", "health", "fear", "relief", "ground"}
    return sorted(each for each in words if re.search(rf"\b{re.escape(each)}\b", everything))


def _first_difference(one: list[str], other: list[str]) -> str:
    for a, b in zip(one, other, strict=False):
        if a != b:
            at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
            return f"…{a[max(0, at - 120) : at + 80]}… / …{b[max(0, at - 120) : at + 80]}…"
    return f"{len(one)} / {len(other)}"
