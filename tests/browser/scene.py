"""A scene in which all is on the page that can be: every standing, a period, half-done and contested things.

Two nodes, of which one is served and does not reach the other. The procedures are invented, and no demo content.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jisr.cli.demo.processes import NodeProcess
from jisr.node.founding import draft_manifest, party_entry, sign_manifest
from jisr.node.home import Home, load_home, make_home
from jisr.procedures import fitting, stock_calendars, stock_parameters
from jisr.rules import (
    ALL_SIDES,
    EACH,
    Act,
    DeclaredFact,
    Every,
    Fact,
    Field,
    Item,
    Over,
    Parameter,
    Period,
    Procedure,
    Stage,
    load,
    procedure_digest,
)
from tests.browser.world import until_described
from tests.nodes.nodes import FRAMEWORK, StartedNode, free_port, let_passwords_do

PARTIES: Final = ("MAR", "ESP")
LEAD: Final = {EACH: ("co_chair",)}
SOURCE: Final = "Invented terms, art. 5 (2)"
MANDATES: Final = (("co_chair", "Co-chair"), ("delegate", "Delegate"), ("secretariat", "Secretariat"))
# No break in it: what is as long as this must not push a page aside.
LONG: Final = "https://example.org/" + "a-word-without-end" * 12


def _text(name: str, label: str) -> Field:
    return Field(name=name, type="text", label=label)


def _fact(name: str, label: str, contrary: str, **more: Any) -> DeclaredFact:
    return DeclaredFact(name=name, label=label, contrary=contrary, source=SOURCE, **more)


VISIT: Final = Procedure(
    name="visit",
    version=1,
    label="Joint visit",
    persons=False,
    sides=EACH,
    mandates=MANDATES,
    items=(Item(name="finding", label="Finding", plural="Findings"),),
    facts=(
        _fact("agreed", "All sides have agreed to the visit", "Not all sides have agreed to the visit"),
        _fact("halted", "The visit has been halted", "Nobody has halted the visit", cautious=True),
        _fact("mended", "The departure has been made good", "The departure has not been made good"),
        _fact("checked", "The finding has been checked", "The finding has not been checked", item="finding"),
        _fact("approved", "The report has been approved", "The report has not been approved"),
    ),
    parameters=(
        Parameter(name="visit_silence", label="Days of silence", unit="days", owner=ALL_SIDES),
        Parameter(name="visit_window", label="Hours for an answer", unit="hours", owner=ALL_SIDES),
    ),
    periods=(
        Period(
            name="silence", label="Days of silence for the report", length="visit_silence", runs_on=ALL_SIDES,
            owner="starter", due="approve", source=SOURCE,
        ),
    ),
    acts=(
        Act(name="plan", label="Plan a visit", by=LEAD, opens=True, fields=(_text("title", "What is visited"),)),
        Act(name="agree", label="Agree to the visit", by=LEAD, joint=True, sets=("agreed",), source=SOURCE),
        Act(
            name="find", label="Record a finding", by=LEAD, adds="finding",
            fields=(_text("finding", "Finding"), _text("evidence", "Evidence")),
        ),
        Act(name="check", label="Check a finding", by=LEAD, item="finding", sets=("checked",)),
        Act(
            name="depart", label="Depart", by=LEAD, joint=True, irrevocable=True, redress="mend",
            window="visit_window", needs=Fact("agreed") & ~Fact("halted"),
            consequence="The delegation leaves; nobody can call it back.",
        ),
        Act(name="mend", label="Make the departure good", by=LEAD, joint=True, sets=("mended",)),
        Act(
            name="halt", label="Halt the visit", by=LEAD, protective=True, sets=("halted",),
            consequence="Nobody departs from now on.",
        ),
        Act(name="praise", label="Praise the visit", by=LEAD, needs=~Fact("halted"), fields=(_text("words", "Words"),)),
        Act(name="report", label="Send round the report", by=LEAD, joint=True, starts=("silence",)),
        Act(
            name="approve", label="Approve the report by silence", by=LEAD, needs=Over("silence") & ~Fact("halted"),
            sets=("approved",), source=SOURCE,
        ),
        Act(
            name="finish", label="Finish the visit", by=LEAD, joint=True, closes=True,
            needs=Fact("approved") & Every("finding", Fact("checked")), consequence="The dossier is closed.",
        ),
    ),
    stages=(Stage(name="halted", label="Halted", term=Fact("halted")),),
)  # fmt: skip
RIDDLE: Final = Procedure(
    name="riddle",
    version=1,
    label="Riddle",
    persons=False,
    sides=EACH,
    mandates=MANDATES,
    acts=(Act(name="ask", label="Ask", by=LEAD, opens=True, fields=(_text("title", "What is it?"),)),),
)


@dataclass
class Scene:
    """The served node, and the dossiers to look at."""

    home: Home
    process: NodeProcess
    visit: str
    riddle: str
    # An act of Spain's that can be corrected.
    mine: str

    def url(self, party: str) -> str:
        """Give where the officers find their node, as a world does."""
        assert party == self.home.party
        return f"http://{self.home.listen}"

    def stop(self) -> None:
        """End the node."""
        self.process.stop()


class Actor(StartedNode):
    """A node that does what it is told."""

    def __init__(self, home: Home) -> None:
        super().__init__(home, module="tests.browser.scene_child", further=False)

    def ask(self, **order: Any) -> Any:
        """Tell it to do something; give the answer."""
        self.send(order)
        return self.receive()

    def act(self, dossier: str | None, act: str, fields: Any = None, **more: Any) -> str:
        """Do an act as the co-chair; give its number."""
        name = f"{self.home.party.lower()}.cochair"
        order = {
            "framework": FRAMEWORK, "username": name, "authority": name, "mandate": "co_chair",
            "dossier": dossier, "act": act, "fields": fields or {}, **more,
        }  # fmt: skip
        return str(self.ask(do="acts", acts=[order])[0])


def found_scene(place: Path) -> Scene:
    """Found two nodes, act the scene out, and serve Spain's."""
    for each in (VISIT, RIDDLE):
        load(each)
    homes = {party: _home(place, party) for party in PARTIES}
    note = _note(homes)
    mar, esp = (Actor(homes[party]) for party in PARTIES)
    for actor in (mar, esp):
        code = actor.home.party.lower()
        posts = [
            {"username": f"{code}.{name}", "title": name, "authority": f"{code}.{name}", "mandate": mandate}
            for name, mandate in (("cochair", "co_chair"), ("delegate", "delegate"))
        ]
        actor.ask(do="prepare", notes=[note], founding=f"{code}.founding", posts=posts)
    try:
        scene = _act_out(mar, esp)
        mar.stop()
        esp.ask(do="aside", framework=FRAMEWORK, **{"from": "MAR"})
        esp.ask(do="serve")
        until_described([homes["ESP"]])
    except BaseException:
        esp.stop()
        raise
    finally:
        mar.stop()
    return scene


