"""The demo's folder: held by one demo at a time, known as finished or broken off, cleared of nothing foreign."""

import fcntl
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jisr.base import N_, JisrError
from jisr.cli.demo.cast import PARTIES
from jisr.cli.language import gettext as _
from jisr.node.marks import write_durably

READY: Final = "ready"
# Stands from before the first node is made until all are filled: what is there then may be of any kind.
UNFINISHED: Final = "unfinished"
# The nodes of a demo that was killed end by themselves within this time.
HELD_SECONDS_MAX: Final = 5.0
LOOK_SECONDS: Final = 0.05
# Stands once a child's file has been played.
CHILD: Final = "child"


class DemoRunning(JisrError):
    """Another demo runs in this folder."""

    advice = N_("Stop that demo with Ctrl-C, or give this one a folder of its own: `jisr demo --home DIR`.")


class NotOfDemo(JisrError):
    """The demo's folder holds what is not a demo's; it is left alone."""

    advice = N_("Move it elsewhere, or give the demo another folder: `jisr demo --home DIR`.")


def open_folder(place: Path) -> int:
    """Give the handle by which a demo's folder is held; who has it holds it, too."""
    place.mkdir(parents=True, exist_ok=True)
    return os.open(place, os.O_RDONLY)


def hold(handle: int, place: Path, *, tell: Callable[[str], None]) -> None:
    """Hold the folder for this demo and its nodes; the lock ends with the last of their processes."""
    until = time.monotonic() + HELD_SECONDS_MAX
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            tell(_("Waiting for the demo before to end …"))
            if time.monotonic() > until:
                raise DemoRunning(N_("a demo runs in %(place)s"), place=place) from error
            time.sleep(LOOK_SECONDS)
        else:
            return


def is_filled(place: Path) -> bool:
    """Say whether the nodes there are whole; else they are made afresh."""
    return (place / READY).exists() and not (place / UNFINISHED).exists()


def has_child(place: Path) -> bool:
    """Say whether a child's file has been played there."""
    return (place / CHILD).exists()


def note_child(place: Path) -> None:
    """Note that a child's file has been played."""
    write_durably(place / CHILD, b"A child's file was played here.\n")


def begin(place: Path) -> None:
    """Clear the folder of an earlier demo, and note that what will be there is not finished."""
    nodes = [place / party.lower() for party in PARTIES]
    is_broken_off = (place / UNFINISHED).exists()
    for node in nodes:
        if node.exists() and not is_broken_off and not _is_of_demo(node):
            raise NotOfDemo(N_("%(place)s is not a demo's node"), place=node)
    write_durably(place / UNFINISHED, b"Nodes are being made here; a start that finds this begins afresh.\n")
    for each in (READY, CHILD):
        (place / each).unlink(missing_ok=True)
    for node in nodes:
        if node.exists():
            shutil.rmtree(node)


def finish(place: Path) -> None:
    """Note that the nodes are whole; called when all that is in them is on the disk."""
    write_durably(place / READY, b"The record is entered; go on from here.\n")
    (place / UNFINISHED).unlink()


def _is_of_demo(node: Path) -> bool:
    settings = node / "node.toml"
    return settings.is_file() and "demo = true" in settings.read_text("utf-8").splitlines()
