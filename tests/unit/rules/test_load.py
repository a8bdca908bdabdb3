"""The loader refuses each thing by its own id, all at once, and what is shipped loads."""

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jisr.cli.language import DOMAIN, LOCALE, TRANSLATED
from jisr.procedures import PROCEDURES
from jisr.rules import (
    EACH,
    Act,
    Always,
    Apart,
    Compare,
    Count,
    DeclaredFact,
    Echo,
    Every,
    Fact,
    Field,
    FieldValue,
    Figure,
    FigureValue,
    Given,
    Guarantee,
    Item,
    NotLoadable,
    Over,
    Parameter,
    ParameterValue,
    Period,
    Procedure,
    Running,
    Some,
    Stage,
    Within,
    check,
    load,
)
from jisr.rules.load import CHECKS

DOCUMENT = Path(__file__).parents[3] / "docs" / "findings.md"
HOST = {"host": ("court",)}
ORIGIN = {"origin": ("court",)}
BOTH = {"host": ("court",), "origin": ("court",)}


def fact(name: str, **more: Any) -> DeclaredFact:
    return DeclaredFact(**{"name": name, "label": name, "contrary": f"not {name}", "source": "law 1", **more})


def act(name: str, by: Mapping[str, tuple[str, ...]] = HOST, **more: Any) -> Act:
    return Act(**{"name": name, "label": name, "by": by, **more})


def field(name: str, kind: str, **more: Any) -> Field:
    return Field(**{"name": name, "type": kind, "label": name, **more})


def read_by(readers: Mapping[str, tuple[str, ...]], *, sealed: bool = True) -> Field:
    return field("words", "text", sealed=sealed, readers=readers)


def period(name: str, **more: Any) -> Period:
    common = {"runs_on": "all", "owner": "starter", "length": "wait"}
    return Period(**{"name": name, "label": name, **common, **more})


def parameter(name: str, unit: str = "days", owner: str = "all") -> Parameter:
    return Parameter(name=name, label=name, unit=unit, owner=owner)


BASE = Procedure(
    name="return",
    version=1,
    label="Return",
    persons=False,
    sides=("host", "origin"),
    mandates=(("court", "Court"), ("labour", "Labour")),
    items=(
        Item(name="stop", label="Stop", plural="Stops"),
        Item(name="paper", label="Paper", plural="Papers"),
    ),
    facts=(
        fact("heard"),
        fact("asked"),
        fact("doubt", cautious=True),
        fact("lifted", item="stop"),
        fact("cared"),
    ),
    figures=(
        Figure(name="age", type="integer", label="Age"),
        Figure(name="day", type="date", label="Day"),
        Figure(name="pages", type="integer", label="Pages", item="paper"),
    ),
    acts=(
        act("open", BOTH, opens=True, starts=("appeal",)),
        act(
            "hear",
            sets=("heard",),
            fields=(field("age", "integer"), field("day", "date")),
            assigns=(("age", "age"),),
        ),
        act("unhear", clears=("heard",)),
        act("ask", ORIGIN, sets=("asked",), needs=Always()),
        act("doubt", BOTH, protective=True, sets=("doubt",)),
        act("stop", BOTH, protective=True, adds="stop", clears=("lifted",)),
        act("lift", BOTH, joint=True, item="stop", sets=("lifted",)),
        act("file", BOTH, adds="paper", fields=(field("pages", "integer"),), assigns=(("pages", "pages"),)),
        act(
            "hand_over",
            BOTH,
            joint=True,
            irrevocable=True,
            redress="bring_back",
            needs=Fact("heard") & Over("appeal") & Every("stop", Fact("lifted")),
        ),
        act("bring_back", sets=("cared",)),
        act("close", BOTH, joint=True, closes=True),
    ),
    periods=(period("appeal"),),
    parameters=(parameter("wait"), parameter("share", "persons")),
    guarantees=(Guarantee(name="hearing", label="Heard", term=Fact("heard"), source="CRC art. 12", at="hand_over"),),
    stages=(Stage(name="over", label="Over", term=Fact("closed")),),
)
OUTER = Procedure(
    name="season",
    version=1,
    label="Season",
    persons=False,
    sides=("north", "south"),
    mandates=(("court", "Court"),),
    facts=(fact("season_open"), fact("quota_known")),
    figures=(Figure(name="quota", type="integer", label="Quota"),),
    acts=(
        act("begin", {"north": ("court",)}, opens=True, sets=("season_open",)),
        act("stop_season", {"north": ("court",)}, clears=("season_open",)),
        act("learn", {"north": ("court",)}, sets=("quota_known",)),
        act(
            "cap",
            {"north": ("court",)},
            protective=True,
            fields=(field("quota", "integer"),),
            assigns=(("quota", "quota"),),
        ),
    ),
)
DOMESTIC = Procedure(
    name="return-esp",
    version=1,
    label="Return",
    persons=False,
    sides=("host",),
    mandates=(("court", "Court"),),
    acts=(act("open", opens=True), act("end", closes=True)),
)


