"""Sealed fields of a command: from files or standard input, never from the command line itself."""

import sys
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jisr.base import N_, JisrError
from jisr.base.limits import CHUNK_BYTES_MAX
from jisr.cli.act import typed_value

if TYPE_CHECKING:
    from jisr.node.attachments import HeldFile
    from jisr.node.models import Officer
    from jisr.node.services.acts import Wish

STANDARD_INPUT: Final = "-"


class SealedAmiss(JisrError):
    """A sealed field is not written name=@FILE, or its file cannot be read."""

    advice = N_(
        "Write --sealed name=@FILE, or --sealed name=- for standard input: what stands on a command line other"
        " accounts of this machine can see, and the shell keeps it. Nothing was recorded."
    )


def read_sealed_fields(given: Iterable[str], types: Mapping[str, str]) -> dict[str, Any]:
    """Read sealed fields by their types; one end of line at a file's end is none of the text."""
    found: dict[str, Any] = {}
    for each in given:
        name, _, source = each.partition("=")
        if not name or not (source == STANDARD_INPUT or source.startswith("@")):
            # The value is not repeated: it may be what is to be sealed.
            raise SealedAmiss(N_("%(name)s is not written name=@FILE"), name=repr(name[:64]))
        found[name] = typed_value(_text(name, source), types.get(name, "text"))
    return found


def _text(name: str, source: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if source == STANDARD_INPUT else Path(source[1:]).read_bytes()
        if len(raw) > CHUNK_BYTES_MAX:
            raise SealedAmiss(N_("%(name)s is longer than %(limit)s bytes"), name=name, limit=CHUNK_BYTES_MAX)
        text = raw.decode("utf-8").replace("\r\n", "\n").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        because = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise SealedAmiss("%(name)s: %(because)s", name=name, because=because) from error
    # protocol 2.3: authors write NFC.
    return unicodedata.normalize("NFC", text)


class PathAmiss(JisrError):
    """A file of the command line is not written name=PATH, or cannot be read."""

    advice = N_("Write --file name=PATH, once for each field of a file. Nothing was recorded.")


def file_paths(given: Iterable[str]) -> list[tuple[str, Path]]:
    """Read fields and the paths of their files."""
    found: list[tuple[str, Path]] = []
    for each in given:
        name, _, path = each.partition("=")
        if not name or not path or name in {one for one, _ in found}:
            raise PathAmiss(N_("%(given)s is not written name=PATH, once for each name"), given=repr(each))
        found.append((name, Path(path)))
    return found


def attach_path(wish: "Wish", field: str, path: Path, *, officer: "Officer", authority: str) -> "HeldFile":
    """Give a file of this machine for a field, piece by piece."""
    from jisr.node.services.attaching import attach

    try:
        with path.open("rb") as source:
            return attach(wish, field, source, name=path.name, officer=officer, authority=authority).held
    except OSError as error:
        raise PathAmiss("%(name)s: %(because)s", name=path, because=error.strerror or error) from error


__all__ = ["attach_path", "file_paths", "read_sealed_fields"]
