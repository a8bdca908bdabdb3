"""What a node writes by itself when its time has come (protocol 4.4, 12.18), and what it carries on (C02)."""

from jisr.base import FRAMEWORK_DOSSIER, DossierId, FrameworkId, Instant
from jisr.kernel import RECORD_MANIFEST, By, node_authority
from jisr.manifest import TextRefused
from jisr.node import models
from jisr.node.agreements import recordable
from jisr.node.clock import CLOCK
from jisr.node.dues import RETRY_SECONDS, dues
from jisr.node.errors import Halted, NotPossible
from jisr.node.moves import are_moves_kept
from jisr.node.queries.headings import title_of
from jisr.node.queries.reading import Reading, reading
from jisr.node.queries.released import released_in
from jisr.node.rows import read_framework
from jisr.node.services.acts import Wish, append, perform_by_node, this_party
from jisr.node.services.linking import retry
from jisr.node.store import read_register
from jisr.rules import CLOCK_MANDATE


def perform_due(framework: FrameworkId, *, now: Instant | None = None) -> list[str]:
    """Write what is due in a framework's dossiers; give the entries written."""
    moment = CLOCK.now() if now is None else now
    rows = models.Dossier.objects.filter(framework=framework, due__lte=moment).values_list("code", flat=True)
    return [entry for code in list(rows) for entry in _perform_due(framework, DossierId(code), moment)]


def next_due() -> Instant | None:
    """Give the moment of the first due act in any framework, or of the next try of what waits; None: there is none."""
    due = models.Dossier.objects.exclude(due=None).order_by("due").values_list("due", flat=True).first()
    tried = models.Echo.objects.filter(written="").order_by("tried").values_list("tried", flat=True).first()
    released = released_in().order_by("tried").values_list("tried", flat=True).first()
    moments = [due] if due is not None else []
    moments += [each + RETRY_SECONDS for each in (tried, released) if each is not None]
    return Instant(min(moments)) if moments else None


def _perform_due(framework: FrameworkId, code: DossierId, now: Instant) -> list[str]:
    held = reading(framework)
    docket = held.docket(code)
    by = By(node_authority(this_party()), CLOCK_MANDATE, "node")
    scene = docket.scene(held.stub(this_party(), "reopen", by, at=now))
    owed = [] if scene is None else [each for each in dues(docket, scene, this_party()) if each.at <= now]
    written = []
    for each in owed:
        wish = Wish(framework=framework, dossier=code, act=each.act, item=each.item)
        try:
            written.append(str(perform_by_node(wish, now=now)))
        except (NotPossible, Halted):
            continue
    if not written:
        models.Dossier.objects.filter(framework=framework, code=code).update(due=now + RETRY_SECONDS)
    return written


def record_manifests(framework: FrameworkId, *, now: Instant | None = None) -> list[str]:
    """Record each version that another party has recorded, if all of it is here and loads (protocol 12.12)."""
    found = read_framework(framework)
    recorded = () if found is None else read_register(found[0]).versions
    mine = max((version for version, party, *_ in recorded if party == this_party()), default=1)
    others = {(version, digest) for version, _, _, digest in recorded if version > mine}
    written = []
    for version, digest in sorted(others):
        if recordable(framework, version, digest) or not are_moves_kept(framework, version):
            continue
        fields = {"version": version, "digest": digest}
        wish = Wish(framework=framework, dossier=FRAMEWORK_DOSSIER, act=RECORD_MANIFEST, fields=fields)
        try:
            written.append(str(perform_by_node(wish, now=now)))
        except (NotPossible, Halted, TextRefused):
            # What does not fit the own domestic procedures is told to the own operator only (protocol 12.18).
            break
    return written


def write_echoes(*, now: Instant | None = None) -> list[str]:
    """Write in shared dossiers what domestic acts call for there and what could not be written with them."""
    moment = CLOCK.now() if now is None else now
    # Were the clock set back, nothing would wait until it was `tried` again.
    rows = models.Echo.objects.filter(written="").exclude(tried__gt=moment - RETRY_SECONDS, tried__lte=moment)
    written = []
    for number, shared, dossier in list(rows.order_by("pk").values_list("pk", *ECHOED)):
        like = Wish(framework=FrameworkId(shared), dossier=DossierId(dossier), act="")
        written.append(retry(append, like, number, now=moment))
    return [each for each in written if each]


ECHOED = ("link__shared", "link__shared_dossier")


def carry_commitments(framework: FrameworkId, *, now: Instant | None = None) -> list[str]:
    """Put every open commitment of earlier sessions on the agenda of a session that this party called.

    Source: [P] C02, C03. It stops when the agenda is adopted; each commitment is carried once.
    """
    held = reading(framework)
    return [entry for row in _called(held) for entry in _carry_into(held, framework, DossierId(row.code), now)]


def _called(held: Reading) -> list[models.Dossier]:
    rows = models.Dossier.objects.filter(
        framework=held.row, procedure__startswith="session/", is_closed=False, code__startswith=f"{this_party()}."
    )
    return [row for row in rows if not _is_adopted(held, row.code)]


def _is_adopted(held: Reading, code: str) -> bool:
    state = held.docket(code).state
    return state is None or state.fact("agenda_adopted")


def _carry_into(held: Reading, framework: FrameworkId, session: DossierId, now: Instant | None) -> list[str]:
    docket = held.docket(session)
    carried = {
        str(deed.entry.fields["commitment"])
        for deed in docket.deeds.values()
        if deed.entry.act == "raise_item" and deed.authorised and deed.entry.fields.get("commitment")
    }
    rows = models.Dossier.objects.filter(
        framework=held.row, procedure__startswith="commitment/", is_closed=False
    ).exclude(outer=session)
    written = []
    for row in rows.order_by("opened", "code"):
        if row.code in carried:
            continue
        opening = held.docket(row.code).find(row.code)
        if opening is None or not opening.authorised:
            continue
        fields = {
            "title": title_of(held.docket(row.code), {opening.key: opening}),
            "dimension": opening.entry.fields["dimension"],
            "commitment": row.code,
        }
        wish = Wish(framework=framework, dossier=session, act="raise_item", fields=fields)
        try:
            written.append(str(perform_by_node(wish, now=now)))
        except (NotPossible, Halted):
            break
    return written


__all__ = ["carry_commitments", "next_due", "perform_due", "record_manifests", "write_echoes"]
