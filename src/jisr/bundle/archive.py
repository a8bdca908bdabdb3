"""The one archive that given members make: a ZIP, nothing compressed, no dates, and not a byte that could be another.

Who checks it makes it again from its members and compares: so also what no member holds cannot be changed.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Final

from jisr.bundle.faults import Amiss

ARCHIVE_BYTES_MAX: Final = 64 * 1024 * 1024
README, SCRIPT, PAPER = "README.txt", "verify.py", "file.pdf"
ACTS, JUDGED, OPENED = "bundle.json", "judged.json", "opened.json"
CONTENTS, NOTE = "contents.json", "contents.note"
# In the order in which they stand; what may be missing is only what was sealed.
MEMBERS: Final = (README, SCRIPT, PAPER, ACTS, JUDGED, OPENED, CONTENTS, NOTE)
OPTIONAL: Final = frozenset({OPENED})

# PKWARE APPNOTE 6.3.10, 4.3.7, 4.3.12, 4.3.16. The date is 1980-01-01, the first that a ZIP can state.
_LOCAL: Final = struct.Struct("<IHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<IHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<IHHHHIIH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = 0x04034B50, 0x02014B50, 0x06054B50
_MADE_BY, _NEEDED, _DATE, _RIGHTS = 0x031E, 10, 0x21, 0o100644 << 16


def write_archive(members: Sequence[tuple[str, bytes]]) -> bytes:
    """Write members, in this order, as the one archive that they make."""
    bodies, central, at = [], [], 0
    for name, body in members:
        told = (0, 0, 0, _DATE, zlib.crc32(body), len(body), len(body), len(name), 0)
        written = _LOCAL.pack(_LOCAL_MARK, _NEEDED, *told) + name.encode("ascii") + body
        entry = _CENTRAL.pack(_CENTRAL_MARK, _MADE_BY, _NEEDED, *told, 0, 0, 0, _RIGHTS, at)
        central.append(entry + name.encode("ascii"))
        bodies.append(written)
        at += len(written)
    index = b"".join(central)
    count = len(members)
    return b"".join((*bodies, index, _END.pack(_END_MARK, 0, 0, count, count, len(index), at, 0)))


def read_archive(raw: bytes) -> Mapping[str, bytes]:
    """Give the members of an archive by name; raise Amiss where it is not the one that they make."""
    if len(raw) > ARCHIVE_BYTES_MAX:
        raise Amiss("archive.bytes", limit=ARCHIVE_BYTES_MAX)
    found: list[tuple[str, bytes]] = []
    at = 0
    while raw[at : at + 4] == _LOCAL_MARK.to_bytes(4, "little") and len(raw) >= at + _LOCAL.size:
        if len(found) == len(MEMBERS):
            raise Amiss("archive.members")
        *_, size, length, _extra = _LOCAL.unpack_from(raw, at)
        name, begin = raw[at + _LOCAL.size : at + _LOCAL.size + length], at + _LOCAL.size + length
        found.append((name.decode("ascii", "replace"), raw[begin : begin + size]))
        at = begin + size
    names = tuple(name for name, _ in found)
    if names not in (MEMBERS, tuple(each for each in MEMBERS if each not in OPTIONAL)):
        raise Amiss("archive.members")
    if write_archive(found) != raw:
        raise Amiss("archive.bytes_other")
    return dict(found)


__all__ = [
    "ACTS",
    "ARCHIVE_BYTES_MAX",
    "CONTENTS",
    "JUDGED",
    "MEMBERS",
    "NOTE",
    "OPENED",
    "OPTIONAL",
    "PAPER",
    "README",
    "SCRIPT",
    "read_archive",
    "write_archive",
]
