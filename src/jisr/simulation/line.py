"""The line between nodes: cut one way or both, lossy, slow, repeating, and late."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from jisr.base import JisrError, Party
from jisr.exchange import NotSigned
from jisr.simulation.disk import Died, DiskFull, MarkGarbled
from jisr.simulation.speaking import Headers, Speaker

# For how many steps of a season a message may be under way.
LATE_STEPS_MAX = 25


@dataclass(slots=True)
class Pouch:
    """A pouch that somebody carries."""

    of: Party
    to: Party
    raw: bytes
    # How long each log is that it brings.
    reaches: dict[str, int]


@dataclass
class Line:
    """All links, and what is on its way."""

    nodes: dict[Party, Speaker]
    chance: Random
    say: Callable[[str], None]
    amiss: Callable[[str], None]
    lost: float = 0.0
    repeated: float = 0.0
    halved: float = 0.0
    cut: set[tuple[Party, Party]] = field(default_factory=set)
    pouches: list[Pouch] = field(default_factory=list)
    # Requests that went by and come again: for whom, and what.
    kept: list[tuple[Party, bytes, Headers]] = field(default_factory=list)

    def call(self, of: Party, to: Party, body: bytes, headers: Headers) -> tuple[bytes, Headers] | None:
        """Carry a request there and the answer back; None where either did not come."""
        self.nodes[of].point("before sending")
        if (of, to) in self.cut or not self.nodes[to].is_up or self.chance.random() < self.lost:
            return None
        if self.chance.random() < self.halved:
            self._halve(to, body, headers)
            return None
        answer = self.answer(to, body, headers)
        if answer is None:
            return None
        if self.chance.random() < self.repeated:
            self.kept.append((to, body, headers))
            self.repeat()
        if (to, of) in self.cut or self.chance.random() < self.lost:
            self.nodes[of].point("after a lost answer")
            return None
        if self.chance.random() < self.halved:
            return answer[0][: self.chance.randrange(len(answer[0]))], answer[1]
        self.nodes[of].point("before an answer is read")
        return answer

    def answer(self, to: Party, body: bytes, headers: Headers) -> tuple[bytes, Headers] | None:
        """Let a request arrive; None where the node fails, or is killed over it."""
        node = self.nodes[to]
        try:
            return node.answer(body, headers)
        except Died:
            node.die()
            self.say(f"{to} is killed while it answers")
        except (DiskFull, MarkGarbled, NotSigned) as error:
            self.say(f"{to} answers {type(error).__name__}")
        return None

    def repeat(self) -> None:
        """Let a request that went by come once more: nobody takes it twice."""
        to, body, headers = self.kept.pop(self.chance.randrange(len(self.kept)))
        self._refused(to, body, headers, "a request that was repeated")

    def _halve(self, to: Party, body: bytes, headers: Headers) -> None:
        half = body[: self.chance.randrange(len(body))]
        self._refused(to, half, headers, "half a request")

    def _refused(self, to: Party, body: bytes, headers: Headers, what: str) -> None:
        """Let something arrive that must be turned away by its signature, whatever else is in it."""
        node = self.nodes[to]
        if not node.is_up:
            return
        try:
            node.answer(body, headers)
        except NotSigned:
            self.say(f"{to} turns {what} away")
            return
        except Died:
            node.die()
            return
        except (DiskFull, MarkGarbled):
            return
        except JisrError as error:
            self.amiss(f"{to} read {what}: {error}")
            return
        self.amiss(f"{to} took {what}")

    def send_pouch(self, of: Party, to: Party) -> None:
        """Let somebody leave with a pouch."""
        node = self.nodes[of]
        message = {party: len(log) for party, log in node.disk.tables.raws.items()}
        self.pouches.append(Pouch(of, to, node.pouch_for(to), {str(party): size for party, size in message.items()}))

    def deliver_pouch(self) -> None:
        """Let one of those who carry a pouch arrive: any of them, and now and then with a copy that stays behind."""
        pouch = self.pouches.pop(self.chance.randrange(len(self.pouches)))
        if self.chance.random() < self.repeated:
            self.pouches.append(pouch)
        node = self.nodes[pouch.to]
        if not node.is_up:
            self.pouches.append(pouch)
            return
        try:
            receipt = node.open_pouch(pouch.raw)
            self.say(f"{pouch.to} opens a pouch of {pouch.of}: {receipt.taken_in} taken in")
        except Died:
            node.die()
            self.say(f"{pouch.to} is killed over a pouch")
        except (DiskFull, MarkGarbled) as error:
            self.say(f"{pouch.to} cannot open a pouch: {type(error).__name__}")
