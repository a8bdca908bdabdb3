"""Verifying and rebuilding: everything kept is held against the entries, or made from them again."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, transaction

from jisr.base import N_, FrameworkId, JisrError, Party, Phrase, digest, unb64
from jisr.manifest import check_successor, parse_manifest, require_signatures
from jisr.node import models
from jisr.node.agreements import text_value
from jisr.node.comparing import Counts, Difference, Left, NoMark, compare, expected_columns, what_left
from jisr.node.comparing_desk import compare_desk
from jisr.node.comparing_links import compare_links
from jisr.node.comparing_readings import compare_readings
from jisr.node.comparing_sealed import compare_blobs, compare_sealed, rewrite_sealed
from jisr.node.destroying import destroy_erased
from jisr.node.dues import due_of
from jisr.node.errors import UnknownThing
from jisr.node.queries.certainty import uncertain_acts
from jisr.node.queries.listing import behind
from jisr.node.queries.reading import reading
from jisr.node.refolding import Refolded, Tell, refold
from jisr.node.services.desk import clear_desk, describe
from jisr.node.shelf import DOSSIER_ROWS, dossier_row
from jisr.node.storage import snapshot
from jisr.node.store import SIGHT_ROWS

COLUMN_ROWS = (
    "UPDATE entry SET time = %s, dossier = %s, act = %s, depth = %s, standing = %s, reasons = %s"
    " WHERE log_id = %s AND seq = %s"
)


@dataclass(slots=True)
class Report:
    """What was checked, what differs, and in which frameworks the entries themselves are damaged."""

    counts: Counts = field(default_factory=dict)
    violations: list[Difference] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def _quiet(words: Phrase, done: int, total: int) -> None:
    """Tell nobody."""


def verify_all(framework: str = "", *, is_copy: bool = False, tell: Tell = _quiet) -> Report:
    """Hold everything that is kept of a framework, or of all, against its entries; change nothing.

    A copy that was restored on trial has no marks, and none is missed.
    """
    report = Report()
    # Before the snapshot: while it stands still a head may be signed, and its mark is written to a file.
    marks = {each.pk: NoMark.IN_COPIES if is_copy else what_left(each.pk) for each in _frameworks(framework)}
    with snapshot():
        for row in models.Framework.objects.filter(pk__in=marks).order_by("pk"):
            if _check(row, report, marks[row.pk], tell) is not None:
                report.violations += compare_blobs(row, report.counts)
        report.violations += compare_readings(report.counts)
        if not report.violations:
            # Judged from what was just held against the entries.
            report.violations += compare_links(report.counts, framework)
    return report


def rebuild_all(framework: str = "", *, tell: Tell = _quiet) -> Report:
    """Make what follows from the entries again, framework by framework; say what differed."""
    report = Report()
    for each in _frameworks(framework):
        with transaction.atomic():
            row = models.Framework.objects.select_for_update().get(pk=each.pk)
            before = len(report.violations)
            found = _check(row, report, what_left(row.pk), tell)
            if found is None or any(each.is_damage for each in report.violations[before:]):
                report.damaged.append(row.pk)
                continue
            if len(report.violations) > before:
                write_anew(row, found)
                clear_desk(row.pk)
        # After the transaction: what it has erased is not to be opened by any key.
        destroy_erased()
        _describe(FrameworkId(each.pk), tell)
    return report


def _describe(framework: FrameworkId, tell: Tell) -> None:
    """Describe the desk up to the last entry."""
    while describe(framework):
        held = reading(framework)
        total = sum(log.size for log in held.rows.values())
        tell(Phrase(N_("%(framework)s: describing for lists"), framework=framework), total - behind(held), total)


def _frameworks(framework: str) -> list[models.Framework]:
    rows = models.Framework.objects.order_by("pk")
    if framework:
        rows = rows.filter(pk=framework)
        if not rows:
            known = models.Framework.objects.values_list("pk", flat=True)
            raise UnknownThing(N_("no framework %(framework)s in this node"), framework=framework, known=known)
    return list(rows)


def _check(row: models.Framework, report: Report, mark: Left, tell: Tell) -> Refolded | None:
    """Check one framework; what it agreed comes first, for by it everything else is judged."""
    amiss = list(_agreed(row, report.counts))
    report.violations += amiss
    if amiss:
        return None
    found = refold(row, tell=tell)
    before = len(report.violations)
    report.violations += compare(row, found, report.counts, mark=mark, tell=tell)
    report.violations += compare_sealed(row, found, report.counts)
    if len(report.violations) == before:
        # The desk is described from what was just held against the entries.
        held = reading(row.pk)
        report.violations += compare_desk(held, report.counts)
        doubtful = uncertain_acts(held)
        if doubtful:
            report.counts["acts not certain"] = report.counts.get("acts not certain", 0) + doubtful
    report.counts["frameworks"] = report.counts.get("frameworks", 0) + 1
    return found


def _agreed(row: models.Framework, counts: Counts) -> Iterator[Difference]:
    """Check the manifest's versions with their signatures, and the texts that they name."""
    before = None
    for each in models.ManifestVersion.objects.filter(framework=row).order_by("version"):
        where = f"{row.pk} version {each.version}"
        try:
            manifest = parse_manifest(each.note)
            if before is None:
                require_signatures(manifest, sorted(manifest.parties))
            else:
                require_signatures(manifest, check_successor(before, manifest), keys_of=before)
        except JisrError as error:
            yield Difference(N_("manifest"), where, error.phrase, is_damage=True)
            continue
        counts["manifests"] = counts.get("manifests", 0) + 1
        if manifest.digest != each.digest or manifest.version != each.version:
            how = Phrase(N_("it is kept under another digest or number"))
            yield Difference(N_("manifest"), where, how, is_damage=True)
        before = manifest
    for name in models.Text.objects.order_by("pk").values_list("pk", flat=True):
        counts["texts"] = counts.get("texts", 0) + 1
        if not _is_text(name):
            yield Difference(N_("text"), name, Phrase(N_("its content has another digest")), is_damage=True)


