"""What commands print: words on a terminal, JSON for programs, errors with their remedy."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.control import Control
from rich.markup import escape
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from jisr.base import JisrError, Phrase
from jisr.cli.language import gettext, number

if TYPE_CHECKING:
    from jisr.node.services.rebuilding import Tell

# What a terminal obeys, or what turns the order of letters round: others' words may hold it.
_COMMANDS = [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x202D, 0x202E]
_SHOWN = dict.fromkeys(_COMMANDS, "\N{REPLACEMENT CHARACTER}")
_ESCAPED = {each: f"\\u{each:04x}" for each in _COMMANDS}


@dataclass(frozen=True, slots=True)
class _Harmless:
    """Something to print, without what a terminal would obey."""

    printed: ConsoleRenderable

    def __rich_console__(self, where: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for each in where.render(self.printed, options):
            yield each if each.control else Segment(each.text.translate(_SHOWN), each.style)


class _Words(RenderHook):
    """Lets nothing through that commands the terminal, but what the console itself says."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [each if isinstance(each, Control) else _Harmless(each) for each in renderables]


def harmless(where: Console) -> Console:
    """Let a console print others' words as text only."""
    where.push_render_hook(_Words())
    return where


# Not on a terminal nothing is folded: a program or a file reads it.
console = harmless(Console(width=None if sys.stdout.isatty() else 200))
errors = harmless(Console(stderr=True))

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def say(words: str, /, **holes: object) -> None:
    """Print a sentence: words in the reader's language with named holes; no markup."""
    _say(console, words, holes)


def warn(words: str, /, **holes: object) -> None:
    """Print a sentence on standard error."""
    _say(errors, words, holes)


def _say(where: Console, words: str, holes: Mapping[str, object]) -> None:
    where.print(words % holes, markup=False, emoji=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2).translate(_ESCAPED) + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows as a table."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console.print(table)


def complain(error: JisrError) -> None:
    """Say what was refused and what to do about it."""
    said = escape(error.said_in(gettext))
    errors.print(f"[bold red]{type(error).__name__}[/]: {said}", highlight=False, soft_wrap=True)
    remedy = error.remedy_in(gettext)
    if remedy:
        errors.print(escape(remedy), highlight=False, soft_wrap=True)


@contextmanager
def progress(*, is_drawn_between: bool = True) -> "Iterator[Tell]":
    """Show on standard error how far long work is, while it lasts.

    Unless it is drawn when something is told only, a thread draws it ten times a second: what is measured has none.
    """
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn

    class DoneColumn(ProgressColumn):
        """How much is done, as a number is written in the reader's language."""

        def render(self, task: Task) -> Text:
            return Text(number(task.completed))

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DoneColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True, auto_refresh=is_drawn_between) as shown:
        task = shown.add_task("", total=None)

        def tell(words: Phrase, done: int, total: int) -> None:
            shown.update(
                task,
                description=words.said_in(gettext),
                completed=min(done, total),
                total=total,
                refresh=not is_drawn_between,
            )

        yield tell


__all__ = ["AsJson", "complain", "console", "errors", "escape", "print_json", "print_table", "progress", "say", "warn"]
