"""`jisr bench pages`: a node with many dossiers, page by page, beside a bare Django page in the same turns."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import orjson

from jisr.base import N_, Phrase, unb64
from jisr.base.limits import DAY_ENTRIES_DEFAULT
from jisr.cli.bench.figures import Figure, at_most
from jisr.cli.bench.ingest import KIB, BenchFailed, make_data, write_made
from jisr.cli.bench.making import ESP, FRAMEWORK, MAR
from jisr.cli.bench.start import free_ports
from jisr.cli.demo.founding import signed_manifest
from jisr.cli.entering import enter
from jisr.cli.output import progress
from jisr.node.home import HOME_VARIABLE, Home, make_home

OFFICER = "mar.officer"
TURNS = 25
ASKED_A_TURN = 4
PAGE_RATIO_MAX = 3.0
FIRST_KIB_MAX = 100.0
NEXT_KIB_MAX = 30.0
DESCRIBED_AT_ONCE_TOLD = 20
LISTENS_SECONDS_MAX = 30
STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Site:
    """Something that is served: where, and the cookie of who is signed in."""

    address: str
    cookie: str

    def client(self) -> httpx.Client:
        """Ask it as a browser does."""
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip"}
        return httpx.Client(base_url=self.address, headers=headers, trust_env=False, timeout=120)


def pages(*, entries: int, folder: Path | None = None) -> list[Figure]:
    """Fill a node, describe its desk, then ask for its pages and the bare one in turns."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        home, filled = _filled(Path(place), entries)
        port = free_ports(2)
        bare = [sys.executable, "-m", "jisr.cli.bench.bare_site", f"{place}/bare.sqlite3", str(port)]
        node = [sys.executable, "-m", "jisr.cli.bench.node_site", str(port + 1), OFFICER]
        variables = {**os.environ, HOME_VARIABLE: str(home.path), "DATABASE_URL": ""}
        with _served(bare, port, {**os.environ}) as reference, _served(node, port + 1, variables) as site:
            return [*_times(site, reference), *_bytes(site), *filled]


def paths() -> dict[str, str]:
    """Give the pages that are measured."""
    from jisr.node import models

    lines = models.Line.objects.filter(framework=FRAMEWORK)
    busy = lines.filter(kind="session").order_by("-moved", "code").first()
    within = lines.filter(kind="commitment", is_closed=True).order_by("-moved", "code").first()
    assert busy is not None and within is not None, "something was made"
    return {
        "dossier": f"/f/{FRAMEWORK}/d/{busy.code}/",
        # A session with all that became of it: the last that moved has only begun.
        "dossier, long": f"/f/{FRAMEWORK}/d/{within.outer}/",
        "my work": "/my-work/",
        "search": "/search/?q=statistiques+partie",
        "list": f"/f/{FRAMEWORK}/dossiers/",
        "list, filtered": f"/f/{FRAMEWORK}/dossiers/?procedure=commitment&state=open&sort=due",
        "group": f"/f/{FRAMEWORK}/",
    }


def _times(site: Site, reference: Site) -> list[Figure]:
    wanted = paths()
    times: dict[str, list[float]] = {name: [] for name in wanted}
    bare: list[float] = []
    with site.client() as client, reference.client() as other:
        for turn in range(TURNS + 1):
            for _ in range(ASKED_A_TURN):
                taken = {name: _asked(client, path) for name, path in wanted.items()}
                one = _asked(other, "/")
                # The first turn warms both up.
                if turn:
                    bare.append(one)
                    for name, seconds in taken.items():
                        times[name].append(seconds)
    return [
        at_most(name, 1e3 * median(each), "ms", reference=1e3 * median(bare), target=PAGE_RATIO_MAX)
        for name, each in times.items()
    ]


