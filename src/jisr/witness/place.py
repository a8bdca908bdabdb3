"""The folder of a witness: its name, its key, its book."""

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from jisr.base import N_, Phrase, b64, in_fours, is_id
from jisr.log import public_bytes
from jisr.witness.book import Book
from jisr.witness.errors import WitnessAmiss, WitnessTaken

SETTINGS: Final = "witness.toml"
KEY: Final = "witness.pem"
BOOK: Final = "witness.sqlite3"
TOLD: Final = ("name", "address", "listen")


@dataclass(frozen=True)
class Place:
    """A witness at rest: what it is called in manifests, where it is reached, where it listens."""

    path: Path
    name: str
    address: str
    listen: str

    @property
    def book(self) -> Book:
        """Give what it keeps."""
        return Book(self.path / BOOK)

    @property
    def key(self) -> Ed25519PrivateKey:
        """Load the key by which it cosigns."""
        place = self.path / KEY
        try:
            loaded = load_pem_private_key(place.read_bytes(), password=None)
        except (OSError, TypeError, ValueError, UnsupportedAlgorithm) as error:
            raise WitnessAmiss(place, _because(error)) from error
        if not isinstance(loaded, Ed25519PrivateKey):
            raise WitnessAmiss(place, Phrase(N_("it is no key of Ed25519")))
        return loaded

    def named(self) -> dict[str, dict[str, str]]:
        """Give what a manifest says of it under `witnesses` (protocol 12.12)."""
        return {self.name: {"key": b64(public_bytes(self.key)), "address": self.address}}

    def fingerprint(self) -> str:
        """Give its public key as two people read it out to each other: hex digits in groups of four."""
        return in_fours(public_bytes(self.key).hex())


def load_place(path: Path) -> Place:
    """Read what a witness was told about itself."""
    settings = path / SETTINGS
    try:
        raw = tomllib.loads(settings.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise WitnessAmiss(settings, _because(error)) from error
    return Place(path, **_told(settings, {each: raw.get(each) for each in TOLD}))


def make_place(path: Path, *, name: str, address: str, listen: str) -> Place:
    """Make a witness with a new key and an empty book; never over another."""
    told = _told(path / SETTINGS, {"name": name, "address": address, "listen": listen})
    if any((path / each).exists() for each in (SETTINGS, KEY, BOOK)):
        raise WitnessTaken(N_("%(place)s holds a witness already"), place=path)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    _write_private(path / KEY, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    place = Place(path, **told)
    place.book.make()
    lines = [f"{each} = {json.dumps(value, ensure_ascii=False)}\n" for each, value in told.items()]
    # Last: a folder without it is no witness.
    _write_private(path / SETTINGS, "".join(lines).encode())
    return place


def _told(settings: Path, raw: dict[str, object]) -> dict[str, str]:
    if not is_id(raw["name"]):
        raise WitnessAmiss(settings, Phrase(N_("`name` is an id: small letters, digits, dots, lines; 64 at most")))
    lacking = [each for each, value in raw.items() if not isinstance(value, str) or not value]
    if lacking:
        raise WitnessAmiss(settings, Phrase(N_("`%(key)s` is missing"), key=lacking[0]))
    for each in ("address", "listen"):
        if not _is_reachable(str(raw[each]), is_listened_at=each == "listen"):
            words = N_("`%(key)s` is no address: %(value)s (as in https://witness.example.org, and 127.0.0.1:8100)")
            raise WitnessAmiss(settings, Phrase(words, key=each, value=raw[each]))
    return {each: str(value) for each, value in raw.items()}


def _is_reachable(text: str, *, is_listened_at: bool) -> bool:
    try:
        where = urlsplit(f"//{text}" if is_listened_at else text)
        return bool(where.hostname) and (where.port is not None or not is_listened_at)
    except ValueError:
        # A port that is none.
        return False


def _because(error: Exception) -> object:
    """Say what the system says of a file, without its name, which stands beside it."""
    return (isinstance(error, OSError) and error.strerror) or error


def _write_private(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


__all__ = ["Place", "load_place", "make_place"]
