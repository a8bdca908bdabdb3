"""Taking in blobs: opened by the key of an authority here, held against the commitment, and only then kept (7.2)."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from jisr.base import N_, FrameworkId, Party, Phrase, unb64
from jisr.node import models
from jisr.node.aside import keep_aside
from jisr.node.authority_keys import identities_of
from jisr.node.clock import CLOCK
from jisr.node.comparing_sealed import place_of
from jisr.node.home import HomeAmiss
from jisr.node.pieces import is_reader
from jisr.node.receipt import Receipt
from jisr.seal import Identity, NotOpened, open_blob

RULE = NotOpened.rule
UNASKED = N_("%(name)s: no act that is here is sealed by it to an authority of this party")
AMISS = N_("%(name)s: %(because)s")


def take_in_blobs(framework: FrameworkId, blobs: Mapping[str, bytes], sender: Party, receipt: Receipt) -> None:
    """Take in what was lacking; what nobody here may read, or what does not open, is not kept but reported."""
    if not blobs:
        return
    keys: dict[str, tuple[Identity, ...]] = {}
    with transaction.atomic():
        models.Framework.objects.select_for_update().get(pk=framework)
        for commit, blob in blobs.items():
            rows = models.Sealed.objects.filter(log__framework=framework, commit=commit).select_related("log")
            lacking = [each for each in rows if each.owed and each.content is None]
            if lacking:
                because = _open(framework, lacking, blob, keys, receipt)
            elif any(each.content is not None for each in rows):
                continue
            else:
                because = Phrase(UNASKED, name=commit)
            if because is not None:
                _report(framework, blob, because, sender, receipt, is_unasked=not lacking)


def _open(
    framework: FrameworkId,
    lacking: list[models.Sealed],
    blob: bytes,
    keys: dict[str, tuple[Identity, ...]],
    receipt: Receipt,
) -> Phrase | None:
    """Keep a blob where it opens; give why it does not, where it does nowhere."""
    because: Phrase | None = None
    own: Party = settings.HOME.party
    for row in lacking:
        fitting = [key for code in row.to if is_reader(own, (code,)) for key in _keys(code, keys)]
        try:
            open_blob(place_of(framework, row), blob, commit=unb64(row.commit), keys=fitting)
        except NotOpened as error:
            because = Phrase(AMISS, name=row.commit, because=error.phrase)
            models.Sealed.objects.filter(pk=row.pk).update(failed=CLOCK.now())
            continue
        receipt.opened += 1
        # What is of others is told by the next own entry; what is own came back after a loss.
        models.Sealed.objects.filter(pk=row.pk).update(content=blob, failed=None, owed=row.log.party != own)
        return None
    return because


def _keys(code: str, known: dict[str, tuple[Identity, ...]]) -> tuple[Identity, ...]:
    if code not in known:
        try:
            known[code] = identities_of(settings.HOME, code)
        except HomeAmiss:
            # A file that cannot be read opens nothing: `jisr verify` names it.
            known[code] = ()
    return known[code]


def _report(
    framework: FrameworkId, blob: bytes, because: Phrase, sender: Party, receipt: Receipt, *, is_unasked: bool
) -> None:
    """Report what was not kept; of its bytes nothing stays but their digest."""
    row: dict[str, object] = {"party": sender, "seq": None, "rule": RULE, "because": because}
    if is_unasked and receipt.held:
        # Its entry may be among those that wait: with it, it is asked for.
        receipt.held.append({key: row[key] for key in ("party", "seq", "because")})
        return
    keep_aside(framework, "refused", party=sender, seq=None, rule=RULE, because=because, sender=sender, whole=blob)
    receipt.refused.append(row)


__all__ = ["take_in_blobs"]
