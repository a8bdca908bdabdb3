"""Runs in which dossiers go on by a later version of their procedure while others act (protocol 9.7, 12.29)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any, Final

from jisr.base import b64
from jisr.kernel import By, Deed, Docket, Entry, MemoryShelf, Standing, node_authority
from jisr.kernel.compiled import MOVE
from jisr.kernel.moving import can_follow
from jisr.procedures.framework import FRAMEWORK
from jisr.rules import (
    CLOCK_MANDATE,
    Act,
    All,
    Always,
    DeclaredFact,
    Fact,
    Field,
    Procedure,
    Term,
    check,
)
from tests.strategies.procedures import HOURS, OUTER, random_parameters
from tests.strategies.runs import Habits, Run, drawn
from tests.strategies.runs import Move as Wish
from tests.strategies.worlds import NAMES, Node, Setting, World, compiled, manifest

TRIES: Final = 8
EAGER: Final[Mapping[str, float]] = {"propose": 4, "concur": 30, "conclude": 40, "withdraw": 1, "decline": 0.5}
LATER_OUTER: Final = replace(OUTER, version=2)


def later(chance: Random, before: Procedure) -> Procedure:
    """Give a version that demands more and gives up some acts; one that loads and can follow."""
    for _ in range(TRIES):
        made = _changed(chance, before)
        outer = OUTER if before.within else None
        if not check(made, outer=outer) and can_follow(compiled(before), compiled(made)):
            return made
    return replace(before, version=before.version + 1)


def _changed(chance: Random, before: Procedure) -> Procedure:
    opening = next(each for each in before.acts if each.opens)
    side = chance.choice(sorted(opening.by))
    paper = DeclaredFact(name="papers", label="papers", contrary="", source="drawn at random")
    filing = Act(name="file_papers", label="file_papers", by={side: opening.by[side]}, sets=("papers",))
    acts = [each for each in before.acts if each.opens or not _is_plain(each) or chance.random() < 0.85]
    demanding = [replace(each, needs=_more(each.needs)) if _may_need(each, chance) else each for each in acts]
    periods = tuple(
        replace(each, length=chance.choice(HOURS)) if each.length and chance.random() < 0.5 else each
        for each in before.periods
    )
    return replace(
        before, version=before.version + 1, acts=(*demanding, filing), facts=(*before.facts, paper), periods=periods
    )


def _is_plain(act: Act) -> bool:
    return not (act.opens or act.closes or act.protective or act.irrevocable)


def _may_need(act: Act, chance: Random) -> bool:
    return not act.protective and not act.opens and chance.random() < 0.4


def _more(needs: Term) -> Term:
    return Fact("papers") if isinstance(needs, Always) else All((needs, Fact("papers")))


@lru_cache(maxsize=1_024)
def drawn_moving(seed: int) -> tuple[Setting, Habits]:
    """Give what a run of this seed is about: two versions, and manifests that name the move; one has none at first."""
    setting, habits = drawn(seed)
    chance = Random(seed + 7)
    main = next(each for each in setting.procedures if each.name == "drawn")
    versions = [main, later(chance, main)]
    if chance.random() < 0.3:
        versions.append(later(chance, versions[-1]))
    outer = (OUTER, LATER_OUTER) if main.within else ()
    procedures = (FRAMEWORK, *versions, *outer)
    moves: dict[str, Any] = {new.id: {old.id: {} for old in versions[:at]} for at, new in enumerate(versions) if at}
    if main.within:
        moves[LATER_OUTER.id] = {OUTER.id: {}}
    parties = NAMES[: len(setting.parties)]
    manifests = tuple(
        manifest(
            parties, procedures, version=each, parameters=random_parameters(chance),
            moves=moves if each == 2 or chance.random() < 0.8 else None,
        )
        for each in (1, 2)
    )  # fmt: skip
    return Setting(manifests=manifests, procedures=procedures), habits


class MovingRun(Run):
    """A run whose parties move dossiers, now and then by a version that is not theirs any more."""

    def __init__(self, seed: int, *, acts: int = 60, shelf: type[MemoryShelf] = MemoryShelf) -> None:
        super().__init__(seed, acts=acts, shelf=shelf)
        setting, self.habits = drawn_moving(seed)
        self.world = World(setting, shelf)

    def _view(self, node: Node, docket: Docket) -> Docket:
        """Give a dossier as its party's next act is judged; at times as it was, or a version that is not come yet."""
        if docket.versions is None or self.chance.random() < 0.12:
            return docket
        entry = self.world.draft(node.party, "reopen", By(node_authority(node.party), CLOCK_MANDATE, "node"))
        return docket.seen_by(Deed(entry, time=entry.time, seen=entry.seen))

    def _moves(self, node: Node, docket: Docket) -> Iterator[Wish]:
        for each in super()._moves(node, self._view(node, docket)):
            is_move = each.step.act is not None and each.step.act.name == MOVE
            yield replace(each, weight=EAGER[each.step.kind]) if is_move else each

    def _entry(self, node: Node, move: Wish) -> Entry:
        entry = super()._entry(node, move)
        if entry.act != f"propose_{MOVE}":
            return entry
        versions = [each for each in self.world.setting.procedures if each.name == move.docket.compiled.procedure.name]
        to = self.chance.choice(versions[1:])
        digest = compiled(to).digest if self.chance.random() < 0.97 else b64(bytes(32))
        return entry.but(fields={"procedure": to.id, "digest": digest})

    def _value(self, field: Field) -> Any:
        return "" if field.type in ("text", "hash") else super()._value(field)


def moved(nodes: Iterable[Node]) -> Counter[str]:
    """Count what a moved dossier met, over nodes that know everything."""
    found: Counter[str] = Counter()
    for node in nodes:
        for docket in node.shelf.dockets.values():
            found["moves"] += len(docket.moves)
            for deed in docket.deeds.values() if docket.versions is not None else ():
                version = str(deed.entry.procedure)
                is_later = version != docket.moves[0].base
                concluded = docket.find(docket.moves[0].key)
                assert concluded is not None
                after = deed.succeeds(concluded.party, concluded.seq)
                stands = deed.verdict.standing == Standing.STANDS
                found["later"] += stands and is_later
                found["of the earlier after"] += stands and not is_later and after and not deed.protective
                found["protecting by the earlier"] += stands and not is_later and after and deed.protective
                found["another version"] += deed.verdict.reasons == ("4.procedure",)
                found["4.move"] += deed.verdict.reasons == ("4.move",)
                found["crossing"] += stands and not is_later and _crosses_later(docket, deed)
                found["defeated"] += deed.verdict.standing == Standing.DEFEATED and deed.key == concluded.key
    return found


def _crosses_later(docket: Docket, deed: Any) -> bool:
    return any(
        str(each.entry.procedure) != docket.moves[0].base
        and not each.succeeds(deed.party, deed.seq)
        and not deed.succeeds(each.party, each.seq)
        for each in docket.deeds.values()
        if each.party != deed.party and each.authorised
    )


__all__ = ["LATER_OUTER", "MovingRun", "drawn_moving", "later", "moved"]
