"""Sealed fields of a command: from files or standard input, never from the command line itself."""

import sys
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from jisr.base import N_, JisrError
from jisr.base.limits import CHUNK_BYTES_MAX
from jisr.cli.act import typed_value

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


__all__ = ["read_sealed_fields"]
