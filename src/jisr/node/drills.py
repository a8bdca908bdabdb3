"""When the recovery key was last tried: a note in the home, by its public half."""

from pathlib import Path
from typing import Final

import orjson
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from jisr.base import N_, Instant, JisrError, Phrase, b64
from jisr.log import public_bytes
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.home import Home
from jisr.node.marks import write_durably

KEY_FILE_BYTES_MAX: Final = 16_384
TRIAL: Final = b"jisr/recovery-check/1"


class RecoveryKeyWrong(JisrError):
    """A file is not the recovery key that the manifests name: with it nothing could be mended."""

    advice = N_(
        "Nothing was noted. Look for the right file, or the right copy. If no copy is left, tell the other parties now:"
        " all of them sign a version of the manifest that names a new one, and that is better done before another key"
        " is lost."
    )


def check_recovery_key(home: Home, file: Path, *, now: Instant) -> dict[str, bool]:
    """Prove that a file is this party's recovery key, and note when; say for each framework whether it is named there.

    It is read, made to sign, and forgotten: neither the key nor where it lies is kept. Raises RecoveryKeyWrong where
    no framework names it.
    """
    key = _read_key(file)
    public = public_bytes(key)
    # That the private half fits the public one: what is damaged could state a key and sign nothing.
    Ed25519PublicKey.from_public_bytes(public).verify(key.sign(TRIAL), TRIAL)
    found = {
        code: latest_manifest(code).recovery_key(home.party).key == public
        for code in models.Framework.objects.order_by("pk").values_list("pk", flat=True)
    }
    if not any(found.values()):
        raise RecoveryKeyWrong(N_("no manifest here names the key in %(file)s for recovery"), file=file)
    drills = {name: each for name, each in _read(home).items() if isinstance(each, int)}
    write_durably(place_of(home), orjson.dumps({**drills, b64(public): now}))
    return found


def last_drill(home: Home, key: bytes) -> Instant | None:
    """Say when a recovery key was last tried; None where it never was, or the note is lost."""
    at = _read(home).get(b64(key))
    return Instant(at) if isinstance(at, int) else None


def place_of(home: Home) -> Path:
    """Give the place of the note."""
    return home.path / "recovery_checks.json"


def _read(home: Home) -> dict[str, object]:
    """Read the note; one that is amiss is none: the key is then tried again."""
    try:
        found = orjson.loads(place_of(home).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _read_key(file: Path) -> Ed25519PrivateKey:
    try:
        with file.open("rb") as opened:
            key = load_pem_private_key(opened.read(KEY_FILE_BYTES_MAX), password=None)
    except (OSError, TypeError, ValueError, UnsupportedAlgorithm) as error:
        no_key = Phrase(N_("it is no private key in PEM without a password"))
        because = error.strerror if isinstance(error, OSError) else no_key
        raise RecoveryKeyWrong("%(file)s: %(because)s", file=file, because=because) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise RecoveryKeyWrong(N_("%(file)s: it is no key of Ed25519"), file=file)
    return key


__all__ = ["RecoveryKeyWrong", "check_recovery_key", "last_drill", "place_of"]
