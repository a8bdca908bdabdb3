"""An attestation opened: what a court is given to judge again, by the same program, what another node only believes.

Protocol 4.3, 12.18. The file has the attesting act and the opening of its dossier, each with its proof; the salt; the
domestic log to the size on which the act rests, with its head; and the texts by which both are judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from jisr.base import (
    N_,
    JisrError,
    Json,
    MalformedInstant,
    NotCanonical,
    Party,
    digest,
    parse_canonical,
    parse_instant,
    unb64,
)
from jisr.base.limits import TEXT_BYTES_MAX
from jisr.bundle.anchors import Anchor
from jisr.bundle.checking import Checked, check_proof
from jisr.bundle.domestic import DomesticFold, LogAmiss
from jisr.bundle.faults import Amiss
from jisr.kernel import SALT_BYTES, Compiled, Framework, rests_of
from jisr.log import MalformedNote, origin, parse_head
from jisr.manifest import MalformedManifest, Manifest, TextRefused, agreed_of, parse_manifest, read_text
from jisr.rules import Term

ATTESTATION_FORMAT: Final = "jisr/attestation/1"
ATTESTATION_BYTES_MAX: Final = 256 * 1024 * 1024
KEYS: Final = frozenset("format act opening salt framework dossier size head manifests texts entries".split())
ACT_TEXTS: Final = ("framework", "dossier", "procedure", "act", "time")
KIND: Final = N_("a part of it is not of the kind that it must be")


class AttestationAmiss(JisrError):
    """A file that opens an attestation does not hold."""

    advice = N_("Ask whoever gave you the file for it again, as it was written; if it stays so, it opens nothing.")


@dataclass(slots=True)
class Attested:
    """What was found of an opened attestation: what holds, and what the attested term lacked."""

    act: Checked
    dossier: str = ""
    size: int = 0
    lacking: tuple[Json, ...] = ()
    held: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether what was attested was so."""
        return not self.lacking


def check_attestation(raw: bytes, anchors: Sequence[Anchor] = ()) -> Attested:
    """Check a file, and judge the attestation again; raise AttestationAmiss, Amiss or LogAmiss if it opens nothing."""
    value = _read(raw)
    act, opening = (_proved(value[name], anchors) for name in ("act", "opening"))
    texts = _texts(value["texts"])
    term = _term(act.content, opening, value["opening"], texts)
    found = Attested(act, dossier=f"{value['framework']}/{value['dossier']}", size=value["size"])
    fold = _folded(value, texts)
    _require_rests(value, act.content, fold)
    _require_signed(value, fold, _manifests(value)[-1])
    try:
        time = parse_instant(act.content["time"])
    except MalformedInstant as error:
        raise AttestationAmiss(KIND) from error
    lacking = fold.lacking(value["dossier"], term, time)
    if lacking is None:
        raise AttestationAmiss(N_("there is no dossier %(dossier)s that can be judged"), dossier=found.dossier)
    found.lacking = lacking
    return found


def _read(raw: bytes) -> dict[str, Any]:
    """Read the file: a value of the right shape, nothing of it checked."""
    if len(raw) > ATTESTATION_BYTES_MAX:
        raise AttestationAmiss(N_("it is longer than %(limit)s bytes"), limit=ATTESTATION_BYTES_MAX)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise AttestationAmiss(N_("it is no JSON")) from error
    if not isinstance(value, dict) or value.keys() != KEYS or value["format"] != ATTESTATION_FORMAT:
        raise AttestationAmiss(N_("it is no file that opens an attestation"))
    kinds = {"salt": str, "framework": str, "dossier": str, "size": int, "head": str, "manifests": list, "texts": list}
    lists = [value["manifests"], value["texts"], value["entries"]]
    shaped = all(type(value[name]) is kind for name, kind in kinds.items()) and type(value["entries"]) is list
    if not shaped or not all(isinstance(each, str) for some in lists for each in some):
        raise AttestationAmiss(KIND)
    return value


def _proved(value: object, anchors: Sequence[Anchor]) -> Checked:
    report = check_proof(value, {}, anchors)
    if report.fault is not None:
        raise report.fault
    # A proof is of any bytes in a log; those of an act have all that is read of it.
    if not all(isinstance(report.content.get(name), str) for name in ACT_TEXTS):
        raise AttestationAmiss(KIND)
    return report


