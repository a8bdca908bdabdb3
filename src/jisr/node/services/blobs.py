"""Taking in blobs: opened by the key of an authority here, held against the commitment, and only then kept (7.2)."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction

from jisr.base import N_, FrameworkId, Party, Phrase, unb64
from jisr.node import models
from jisr.node.aside import keep_aside
from jisr.node.authority_keys import identities_of
from jisr.node.clock import CLOCK
from jisr.node.home import HomeAmiss
from jisr.node.kek import is_openable
from jisr.node.pieces import is_reader
from jisr.node.receipt import Receipt
from jisr.node.rest_keys import add_keys, keys_here, new_key
from jisr.node.resting import act_of, place_of
from jisr.node.sealed_rows import wrapped
from jisr.seal import Identity, NotOpened, open_blob

RULE = NotOpened.rule
UNASKED = N_("%(name)s: no act that is here is sealed by it to an authority of this party")
ERASED = N_("%(name)s: %(entry)s has erased it")
AMISS = N_("%(name)s: %(because)s")


def take_in_blobs(framework: FrameworkId, blobs: Mapping[str, bytes], sender: Party, receipt: Receipt) -> None:
    """Take in what was lacking; what nobody here may read, or what does not open, is not kept but reported."""
    if not blobs or not is_openable(settings.HOME):
        return
    keys: dict[str, tuple[Identity, ...]] = {}
    opened: list[tuple[models.Sealed, bytes]] = []
    with transaction.atomic():
        models.Framework.objects.select_for_update().get(pk=framework)
        for commit, blob in blobs.items():
            rows = models.Sealed.objects.filter(log__framework=framework, commit=commit).select_related("log")
            lacking = [each for each in rows if each.owed and each.content is None and not each.erased]
            if lacking:
                because = _open(framework, lacking, blob, keys, opened)
            elif any(each.content is not None for each in rows):
                continue
            else:
                because = _not_kept(commit, rows)
            if because is not None:
                _report(framework, blob, because, sender, receipt, is_unasked=not lacking)
        _keep(framework, opened)
        receipt.opened += len(opened)


def _not_kept(commit: str, rows: Iterable[models.Sealed]) -> Phrase:
    """Say why a blob for which nothing waits is not kept."""
    erased = next((each.erased for each in rows if each.erased), "")
    return Phrase(ERASED, name=commit, entry=erased) if erased else Phrase(UNASKED, name=commit)


def _open(
    framework: FrameworkId,
    lacking: list[models.Sealed],
    blob: bytes,
    keys: dict[str, tuple[Identity, ...]],
    opened: list[tuple[models.Sealed, bytes]],
) -> Phrase | None:
    """Note where a blob opens; give why it does not, where it does nowhere."""
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
        opened.append((row, blob))
        return None
    return because


def _keep(framework: FrameworkId, opened: list[tuple[models.Sealed, bytes]]) -> None:
    """Wrap what was opened, its keys first on the disk, and keep it."""
    if not opened:
        return
    own, home = settings.HOME.party, settings.HOME
    acts = {act_of(framework, row): row.dossier for row, _ in opened}
    here = keys_here(home)
    made = {act: here.get(act) or new_key(act, dossier) for act, dossier in acts.items()}
    add_keys(home, [key for act, key in made.items() if act not in here])
    for row, blob in opened:
        kept = wrapped(made[act_of(framework, row)], row.field, blob, row.chunk)
        # What is of others is told by the next own entry; what is own came back after a loss.
        models.Sealed.objects.filter(pk=row.pk).update(content=kept, failed=None, owed=row.log.party != own)


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
