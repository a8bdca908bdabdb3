"""The form of acts: what is void whatever the state (protocol 12.4, 12.5)."""

from typing import Any

import pytest

from tests.strategies.desk import HASH, Desk


@pytest.mark.parametrize(
    "fields",
    [{}, {"fact": {}}, {"fact": []}, {"fact": 1}, {"fact": "no_such"}, {"fact": "ready", "more": 1}],
)
def test_a_contest_names_a_fact_that_can_be_contested(fields: dict[str, Any]) -> None:
    """Whatever stands there instead is void, and stops no node."""
    desk = Desk()
    assert desk.standing(desk.act("MAR", "contest", fields=fields), "MAR") == "void 4.field"


@pytest.mark.parametrize("fields", [{}, {"basis": 1}, {"basis": ""}, {"basis": "Art. 17"}, {"basis": {}}])
def test_an_erasure_names_its_basis_by_a_code(fields: dict[str, Any]) -> None:
    """Protocol 12.5: `fields` `{"basis":code}`."""
    desk = Desk()
    assert desk.standing(desk.act("ESP", "erase", fields=fields)) == "void 4.field"
    assert desk.standing(desk.act("ESP", "erase", fields={"basis": "gdpr-17"})) == "stands"


def test_erasure_names_an_act_of_the_same_dossier() -> None:
    """An act of the own party in another dossier, or one not yet written, is none of it (12.5)."""
    desk = Desk()
    fields = {"basis": "gdpr-17"}
    assert desk.standing(desk.act("ESP", "erase", item="ESP.0", fields=fields)) == "void 4.item"
    assert desk.standing(desk.act("ESP", "erase", item="ESP.999", fields=fields)) == "void 4.item"
    prepared = desk.act("ESP", "prepare")
    assert desk.standing(desk.act("ESP", "erase", item=str(prepared), fields=fields)) == "stands"


@pytest.mark.parametrize(
    "more",
    [
        {"fields": {"fields": {"number": 2}}},
        {"fields": {"fields": [], "reason": "mistaken"}},
        {"fields": {"fields": {"number": 2}, "reason": "bored"}},
        {"fields": {"fields": {"number": 2}, "reason": {}}},
        {"fields": {"fields": {"number": "2"}, "reason": "mistaken"}},
        {"fields": {"fields": {}, "reason": "mistaken"}},
        {
            "fields": {"fields": {"number": 2}, "reason": "mistaken"},
            "sealed": {"x": {"to": ["esp.court"], "chunks": [HASH]}},
        },
    ],
)
def test_a_correction_has_the_fields_of_the_act_it_corrects(more: dict[str, Any]) -> None:
    """Form is judged as that act would be with them."""
    desk = Desk()
    counted = desk.act("ESP", "count", fields={"number": 9})
    assert desk.standing(desk.act("ESP", "correct", counted, **more)) == "void 4.field"
