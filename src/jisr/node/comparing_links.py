"""What ties domestic dossiers to shared ones, held against the entries of both (protocol 12.18).

Each echo that a domestic act calls for is kept, and written if it says so; each own entry's `rests` is opened by
the salt that is kept, and what it attests is judged again at that size of the domestic log.
"""

from collections.abc import Iterator

from django.conf import settings

from jisr.base import N_, Instant, JisrError, Phrase
from jisr.bundle import DomesticFold, LogAmiss
from jisr.kernel import Deed, Docket, node_authority, rests_of
from jisr.node import models
from jisr.node.agreements import load_framework
from jisr.node.comparing import Counts, Difference
from jisr.node.queries.reading import Reading, reading
from jisr.node.refolding import CHUNK_ROWS, as_bytes
from jisr.rules import CLOCK_MANDATE, Term, is_called

NOT_HERE = N_("%(framework)s/%(dossier)s is not here, or cannot be judged")


def compare_links(counts: Counts, framework: str = "") -> Iterator[Difference]:
    """Hold all links of a framework, or of all, against the entries; call it once these were found sound."""
    links = models.Link.objects.order_by("pk")
    for link in links:
        if framework in ("", link.domestic_id, link.shared_id):
            counts["links"] = counts.get("links", 0) + 1
            yield from _link(link, counts)
    yield from _unopened(framework)


def _link(link: models.Link, counts: Counts) -> Iterator[Difference]:
    where = f"{link.domestic_id}/{link.dossier}"
    home, shared = reading(link.domestic_id), reading(link.shared_id)
    file, dossier = _docket(home, link.dossier), _docket(shared, link.shared_dossier)
    for docket, place in ((file, (link.domestic_id, link.dossier)), (dossier, (link.shared_id, link.shared_dossier))):
        if docket is None:
            how = Phrase(NOT_HERE, framework=place[0], dossier=place[1])
            yield Difference(N_("link"), where, how, is_damage=True)
    if file is not None and dossier is not None:
        yield from _echoes(link, file, dossier, counts)
        yield from _attestations(link, home, file, dossier, counts)


def _docket(held: Reading, code: str) -> Docket | None:
    try:
        docket = held.docket(code)
    except JisrError:
        return None
    return docket if docket.compiled is not None else None


# Echoes


def _echoes(link: models.Link, file: Docket, dossier: Docket, counts: Counts) -> Iterator[Difference]:
    kept = {each.entry: each for each in link.echoes.order_by("pk")}
    owed = {each.key: _echoed(each, dossier) for each in file.deeds.values() if _is_owed(each, link, dossier)}
    taken: set[str] = set()
    for entry in sorted(kept.keys() | owed.keys()):
        counts["echoes"] = counts.get("echoes", 0) + 1
        where, row, act = f"{link.domestic_id}/{entry}", kept.get(entry), owed.get(entry)
        if row is None:
            how = Phrase(N_("it calls for %(act)s in a linked dossier, and nothing is kept of that"), act=act)
        elif act != row.act:
            how = Phrase(N_("%(act)s is kept as its echo, and it calls for no such act"), act=row.act)
        elif row.written and (row.written in taken or not _is_echo(dossier.find(row.written), row.act)):
            how = Phrase(N_("%(entry)s is kept as its echo, and is none"), entry=row.written)
        else:
            taken.add(row.written)
            continue
        yield Difference(N_("echo"), where, how, is_damage=True)


def _is_owed(deed: Deed, link: models.Link, dossier: Docket) -> bool:
    """Say whether a domestic act calls for an echo in the linked dossier: since the link was made."""
    return deed.authorised and deed.seq >= link.size and _echoed(deed, dossier) is not None


def _echoed(deed: Deed, dossier: Docket) -> str | None:
    step = deed.step
    echo = step.act.echo if step is not None and step.kind == "act" and step.act is not None else None
    named = echo is not None and is_called(dossier.compiled.procedure.name, echo.procedure)
    return echo.act if echo is not None and named else None


def _is_echo(deed: Deed | None, act: str) -> bool:
    """Say whether an entry is such as every echo is."""
    if deed is None or deed.party != settings.HOME.party or deed.entry.act != act or not deed.authorised:
        return False
    by, entry = deed.entry.by, deed.entry
    alike = (by.authority, by.mandate, by.officer, by.on_behalf) == (_node(), CLOCK_MANDATE, "node", None)
    return alike and entry.item is None and not entry.fields and not entry.sealed


