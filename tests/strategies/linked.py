"""Two small procedures that are linked: `care`, of one state alone, and `transfer`, which it shares with another."""

from jisr.base import canonical
from jisr.manifest import Text, read_text
from jisr.rules import (
    ALL_SIDES,
    Act,
    All,
    DeclaredFact,
    Echo,
    Every,
    Fact,
    Field,
    Item,
    Not,
    Over,
    Parameter,
    Period,
    Procedure,
    load,
    without_labels,
    write_procedure,
)

SOURCE = "Invented, 1"
CARE_BY, POLICE_BY = {"host": ("care",)}, {"host": ("police",)}
OFFICE_BY = {"origin": ("office",)}
MANDATES = (("care", "Care"), ("police", "Police"), ("office", "Office"))
# What the other side must find nowhere: names, and what was chosen in fields.
SECRET_WORDS = (
    "asylum_claimed",
    "claim_asylum",
    "sign_noted",
    "note_sign",
    "respite_ends",
    "protection_open",
    "begin_respite",
    "respite",
    "frightened",
    "care/1",
)


def _fact(name: str, *, cautious: bool = False, item: str | None = None) -> DeclaredFact:
    label = name.replace("_", " ")
    return DeclaredFact(
        name=name,
        label=f"It is so: {label}",
        contrary=f"It is not so: {label}",
        source=SOURCE,
        cautious=cautious,
        item=item,
    )


CARE = Procedure(
    name="care",
    version=1,
    label="Care",
    persons=False,
    sides=("host",),
    mandates=MANDATES[:2],
    withheld=SECRET_WORDS[:-1],
    facts=(
        _fact("heard"),
        _fact("screened"),
        _fact("asylum_claimed", cautious=True),
        _fact("sign_noted", cautious=True),
        _fact("protection_open", cautious=True),
        _fact("executed"),
    ),
    parameters=(Parameter(name="respite_time", label="Time of respite", unit="hours", owner="host"),),
    periods=(
        Period(
            name="respite",
            label="Respite",
            runs_on="host",
            owner="host",
            length="respite_time",
            due="respite_ends",
            source=SOURCE,
        ),
        Period(name="appeal", label="Appeal", runs_on=ALL_SIDES, owner="host", length="respite_time", source=SOURCE),
    ),
    acts=(
        Act(name="open_file", label="Open a file", by=CARE_BY, opens=True),
        Act(name="hear", label="Hear the child", by=CARE_BY, sets=("heard",)),
        Act(name="screen", label="Screen", by=CARE_BY, sets=("screened",)),
        Act(
            name="claim_asylum",
            label="Claim asylum",
            by={"host": ("care", "police")},
            on_behalf=("child", "lawyer"),
            protective=True,
            sets=("asylum_claimed",),
            echo=Echo(procedure="transfer", act="stop"),
            fields=(
                Field(name="how", type="choice", label="How", choices=(("frightened", "Frightened"), ("calm", "Calm"))),
            ),
        ),
        Act(
            name="note_sign",
            label="Note a sign",
            by={"host": ("care", "police")},
            protective=True,
            sets=("sign_noted",),
            echo=Echo(procedure="transfer", act="stop"),
        ),
        Act(name="answer_claim", label="Answer the claim", by=CARE_BY, clears=("asylum_claimed",)),
        Act(name="answer_sign", label="Answer the sign", by=CARE_BY, clears=("sign_noted",)),
        Act(name="begin_respite", label="Begin the respite", by=CARE_BY, starts=("respite",)),
        Act(
            name="respite_ends",
            label="Protection by silence",
            by={"host": ("clock",)},
            protective=True,
            needs=Over("respite"),
            sets=("protection_open",),
            echo=Echo(procedure="transfer", act="stop"),
        ),
        Act(name="decide", label="Decide", by=CARE_BY, starts=("appeal",)),
        Act(name="execute", label="Execute", by=CARE_BY, needs=Over("appeal"), sets=("executed",)),
        Act(name="close_file", label="Close the file", by=CARE_BY, closes=True),
    ),
)
TRANSFER = Procedure(
    name="transfer.esp",
    version=1,
    label="Transfer",
    persons=False,
    sides=("host", "origin"),
    mandates=(MANDATES[0], MANDATES[2]),
    items=(Item(name="stop", label="Stop", plural="Stops"),),
    facts=(_fact("no_obstacle"), _fact("received"), _fact("lifted", item="stop")),
    acts=(
        Act(
            name="open_transfer",
            label="Open a transfer",
            by=CARE_BY,
            opens=True,
            attests=All((Fact("heard"), Fact("screened"), Not(Fact("asylum_claimed")))),
        ),
        Act(
            name="stop",
            label="Stop",
            by={"host": ("clock",), "origin": ("office",)},
            protective=True,
            adds="stop",
            clears=("no_obstacle",),
        ),
        Act(name="lift", label="Lift a stop", by=CARE_BY, item="stop", sets=("lifted",)),
        Act(
            name="attest_no_obstacle",
            label="Attest that nothing stands against it",
            by=CARE_BY,
            attests=All((Not(Fact("asylum_claimed")), Not(Fact("sign_noted")))),
            sets=("no_obstacle",),
        ),
        Act(name="receive", label="Receive", by=OFFICE_BY, sets=("received",)),
        Act(
            name="hand_over",
            label="Hand over",
            by={"host": ("care",), "origin": ("office",)},
            joint=True,
            irrevocable=True,
            redress="restore",
            needs=All((Fact("no_obstacle"), Fact("received"), Every("stop", Fact("lifted")))),
        ),
        Act(name="restore", label="Restore", by=CARE_BY),
        Act(name="end", label="End", by={"host": ("care",), "origin": ("office",)}, joint=True, closes=True),
    ),
)


def text_of(procedure: Procedure) -> Text:
    """Give a procedure as a file."""
    return read_text(canonical(without_labels(write_procedure(procedure))))


def _loaded() -> None:
    load(CARE)
    load(TRANSFER, domestic=[CARE])


_loaded()
__all__ = ["CARE", "SECRET_WORDS", "TRANSFER", "text_of"]
