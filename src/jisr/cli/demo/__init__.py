"""`jisr demo`: three nodes on this machine, two frameworks, the public record, demo officers.

The nodes' processes live in this package, too; they need no command line, so it is not read here.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def register(app: "typer.Typer") -> None:
    """Add the command."""
    from jisr.cli.demo.command import demo

    app.command("demo")(demo)
