"""The blobs of the exchange: what this node lacks, and what it has for a peer (protocol 7.1, 7.3, 8.1, 12.17)."""

from collections.abc import Iterable, Iterator, Mapping
from shutil import disk_usage

from django.conf import settings
from django.db import connection
from django.db.models import Q

from jisr.base import Party
from jisr.base.limits import FREE_BYTES_MIN, SEALED_BYTES_MAX, UNOPENED_SECONDS, WANTED_BLOBS_MAX
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import RestKeyLost
from jisr.node.kek import KekMissing, is_openable
from jisr.node.pieces import is_reader
from jisr.node.rest_keys import Keys, keys_here
from jisr.node.resting import blob_of
from jisr.node.soundness import restored_doubt
from jisr.seal import NotOpened

# Asked in every exchange, of frameworks in most of which nothing is sealed.
ANY_SEALED = "SELECT 1 FROM sealed JOIN log ON log.id = sealed.log_id WHERE log.framework_id = %s LIMIT 1"


def wanted_blobs(framework: str) -> tuple[str, ...]:
    """Name what this party is to read and has not got; what came and did not open is asked for again a day later."""
    # What could not be opened would be refused: it is asked for once the node has its key-encryption key.
    if not _has_sealed(framework) or not is_openable(settings.HOME):
        return ()
    # First pieces before all others: words of a later act do not wait for the film that came before it.
    again = Q(failed=None) | Q(failed__lte=CLOCK.now() - UNOPENED_SECONDS)
    rows = models.Sealed.objects.filter(again, log__framework=framework, owed=True, content=None, erased="")
    if disk_usage(settings.HOME.path).free < FREE_BYTES_MIN:
        # Words are small; files wait until there is room.
        rows = rows.filter(chunk=0)
    names = rows.order_by("chunk", "log", "seq", "field").values_list("commit", flat=True)[:WANTED_BLOBS_MAX]
    return tuple(dict.fromkeys(names))


def offered_blobs(framework: str, wanted: Iterable[str], party: Party) -> list[str]:
    """Give those of the blobs that a peer asks for that are here and sealed to an authority of its party."""
    asked = list(dict.fromkeys(wanted))[: 2 * WANTED_BLOBS_MAX]
    if not asked:
        # As in nearly every message: to put a question together costs more than to ask it.
        return []
    rows = models.Sealed.objects.filter(log__framework=framework, commit__in=asked, content__isnull=False)
    here = {commit for commit, to in rows.values_list("commit", "to") if is_reader(party, to)}
    return [each for each in asked if each in here][:WANTED_BLOBS_MAX]


def blobs_for(framework: str, peer: models.Peer, sent: Mapping[str, tuple[int, int]]) -> dict[str, bytes]:
    """Give what a peer has asked for, then what belongs to the entries sent with it, as far as there is room.

    `sent`: of each log the entries from a number to before another. Only what is sealed to the peer's party: to
    nobody else does a blob go.
    """
    found: dict[str, bytes] = {}
    # protocol 7.3: a node that was restored gives nothing that is sealed before it knows what was erased since.
    if not _has_sealed(framework) or restored_doubt(framework) is not None:
        return found
    room, keys = SEALED_BYTES_MAX, keys_here(settings.HOME)
    for pk, commit, to in _rows(framework, peer, sent):
        if commit in found or not is_reader(peer.party, to):
            continue
        blob = _blob(framework, pk, keys)
        if blob is not None and len(blob) > room:
            # What comes after it is asked for, as this is.
            break
        if blob is not None:
            found[commit] = blob
            room -= len(blob)
    return found


def _blob(framework: str, pk: int, keys: Keys) -> bytes | None:
    """Unwrap a blob to be sent; what cannot be unwrapped `jisr verify` names, and the rest is sent all the same."""
    row = models.Sealed.objects.select_related("log").filter(pk=pk).first()
    if row is None:
        return None
    try:
        return blob_of(framework, row, bytes(row.content or b""), keys)
    except (RestKeyLost, NotOpened, KekMissing):
        return None


def _has_sealed(framework: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(ANY_SEALED, (framework,))
        return cursor.fetchone() is not None


def _rows(
    framework: str, peer: models.Peer, sent: Mapping[str, tuple[int, int]]
) -> Iterator[tuple[int, str, list[str]]]:
    """Give the rows of which a peer lacks the blob: key, commitment, readers. A blob is read when it is its turn."""
    here = models.Sealed.objects.filter(log__framework=framework, content__isnull=False)
    if peer.want:
        yield from here.filter(commit__in=peer.want).order_by("chunk", "pk").values_list("pk", "commit", "to")
    for party, (begin, end) in sorted(sent.items()):
        if begin < end:
            of_log = here.filter(log__party=party, seq__gte=begin, seq__lt=end).order_by("chunk", "seq", "field")
            yield from of_log.values_list("pk", "commit", "to")[:WANTED_BLOBS_MAX]


__all__ = ["blobs_for", "offered_blobs", "wanted_blobs"]
