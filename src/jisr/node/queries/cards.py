"""One act as it is offered: what it is, what follows, whether it is open, and if not what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jisr.rules import Field
from jisr.rules.say import Sentence

# Steps that answer what is there already; without anything to answer they are not offered.
ANSWERING = ("concur", "decline", "withdraw", "answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One item on which an act can be done."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Lacking(Sentence):
    """What is missing, its source, and by which acts of whom it is given.

    `ways`: of these one is enough, each is all that it lacks; `text` then says them in one sentence.
    """

    givers: tuple[str, ...] = ()
    ways: tuple[tuple["Lacking", ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveChange:
    """One thing that a later version demands more, or less; `reason`: why the manifest lets it fall away."""

    text: str
    source: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveShown:
    """A version to which a dossier may move: what is owed more there, and what falls away."""

    version: str
    owed: tuple[MoveChange, ...]
    falls: tuple[MoveChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One act: what it is, what follows, whether it is open, and if not what is missing."""

    name: str
    label: str
    consequence: str
    group: str
    authority: str
    mandate: str
    is_open: bool
    protective: bool
    irrevocable: bool
    joint: bool
    missing: tuple[Lacking, ...]
    fields: tuple[Field, ...]
    on_behalf: tuple[str, ...]
    items: tuple[Choice, ...]
    needs_item: bool
    kind: str = "act"
    source: str = ""
    closes: bool = False
    target: str = ""
    initial: Mapping[str, Any] = field(default_factory=dict)
    # How many items there are that are not offered, since there are too many.
    unoffered: int = 0
    # Whether all that it does is to take back what is not given now.
    takes_nothing_back: bool = False
    # Whether a second officer has to look at it before it is written.
    second_officer: bool = False
    # Of a move to another version: to which, and what that adds and drops.
    moves: tuple[MoveShown, ...] = ()
    is_move: bool = False

    @property
    def waiting(self) -> bool:
        """Say whether this answers what another side has said."""
        return self.kind in ("concur", "answer")

    @property
    def is_grave(self) -> bool:
        """Say whether it is slow on purpose: it cannot be undone, ends or moves the dossier, or two answer for it."""
        return self.irrevocable or self.closes or self.second_officer or self.is_move

    @property
    def is_at_once(self) -> bool:
        """Say whether nothing need be said with it: a button is enough."""
        return not self.needs_item and not self.on_behalf and not any(each.required for each in self.fields)
