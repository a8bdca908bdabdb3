"""The command `jisr`: one file a command. Each acts through the node's services, as pages do."""

import signal
import sys

from jisr.base import N_, JisrError


def main() -> None:
    """Run the command line; what is refused is said with its remedy: exit code 1, or 2 for what is typed amiss."""
    try:
        _run()
    except KeyboardInterrupt:
        # Ctrl-C at any moment is no mistake that a traceback would help with.
        sys.exit(128 + signal.SIGINT)


def _run() -> None:
    # A node's own process is found in this package, too, and needs no command line.
    from jisr.cli.language import speak

    # Typer looks for its own words while it is read.
    speak()
    from jisr.cli.application import build
    from jisr.cli.output import complain
    from jisr.cli.usage import USAGE_EXIT, UsageAmiss, run

    command = build(sys.argv[1:])
    try:
        sys.exit(run(command))
    except UsageAmiss as error:
        complain(error)
        sys.exit(USAGE_EXIT)
    except JisrError as error:
        complain(error)
        sys.exit(1)
    except Exception as error:
        complain(_of_storage(error))
        sys.exit(1)


def _of_storage(error: Exception) -> JisrError:
    """Say what the database or disk could not do; anything else is a mistake of ours, and raised."""
    from django.db.utils import DatabaseError, OperationalError, ProgrammingError

    from jisr.node.errors import NotOfANode
    from jisr.node.storage import USING, of_storage

    # SQLite says of a table that is missing that it is an operation that failed.
    lacks_table = isinstance(error, OperationalError) and "no such" in str(error)
    if lacks_table or type(error) in (DatabaseError, ProgrammingError):
        return NotOfANode(N_("the database has not the tables of this node: %(because)s"), because=error)
    if isinstance(error, (OperationalError, OSError)):
        return of_storage(error, USING)
    raise error


__all__ = ["main"]
