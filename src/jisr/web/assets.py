"""What pages load besides themselves: style sheets and scripts, compressed and kept by who has loaded them once.

A node has a few small files; they are read, named by their hash and compressed when it starts to serve, in memory.
So nothing is built before, and a page after the first loads nothing but itself.
"""

import gzip
import hashlib
import mimetypes
import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.http import parse_etags, quote_etag

FILE_BYTES_MAX = 2 * 1024 * 1024
HASH_CHARACTERS = 12
FOR_EVER = "public, max-age=31536000, immutable"
# An address without its hash, or with an older one: what is there now, asked for again each time.
ASK_AGAIN = "public, no-cache"
VERSION = "v"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    kind: str
    plain: bytes
    compressed: bytes
    version: str


# What was read once; there are as many as the packages have files.
_READ: dict[str, Asset] = {}


def asset(name: str) -> Asset | None:
    """Give a file of the packages' own; None: there is none of this name."""
    if name not in _READ:
        found = _read(name)
        if found is None:
            return None
        _READ[name] = found
    return _READ[name]


def _read(name: str) -> Asset | None:
    # One name for one file: of other ways to write it there are as many as anybody likes, each kept in memory.
    found = finders.find(name) if name == posixpath.normpath(name) else None
    if not isinstance(found, str) or not Path(found).is_file() or Path(found).stat().st_size > FILE_BYTES_MAX:
        return None
    plain = Path(found).read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    version = hashlib.sha256(plain).hexdigest()[:HASH_CHARACTERS]
    text = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return Asset(kind=text, plain=plain, compressed=gzip.compress(plain, 9, mtime=0), version=version)


class HashedStorage(StaticFilesStorage):
    """Addresses with the hash of what they lead to."""

    def url(self, name: str | None) -> str:
        """Give the address of a file; it changes with the file."""
        found = asset(name or "")
        address: str = super().url(name)
        return f"{address}?{VERSION}={found.version}" if found is not None else address


class Assets:
    """Send files: compressed where the browser takes that, for ever where the address names what it gets."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(settings.STATIC_URL) or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        found = asset(request.path_info.removeprefix(settings.STATIC_URL))
        return self.get_response(request) if found is None else _answer(request, found)


def _answer(request: HttpRequest, found: Asset) -> HttpResponse:
    is_compressed = len(found.compressed) < len(found.plain) and takes_gzip(request)
    etag = quote_etag(f"{found.version}{'-gzip' if is_compressed else ''}")
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(found.compressed if is_compressed else found.plain, content_type=found.kind)
        if is_compressed:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = etag
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOR_EVER if request.GET.get(VERSION) == found.version else ASK_AGAIN
    return response


def takes_gzip(request: HttpRequest) -> bool:
    """Say whether a browser takes what is compressed by gzip."""
    offers = request.headers.get("Accept-Encoding", "").lower().split(",")
    return any(each.partition(";")[0].strip() == "gzip" and "q=0" not in each.replace("q=0.", "") for each in offers)


class CompressedPages(GZipMiddleware):
    """Compress pages; what nodes say to each other is signed as it is, and left so.

    Tokens against forged forms are masked anew in each page, and the length of an answer is blurred (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is text."""
        # What is streamed is a file that somebody attached: it goes as it is, and its length is known.
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/"):
            return response
        return super().process_response(request, response)
