"""The state of a set of acts, kept as running values (protocol 4.1, 4.2, 5.0, 12.5–12.8).

Acts are applied in listed order. For each fact, figure and period only those marks are
kept that no later act succeeds, so the state of any set is what its standing acts leave.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

import orjson

from jisr.base import Instant, Party
from jisr.kernel.compiled import ANSWERS_NEEDED, MOVE, Compiled
from jisr.kernel.deed import Deed
from jisr.kernel.evaluate import Plain, test
from jisr.rules import Act
from jisr.rules.takes import CLOSED

Mark = list[Any]  # [party, seq, value]; of a period [party, seq, "start"|"end", time, until, and at times version]
PARTY: Final = 0
SEQ: Final = 1
VALUE: Final = 2
TIME: Final = 3
UNTIL: Final = 4
# Of what began under a version that is not the one by which the state is read: that version.
VERSION: Final = 5
# What is known of a proposal, in the order in which it is kept: to name each part every time would double a row.
PROPOSAL: Final = (
    "act", "item", "fields", "party", "seq", "time", "concurred", "likes", "declined", "withdrawn", "concluded",
    "lapsed",
)  # fmt: skip


class State:
    """What the acts applied so far give. `outer` is the state of the dossier around it."""

    __slots__ = (
        "_items_kept",
        "_rest_kept",
        "compiled",
        "contests",
        "corrected",
        "doers",
        "facts",
        "figures",
        "items",
        "moving",
        "open",
        "opening",
        "outer",
        "parties",
        "proposals",
        "sides",
        "starts",
        "stretches",
        "versions",
    )

    def __init__(
        self,
        compiled: Compiled,
        sides: Mapping[str, Party],
        outer: "State | None" = None,
        versions: Mapping[str, Compiled] | None = None,
    ) -> None:
        # The version by which the state is read; where the dossier has moved, all versions of its acts by name (12.29).
        self.compiled, self.versions = compiled, versions
        self.sides = sides
        self.parties = tuple(sorted(sides.values()))
        self.outer = outer
        self.opening: list[Any] | None = None  # [party, seq, time]
        self.facts: dict[str, list[Mark]] = {}
        self.figures: dict[str, list[Mark]] = {}
        self.items: dict[str, str] = {}
        self.proposals: dict[str, dict[str, Any]] = {}
        # Those of them that still wait for their end.
        self.open: dict[str, dict[str, Any]] = {}
        # The move from this version that is concluded; what is read by the next version knows none.
        self.moving: str | None = None
        self.starts: dict[str, list[Mark]] = {}
        self.contests: dict[str, dict[str, Any]] = {}
        self.corrected: dict[str, list[int]] = {}
        self.doers: dict[str, list[list[str]]] = {}
        self.stretches: dict[str, list[list[int | None]]] = {}
        # As they were last written: how many items, with their text; what stands before and behind them.
        self._items_kept = (0, b"{}")
        self._rest_kept: tuple[bytes, bytes] | None = None

    # What can be read

    def fact(self, name: str, item: str | None = None) -> bool:
        """Give the value of a fact, of an item if it is an item's."""
        key = name if item is None else f"{name}|{item}"
        marks = self.facts.get(key)
        if self.contests and self.is_contested(key):
            return self.compiled.cautious[name]
        if not marks:
            return False
        value: bool = marks[0][VALUE]
        if len(marks) > 1 and any(mark[VALUE] != value for mark in marks):
            return self.compiled.cautious[name]
        return value

    def figure(self, name: str, item: str | None = None) -> Any:
        """Give the value of a figure; None where it has none."""
        marks = self.figures.get(name if item is None else f"{name}|{item}")
        if not marks:
            return None
        value = marks[0][VALUE]
        return value if all(mark[VALUE] == value for mark in marks) else None

    def items_of(self, kind: str) -> list[str]:
        """Give the items of a kind that exist."""
        return [item for item, each in self.items.items() if each == kind]

    def is_contested(self, key: str) -> bool:
        """Say whether an open contest keeps a fact at its cautious value."""
        return any(each["key"] == key and not is_answered(each) for each in self.contests.values())

    def is_open(self, proposal: str) -> bool:
        """Say whether a proposal still waits for its end (protocol 12.6)."""
        return proposal in self.open

    # What acts give

    def apply(self, deed: Deed, *, crossed: bool = False) -> None:
        """Take in what a standing (or crossed) act gives."""
        step = deed.step
        assert step is not None
        if self.versions is not None or step.name not in self.compiled.giving_items_only:
            self._rest_kept = None
        match step.kind:  # the most frequent first
            case "act":
                assert step.act is not None
                if step.act.opens:
                    self.opening = [deed.party, deed.seq, deed.time]
                self._note_doer(deed, step.act)
                self._give(step.act, deed, deed.entry.item if step.act.item else None, deed.entry.fields)
            case "propose":
                self._propose(deed)
            case "concur" | "conclude":
                self._concur(deed, crossed)
            case "decline":
                self._end(str(deed.entry.item), "declined")
            case "withdraw":
                proposal = self.proposals.get(str(deed.entry.item))
                if proposal is not None and not proposal["concluded"]:
                    self._end(str(deed.entry.item), "withdrawn")
            case "report":
                assert step.act is not None
                self._assign_done(step.act, deed, crossed=True)
            case "correct":
                self._correct(deed)
            case "contest":
                key = deed.entry.fields["fact"] + (f"|{deed.entry.item}" if deed.entry.item else "")
                joint = self._spoken(deed).contestable[deed.entry.fields["fact"]][1]
                self.contests[deed.key] = {"key": key, "joint": joint, "answers": []}
            case "answer":
                answers = self.contests[str(deed.entry.item)]["answers"]
                answers.append([deed.party, deed.seq, deed.entry.by.mandate])
            case "reopen":
                self._mark(self.facts, CLOSED, deed, False)
        if self.compiled.stilled:
            self._stretch(deed.time)

    def _spoken(self, deed: Deed) -> Compiled:
        """Give the version in whose words an act was done: it gives what that declares."""
        if self.versions is None:
            return self.compiled
        return self.versions[str((deed.target or deed).entry.procedure)]

    def _is_of_another(self, deed: Deed) -> bool:
        return self.versions is not None and deed.entry.procedure != self.compiled.id

    def _give(self, act: Act, deed: Deed, item: str | None, fields: Mapping[str, Any]) -> None:
        if act.adds:
            self.items[deed.key] = act.adds
        if self.versions is not None or act.name not in self.compiled.giving_items_only:
            self._give_marks(act, deed, item, fields)

    def _give_marks(self, act: Act, deed: Deed, item: str | None, fields: Mapping[str, Any]) -> None:
        kinds: dict[str, str | None] = {act.item: item} if act.item else {}
        if act.adds:
            kinds[act.adds] = deed.key
        spoken = self._spoken(deed)
        for name in act.sets:
            self._mark(self.facts, _key(name, spoken.fact_kinds, kinds), deed, True)
        for name in act.clears:
            self._mark(self.facts, _key(name, spoken.fact_kinds, kinds), deed, False)
        if act.closes:
            self._mark(self.facts, CLOSED, deed, True)
        if act.name in spoken.redresses:
            self._mark(self.facts, f"{spoken.redresses[act.name]}_crossed", deed, False)
        for figure, field in act.assigns:
            self._mark(self.figures, _key(figure, spoken.figure_kinds, kinds), deed, fields.get(field))
        for period in act.starts:
            until = spoken.periods[period].until
            mark = [deed.party, deed.seq, "start", deed.time, fields.get(until) if until else None]
            if spoken is not self.compiled:
                mark.append(spoken.id)
            self._replace(self.starts, period, deed, mark)
        for period in act.ends:
            self._replace(self.starts, period, deed, [deed.party, deed.seq, "end", deed.time, None])

    def _mark(self, table: dict[str, list[Mark]], key: str, deed: Deed, value: Any) -> None:
        self._replace(table, key, deed, [deed.party, deed.seq, value])

    def _replace(self, table: dict[str, list[Mark]], key: str, deed: Deed, mark: Mark) -> None:
        """Put a mark in the place of those that its act succeeds."""
        before = table.get(key)
        if before:
            kept = [each for each in before if not deed.succeeds(each[PARTY], each[SEQ])]
            # An act may set a fact and move a period once only; its own mark is not doubled.
            table[key] = [*(each for each in kept if each[:2] != mark[:2]), mark]
        else:
            table[key] = [mark]

    def _note_doer(self, deed: Deed, act: Act) -> None:
        if act.name in self.compiled.apart:
            by = deed.entry.by
            self.doers.setdefault(act.name, []).append([by.authority, deed.party, by.officer])

    def _propose(self, deed: Deed) -> None:
        assert deed.step is not None
        act = deed.step.act
        assert act is not None
        self._note_doer(deed, act)
        likes = [
            key
            for key, each in self.proposals.items()
            if each["act"] == act.name
            and each["item"] == deed.entry.item
            and not deed.succeeds(each["party"], each["seq"])
        ]
        for key in likes:
            self.proposals[key]["likes"].append(deed.key)
        self.proposals[deed.key] = self.open[deed.key] = {
            "act": act.name,
            "item": deed.entry.item,
            "fields": dict(deed.entry.fields),
            "party": deed.party,
            "seq": deed.seq,
            "time": deed.time,
            "concurred": {},
            "likes": likes,
            "declined": False,
            "withdrawn": False,
            "concluded": None,
            "lapsed": False,
        }
        assert tuple(self.proposals[deed.key]) == PROPOSAL, "in the order in which it is kept"
        if self._is_of_another(deed):
            # protocol 12.29: nobody says yes any more to what was proposed under another version.
            self._end(deed.key, "lapsed")
        if act.name == MOVE and len(self.parties) == 1:
            self._conclude_move(deed, deed.key)

    def _conclude_move(self, deed: Deed, key: str) -> None:
        self._end(key, "concluded", deed.key)
        if not self._is_of_another(deed):
            self.moving = key

    def _end(self, key: str, how: str, by: object = True) -> None:
        """Note how a proposal has ended: it stays so."""
        self.proposals[key][how] = by
        self.open.pop(key, None)

    def _concur(self, deed: Deed, crossed: bool) -> None:
        assert deed.step is not None
        act = deed.step.act
        assert act is not None
        proposal = self.proposals.get(str(deed.entry.item))
        if proposal is None:
            # Its very proposal was defeated; what was done is done (protocol 5.5).
            self._assign_done(act, deed, crossed=True)
            return
        if not crossed:
            self._note_doer(deed, act)
        if deed.step.kind == "concur":
            if not crossed:
                proposal["concurred"][deed.party] = deed.seq
                for like in proposal["likes"]:
                    if self.proposals[like]["party"] == deed.party:
                        self._end(like, "lapsed")
            if len(self.parties) > 2:
                return
        if act.name == MOVE:
            self._conclude_move(deed, str(deed.entry.item))
            return
        self._end(str(deed.entry.item), "concluded", deed.key)
        if act.irrevocable:
            self._assign_done(act, deed, crossed=crossed)
        if not crossed:
            self._give(act, deed, proposal["item"], proposal["fields"])

    def _assign_done(self, act: Act, deed: Deed, *, crossed: bool) -> None:
        self._mark(self.facts, f"{act.name}_done", deed, True)
        if crossed:
            self._mark(self.facts, f"{act.name}_crossed", deed, True)

    def _correct(self, deed: Deed) -> None:
        """Let the corrected act's fields be read as those of the correction."""
        party, seq = str(deed.entry.item).split(".")
        fields = deed.entry.fields["fields"]
        assert deed.step is not None
        act = deed.step.act
        assert act is not None, "a correction knows what it corrects"
        self.corrected[str(deed.entry.item)] = [deed.seq]
        at = [party, int(seq)]
        for figure, field in act.assigns:
            for key, marks in self.figures.items():
                if key.split("|")[0] == figure:
                    self._reread(marks, at, fields.get(field))
        for period in act.starts:
            until = self._spoken(deed).periods[period].until
            for mark in self.starts.get(period, ()):
                if mark[:2] == at and until:
                    mark[UNTIL] = fields.get(until)

    @staticmethod
    def _reread(marks: list[Mark], at: list[Any], value: Any) -> None:
        for mark in marks:
            if mark[:2] == at:
                mark[VALUE] = value

    def _stretch(self, time: Instant | None) -> None:
        """Note from when to when what stills a period has held (protocol 3.3)."""
        for period in self.compiled.stilled:
            assert period.stills is not None
            stretches = self.stretches.setdefault(period.name, [])
            is_open = bool(stretches) and stretches[-1][1] is None
            if test(period.stills)(Plain(self)) == is_open:
                continue
            if is_open:
                stretches[-1][1] = time
            else:
                stretches.append([time, None])

    # How it is kept

    def to_bytes(self) -> bytes:
        """Write the running values for the projection row; what no act has touched stays as it was last written."""
        if self._rest_kept is None:
            proposals = {key: [*each.values()] for key, each in self.proposals.items()}
            behind = [proposals, self.starts, self.contests, self.corrected, self.doers, self.stretches]
            before = [self.opening, self.facts, self.figures]
            self._rest_kept = orjson.dumps(before)[:-1] + b",", b"," + orjson.dumps(behind)[1:]
        before_items, behind_items = self._rest_kept
        return before_items + self._items_to_bytes() + behind_items

    def _items_to_bytes(self) -> bytes:
        """Write the items: they only ever become more."""
        count, kept = self._items_kept
        if count < len(self.items):
            fresh = orjson.dumps(dict(islice(self.items.items(), count, None)))
            kept = kept[:-1] + b"," + fresh[1:] if count else fresh
            self._items_kept = len(self.items), kept
        return kept

    @classmethod
    def from_bytes(
        cls,
        raw: bytes,
        compiled: Compiled,
        sides: Mapping[str, Party],
        outer: "State | None" = None,
        versions: Mapping[str, Compiled] | None = None,
    ) -> "State":
        """Read the running values back from the projection row."""
        state = cls(compiled, sides, outer, versions)
        (
            state.opening,
            state.facts,
            state.figures,
            state.items,
            proposals,
            state.starts,
            state.contests,
            state.corrected,
            state.doers,
            state.stretches,
        ) = orjson.loads(raw)
        state.proposals = {key: _proposal(each) for key, each in proposals.items()}
        state.open = {key: each for key, each in state.proposals.items() if is_open(each)}
        state.moving = next((key for key, each in state.proposals.items() if is_moving(each)), None)
        return state


