"""The command as a whole: how it ends."""

import pytest

from jisr import cli
from jisr.cli import application


def test_ctrl_c_while_commands_are_read_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends as a program does that SIGINT has ended."""

    def interrupted(arguments: list[str]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(application, "build", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130


def test_where_a_command_is_named_no_other_is_read() -> None:
    named = application.build(["node", "status"])
    assert list(named.commands) == ["node"]  # type: ignore[attr-defined]  # typer's commands are no public type
    for unnamed in ([], ["--help"], ["nodes"], ["rebuild"]):
        every = application.build(unnamed)
        assert set(application.COMMANDS) < set(every.commands)  # type: ignore[attr-defined]  # as above
