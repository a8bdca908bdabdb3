"""What node.toml says of notices is read whole, or the line that is amiss is named."""

from pathlib import Path
from typing import Any

import pytest

from jisr.node.home import HomeAmiss, load_home, make_home, write_settings
from jisr.node.notifying import WAITS, read_notifying

MAIL = {"host": "mail.example", "sender": "jisr@example.org"}


def test_what_is_not_said_has_its_default() -> None:
    found = read_notifying(Path("/home"), {})
    assert found.mail is None and not found.has_private_hooks
    assert all(getattr(found.waits, name) == default for name, (_, default, _) in WAITS.items())


def test_a_server_is_read_with_the_port_of_its_tls() -> None:
    for tls, port in (("starttls", 587), ("tls", 465), ("none", 25)):
        server = read_notifying(Path("/home"), {"mail": {**MAIL, "tls": tls}}).mail
        assert server is not None and (server.port, server.tls) == (port, tls)


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ({"mail": {"host": "a"}}, "mail.sender"),
        ({"mail": {**MAIL, "hots": "b"}}, "mail.hots"),
        ({"mail": {**MAIL, "port": "25"}}, "mail.port"),
        ({"mail": {**MAIL, "port": 70_000}}, "mail.port"),
        ({"mail": {**MAIL, "tls": "ssl"}}, "mail.tls"),
        ({"mail": {**MAIL, "sender": "jisr"}}, "mail.sender"),
        ({"mail": {**MAIL, "tls": "none", "user": "u"}}, "mail.tls"),
        ({"notices": {"deputy_hours": 0}}, "notices.deputy_hours"),
        ({"notices": {"urgent_head_minutes": 241}}, "notices.urgent_head_minutes"),
        ({"notices": {"deputy_hours": True}}, "notices.deputy_hours"),
        ({"notices": {"night": 1}}, "notices.night"),
        ({"notices": {"private_hooks": "yes"}}, "notices.private_hooks"),
    ],
)
def test_a_line_that_is_amiss_is_named(raw: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read_notifying(Path("/home"), raw)


def test_the_settings_survive_being_written_again(tmp_path: Path) -> None:
    home = make_home(tmp_path / "esp", party="ESP", address="https://a.example", listen="127.0.0.1:1", name="ESP")
    place = home.path / "node.toml"
    more = '\n[mail]\nhost = "mail.example"\nport = 2525\nsender = "j@example.org"\npassword_file = "keys/mail"\n'
    place.write_text(place.read_text() + more + "\n[notices]\nprivate_hooks = true\ndeputy_hours = 7\n")
    before = load_home(home.path)
    write_settings(before)
    after = load_home(home.path)
    assert after.notifying == before.notifying
    assert after.notifying.mail is not None and after.notifying.mail.password_file == home.path / "keys/mail"
    assert after.notifying.waits.deputy_hours == 7 and after.notifying.has_private_hooks
    place.write_text(place.read_text().replace("2525", "0"))
    with pytest.raises(HomeAmiss, match=r"mail\.port"):
        load_home(home.path)
