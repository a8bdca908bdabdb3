"""A dossier as judged so far: lacking texts, outlooks, what is kept of it (protocol 2.6, 5)."""

from jisr.base import DossierId, EntryId, Instant, Party, Seq
from jisr.kernel import Deed, Docket, MemoryShelf, Standing
from tests.laws.laws import FAR, KeptShelf
from tests.strategies.desk import Desk
from tests.strategies.worlds import Node

ESP, MAR = Party("ESP"), Party("MAR")


def lacking_node(desk: Desk, *names: str) -> Node:
    """Give a node that lacks the texts of some procedures, with everything taken in."""
    framework = desk.world.setting.framework()
    for digest, each in list(framework.procedures.items()):
        if each.procedure.name in names:
            del framework.procedures[digest]
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


def test_a_manifest_that_is_lacking_leaves_acts_unjudged() -> None:
    """The record of a version whose text is not here is final: what follows is unjudged."""
    desk = Desk()
    framework = desk.world.framework
    desk.world.append(
        desk.world.draft(
            ESP, "record_manifest", desk.by(ESP)._replace(authority="esp.founder", mandate="founding"),
            dossier="framework", procedure="framework/1", fields={"version": 3, "digest": "A" * 43 + "="},
        )
    )  # fmt: skip
    desk.meet()
    later = desk.act("ESP", "prepare")
    assert 3 not in framework.versions
    assert desk.standing(later) == "unjudged"
    docket = desk.world.nodes[ESP].shelf.docket(DossierId(desk.dossier))
    assert docket is not None
    deed = Deed(desk.draft("ESP", "prepare"), time=desk.world.now, seen=desk.draft("ESP", "prepare").seen)
    assert docket.outlook(deed) == ("4.procedure",)
    assert docket.scene(deed) is None


def test_a_manifest_of_another_digest_than_the_recorded_is_not_gone_by() -> None:
    """Two texts under one number: no node goes by the one that was not recorded."""
    desk = Desk()
    desk.world.append(
        desk.world.draft(
            ESP, "record_manifest", desk.by(ESP)._replace(authority="esp.founder", mandate="founding"),
            dossier="framework", procedure="framework/1", fields={"version": 2, "digest": "A" * 43 + "="},
        )
    )  # fmt: skip
    desk.meet()
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
