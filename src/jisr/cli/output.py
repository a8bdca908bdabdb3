"""What commands print: words on a terminal, JSON for programs, errors with their remedy."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from jisr.base import JisrError, Phrase
from jisr.cli.language import gettext

if TYPE_CHECKING:
    from jisr.node.services.rebuilding import Tell

# Not on a terminal nothing is folded: a program or a file reads it.
console = Console(width=None if sys.stdout.isatty() else 200)
errors = Console(stderr=True)

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
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


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
def progress() -> "Iterator[Tell]":
    """Show on standard error how far long work is, while it lasts."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True) as shown:
        task = shown.add_task("", total=None)

        def tell(words: Phrase, done: int, total: int) -> None:
            shown.update(task, description=words.said_in(gettext), completed=min(done, total), total=total)

        yield tell


__all__ = ["AsJson", "complain", "console", "errors", "escape", "print_json", "print_table", "progress", "say", "warn"]