def adding(*acts: Act, of: Procedure = BASE, **more: Any) -> Procedure:
    """Give the base with more acts and other parts."""
    return replace(of, acts=(*of.acts, *acts), **more)


def changing(name: str, **more: Any) -> Procedure:
    """Give the base with one act changed."""
    return replace(BASE, acts=tuple(replace(each, **more) if each.name == name else each for each in BASE.acts))


def timed(**more: Any) -> Procedure:
    """Give the base with one more period, started by `ask_again` of the host."""
    started = act("ask_again", starts=("answer",), fields=(field("until", "date"), field("why", "text")))
    due = act("note", protective=True, sets=("doubt",), needs=Over("answer"))
    extra = period("answer", **{"runs_on": "host", "owner": "host", **more})
    return adding(started, due, periods=(*BASE.periods, extra))


NESTED = replace(BASE, within="season")
SHARED = adding(act("tell", attests=Fact("known")))
# One procedure (or more) for each id, which is refused with just that id.
REFUSED: Mapping[str, tuple[Procedure | Callable[[], tuple[Any, ...]], ...]] = {
    "rules.E001": (
        adding(act("Hear It")),
        replace(BASE, version=0),
        replace(BASE, name="r" * 63),
        adding(act("j" * 60, BOTH, joint=True)),
    ),
    "rules.E002": (
        adding(act("ask", ORIGIN)),
        replace(BASE, mandates=(*BASE.mandates, BASE.mandates[0])),
        adding(act("say", fields=(field("age", "integer"), field("age", "date")))),
    ),
    "rules.E003": (
        adding(act("propose_lift")),
        adding(act("reopen")),
        replace(BASE, facts=(*BASE.facts, fact("closed", cautious=True))),
        adding(act("say", sets=("hand_over_done",))),
        replace(BASE, mandates=(*BASE.mandates, ("clock", "Clock"))),
        adding(
            act("begin_window", starts=("hand_over_window",)),
            periods=(*BASE.periods, period("hand_over_window")),
        ),
    ),
    "rules.E004": (
        adding(act("say", needs=Fact("unknown"))),
        adding(act("say", sets=("unknown",))),
        adding(act("say", adds="unknown")),
        adding(act("say", needs=Every("unknown", Always()))),
        adding(act("say", needs=Running("unknown"))),
        adding(act("say", ends=("unknown",))),
        adding(act("say", needs=Compare(ParameterValue("unknown"), "<", Given(3)))),
        adding(act("say", needs=Compare(FigureValue("unknown"), "<", Given(3)))),
        adding(act("say", {"host": ("unknown",)})),
        adding(act("say", {"third": ("court",)})),
        changing("hand_over", window="unknown"),
        replace(BASE, stages=(Stage(name="x", label="x", term=Fact("hear_done")),)),
        replace(BASE, guarantees=(Guarantee(name="g", label="g", term=Always(), source="law", at="unknown"),)),
        replace(BASE, parameters=(*BASE.parameters, parameter("more", owner="third"))),
        replace(BASE, facts=(*BASE.facts, fact("more", item="unknown"))),
    ),
    "rules.E005": (replace(DOMESTIC, sides="all", acts=(act("open", {"all": ("court",)}, opens=True),)),),
    "rules.E006": (
        adding(act("say", assigns=(("age", "age"),))),
        adding(act("say", needs=Compare(FieldValue("age"), "<", Given(3)))),
    ),
    "rules.E007": (
        adding(act("say", fields=(field("age", "number"),))),
        adding(act("say", fields=(field("age", "choice"),))),
        replace(BASE, figures=(*BASE.figures, Figure(name="more", type="text", label="More"))),
    ),
    "rules.E008": (adding(act("say", fields=(field("words", "text"),)), persons=True),),
    "rules.E009": (adding(act("say", fields=(field("day", "date"),), assigns=(("age", "day"),))),),
    "rules.E010": (
        adding(act("say", fields=(field("age", "integer", sealed=True),), assigns=(("age", "age"),))),
        adding(
            act(
                "say",
                fields=(field("age", "integer", sealed=True),),
                needs=Compare(FieldValue("age"), "=", Given(1)),
            )
        ),
    ),
    "rules.E011": (
        adding(act("say", needs=Compare(FigureValue("age"), "<", Given("2026-01-01")))),
        adding(act("say", needs=Compare(FigureValue("age"), ">", Given(3)))),
        adding(act("say", needs=Compare(FigureValue("day"), "<", Given("2026-02-30")))),
        adding(act("say", needs=Compare(ParameterValue("wait"), "<", Given(3)))),
        adding(act("say", needs=Compare(ParameterValue("wait"), "<", ParameterValue("wait")))),
        adding(act("say", fields=(field("a", "code"),), needs=Compare(FieldValue("a"), "<", FieldValue("a")))),
        adding(act("say", needs=Count("stop", Always(), ">=", -1))),
    ),
    "rules.E012": (
        adding(act("say", joint=True, by=BOTH, sets=("lifted",))),
        adding(act("say", fields=(field("p", "integer"),), assigns=(("pages", "p"),))),
    ),
    "rules.E013": (
        adding(act("say", needs=Fact("lifted"))),
        replace(BASE, stages=(Stage(name="x", label="x", term=Compare(FigureValue("pages"), "<", Given(3))),)),
        replace(BASE, stages=(Stage(name="x", label="x", term=Fact("lifted")),)),
        adding(act("say", item="paper", needs=Some("paper", Fact("lifted")))),
    ),
    "rules.E014": (adding(act("say", {})), adding(act("say", {"host": ()}))),
    "rules.E015": (
        adding(act("say", sets=("heard",), clears=("heard",))),
        adding(act("say", starts=("appeal",), ends=("appeal",), by=BOTH, joint=True)),
    ),
    "rules.E016": (
        replace(DOMESTIC, acts=DOMESTIC.acts[1:]),
        replace(DOMESTIC, name="framework"),
    ),
    "rules.E017": (
        adding(act("begin", BOTH, opens=True, joint=True)),
        adding(act("begin", opens=True, item="stop")),
        adding(act("begin", opens=True, needs=~Fact("heard"))),
        adding(act("begin", opens=True, closes=True), of=DOMESTIC),
        changing("bring_back", opens=True),
    ),
    "rules.E018": (
        adding(act("say", joint=True)),
        adding(act("say", joint=True), of=DOMESTIC),
    ),
    "rules.E019": (adding(act("say", BOTH, joint=True, protective=True)),),
    "rules.E020": (
        changing("hand_over", joint=False, by=HOST),
        changing("hand_over", protective=True, needs=Always()),
        adding(act("go", irrevocable=True, redress="back"), act("back"), of=DOMESTIC),
    ),
    "rules.E021": (
        changing("hand_over", redress=None),
        adding(act("go", BOTH, joint=True, irrevocable=True, redress="bring_back")),
    ),
    "rules.E022": (adding(act("say", redress="ask")), adding(act("say", window="wait"))),
    "rules.E023": (adding(act("end", closes=True)), adding(act("end", BOTH, closes=True))),
    "rules.E024": (
        adding(act("say", protective=True, needs=Fact("heard"))),
        adding(act("say", protective=True, needs=Over("appeal"))),
        adding(act("say", protective=True, needs=Fact("doubt"))),
        adding(act("say", protective=True, needs=~Fact("closed"))),
        adding(act("say", protective=True, needs=Some("stop", Always()))),
        timed(runs_on="origin"),
        adding(
            act("agree", BOTH, joint=True, starts=("answer",)),
            act("note", protective=True, needs=Over("answer")),
            periods=(*BASE.periods, period("answer", runs_on="starter")),
        ),
    ),
    "rules.E025": (
        adding(act("say", echo=Echo(procedure="return", act="stop"))),
        adding(act("say", echo=Echo(procedure="Return", act="stop")), of=DOMESTIC),
        adding(act("say", echo=Echo(procedure="return-esp", act="end")), of=DOMESTIC),
    ),
    "rules.E026": (
        adding(act("say", BOTH, joint=True, attests=Fact("known"))),
        adding(act("say", attests=Fact("known")), of=DOMESTIC),
        adding(act("say", attests=Within(Fact("known")))),
    ),
    "rules.E027": (
        adding(act("say", needs=Within(Fact("known")))),
        adding(act("say", needs=Within(Within(Fact("known")))), within="season"),
        replace(BASE, within="return"),
    ),
    "rules.E028": (
        timed(length=None),
        timed(length="share"),
        changing("hand_over", window="share"),
    ),
    "rules.E029": (replace(BASE, periods=(*BASE.periods, period("answer"))),),
    "rules.E030": (
        timed(length=None, until="day"),
        timed(until="why"),
    ),
    "rules.E031": (timed(stills=Over("appeal")), timed(stills=Compare(FigureValue("age"), "<", Given(3)))),
    "rules.E032": (
        timed(due="unknown"),
        timed(due="lift"),
        timed(due="propose_lift"),
        timed(due="hear"),
        timed(due="ask"),
        timed(due="open"),
        timed(due="note", owner="origin"),
        adding(
            act("note", ORIGIN),
            act("go_on", starts=("first",)),
            act("go", ORIGIN, starts=("second",)),
            periods=(
                *BASE.periods,
                period("first", owner="origin", due="note"),
                period("second", due="note"),
            ),
        ),
    ),
    "rules.E033": (timed(rolls=True),),
    "rules.E034": (
        adding(act("say", ORIGIN, needs=Fact("heard"))),
        adding(act("say", ORIGIN, needs=Compare(FigureValue("age"), "<", Given(3)))),
        adding(act("say", ORIGIN, needs=Every("paper", Always()))),
        adding(act("say", needs=Fact("closed"))),
        adding(
            act("say", needs=Over("answer")),
            act("ask_again", ORIGIN, starts=("answer",)),
            periods=(
                *BASE.periods,
                period("answer"),
            ),
        ),
        adding(
            act("say", needs=Over("answer")),
            act("ask_again", starts=("answer",)),
            periods=(
                *BASE.periods,
                period("answer", stills=Fact("asked")),
            ),
        ),
        changing("bring_back", by=BOTH),
    ),
    "rules.E035": (),
    "rules.E036": (
        adding(act("say", ORIGIN, clears=("heard",))),
        adding(act("say", {"host": ("labour",)}, clears=("asked",))),
        adding(act("agree", BOTH, joint=True, sets=("cared",)), act("say", ORIGIN, clears=("cared",))),
    ),
    "rules.E037": (
        adding(act("say", protective=True, sets=("asked",))),
        adding(act("say", protective=True, clears=("doubt",))),
        changing("bring_back", protective=True),
    ),
    "rules.E038": (
        adding(
            act("say", fields=(field("d", "date"),), assigns=(("day", "d"),), protective=True),
            act("go_on", BOTH, joint=True, needs=Compare(FigureValue("day"), "<", Given("2026-01-01"))),
        ),
    ),
    "rules.E039": (
        changing("hand_over", needs=Fact("doubt")),
        changing("hand_over", needs=~Fact("heard")),
        changing("hand_over", needs=~Fact("hand_over_done")),
        changing("hand_over", needs=Count("stop", Fact("lifted"), "<=", 2)),
    ),
    "rules.E040": (
        changing("lift", needs=~Over("appeal")),
        changing("lift", needs=~(Fact("heard") & Running("appeal"))),
        changing("lift", needs=~Compare(FigureValue("age"), "<", Given(3))),
        changing("lift", needs=~Count("stop", Always(), ">=", 2)),
    ),
    "rules.E041": (
        adding(
            act("follow", needs=Fact("away")),
            facts=(*BASE.facts, fact("away")),
            of=changing("hand_over", sets=("away",)),
        ),
    ),
    "rules.E042": (),
    "rules.E043": (
        replace(BASE, facts=(*BASE.facts, fact("more", source=""))),
        replace(BASE, guarantees=(Guarantee(name="g", label="g", term=Always(), source=" "),)),
    ),
    "rules.E044": (
        replace(BASE, acts=(*BASE.acts, act("guard", protective=True, second_officer=True))),
        replace(BASE, acts=tuple(replace(each, second_officer=each.opens) for each in BASE.acts)),
    ),
    "rules.E045": (
        replace(BASE, acts=(*BASE.acts, act("tell", fields=(read_by({"host": ("court",)}, sealed=False),)))),
        replace(BASE, acts=(*BASE.acts, act("tell", fields=(read_by({"nobody": ("court",)}),)))),
        replace(BASE, acts=(*BASE.acts, act("tell", fields=(read_by({"host": ()}),)))),
        replace(BASE, acts=(*BASE.acts, act("tell", fields=(read_by({"host": ("nobody",)}),)))),
    ),
    # Beside a domestic procedure that is linked with it: see below.
    "rules.E046": (),
    "rules.E047": (),
}
CASES = [(rule, at) for rule, refused in REFUSED.items() for at in range(len(refused))]


