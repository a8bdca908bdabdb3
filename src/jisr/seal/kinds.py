"""What a file is by its first bytes, and by nothing that its sender says of it.

A small table: what is not in it is bytes of an unknown kind, and is only ever kept, never shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jisr.base import N_

# What is looked at.
HEAD_BYTES: Final = 4_096
_TEXT_CONTROLS: Final = frozenset("\t\n\r\f")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type as it is sent, the endings that fit, its name for people.

    `shows`: how a page may show it: as `picture`, as `text`, or not at all.
    """

    media: str
    endings: tuple[str, ...]
    label: str
    shows: str = ""


UNKNOWN: Final = Kind("application/octet-stream", ("bin",), N_("of an unknown kind"))
PROGRAM: Final = Kind("application/octet-stream", ("bin",), N_("a program: do not run it"))
TEXT: Final = Kind("text/plain; charset=utf-8", ("txt", "csv", "md", "log"), N_("text"), "text")
_OFFICE: Final = ("zip", "docx", "xlsx", "pptx", "odt", "ods", "odp")
_ZIP: Final = Kind("application/zip", _OFFICE, N_("an archive or office document"))
_OLE: Final = Kind("application/octet-stream", ("doc", "xls", "ppt", "msg"), N_("an older office document"))
# Where it stands, what stands there; the first that fits counts.
_MAGIC: Final[Sequence[tuple[int, bytes, Kind]]] = (
    (0, b"%PDF-", Kind("application/pdf", ("pdf",), N_("a PDF document"))),
    (0, b"\x89PNG\r\n\x1a\n", Kind("image/png", ("png",), N_("a PNG picture"), "picture")),
    (0, b"\xff\xd8\xff", Kind("image/jpeg", ("jpg", "jpeg"), N_("a JPEG picture"), "picture")),
    (0, b"GIF87a", Kind("image/gif", ("gif",), N_("a GIF picture"), "picture")),
    (0, b"GIF89a", Kind("image/gif", ("gif",), N_("a GIF picture"), "picture")),
    (0, b"II*\0", Kind("image/tiff", ("tif", "tiff"), N_("a TIFF picture"))),
    (0, b"MM\0*", Kind("image/tiff", ("tif", "tiff"), N_("a TIFF picture"))),
    (8, b"WEBP", Kind("image/webp", ("webp",), N_("a WebP picture"), "picture")),
    (8, b"WAVE", Kind("audio/wav", ("wav",), N_("a sound recording"))),
    (4, b"ftyp", Kind("video/mp4", ("mp4", "m4a", "mov", "heic"), N_("a film, sound or picture (MP4)"))),
    (0, b"OggS", Kind("application/ogg", ("ogg", "oga", "opus", "ogv"), N_("a sound recording"))),
    (0, b"ID3", Kind("audio/mpeg", ("mp3",), N_("a sound recording"))),
    (0, b"PK\x03\x04", _ZIP),
    (0, b"PK\x05\x06", _ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (0, b"{\\rtf", Kind("application/rtf", ("rtf",), N_("a formatted text (RTF)"))),
    (0, b"MZ", PROGRAM),
    (0, b"\x7fELF", PROGRAM),
    (0, b"\xfe\xed\xfa", PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", PROGRAM),
    (0, b"\xca\xfe\xba\xbe", PROGRAM),
    (0, b"#!", PROGRAM),
)
_RIFF: Final = b"RIFF"


def kind_of(head: bytes) -> Kind:
    """Say what kind of file begins so."""
    for at, magic, kind in _MAGIC:
        if head[at : at + len(magic)] == magic and (at != len(_RIFF) * 2 or head.startswith(_RIFF)):
            return kind
    return TEXT if _is_text(head[:HEAD_BYTES]) else UNKNOWN


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A letter may be cut off where the look ends.
        if len(head) < HEAD_BYTES or error.end < len(head) or len(head) - error.start > 3:
            return False
        text = head[: error.start].decode("utf-8-sig")
    return bool(text) and all(each.isprintable() or each in _TEXT_CONTROLS or ord(each) > 0x9F for each in text)


def name_as(name: str, kind: Kind) -> str:
    """Give the name under which a file is handed out: its ending is one of its kind, whatever the sender called it."""
    return name if name.rpartition(".")[2].lower() in kind.endings and "." in name else f"{name}.{kind.endings[0]}"


__all__ = ["HEAD_BYTES", "PROGRAM", "TEXT", "UNKNOWN", "Kind", "kind_of", "name_as"]
