"""What two officers read out to each other: the fingerprint of a manifest, and the keys that it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jisr.base import N_, Phrase, unb64
from jisr.manifest import Manifest
from jisr.manifest.ceremony import BYTES, Compared, Differs, Same, Short, Unknown

MANIFEST: Final = "manifest"
MEANS: Final = {
    "telephone": N_("By telephone"),
    "video": N_("By video"),
    "person": N_("Face to face"),
    "other": N_("By another way that the file did not take"),
}
OF_MANIFEST = N_("The manifest, version %(version)s")
OF_KEY: Final = {
    "log": N_("%(party)s: key of the log, from entry %(size)s on"),
    "wire": N_("%(party)s: key of its messages, number %(number)s"),
    "recovery": N_("%(party)s: key for recovery"),
}
SAME = N_("All %(count)s words are the same.")
DIFFERS = N_("Word %(place)s is the first that differs: “%(heard)s” was heard, here stands “%(expected)s”.")
UNKNOWN = N_("Word %(place)s is in none of the lists: “%(heard)s” was heard, here stands “%(expected)s”.")
SHORT = N_("%(count)s words are here, and %(whole)s are needed. Of those that could be compared none differs.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What can be read out: how an address calls it, what a person calls it, and its 32 bytes."""

    code: str
    name: Phrase
    digits: bytes


def subjects(manifest: Manifest) -> Iterator[Subject]:
    """Give what of a manifest can be read out; of a key its public half, which is as long as a fingerprint."""
    name = Phrase(OF_MANIFEST, version=manifest.version)
    yield Subject(code=MANIFEST, name=name, digits=unb64(manifest.digest))
    for party, entry in sorted(manifest.value["parties"].items()):
        for at, each in enumerate(entry["log"]):
            name = Phrase(OF_KEY["log"], party=party, size=each["from"])
            yield Subject(code=f"{party}.log.{at}", name=name, digits=unb64(each["key"]))
        for at, key in enumerate(manifest.wire_keys(party)):
            yield Subject(
                code=f"{party}.wire.{at}", name=Phrase(OF_KEY["wire"], party=party, number=at + 1), digits=key
            )
        key = unb64(entry["recovery"])
        yield Subject(code=f"{party}.recovery", name=Phrase(OF_KEY["recovery"], party=party), digits=key)


def compared_said(found: Compared) -> Phrase:
    """Say what came of comparing words that were heard."""
    match found:
        case Same():
            return Phrase(SAME, count=BYTES)
        case Differs():
            return Phrase(DIFFERS, place=found.place, heard=found.heard, expected=found.expected)
        case Unknown():
            return Phrase(UNKNOWN, place=found.place, heard=found.heard, expected=found.expected)
        case Short():
            return Phrase(SHORT, count=found.count, whole=BYTES)


__all__ = ["MANIFEST", "MEANS", "Subject", "compared_said", "subjects"]