def _is_text(name: str) -> bool:
    try:
        unb64(name)
        return digest(text_value(name)) == name
    except (JisrError, ValueError):
        return False


def write_anew(row: models.Framework, found: Refolded) -> None:
    """Write all that follows from the entries anew."""
    row.register = found.register.to_bytes()
    row.moves += 1
    row.save(update_fields=["register", "moves"])
    models.Dossier.objects.filter(framework=row).delete()
    rewrite_sealed(row, found)
    for log in models.Log.objects.filter(framework=row):
        _write_log(log, found)
    with connection.cursor() as cursor:
        rows = []
        for code, docket in found.shelf.dockets.items():
            moved = found.moved(docket)
            due = due_of(docket, found.framework.id, found.logs, settings.HOME.party, moved)
            rows.append(dossier_row(row.pk, code, docket, moved=moved, due=due))
        if rows:
            cursor.executemany(DOSSIER_ROWS, rows)
        logs = dict(models.Log.objects.filter(framework=row).values_list("party", "pk"))
        changes = [(*expected_columns(found, at), logs[at.party], at.seq) for at in found.verdicts]
        if changes:
            cursor.executemany(COLUMN_ROWS, changes)


def _write_log(log: models.Log, found: Refolded) -> None:
    party = Party(log.party)
    models.Sight.objects.filter(log=log).delete()
    models.Tile.objects.filter(log=log).delete()
    sights = [(log.pk, *each) for each in found.sights[party]]
    if sights:
        with connection.cursor() as cursor:
            cursor.executemany(SIGHT_ROWS, sights)
    models.Tile.objects.bulk_create(
        [
            models.Tile(log=log, level=level, index=index, hashes=raw)
            for (level, index), raw in found.tiles(party).items()
        ],
        batch_size=500,
    )
    tail = found.logs.tails[party]
    log.size, log.time, log.seen = tail.size, tail.time, dict(tail.seen)
    log.claimed = dict(tail.claimed)
    log.frontier = found.frontier(party).to_bytes() if tail.size else b""
    log.save(update_fields=["size", "time", "seen", "claimed", "frontier"])


__all__ = ["Report", "Tell", "rebuild_all", "verify_all", "write_anew"]
