"""A demo node's process whose clock a test can set ahead, as if days had gone by."""

import time
from pathlib import Path

# Tests import jisr from the tree they stand in; the child must find them, too.
from jisr.base import Instant
from jisr.cli.demo import child
from jisr.node.clock import MachineClock
from jisr.node.home import load_home

AHEAD = "ahead-seconds"


def _ahead(file: Path) -> int:
    try:
        return int(file.read_text("ascii"))
    except FileNotFoundError:
        return 0


def main() -> None:
    """Be a node, with as many seconds added to the machine's clock as its home says."""
    file = load_home().path / AHEAD

    def now(clock: MachineClock) -> Instant:
        return Instant(int(time.time()) + _ahead(file))

    MachineClock.now = now  # type: ignore[method-assign]  # the one place that asks for the time
    child.main()


if __name__ == "__main__":
    main()
