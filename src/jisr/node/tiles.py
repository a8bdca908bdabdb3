"""The tree's nodes, kept in tiles of 256 hashes."""

from collections.abc import Sequence

from jisr.log import Frontier, Tiles, tiles_after
from jisr.node import models


class StoredNodes(Tiles):
    """Nodes of one log's tree, from its tiles."""

    def __init__(self, log: int) -> None:
        super().__init__(lambda level, index: read_tile(log, level, index))


def read_tile(log: int, level: int, index: int) -> bytes:
    """Read the hashes of a tile."""
    row = models.Tile.objects.values_list("hashes").get(log=log, level=level, index=index)
    return bytes(row[0])


def write_tiles(log: int, frontier: Frontier, leaves: Sequence[bytes]) -> None:
    """Write the tiles that change when leaves are added."""
    changed = tiles_after(frontier.size, leaves, lambda level, index: read_tile(log, level, index))
    models.Tile.objects.bulk_create(
        [models.Tile(log_id=log, level=level, index=at, hashes=raw) for (level, at), raw in changed.items()],
        update_conflicts=True,
        unique_fields=["log", "level", "index"],
        update_fields=["hashes"],
    )
