"""The tree's nodes, kept in tiles of 256 hashes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from jisr.log import Frontier, Tiles, root_at, tiles_after
from jisr.node import models

# Read some three times for every act: plain SQL costs a tenth of a query that is put together each time.
TILE_AT = 'SELECT hashes FROM tile WHERE log_id = %s AND level = %s AND "index" = %s'
TILE_ROWS = (
    'INSERT INTO tile (log_id, level, "index", hashes) VALUES (%s, %s, %s, %s)'
    ' ON CONFLICT (log_id, level, "index") DO UPDATE SET hashes = excluded.hashes'
)


class StoredNodes(Tiles):
    """Nodes of one log's tree, from its tiles; those that are about to be written are given."""

    def __init__(self, log: int, fresh: Mapping[tuple[int, int], bytes] | None = None) -> None:
        super().__init__(lambda level, index: _read(log, level, index))
        self._cache.update(fresh or {})


def read_frontier(log: models.Log) -> Frontier:
    """Read the frontier of a log's tree from its row."""
    return Frontier.from_bytes(bytes(log.frontier)) if log.frontier else Frontier(size=0, peaks=())


def root_of(log: models.Log, size: int, nodes: StoredNodes | None = None) -> bytes:
    """Give the root of a log's tree at a size, from its tiles: what is marked and signed is what proofs are made of."""
    return root_at(nodes or StoredNodes(log.pk), size)


def _read(log: int, level: int, index: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(TILE_AT, (log, level, index))
        row = cursor.fetchone()
    if row is None:
        raise models.Tile.DoesNotExist(f"no tile {level}/{index} of log {log}")
    return bytes(row[0])


def write_tiles(
    cursor: Any, log: int, nodes: StoredNodes, frontier: Frontier, fresh: Sequence[Sequence[bytes]]
) -> None:
    """Write the tiles that change as a tree grows; `nodes` know it as it was, and are not used again."""
    changed = tiles_after(frontier.size, fresh, nodes.tile)
    cursor.executemany(TILE_ROWS, [(log, level, at, raw) for (level, at), raw in changed.items()])
