"""The key-encryption key: keys for sealed content lie in the home under it, and it lies elsewhere (decision 0020).

Every such key in `keys/` is encrypted by a key of this home, which lies in `keys/kek.json` wrapped by the
key-encryption key. That one is in the environment, in a file, or in a device behind a program; the node asks for it
once, and keeps the home's key in memory. Whoever has the home alone, or a copy of it, opens nothing that is sealed.
"""

import base64
import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from jisr.base import N_, JisrError, NotCanonical, Phrase, unb64
from jisr.node.encryption import PROGRAM, VARIABLE, Encryption
from jisr.node.home import Home, HomeAmiss

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
KEK_FILE_BYTES_MAX: Final = 4_096
PROGRAM_SECONDS_MAX: Final = 20
PROGRAM_BYTES_MAX: Final = 64 * 1024
WRAP: Final = b"jisr/kek/1"
LOCK: Final = b"jisr/kept/1"
ID_BYTES: Final = 4
# What lies locked begins so, in a file of keys as in a line of them; then which of the home's keys opens it.
MARK: Final = "~"


class KekMissing(JisrError):
    """The node has no key-encryption key, or another than the one under which its keys lie."""

    advice = N_(
        "Give the node its key-encryption key as [key_encryption] in node.toml says, and start it again. Until then it"
        " opens, seals and sends nothing that is sealed; all else goes on, and nothing is lost."
    )

    def __init__(self, because: Phrase) -> None:
        super().__init__("%(because)s", because=because)


class KekAmiss(JisrError):
    """A key-encryption key cannot be taken into use as it is given."""

    advice = N_(
        "The key is 32 random bytes in base64 (head -c 32 /dev/urandom | base64), in a file outside the node's home"
        " that this account alone can read, or in a variable of the environment; or a program wraps and unwraps."
        " Nothing was changed."
    )


class Kek(Protocol):
    """What wraps the home's key, and unwraps it again."""

    def wrap(self, plain: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class LocalKek:
    """A key-encryption key that is at hand."""

    key: bytes

    def __repr__(self) -> str:
        return "LocalKek()"

    def wrap(self, plain: bytes) -> bytes:
        """Wrap a key."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + ChaCha20Poly1305(self.key).encrypt(nonce, plain, WRAP)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Unwrap a key; raises KekMissing for what was wrapped by another."""
        try:
            return ChaCha20Poly1305(self.key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], WRAP)
        except InvalidTag as error:
            raise KekMissing(Phrase(OTHER)) from error


@dataclass(frozen=True, slots=True)
class ProgramKek:
    """A program of the operator's that wraps and unwraps, for a device (PKCS#11) or a service (KMS).

    Called with one word more, `wrap` or `unwrap`; it reads base64 from standard input and writes base64 to standard
    output, and ends with 0. No shell is between.
    """

    command: tuple[str, ...]

    def wrap(self, plain: bytes) -> bytes:
        """Let the program wrap a key."""
        return self._ask("wrap", plain)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Let the program unwrap a key; raises KekMissing where it does not."""
        return self._ask("unwrap", wrapped)

    def _ask(self, what: str, given: bytes) -> bytes:
        try:
            done = subprocess.run(
                [*self.command, what],
                input=base64.b64encode(given) + b"\n",
                capture_output=True,
                timeout=PROGRAM_SECONDS_MAX,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            said = error.strerror if isinstance(error, OSError) else f"{PROGRAM_SECONDS_MAX} s"
            raise KekMissing(Phrase(SILENT, program=self.command[0], said=said)) from error
        if done.returncode != 0 or len(done.stdout) > PROGRAM_BYTES_MAX:
            # Its last line, and nothing that it was given.
            lines = done.stderr[-KEK_FILE_BYTES_MAX:].decode("utf-8", "replace").strip().splitlines()
            said = lines[-1] if lines else str(done.returncode)
            raise KekMissing(Phrase(SILENT, program=self.command[0], said=said))
        try:
            return unb64(done.stdout.decode("ascii").strip())
        except (UnicodeDecodeError, NotCanonical) as error:
            raise KekMissing(Phrase(SILENT, program=self.command[0], said="base64")) from error


OTHER = N_("the key-encryption key is another than the one under which the keys of this home lie")
UNNAMED = N_("the keys of this home lie under a key-encryption key, and node.toml names none")
LACKING = N_("the key-encryption key in %(where)s cannot be read: %(because)s")
SILENT = N_("the program %(program)s does not give the key-encryption key: %(said)s")
EMPTY = N_("it is not set")
SPELLING = N_("it is not 32 bytes in base64")


def kek_of(home: Home, encryption: Encryption) -> Kek:
    """Give the key-encryption key that settings name; raises KekMissing."""
    if encryption.kind == PROGRAM:
        return ProgramKek(tuple(encryption.command))
    if encryption.kind == VARIABLE:
        spelt = os.environ.get(encryption.name, "")
        if not spelt.strip():
            raise KekMissing(Phrase(LACKING, where=encryption.said, because=Phrase(EMPTY)))
    else:
        try:
            with (home.path / encryption.name).open("rb") as file:
                spelt = file.read(KEK_FILE_BYTES_MAX).decode("ascii", "replace")
        except OSError as error:
            raise KekMissing(Phrase(LACKING, where=encryption.said, because=error.strerror)) from error
    try:
        key = unb64(spelt.strip(), length=KEY_BYTES)
    except NotCanonical as error:
        raise KekMissing(Phrase(LACKING, where=encryption.said, because=Phrase(SPELLING))) from error
    return LocalKek(key)


def place_of_kek(home: Home) -> Path:
    """Give the place of the home's keys, each wrapped."""
    return home.path / "keys" / "kek.json"


