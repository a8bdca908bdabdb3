"""A domestic log folded entry by entry by the kernel, so that what was attested is judged at any of its sizes."""

from collections.abc import Mapping
from typing import Final

from jisr.base import N_, DossierId, EntryId, FrameworkId, Instant, JisrError, Json, Party, Seq
from jisr.base.limits import INTEGER_MAX
from jisr.kernel import (
    Framework,
    Ledger,
    MemoryLogs,
    MemoryShelf,
    Placed,
    Register,
    Tail,
    lacking_at,
    place,
)
from jisr.log import EMPTY_ROOT, MemoryNodes, leaf_hash, root_at
from jisr.rules import Term

# What was written is not held again for being ahead of a clock.
NO_CLOCK: Final = Instant(INTEGER_MAX)


class LogAmiss(JisrError):
    """Bytes that are no entry of the domestic log at their place."""


class _Logs(MemoryLogs):
    def __init__(self, parties: frozenset[Party], nodes: MemoryNodes) -> None:
        super().__init__(parties)
        self._nodes = nodes

    def root(self, party: Party, size: int) -> bytes:
        """Give the root of the log at a size: a witness's note states one."""
        return root_at(self._nodes, size)

    @property
    def tails(self) -> Mapping[Party, Tail]:
        """Give the end of each log."""
        return {party: log.tail for party, log in self.logs.items()}


class DomesticFold:
    """The one log of a domestic framework, as far as its entries were taken."""

    def __init__(self, framework: Framework) -> None:
        (self.party,) = framework.parties
        self.framework = framework
        self._nodes = MemoryNodes()
        self._logs = _Logs(framework.parties, self._nodes)
        register = Register()
        self._shelf = MemoryShelf(framework, register, self._logs)
        self._ledger = Ledger(framework, register, self._logs, self._shelf)

    @property
    def size(self) -> int:
        """Give how many entries were taken."""
        return self._logs.size(self.party)

    @property
    def root(self) -> bytes:
        """Give the root of the log at this size."""
        return root_at(self._nodes, self.size) if self.size else EMPTY_ROOT

    def take(self, raw: bytes) -> None:
        """Take the next entry; raises LogAmiss where it is none."""
        placed = place(
            raw,
            framework=FrameworkId(self.framework.id),
            party=self.party,
            parties=self.framework.parties,
            tail=self._logs.logs[self.party].tail,
            logs=self._logs,
            now=NO_CLOCK,
        )
        at = EntryId(self.party, Seq(self.size))
        if not isinstance(placed, Placed):
            raise LogAmiss(N_("%(entry)s of %(framework)s: %(because)s"), entry=at, framework=self.framework.id,
                           because=placed.because)  # fmt: skip
        self._nodes.append(leaf_hash(raw))
        self._logs.logs[self.party].append(placed)
        self._ledger.admit(placed)
        self._ledger.settle()

    def lacking(self, dossier: str, term: Term, at: Instant) -> tuple[Json, ...] | None:
        """Give what a term lacks in a dossier as it is now; none: it holds; None: there is no such dossier."""
        docket = self._shelf.docket(DossierId(dossier))
        if docket is None or docket.compiled is None:
            return None
        return lacking_at(docket, self.framework.id, self._logs, self.party, term, at)


__all__ = ["DomesticFold", "LogAmiss"]
