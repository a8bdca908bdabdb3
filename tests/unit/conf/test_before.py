"""What is read before a node has a home learns nothing that another home decides otherwise."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from jisr.conf import before, common
from jisr.node.home import HOME_VARIABLE, make_home

SETTINGS = "jisr.conf.settings"
SIGN_ON = """
[entrance]
session_hours = 3

[sign_on]
issuer = "https://sign-on.example"
client_id = "jisr"
name = "Ministry"
client_secret_variable = "SECRET"
"""
# Two homes that have nothing alike: place, scheme and port, how one signs in, and a database elsewhere.
UNLIKE = (
    ({"party": "ESP", "address": "https://one.example", "listen": "127.0.0.1:1", "name": "One"}, "", ""),
    (
        {"party": "MAR", "address": "http://two.example", "listen": "127.0.0.1:2", "name": "Two"},
        SIGN_ON,
        "postgresql://a@b/c",
    ),
)


def settings_of(place: Path, told: dict[str, str], more: str, database_url: str) -> dict[str, Any]:
    """Give all settings of a home, by their names."""
    home = make_home(place, **told)
    with (home.path / "node.toml").open("a", encoding="utf-8") as settings:
        settings.write(more)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(HOME_VARIABLE, str(home.path))
        patched.setenv("DATABASE_URL", database_url)
        patched.setenv("SECRET", "invented")
        found = vars(read_anew())
        return {name: value for name, value in found.items() if name.isupper() and name[0] != "_"}


def read_anew() -> ModuleType:
    """Read the settings beside the module of that name: no test after this one takes them for its node's."""
    spec = importlib.util.find_spec(SETTINGS)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def unlike(tmp_path: Path) -> list[dict[str, Any]]:
    return [settings_of(tmp_path / str(at), *each) for at, each in enumerate(UNLIKE)]


def test_what_homes_have_otherwise_is_told_of_none(unlike: list[dict[str, Any]]) -> None:
    told = before.OfEveryNode()
    one, other = unlike
    for name in {*one, *other} - {"DATABASES", "INSTALLED_APPS"}:
        if one.get(name, ...) != other.get(name, ...):
            with pytest.raises(RuntimeError, match=f"{name} is each home's own"):
                getattr(told, name)
    assert told.DATABASES == {}, "there is none to be asked"


def test_what_every_node_has_is_told_as_its_home_would(unlike: list[dict[str, Any]]) -> None:
    told = before.OfEveryNode()
    for home in unlike:
        for name in home.keys() - before.OF_A_HOME - {"DATABASES", "INSTALLED_APPS"}:
            assert getattr(told, name) == home[name], name
    assert told.INSTALLED_APPS == unlike[0]["INSTALLED_APPS"] == common.INSTALLED_APPS
    assert told.DEFAULT_CHARSET == "utf-8", "what none of ours sets is as Django has it"


def test_no_setting_is_named_that_is_none(unlike: list[dict[str, Any]]) -> None:
    assert {*unlike[0], *unlike[1]} >= before.OF_A_HOME
