"""Procedures of these tests: one with named sides, and one that lives within it."""

from dataclasses import replace

from jisr.base import canonical
from jisr.manifest import Text, read_text
from jisr.rules import (
    EACH,
    Act,
    DeclaredFact,
    Fact,
    Field,
    Guarantee,
    Procedure,
    Within,
    load,
    without_labels,
    write_procedure,
)
from tests.unit.web.ward import WARD

CHAIR = ("co_chair",)
TITLE = Field(name="title", type="text", label="Title")
SECRET = Field(name="secret", type="text", label="Secret", sealed=True)

RELAY = Procedure(
    name="relay",
    version=1,
    label="Relay",
    persons=False,
    sides=("host", "guest"),
    mandates=(("co_chair", "Co-chair"), ("delegate", "Delegate")),
    facts=(
        DeclaredFact(
            name="welcomed",
            label="The guest has been welcomed",
            contrary="The guest has not been welcomed",
            source="Invented, 1",
        ),
        DeclaredFact(
            name="warned",
            label="The guest has been warned",
            contrary="The guest has not been warned",
            source="Invented, 2",
            cautious=True,
        ),
    ),
    acts=(
        Act(name="invite", label="Invite to a relay", by={"host": CHAIR}, opens=True, fields=(TITLE,)),
        Act(name="welcome", label="Welcome the guest", by={"host": CHAIR}, sets=("welcomed",)),
        Act(name="unwelcome", label="Take the welcome back", by={"host": CHAIR}, protective=True, clears=("welcomed",)),
        Act(name="warn", label="Warn the guest", by={"host": CHAIR}, protective=True, sets=("warned",)),
        Act(
            name="call_off",
            label="Call the relay off",
            by={"host": CHAIR},
            protective=True,
            needs=Fact("warned"),
            clears=("welcomed",),
        ),
        Act(name="whisper", label="Whisper", by={"host": CHAIR, "guest": CHAIR}, fields=(SECRET,)),
    ),
)
LEG = Procedure(
    name="leg",
    version=1,
    label="Leg of a relay",
    persons=False,
    sides=("runner", "watcher"),
    mandates=(("co_chair", "Co-chair"), ("delegate", "Delegate")),
    within="relay",
    acts=(
        Act(
            name="run",
            label="Run a leg",
            by={"runner": CHAIR, "watcher": CHAIR},
            opens=True,
            needs=Within(Fact("welcomed")),
            fields=(TITLE,),
        ),
    ),
)
ONE_TOO_MANY = Procedure(
    name="trio",
    version=1,
    label="Trio",
    persons=False,
    sides=("first", "second", "third"),
    mandates=(("co_chair", "Co-chair"),),
    acts=(Act(name="strike_up", label="Strike up", by={"first": CHAIR}, opens=True, fields=(TITLE,)),),
)
RIDDLE = Procedure(
    name="riddle",
    version=1,
    label="Riddle",
    persons=False,
    sides=EACH,
    mandates=(("co_chair", "Co-chair"),),
    acts=(
        Act(name="ask", label="Ask", by={EACH: CHAIR}, opens=True, fields=(TITLE,)),
        Act(name="guess", label="Guess", by={EACH: CHAIR}, fields=(TITLE,)),
    ),
)
FERRY = Procedure(
    name="ferry",
    version=1,
    label="Ferry",
    persons=False,
    sides=EACH,
    mandates=(("co_chair", "Co-chair"), ("delegate", "Delegate")),
    facts=tuple(
        DeclaredFact(name=name, label=f"The ferry is {name}", contrary=f"The ferry is not {name}", source="Invented")
        for name in ("loaded", "counted", "painted")
    ),
    acts=(
        Act(name="call_ferry", label="Call a ferry", by={EACH: CHAIR}, opens=True, fields=(TITLE,)),
        Act(name="load", label="Load", by={EACH: CHAIR}, sets=("loaded",)),
        Act(name="paint", label="Paint", by={EACH: CHAIR}, sets=("painted",)),
        Act(name="wash", label="Wash the deck", by={EACH: CHAIR}),
        Act(name="sail", label="Sail", by={EACH: CHAIR}, joint=True, needs=Fact("loaded") & Fact("painted")),
    ),
    guarantees=(
        Guarantee(name="loaded", label="Only a loaded ferry sails", at="sail", term=Fact("loaded"), source="Invented"),
        Guarantee(
            name="painted", label="Only a painted ferry sails", at="sail", term=Fact("painted"), source="Invented"
        ),
    ),
)
# Who sails has counted; paint is no condition any more.
FERRY_LATER = replace(
    FERRY,
    version=2,
    acts=(
        *(
            replace(each, needs=Fact("loaded") & Fact("counted")) if each.name == "sail" else each
            for each in FERRY.acts
            if each.name != "wash"
        ),
        Act(name="count", label="Count the heads", by={EACH: CHAIR}, sets=("counted",)),
    ),
    guarantees=(
        FERRY.guarantees[0],
        Guarantee(
            name="counted", label="Only when heads are counted", at="sail", term=Fact("counted"), source="Invented"
        ),
    ),
)
UNPAINTED = "Ferries are of steel now."
MOVES = {FERRY_LATER.id: {FERRY.id: {"painted": UNPAINTED, 'sail: {"fact":"painted"}': UNPAINTED}}}
INVENTED = (RELAY, LEG, ONE_TOO_MANY, RIDDLE, WARD, FERRY, FERRY_LATER)


def texts(party: str) -> list[Text]:
    """Give the texts that a party has, as nodes get them: without labels. Spain lacks the riddle."""
    for each in INVENTED:
        load(each, outer=RELAY)
    known = [each for each in INVENTED if party != "ESP" or each is not RIDDLE]
    return [read_text(canonical(without_labels(write_procedure(each)))) for each in known]