def _act_out(mar: Actor, esp: Actor) -> Scene:
    _exchange(mar, esp)
    visit = mar.act(None, "plan", {"title": f"The office at the port, {LONG}"}, procedure="visit/1")
    _jointly(mar, esp, visit, "agree")
    mar.act(visit, "find", {"finding": "The door is locked at night.", "evidence": LONG})
    kept = esp.act(
        visit, "find", {"finding": "لا توجد مترجمة (ESP 12).", "evidence": "A photograph\nand a second line"}
    )
    esp.act(visit, "check", item=kept)
    _jointly(esp, mar, visit, "report")
    proposal = mar.act(visit, "propose_depart")
    _exchange(mar, esp)
    # The stop is on its way while the other side agrees and praises.
    mar.act(visit, "halt")
    esp.act(visit, "praise", {"words": "All is well."})
    esp.act(visit, "concur_depart", item=proposal)
    _exchange(mar, esp)
    esp.act(visit, "contest", {"fact": "agreed"})
    esp.act(visit, "erase", {"basis": "art_17"}, item=kept)
    esp.act(visit, "propose_mend")
    mar.act(visit, "propose_report")
    _exchange(mar, esp)
    mar.ask(
        do="void", framework=FRAMEWORK, dossier=visit, act="praise", fields={"words": "In spite of the stop."},
        authority="mar.cochair", mandate="co_chair",
    )  # fmt: skip
    riddle = mar.act(None, "ask", {"title": "What is it?"}, procedure="riddle/1")
    esp.act(None, "draft", {"sub_committee": "sc2", "title": "A plan", "objective": "One"}, procedure="action_plan/1")
    _exchange(mar, esp)
    mine = esp.act(visit, "find", {"finding": "Nobody has seen this yet.", "evidence": "None"})
    return Scene(home=esp.home, process=esp, visit=visit, riddle=riddle, mine=mine)


def _jointly(one: Actor, other: Actor, dossier: str, act: str) -> None:
    proposal = one.act(dossier, f"propose_{act}")
    _exchange(one, other)
    other.act(dossier, f"concur_{act}", item=proposal)
    _exchange(one, other)


def _exchange(one: Actor, other: Actor) -> None:
    for _ in range(2):
        for here, there in ((one, other), (other, one)):
            pouch = here.ask(do="pouch", framework=FRAMEWORK, to=there.home.party)
            there.ask(do="open", pouch=pouch)


def _home(place: Path, party: str) -> Home:
    port = free_port()
    listen = f"127.0.0.1:{port}"
    home = make_home(place / party.lower(), party=party, address=f"http://{listen}", listen=listen, name=party)
    let_passwords_do(home)
    return load_home(home.path)


def _note(homes: dict[str, Home]) -> str:
    """Give the manifest, signed by both: what jisr ships, and the scene's procedures with their figures."""
    figures: dict[str, Any] = stock_parameters(homes)
    for name, n, unit in (("visit_silence", 10, "days"), ("visit_window", 4, "hours")):
        length = {"n": n, "unit": unit, "calendar": None}
        figures.setdefault("all", {})[name] = [{"from": "2020-01-01", "is": length, "source": SOURCE}]
    text = draft_manifest(
        FRAMEWORK,
        {home.party: party_entry(home, founding=f"{home.party.lower()}.founding") for home in homes.values()},
        framework_procedure="framework/1",
        procedures={each.id: procedure_digest(each) for each in (*fitting(homes).values(), VISIT, RIDDLE)},
        parameters=figures,
        calendars=stock_calendars(homes),
    )
    return text + "\n" + "".join(sign_manifest(text, FRAMEWORK, home) for home in homes.values())