def ids(procedure: Procedure, **more: Any) -> set[str]:
    return {each.id for each in check(procedure, **more)}


@pytest.mark.parametrize(("rule", "at"), CASES)
def test_each_thing_is_refused_by_its_own_id(rule: str, at: int) -> None:
    found = check(REFUSED[rule][at])  # type: ignore[arg-type]  # all are procedures
    assert {each.id for each in found} == {rule}, [str(each) for each in found]
    assert all(each.where and each.what and each.hint.endswith(".") for each in found)


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_is_found_is_said_in_the_language_of_the_reader(code: str) -> None:
    """Each thing that is refused, with its remedy; the place is called by the declaration's own words."""
    translate = gettext.translation(DOMAIN, LOCALE, [code]).gettext
    for rule, at in CASES:
        for each in check(REFUSED[rule][at]):  # type: ignore[arg-type]  # all are procedures
            said = each.phrase.said_in(translate)
            assert said.startswith(f"{rule} {each.where}") and str(each).startswith(f"{rule} {each.where}: ")
            assert each.what.said_in(translate) != str(each.what) and each.what.said_in(translate) in said
            assert translate(each.hint) != each.hint and said.endswith(translate(each.hint))


def test_a_refusal_is_said_whole_in_the_language_of_the_reader() -> None:
    bad = adding(act("say", needs=Fact("unknown")), act("end", closes=True))
    with pytest.raises(NotLoadable) as refused:
        load(bad)
    said = refused.value.said_in(gettext.translation(DOMAIN, LOCALE, ["fr"]).gettext)
    assert "rules.E004 act say, needs\u00a0: il n’y a pas de fait unknown. Déclarez-le" in said
    assert "rules.E023 act end\u00a0: une partie seule ferme le dossier" in said


