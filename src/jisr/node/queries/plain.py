"""What commands print for programs: plain values, their keys those of protocol 10."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import asdict

from jisr.base import N_, FrameworkId, Instant, Json, Party, Phrase
from jisr.kernel import By, Deed, Docket, Step, node_authority, test
from jisr.kernel.state import State, is_open
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.clock import CLOCK
from jisr.node.domestic import require_shared
from jisr.node.errors import UnknownThing
from jisr.node.leaving import remaining
from jisr.node.noted import read_noted
from jisr.node.queries.certainty import not_certain
from jisr.node.queries.doubts import Doubt, doubt_of
from jisr.node.queries.exchanges import exchange_lines
from jisr.node.queries.health import health_values
from jisr.node.queries.instants import written
from jisr.node.queries.lines import LISTED_MAX, lines
from jisr.node.queries.listing import behind
from jisr.node.queries.moving import PROPOSE_MOVE, targets
from jisr.node.queries.notices import outbox_health
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.sight import EVERYTHING
from jisr.node.soundness import CLOCK as CLOCK_WORD
from jisr.rules import EACH

OPEN_KINDS = ("act", "propose", "concur", "decline", "withdraw")
# At the clocks of the entries taken in, never the machine's: no time is later than them.
NO_TIME = Instant(0)
Value = dict[str, Any]


# Dossiers


def find_dossier(text: str, framework: str = "") -> tuple[str, str]:
    """Give framework and number of a dossier written `ESP.12` or `mar-esp/ESP.12`."""
    within, _, number = text.rpartition("/")
    code = framework or within
    rows = models.Dossier.objects.filter(code=number)
    found = sorted((rows.filter(framework=code) if code else rows).values_list("framework_id", flat=True))
    if not found:
        raise UnknownThing(N_("no dossier %(dossier)s in this node"), dossier=text)
    if len(found) > 1:
        words = N_("several frameworks have a dossier %(dossier)s: %(frameworks)s; say which")
        raise UnknownThing(words, dossier=number, frameworks=", ".join(found))
    return found[0], number


def dossier_lines(framework: str = "", *, procedure: str = "") -> list[Value]:
    """List dossiers of one framework or of all."""
    codes = [framework] if framework else models.Framework.objects.order_by("pk").values_list("pk", flat=True)
    found = []
    for code in codes:
        held, offset = reading(code), 0
        while page := lines(held, procedure=procedure, offset=offset):
            procedures = dict(
                models.Dossier.objects.filter(framework=code, code__in=[each.code for each in page]).values_list(
                    "code", "procedure"
                )
            )
            for each in page:
                found.append(
                    {
                        "framework": code,
                        "id": each.code,
                        "procedure": procedures[each.code],
                        "title": each.title,
                        "stage": each.stage,
                        "within": each.outer,
                        "closed": each.is_closed,
                        "opened": written(each.opened),
                        "moved": written(each.moved),
                    }
                )
            offset += LISTED_MAX
    return found


def dossier_value(framework: str, code: str) -> Value:
    """Give a dossier in the shape of protocol 10."""
    held = reading(framework)
    docket = held.docket(code)
    return {**judged_value(held, docket), "open_acts": list(_open_acts(held, docket))}


def judged_value(held: Reading, docket: Docket) -> Value:
    """Give a dossier as this node judges it: that shape without the acts that are open."""
    stub = held.stub(own_party(), "reopen", By(node_authority(own_party()), "clock", "node"), at=NO_TIME)
    facts, figures = _facts_and_figures(docket.state)
    times = [held.logs.tails[each].time for each in docket.sides.values()]
    known = [each for each in times if each is not None]
    return {
        "id": docket.id,
        "procedure": docket.compiled.id if docket.compiled else None,
        "sides": {side: str(party) for side, party in docket.sides.items()},
        "stage": _stage(docket, stub),
        "facts": facts,
        "figures": figures,
        "items": dict(sorted(docket.state.items.items())) if docket.state else {},
        "acts": [_act(held, docket, each) for each in sorted(docket.deeds.values(), key=Deed.listed)],
        "clock": {
            "least": written(min(known)) if known and len(known) == len(times) else None,
            "greatest": written(max(known, default=None)),
        },
    }


def _facts_and_figures(state: State | None) -> tuple[Value, Value]:
    """Give every fact and figure; an item's as `fact|item`."""
    if state is None:
        return {}, {}
    kinds, figure_kinds = state.compiled.fact_kinds, state.compiled.figure_kinds
    facts: Value = {name: state.fact(name) for name in state.compiled.cautious if kinds.get(name) is None}
    figures: Value = {name: state.figure(name) for name, kind in figure_kinds.items() if kind is None}
    for item, kind in sorted(state.items.items()):
        facts |= {f"{name}|{item}": state.fact(name, item) for name, of in kinds.items() if of == kind}
        figures |= {f"{name}|{item}": state.figure(name, item) for name, of in figure_kinds.items() if of == kind}
    return facts, figures