def _node() -> str:
    return node_authority(settings.HOME.party)


# Attestations


def _attestations(
    link: models.Link, home: Reading, file: Docket, dossier: Docket, counts: Counts
) -> Iterator[Difference]:
    kept = {each.entry: each for each in link.attestations.order_by("pk")}
    stated = {each.key: each for each in dossier.deeds.values() if _attests(each)}
    sound: list[tuple[models.Attestation, Deed]] = []
    for entry in sorted(kept.keys() | stated.keys()):
        counts["attestations"] = counts.get("attestations", 0) + 1
        where, row, deed = f"{link.shared_id}/{entry}", kept.get(entry), stated.get(entry)
        if row is None:
            how = Phrase(N_("the salt of what it rests on is not here: nobody can open it"))
        elif deed is None:
            how = Phrase(N_("a salt is kept for it, and it attests nothing"))
        elif rests_of(link.domestic_id, row.size, as_bytes(row.root), as_bytes(row.salt)) != deed.entry.rests:
            how = Phrase(N_("salt, size and root that are kept do not give what it states"))
        else:
            sound.append((row, deed))
            continue
        yield Difference(N_("attestation"), where, how, is_damage=True)
    yield from _judged_again(link, home, sound)


def _attests(deed: Deed) -> bool:
    return deed.party == settings.HOME.party and deed.authorised and deed.entry.rests is not None


def _judged_again(
    link: models.Link, home: Reading, rows: list[tuple[models.Attestation, Deed]]
) -> Iterator[Difference]:
    """Judge every attestation again in the domestic log at its size, folding that log once."""
    if not rows:
        return
    fold = DomesticFold(load_framework(home.row))
    log = home.rows[settings.HOME.party]
    raws = models.Entry.objects.filter(log=log).order_by("seq").values_list("raw", flat=True)
    stream = (as_bytes(each) for each in raws.iterator(chunk_size=CHUNK_ROWS))
    for row, deed in sorted(rows, key=lambda each: each[0].size):
        how = None
        try:
            while fold.size < row.size and (raw := next(stream, None)) is not None:
                fold.take(raw)
        except LogAmiss as error:
            how = error.phrase
        if how is None and (fold.size != row.size or fold.root != as_bytes(row.root)):
            how = Phrase(N_("the domestic log at %(size)s entries has not the root on which it rests"), size=row.size)
        elif how is None:
            lacking = fold.lacking(link.dossier, _attested(deed), Instant(deed.time or 0))
            if lacking is None or lacking:
                words = N_("it did not hold in %(framework)s/%(dossier)s at %(size)s entries: %(lacking)s")
                holes = {"framework": link.domestic_id, "dossier": link.dossier, "size": row.size}
                how = Phrase(words, **holes, lacking=list(lacking or ()))
        if how is not None:
            yield Difference(N_("attestation"), f"{link.shared_id}/{deed.key}", how, is_damage=True)


def _attested(deed: Deed) -> Term:
    assert deed.step is not None
    assert deed.step.act is not None
    assert deed.step.act.attests is not None, "form has asked for it (4.rests)"
    return deed.step.act.attests


def _unopened(framework: str) -> Iterator[Difference]:
    """Find own entries that rest on something and are in no linked dossier: nobody could open them."""
    linked = set(models.Link.objects.values_list("shared_id", "shared_dossier"))
    for row in models.Framework.objects.order_by("pk"):
        if framework not in ("", row.pk) or len(row.parties) == 1:
            continue
        held = reading(row.pk)
        attesting = [
            each.digest
            for each in held.framework.procedures.values()
            if any(act.attests is not None for act in each.procedure.acts)
        ]
        codes = models.Dossier.objects.filter(framework=row, digest__in=attesting).values_list("code", flat=True)
        for code in sorted(codes):
            if (row.pk, code) in linked:
                continue
            for deed in held.docket(code).deeds.values():
                if _attests(deed):
                    how = Phrase(N_("the salt of what it rests on is not here: nobody can open it"))
                    yield Difference(N_("attestation"), f"{row.pk}/{deed.key}", how, is_damage=True)


__all__ = ["compare_links"]
