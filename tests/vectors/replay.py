"""Judge a vector from its data alone, as any implementation would (protocol 10).

Beside the keys of protocol 10 a vector has `about` (a rule or a reading), `why` (what it
shows, in words), `now` (the reader's clock), `later` (further manifests), `calendars`, and
what was `held` and `refused`, by entry. An element of a log is the base64 of an entry, or
`{"repeat":[from,to],"entry":{…}}`: the same entry at each `seq` from `from` to before `to`,
in canonical bytes; their verdicts are not listed.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson

from jisr.base import FrameworkId, Instant, Party, canonical, format_instant, parse_instant, unb64
from jisr.kernel import Docket, MemoryShelf, NotThisLog, Placed, Waiting, place
from jisr.rules import Procedure, read_procedure
from tests.strategies.worlds import Node, Setting, Wire

Outcome = dict[str, Any]


def replay(vector: Mapping[str, Any], *, backwards: bool = False) -> Outcome:
    """Give verdicts, state, and what was held and refused; `backwards`: the last log first, one by one."""
    setting = setting_of(vector)
    logs = {Party(party): entries_of(log) for party, log in vector["logs"].items()}
    if backwards:
        logs = dict(reversed(logs.items()))
    node = Node(setting, setting.framework(), setting.parties[0], Wire.empty(setting.parties), MemoryShelf)
    now = parse_instant(vector["now"])
    stopped: dict[Party, Waiting | NotThisLog] = {}
    going = True
    while going:
        going = False
        for party, log in logs.items():
            while node.size(party) < len(log):
                found = _take(node, party, log[node.size(party)], now)
                if not isinstance(found, Placed):
                    stopped[party] = found
                    break
                stopped.pop(party, None)
                going = True
                if backwards:
                    break
    repeated = repeated_in(vector)
    return {
        "verdicts": {key: each for key, each in _verdicts(node).items() if key not in repeated},
        "state": {each.id: _state(node, each) for each in node.dockets()},
        **_stopped(stopped, node, logs),
    }


def setting_of(vector: Mapping[str, Any]) -> Setting:
    """Give what the framework of a vector has agreed on."""
    return Setting(
        manifests=(vector["manifest"], *vector["later"]),
        procedures=tuple(_procedure(orjson.dumps(each)) for each in vector["procedures"]),
        calendars=tuple(vector["calendars"]),
    )


@lru_cache(maxsize=256)
def _procedure(written: bytes) -> Procedure:
    """Read a procedure; most vectors have the same few."""
    return read_procedure(orjson.loads(written))


def entries_of(log: Sequence[Any]) -> list[bytes]:
    """Give the bytes of a log's entries."""
    found: list[bytes] = []
    for each in log:
        if isinstance(each, str):
            found.append(unb64(each))
        else:
            found.extend(_repeated(orjson.dumps(each["entry"]), *each["repeat"]))
    return found


@lru_cache(maxsize=8)
def _repeated(written: bytes, begin: int, end: int) -> tuple[bytes, ...]:
    """Write an entry at each of its places; they are thousands, and asked for again to be hashed and to be judged."""
    entry = orjson.loads(written)
    return tuple(canonical({**entry, "seq": seq}) for seq in range(begin, end))


def repeated_in(vector: Mapping[str, Any]) -> frozenset[str]:
    """Give the entries that are written once for many; their verdicts are not listed."""
    return frozenset(
        f"{party}.{seq}"
        for party, log in vector["logs"].items()
        for each in log
        if not isinstance(each, str)
        for seq in range(*each["repeat"])
    )


def _take(node: Node, party: Party, raw: bytes, now: Instant) -> Placed | Waiting | NotThisLog:
    log = node.logs.logs[party]
    found = place(
        raw,
        framework=FrameworkId(node.framework.id),
        party=party,
        parties=node.framework.parties,
        tail=log.tail,
        logs=node.logs,
        now=now,
        ended=node.framework.ended,
    )
    if isinstance(found, Placed):
        node.wire.append(party, raw)
        node.judge(found, party, raw)
    return found


def _verdicts(node: Node) -> Outcome:
    return {
        str(each): {
            "standing": str(verdict.standing),
            "reasons": list(verdict.reasons),
            "final": node.is_final(each),
        }
        for each, verdict in sorted(node.verdicts.items())
    }


def _stopped(
    stopped: Mapping[Party, Waiting | NotThisLog], node: Node, logs: Mapping[Party, Sequence[bytes]]
) -> Outcome:
    """Give the first entry held or refused of each log by its rule; what follows is held for it."""
    held: dict[str, str] = {}
    refused: dict[str, str] = {}
    for party, why in stopped.items():
        at = node.size(party)
        if isinstance(why, Waiting):
            held[f"{party}.{at}"] = why.rule
            held |= {f"{party}.{seq}": "2.gap" for seq in range(at + 1, len(logs[party]))}
        else:
            refused[f"{party}.{at}"] = why.rule
    return {"held": held, "refused": refused}


def _state(node: Node, docket: Docket) -> Outcome:
    """Give what a dossier says when everything is taken in; an item's facts as `fact|item`."""
    state = docket.state
    assert state is not None
    kinds = state.compiled.fact_kinds
    facts = {name: state.fact(name) for name in state.compiled.cautious if kinds.get(name) is None}
    figures = {each.name: state.figure(each.name) for each in state.compiled.procedure.figures if each.item is None}
    for item, kind in state.items.items():
        facts |= {f"{name}|{item}": state.fact(name, item) for name, of in kinds.items() if of == kind}
        figures |= {
            f"{name}|{item}": state.figure(name, item) for name, of in state.compiled.figure_kinds.items() if of == kind
        }
    times = [node.logs.logs[each].tail.time for each in docket.sides.values()]
    known = [each for each in times if each is not None]
    return {
        "facts": facts,
        "figures": figures,
        "items": dict(sorted(state.items.items())),
        "clock": {
            "least": format_instant(min(known)) if len(known) == len(times) else None,
            "greatest": format_instant(max(known)) if known else None,
        },
    }


__all__ = ["entries_of", "replay", "setting_of"]