def _asked(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    seconds = time.perf_counter() - began
    if answer.status_code != httpx.codes.OK:
        raise BenchFailed(N_("%(path)s was answered with %(status)s"), path=path, status=answer.status_code)
    return seconds


def _bytes(site: Site) -> list[Figure]:
    """Weigh what goes over the line: a first page with all that it loads, and each page after."""
    with site.client() as client:
        weights = {name: _weight(client, path) for name, path in paths().items()}
        first = client.get("/my-work/")
        loaded = sum(_weight(client, address.replace("&amp;", "&")) for address in STYLES.findall(first.text))
    heaviest = max(weights.values())
    return [
        at_most("first load, heaviest page", (heaviest + loaded) / KIB, "KiB", target=FIRST_KIB_MAX),
        at_most("page after, heaviest", heaviest / KIB, "KiB", target=NEXT_KIB_MAX),
    ]


def _weight(client: httpx.Client, path: str) -> int:
    """Give the bytes of an answer with its head, as they come over the line."""
    with client.stream("GET", path) as answer:
        body = sum(len(each) for each in answer.iter_raw())
        return body + sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)


@contextmanager
def _served(command: Sequence[str], port: int, variables: dict[str, str]) -> Iterator[Site]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=variables) as process:
        try:
            assert process.stdout is not None
            cookie = process.stdout.readline().strip()
            if not cookie:
                raise BenchFailed(N_("a server did not start; see above"))
            _await(port)
            yield Site(f"http://127.0.0.1:{port}", cookie)
        finally:
            process.terminate()
            process.wait()


def _await(port: int) -> None:
    """Wait until a server listens: it says its cookie a moment before."""
    until = time.monotonic() + LISTENS_SECONDS_MAX
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _filled(place: Path, entries: int) -> tuple[Home, list[Figure]]:
    """Make a node with another party's log taken in, its desk described, and an officer."""
    homes = [
        make_home(place / p.lower(), party=p, address=f"https://{p.lower()}.test", listen="127.0.0.1:0", name=p)
        for p in (MAR, ESP)
    ]
    note = signed_manifest(FRAMEWORK, homes, entries_a_day=max(2 * entries, DAY_ENTRIES_DEFAULT))
    (place / "note").write_text(note, "utf-8")
    (place / "made").mkdir()
    with progress(is_drawn_between=False) as tell:
        make_data(place, entries, tell, shape="short")
        enter(homes[0].path)
        from allauth.mfa.models import Authenticator

        from jisr.node import models
        from jisr.node.services.frameworks import found_framework

        found_framework(note)
        _take_in(place / "made", entries, tell)
        rate = _describe(tell)
    officer = models.Officer.objects.create(username=OFFICER, name="Bench")
    # Whoever has no second factor is led to setting one up, and sees no page.
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    models.Posting.objects.create(officer=officer, framework_id=FRAMEWORK, authority="mar.co_chair")
    counts = {"dossiers": models.Line.objects.count(), "acts": models.Entry.objects.exclude(act="ack").count()}
    figures = [Figure(name=name, value=number, unit="") for name, number in counts.items()]
    return homes[0], [*figures, Figure(name="described", value=round(rate, 1), unit="entries/s")]


def _take_in(made: Path, entries: int, tell: Any) -> None:
    from jisr.exchange import parse_message
    from jisr.node.services.intake import take_in

    size = 0
    for file in sorted(made.glob("*.message")):
        write_made(MAR, [unb64(each) for each in orjson.loads(file.with_suffix(".own").read_bytes())])
        receipt = take_in(parse_message(file.read_bytes()), sender=ESP)
        if receipt.held or receipt.refused or not receipt.taken_in:
            raise BenchFailed(N_("what was made was not taken in: %(receipt)s"), receipt=receipt)
        size += receipt.taken_in
        file.unlink()
        tell(Phrase(N_("Taking in")), size, entries)


def _describe(tell: Any) -> float:
    """Describe the desk to its end; give how many entries a second."""
    from jisr.node.queries.listing import behind
    from jisr.node.queries.reading import reading
    from jisr.node.services.desk import describe

    total, began, done = behind(reading(FRAMEWORK)), time.perf_counter(), 0
    while describe(FRAMEWORK):
        done += 1
        if done % DESCRIBED_AT_ONCE_TOLD == 0:
            tell(Phrase(N_("Describing for lists")), total - behind(reading(FRAMEWORK)), total)
    return total / (time.perf_counter() - began)


__all__ = ["pages"]
