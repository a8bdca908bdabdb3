"""The keys of authorities: X25519, in the spellings of the age format (age-encryption.org/v1).

A file of identities has one a line; what begins with # is a remark. The first is that to which new content is
sealed; those after it still open what was sealed to them before.
"""

from collections.abc import Sequence
from typing import Final

import pyrage
from pyrage.x25519 import Identity, Recipient

from jisr.base import N_, Phrase
from jisr.seal.errors import MalformedKey

RECIPIENT_CHARACTERS_MAX: Final = 128
IDENTITIES_MAX: Final = 16


def new_identity() -> Identity:
    """Make the key of an authority."""
    return Identity.generate()


def read_recipient(text: str) -> Recipient:
    """Read the public half of a key, in its one spelling."""
    try:
        found = Recipient.from_str(text) if len(text) <= RECIPIENT_CHARACTERS_MAX else None
    except pyrage.RecipientError:
        found = None
    if found is None or str(found) != text:
        raise MalformedKey(what=N_("key for sealed content"), got=text)
    return found


def write_identities(identities: Sequence[Identity]) -> bytes:
    """Write a file of identities, each with its public half as a remark."""
    return "".join(f"# {each.to_public()}\n{each}\n" for each in identities).encode("ascii")


def read_identities(raw: bytes) -> tuple[Identity, ...]:
    """Read a file of identities; what is amiss is never repeated in the error."""
    lines = [line.strip() for line in raw.decode("ascii", "replace").splitlines()]
    secrets = [line for line in lines if line and not line.startswith("#")]
    try:
        found = tuple(Identity.from_str(each) for each in secrets)
    except pyrage.IdentityError:
        found = ()
    if not 0 < len(found) <= IDENTITIES_MAX:
        raise MalformedKey(what=N_("keys of an authority"), got=Phrase(N_("no identities of age, one a line")))
    return found


__all__ = ["Identity", "Recipient", "new_identity", "read_identities", "read_recipient", "write_identities"]
