"""Entering a node from a command: which one, and made ready."""

from pathlib import Path
from typing import Annotated

import typer

from jisr.cli.ready import enter
from jisr.node.home import HOME_VARIABLE

HomePath = Annotated[
    Path | None,
    typer.Option("--home", envvar=HOME_VARIABLE, help="The node's folder.", show_envvar=True),
]

__all__ = ["HomePath", "enter"]