@pytest.mark.parametrize(
    "good", [BASE, NESTED, SHARED, OUTER, DOMESTIC, timed(), timed(due="note"), timed(runs_on="starter")]
)
def test_what_is_well_declared_loads(good: Procedure) -> None:
    assert load(good) is good


def test_what_is_shipped_loads() -> None:
    by_name = {each.name: each for each in PROCEDURES.values()}
    for each in PROCEDURES.values():
        assert load(each, outer=by_name.get(each.within or "")) is each


def test_all_findings_are_shown_at_once() -> None:
    bad = adding(act("say", needs=Fact("unknown")), act("end", closes=True))
    with pytest.raises(NotLoadable) as refused:
        load(bad)
    assert [each.id for each in refused.value.findings] == ["rules.E004", "rules.E023"]
    assert "act say, needs: there is no fact unknown" in str(refused.value)


def test_withheld_words_are_refused_wherever_they_stand() -> None:
    for word in ("stop", "court", "doubt", "age", "return", "wait", "hearing"):
        assert ids(BASE, withheld=frozenset({word})) == {"rules.E042"}
    assert not ids(BASE, withheld=frozenset({"trafficking"}))


def linked_by(*acts: Act, **more: Any) -> Procedure:
    return replace(
        DOMESTIC, name="care", withheld=("trafficking", "age"), acts=(act("open", opens=True), *acts), **more
    )


