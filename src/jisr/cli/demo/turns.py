"""In which turns a record is performed: as much in each as can be done before the others must be heard."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set

from jisr.cli.demo.record import RecordedAct

# What leads a session from one stage into the next: it waits for all acts before it, and those after it for it.
STAGES = ("accept_call", "adopt_agenda", "open_session", "close")
# What tells of a session waits for all that it tells of.
TELLING = ("issue_communique",)


def turns(acts: Sequence[RecordedAct]) -> Iterator[dict[str, list[int]]]:
    """Give each turn as the acts of each party, by their places in the record.

    In a turn one party acts in each family of dossiers, so that no acts cross; after it all is exchanged.
    An act waits for those that it names, for the stage of its session, and for what came before it in a
    dossier within a session; otherwise it need not wait for others because they stand before it.
    """
    needs = list(_needs(acts))
    waiting: dict[str, list[int]] = defaultdict(list)
    for at, act in enumerate(acts):
        waiting[act.family].append(at)
    heard: set[int] = set()
    while any(waiting.values()):
        turn: dict[str, list[int]] = defaultdict(list)
        for family, left in waiting.items():
            taken = _ready(acts, left, needs, heard)
            waiting[family] = [at for at in left if at not in taken]
            for at in taken:
                turn[acts[at].party].append(at)
        assert turn, "an act waits for none that stands after it"
        yield {party: sorted(places) for party, places in turn.items()}
        heard.update(*turn.values())


def _ready(
    acts: Sequence[RecordedAct], left: Iterable[int], needs: Sequence[Set[int]], heard: Set[int]
) -> dict[int, None]:
    """Give what the party of the first act that may be done can do now, in order."""
    party, taken = "", dict[int, None]()
    for at in left:
        if party in ("", acts[at].party) and needs[at] <= heard | taken.keys():
            party = acts[at].party
            taken[at] = None
    return taken


def _needs(acts: Sequence[RecordedAct]) -> Iterator[set[int]]:
    """Give for each act the places of those that must have been done and heard before it."""
    places: dict[str, int] = {}
    families: defaultdict[str, list[int]] = defaultdict(list)
    stage: dict[str, int] = {}
    last: dict[str, int] = {}
    for at, act in enumerate(acts):
        found = {places[label] for label in named(act)}
        before = families[act.family]
        if act.act in TELLING or _leads_on(act):
            found.update(before)
        elif act.family in stage:
            found.add(stage[act.family])
        if _leads_on(act):
            stage[act.family] = at
        if act.dossier and act.dossier != act.family and act.dossier in last:
            found.add(last[act.dossier])
        yield found
        before.append(at)
        last[act.dossier or act.opens] = at
        places |= {label: at for label in (act.opens, act.label) if label}


def _leads_on(act: RecordedAct) -> bool:
    return act.act.removeprefix("propose_").removeprefix("concur_") in STAGES


def named(act: RecordedAct) -> set[str]:
    """Give the labels that an act names."""
    found = {act.dossier, act.within, act.item} | set(named_in_fields(act).values())
    return found - {""}


def named_in_fields(act: RecordedAct) -> dict[str, str]:
    """Give the fields that hold a label, with the label."""
    return {name: value[1:] for name, value in act.fields.items() if isinstance(value, str) and value.startswith("@")}
