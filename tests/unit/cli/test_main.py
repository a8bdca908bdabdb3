"""The command as a whole: how it ends."""

import pytest

from jisr import cli
from jisr.cli import application


def test_ctrl_c_while_commands_are_read_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends as a program does that SIGINT has ended."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(application, "build", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130
