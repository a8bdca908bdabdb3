"""Writing without waiting for the disk while a demo is filled, and all of it put there at the end.

What a node confirms is on the disk, always, but for this: before the demo says that it is ready
nothing was promised to anybody, and a filling that is broken off is begun afresh.
"""

import os
from pathlib import Path

from jisr.node.home import Home
from jisr.node.marks import defer_marks, settle_marks


def defer(home: Home) -> None:
    """Let the commits of this connection, and the marks, not wait for the disk until all is settled."""
    from django.db import connection

    assert connection.vendor == "sqlite", "the demo's nodes keep their databases in their homes"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    defer_marks(home)


def settle(home: Home) -> None:
    """Put the whole home on the disk. The next connection waits for the disk again, as every other does."""
    from django.db import connection

    connection.close()
    settle_marks()
    for folder, _, names in os.walk(home.path):
        for name in names:
            _put_on_disk(Path(folder, name))
        _put_on_disk(Path(folder))


def _put_on_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
