"""A dossier as judged so far: lacking texts, outlooks, what is kept of it (protocol 2.6, 5)."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from jisr.base import DossierId, EntryId, Instant, Party, Seq, digest
from jisr.kernel import By, Deed, Docket, MemoryShelf, Standing, State
from tests.laws.laws import FAR, KeptShelf
from tests.strategies import desk as desk_module
from tests.strategies.desk import Desk
from tests.strategies.worlds import Node

ESP, MAR = Party("ESP"), Party("MAR")


def lacking_node(desk: Desk, *names: str) -> Node:
    """Give a node that lacks the texts of some procedures, with everything taken in."""
    framework = desk.world.setting.framework()
    for pinned, each in list(framework.procedures.items()):
        if each.procedure.name in names:
            del framework.procedures[pinned]
    node = Node(desk.world.setting, framework, MAR, desk.world.wire, MemoryShelf)
    for party, log in desk.world.nodes[ESP].raw.items():
        for at, raw in enumerate(log):
            node.offer(party, at, raw)
    node.settle(FAR)
    return node


def test_a_dossier_whose_text_is_lacking_is_unjudged_and_stops_no_other() -> None:
    """Protocol 2.6: shown as such; the dossier `framework` goes on."""
    desk = Desk()
    desk.act("ESP", "prepare")
    desk.meet()
    node = lacking_node(desk, "desk")
    opened = EntryId(ESP, Seq(int(desk.dossier.split(".")[1])))
    assert node.verdicts[opened].standing == Standing.UNJUDGED
    docket = node.shelf.docket(DossierId(desk.dossier))
    assert docket is not None
    assert docket.is_unjudged
    assert docket.judge_again() == {}
    deed = Deed(node.acts[opened], time=Instant(0), seen={MAR: 0})
    assert docket.outlook(deed) == ("4.procedure",)
    assert docket.scene(deed) is None
    assert {str(node.verdicts[EntryId(ESP, Seq(at))].standing) for at in range(2)} == {"stands"}


def test_without_the_procedure_of_the_framework_nobody_is_declared() -> None:
    """Everything waits for that text."""
    node = lacking_node(Desk(), "framework")
    assert node.verdicts[EntryId(ESP, Seq(0))].standing == Standing.UNJUDGED


def record(desk: Desk, *parties: str, version: int = 3, text: str = "A" * 43 + "=", mandate: str = "founding") -> None:
    """Let parties record a manifest, and all nodes acknowledge it."""
    for party in parties:
        code = party.lower()
        by = By(f"{code}.founder", mandate, "o-1") if mandate == "founding" else desk.by(Party(party), mandate)
        draft = desk.world.draft(
            Party(party), "record_manifest", by, dossier="framework", procedure="framework/1",
            fields={"version": version, "digest": text},
        )  # fmt: skip
        assert desk.standing(desk.world.append(draft), at=party) == "stands"
    desk.meet()
    desk.beat()


def probe(desk: Desk, party: Party) -> Deed:
    """Give an act that has seen all that its party's node has taken in."""
    draft = desk.draft(str(party), "halt")
    return Deed(draft, time=desk.world.now, seen=draft.seen)


def test_a_manifest_that_every_party_recorded_and_is_lacking_leaves_acts_unjudged() -> None:
    """The records of a version whose text is not here are final: what follows is unjudged."""
    desk = Desk()
    record(desk, "ESP", "MAR")
    later = desk.act("ESP", "prepare")
    assert 3 not in desk.world.framework.versions
    assert desk.standing(later) == "unjudged"
    docket = desk.world.nodes[ESP].shelf.docket(DossierId(desk.dossier))
    assert docket is not None
    deed = Deed(desk.draft("ESP", "prepare"), time=desk.world.now, seen=desk.draft("ESP", "prepare").seen)
    assert docket.outlook(deed) == ("4.procedure",)
    assert docket.scene(deed) is None


@pytest.mark.parametrize("version", [2, 3, 9_007_199_254_740_991])
@pytest.mark.parametrize("parties", [2, 3])
def test_what_one_founder_alone_records_stops_nothing(version: int, parties: int) -> None:
    """Protocol 12.12: the record stands, and no other party has made it: version 1 goes on."""
    desk = Desk(parties=parties)
    record(desk, *("ESP", "NLD")[: parties - 1], version=version)
    for party in ("ESP", "MAR"):
        assert desk.standing(desk.act(party, "halt"), at=party) == "stands"
    desk.meet()
    assert desk.fact("halted")


def test_a_second_text_of_a_version_that_one_alone_records_changes_nothing() -> None:
    """Whatever its digest: of what all have recorded nobody alone takes anything back."""
    desk = Desk()
    record(desk, "ESP", "MAR", version=2, text=digest(desk.world.setting.manifests[1]))
    record(desk, "ESP", version=2)
    docket = desk.world.nodes[ESP].shelf.docket(DossierId(desk.dossier))
    assert docket is not None
    agreed = docket.agreed_at(probe(desk, ESP))
    assert agreed is not None
    assert agreed.version == 2


def test_nodes_record_by_themselves_what_a_founder_has_recorded() -> None:
    """Protocol 12.11: the clock's mandate does, in the dossier `framework`."""
    desk = Desk()
    text = digest(desk.world.setting.manifests[1])
    record(desk, "ESP", version=2, text=text)
    record(desk, "MAR", version=2, text=text, mandate="clock")
    docket = desk.world.nodes[MAR].shelf.docket(DossierId(desk.dossier))
    assert docket is not None
    agreed = docket.agreed_at(probe(desk, MAR))
    assert agreed is not None
    assert agreed.version == 2


