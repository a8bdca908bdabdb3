"""What a later version must keep so that a dossier under way can go on by it; and dossiers of one party (12.29)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from jisr.base import DossierId, Party
from jisr.kernel import By, Deed, node_authority
from jisr.kernel.moving import can_follow, hindrances
from jisr.procedures import PROCEDURES
from jisr.procedures.framework import FRAMEWORK
from jisr.rules import CLOCK_MANDATE, Act, DeclaredFact, Fact, Procedure, check, procedure_digest
from tests.strategies.desk import CHILD, desk, later_desk
from tests.strategies.procedures import OUTER
from tests.strategies.worlds import Setting, World, compiled, manifest, opening_of

BEFORE = desk()
LATER = later_desk()


def said(after: Procedure, before: Procedure = BEFORE) -> list[str]:
    return [str(each) for each in hindrances(compiled(before), compiled(after))]


def without(kind: str, name: str) -> Procedure:
    return replace(LATER, **{kind: tuple(each for each in getattr(LATER, kind) if each.name != name)})


def other(kind: str, name: str, **changes: Any) -> Procedure:
    rows = tuple(replace(each, **changes) if each.name == name else each for each in getattr(LATER, kind))
    return replace(LATER, **{kind: rows})


def test_what_only_demands_more_can_follow() -> None:
    assert not said(LATER)
    assert can_follow(compiled(BEFORE), compiled(LATER))


@pytest.mark.parametrize(
    ("after", "name"),
    [
        (without("facts", "decided"), "decided"),
        (other("facts", "ready", cautious=True), "ready"),
        (other("facts", "checked", item=None), "checked"),
        (without("figures", "number"), "number"),
        (other("figures", "number", type="code"), "number"),
        (without("items", "paper"), "paper"),
        (without("periods", "appeal"), "appeal"),
        (other("periods", "term", stills=None), "term"),
        (other("periods", "silence", due=None), "silence"),
        (without("acts", "halt"), "halt"),
        (other("acts", "halt", protective=False), "halt"),
        (other("acts", "halt", sets=()), "halt"),
        (other("acts", "halt", by={"host": CHILD}), "halt"),
        (other("acts", "leave", closes=False), "leave"),
        (other("acts", "hand_over", irrevocable=False), "hand_over"),
        (other("acts", "hand_over", redress="prepare"), "hand_over"),
        (other("acts", "prepare", protective=True), "ready"),
    ],
    ids=str,
)
def test_what_a_dossier_would_lose_is_named(after: Procedure, name: str) -> None:
    assert f"{name} is not in desk/2 as it was" in said(after)


@pytest.mark.parametrize(
    "after",
    [
        BEFORE, replace(LATER, name="table"), replace(LATER, persons=True), replace(LATER, sides=("host", "other")),
        replace(LATER, within="season"),
    ],
    ids=["no later", "another name", "persons", "sides", "within"],
)  # fmt: skip
def test_only_a_later_version_of_the_same_can_follow(after: Procedure) -> None:
    (found,) = said(after)
    assert "no later version of the same procedure" in found


def test_acts_of_both_versions_must_not_take_away_what_the_other_needs() -> None:
    """Each version loads alone; of two acts that cross while the move is not known to all, one would fall."""
    lone = Act(name="undo", label="undo", by={"origin": CHILD}, clears=("restored",))
    before = replace(BEFORE, acts=(*(each for each in BEFORE.acts if each.name != "restore"), lone))
    before = replace(before, acts=tuple(replace(e, redress="prepare") if e.irrevocable else e for e in before.acts))
    needing = Act(name="rest_on", label="rest_on", by={"host": CHILD}, needs=Fact("restored"))
    after = replace(before, version=2, acts=(*(each for each in before.acts if each.name != "undo"), needing))
    assert not [each for each in check(before) if each.id in ("rules.E034", "rules.E036")]
    assert not [each for each in check(after) if each.id in ("rules.E034", "rules.E036")]
    assert "undo-before-the-move of another side takes it away" in said(after, before)


def test_every_shipped_procedure_can_be_followed_by_the_same() -> None:
    """Nothing that jisr ships is in the way of its own next version."""
    for each in PROCEDURES.values():
        if each.name != FRAMEWORK.name:
            assert not said(replace(each, version=each.version + 1), each), each.id


HOME = Procedure(
    name="home",
    version=1,
    label="home",
    persons=False,
    sides=("state",),
    mandates=tuple((each, each) for each in CHILD),
    facts=(DeclaredFact(name="done", label="done", contrary="", source="written for the tests"),),
    acts=(
        Act(name="open_home", label="open_home", by={"state": CHILD}, opens=True),
        Act(name="do", label="do", by={"state": CHILD}, sets=("done",)),
    ),
)
HOME_LATER = replace(
    HOME,
    version=2,
    facts=(*HOME.facts, DeclaredFact(name="seen", label="seen", contrary="", source="written for the tests")),
    acts=(
        *(replace(each, needs=Fact("seen")) if each.name == "do" else each for each in HOME.acts),
        Act(name="see", label="see", by={"state": CHILD}, sets=("seen",)),
    ),
)


@pytest.fixture
def alone() -> tuple[World, Callable[..., str]]:
    """A framework of one party with a dossier open, and how it acts there."""
    value = manifest(("ESP",), (FRAMEWORK, HOME, HOME_LATER), moves={HOME_LATER.id: {HOME.id: {}}})
    world = World(Setting(manifests=(value,), procedures=(FRAMEWORK, HOME, HOME_LATER)))
    party = Party("ESP")
    world.declare(party, "court", "court")
    by = By("esp.court", "court", "o-1")
    code = opening_of(party, world.nodes[party].size(party))
    opening = {"digest": procedure_digest(HOME), "sides": {"state": "ESP"}}
    world.append(world.draft(party, "open_home", by, dossier=code, procedure=HOME.id, **opening))

    def act(name: str, procedure: str, **more: Any) -> str:
        done = world.append(world.draft(party, name, by, dossier=DossierId(code), procedure=procedure, **more))
        return str(world.nodes[party].verdicts[done].standing)

    return world, act


def test_a_dossier_of_one_party_moves_by_the_proposal_alone(alone: tuple[World, Callable[..., str]]) -> None:
    _, act = alone
    fields = {"procedure": HOME_LATER.id, "digest": procedure_digest(HOME_LATER)}
    assert act("do", HOME.id) == "stands"
    assert act("propose_move", HOME.id, fields=fields) == "stands"
    assert act("do", HOME.id) == "void", "of the version before"
    assert act("do", HOME_LATER.id) == "void", "nobody has seen it yet"
    assert act("see", HOME_LATER.id) == "stands"
    assert act("do", HOME_LATER.id) == "stands"
    assert act("propose_move", HOME_LATER.id, fields=fields) == "void", "it is there already"


def test_nobody_has_acted_yet_and_the_next_act_is_asked_for(alone: tuple[World, Callable[..., str]]) -> None:
    """What is kept stays as it is; what is seen is the version by which the next act would be judged."""
    world, act = alone
    act("propose_move", HOME.id, fields={"procedure": HOME_LATER.id, "digest": procedure_digest(HOME_LATER)})
    node = world.nodes[Party("ESP")]
    (docket,) = node.dockets()
    entry = world.draft(Party("ESP"), "reopen", By(node_authority(Party("ESP")), CLOCK_MANDATE, "node"))
    seen = docket.seen_by(Deed(entry, time=entry.time, seen=entry.seen))
    assert (docket.compiled.id, seen.compiled.id) == (HOME.id, HOME_LATER.id)


def test_a_version_whose_text_is_lacking_or_cannot_follow_leaves_acts_unjudged() -> None:
    """As good as lacking (2.6); acts from before stay judged."""
    short = replace(HOME_LATER, facts=(HOME_LATER.facts[1],))
    for text in (None, short):
        pinned = compiled(HOME_LATER if text is None else text)
        procedures = (FRAMEWORK, HOME, *(() if text is None else (text,)))
        value = manifest(("ESP",), (FRAMEWORK, HOME), moves={HOME_LATER.id: {HOME.id: {}}})
        value["procedures"][HOME_LATER.id] = pinned.digest
        world = World(Setting(manifests=(value,), procedures=procedures))
        party, by = Party("ESP"), By("esp.court", "court", "o-1")
        world.declare(party, "court", "court")
        code = opening_of(party, world.nodes[party].size(party))
        opening = {"digest": procedure_digest(HOME), "sides": {"state": "ESP"}}
        world.append(world.draft(party, "open_home", by, dossier=code, procedure=HOME.id, **opening))
        fields = {"procedure": HOME_LATER.id, "digest": pinned.digest}
        for name, called, more, expected in (
            ("propose_move", HOME.id, {"fields": fields}, "stands"), ("see", HOME_LATER.id, {}, "unjudged"),
            ("do", HOME.id, {}, "unjudged"),
        ):  # fmt: skip
            done = world.append(world.draft(party, name, by, dossier=code, procedure=called, **more))
            assert world.nodes[party].verdicts[done].standing == expected, name


def test_what_lives_within_goes_on_where_the_dossier_around_moves() -> None:
    """The dossier around keeps its names: nothing within depends on its version."""
    assert not said(replace(OUTER, version=2), OUTER)
