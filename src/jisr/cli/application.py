"""All commands together."""

import importlib

import typer

# Each command's module is read when the command line is built; none of them imports Django before it runs.
COMMANDS = ("demo", "node", "officer", "framework", "procedure", "dossier", "act", "sync", "pouch", "verify", "bench")


def build() -> typer.Typer:
    """Give the command line."""
    app = typer.Typer(
        name="jisr",
        help="The software on which a permanent joint migration group works, between its meetings as in them.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name in COMMANDS:
        importlib.import_module(f"jisr.cli.{name}").register(app)
    return app


__all__ = ["build"]
