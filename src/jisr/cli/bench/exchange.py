"""`jisr bench exchange`: a long log from one node to another over loopback HTTP, each on a core of its own."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from jisr.base import N_, Phrase
from jisr.base.limits import DAY_ENTRIES_DEFAULT
from jisr.cli.bench.figures import Figure, at_least, at_most, beside
from jisr.cli.bench.ingest import BenchFailed, make_data
from jisr.cli.bench.making import ESP, FRAMEWORK, MAR
from jisr.cli.demo.founding import signed_manifest
from jisr.cli.output import progress
from jisr.node.home import HOME_VARIABLE, Home, make_home, write_settings

MEMORY_MIB_MAX = 500
GLANCE_SECONDS = 0.2
SIZE_OF = f"SELECT size FROM log WHERE framework_id = '{FRAMEWORK}' AND party = '{ESP}'"


def exchange(*, entries: int, folder: Path | None = None) -> list[Figure]:
    """Measure; Morocco's node has lost its database, or was never there, and gets both logs from Spain's."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        return _measured(Path(place), entries)


def _measured(place: Path, entries: int) -> list[Figure]:
    port = _free_port()
    mar, esp = (_home(place, party, port) for party in (MAR, ESP))
    note = signed_manifest(FRAMEWORK, [mar, esp], entries_a_day=max(2 * entries, DAY_ENTRIES_DEFAULT))
    (place / "note").write_text(note, "utf-8")
    (place / "made").mkdir()
    cores = sorted(os.sched_getaffinity(0))
    with progress(is_drawn_between=False) as tell:
        make_data(place, entries, tell)
        with _serving(place, esp, port, core=cores[0]) as (site, total):
            killed_at = _killed_half_way(place, mar, total, core=cores[-1], tell=tell)
            resumed_at = _size(mar)
            rest = _asked(place, mar, core=cores[-1])
            is_whole = _size(mar) == _size(esp)
            # Once more from nothing and undisturbed: that is what is measured.
            afresh = _home(place / "afresh", MAR, port, like=mar)
            run = _asked(place, afresh, core=cores[-1])
            peak = _peak_mib(site.pid)
    if run["refused"] or rest["refused"] or not is_whole:
        raise BenchFailed(N_("what was made was not taken in: %(receipt)s"), receipt=run)
    return _figures(run, peak=peak, killed_at=killed_at, resumed_at=resumed_at, cores=len(cores))


def _figures(run: dict[str, Any], *, peak: float, killed_at: int, resumed_at: int, cores: int) -> list[Figure]:
    count, seconds, reference = run["taken_in"], run["seconds"], median(run["references"])
    return [
        at_least("exchange", count / seconds, "entries/s", reference=reference, target=1.4),
        beside("one signature an entry", count / (seconds + count * run["each"]), "entries/s", reference=reference),
        beside("exchange, by processor time", count / run["processor"], "entries/s", reference=run["of_processor"]),
        at_most("memory of the receiver", run["mib"], "MiB", target=MEMORY_MIB_MAX),
        at_most("memory of the sender", peak, "MiB", target=MEMORY_MIB_MAX),
        at_least("entries kept when killed half way", resumed_at, "entries", target=killed_at),
        Figure(name="entries", value=count, unit=""),
        Figure(name="cores", value=cores, unit=""),
    ]


def _home(place: Path, party: str, port: int, *, like: Home | None = None) -> Home:
    """Make a home; `like` another's, with its keys and nothing else."""
    address = f"http://127.0.0.1:{port if party == ESP else 9}"
    made = make_home(place / party.lower(), party=party, address=address, listen=f"127.0.0.1:{port}", name=party)
    if like is not None:
        for key in (like.path / "keys").glob("*.pem"):
            (made.path / "keys" / key.name).write_bytes(key.read_bytes())
    write_settings(replace(made, routes={ESP: f"http://127.0.0.1:{port}"} if party == MAR else {}))
    return made


@contextmanager
def _serving(place: Path, esp: Home, port: int, *, core: int) -> Iterator[tuple[subprocess.Popen[str], int]]:
    given = (str(place / "made"), str(place / "mar"), str(place / "note"), str(port), str(core))
    with subprocess.Popen(
        [sys.executable, "-m", "jisr.cli.bench.exchange_site", *given],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, HOME_VARIABLE: str(esp.path), "DATABASE_URL": ""},
    ) as site:
        assert site.stdout is not None
        try:
            line = site.stdout.readline()
            if not line:
                raise BenchFailed(N_("the data could not be made; see above"))
            _wait_for(port)
            yield site, int(line)
        finally:
            site.terminate()


def _asker(place: Path, mar: Home, *, core: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "jisr.cli.bench.exchange_asker", str(place / "note"), str(core)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, HOME_VARIABLE: str(mar.path), "DATABASE_URL": ""},
    )


def _asked(place: Path, mar: Home, *, core: int) -> dict[str, Any]:
    with _asker(place, mar, core=core) as asker:
        said, _ = asker.communicate()
    if asker.returncode:
        raise BenchFailed(N_("what was made was not taken in: %(receipt)s"), receipt=said)
    found: dict[str, Any] = orjson.loads(said)
    return found


def _killed_half_way(place: Path, mar: Home, total: int, *, core: int, tell: Any) -> int:
    """Let the receiver begin, and kill it once it has a third; give how many entries it had then."""
    with _asker(place, mar, core=core) as asker:
        while (size := _size(mar)) < total // 3 and asker.poll() is None:
            tell(Phrase(N_("Taking in")), size, total)
            time.sleep(GLANCE_SECONDS)
        asker.send_signal(signal.SIGKILL)
        asker.wait()
    return size


def _size(home: Home) -> int:
    """Give how long Spain's log is in a node."""
    if not home.database.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{home.database}?mode=ro", uri=True)) as opened:
            found = opened.execute(SIZE_OF).fetchone()
    except sqlite3.OperationalError:
        # Its tables are being laid.
        return 0
    return int(found[0]) if found else 0


def _peak_mib(pid: int) -> float:
    """Give the most memory that a process has had."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(GLANCE_SECONDS)
    raise BenchFailed(N_("the node that sends does not answer"))


__all__ = ["exchange"]
