"""Entries with something amiss: each is void or foreign by one rule, and stops nobody (protocol 2.6, 12)."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

from jisr.base import Party, b64, canonical, format_instant
from jisr.kernel import Entry, write_entry

Value = dict[str, Any]
HASH: Final = b64(bytes(32))


def _garbage(value: Value, chance: Random) -> bytes:
    return chance.choice((b"", b"{", b" null", canonical(value) + b" ", b'{"a":1.5}', b"\xff", b"[]", b"null"))


def _keys(value: Value, chance: Random) -> None:
    if chance.random() < 0.5:
        value["more"] = 1
    else:
        del value[chance.choice(sorted({*value} - {"framework", "party", "seq"}))]


def _type(value: Value, chance: Random) -> None:
    place, wrong = chance.choice(
        (
            ("seen", {}), ("seen", None), ("roots", []), ("time", 5), ("dossier", "ESP.01"), ("dossier", "x"),
            ("procedure", "A"), ("digest", "AAAA"), ("sides", {}), ("sides", {"a": "b"}), ("act", "A"),
            ("act", ""), ("by", {}), ("item", "ESP"), ("fields", []), ("fields", {"A": 1}), ("sealed", {"a": 1}),
            ("sealed", {"a": {"to": [], "chunks": [HASH]}}), ("rests", 1), ("opened", [1]), ("unopened", None),
        )
    )  # fmt: skip
    value[place] = wrong


def _misspelt(value: Value, chance: Random) -> None:
    value["time"] = chance.choice(
        ("2026-02-30T00:00:00Z", "2026-01-01 00:00:00Z", "2019-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "")
    )


def _earlier(value: Value, chance: Random) -> None:
    value["time"] = format_instant(1_577_836_800 + chance.randrange(1_000))  # type: ignore[arg-type]  # an instant of 2020


def _seen_less(value: Value, chance: Random) -> None:
    grown = [each for each, count in value["seen"].items() if count]
    if grown:
        each = chance.choice(grown)
        value["seen"][each] -= chance.randint(1, value["seen"][each])
        value["roots"].pop(each, None)


def _roots(value: Value, chance: Random) -> None:
    if value["roots"] and chance.random() < 0.5:
        value["roots"].popitem()
    else:
        value["roots"][chance.choice(("ESP", "MAR", "NLD", "XXX"))] = HASH


def _dossier(value: Value, chance: Random) -> None:
    party = chance.choice(("ESP", "MAR", "NLD"))
    near = value["seen"].get(party, value["seq"]) + chance.randrange(3)
    value["dossier"] = chance.choice(("framework", f"{party}.{near}", f"{party}.{near}", "MAR.999"))


def _opening(value: Value, chance: Random) -> None:
    if value["sides"] is not None:
        _one_of(
            value, chance, {"digest": (HASH, None), "sides": (None, {"host": "ESP"}, {"x": "XXX"}), "act": ("gift",)}
        )
    else:
        _one_of(value, chance, {"digest": (HASH,), "sides": ({"host": "ESP"},), "act": ("open", "begin")})


def _procedure(value: Value, chance: Random) -> None:
    value["procedure"] = chance.choice((None, "drawn/2", "season/1", "framework/1"))


def _act(value: Value, chance: Random) -> None:
    value["act"] = chance.choice(("no_such_act", "conclude_joint_2", "conclude_joint_3", "propose_gift_1", "ack"))


def _by(value: Value, chance: Random) -> None:
    party = value["party"].lower()
    choices = {
        "authority": (f"{party}.founder", f"{party}.node", "esp.court", "mar.court", "x"),
        "mandate": ("clock", "founding", "guardian", "court", "x"),
        "on_behalf": ("child", "nobody"),
    }
    _one_of(value["by"], chance, choices)


def _one_of(value: Value, chance: Random, choices: Mapping[str, tuple[Any, ...]]) -> None:
    place = chance.choice(sorted(choices))
    value[place] = chance.choice(choices[place])


def _fields(value: Value, chance: Random) -> None:
    if value["fields"] and chance.random() < 0.5:
        name = chance.choice(sorted(value["fields"]))
        value["fields"][name] = chance.choice((None, True, "", [], {}, -1, "2026-13-01"))
    elif value["fields"] and chance.random() < 0.5:
        value["fields"].popitem()
    else:
        value["fields"]["unasked"] = 1


def _sealed(value: Value, chance: Random) -> None:
    name = chance.choice([*value["fields"], "unasked"])
    value["sealed"][name] = {"to": ["esp.court"], "chunks": [HASH]}


def _rests(value: Value, chance: Random) -> None:  # as the others are called
    value["rests"] = HASH


def _item(value: Value, chance: Random) -> None:
    party = chance.choice(("ESP", "MAR", "NLD"))
    value["item"] = chance.choice((None, f"{party}.{chance.randrange(40)}", f"{value['party']}.{value['seq']}"))


Spoil = Callable[[Value, Random], bytes | None]
BY_BYTES: Final[tuple[Spoil, ...]] = (_garbage, _keys, _type)
BY_PLACE: Final[tuple[Spoil, ...]] = (_misspelt, _earlier, _seen_less, _roots)
BY_FORM: Final[tuple[Spoil, ...]] = (
    _dossier, _opening, _procedure, _act, _by, _fields, _sealed, _rests, _item, _item,
)  # fmt: skip


def spoiled(entry: Entry, chance: Random) -> bytes:
    """Give an entry's bytes with one thing amiss (now and then it happens to be right)."""
    from orjson import loads

    value: Value = loads(write_entry(entry))
    kinds = chance.choice((BY_BYTES, BY_PLACE, BY_FORM, BY_FORM, BY_FORM))
    raw = chance.choice(kinds)(value, chance)
    return raw if raw is not None else canonical(value)


__all__ = ["Party", "spoiled"]
