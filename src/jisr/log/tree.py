"""The tree of RFC 6962 over a log's entries: its frontier, nodes, roots and tiles (protocol 2.4)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol

HASH_BYTES: Final = 32
TILE_LEVELS: Final = 8
TILE_HASHES: Final = 1 << TILE_LEVELS
EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(raw: bytes) -> bytes:
    """Give the hash of an entry as a leaf."""
    return sha256(b"\0" + raw).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of a node from those below it."""
    return sha256(b"\1" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: its size and the roots of its complete subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown_by(self, leaves: Iterable[bytes]) -> "Frontier":
        """Give the frontier after more leaf hashes."""
        return self.growth(leaves).frontier

    def growth(self, leaves: Iterable[bytes]) -> "Growth":
        """Give what more leaf hashes make of the tree, each new node hashed once, level by level."""
        nodes, left, sha = list(leaves), list(self.peaks), sha256
        begin, size, level = self.size, self.size + len(nodes), 0
        peaks: list[bytes] = []
        fresh: list[Sequence[bytes]] = []
        while nodes or left:
            if nodes and level % TILE_LEVELS == 0:
                fresh.append(nodes)
            if begin & 1:
                nodes = [left.pop(), *nodes]
            if len(nodes) & 1:
                peaks.append(nodes[-1])
            nodes = [sha(b"\1" + one + other).digest() for one, other in zip(nodes[::2], nodes[1::2], strict=False)]
            begin >>= 1
            level += 1
        return Growth(Frontier(size, tuple(reversed(peaks))), tuple(fresh))

    def root(self) -> bytes:
        """Give the root of the tree."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def to_bytes(self) -> bytes:
        """Write the frontier: size in eight bytes, then the peaks."""
        return self.size.to_bytes(8, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Frontier":
        """Read a frontier back."""
        size = int.from_bytes(raw[:8], "big")
        peaks = tuple(raw[at : at + HASH_BYTES] for at in range(8, len(raw), HASH_BYTES))
        whole = len(raw) == 8 + HASH_BYTES * size.bit_count()
        assert whole, "a frontier has one peak for each bit of its size"
        return cls(size, peaks)


@dataclass(frozen=True, slots=True)
class Growth:
    """What leaves make of a tree: its frontier then, and the new nodes of the levels 0, 8, 16, … that tiles hold."""

    frontier: Frontier
    fresh: Sequence[Sequence[bytes]]


class Nodes(Protocol):
    """Where complete subtrees' hashes are found."""

    def node(self, level: int, index: int) -> bytes:
        """Give the root of the index-th complete subtree of 2**level leaves."""


class MemoryNodes:
    """Every complete subtree of a tree, in memory."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash."""
        level, node = 0, leaf
        while True:
            if len(self.levels) == level:
                self.levels.append([])
            here = self.levels[level]
            here.append(node)
            if len(here) % 2:
                return
            node = node_hash(here[-2], here[-1])
            level += 1

    @property
    def size(self) -> int:
        """Give the number of leaves."""
        return len(self.levels[0])

    def node(self, level: int, index: int) -> bytes:
        """Give the root of a complete subtree."""
        return self.levels[level][index]


class NodesBeyond:
    """Nodes of a tree that is kept, and of leaves that would come after it."""

    def __init__(self, nodes: Nodes, size: int, leaves: Sequence[bytes]) -> None:
        self._nodes, self._size, self._leaves = nodes, size, leaves

    def node(self, level: int, index: int) -> bytes:
        """Give the root of a complete subtree."""
        if (index + 1) << level <= self._size:
            return self._nodes.node(level, index)
        if level == 0:
            return self._leaves[index - self._size]
        return node_hash(self.node(level - 1, 2 * index), self.node(level - 1, 2 * index + 1))


class Tiles:
    """Nodes found in tiles of 256 hashes: tile (t, i) holds level 8t from 256·i on."""

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        self._read = read
        self._cache: dict[tuple[int, int], bytes] = {}

    def node(self, level: int, index: int) -> bytes:
        """Give the root of a complete subtree, hashing up inside one tile."""
        tile_level, above = divmod(level, TILE_LEVELS)
        first = index << above
        tile, at = divmod(first, TILE_HASHES)
        raw = self.tile(tile_level, tile)[at * HASH_BYTES : (at + (1 << above)) * HASH_BYTES]
        # Two that belong together stand side by side.
        while len(raw) > HASH_BYTES:
            pairs = range(0, len(raw), 2 * HASH_BYTES)
            raw = b"".join([sha256(b"\1" + raw[step : step + 2 * HASH_BYTES]).digest() for step in pairs])
        return raw

    def tile(self, level: int, index: int) -> bytes:
        """Give the hashes of a tile, read once."""
        key = (level, index)
        if key not in self._cache:
            self._cache[key] = self._read(level, index)
        return self._cache[key]


def tiles_after(
    size: int, fresh: Sequence[Sequence[bytes]], read: Callable[[int, int], bytes]
) -> dict[tuple[int, int], bytes]:
    """Give the tiles that change when a tree of a size grows, by the new nodes of each level that tiles hold."""
    changed: dict[tuple[int, int], bytes] = {}
    count, tile_bytes = size, TILE_HASHES * HASH_BYTES
    for level, nodes in enumerate(fresh):
        first, kept = divmod(count, TILE_HASHES)
        whole = (read(level, first)[: kept * HASH_BYTES] if kept else b"") + b"".join(nodes)
        for step in range(0, len(whole), tile_bytes):
            changed[level, first + step // tile_bytes] = whole[step : step + tile_bytes]
        count //= TILE_HASHES
    return changed


def root_at(nodes: Nodes, size: int) -> bytes:
    """Give the root that a tree had at a size."""
    if size == 0:
        return EMPTY_ROOT
    return range_root(nodes, 0, size)


def range_root(nodes: Nodes, begin: int, end: int) -> bytes:
    """Give the root of the leaves from `begin` to `end`; `begin` starts a subtree that holds them."""
    count = end - begin
    assert count > 0, "an empty range has no node"
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return nodes.node(level, begin >> level)
    split = 1 << (count - 1).bit_length() - 1
    return node_hash(range_root(nodes, begin, begin + split), range_root(nodes, begin + split, end))
