"""A stop against a handover, in every order that a wire allows: the stop wins, or what was done is owed its redress.

Played with the return of a child itself, on the kernel alone. `RUNS` here, ten thousand in `make soak`.
"""

import random
import sys
from functools import cache
from typing import Any, Final

import pytest

from jisr.base import EntryId, Party, b64
from jisr.kernel import By, node_authority
from jisr.procedures import PROCEDURES
from jisr.procedures.framework import FRAMEWORK
from jisr.rules import CLOCK_MANDATE
from tests.strategies.worlds import Setting, World, manifest

RETURN: Final = PROCEDURES["return.esp-2025/1"]
ESP, MAR = Party("ESP"), Party("MAR")
RUNS, RUNS_SOAK = 150, 10_000
RESTS: Final = b64(bytes(32))
SEALED: Final = {"to": ["esp.care"], "chunks": [RESTS]}
AT = {
    ESP: {"liaison": "esp.delegation", "guardian": "esp.guardian", "child_protection": "esp.care", "clock": "esp.node"},
    MAR: {"consulate": "mar.consulate", "child_protection": "mar.care", "competent_authority": "mar.court"},
}
STOPS = ((ESP, "raise_stop", "clock"), (MAR, "raise_origin_stop", "child_protection"))


def _length(n: int, unit: str) -> list[dict[str, Any]]:
    return [{"from": "2020-01-01", "is": {"n": n, "unit": unit, "calendar": None}, "source": "Tests"}]


@cache
def setting() -> Setting:
    """Give what the two states have agreed on."""
    parameters = {
        "ESP": {
            "report_time": _length(3, "months"),
            "review_time": _length(90, "days"),
            "attestation_time": _length(72, "hours"),
        },
        "MAR": {"reception_time": _length(72, "hours")},
        "all": {"handover_window": _length(4, "hours")},
    }
    named = manifest(("ESP", "MAR"), (FRAMEWORK, RETURN), parameters=parameters)
    return Setting(manifests=(named,), procedures=(FRAMEWORK, RETURN))


class Border:
    """One child's shared file, played up to the moment at which it could be handed over."""

    def __init__(self) -> None:
        self.world = World(setting())
        for party, held in AT.items():
            for mandate, code in held.items():
                if mandate != "clock":
                    self.world.declare(party, code.split(".")[1], mandate)
        self.meet()
        opening = self.world.draft(ESP, "notify_origin", self._by(ESP, "liaison"), **self._stating("notify_origin"))
        at = f"ESP.{opening.seq}"
        digest = self.world.framework.versions[1].procedures[RETURN.id]
        sides = {"host": "ESP", "origin": "MAR"}
        self.file = at
        self.world.append(opening.but(dossier=at, procedure=RETURN.id, digest=digest, sides=sides, rests=RESTS))
        self.act(ESP, "request_report", "liaison")
        self.meet()
        self.act(MAR, "give_report", "consulate")
        self.act(MAR, "name_receiver", "child_protection", kind="family")
        self.act(MAR, "commit_receiver", "competent_authority")
        self.act(MAR, "check_receiver", "child_protection")
        self.meet()
        self.act(ESP, "accept_check", "child_protection")
        self.act(ESP, "attest_decision", "liaison", mode="family")
        self.meet()
        self._both("choose_receiver", "liaison")
        self._both("agree_plan", "child_protection")
        self.act(MAR, "confirm_reception", "child_protection")
        self.act(ESP, "attest_no_obstacle", "guardian")
        self.meet()

    def _by(self, party: Party, mandate: str) -> By:
        authority = node_authority(party) if mandate == CLOCK_MANDATE else AT[party][mandate]
        return By(authority, mandate, "node" if mandate == CLOCK_MANDATE else "o-1")

    def _stating(self, act: str, **fields: Any) -> dict[str, Any]:
        declared = RETURN.act(act.removeprefix("propose_"))
        return {"fields": fields, "sealed": {e.name: SEALED for e in declared.fields if e.sealed and e.required}}

    def act(self, party: Party, act: str, mandate: str, *, item: str | None = None, **fields: Any) -> EntryId:
        """Do an act, whatever becomes of it."""
        names = {each.name for each in RETURN.acts}
        bare = act.removeprefix("propose_")
        stated = self._stating(act, **fields) if bare in names else {}
        rests = RESTS if bare in names and RETURN.act(bare).attests is not None else None
        draft = self.world.draft(
            party,
            act,
            self._by(party, mandate),
            dossier=self.file,
            procedure=RETURN.id,
            item=item,
            rests=rests,
            **stated,
        )
        return self.world.append(draft)

    def _both(self, act: str, mandate: str) -> None:
        proposal = self.act(ESP, f"propose_{act}", mandate)
        self.meet()
        self.act(MAR, f"concur_{act}", "child_protection", item=str(proposal))
        self.meet()

    def meet(self) -> None:
        """Let both exchange until both have everything."""
        self.world.now = type(self.world.now)(self.world.now + 60)
        self.world.exchange(ESP, MAR)

    def tell(self, of: Party) -> None:
        """Let a message of one arrive at the other, which may answer nothing."""
        to = MAR if of == ESP else ESP
        have = {each: self.world.nodes[to].size(each) for each in self.world.parties}
        self.world.deliver(self.world.message(of, to, have))


