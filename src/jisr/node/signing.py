"""The keys by which this node signs: only those that the manifest names for it (protocol 9.3)."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from jisr.base import N_, JisrError, Phrase, unb64
from jisr.log import public_bytes
from jisr.manifest import Manifest
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.home import Home
from jisr.node.log_keys import KeyApart, KeyHere, LogKey, keys_apart
from jisr.node.signer_line import line_to

LOG, WIRE = "log", "wire"
OF_ANOTHER = N_("it is the %(name)s key of %(party)s")
OF_NOBODY = N_("version %(version)s of the manifest does not name it for the log at %(size)s entries")
NOT_NAMED = N_("version %(version)s of the manifest does not name it")


class KeyForeign(JisrError):
    """A key file holds another key than the manifest names for this node: what it signed nobody would take."""

    advice = N_(
        "Nothing was signed. Put back this node's own key file from the copy of keys/ that was kept. If the key was"
        " replaced, take in the version of the manifest that names the new one first: jisr framework take NOTE."
    )

    def __init__(self, place: Path, framework: str, because: Phrase) -> None:
        super().__init__(
            N_("%(place)s is not this node's key in %(framework)s: %(because)s"),
            place=place,
            framework=framework,
            because=because,
        )


def log_key(framework: str, size: int) -> LogKey:
    """Give what signs a head of the own log at a size; raises KeyForeign."""
    home: Home = settings.HOME
    manifest = latest_manifest(framework)
    named = [each.key for each in manifest.log_keys(home.party, size)]
    apart = _apart(home, named)
    if home.log_signer is not None and apart is not None:
        return KeyApart(apart, line_to(home.log_signer.command))
    return KeyHere(_own(home, manifest, LOG, named, Phrase(OF_NOBODY, version=manifest.version, size=size)))


def _apart(home: Home, named: Iterable[bytes]) -> bytes | None:
    """Give the named key that a signer on a machine apart holds."""
    held = keys_apart(home.log_signer.keys) if home.log_signer is not None else []
    return next((each for each in named if each in held), None)


def wire_key(framework: str) -> Ed25519PrivateKey:
    """Give the key that signs this node's messages and pouches; raises KeyForeign."""
    home: Home = settings.HOME
    manifest = latest_manifest(framework)
    because = Phrase(NOT_NAMED, version=manifest.version)
    return _own(home, manifest, WIRE, manifest.wire_keys(home.party), because)


def require_own_keys() -> None:
    """Raise KeyForeign where this node holds another key than those that are named, before it serves.

    Where none is named any more, the node signs nothing, and serves its pages.
    """
    home: Home = settings.HOME
    for framework, size in models.Log.objects.filter(party=home.party).values_list("framework_id", "size"):
        manifest = latest_manifest(framework)
        # A log key that is replaced signs from the next size on; its file may be in place before.
        log = [each.key for at in (size, size + 1) for each in manifest.log_keys(home.party, at)]
        for name, named in ((LOG, log), (WIRE, manifest.wire_keys(home.party))):
            if named and (name == WIRE or _apart(home, named) is None):
                _own(home, manifest, name, named, Phrase(NOT_NAMED, version=manifest.version))


def _own(home: Home, manifest: Manifest, name: str, named: Iterable[bytes], because: Phrase) -> Ed25519PrivateKey:
    key = home.key(name)
    public = public_bytes(key)
    if public in named:
        return key
    place = home.path / "keys" / f"{name}.pem"
    for party, other, each in _every(manifest):
        if each == public and (party, other) != (home.party, name):
            because = Phrase(OF_ANOTHER, name=other, party=party)
    raise KeyForeign(place, manifest.framework, because)


def _every(manifest: Manifest) -> Iterator[tuple[str, str, bytes]]:
    """Give all keys that a manifest names: whose, which, and the public key."""
    for party, entry in manifest.value["parties"].items():
        yield from ((party, LOG, unb64(each["key"])) for each in entry["log"])
        yield from ((party, WIRE, each) for each in manifest.wire_keys(party))
        yield party, "recovery", unb64(entry["recovery"])


__all__ = ["KeyForeign", "log_key", "require_own_keys", "wire_key"]