def is_locked(home: Home) -> bool:
    """Say whether the keys of a home lie under a key-encryption key."""
    return place_of_kek(home).exists()


@dataclass(frozen=True, slots=True)
class HomeKeys:
    """The keys of a home, opened: that under which is locked from now on, and those that open what lies locked."""

    newest: str
    by_id: Mapping[str, bytes]

    def __repr__(self) -> str:
        return f"HomeKeys({self.newest})"

    def lock(self, plain: bytes, about: str) -> str:
        """Lock a key, bound to what it is about."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = ChaCha20Poly1305(self.by_id[self.newest]).encrypt(nonce, plain, _bound(about))
        return f"{MARK}{self.newest}{MARK}{base64.b64encode(nonce + sealed).decode()}"

    def unlock(self, locked: str, about: str) -> bytes:
        """Give a key that was locked; raises KekMissing for one that none of the home's keys opens."""
        _, name, text = locked.split(MARK, 2)
        key = self.by_id.get(name)
        try:
            if key is None:
                raise KekMissing(Phrase(OTHER))
            raw = base64.b64decode(text, validate=True)
            return ChaCha20Poly1305(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(about))
        except (ValueError, InvalidTag) as error:
            raise KekMissing(Phrase(OTHER)) from error


# What was opened of a home, as long as its file of wrapped keys is the same.
_OPENED: dict[Path, tuple[tuple[int, int, int], HomeKeys]] = {}


def home_keys(home: Home) -> HomeKeys | None:
    """Give the keys of a home; None where its keys lie in the clear. Raises KekMissing where they cannot be opened."""
    place = place_of_kek(home)
    try:
        found = place.stat()
    except FileNotFoundError:
        return None
    same = found.st_ino, found.st_mtime_ns, found.st_size
    known = _OPENED.get(place)
    if known is None or known[0] != same:
        if home.encryption is None:
            raise KekMissing(Phrase(UNNAMED))
        known = same, open_keys(read_wrapped(home), kek_of(home, home.encryption))
        _OPENED[place] = known
    return known[1]


def open_keys(wrapped: list[Mapping[str, Any]], kek: Kek) -> HomeKeys:
    """Unwrap every key of a home."""
    opened = {str(each["id"]): _unwrap(each["wrapped"], kek) for each in wrapped}
    return HomeKeys(str(wrapped[0]["id"]), opened)


def _unwrap(wraps: list[str], kek: Kek) -> bytes:
    """Unwrap a key that, while the key-encryption key is changed, is wrapped by the one and by the other."""
    for at, each in enumerate(wraps, 1):
        try:
            return kek.unwrap(base64.b64decode(each))
        except KekMissing:
            if at == len(wraps):
                raise
    raise KekMissing(Phrase(OTHER))


def read_wrapped(home: Home) -> list[Mapping[str, Any]]:
    """Read the home's keys as they lie, the newest first."""
    place = place_of_kek(home)
    try:
        value = json.loads(place.read_text("ascii"))
        found: list[Mapping[str, Any]] = value["keys"]
        assert found and all({"id", "wrapped"} <= each.keys() for each in found), "else it is not ours"
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise HomeAmiss(place, error) from error
    return found


def is_openable(home: Home) -> bool:
    """Say whether what is sealed can be opened here now, as far as the key-encryption key goes."""
    try:
        home_keys(home)
    except KekMissing:
        return False
    return True


def _bound(about: str) -> bytes:
    return LOCK + b"\0" + about.encode("ascii")


__all__ = [
    "MARK",
    "HomeKeys",
    "Kek",
    "KekAmiss",
    "KekMissing",
    "LocalKek",
    "ProgramKek",
    "home_keys",
    "is_locked",
    "is_openable",
    "kek_of",
    "open_keys",
    "place_of_kek",
    "read_wrapped",
]