def _texts(given: Sequence[str]) -> dict[str, bytes]:
    """Give the texts of the file by digest."""
    found = {}
    for each in given:
        try:
            raw = unb64(each)
            found[digest(parse_canonical(raw, bytes_max=TEXT_BYTES_MAX))] = raw
        except NotCanonical as error:
            raise AttestationAmiss(N_("a text in it is not what the protocol writes")) from error
    return found


def _term(act: Mapping[str, Any], opening: Checked, opened: Mapping[str, Any], texts: Mapping[str, bytes]) -> Term:
    """Give what the act attests, by the procedure that the opening of its dossier names."""
    same = opening.entry == act["dossier"] == opening.content["dossier"]
    if not same or opening.framework != act["framework"] or opening.content["procedure"] != act["procedure"]:
        raise AttestationAmiss(N_("the opening in it is not that of the act's dossier"))
    compiled = _compiled(texts, str(opening.content["digest"]))
    step = compiled.steps.get(act["act"]) if compiled is not None else None
    if step is None or step.act is None or step.act.attests is None or not step.attests:
        raise AttestationAmiss(N_("the procedure of %(act)s is not in it, or it attests nothing"), act=act["act"])
    return step.act.attests


def _compiled(texts: Mapping[str, bytes], pinned: str) -> Compiled | None:
    try:
        text = read_text(texts[pinned])
    except (KeyError, TextRefused):
        return None
    return Compiled(text.procedure) if text.procedure is not None else None


def _manifests(value: Mapping[str, Any]) -> list[Manifest]:
    """Give the domestic manifest's versions, one after the other."""
    try:
        found = [parse_manifest(each) for each in value["manifests"]]
    except MalformedManifest as error:
        raise AttestationAmiss(N_("a manifest in it is not what the protocol writes")) from error
    numbers = [each.version for each in found]
    is_one = all(each.framework == value["framework"] and len(each.parties) == 1 for each in found)
    if not found or numbers != list(range(1, len(found) + 1)) or not is_one:
        raise AttestationAmiss(N_("the manifests in it are not those of one domestic framework"))
    return found


def _folded(value: Mapping[str, Any], texts: Mapping[str, bytes]) -> DomesticFold:
    """Fold the domestic log as the node did."""
    manifests = _manifests(value)
    named = {pinned for each in manifests for pinned in each.value["procedures"].values()}
    compiled = {pinned: _compiled(texts, pinned) for pinned in sorted(named)}

    def text(pinned: str) -> Any | None:
        return orjson.loads(texts[pinned]) if pinned in texts else None

    framework = Framework(
        id=manifests[0].framework,
        parties=frozenset(Party(each) for each in manifests[0].parties),
        versions={each.version: agreed_of(each, text) for each in manifests},
        procedures={pinned: each for pinned, each in compiled.items() if each is not None},
    )
    if framework.versions[1] is None or framework.framework_compiled() is None:
        raise AttestationAmiss(N_("a text that its first manifest names is not in it"))
    fold = DomesticFold(framework)
    for each in value["entries"]:
        try:
            fold.take(unb64(each))
        except NotCanonical as error:
            raise AttestationAmiss(N_("an entry in it is not spelt in base64 as it must be")) from error
    return fold


def _require_rests(value: Mapping[str, Any], act: Mapping[str, Any], fold: DomesticFold) -> None:
    """Hold salt and log against what the act states: no other log, and no other size, gives the same."""
    try:
        salt = unb64(value["salt"], length=SALT_BYTES)
    except NotCanonical as error:
        raise AttestationAmiss(N_("its salt is not spelt as it must be")) from error
    good = fold.size == value["size"] and rests_of(value["framework"], fold.size, fold.root, salt) == act["rests"]
    if not good:
        raise AttestationAmiss(N_("salt and log in it do not give what the act states that it rests on"))


def _require_signed(value: Mapping[str, Any], fold: DomesticFold, manifest: Manifest) -> None:
    """Hold the domestic log against its head: the state has signed it as its log."""
    try:
        head = parse_head(value["head"])
        head.require_signed(manifest.log_keys(fold.party, fold.size))
    except (MalformedNote, JisrError) as error:
        raise AttestationAmiss(N_("the head in it is not signed by a key of the domestic framework")) from error
    point = head.checkpoint
    if (point.origin, point.size, point.root) != (origin(fold.framework.id, fold.party), fold.size, fold.root):
        raise AttestationAmiss(N_("the head in it is that of another log"))


__all__ = ["ATTESTATION_FORMAT", "Amiss", "AttestationAmiss", "Attested", "LogAmiss", "check_attestation"]
