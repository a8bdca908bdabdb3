"""The keys of sealed content at rest: one for each act, in one small file apart from the data (protocol 7.3).

A key is on the disk before the row that is wrapped by it is committed, and an erasure destroys it: what an old copy
of the database still holds cannot be opened any more. The file is in no backup of the data; whoever copies it copies
it apart, and anew after every erasure. A line is an act with its dossier and its key; of an act with several lines
the last counts. What was cut off by a failing machine is no line: its row was never committed.
"""

import base64
import fcntl
import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jisr.base import N_, Phrase
from jisr.node.home import Home, HomeAmiss
from jisr.node.kek import MARK, HomeKeys, KekMissing, home_keys
from jisr.node.secrets import replace_secret
from jisr.seal import REST_KEY_BYTES

HEADER: Final = b"# jisr: keys of sealed content; never beside a copy of the database\n"


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """Whose act a key belongs to, in which framework."""

    framework: str
    party: str
    seq: int

    def __str__(self) -> str:
        return f"{self.framework}/{self.party}.{self.seq}"


@dataclass(frozen=True, slots=True)
class RestKey:
    """The key of one act's sealed content, with the dossier to which the act belongs."""

    act: Act
    dossier: str
    kept: bytes
    # Why it cannot be opened now: it lies locked, and the node has no key-encryption key.
    amiss: KekMissing | None = None

    @property
    def key(self) -> bytes:
        """Give the key; raises KekMissing where it lies locked and cannot be opened."""
        if self.amiss is not None:
            raise KekMissing(self.amiss.phrase) from self.amiss
        return self.kept

    def __repr__(self) -> str:
        return f"RestKey({self.act})"


LOCKED = N_("keys lie locked in keys/sealed.keys, and keys/kek.json is missing")
Keys = Mapping[Act, RestKey]
# What was last read of a file, as long as the file is the same.
_READ: dict[Path, tuple[tuple[int, int, int], dict[Act, RestKey]]] = {}


def place_of_keys(home: Home) -> Path:
    """Give the place of the file."""
    return home.path / "keys" / "sealed.keys"


def keys_here(home: Home) -> Keys:
    """Give every key that is here, by act."""
    place = place_of_keys(home)
    try:
        found = place.stat()
        same = found.st_ino, found.st_mtime_ns, found.st_size
        known = _READ.get(place)
        if known is None or known[0] != same:
            opens = _opener(home)
            lines = (_read_line(each, opens) for each in _lines(place.read_bytes()))
            known = same, {each.act: each for each in lines if each is not None}
            if opens is None or not isinstance(opens, KekMissing):
                # What could not be opened is tried again: the key may be there by then.
                _READ[place] = known
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise HomeAmiss(place, error) from error
    return known[1]


def new_key(act: Act, dossier: str) -> RestKey:
    """Make the key of an act; it counts once it was added."""
    return RestKey(act, dossier, os.urandom(REST_KEY_BYTES))


def add_keys(home: Home, keys: Iterable[RestKey]) -> None:
    """Put keys on the disk; they are there when this returns."""
    wanted = tuple(keys)
    if not wanted:
        return
    lock = home_keys(home)
    lines = b"".join(_line(each, lock) for each in wanted)
    place = place_of_keys(home)
    try:
        with _held(home), open(os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            before = HEADER if not size else b"" if os.pread(file.fileno(), 1, size - 1) == b"\n" else b"\n"
            _write_all(file.fileno(), before + lines)
            os.fsync(file.fileno())
            if not size:
                _sync_folder(place.parent)
    except OSError as error:
        raise HomeAmiss(place, error) from error
    finally:
        _READ.pop(place, None)


def destroy_keys(home: Home, acts: Collection[Act]) -> int:
    """Destroy the keys of acts: overwritten where they lie, then left out of a file that takes the old one's place.

    Broken off anywhere it can be done again. Gives how many there were.
    """
    place = place_of_keys(home)
    with _held(home):
        try:
            handle = os.open(place, os.O_RDWR)
        except FileNotFoundError:
            return 0
        try:
            raw = os.pread(handle, os.fstat(handle).st_size, 0)
            kept, struck, at = [HEADER], 0, 0
            for line in raw.splitlines(keepends=True):
                key = _read_line(line)
                if key is not None and key.act not in acts:
                    kept.append(line)
                elif line != HEADER:
                    # What is no line may be a key that was half written, or half destroyed. Its end stays: if the
                    # machine fails here, the line after it is still one.
                    os.pwrite(handle, b"0" * len(line.rstrip(b"\n")), at)
                    struck += key is not None
                at += len(line)
            if raw != b"".join(kept):
                os.fsync(handle)
                _replace(place, b"".join(kept))
                # The old file has no name any more; its other keys may be erased one day, too.
                os.pwrite(handle, bytes(len(raw)), 0)
                os.fsync(handle)
            return struck
        finally:
            os.close(handle)
            _READ.pop(place, None)


def lock_all(home: Home) -> None:
    """Write every key that is here anew, as the home now locks its keys; broken off anywhere it can be done again."""
    place = place_of_keys(home)
    with _held(home):
        if not place.exists():
            return
        lock, opens = home_keys(home), _opener(home)
        keys = [each for each in (_read_line(line, opens) for line in _lines(place.read_bytes())) if each is not None]
        replace_secret(place, HEADER + b"".join(_line(each, lock) for each in keys))
        _READ.pop(place, None)


def _opener(home: Home) -> HomeKeys | KekMissing | None:
    """Give what opens locked keys, or why nothing does."""
    try:
        return home_keys(home)
    except KekMissing as error:
        return error


def _line(key: RestKey, lock: HomeKeys | None) -> bytes:
    about = _about(key.act, key.dossier)
    said = f"{about} {base64.b64encode(key.key).decode() if lock is None else lock.lock(key.key, about)}"
    return f"{said} {zlib.crc32(said.encode()):08x}\n".encode("ascii")


def _about(act: Act, dossier: str) -> str:
    return f"{act.framework} {dossier} {act.party}.{act.seq}"


def _lines(raw: bytes) -> Iterator[bytes]:
    yield from raw.splitlines(keepends=True)


def _read_line(line: bytes, opens: HomeKeys | KekMissing | None = None) -> RestKey | None:
    """Read a line; None for what is none, or was cut off. One that lies locked has its key where it can be opened."""
    said, _, check = line.rpartition(b" ")
    if line[:1] == b"#" or not line.endswith(b"\n") or check != b"%08x\n" % zlib.crc32(said):
        return None
    framework, dossier, number, key = said.decode("ascii").split(" ")
    party, _, seq = number.partition(".")
    act = Act(framework, party, int(seq))
    if not key.startswith(MARK):
        return RestKey(act, dossier, base64.b64decode(key))
    if isinstance(opens, HomeKeys):
        try:
            return RestKey(act, dossier, opens.unlock(key, _about(act, dossier)))
        except KekMissing as error:
            return RestKey(act, dossier, b"", error)
    return RestKey(act, dossier, b"", opens or KekMissing(Phrase(LOCKED)))


def _replace(place: Path, content: bytes) -> None:
    fresh = place.with_name(f"{place.name}.new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place)
    _sync_folder(place.parent)


@contextmanager
def _held(home: Home) -> Iterator[None]:
    """Let nobody else change the file: several processes and threads of a node may want to."""
    lock = home.path / "keys" / "sealed.lock"
    with open(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600), "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = ["Act", "Keys", "RestKey", "add_keys", "destroy_keys", "keys_here", "lock_all", "new_key", "place_of_keys"]
