"""All commands together, their help in the language of the environment."""

import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from jisr.cli.language import gettext
from jisr.cli.usage import speak_usage

# None of their modules imports Django before it runs.
COMMANDS = (
    "demo",
    "node",
    "officer",
    "token",
    "framework",
    "procedure",
    "prove",
    "dossier",
    "act",
    "sealed",
    "retention",
    "sync",
    "pouch",
    "notice",
    "verify",
    "witness",
    "signer",
    "backup",
    "restore",
    "bench",
)


def build(arguments: Sequence[str] = ()) -> Callable[..., Any]:
    """Give the command line: called, it does what the arguments say.

    Where these begin with a command its module alone is read, for the others have no say in it.
    """
    named = [each for each in arguments[:1] if each in COMMANDS]
    command = _commands(named or COMMANDS)
    for each in _tree(command):
        speak_usage(each)
        each.help = _said(each.help or "")
        for parameter in _parameters(each):
            parameter.help = _said(parameter.help or "")
    return command  # type: ignore[no-any-return]  # typer's commands are no public type


def help_strings() -> Iterator[tuple[Path, str]]:
    """Give every paragraph of help in English, with the file in which it is: for the catalogues."""
    for command in _tree(_commands(COMMANDS)):
        texts = [command.help or "", *(each.help or "" for each in _parameters(command))]
        for text in texts:
            yield from ((_file(command), paragraph) for paragraph in _paragraphs(text))


def _commands(names: Iterable[str]) -> Any:
    app = typer.Typer(
        name="jisr",
        help="The software on which a permanent joint migration group works, between its meetings as in them.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    # A single command would be taken for the whole.
    app.callback()(lambda: None)
    for name in names:
        importlib.import_module(f"jisr.cli.{name}").register(app)
    return get_command(app)


def _tree(command: Any) -> Iterator[Any]:
    """Give a command and all below it."""
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from _tree(each)


def _parameters(command: Any) -> list[Any]:
    """Give arguments and options, `--help` among them."""
    return list(command.get_params(typer.Context(command)))


def _file(command: Any) -> Path:
    """Give the file of a command; a group has that of its first command, and all together have this one."""
    if not hasattr(command, "commands"):
        return Path(str(sys.modules[command.callback.__module__].__file__))
    return Path(__file__) if "demo" in command.commands else _file(next(iter(command.commands.values())))


def _paragraphs(text: str) -> list[str]:
    """Give the paragraphs of a help text, each in one line."""
    parts = re.split(r"\n\s*\n", inspect.cleandoc(text))
    return [" ".join(part.split()) for part in parts if part.strip()]


def _said(text: str) -> str:
    return "\n\n".join(gettext(each) for each in _paragraphs(text))


__all__ = ["build", "help_strings"]