def _stage(docket: Docket, stub: Deed) -> str | None:
    scene = docket.scene(stub) if docket.compiled else None
    if scene is None:
        return None
    return next((each.name for each in docket.compiled.procedure.stages if test(each.term)(scene)), None)


def _act(held: Reading, docket: Docket, deed: Deed) -> Value:
    others = remaining(docket.sides.values() or held.framework.parties, held.register.left)
    since = not_certain(held, docket, deed)
    return {
        "party": deed.party,
        "seq": deed.seq,
        "act": deed.entry.act,
        "time": written(deed.time),
        "by": asdict(deed.entry.by),
        "standing": str(deed.verdict.standing),
        "reasons": list(deed.verdict.reasons),
        "final": all(held.logs.first_covering(each, deed.id) is not None for each in others if each != deed.party),
        "uncertain_since": None if since is None else written(since),
    }


def _open_acts(held: Reading, docket: Docket) -> Iterable[Value]:
    """Give each act of this party's side with what it lacks; nothing: it is open."""
    if docket.compiled is None or docket.state is None:
        return
    side = docket.compiled.side_of(own_party(), docket.sides)
    for step in docket.compiled.steps.values():
        if step.kind not in OPEN_KINDS or (step.act is not None and step.act.opens) or not step.by.get(side or EACH):
            continue
        if step.name == PROPOSE_MOVE and not targets(held, docket):
            continue
        items = _items(step, docket.state)
        missing = [_missing(held, docket, step, item) for item in items] or [["4.item"]]
        yield {"act": step.name, "missing": min(missing, key=len)}


def _items(step: Step, state: State) -> list[str | None]:
    if step.kind in ("concur", "decline", "withdraw"):
        assert step.act is not None
        return [key for key, each in state.proposals.items() if each["act"] == step.act.name and is_open(each)]
    return [None] if step.item is None else list(state.items_of(step.item))


def _missing(held: Reading, docket: Docket, step: Step, item: str | None) -> list[Json]:
    side = docket.compiled.side_of(own_party(), docket.sides) or EACH
    by = By(node_authority(own_party()), min(step.by[side]), "o-0")
    stub = held.stub(own_party(), step.name, by, item=item, at=NO_TIME)
    stub.step = step
    # What a field decides cannot be said before there is a field.
    return [each for each in docket.outlook(stub) if '"field"' not in str(each).replace("'", '"')]


# The node and its frameworks


def framework_values() -> list[Value]:
    """List the frameworks of this node."""
    return [
        {
            "framework": row.pk,
            "parties": list(row.parties),
            "version": latest_manifest(row.pk).version,
            "dossiers": models.Dossier.objects.filter(framework=row).exclude(code="framework").count(),
        }
        for row in models.Framework.objects.order_by("pk")
    ]


def framework_value(framework: str) -> Value:
    """Say what is agreed in a framework, and who holds which mandates."""
    held = reading(framework)
    manifest = latest_manifest(framework)
    versions = models.ManifestVersion.objects.filter(framework=framework).order_by("version")
    return {
        "framework": framework,
        "version": manifest.version,
        "fingerprint": manifest.fingerprint(),
        "digest": manifest.digest,
        "versions": [{"version": each.version, "digest": each.digest} for each in versions],
        "parties": sorted(manifest.parties),
        "addresses": {party: manifest.address(party) for party in sorted(manifest.parties)},
        "procedures": dict(sorted(manifest.value["procedures"].items())),
        "parameters": manifest.value["parameters"],
        "left": {party: f"{party}.{seq}" for party, seq in sorted(held.register.left.items())},
        "generations": dict(manifest.value.get("generations", {})),
        "authorities": _authorities(held),
        "note": manifest.raw,
    }


def _authorities(held: Reading) -> list[Value]:
    found = []
    for party in sorted(held.framework.parties):
        codes = {held.framework.founding(party), *(row[1] for row in held.register.declared.get(party, ()))}
        for code in sorted(codes):
            mandates = held.register.mandates(held.framework, party, code, held.logs.tails[party].size)
            found.append({"party": party, "code": code, "mandates": sorted(mandates)})
    return found


def node_value(said: Callable[[Phrase], str] = str) -> Value:
    """Say how this node stands; `said` is how phrases are: for programs in English."""
    from django.conf import settings

    home = settings.HOME
    return {
        "party": home.party,
        "name": home.name,
        "address": home.address,
        "listen": home.listen,
        "demo": home.is_demo,
        "officers": models.Officer.objects.count(),
        "health": health_values(said),
        "frameworks": [_framework_status(each, said) for each in framework_values()],
        "outbox": outbox_values(said),
    }


