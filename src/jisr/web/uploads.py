"""Files that officers choose: hashed while they arrive, or laid down without a name until they are sealed.

Of a file for a digest nothing is kept. One for a sealed field lies in the home while its request is answered, in a
file that has no name: it goes with the process, whatever happens.
"""

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from jisr.base import b64

MEGABYTE = 1024 * 1024
# Below what the server reads of one request (`cli/serving.py`), with room for the form around.
FILE_MEGABYTES_MAX = 16
FILE_BYTES_MAX = FILE_MEGABYTES_MAX * MEGABYTE
NAME_CHARACTERS_MAX = 200
# In a form the file of a sealed field is called after it so.
ATTACH_FIELD = "attach"


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


class ArrivedFile(InMemoryUploadedFile):
    """A file for a sealed field, as it lies for the time of one request; `is_too_large`: not all of it."""

    def __init__(self, lying: IO[bytes], name: str, size: int, *, is_too_large: bool) -> None:
        super().__init__(lying, None, name, None, size, None)
        self.is_too_large = is_too_large


class LayingHandler(FileUploadHandler):
    """Lay down what arrives for a sealed field; what is larger than this node takes is not read to its end."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file: of sealed fields alone, the others are for whoever comes next."""
        super().new_file(*args, **kwargs)
        self._lying: IO[bytes] | None = None
        if not str(self.field_name or "").endswith(f"-{ATTACH_FIELD}"):
            return
        self._size, self._is_too_large = 0, False
        folder = settings.HOME.path / "blobs"
        folder.mkdir(mode=0o700, exist_ok=True)
        self._lying = TemporaryFile(dir=folder)  # noqa: SIM115  # it lies as long as the request
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Take the next bytes in."""
        del start
        if self._lying is None:
            return raw_data
        self._size += len(raw_data)
        self._is_too_large = self._is_too_large or self._size > settings.HOME.attachment_megabytes_max * MEGABYTE
        if not self._is_too_large:
            self._lying.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> ArrivedFile | None:
        """Give the file."""
        del file_size
        if self._lying is None:
            return None
        self._lying.seek(0)
        name = str(self.file_name or "")
        return ArrivedFile(self._lying, name, self._size, is_too_large=self._is_too_large)


__all__ = [
    "ATTACH_FIELD",
    "FILE_BYTES_MAX",
    "FILE_MEGABYTES_MAX",
    "ArrivedFile",
    "Digested",
    "DigestedFile",
    "DigestingHandler",
    "LayingHandler",
]
