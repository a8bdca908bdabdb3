"""The machine's clock: the one place that asks for the time."""

import time

from jisr.base import Instant


class MachineClock:
    """The time of this machine."""

    def now(self) -> Instant:
        """Give the time in whole seconds."""
        return Instant(int(time.time()))


CLOCK = MachineClock()
