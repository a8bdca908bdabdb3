"""What is started with all modules read is a process as any other."""

import os
import signal
from typing import Any

import pytest

from tests.nodes.started import ENVIRONMENT, Piped

SECONDS_MAX = 60
ASKED = "import os, sys; print(os.getpid(), os.getsid(0), sorted(os.environ), sys.argv[1:], sys.stdin.read())"
MODULES = "import sys; print([each for each in sys.modules if each.startswith(('typer', 'jisr.conf', 'jisr.web'))])"


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
