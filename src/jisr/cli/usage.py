"""What was typed amiss, and how it is typed, in the reader's language: typer's own words know no catalogue."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import typer

# Typer names the errors of its command line, and what formats its help, nowhere else.
from typer._click import exceptions as amiss
from typer._click.formatting import HelpFormatter

from jisr.base import N_, JisrError, Phrase
from jisr.cli.language import gettext
from jisr.cli.output import warn

USAGE_EXIT: Final = 2
USAGE: Final = N_("Usage:")
OPTIONS: Final = N_("[OPTIONS]")
COMMAND: Final = N_("COMMAND [ARGS]...")
MISSING: Final = {
    "argument": N_("the argument %(name)s is missing"),
    "option": N_("the option %(name)s is missing"),
}
# What a value must be, by the name under which pydantic refuses another.
WANTED: Final = {
    "int_parsing": N_("a whole number is needed"),
    "greater_than_equal": N_("%(ge)s or more"),
    "less_than_equal": N_("%(le)s or less"),
}


class UsageAmiss(JisrError):
    """A command is not typed as it must be."""

    advice = N_("%(usage)sHelp: `%(command)s --help`")

    def __init__(self, error: amiss.UsageError) -> None:
        self.command = "jisr" if error.ctx is None else error.ctx.command_path
        self.usage = "" if error.ctx is None else f"{error.ctx.get_usage()}\n"
        super().__init__("%(words)s", words=_words(error))


class _Formatter(HelpFormatter):
    """Says `Usage:` in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write it after the word that is translated."""
        super().write_usage(prog, args, prefix or f"{gettext(USAGE)} ")


class _Context(typer.Context):
    """Writes its usage by our formatter."""

    formatter_class = _Formatter


def run(command: Callable[..., Any]) -> int:
    """Run the command line; give its exit code. What is typed amiss is raised as an error of ours."""
    try:
        return command(prog_name="jisr", standalone_mode=False) or 0
    except amiss.NoArgsIsHelpError:
        # Its help is printed already.
        return USAGE_EXIT
    except amiss.UsageError as error:
        raise UsageAmiss(error) from error
    except typer.Abort:
        warn(gettext(N_("Aborted.")))
        return 1


def speak_usage(command: Any) -> None:
    """Let a command say in the reader's language how it is typed."""
    command.context_class = _Context
    command.options_metavar = gettext(OPTIONS)
    if hasattr(command, "commands"):
        command.subcommand_metavar = gettext(COMMAND)
        # What it would guess it would say in English; all that there are, are named.
        command.suggest_commands = False


def _words(error: amiss.UsageError) -> Phrase:
    match error:
        case amiss.MissingParameter() if error.param is not None:
            return Phrase(MISSING[error.param.param_type_name], name=_name(error.param))
        case amiss.BadParameter() if error.param is not None:
            return _wrong_value(error)
        case amiss.NoSuchOption():
            return _no_option(error)
        case amiss.BadOptionUsage():
            words = N_("the option %(option)s is without its value, or has one that it does not take")
            return Phrase(words, option=error.option_name)
        case _ if error.ctx is not None and hasattr(error.ctx.command, "commands"):
            # Typer has looked this one up itself.
            words = N_("%(what)s There are: %(commands)s")
            return Phrase(words, what=error.message, commands=", ".join(_commands(error.ctx.command)))
        case _:
            return _too_many(error)


def _commands(group: Any) -> list[str]:
    return [name for name, command in group.commands.items() if not command.hidden]


def _name(param: Any) -> str:
    """Give the name by which an option is typed, or an argument is called in the usage."""
    return " / ".join(param.opts) if param.param_type_name == "option" else str(param.display_name_raw)


def _no_option(error: amiss.NoSuchOption) -> Phrase:
    if not error.possibilities:
        return Phrase(N_("there is no option %(option)s"), option=error.option_name)
    words = N_("there is no option %(option)s; perhaps: %(options)s")
    return Phrase(words, option=error.option_name, options=", ".join(sorted(error.possibilities)))


def _wrong_value(error: amiss.BadParameter) -> Phrase:
    words = N_("%(name)s cannot be %(value)s: %(wanted)s")
    for each in _refusals(error):
        if each["type"] in WANTED:
            wanted = Phrase(WANTED[each["type"]], **each.get("ctx", {}))
            return Phrase(words, name=_name(error.param), value=each["input"], wanted=wanted)
    return Phrase("%(name)s: %(because)s", name=_name(error.param), because=error.message)


def _refusals(error: amiss.BadParameter) -> Iterator[Any]:
    """Give why pydantic, which reads the values for typer, has refused one."""
    yield from getattr(error.__cause__, "errors", list)()


def _too_many(error: amiss.UsageError) -> Phrase:
    _said, _blank, extra = error.message.rstrip(")").partition("(s) (")
    if not extra:
        return Phrase("%(because)s", because=error.message)
    return Phrase(N_("the command takes fewer arguments; too many: %(extra)s"), extra=extra)


__all__ = ["USAGE_EXIT", "UsageAmiss", "run", "speak_usage"]
