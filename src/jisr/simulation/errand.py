"""`errand`: a small procedure with one of each: what adds, what protects, what cannot be undone."""

from typing import Final

from jisr.rules import Act, All, DeclaredFact, Every, Fact, Item, Procedure, load

HOST: Final = {"host": ("clerk",)}
ORIGIN: Final = {"origin": ("clerk",)}
BOTH: Final = {**HOST, **ORIGIN}


def _fact(name: str, *, item: str | None = None) -> DeclaredFact:
    return DeclaredFact(name=name, label=name, contrary=f"not {name}", source="Invented, 1", item=item)


ERRAND: Final = Procedure(
    name="errand",
    version=1,
    label="Errand",
    persons=False,
    sides=("host", "origin"),
    mandates=(("clerk", "Clerk"),),
    items=(Item(name="stop", label="Stop", plural="Stops"), Item(name="remark", label="Remark", plural="Remarks")),
    facts=(_fact("ready"), _fact("received"), _fact("lifted", item="stop")),
    acts=(
        Act(name="open_errand", label="Open", by=HOST, opens=True),
        Act(name="remark", label="Remark", by=BOTH, adds="remark"),
        Act(name="declare_ready", label="Declare ready", by=HOST, sets=("ready",)),
        Act(name="receive", label="Receive", by=ORIGIN, sets=("received",)),
        Act(name="stop", label="Stop", by=BOTH, protective=True, adds="stop"),
        Act(name="lift", label="Lift a stop", by=HOST, item="stop", sets=("lifted",)),
        Act(
            name="hand_over",
            label="Hand over",
            by=BOTH,
            joint=True,
            irrevocable=True,
            redress="restore",
            needs=All((Fact("ready"), Fact("received"), Every("stop", Fact("lifted")))),
        ),
        Act(name="restore", label="Restore", by=HOST),
        Act(name="end", label="End", by=BOTH, joint=True, closes=True),
    ),
)
load(ERRAND)