ECHOING = act("claim", protective=True, echo=Echo(procedure="return", act="stop"))


def test_words_are_withheld_from_what_a_domestic_procedure_echoes_into_and_from_nothing_else() -> None:
    clocked = changing("stop", by={"host": ("court", "clock"), "origin": ("court",)})
    assert ids(clocked, domestic=[linked_by(ECHOING)]) == {"rules.E042"}
    assert not ids(clocked, domestic=[linked_by(act("claim", protective=True))])
    assert not ids(replace(clocked, name="other"), domestic=[linked_by(ECHOING)])
    # A pack has the name of what it is a pack of, and more behind a dot.
    assert ids(replace(clocked, name="return.esp-2025"), domestic=[linked_by(ECHOING)]) == {"rules.E042"}
    assert not ids(replace(clocked, name="returns"), domestic=[linked_by(ECHOING)])
    with pytest.raises(NotLoadable):
        load(clocked, domestic=[linked_by(ECHOING)])


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("stop", {}),
        ("stop", {"by": {"host": ("clock",)}, "protective": False, "clears": ()}),
        ("stop", {"by": {"host": ("clock",)}, "fields": (field("why", "integer"),)}),
        ("lift", {"by": {"host": ("clock",)}}),
    ],
)
def test_an_echo_that_a_node_could_not_write_by_itself_is_refused(name: str, more: dict[str, Any]) -> None:
    domestic = linked_by(replace(ECHOING, echo=Echo(procedure="return", act=name)))
    assert "rules.E046" in ids(changing(name, **more), domestic=[replace(domestic, withheld=())])


