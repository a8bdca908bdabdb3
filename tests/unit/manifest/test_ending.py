"""Where a log may end, whose content goes on, and what all have in common: from what parties say that they hold."""

import base64
from typing import Any

import pytest

from jisr.base import Party, b64
from jisr.log import leaf_hash
from jisr.manifest import (
    Held,
    HeldAmiss,
    chosen,
    common,
    end_of,
    manifest_text,
    parse_manifest,
    read_held,
    with_key,
)
from tests.strategies.proofs import manifest_value, note

ESP, MAR, NLD = map(Party, ("ESP", "MAR", "NLD"))


def held(by: Party, log: str, **seen: int) -> Held:
    """Give what a party holds of Spain's log: a letter an entry."""
    return Held(by, tuple(leaf_hash(each.encode()) for each in log), seen)


def of(*each: Held) -> dict[Party, Held]:
    return {one.by: one for one in each}


@pytest.mark.parametrize(
    ("helds", "end", "shared"),
    [
        (of(held(MAR, "abc"), held(NLD, "abd")), 3, 2),
        (of(held(MAR, "abc"), held(NLD, "ab")), 3, 3),
        (of(held(MAR, "abc"), held(NLD, "ab"), held(ESP, "abcxyz")), 3, 6),
        (of(held(MAR, "abc", NLD=4), held(NLD, "abcd")), 4, 4),
        (of(held(MAR, "ab", NLD=5), held(NLD, "ab")), 5, 2),
        (of(held(MAR, ""), held(NLD, "x")), 1, 1),
        (of(held(MAR, "abcd"), held(NLD, "axcd")), 4, 1),
    ],
)
def test_it_ends_where_any_other_has_come(helds: dict[Party, Held], end: int, shared: int) -> None:
    """What the party itself holds beyond that nobody has taken in."""
    assert (end_of(ESP, helds), common(helds)) == (end, shared)


def test_people_say_whose_content_goes_on_where_it_differs() -> None:
    """And it must be long enough."""
    alike, other = of(held(MAR, "abc"), held(NLD, "ab"), held(ESP, "abcd")), of(held(MAR, "abc"), held(NLD, "abd"))
    assert chosen(ESP, alike, 3, "").root(3) == held(MAR, "abc").root(3)
    with pytest.raises(HeldAmiss, match="MAR, NLD hold different contents"):
        chosen(ESP, other, 3, "")
    assert chosen(ESP, other, 3, "NLD").by == NLD
    for short in ("NLD", "FRA"):
        with pytest.raises(HeldAmiss, match=f"{short} does not hold 3 entries"):
            chosen(ESP, alike, 3, short)
    with pytest.raises(HeldAmiss):
        chosen(ESP, of(held(MAR, "ab"), held(NLD, "ab")), 5, "")


@pytest.mark.parametrize(("end", "first"), [(7, {"from": 0, "to": 6}), (0, None)])
def test_a_stolen_key_signs_nothing_from_the_end_on(end: int, first: dict[str, int] | None) -> None:
    manifest = parse_manifest(note(manifest_value()))
    changed = with_key(manifest, "MAR", end, b64(bytes(32)))["MAR"]["log"]
    was = manifest.value["parties"]["MAR"]["log"][0]["key"]
    ended = [] if first is None else [{"key": was, **first}]
    assert changed == [*ended, {"key": b64(bytes(32)), "from": end, "to": None}]
    value = manifest_value(version=2)
    value["parties"]["MAR"]["log"] = changed
    value["generations"] = {"MAR": [{"from": end, "root": b64(bytes(32)), "common": 0, "reason": "a key was copied"}]}
    after = parse_manifest(note(value))
    assert [each.key for each in after.log_keys("MAR", end)] == [bytes(32)]
    assert after.log_keys("MAR", max(0, end - 1)) == (() if end else after.log_keys("MAR", 0))
    assert manifest_text(value)


@pytest.mark.parametrize("change", [{"root": b64(bytes(32))}, {"size": 4}, {"leaves": "?"}, {"seen": []}])
def test_a_file_that_does_not_hold_together_is_named(change: dict[str, Any]) -> None:
    mine = held(MAR, "abc")
    value = {
        "format": "jisr/held/1",
        "framework": "f",
        "by": "MAR",
        "party": "ESP",
        "size": 3,
        "root": b64(mine.root(3)),
        "leaves": base64.b64encode(b"".join(mine.leaves)).decode(),
        "seen": {"NLD": 2},
    }
    assert read_held(value, "f", "ESP").leaves == mine.leaves
    for bad in ({**value, **change}, {**value, "more": 1}, [], {**value, "party": "NLD"}):
        with pytest.raises(HeldAmiss):
            read_held(bad, "f", "ESP")
