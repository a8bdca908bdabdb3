"""`jisr bench start`: how soon the demo's three nodes answer, beside a bare Django project.

Like is held against like: a first start against a first start, with the database made; both, besides,
against the server alone.
"""

import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from jisr.base import N_
from jisr.cli.bench.figures import Figure, at_most, beside
from jisr.cli.bench.ingest import BenchFailed
from jisr.cli.language import ENGLISH

START_RATIO_MAX = 5.0
READY_SECONDS_MAX = 120.0
LOOK_SECONDS = 0.01
READY = "Ready after"
JISR = (sys.executable, "-c", "from jisr.cli import main; main()")
DJANGO = (sys.executable, "-m", "django")


def start(*, turns: int, folder: Path | None = None) -> list[Figure]:
    """Measure starts in turns: a bare project for the first time and again, the demo for the first time and again."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        port = free_ports(3)
        bare = Bare(Path(place) / "bare")
        demo = (*JISR, "demo", "--once", "--home", f"{place}/demo", "--first-port", str(port))
        bare_first, bare_again, first, again = [], [], [], []
        for _ in range(turns):
            bare_first.append(_timed(bare.started_first))
            bare_again.append(_timed(bare.started_again))
            first.append(_timed(lambda: _ready([*demo, "--reset"])))
            again.append(_timed(lambda: _ready(demo)))
    rows = (
        ("demo, started again; bare server", again, bare_again),
        ("demo, first start; bare first start", first, bare_first),
        ("demo, first start; bare server", first, bare_again),
    )
    return [
        *(_in_seconds(name, values, references) for name, values, references in rows),
        *(_of_processors(name, values, references) for name, values, references in rows[:2]),
    ]


@dataclass(frozen=True, slots=True)
class Timed:
    """One start: until it answered, and what its processes used of processors until they had ended."""

    seconds: float
    processor_seconds: float


def _timed(start: Callable[[], float]) -> Timed:
    before = _processor_seconds()
    seconds = start()
    return Timed(seconds, _processor_seconds() - before)


def _processor_seconds() -> float:
    """Give what all processes below this one have used that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _in_seconds(name: str, values: Sequence[Timed], references: Sequence[Timed]) -> Figure:
    value, reference = (median(each.seconds for each in timed) for timed in (values, references))
    return at_most(name, value, "s", reference=reference, target=START_RATIO_MAX)


def _of_processors(name: str, values: Sequence[Timed], references: Sequence[Timed]) -> Figure:
    """Give a figure without a target: what a busy machine does not change."""
    value, reference = (median(each.processor_seconds for each in timed) for timed in (values, references))
    return beside(f"{name}, of processors", value, "s", reference=reference)


def free_ports(count: int) -> int:
    """Give the first of some neighbouring ports on which nobody listens."""
    for first in range(18_000, 28_000, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise BenchFailed(N_("no free ports on this machine"))


def _run(command: Sequence[str]) -> float:
    """Run to the end; the demo ends by itself as soon as all its nodes answer."""
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise BenchFailed(done.stderr[-2000:])
    return time.perf_counter() - began


def _ready(command: Sequence[str]) -> float:
    """Run the demo; give how long it took until it said that all its nodes answer."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "LANGUAGE": ENGLISH}) as demo:
        assert demo.stdout is not None
        for line in demo.stdout:
            if line.startswith(READY):
                seconds = time.perf_counter() - began
                demo.stdout.read()
                return seconds
    raise BenchFailed(N_("the demo did not start; see above"))


class Bare:
    """Django's own new project, as `startproject` makes it."""

    def __init__(self, place: Path) -> None:
        place.mkdir()
        _run((*DJANGO, "startproject", "bare", str(place)))
        self._manage = (sys.executable, str(place / "manage.py"))
        self._database = place / "db.sqlite3"
        self._port = free_ports(1)

    def started_first(self) -> float:
        """Make its database, then start its server; give how long it took until it answered."""
        self._database.unlink(missing_ok=True)
        return _run((*self._manage, "migrate", "--verbosity", "0")) + self.started_again()

    def started_again(self) -> float:
        """Start its server; give how long it took until it answered."""
        began = time.perf_counter()
        command = (*self._manage, "runserver", "--noreload", f"127.0.0.1:{self._port}")
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                _wait(f"http://127.0.0.1:{self._port}/", began)
                return time.perf_counter() - began
            finally:
                server.terminate()
                server.wait()


def _wait(address: str, began: float) -> None:
    opener = build_opener(ProxyHandler({}))
    while time.perf_counter() - began < READY_SECONDS_MAX:
        try:
            opener.open(address, timeout=5).close()
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(LOOK_SECONDS)
        else:
            return
    raise BenchFailed(N_("%(address)s does not answer"), address=address)
