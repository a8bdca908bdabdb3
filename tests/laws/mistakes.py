"""Mistakes that an implementation could make: each a change of one place, by which the tests are tried."""

from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).parents[2] / "src" / "jisr"


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A text of the kernel that is put in the place of another; `law`: a law breaks as well."""

    name: str
    file: str
    right: str
    wrong: str
    law: str | None = None

    def made_in(self, root: Path) -> None:
        """Make the mistake in a copy of the source."""
        path = root / self.file
        text = path.read_text("utf-8")
        assert text.count(self.right) == 1, f"{self.name}: {self.right!r} is there {text.count(self.right)} times"
        path.write_text(text.replace(self.right, self.wrong), "utf-8")
        # Compiled as it was right, it is told from the wrong one by size and second alone.
        Path(cache_from_source(path)).unlink(missing_ok=True)


MISTAKES: Final = (
    Mistake(
        name="closure of seen dropped",
        file="kernel/intake.py",
        right="if not _is_closed(entry, grown, logs):",
        wrong="if False:",
    ),
    Mistake(
        name="the least clock taken for running",
        file="kernel/scene.py",
        right="self.clocks.greatest_of_all() if period.runs_on == ALL_SIDES else self.clocks.greatest()",
        wrong="self.clocks.least_of_all() if period.runs_on == ALL_SIDES else self.clocks.least()",
    ),
    Mistake(
        name="a period on all begun at the start's own time",
        file="kernel/scene.py",
        right="begin = self._begin(start) if shared else start[TIME]",
        wrong="begin = start[TIME]",
    ),
    Mistake(
        name="depth breaking ties",
        file="kernel/state.py",
        right="            return self.compiled.cautious[name]\n        return value",
        wrong="            return marks[-1][VALUE]\n        return value",
    ),
    Mistake(
        name="refused instead of void",
        file="kernel/intake.py",
        right="return Placed(None, read.rule, Tail(tail.size + 1, tail.time, tail.seen, tail.claimed), ())",
        wrong='return NotThisLog(read.rule, "")',
    ),
    Mistake(
        name="the framework's parties instead of the dossier's",
        file="kernel/docket.py",
        right="return Clocks(deed, self.parties, self.logs, ",
        wrong="return Clocks(deed, tuple(sorted(self.framework.parties)), self.logs, ",
    ),
    Mistake(
        name="binding dropped",
        file="kernel/conditions.py",
        right="if step.protective or not (state.open or state.moving):",
        wrong="if True:",
    ),
    Mistake(
        name="stability unchecked",
        file="rules/checks_crossing.py",
        right="if takes_away(_crossing_effects(other, subject), needs, subject.procedure) != NOTHING:",
        wrong="if False:",
    ),
    Mistake(
        name="crossed forgotten",
        file="kernel/standing.py",
        right="            elif is_irrevocable_end(deed, state):\n                state.apply(deed, crossed=True)\n",
        wrong="",
        law="safety",
    ),
    Mistake(
        name="a close that voids a stop",
        file="kernel/compiled.py",
        right="parts: list[Term] = [] if act.protective else [NOT_CLOSED]",
        wrong="parts: list[Term] = [NOT_CLOSED]",
    ),
    Mistake(
        name="acks answering acks",
        file="node/services/acts.py",
        right="has_beyond(log, own.seen[party], but=ACK)",
        wrong='has_beyond(log, own.seen[party], but="")',
        law="progress",
    ),
    Mistake(
        name="what crosses in the outer dossier forgotten",
        file="kernel/ledger.py",
        right="            self._unsettle_inner(docket, deed)\n",
        wrong="            pass\n",
        law="convergence",
    ),
    Mistake(
        name="the grounds of what cannot be undone not waited for",
        file="kernel/docket.py",
        right="if is_irrevocable_end(deed, state) and not are_grounds_final(deed, state, clocks):",
        wrong="if False:",
    ),
    Mistake(
        name="the window forgotten",
        file="kernel/scene.py",
        right="return clock is not None and clock < end\n",
        wrong="return clock is not None\n",
    ),
    Mistake(
        name="like proposals both concluded",
        file="kernel/conditions.py",
        right="            bad = bad or _has_lower_like(proposal, party, state)\n",
        wrong="",
    ),
    Mistake(
        name="a fault's time counted",
        file="kernel/intake.py",
        right='fault, time = "2.time", tail.time',
        wrong='fault = "2.time"',
    ),
    Mistake(
        name="what fell away counted as seen",
        file="kernel/intake.py",
        right="sure = {each: _surely_seen(entry, each, others, tail, logs) for each in others}",
        wrong="sure = dict(others)",
    ),
    Mistake(
        name="what was claimed forgotten by the next entry",
        file="kernel/intake.py",
        right="return tail.claimed.get(party) == entry.seen[party]",
        wrong="return False",
    ),
    Mistake(
        name="what covered entries have seen forgotten where something is claimed",
        file="kernel/intake.py",
        right="found = max(found, logs.seen(each, count - 1)[party])",
        wrong="pass",
    ),
    Mistake(
        name="an end that excuses whatever comes after it",
        file="kernel/intake.py",
        right="< entry.seen[party] <= min(end, logs.size(party)):",
        wrong="< entry.seen[party] <= logs.size(party):",
    ),
    Mistake(
        name="heads of an ended record taken for good",
        file="manifest/heads.py",
        right="    if ended is not None and name in _earlier(manifest, party):\n        raise HeadEnded(name=name, size=head.checkpoint.size, end=ended.begin)\n    if name != manifest.origin(party):",
        wrong="    if name not in (manifest.origin(party), *_earlier(manifest, party)):",
    ),
    Mistake(
        name="a contest answered by one",
        file="kernel/compiled.py",
        right="ANSWERS_NEEDED: Final = 2",
        wrong="ANSWERS_NEEDED: Final = 1",
    ),
    Mistake(
        name="who has left waited for still",
        file="kernel/scene.py",
        right="        if party in self.left:\n            # Its log ends in the act's past: nothing of it that is not known can cross the entry.\n            return True\n",
        wrong="",
    ),
    Mistake(
        name="a leave that counts before it is seen",
        file="kernel/register.py",
        right="return {party: seq for party, seq in self.left.items() if deed.succeeds(party, seq)}",
        wrong="return dict(self.left)",
    ),
    Mistake(
        name="who has left writing on",
        file="kernel/form.py",
        right="return deed.seq > register.left.get(deed.party, deed.seq)",
        wrong="return False",
    ),
    Mistake(
        name="one party agreeing alone",
        file="kernel/conditions.py",
        right="    return state.compiled.each and len(remaining) > 1\n",
        wrong="    return state.compiled.each\n",
    ),
    Mistake(
        name="a clock that stands still waited for",
        file="kernel/scene.py",
        right="for each in self.parties if each not in self.left]",
        wrong="for each in self.parties]",
    ),
    Mistake(
        name="anybody leaving for a party",
        file="kernel/ledger.py",
        right='            return void("4.mandate")\n        if not _is_bare(entry) or entry.fields:',
        wrong='            pass\n        if not _is_bare(entry) or entry.fields:',
    ),
    Mistake(
        name="a manifest that waits for the record of who has left",
        file="kernel/register.py",
        right="if parties >= framework.parties - left.keys()]",
        wrong="if parties >= framework.parties]",
    ),
    Mistake(
        name="a move that holds before it is known to all",
        file="kernel/docket.py",
        right="if not deed.succeeds(move.party, move.seq) or not clocks.is_final(move.party, move.seq):",
        wrong="if not deed.succeeds(move.party, move.seq):",
    ),
    Mistake(
        name="a stop of an earlier version refused",
        file="kernel/docket.py",
        right="        return named if step is not None and step.protective else version\n",
        wrong="        return version\n",
    ),
    Mistake(
        name="anything of an earlier version taken",
        file="kernel/docket.py",
        right="        return named if step is not None and step.protective else version\n",
        wrong="        return named if step is not None else version\n",
    ),
    Mistake(
        name="a period under way given the length of the new version",
        file="kernel/scene.py",
        right="        if len(start) > VERSION and self.state.versions is not None:\n",
        wrong="        if False:\n",
    ),
    Mistake(
        name="whoever moves bound by nothing",
        file="kernel/conditions.py",
        right="    return step.kind in MOVING_KINDS and not step.moves\n",
        wrong="    return False\n",
    ),
    Mistake(
        name="a move that nobody has agreed on",
        file="kernel/conditions.py",
        right="    named = [to for to, froms in agreed.moves.items() if compiled.id in froms and is_later(to, compiled)]\n    if not fields:\n",
        wrong="    return True\n    named = []\n    if not fields:\n",
    ),
)  # fmt: skip
