"""What is started with all modules read is a process as any other."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from jisr.node.home import HOME_VARIABLE, make_home
from tests.nodes.started import ENVIRONMENT, Piped, run_command

SECONDS_MAX = 60
ASKED = "import os, sys; print(os.getpid(), os.getsid(0), sorted(os.environ), sys.argv[1:], sys.stdin.read())"
MODULES = "import sys; print([each for each in sys.modules if each.startswith(('typer', 'jisr.conf', 'jisr.web'))])"

READ = "'jisr.node.services.acts' in sys.modules"
KNOWN = "sorted(vars(settings)), 'jisr.conf.settings' in sys.modules, vars(connections).get('settings')"
# What is read, and what is known of settings and databases; then whose settings are found, and which database.
SETTINGS = f"""
import sys
from django.conf import settings
from django.db import connections
print({READ}, {KNOWN})
from jisr.cli.ready import enter
enter(None)
print(settings.HOME.party, settings.SESSION_COOKIE_NAME, settings.SECRET_KEY == settings.HOME.secret())
print(connections["default"].settings_dict["NAME"])
"""
SIGN_ON = """
[sign_on]
issuer = "https://sign-on.example"
client_id = "jisr"
name = "Ministry"
client_secret_variable = "SECRET"
"""


def started(program: str, *arguments: str, reader: str = "tests", **how: Any) -> Piped:
    return Piped(reader, program=program, arguments=arguments, **{"environment": ENVIRONMENT, **how})


def test_it_has_its_own_number_environment_and_arguments() -> None:
    process = started(ASKED, "one", environment={"ONLY": "this"}, new_session=True)
    process.stdin.write("told")
    assert process.communicate(SECONDS_MAX) == (f"{process.pid} {process.pid} ['ONLY'] ['one'] told\n", "")
    assert process.pid != os.getpid() and process.returncode == 0


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [("import sys; sys.exit(3)", 3, ""), ("raise KeyError('a trace')", 1, "KeyError: 'a trace'\n"), ("", 0, "")],
)
def test_how_it_ended_is_told(program: str, code: int, said: str) -> None:
    process = started(program)
    assert process.communicate(SECONDS_MAX)[1].endswith(said)
    assert (process.wait(), process.poll()) == (code, code)


def test_it_is_killed_by_its_number() -> None:
    process = started("print('begun', flush=True)\nwhile True: pass")
    assert process.stdout.readline() == "begun\n"
    assert process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait(SECONDS_MAX) == -signal.SIGKILL
    process.kill()


def test_nothing_is_read_that_depends_on_a_home_or_a_language() -> None:
    assert started(MODULES).communicate(SECONDS_MAX)[0] == "[]\n"


def test_two_readers_order_sets_otherwise() -> None:
    """As any two processes do: what two nodes agree on must not hang on it."""
    said = {started("print(hash('a'))", reader=each).communicate(SECONDS_MAX)[0] for each in ("tests", "others")}
    assert len(said) == 2


def node(place: Path, party: str) -> dict[str, str]:
    """Make a home; give the environment of its node."""
    home = make_home(place, party=party, address="http://127.0.0.1:1", listen="127.0.0.1:1", name=party)
    return {**ENVIRONMENT, HOME_VARIABLE: str(home.path), "DATABASE_URL": ""}


def test_a_node_begins_with_all_read_and_its_own_settings(tmp_path: Path) -> None:
    for party in ("ESP", "MAR"):
        place = tmp_path / party.lower()
        process = started(SETTINGS, environment=node(place, party))
        known, home, database = process.communicate(SECONDS_MAX)[0].splitlines()
        assert known == "True ['_wrapped'] False None"
        assert home == f"{party} jisr_{party.lower()} True"
        assert database.startswith(str(place))


def test_what_speaks_another_language_reads_all_of_it_by_itself(tmp_path: Path) -> None:
    environment = {**node(tmp_path / "esp", "ESP"), "LANGUAGE": "fr"}
    assert started(f"import sys; print({READ})", environment=environment).communicate(SECONDS_MAX)[0] == "False\n"


def test_a_home_with_other_applications_is_not_begun_so(tmp_path: Path) -> None:
    environment = {**node(tmp_path / "esp", "ESP"), "SECRET": "invented"}
    with (tmp_path / "esp" / "node.toml").open("a", encoding="utf-8") as settings:
        settings.write(SIGN_ON)
    done = run_command("tests", "node", "status", environment=environment)
    assert done.returncode == 1 and "this home has other applications" in done.stderr