def outbox_values(said: Callable[[Phrase], str] = str) -> list[Value]:
    """Say how the outbox of notices stands, a channel each."""
    return [
        {
            "channel": each.channel,
            "waiting": each.waiting,
            "oldest": written(each.oldest),
            "oldest_seconds": each.oldest_seconds,
            "tries": each.tries,
            "trouble": "" if each.trouble is None else said(each.trouble),
        }
        for each in outbox_health()
    ]


def _framework_status(value: Value, said: Callable[[Phrase], str]) -> Value:
    code = value["framework"]
    held = reading(code)
    asides = models.Aside.objects.filter(framework=code).order_by("at", "pk")
    return {
        **value,
        "doubt": _doubt(doubt_of(held, CLOCK.now())),
        "behind": behind(held),
        "confirmed": [
            {
                "about": each.about,
                "until": written(each.until) if each.about == CLOCK_WORD else each.until,
                "officer": each.officer.username,
                "reason": each.reason,
                "at": written(each.at),
            }
            for each in models.Word.objects.filter(framework=code).select_related("officer").order_by("at", "pk")
        ],
        "logs": [
            {
                "party": each.party,
                "size": each.size,
                "head_size": each.head_size,
                "time": written(each.time),
                "cut_off": each.is_cut_off,
            }
            for each in models.Log.objects.filter(framework=code).order_by("party")
        ],
        "exchanges": [
            {
                "party": each.party,
                "heard": written(each.heard),
                "failures": peer.failures,
                "trouble": said(each.trouble),
                "unacknowledged": each.unacknowledged,
                "waiting": each.waiting,
                "goes_on": written(each.goes_on) if each.waiting else None,
            }
            for each in exchange_lines(code, EVERYTHING)
            for peer in [models.Peer.objects.get(framework=code, party=each.party)]
        ],
        "aside": [
            {
                "kind": each.kind,
                "party": each.party,
                "seq": each.seq,
                "rule": each.rule,
                "because": said(read_noted(each.because)),
                "sender": each.sender,
                "at": written(each.at),
            }
            for each in asides
        ],
    }


def waiting_now(frameworks: Iterable[str]) -> list[Value]:
    """Give the parties of which more was sent than is taken in on one day, how much waits, and until when."""
    lines = [line for code in sorted(frameworks) for line in exchange_lines(code, EVERYTHING)]
    return [{"party": x.party, "waiting": x.waiting, "goes_on": written(x.goes_on)} for x in lines if x.waiting]


def _doubt(found: Doubt | None) -> Value | None:
    if found is None:
        return None
    return {
        "what": found.what,
        "because": str(found.because),
        "since": written(found.since),
        "to_ask": list(found.to_ask),
        "remedy": found.remedy,
    }


def officer_values() -> list[Value]:
    """List officers with their postings."""
    return [
        {
            "username": each.username,
            "name": each.name,
            "postings": [
                {
                    "framework": p.framework_id,
                    "authority": p.authority,
                    "mandates": p.mandates,
                    "from": written(p.starts),
                    "until": written(p.ends),
                }
                for p in each.postings.order_by("framework", "authority")
            ],
            "operator": each.is_operator,
            "suspended": not each.is_active,
            "administers": each.administers,
        }
        for each in models.Officer.objects.order_by("username")
    ]


def change_values() -> list[Value]:
    """List what was changed about officers, the newest first."""
    rows = models.Change.objects.select_related("officer", "proposer", "decision__decider").order_by("-pk")
    return [_change_value(each) for each in rows]


def _change_value(change: models.Change) -> Value:
    decision = getattr(change, "decision", None)
    return {
        "number": change.pk,
        "kind": change.kind,
        "officer": change.officer.username if change.officer else change.what.get("username", ""),
        "what": change.what,
        "reason": change.reason,
        "by": change.proposer.username if change.proposer else f"@{change.machine}",
        "at": written(change.at),
        "state": decision.verdict if decision else "open",
        "decided_by": _decider(decision),
        "decided_at": written(decision.at) if decision else None,
    }


def _decider(decision: models.Decision | None) -> str:
    if decision is None:
        return ""
    return decision.decider.username if decision.decider else f"@{decision.machine}"


def peers_of(framework: str = "", party: str = "") -> list[tuple[FrameworkId, Party]]:
    """Give the other parties of one framework or all, or the one that is named."""
    rows = models.Peer.objects.exclude(party=own_party()).order_by("framework", "party")
    if framework:
        require_shared(framework)
        rows = rows.filter(framework=framework)
    if party:
        rows = rows.filter(party=party)
    found = [(FrameworkId(row.framework_id), Party(row.party)) for row in rows]
    if not found and (framework or party):
        words = N_("no exchange with %(party)s in %(framework)s")
        raise UnknownThing(words, party=party or "*", framework=framework or "*")
    return found


__all__ = [
    "change_values",
    "dossier_lines",
    "dossier_value",
    "find_dossier",
    "framework_value",
    "framework_values",
    "node_value",
    "officer_values",
    "peers_of",
    "waiting_now",
]