def _key(name: str, declared: Mapping[str, str | None], kinds: Mapping[str, str | None]) -> str:
    """Give where a fact or figure is kept: by its name, an item's by the item, too."""
    kind = declared[name]
    return name if kind is None else f"{name}|{kinds.get(kind)}"


def is_moving(proposal: Mapping[str, Any]) -> bool:
    """Say whether a proposal is a concluded move from the version by which the state is read (12.29)."""
    return bool(proposal["act"] == MOVE and proposal["concluded"] and not proposal["lapsed"])


def _proposal(kept: list[Any] | dict[str, Any]) -> dict[str, Any]:
    """Read a proposal; before December 2026 each part was kept with its name."""
    return kept if isinstance(kept, dict) else dict(zip(PROPOSAL, kept, strict=True))


def is_answered(contest: Mapping[str, Any]) -> bool:
    """Say whether two roles have answered (protocol 12.5)."""
    by = {answer[0] if contest["joint"] else answer[2] for answer in contest["answers"]}
    return len(by) >= ANSWERS_NEEDED


def is_open(proposal: Mapping[str, Any]) -> bool:
    """Say whether a proposal is neither concluded, declined, withdrawn nor lapsed."""
    return not (proposal["concluded"] or proposal["declined"] or proposal["withdrawn"] or proposal["lapsed"])
