"""`jisr bench proofs`: the tree of a log of ten million entries, in the tiles in which a node keeps it.

What is measured is a node's own: `Frontier.growth`, `write_tiles`, `write_log`, `root_of`, `inclusion_proof`. The log
has hashes of entries and no entries: of these a tree knows nothing.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from jisr.base import N_, Phrase
from jisr.base.limits import MESSAGE_ENTRIES_MAX
from jisr.cli.bench.figures import Figure, at_most, beside, on_one_core, verifications_per_second
from jisr.cli.bench.making import ESP, FRAMEWORK, MAR
from jisr.cli.demo.founding import signed_manifest
from jisr.cli.entering import enter
from jisr.cli.output import progress
from jisr.log import check_inclusion, inclusion_proof
from jisr.node.home import make_home

SMALL = 10_000
FILLED_AT_ONCE = 50_000
ONES_A_TURN = 10
PROOFS_A_TURN = 100
APPEND_RATIO_MAX = 1.3
MIB = 1024 * 1024


@dataclass
class Times:
    """Seconds of what was done to one log: an entry appended, a message of entries appended, the root found."""

    one: list[float] = field(default_factory=list)
    message: list[float] = field(default_factory=list)
    root: list[float] = field(default_factory=list)
    size: int = 0


def proofs(*, leaves: int, turns: int, folder: Path | None = None) -> list[Figure]:
    """Grow a log's tree, keep the database as it was when the log was small, and use both in turns."""
    with tempfile.TemporaryDirectory(dir=folder) as place, progress(is_drawn_between=False) as tell:
        homes = [
            make_home(Path(place) / p.lower(), party=p, address=f"https://{p}.test", listen="127.0.0.1:0", name=p)
            for p in (MAR, ESP)
        ]
        note = signed_manifest(FRAMEWORK, homes)
        enter(homes[0].path)
        from jisr.node.services.frameworks import found_framework

        found_framework(note)
        on_one_core()
        large, small = homes[0].database, Path(place) / "small.sqlite3"
        _fill(SMALL, leaves, tell)
        with _opened(large):
            pass
        shutil.copy(large, small)
        _fill(leaves, leaves, tell)
        return _measured(small, large, turns, tell)


def _measured(small: Path, large: Path, turns: int, tell: Any) -> list[Figure]:
    at_small, at_large, used = Times(), Times(), small.with_name("used.sqlite3")
    for turn in range(turns + 1):
        # The small log stays small: it is a copy that is used.
        shutil.copy(small, used)
        for path, times in ((used, at_small), (large, at_large)):
            with _opened(path):
                # The first turn warms both up, and so does the first of each: the database was opened anew.
                _append(_leaves(1))
                _use(times if turn else Times())
                times.size = _log().size
        tell(Phrase(N_("Measuring")), turn, turns)
    references = [verifications_per_second()]
    with _opened(large):
        made, checked = _prove(turns * PROOFS_A_TURN)
    references.append(verifications_per_second())
    sizes = f"at {at_large.size:,} v. {SMALL:,}"
    return [
        _append_figure(f"append one {sizes}", at_large.one, at_small.one),
        _append_figure(f"append a message {sizes}", at_large.message, at_small.message),
        beside(f"root {sizes}", 1e3 * median(at_large.root), "ms", reference=1e3 * median(at_small.root)),
        beside("proofs made", made, "/s", reference=median(references)),
        beside("proofs checked", checked, "/s", reference=median(references)),
        Figure(name="database", value=round(large.stat().st_size / MIB, 1), unit="MiB"),
    ]


def _append_figure(name: str, large: Sequence[float], small: Sequence[float]) -> Figure:
    return at_most(name, 1e3 * median(large), "ms", reference=1e3 * median(small), target=APPEND_RATIO_MAX)


@contextmanager
def _opened(path: Path) -> Iterator[None]:
    """Let the node's connection be one to this database; closed, all of it is in the one file."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = path
    yield
    connection.close()


def _log() -> Any:
    from jisr.node import models

    return models.Log.objects.get(framework=FRAMEWORK, party=ESP)


def _leaves(count: int) -> list[bytes]:
    chance = random.randbytes(16)
    return [sha256(chance + number.to_bytes(8, "big")).digest() for number in range(count)]


def _append(leaves: Sequence[bytes]) -> float:
    """Grow the log's tree as the node's store does, and commit it; give the seconds."""
    from django.db import connection, transaction

    from jisr.node.rows import write_log
    from jisr.node.tiles import StoredNodes, read_frontier, write_tiles

    log = _log()
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        frontier = read_frontier(log)
        growth = frontier.growth(leaves)
        write_tiles(cursor, log.pk, StoredNodes(log.pk), frontier, growth.fresh)
        log.size, log.frontier = growth.frontier.size, growth.frontier.to_bytes()
        write_log(cursor, log)
    return time.perf_counter() - began


def _fill(size: int, all_of_them: int, tell: Any) -> None:
    here = _log().size
    while here < size:
        _append(_leaves(min(FILLED_AT_ONCE, size - here)))
        here = _log().size
        tell(Phrase(N_("Growing the tree")), here, all_of_them)


def _use(times: Times) -> None:
    from jisr.node.tiles import read_frontier, root_of

    times.one += [_append(_leaves(1)) for _ in range(ONES_A_TURN)]
    times.message.append(_append(_leaves(MESSAGE_ENTRIES_MAX)))
    log = _log()
    for _ in range(ONES_A_TURN):
        began = time.perf_counter()
        root = root_of(log, log.size)
        times.root.append(time.perf_counter() - began)
    assert root == read_frontier(log).root(), "tiles and frontier are of one tree"


def _prove(count: int) -> tuple[float, float]:
    """Make proofs of entries anywhere in the log, each from the tiles alone, and check them; give both a second."""
    from jisr.node.tiles import StoredNodes, root_of

    log = _log()
    size, root = log.size, root_of(log, log.size)
    asked = [random.randrange(size) for _ in range(count)]
    nodes = StoredNodes(log.pk)
    leaves = [nodes.node(0, index) for index in asked]
    began = time.perf_counter()
    made = [inclusion_proof(StoredNodes(log.pk), index, size) for index in asked]
    between = time.perf_counter()
    for index, leaf, proof in zip(asked, leaves, made, strict=True):
        check_inclusion(leaf=leaf, index=index, size=size, proof=proof, root=root)
    return count / (between - began), count / (time.perf_counter() - between)


__all__ = ["proofs"]
