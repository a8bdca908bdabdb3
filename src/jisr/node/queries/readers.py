"""To whom a sealed field goes: the authorities that hold its readers' mandates now, and their keys (protocol 7.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jisr.base import Party
from jisr.kernel import Register
from jisr.rules import EACH, Field
from jisr.seal import MalformedKey, Recipient, read_recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A party none of whose authorities that are to read a field has stated a key."""

    party: str
    mandates: tuple[str, ...]
    # Those that hold such a mandate and have no key.
    authorities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Who will read a sealed field: their keys by authority; who is to read it and cannot."""

    keys: Mapping[str, Recipient]
    unread: tuple[Unread, ...]
    # Authorities that are to read it and have no key, while others of their party have.
    without_key: tuple[str, ...]


def readers_of(register: Register, field: Field, sides: Mapping[str, Party], acting: str) -> Readers:
    """Give the readers of a field in a dossier of these sides, the acting authority always among them."""
    keys: dict[str, Recipient] = {}
    unread: list[Unread] = []
    without: list[str] = []
    asked = [(Party(acting.partition(".")[0].upper()), (), (acting,)), *_asked(register, field, sides)]
    for party, mandates, codes in asked:
        declared = register.declared_now(party)
        here = {code: key for code in codes if (key := _key(declared.get(code))) is not None}
        lacking = tuple(code for code in codes if code not in here)
        if not here:
            unread.append(Unread(party=party, mandates=mandates, authorities=lacking))
        else:
            without += lacking
        keys |= here
    return Readers(keys=keys, unread=tuple(unread), without_key=tuple(dict.fromkeys(without)))


def _asked(
    register: Register, field: Field, sides: Mapping[str, Party]
) -> Iterator[tuple[Party, tuple[str, ...], tuple[str, ...]]]:
    """Give by party the mandates that read a field, and the authorities that hold one of them."""
    for side, party in sorted(sides.items()):
        mandates = tuple(field.readers.get(side, field.readers.get(EACH, ())))
        if mandates:
            declared = register.declared_now(party)
            yield party, mandates, tuple(sorted(c for c, (held, _) in declared.items() if held & set(mandates)))


def _key(declared: tuple[frozenset[str], str | None] | None) -> Recipient | None:
    """Give the key that an authority has stated; what is no key is as good as none."""
    if declared is None or declared[1] is None:
        return None
    try:
        return read_recipient(declared[1])
    except MalformedKey:
        return None


__all__ = ["Readers", "Unread", "readers_of"]
