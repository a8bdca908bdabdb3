"""Files that officers choose: their SHA-256 is computed while they arrive, and nothing of them is kept."""

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from jisr.base import b64

MEGABYTE = 1024 * 1024
# Below what the server reads of one request (`cli/serving.py`), with room for the form around.
FILE_MEGABYTES_MAX = 16
FILE_BYTES_MAX = FILE_MEGABYTES_MAX * MEGABYTE
NAME_CHARACTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class Digested:
    """A file as it is named in an act: its digest; its name and size, for whoever checks."""

    name: str
    size: int
    digest: str

    @property
    def is_too_large(self) -> bool:
        """Say whether it was larger than this node reads, so that its digest is not known."""
        return not self.digest


class DigestedFile(InMemoryUploadedFile):
    """What Django hands to a view for a file: nothing of its content."""

    def __init__(self, digested: Digested) -> None:
        super().__init__(BytesIO(), None, digested.name, None, digested.size, None)
        self.digested = digested


@dataclass
class _Arriving:
    name: str
    hashing: Any = field(default_factory=hashlib.sha256)
    size: int = 0


class DigestingHandler(FileUploadHandler):
    """Hash what arrives chunk by chunk; no file is written anywhere."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._arriving = _Arriving(str(self.file_name or "")[-NAME_CHARACTERS_MAX:])

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take the next bytes in, and hand them to nobody else."""
        del start
        self._arriving.size += len(raw_data)
        self._arriving.hashing.update(raw_data)

    def file_complete(self, file_size: int) -> DigestedFile:
        """Give the file's digest; none of a file that is larger than the limit."""
        del file_size
        arrived = self._arriving
        digest = b64(arrived.hashing.digest()) if arrived.size <= FILE_BYTES_MAX else ""
        return DigestedFile(Digested(arrived.name, arrived.size, digest))


__all__ = ["FILE_BYTES_MAX", "FILE_MEGABYTES_MAX", "Digested", "DigestedFile", "DigestingHandler"]