def test_the_clock_declares_no_authority() -> None:
    """Only the record is open to it."""
    desk = Desk()
    draft = desk.world.draft(
        ESP, "retire_authority", desk.by(ESP, "clock"), dossier="framework", procedure="framework/1",
        fields={"code": "esp.court"},
    )  # fmt: skip
    assert desk.standing(desk.world.append(draft)) == "void 4.mandate"


def test_a_correction_of_a_declaration_changes_no_mandate() -> None:
    """Protocol 12.11: the three acts are read as they were entered."""
    desk = Desk()
    declared = next(each for each, act in desk.world.nodes[ESP].acts.items() if act.act == "declare_authority")
    code = desk.world.nodes[ESP].acts[declared].fields["code"]
    fields = {"fields": {"code": code, "mandates": ["guardian"]}, "reason": "mistaken"}
    draft = desk.world.draft(
        declared.party, "correct", By(f"{declared.party.lower()}.founder", "founding", "o-1"), dossier="framework",
        procedure="framework/1", item=str(declared), fields=fields,
    )  # fmt: skip
    assert desk.standing(desk.world.append(draft), at=declared.party) == "stands"
    register = desk.world.nodes[declared.party].register
    assert register.mandates(desk.world.framework, declared.party, code, 10_000) == {"court"}


def test_a_manifest_of_another_digest_than_the_recorded_is_not_gone_by() -> None:
    """Two texts under one number: no node goes by the one that was not recorded."""
    desk = Desk()
    record(desk, "ESP", "MAR", version=2)
    assert desk.world.framework.versions[2] is not None
    assert desk.standing(desk.act("ESP", "prepare")) == "unjudged"


def test_an_outlook_says_what_an_act_would_lack() -> None:
    """The same terms that would make it void."""
    desk = Desk()
    docket = desk.world.nodes[ESP].shelf.docket(DossierId(desk.dossier))
    assert isinstance(docket, Docket)
    entry = desk.draft("ESP", "propose_hand_over")
    deed = Deed(entry, time=entry.time, seen=entry.seen)
    deed.step = docket.compiled.steps["propose_hand_over"]
    assert docket.outlook(deed) == ({"fact": "ready"},)
    assert docket.scene(deed) is not None


def test_what_is_kept_of_a_dossier_is_what_was_there() -> None:
    """Unjudged, unopened and nested ones too."""
    desk = Desk(within=True, shelf=KeptShelf)
    desk.act("ESP", "prepare")
    desk.act("MAR", "halt", dossier=DossierId(str(desk.season)))
    desk.act("MAR", "halt", dossier=DossierId("MAR.99"))
    desk.meet()
    assert desk.fact("ready")
    docket = Docket(
        "MAR.99", framework=desk.world.framework, register=desk.world.nodes[ESP].register,
        logs=desk.world.nodes[ESP].logs, deeds=list,
    )  # fmt: skip
    docket.restore(None, {}, docket.to_bytes(), None)
    assert docket.compiled is None
    assert docket.state is None


def test_a_state_kept_with_named_parts_is_read_as_well() -> None:
    """What a node wrote before December 2026 had each part of a proposal with its name."""
    desk = Desk()
    desk.act("ESP", "prepare")
    desk.act("ESP", "propose_hand_over")
    docket = desk.world.nodes[ESP].shelf.dockets[desk.dossier]
    assert docket.state is not None
    kept = docket.state.to_bytes()
    value = orjson.loads(kept)
    (place,) = (at for at, each in enumerate(value) if each and each == _positional(docket.state.proposals))
    value[place] = docket.state.proposals
    named = orjson.dumps(value)
    assert named != kept
    again = State.from_bytes(named, docket.compiled, docket.sides)
    assert (again.proposals, again.to_bytes()) == (docket.state.proposals, kept)


def _positional(proposals: dict[str, dict[str, Any]]) -> dict[str, list[Any]]:
    return {key: list(each.values()) for key, each in proposals.items()}


def test_who_has_seen_the_same_as_before_has_not_seen_what_came_since() -> None:
    """Acts of one log share what they have seen; another party's act between them crosses the second."""
    desk = Desk()
    docket = desk.world.nodes[ESP].shelf.dockets[desk.dossier]
    first, other = desk.draft("ESP", "prepare"), desk.draft("MAR", "halt")
    second = first.but(seq=Seq(first.seq + 1))
    docket.admit(Deed(first, time=desk.world.now, seen=first.seen))
    assert docket.is_covered_by(Deed(second, time=desk.world.now, seen=first.seen))
    docket.admit(Deed(other, time=desk.world.now, seen=other.seen))
    assert not docket.is_covered_by(Deed(second, time=desk.world.now, seen=first.seen))
    assert docket.is_covered_by(Deed(second, time=desk.world.now, seen={MAR: other.seq + 1}))


def test_what_closed_a_dossier_can_be_corrected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protocol 12.5: a correction is held against the state without its target, in which this one is open."""
    plain = desk_module.desk
    shut = desk_module._act("shut", "host", closes=True)
    monkeypatch.setattr(desk_module, "desk", lambda **more: replace(plain(**more), acts=(*plain(**more).acts, shut)))
    desk = Desk()
    done = desk.act("ESP", "shut")
    assert desk.standing(desk.act("ESP", "prepare")).startswith("void")
    corrected = desk.act("ESP", "correct", done, fields={"fields": {}, "reason": "clerical"})
    assert desk.standing(corrected) == "stands"
