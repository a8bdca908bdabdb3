"""The command `jisr`: one file a command. Each acts through the node's services, as pages do."""

import importlib
import sys

import typer

from jisr.base import JisrError
from jisr.cli.output import complain

app = typer.Typer(
    name="jisr",
    help="The software on which a permanent joint migration group works, between its meetings as in them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# Each command's module is read when the command is built; none of them imports Django before it runs.
COMMANDS = ("demo", "node", "officer", "framework", "procedure", "dossier", "act", "sync", "pouch", "verify", "bench")


def _build() -> None:
    for name in COMMANDS:
        importlib.import_module(f"jisr.cli.{name}").register(app)


def main() -> None:
    """Run the command line; what jisr refuses is said with its remedy, and the exit code is 1."""
    _build()
    try:
        app()
    except JisrError as error:
        complain(error)
        sys.exit(1)
    except Exception as error:
        complain(_of_storage(error))
        sys.exit(1)


def _of_storage(error: Exception) -> JisrError:
    """Say what the database or disk could not do; anything else is a mistake of ours, and raised."""
    from django.db.utils import OperationalError

    from jisr.node.errors import NotWritten

    if isinstance(error, (OperationalError, OSError)):
        return NotWritten(f"the database could not be used: {error}")
    raise error


__all__ = ["app", "main"]