def test_an_echo_of_nothing_is_refused_and_one_that_can_be_written_is_not() -> None:
    clocked = changing("stop", by={"host": ("clock",), "origin": ("court",)})
    assert not ids(clocked, domestic=[replace(linked_by(ECHOING), withheld=())])
    nothing = replace(ECHOING, echo=Echo(procedure="return", act="halt"))
    assert ids(clocked, domestic=[replace(linked_by(nothing), withheld=())]) == {"rules.E046"}
    may = changing("stop", by={"host": ("clock",)}, fields=(field("why", "integer", required=False),))
    assert not ids(may, domestic=[replace(linked_by(ECHOING), withheld=())])


@pytest.mark.parametrize(
    ("term", "is_known"),
    [
        (Fact("settled"), True),
        (~Fact("settled") & Fact("closed"), True),
        (Fact("heard"), False),
        (Every("stop", Fact("settled")), False),
        (Over("appeal"), False),
        (Compare(FigureValue("age"), "<", Given(3)), False),
        (Compare(FieldValue("age"), "<", Given(3)), False),
        (Apart(("claim",)), False),
    ],
)
def test_what_is_attested_is_declared_in_the_linked_procedure(term: Any, is_known: bool) -> None:
    clocked = changing("stop", by={"host": ("clock",), "origin": ("court",)})
    shared = adding(act("attest", attests=term), of=clocked)
    domestic = replace(linked_by(ECHOING, facts=(fact("settled"),)), withheld=())
    assert ids(shared, domestic=[domestic]) == (set() if is_known else {"rules.E047"})


