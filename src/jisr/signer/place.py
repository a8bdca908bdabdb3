"""The folder of a signer: whose logs it signs, its keys, its book."""

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from jisr.base import N_, JisrError, Party, Phrase, b64, parse_party
from jisr.base.limits import SIGNER_KEYS_MAX
from jisr.log import public_bytes
from jisr.signer.book import Book
from jisr.signer.errors import SignerAmiss, SignerTaken

SETTINGS: Final = "signer.toml"
KEYS: Final = "keys"
BOOK: Final = "signer.sqlite3"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signer keeps what it has."""

    path: Path
    party: Party

    @property
    def book(self) -> Book:
        """Give its book."""
        return Book(self.path / BOOK)

    def keys(self) -> dict[str, Ed25519PrivateKey]:
        """Give its keys by the public half in base64, the oldest first; raises SignerAmiss."""
        found = {}
        for place in sorted((self.path / KEYS).glob("*.pem")):
            try:
                key = load_pem_private_key(place.read_bytes(), password=None)
            except (OSError, TypeError, ValueError, UnsupportedAlgorithm) as error:
                raise SignerAmiss(place, (isinstance(error, OSError) and error.strerror) or error) from error
            if not isinstance(key, Ed25519PrivateKey):
                raise SignerAmiss(place, Phrase(N_("it is no key of Ed25519")))
            found[b64(public_bytes(key))] = key
        return found

    def add_key(self) -> str:
        """Make one more key; give its public half in base64. Those before it go on signing what they are named for."""
        numbers = [int(each.stem) for each in (self.path / KEYS).glob("*.pem") if each.stem.isdigit()]
        if len(numbers) >= SIGNER_KEYS_MAX:
            raise SignerAmiss(
                self.path / KEYS, Phrase(N_("it holds as many keys as it can: %(count)s"), count=SIGNER_KEYS_MAX)
            )
        key = Ed25519PrivateKey.generate()
        content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_private(self.path / KEYS / f"{max(numbers, default=0) + 1:04}.pem", content)
        return b64(public_bytes(key))


def load_place(path: Path) -> Place:
    """Read what a signer was told about itself; raises SignerAmiss, SignerLost."""
    settings = path / SETTINGS
    try:
        place = Place(path, parse_party(tomllib.loads(settings.read_text("utf-8"))["party"]))
    except KeyError as error:
        raise SignerAmiss(settings, Phrase(N_("`%(key)s` is missing"), key="party")) from error
    except (OSError, ValueError, TypeError, JisrError) as error:
        raise SignerAmiss(settings, (isinstance(error, OSError) and error.strerror) or error) from error
    place.book.require()
    return place


def make_place(path: Path, *, party: str) -> Place:
    """Make a signer with a new key and an empty book; never over another."""
    place = Place(path, parse_party(party))
    if any((path / each).exists() for each in (SETTINGS, KEYS, BOOK)):
        raise SignerTaken(N_("%(place)s holds a signer already"), place=path)
    (path / KEYS).mkdir(mode=0o700, parents=True)
    path.chmod(0o700)
    place.add_key()
    place.book.make()
    # Last: a folder without it is no signer.
    _write_private(path / SETTINGS, f"party = {json.dumps(place.party)}\n".encode())
    return place


def _write_private(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


__all__ = ["Place", "load_place", "make_place"]
