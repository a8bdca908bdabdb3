"""Who takes part in a framework: parties, and the authorities that each has declared (protocol 9.4)."""

from dataclasses import dataclass

from jisr.node.queries.people import mandate_name
from jisr.node.queries.reading import Reading, own_party


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityShown:
    """An authority that a party has declared, with the mandates it holds now."""

    code: str
    mandates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyShown:
    """A party of a framework and the authorities that act for it."""

    party: str
    is_own: bool
    authorities: tuple[AuthorityShown, ...]


def parties_of(held: Reading) -> list[PartyShown]:
    """Give each party with its declared authorities; those retired are left out."""
    found = []
    for party in sorted(held.framework.parties):
        size = held.logs.tails[party].size
        codes = sorted({str(row[1]) for row in held.register.declared.get(party, ())})
        held_now = {code: held.register.mandates(held.framework, party, code, size) for code in codes}
        found.append(
            PartyShown(
                party=party,
                is_own=party == own_party(),
                authorities=tuple(
                    AuthorityShown(code=code, mandates=tuple(mandate_name(each) for each in sorted(mandates)))
                    for code, mandates in held_now.items()
                    if mandates
                ),
            )
        )
    return found
