"""The greatest file there may be, given through the server by a program and fetched by another node, in flat memory."""

import hashlib
import http.client
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.nodes.nodes import FRAMEWORK, Node
from tests.nodes.sealing import found_sealing, open_file, shipping

MEGABYTE = 1024 * 1024
SIZE = int(os.environ.get("JISR_SOAK_MEGABYTES", "1024")) * MEGABYTE
# What a process may take more with the file than without it: a message with its blobs some times over.
MORE_MEGABYTES_MAX = 200
HOURS_MAX = 2


def content(seed: int = 7) -> Iterator[bytes]:
    """Give a megabyte after the other, none like another, without keeping any."""
    block = hashlib.shake_256(bytes([seed])).digest(MEGABYTE - 8)
    for at in range(SIZE // MEGABYTE):
        yield at.to_bytes(8, "big") + block


def peak_megabytes(pid: int) -> int:
    """Give the most memory that a process has ever had."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def ask(node: Node, method: str, path: str, token: str, body: object, *, length: int, kind: str) -> dict[str, str]:
    """Ask the API as a program does, over its port; a body that is an iterator is never whole in memory."""
    place = urlsplit(f"//{node.home.listen}")
    line = http.client.HTTPConnection(str(place.hostname), place.port, timeout=3_600)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind, "Content-Length": str(length)}
    line.request(method, path, body=body, headers={**headers, "Idempotency-Key": "soak"})  # type: ignore[arg-type]
    answer = line.getresponse()
    said: dict[str, str] = json.loads(answer.read())
    assert answer.status in (200, 201), said
    return said


@pytest.mark.soak
def test_a_gibibyte_goes_through_in_flat_memory(tmp_path: Path) -> None:
    with shipping():
        both = found_sealing(tmp_path / "founded").copy(tmp_path)
        dossier = open_file(both.esp)
        both.carry()
        settings = both.esp.home.path / "node.toml"
        settings.write_text("attachment_megabytes_max = 1024\n" + settings.read_text("utf-8"), "utf-8")
        until = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86_400))
        told = ("--purpose", "soak", "--framework", FRAMEWORK, "--scope", "act", "--until", until, "--json")
        token = both.esp.jisr("token", "make", "esp.protection", *told).value["token"]
        esp, mar = both.esp.serve(), both.mar.serve()
        try:
            before = [peak_megabytes(each.pid) for each in (esp, mar)]
            act = f"/api/1/frameworks/{FRAMEWORK}/dossiers/{dossier}/acts"
            where = ask(both.esp, "POST", f"{act}/note/files/copy", token, b"", length=0, kind="application/json")
            path, begun = f"{where['address']}&name=film.mp4", time.monotonic()
            given = ask(both.esp, "PUT", path, token, content(), length=SIZE, kind="application/octet-stream")
            sys.stderr.write(
                f"taken in: {time.monotonic() - begun:.0f} s, ESP {peak_megabytes(esp.pid)} MB from {before[0]}" + "\n"
            )
            wish = {
                "act": "note",
                "fields": {"day": "2027-01-02"},
                "sealed": {"story": "x", "copy": {"file": given["file"]}},
            }
            raw, begun = json.dumps(wish).encode(), time.monotonic()
            note = ask(both.esp, "POST", act, token, raw, length=len(raw), kind="application/json")["entry"]
            sys.stderr.write(f"act: {time.monotonic() - begun:.0f} s" + "\n")
            begun = time.monotonic()
            lacking = "SELECT count(*) FROM sealed WHERE field = 'copy' AND content IS NULL"
            while not both.mar.size("ESP") > int(note.partition(".")[2]) or both.mar.rows(lacking) != [(0,)]:
                assert time.monotonic() - begun < HOURS_MAX * 3_600
                time.sleep(2)
            sys.stderr.write(f"fetched: {time.monotonic() - begun:.0f} s" + "\n")
            more = [peak_megabytes(each.pid) - was for each, was in zip((esp, mar), before, strict=True)]
            sys.stderr.write(f"more memory: {more} MB" + "\n")
            assert max(more) < MORE_MEGABYTES_MAX
        finally:
            esp.stop()
            mar.stop()
        out = tmp_path / "out.mp4"
        how = ("--officer", "mar.protection", "--purpose", "check", "--out", str(out), "--json")
        both.mar.jisr("sealed", "read", FRAMEWORK, note, "copy", *how)
        with out.open("rb") as file:
            for each in content():
                assert file.read(MEGABYTE) == each
