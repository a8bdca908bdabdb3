"""Which requests may be larger than a message of the exchange: those of a form for a file, made for an officer.

The server reads a request before anybody knows who sends it; so what may be large bears a permit for its address, for
some hours, that this node has signed into a page for somebody who is signed in.
"""

import hashlib
import hmac
from typing import Final
from urllib.parse import parse_qs

from jisr.base import Instant
from jisr.node.home import Home

PARAMETER: Final = "large"
PERMIT_SECONDS: Final = 12 * 3_600
# The form around a file: its fields, and what separates them.
AROUND_BYTES_MAX: Final = 1024 * 1024
MEGABYTE: Final = 1024 * 1024
FIELDS_MAX: Final = 100


def permit(home: Home, path: str, now: Instant) -> str:
    """Give the query by which a request to an address may be as large as a file with its form."""
    until = now + PERMIT_SECONDS
    return f"{PARAMETER}={until}.{_signed(home, path, until)}"


def is_permitted(home: Home, path: str, query: str, now: Instant) -> bool:
    """Say whether a query holds a permit for an address that has not run out."""
    try:
        said = parse_qs(query, max_num_fields=FIELDS_MAX).get(PARAMETER, [""])[0] if len(query) < MEGABYTE else ""
    except ValueError:
        # Of more fields than any page of this node writes: whatever it is, it may not be large.
        return False
    until, _, signature = said.partition(".")
    if not (until.isascii() and until.isdigit() and len(until) < len(str(2**53))) or int(until) < now:
        return False
    return hmac.compare_digest(signature.encode(), _signed(home, path, int(until)).encode())


def bytes_max(home: Home) -> int:
    """Give how large a request with a permit may be."""
    return home.attachment_megabytes_max * MEGABYTE + AROUND_BYTES_MAX


def _signed(home: Home, path: str, until: int) -> str:
    said = f"large request/{path}/{until}".encode("utf-8", "surrogateescape")
    return hmac.new(home.secret().encode(), said, hashlib.sha256).hexdigest()


__all__ = ["AROUND_BYTES_MAX", "PARAMETER", "bytes_max", "is_permitted", "permit"]
