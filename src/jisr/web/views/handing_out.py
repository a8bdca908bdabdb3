"""Files as they are handed out: by what their bytes are, never run, never part of a page of this node.

A browser is told to save them. What is shown is text, as a page's own words, or a picture by itself, in a sandbox in
which nothing runs and from which nothing is fetched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from jisr.base.limits import PREVIEW_PICTURE_BYTES_MAX, PREVIEW_TEXT_BYTES_MAX
from jisr.node.catalogue import gettext as _
from jisr.node.services.reading_sealed import OpenedFile

POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
# The browser's own page around a picture has a style of its own.
PICTURE_POLICY: Final = f"{POLICY}; style-src 'unsafe-inline'; img-src 'self'"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """A file on the page on which it was read: its name and kind, its words where it is text."""

    name: str
    size: int
    kind: str
    # None: it cannot be shown here, and is to be downloaded.
    text: str | None
    is_cut: bool
    authority: str
    mandate: str


def file_answer(file: OpenedFile, *, shows: bool) -> HttpResponse | FileShown:
    """Give a file to be saved; or, asked to show it, a picture by itself, or what a page says of it."""
    if not shows:
        return handed_out(file)
    if file.kind.shows == "picture" and file.attached.size <= PREVIEW_PICTURE_BYTES_MAX:
        response = _stream(file, file.kind.media, is_saved=False)
        response.headers["Content-Security-Policy"] = PICTURE_POLICY
        return response
    text = _text(file.pieces) if file.kind.shows == "text" else None
    return FileShown(
        name=file.name,
        size=file.attached.size,
        kind=_(file.kind.label),
        text=text,
        is_cut=text is not None and file.attached.size > PREVIEW_TEXT_BYTES_MAX,
        authority=file.authority,
        mandate=file.mandate,
    )


def handed_out(file: OpenedFile) -> HttpResponse:
    """Give a file to be saved, piece by piece."""
    return _stream(file, file.kind.media, is_saved=True)


def _stream(file: OpenedFile, media: str, *, is_saved: bool) -> HttpResponse:
    # The first piece before the answer is begun: what cannot be opened is said on a page.
    first = next(file.pieces)
    response = StreamingHttpResponse(chain([first], file.pieces), content_type=media)
    disposition = content_disposition_header(is_saved, file.name)
    assert disposition, "a file has a name"
    for name, value in {
        "Content-Disposition": disposition,
        "Content-Length": str(file.attached.size),
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Download-Options": "noopen",
        "Cache-Control": "no-store",
        "Pragma": "no-cache",
    }.items():
        response.headers[name] = value
    # Both are answers to a request; that one is streamed the server sees.
    return cast(HttpResponse, response)


def _text(pieces: Iterator[bytes]) -> str:
    """Give the words of a text, as far as a page shows them; what is no text after all is marked."""
    return next(pieces)[:PREVIEW_TEXT_BYTES_MAX].decode("utf-8-sig", "replace")


__all__ = ["FileShown", "file_answer", "handed_out"]