def _play(chance: random.Random) -> str:
    """Let a handover and some stops go their ways; hold what must be so, and say how it ended."""
    border = Border()
    world, stops = border.world, list[EntryId]()
    proposal: EntryId | None = None
    concluded: EntryId | None = None
    moves = ["propose", "tell", "tell", "concur", "tell", "stop", *(["stop"] if chance.random() < 0.3 else [])]
    if chance.random() < 0.5:
        chance.shuffle(moves)
    else:
        moves.insert(chance.randrange(len(moves)), moves.pop(5))
    for move in moves:
        world.now = type(world.now)(world.now + chance.randrange(1, 3_600))
        if move == "propose" and proposal is None:
            proposal = border.act(ESP, "propose_handover", "child_protection", escort="child_protection")
        elif move == "concur" and proposal is not None and concluded is None:
            if world.nodes[MAR].size(ESP) > proposal.seq:
                concluded = border.act(MAR, "concur_handover", "child_protection", item=str(proposal))
        elif move == "stop":
            stops.append(border.act(*_stop(chance)))
        elif move == "tell":
            border.tell(chance.choice((ESP, MAR)))
            if chance.random() < 0.5:
                world.acknowledge(chance.choice((ESP, MAR)))
    world.heal()
    world.heal()
    return _held(border, concluded, stops)


def _stop(chance: random.Random) -> tuple[Party, str, str]:
    return chance.choice(STOPS)


def _held(border: Border, concluded: EntryId | None, stops: list[EntryId]) -> str:
    """Hold both nodes alike, the stops standing, and the handover standing only if no stop is before or beside it."""
    nodes = border.world.nodes
    for each in stops:
        assert {node.verdicts[each].standing for node in nodes.values()} == {"stands"}
    if concluded is None:
        return "none"
    (standing,) = {node.verdicts[concluded].standing.value for node in nodes.values()}
    after = [each for each in stops if _succeeds(border, each, concluded)]
    if standing == "stands":
        assert len(after) == len(stops), "a handover stands, and a stop is before it or beside it"
        return "stands"
    if standing != "crossed":
        return standing
    for node in nodes.values():
        state = next(each.state for each in node.dockets())
        assert state.fact("handover_done") and state.fact("handover_crossed")
    redress = border.act(ESP, "open_restoration", "guardian")
    assert nodes[ESP].verdicts[redress].standing == "stands", "the way back is open"
    return "crossed"


def _succeeds(border: Border, stop: EntryId, concluded: EntryId) -> bool:
    if stop.party == concluded.party:
        return stop.seq > concluded.seq
    entry = border.world.nodes[stop.party].acts[stop]
    return entry.seen[concluded.party] > concluded.seq


def _runs(count: int, seed: int) -> dict[str, int]:
    chance, ends = random.Random(seed), dict[str, int]()
    for _ in range(count):
        end = _play(chance)
        ends[end] = ends.get(end, 0) + 1
    sys.stdout.write(f"handovers: {count}, seed {seed}: {dict(sorted(ends.items()))}\n")
    return ends


def test_a_stop_wins_or_the_handover_is_crossed_and_its_redress_open() -> None:
    ends = _runs(RUNS, 2027)
    assert ends.keys() >= {"stands", "crossed", "void"}, "each end is met, or nothing was tried"


@pytest.mark.soak
def test_ten_thousand_crossings() -> None:
    ends = _runs(RUNS_SOAK, random.SystemRandom().randrange(10**9))
    assert min(ends[each] for each in ("stands", "crossed", "void")) > RUNS_SOAK // 100
