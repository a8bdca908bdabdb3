"""What node.toml may say of signing in: bounds and words; what is amiss is refused by its name."""

from pathlib import Path
from typing import Any

import pytest

from jisr.node.entrance import SettingAmiss, read_entrance
from jisr.node.home import HomeAmiss, load_home, make_home, write_settings

PLACE = {"party": "ESP", "address": "https://node.example.org", "listen": "127.0.0.1:8000"}
SIGN_ON = {"name": "Ministry", "issuer": "https://id.example.org", "client_id": "jisr", "client_secret_file": "secret"}


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"sign_in": {"second_factor": "never"}}, "second_factor"),
        ({"sign_in": {"idle_minutes": 4}}, "idle_minutes"),
        ({"sign_in": {"idle_minutes": 241}}, "idle_minutes"),
        ({"sign_in": {"session_hours": 13}}, "session_hours"),
        ({"sign_in": {"session_hours": True}}, "session_hours"),
        ({"sign_in": {"session_days": 1}}, "session_days"),
        ({"sign_in": {"proxy": "localhost"}}, "proxy"),
        ({"sign_in": 1}, "sign_in"),
        ({"sign_on": {**SIGN_ON, "issuer": "http://id.example.org"}}, "issuer"),
        ({"sign_on": {**SIGN_ON, "client_secret_variable": "ALSO"}}, "client_secret_file"),
        ({"sign_on": {**SIGN_ON, "client_secret": "in the clear"}}, "client_secret"),
        ({"sign_on": {**SIGN_ON, "client_id": " "}}, "client_id"),
    ],
)
def test_what_is_amiss_is_named(told: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingAmiss, match=named):
        read_entrance(told)


def test_a_node_that_is_told_wrongly_does_not_start(tmp_path: Path) -> None:
    """With the file and the line, as for any other setting."""
    make_home(tmp_path, **PLACE, name="Spain")
    with (tmp_path / "node.toml").open("a", encoding="utf-8") as settings:
        settings.write("[sign_in]\nidle_minutes = 9999\n")
    with pytest.raises(HomeAmiss, match=r"node\.toml.*idle_minutes"):
        load_home(tmp_path)


def test_what_was_told_is_written_again(tmp_path: Path) -> None:
    """A demo that moves to other ports keeps it."""
    make_home(tmp_path, **PLACE, name="Spain")
    with (tmp_path / "node.toml").open("a", encoding="utf-8") as settings:
        lines = "".join(f'{name} = "{value}"\n' for name, value in SIGN_ON.items())
        settings.write(f'[sign_in]\nidle_minutes = 30\nsecond_factor = "offered"\n[sign_on]\n{lines}')
    before = load_home(tmp_path)
    write_settings(before)
    assert load_home(tmp_path) == before
    assert before.entrance.idle_minutes == 30 and before.entrance.sign_on is not None


def test_the_clients_secret_comes_from_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_file = read_entrance({"sign_on": SIGN_ON}).sign_on
    assert by_file is not None
    with pytest.raises(SettingAmiss, match="secret"):
        by_file.secret(tmp_path)
    (tmp_path / "secret").write_text(" of the ministry\n")
    assert by_file.secret(tmp_path) == "of the ministry"
    lines = {**SIGN_ON, "client_secret_variable": "JISR_TEST_SECRET"}
    del lines["client_secret_file"]
    by_variable = read_entrance({"sign_on": lines}).sign_on
    assert by_variable is not None
    monkeypatch.setenv("JISR_TEST_SECRET", "of the environment")
    assert by_variable.secret(tmp_path) == "of the environment"


def test_a_home_made_before_there_were_second_factors_gets_their_key(tmp_path: Path) -> None:
    home = make_home(tmp_path, **PLACE, name="Spain")
    (tmp_path / "keys" / "factors.key").unlink()
    first = home.factor_secret()
    assert first and home.factor_secret() == first and home.secret() != first
    assert (tmp_path / "keys" / "factors.key").stat().st_mode & 0o077 == 0
