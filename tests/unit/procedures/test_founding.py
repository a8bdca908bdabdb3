"""With what frameworks are founded: procedures and figures that fit their parties, and no former law."""

import pytest

from jisr.procedures import HOSTS_OF_PACKS, PROCEDURES, explanations, fitting, stock_parameters
from jisr.procedures.children import FORMER
from jisr.prove.mutations import mutations
from jisr.rules import Procedure

GROUP = {"session", "commitment", "action_plan"}


@pytest.mark.parametrize(
    ("parties", "children"),
    [
        ({"ESP"}, {"protection.esp-2025"}),
        ({"NLD"}, {"protection.nld-2025"}),
        ({"MAR"}, set()),
        ({"MAR", "ESP"}, {"return.esp-2025"}),
        ({"MAR", "NLD"}, {"return.nld-2025"}),
        ({"MAR", "ESP", "NLD"}, set()),
    ],
    ids=lambda each: "-".join(sorted(each)) or "none",
)
def test_what_fits_its_parties(parties: set[str], children: set[str]) -> None:
    """A state at home has its own pack; two have the host's; what concerns two of three belongs to these two."""
    names = {each.name for each in fitting(parties).values()}
    assert names == {"framework"} | children | (GROUP if len(parties) > 1 else set())


def test_no_framework_is_founded_with_a_former_law() -> None:
    """Dossiers begun under it keep it."""
    former = {each for each, host in HOSTS_OF_PACKS.items() if host == FORMER}
    assert former and not former & fitting({"ESP"}).keys() | former & fitting({"ESP", "MAR"}).keys()


def test_figures_are_those_of_the_parties_and_of_all() -> None:
    """Spain's are not the Netherlands'."""
    every, spain = stock_parameters(), stock_parameters({"ESP", "MAR"})
    assert {"ESP", "NLD"} <= every.keys()
    assert "NLD" not in spain
    assert spain["ESP"] == every["ESP"]
    assert stock_parameters(set()).keys() <= {"all"}


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda each: each.id)
def test_every_explanation_is_of_a_mutant(procedure: Procedure) -> None:
    """And has a reason and a source."""
    found = explanations(procedure.id)
    assert found.keys() <= {each.name for each in mutations(procedure)}
    assert all(reason.endswith("]") for reason in found.values())


def test_what_is_not_shipped_is_explained_by_nothing() -> None:
    """No file, no explanation."""
    assert explanations("nothing/1") == {}
