"""Requests that may be large: with a permit for their address, for a while, and no others."""

from pathlib import Path
from typing import Any

import pytest

from jisr.base import Instant
from jisr.node.home import Home, make_home
from jisr.web.large import PERMIT_SECONDS, bytes_max, is_permitted, permit

NOW = Instant(1_800_000_000)
PATH = "/f/mar-esp/d/ESP.3/act/note/"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home", party="ESP", address="http://a.test", listen="127.0.0.1:1", name="ESP")


def test_a_permit_is_for_its_address_and_its_hours(home: Home) -> None:
    query = permit(home, PATH, NOW)
    assert is_permitted(home, PATH, query, NOW) and is_permitted(home, PATH, f"x=1&{query}", NOW)
    assert is_permitted(home, PATH, query, Instant(NOW + PERMIT_SECONDS))
    assert not is_permitted(home, PATH, query, Instant(NOW + PERMIT_SECONDS + 1))
    assert not is_permitted(home, PATH + "x", query, NOW)
    (home.path / "keys" / "session.key").write_text("another secret", "ascii")
    assert not is_permitted(home, PATH, query, NOW), "it is this node that signs"


@pytest.mark.parametrize(
    "query",
    ["", "large=", "large=1.x", "large=.", "large=9999999999.", "large=٩.x", "a" * 2_000_000, "&".join(["a=1"] * 200)],
)
def test_what_nobody_signed_is_none(home: Home, query: str) -> None:
    assert not is_permitted(home, PATH, query, NOW)
    later = permit(home, PATH, NOW).replace(str(NOW + PERMIT_SECONDS), str(NOW + 2 * PERMIT_SECONDS))
    assert not is_permitted(home, PATH, later, NOW)


def test_the_server_reads_what_is_permitted_and_ends_the_rest(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any of its body is taken in: whoever has no permit fills no disk."""
    import tempfile

    from waitress.adjustments import Adjustments
    from waitress.channel import HTTPChannel
    from waitress.parser import HTTPRequestParser

    from jisr.cli.serving import BODY_BYTES_MAX, _admit_large
    from jisr.node.clock import CLOCK

    monkeypatch.setattr(HTTPChannel, "parser_class", HTTPRequestParser)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(type(CLOCK), "now", lambda self: NOW)
    _admit_large(home)
    assert tempfile.tempdir == str(home.path / "blobs")

    def error_of(target: str, length: int) -> Any:
        parser = HTTPChannel.parser_class(Adjustments(max_request_body_size=BODY_BYTES_MAX))
        parser.received(f"POST {target} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n".encode())
        return parser.error

    large, permitted = BODY_BYTES_MAX + 1, f"{PATH}?{permit(home, PATH, NOW)}"
    assert error_of(permitted, large) is None
    assert error_of(permitted, bytes_max(home) + 1) is not None
    assert error_of(PATH, large) is not None
    assert error_of(f"/exchange/mar-esp?{permit(home, PATH, NOW)}", large) is not None
    assert error_of(PATH, 100) is None
