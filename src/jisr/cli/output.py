"""What commands print: words on a terminal, JSON for programs, errors with their remedy."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from jisr.base import JisrError

console = Console()
errors = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows as a table."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)


def complain(error: JisrError) -> None:
    """Say what was refused and what to do about it."""
    errors.print(f"[bold red]{type(error).__name__}[/]: {error}", highlight=False, soft_wrap=True)
    remedy = error.remedy()
    if remedy:
        errors.print(remedy, highlight=False, soft_wrap=True)


__all__ = ["AsJson", "complain", "console", "errors", "print_json", "print_table"]
