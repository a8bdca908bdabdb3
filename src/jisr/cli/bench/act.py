"""`jisr bench act`: an officer's act through the node, durable, beside a bare commit of SQLite."""

import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from jisr.cli.bench.figures import Figure, at_most
from jisr.cli.bench.making import ESP, FRAMEWORK, MAR
from jisr.cli.demo.founding import signed_manifest
from jisr.cli.entering import enter
from jisr.node.home import make_home

TURNS = 40
ACTS_A_TURN = 10
ROW_BYTES = 700
ACT_RATIO_MAX = 4.0


def act(*, folder: Path | None = None) -> list[Figure]:
    """Measure acts and bare commits in turns on one disk, so that both meet the same disk."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        perform = _node(Path(place))
        commit = _bare(Path(place))
        acts: list[float] = []
        commits: list[float] = []
        for _ in range(TURNS):
            acts += [_timed(perform) for _ in range(ACTS_A_TURN)]
            commits += [_timed(commit) for _ in range(ACTS_A_TURN)]
    return [at_most("act", 1e3 * median(acts), "ms", reference=1e3 * median(commits), target=ACT_RATIO_MAX)]


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _bare(place: Path) -> Callable[[], None]:
    """Commit one row of an entry's size, as durably as the node does."""
    opened = sqlite3.connect(place / "bare.sqlite3", isolation_level=None)
    opened.execute("PRAGMA journal_mode=WAL")
    opened.execute("PRAGMA synchronous=FULL")
    opened.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, raw BLOB NOT NULL)")

    def commit() -> None:
        opened.execute("BEGIN IMMEDIATE")
        opened.execute("INSERT INTO entry (raw) VALUES (?)", (bytes(ROW_BYTES),))
        opened.execute("COMMIT")

    return commit


def _node(place: Path) -> Callable[[], None]:
    """Found a framework in a node; give what an officer does in its session again and again."""
    homes = [
        make_home(place / p.lower(), party=p, address=f"https://{p.lower()}.test", listen="127.0.0.1:0", name=p)
        for p in (MAR, ESP)
    ]
    note = signed_manifest(FRAMEWORK, homes)
    enter(homes[0].path)
    from django.db import connection

    from jisr.base import DossierId
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.frameworks import found_framework

    found_framework(note)
    officer = models.Officer.objects.create(username="officer")
    for authority in ("mar.founding", "mar.co_chair"):
        models.Posting.objects.create(officer=officer, framework_id=FRAMEWORK, authority=authority)
    wish = Wish(
        framework=FRAMEWORK,
        dossier=DossierId("framework"),
        act="declare_authority",
        fields={"code": "mar.co_chair", "mandates": ["co_chair"]},
    )
    perform_act(wish, officer=officer, authority="mar.founding", mandate="founding")
    fields = {"ordinal": 1, "place": "Rabat", "date": "2027-03-15", "format": "in_person"}
    call = Wish(framework=FRAMEWORK, dossier=None, act="call", fields=fields, procedure="session/1")
    session = perform_act(call, officer=officer, authority="mar.co_chair", mandate="co_chair")
    report = Wish(
        framework=FRAMEWORK, dossier=DossierId(str(session)), act="follow_up_report", fields={"text": "x" * 200}
    )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2, "measured with what is acknowledged on the disk (FULL)"

    def perform() -> None:
        perform_act(report, officer=officer, authority="mar.co_chair", mandate="co_chair")

    return perform