def test_what_is_read_in_the_outer_dossier_is_held_against_its_procedure() -> None:
    def reads(term: Any, **more: Any) -> Procedure:
        return adding(act("say", **{"needs": Within(term), **more}), within="season")

    assert not ids(reads(Fact("quota_known")), outer=OUTER)
    assert ids(reads(Fact("season_open")), outer=OUTER) == {"rules.E035"}
    assert ids(reads(~Fact("quota_known")), outer=OUTER) == {"rules.E035"}
    assert ids(reads(Fact("unknown")), outer=OUTER) == {"rules.E004"}
    assert not ids(reads(Fact("unknown")))
    capped = reads(Compare(FigureValue("quota"), "<", Given(3)))
    assert ids(capped, outer=OUTER) == {"rules.E038"}
    assert ids(reads(Compare(FigureValue("quota"), "<", FieldValue("x"))), outer=OUTER) >= {"rules.E006"}
    # Binding does not reach into the outer dossier: a joint act is refused as a single one is.
    joint = reads(Fact("season_open"), by=BOTH, joint=True)
    assert ids(joint, outer=OUTER) == {"rules.E035"}
    bold = reads(~Fact("quota_known"), by=BOTH, joint=True, irrevocable=True, redress="undo")
    assert "rules.E039" in ids(adding(act("undo"), of=bold), outer=OUTER)


def test_a_joint_act_is_kept_by_binding() -> None:
    needing = act("agree", BOTH, joint=True, needs=Fact("asked"))
    assert not ids(adding(needing, act("unask", ORIGIN, clears=("asked",))))


def test_every_party_is_another_side_where_each_is_one() -> None:
    each = {EACH: ("court",)}
    shared = replace(DOMESTIC, sides=EACH, facts=(fact("heard"),), acts=(act("open", each, opens=True),))
    assert not ids(shared)
    crossing = (act("hear", each, sets=("heard",)), act("unhear", each, clears=("heard",)))
    assert ids(adding(*crossing, of=shared)) == {"rules.E036"}
    assert ids(adding(act("say", each, needs=~Fact("heard"), sets=("heard",)), of=shared)) == {"rules.E034"}


def test_what_opens_precedes_everything() -> None:
    opened = replace(changing("open", sets=("begun",)), facts=(*BASE.facts, fact("begun")))
    assert not ids(adding(act("end_it", ORIGIN, clears=("begun",)), of=opened))
    assert not ids(adding(act("wait", ORIGIN, needs=~Fact("begun")), of=opened))
    begin = act("begin", sets=("begun",))
    assert ids(adding(begin, act("end_it", ORIGIN, clears=("begun",)), of=opened)) == {"rules.E036"}


def test_what_is_given_to_a_new_item_crosses_nothing() -> None:
    claim = act("claim", ORIGIN, adds="paper", sets=("good",))
    reject = act("reject", item="paper", clears=("good",))
    facts = (*BASE.facts, fact("good", item="paper"))
    assert not ids(adding(claim, reject, facts=facts))
    use = act("use", ORIGIN, item="paper", needs=Fact("good"))
    assert ids(adding(claim, reject, use, facts=facts)) == {"rules.E034"}


def test_every_id_is_written_down_and_no_other() -> None:
    rows = re.findall(r"^\| `(rules\.E\d{3})` \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    numbers = [each.id for each in CHECKS]
    assert sorted(rows) == sorted(numbers)
    assert len(set(numbers)) == len(numbers)
    assert set(REFUSED) == set(numbers)
