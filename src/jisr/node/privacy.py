"""What a node keeps is for its own account alone: no other account of the machine reads it."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from jisr.base import N_, JisrError
from jisr.node.home import Home

OTHERS = stat.S_IRWXG | stat.S_IRWXO


class HomeForeign(JisrError):
    """The node's home belongs to another account than the one under which the node runs."""

    advice = N_("Run jisr under the account that owns the node's home, or let that account own all of it (chown -R).")


def keep_private() -> None:
    """Let nothing that this process makes from now on be readable for other accounts."""
    os.umask(OTHERS)


def tighten(home: Home) -> list[Path]:
    """Take from other accounts what they may do with a node's home; give what was changed."""
    return [path for path in _kept(home) if _tighten(path)]


def _kept(home: Home) -> Iterator[Path]:
    yield home.path
    yield from sorted(home.path.glob("*"))
    for folder in ("keys", "marks"):
        yield from sorted((home.path / folder).rglob("*"))


def _tighten(path: Path) -> bool:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if path.is_symlink() or not mode & OTHERS:
            return False
        path.chmod(mode & ~OTHERS)
    except FileNotFoundError:
        return False  # the database's journal goes with the last process that had it open
    except PermissionError as error:
        raise HomeForeign(N_("%(path)s can be read by other accounts, and belongs to another"), path=path) from error
    return True


__all__ = ["HomeForeign", "keep_private", "tighten"]
