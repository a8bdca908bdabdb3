"""Who can take which side of a dossier that is to be opened (protocol 2.4, rule 4.sides)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jisr.base import Party
from jisr.kernel import Compiled, Step
from jisr.node.catalogue import gettext as _
from jisr.node.errors import WrongSides
from jisr.node.queries.openings import Post
from jisr.node.queries.people import listed, party_name, party_within
from jisr.node.queries.reading import own_party
from jisr.rules import ANY_MANDATE, EACH, Procedure
from jisr.rules.say import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One named side of a procedure."""

    side: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seating:
    """The named sides, the parties that can take them, and from which sides this officer may open.

    `seats` is empty where every party is a side under its own code. `posts` gives, by side (`each`
    where sides have no names), the authority and mandate under which the officer opens.
    """

    seats: tuple[Seat, ...]
    parties: tuple[Party, ...]
    posts: Mapping[str, tuple[str, str]]
    must_seat_all: bool = False

    @property
    def may(self) -> bool:
        """Say whether one of the officer's posts is admitted to the opening, whatever the side."""
        return bool(self.posts)

    @property
    def are_given(self) -> bool:
        """Say whether there is nothing to choose: one side, and one party that can take it."""
        return len(self.seats) == len(self.parties) == 1

    @property
    def lacking(self) -> tuple[Sentence, ...]:
        """Say why no assignment of sides is possible among these parties."""
        count = len(self.seats)
        names = {"sides": listed([each.label for each in self.seats]), "parties": _names(self.parties)}
        if count > len(self.parties):
            return (Sentence(_("There are too few parties (%(parties)s) for the sides: %(sides)s") % names, "4.sides"),)
        if self.seats and self.must_seat_all and count < len(self.parties):
            words = _("Every party of the dossier around it (%(parties)s) needs a side; there are only: %(sides)s")
            return (Sentence(words % names, "4.within"),)
        return ()

    @property
    def preset(self) -> dict[str, Party]:
        """Give the assignment to begin with: the own party where it may open, the rest where only one is left."""
        own = own_party()
        ours = next((each.side for each in self.seats if each.side in self.posts), None)
        if ours is None:
            return {}
        left = [each for each in self.parties if each != own]
        empty = [each.side for each in self.seats if each.side != ours]
        theirs = {empty[0]: left[0]} if len(left) == len(empty) == 1 else {}
        return {ours: own, **theirs}

    def amiss(self, sides: Mapping[str, str]) -> tuple[str, str] | None:
        """Give the side whose party cannot be, and why; None where the assignment is possible."""
        seen: dict[str, Seat] = {}
        for seat in self.seats:
            party = sides[seat.side]
            if party in seen:
                names = {"party": party_name(party), "side": seen[party].label}
                return seat.side, _("%(party)s is already the side “%(side)s”; choose another party here") % names
            seen[party] = seat
        ours = seen.get(own_party())
        if ours is not None and ours.side in self.posts:
            return None
        allowed = listed([each.label for each in self.seats if each.side in self.posts])
        names = {"party": party_within(own_party()), "sides": allowed}
        at = ours.side if ours is not None else next(each.side for each in self.seats if each.side in self.posts)
        return at, _("Your post opens this only with %(party)s as: %(sides)s") % names


def seating_of(
    compiled: Compiled, step: Step, posts: Iterable[Post], parties: Iterable[Party], *, around: bool = False
) -> Seating:
    """Give who can take which side, and from where an officer's posts may open; `around`: of an outer dossier."""
    names: Sequence[str] = (EACH,) if compiled.each else compiled.procedure.sides
    found: dict[str, tuple[str, str]] = {}
    for post in posts:
        for side in names:
            admitted = step.by.get(side, frozenset())
            fitting = post.mandates if ANY_MANDATE in admitted else post.mandates & admitted
            if fitting:
                found.setdefault(side, (post.authority, min(fitting)))
    return Seating(
        seats=() if compiled.each else tuple(Seat(side=s, label=side_label(compiled.procedure, s)) for s in names),
        parties=tuple(sorted(parties)),
        posts=found,
        must_seat_all=around,
    )


def side_label(procedure: Procedure, side: str) -> str:
    """Name a side; one without a label is shown by its name."""
    return _(procedure.labels[side]) if side in procedure.labels else side


def _names(parties: Iterable[str]) -> str:
    return listed([party_name(each) for each in parties])


def sides_taken(
    compiled: Compiled, sides: Mapping[str, str] | None, parties: Sequence[Party]
) -> Mapping[str, str] | None:
    """Give who takes which side: as was said, or where nothing was and there is one side only, the one party."""
    if sides is None and not compiled.each and len(compiled.procedure.sides) == len(parties) == 1:
        return {compiled.procedure.sides[0]: parties[0]}
    return sides


def require_sides(compiled: Compiled, sides: Mapping[str, str] | None, parties: Sequence[Party]) -> None:
    """Raise WrongSides where an opening would be void by 4.sides: before anybody looks for the mandate."""
    named = parties if compiled.each else compiled.procedure.sides
    given = {each: str(each) for each in parties} if sides is None and compiled.each else sides or {}
    whole = given.keys() == set(named) and set(given.values()) <= set(parties)
    if not whole or len(set(given.values())) != len(given):
        raise WrongSides(compiled.id, named, parties)
