"""The page that both officers have before them at first contact: the same words, each in his own language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jisr.base import N_, Instant
from jisr.manifest import Manifest
from jisr.manifest.ceremony import GROUP, LANGUAGES, spoken_words
from jisr.node import models
from jisr.node.agreements import latest_manifest, manifest_at
from jisr.node.catalogue import gettext as _
from jisr.node.ceremony import MANIFEST, MEANS, Subject, subjects
from jisr.node.domestic import is_of_one
from jisr.node.errors import NotYours, UnknownThing
from jisr.node.queries.openings import posts_of
from jisr.node.queries.postings import has_post
from jisr.node.queries.reading import Reading, no_framework, own_party

FOUNDING: Final = "founding"
HEARD_SHOWN_MAX: Final = 50
# The language in which a party's officers read out, as far as this release knows; of others English.
SPOKEN: Final = {"MAR": "ar", "ESP": "es", "NLD": "nl", "FRA": "fr", "BEL": "nl"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WordShown:
    """One byte: its number from 1, its digits, its word in the reader's language and in the other party's."""

    place: int
    digits: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardShown:
    """That somebody has heard the same: who, from whom, how, when, and whether it is what stands here now."""

    at: Instant
    officer: str
    party: str
    whom: str
    means: str
    typed: bool
    about: str
    version: int
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CeremonyPage:
    """What is read out, in groups of four words, and what was noted of it before."""

    version: int
    about: str
    name: str
    digits: str
    theirs: str
    groups: Sequence[Sequence[WordShown]]
    subjects: Sequence[tuple[str, str]]
    others: Sequence[str]
    heard: Sequence[HeardShown]


def may_hold_ceremony(officer: models.Officer, held: Reading) -> bool:
    """Say whether an officer founds for this party or runs its node."""
    if officer.is_active and officer.is_operator:
        return True
    return any(FOUNDING in each.mandates for each in posts_of(officer, held))


def require_ceremony(officer: models.Officer, held: Reading) -> None:
    """Raise NotYours unless an officer founds for this party or runs its node."""
    if may_hold_ceremony(officer, held):
        return
    if is_of_one(held.row.parties) and not has_post(officer, held.row.pk):
        # Who does not work in a domestic framework is not told that there is one.
        raise no_framework(held.row.pk)
    raise NotYours(N_("fingerprints are compared by the founding authority, or by who runs this node"))


def language_of_others(manifest: Manifest) -> str:
    """Give the language in which the other party reads, where nobody has chosen one."""
    others = sorted(manifest.parties - {own_party()})
    return next((SPOKEN[each] for each in others if each in SPOKEN), LANGUAGES[0])


def ceremony_manifest(framework: str, version: str) -> Manifest:
    """Give the version of the manifest that an address asks for; the last where it asks for none."""
    try:
        return manifest_at(framework, int(version)) if version else latest_manifest(framework)
    except (ValueError, OverflowError, models.ManifestVersion.DoesNotExist) as error:
        raise UnknownThing(
            N_("no version %(version)s of the manifest of %(framework)s"), version=version, framework=framework
        ) from error


def subject_of(manifest: Manifest, code: str) -> Subject:
    """Give what an address names of a manifest: itself where it names nothing."""
    for each in subjects(manifest):
        if each.code == (code or MANIFEST):
            return each
    words = N_("version %(version)s of the manifest names no key %(code)s")
    raise UnknownThing(words, version=manifest.version, code=code)


def ceremony_page(held: Reading, manifest: Manifest, subject: Subject, *, mine: str, theirs: str) -> CeremonyPage:
    """Make the page; a language in which there are no words is English."""
    spoken = [each if each in LANGUAGES else LANGUAGES[0] for each in (mine, theirs)]
    words = [
        WordShown(place=place, digits=f"{byte:02x}", mine=one, theirs=other)
        for place, (byte, one, other) in enumerate(
            zip(subject.digits, *(spoken_words(subject.digits, each) for each in spoken), strict=True), 1
        )
    ]
    named = list(subjects(manifest))
    return CeremonyPage(
        version=manifest.version,
        about=subject.code,
        name=subject.name.said_in(_),
        digits=subject.digits.hex(" ", 2),
        theirs=spoken[1],
        groups=[words[at : at + GROUP] for at in range(0, len(words), GROUP)],
        subjects=[(each.code, each.name.said_in(_)) for each in named],
        others=sorted(manifest.parties - {own_party()}),
        heard=_heard(held, {each.digits.hex() for each in named}),
    )


def _heard(held: Reading, now: set[str]) -> list[HeardShown]:
    rows = models.Heard.objects.filter(framework=held.row).select_related("officer").order_by("-pk")[:HEARD_SHOWN_MAX]
    found = []
    for row in rows:
        subject = {each.code: each for each in subjects(manifest_at(held.row.pk, row.version))}.get(row.about)
        found.append(
            HeardShown(
                at=Instant(row.at),
                officer=row.officer.name or row.officer.username,
                party=row.party,
                whom=row.whom,
                means=_(MEANS[row.means]),
                typed=row.typed,
                about=subject.name.said_in(_) if subject is not None else row.about,
                version=row.version,
                is_now=row.digits in now,
            )
        )
    return found


__all__ = [
    "CeremonyPage",
    "ceremony_manifest",
    "ceremony_page",
    "language_of_others",
    "may_hold_ceremony",
    "require_ceremony",
    "subject_of",
]
