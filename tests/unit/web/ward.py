"""An invented procedure about a person, whose words nobody else uses, for tests of who sees its dossiers."""

from jisr.rules import Act, DeclaredFact, Field, Figure, Item, Procedure

KEEPERS = ("co_chair", "keeper")
WARD = Procedure(
    name="ward",
    version=1,
    label="Ward",
    persons=True,
    sides=("host", "origin"),
    mandates=(("co_chair", "Co-chair"), ("delegate", "Delegate"), ("keeper", "Keeper")),
    items=(Item(name="halt", label="Lighthouse halt", plural="Lighthouse halts"),),
    facts=(
        DeclaredFact(
            name="sheltered", label="Sheltered at the lighthouse", contrary="Not at the lighthouse", source="Invented"
        ),
    ),
    figures=(Figure(name="due_on", type="date", label="Lighthouse day"),),
    acts=(
        Act(
            name="find_ward",
            label="Lighthouse: find",
            by={"host": KEEPERS},
            opens=True,
            fields=(Field(name="day", type="date", label="Lighthouse day"),),
            assigns=(("due_on", "day"),),
        ),
        Act(name="shelter_ward", label="Lighthouse: shelter", by={"host": KEEPERS}, sets=("sheltered",)),
        Act(
            name="halt_ward",
            label="Lighthouse: halt",
            by={"host": ("*",), "origin": ("*",)},
            protective=True,
            adds="halt",
        ),
        Act(
            name="move_ward",
            label="Lighthouse: move",
            by={"host": KEEPERS, "origin": ("co_chair", "delegate")},
            joint=True,
        ),
        Act(name="sign_ward", label="Lighthouse: sign", by={"host": KEEPERS}, second_officer=True),
    ),
)
