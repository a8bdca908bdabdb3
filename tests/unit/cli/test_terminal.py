"""What others wrote is printed as text: it does not command the reader's terminal."""

import io

import pytest
from rich.console import Console

from jisr.cli import output

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31mred\x7f\u202egpj.exe"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A terminal that believes what it is told."""
    told = io.StringIO()
    for name in ("console", "errors"):
        monkeypatch.setattr(output, name, output.harmless(Console(file=told, width=200, no_color=True)))
    return told


def test_no_control_character_reaches_the_terminal(terminal: io.StringIO) -> None:
    output.say("%(title)s", title=HOSTILE)
    output.warn("%(title)s", title=HOSTILE)
    output.print_table(("what",), [(HOSTILE,)])
    output.console.print(f"[bold]{HOSTILE}[/]")
    said = terminal.getvalue()
    assert said.count("gpj.exe") == 4
    assert not [each for each in said if each != "\n" and (not each.isprintable())]


def test_what_people_write_is_printed_as_it_is(terminal: io.StringIO) -> None:
    """Two lines stay two lines; every script stays as it is."""
    output.say("%(text)s", text="a\nb المغرب é 東 🙂")
    assert terminal.getvalue() == "a\nb المغرب é 東 🙂\n"


def test_json_holds_no_control_character(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON lets some stand as they are that a terminal obeys."""
    output.print_json({"title": HOSTILE})
    said = capsys.readouterr().out
    assert not [each for each in said if each != "\n" and not each.isprintable()]
