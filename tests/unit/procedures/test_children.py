"""The child's procedures: what was attested stays so or is stopped, packs only add, what is due is written once."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from jisr.procedures import HOSTS_OF_PACKS, PROCEDURES, stock_parameters
from jisr.procedures.children.care import UNCLEARED
from jisr.procedures.children.concerted import RETURN
from jisr.procedures.children.deciding_facts import READY
from jisr.procedures.children.packs import Pack, fold
from jisr.procedures.children.packs.fold import NotFoldable
from jisr.procedures.children.protection import PROTECTION
from jisr.procedures.children.stops import STOPS, WITHHELD
from jisr.procedures.remarks import REMARKS
from jisr.rules import EACH, All, Always, Fact, Not, Over, Procedure, Running, check, effects_of, takes_away
from jisr.rules.sources import APART, MARKS, REMARKED, bare
from jisr.rules.subject import parts
from jisr.rules.takes import NOTHING

DOMESTIC = [each for each in PROCEDURES.values() if each.name.startswith("protection.")]
SHARED = [each for each in PROCEDURES.values() if each.name.startswith("return.")]


# After it nothing is attested: it ends no fact, only the time for which the departure's grounds are current.
AFTER_ALL = "record_handover"


def unsettling(procedure: Procedure) -> set[str]:
    """Name the acts that may take back what a guardian has attested, and neither stop the return nor are held off."""
    attested = All((Fact("departure_cleared"), READY))
    kinds = {each.item for each in STOPS}
    found = set()
    for act in procedure.acts:
        takes = takes_away(effects_of(act, redresses=()), attested, procedure) != NOTHING
        is_held_off = any(part.term == UNCLEARED for part in parts(act.needs))
        # To settle or lift a stop asks for one that is open; then nothing is attested.
        if takes and act.echo is None and not is_held_off and act.item not in kinds and act.name != AFTER_ALL:
            found.add(act.name)
    return found


@pytest.mark.parametrize("procedure", DOMESTIC, ids=lambda each: each.id)
def test_nothing_takes_back_what_was_attested_but_by_a_stop(procedure: Procedure) -> None:
    assert unsettling(procedure) == set()


@pytest.mark.parametrize("procedure", DOMESTIC, ids=lambda each: each.id)
def test_after_the_handover_nothing_runs_out_that_would_stop_it(procedure: Procedure) -> None:
    act = procedure.act(AFTER_ALL)
    echoing = {each.due for each in procedure.periods if each.due and procedure.act(each.due).echo is not None}
    assert {each.name for each in procedure.periods if each.due in echoing - {"reach_majority"}} == {*act.ends}
    assert not act.clears


@pytest.mark.parametrize(
    "name", ["open_return", "notify_decision", "decide_age", "raise_asylum_claim", "determine_stay"]
)
def test_that_would_be_noticed(name: str) -> None:
    """Seeded: an act that is not held off, or has lost its echo."""
    act = PROTECTION.act(name)
    spoilt = replace(act, needs=Always(), echo=None)
    acts = tuple(spoilt if each.name == name else each for each in PROTECTION.acts)
    assert unsettling(replace(PROTECTION, acts=acts)) == {name}


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda each: each.id)
def test_what_is_due_is_written_once(procedure: Procedure) -> None:
    """A due act ends its period, begins it anew, or is not possible again.

    Among equals nobody may end what another reads: there the node keeps count (`tests/nodes/test_due_once.py`).
    """
    if procedure.sides == EACH:
        return
    acts = {each.name: each for each in procedure.acts}
    for period in procedure.periods:
        act = acts.get((period.due or "").removeprefix("propose_"))
        if act is None:
            continue
        denied = {part.term for part in parts(act.needs) if part.is_denied}
        again = {Fact(each) for each in act.sets} & denied or act.closes
        assert period.name in (*act.ends, *act.starts) or again, act.name


@pytest.mark.parametrize("procedure", SHARED, ids=lambda each: each.id)
def test_no_name_is_withheld_at_home(procedure: Procedure) -> None:
    assert check(procedure, withheld=frozenset(WITHHELD)) == ()
    named = replace(procedure.facts[0], name="asylum_claim")
    assert check(replace(procedure, facts=(named, *procedure.facts[1:])), withheld=frozenset(WITHHELD)) != ()


@pytest.mark.parametrize("procedure", [*DOMESTIC, *SHARED], ids=lambda each: each.id)
def test_a_pack_only_adds(procedure: Procedure) -> None:
    """Whatever the common part has the pack has: guarantees as they are, needs with more besides (R2)."""
    common = PROTECTION if procedure in DOMESTIC else RETURN
    here = {each.name: each for each in procedure.guarantees}
    for guarantee in common.guarantees:
        assert (here[guarantee.name].term, here[guarantee.name].at) == (guarantee.term, guarantee.at)
    for act in common.acts:
        own = procedure.act(act.name)
        asked, here_asked = ({*(each.terms if isinstance(each, All) else (each,))} for each in (act.needs, own.needs))
        assert asked <= here_asked or act.needs == Always(), act.name
        assert (own.protective, own.echo, own.attests, own.sets) == (act.protective, act.echo, act.attests, act.sets)
        assert {*act.clears} <= {*own.clears}


def test_a_pack_that_would_loosen_is_refused() -> None:
    for pack in (
        Pack(name="xyz", version=1, label="x", needs={"no_such_act": Fact("in_care")}),
        Pack(name="xyz", version=1, label="x", only_by={"appoint_guardian": ("police",)}),
        # To take back a doubt is not the pack's.
        Pack(name="xyz", version=1, label="x", clears={"decide_stay": ("of_age",)}),
        Pack(name="xyz", version=1, label="x", sources={"nothing": "y"}),
        # Nor to end what runs for the child.
        Pack(name="xyz", version=1, label="x", ends={"notify_decision": ("residence_wait",)}),
    ):
        with pytest.raises(NotFoldable):
            fold(PROTECTION, pack)


@pytest.mark.parametrize("procedure", [each for each in DOMESTIC if ".esp" in each.name], ids=lambda each: each.id)
def test_what_is_owed_within_ten_days_is_begun_and_ended_and_holds_nothing_up(procedure: Procedure) -> None:
    """RD 1155/2024 arts 169.2, 170.2, 172: who is late is seen to be late; the child loses nothing by it."""
    owed = {each.name for each in procedure.periods if each.length == "notice_time"}
    assert owed == {
        "protection_report_time", "notification_time", "prosecutor_notice_time", "residence_notice_time",
    }  # fmt: skip
    for name in owed:
        assert [each.name for each in procedure.acts if name in each.starts], name
        assert [each.name for each in procedure.acts if name in each.ends], name
    asked = {
        part.term.period for act in procedure.acts for part in parts(act.needs) if isinstance(part.term, Over | Running)
    }
    assert not owed & asked


def test_every_pack_has_a_host() -> None:
    assert HOSTS_OF_PACKS.keys() == {each.id for each in (*DOMESTIC, *SHARED)}


def test_no_number_of_returns_is_an_aim() -> None:
    """R4: no figure, field or parameter of these procedures counts children, returns or handovers."""
    for procedure in (*DOMESTIC, *SHARED):
        assert {each.unit for each in procedure.parameters} <= {"hours", "days", "working_days", "months"}
        assert {each.name for each in procedure.figures} <= {"age_lowest", "age_counted"}
        integers = {field.name for act in procedure.acts for field in act.fields if field.type == "integer"}
        assert integers <= {"age_lowest", "age_highest", "age_counted", "options"}


def test_the_child_stays_by_silence() -> None:
    """R1: residence opens by time alone; nothing that the state of origin does or leaves undone is asked for."""
    residence = PROTECTION.act("open_residence")
    named = {part.term for part in parts(residence.needs) if isinstance(part.term, Fact)}
    assert named == {Fact("return_impossible"), Fact("stay_decided")}
    assert not any(isinstance(part.term, Not) for part in parts(residence.needs))


NEGATED = re.compile(r"\b(?:no|not|neither|nothing|never)\b", re.IGNORECASE)


@pytest.mark.parametrize("procedure", [*DOMESTIC, *SHARED], ids=lambda each: each.id)
def test_the_contrary_of_a_fact_asserts_nothing(procedure: Procedure) -> None:
    """It is said of a file in which nothing was done yet; of an item, what raised it is known to be so."""
    assert [each.contrary for each in procedure.facts if each.item is None and not NEGATED.search(each.contrary)] == []


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda each: each.id)
def test_no_mark_stands_bare_in_what_an_officer_reads(procedure: Procedure) -> None:
    acts = [word for each in procedure.acts for word in (each.label, each.consequence)]
    fields = [word for each in procedure.acts for field in each.fields for word in (field.label, field.help)]
    facts = [word for each in procedure.facts for word in (each.label, each.contrary)]
    others = [each.label for each in (*procedure.periods, *procedure.guarantees, *procedure.stages)]
    assert [each for each in (*acts, *fields, *facts, *others) if any(mark in each for mark in MARKS)] == []


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda each: each.id)
def test_the_page_alone_says_that_an_act_cannot_be_undone(procedure: Procedure) -> None:
    assert [each.name for each in procedure.acts if each.irrevocable and "undone" in each.consequence] == []


def pieces() -> Iterator[str]:
    """Give what sources cite and remark, piece by piece."""
    declared = (each for one in PROCEDURES.values() for each in (*one.facts, *one.acts, *one.periods, *one.guarantees))
    figures = (each for named in stock_parameters().values() for some in named.values() for each in some)
    for source in {*(each.source for each in declared), *(str(each["source"]) for each in figures)}:
        for part in source.split(APART):
            yield from bare(part).split(REMARKED)


def test_each_remark_in_a_source_can_be_translated() -> None:
    """What is cited begins with a capital or is a clause of the protocol; the rest are remarks, none in vain."""
    found = {*pieces()}
    assert {each for each in found if re.match(r"[a-z0-9](?!rotocol [0-9])", each)} <= REMARKS <= found


@pytest.mark.parametrize("procedure", [*DOMESTIC, *SHARED], ids=lambda each: each.id)
def test_no_rule_of_ours_stands_as_a_code_alone(procedure: Procedure) -> None:
    """R1 or S01 tells an officer nothing: what it is stands with it."""
    declared = (*procedure.facts, *procedure.acts, *procedure.periods, *procedure.guarantees)
    told = {
        bare(part) for each in declared for part in each.source.split(APART) if not any(one in part for one in MARKS)
    }
    marked = {bare(part) for each in declared for part in each.source.split(APART)} - told
    assert not {each for each in told if re.fullmatch(r"[A-Z][0-9]{1,2}(?:–[A-Z][0-9]{1,2})?", each)}
    assert not {each for each in marked if re.fullmatch(r"R[0-9]", each)}
