"""A small witness as a process of its own: `python -m tests.nodes.witness FOLDER PORT`.

It keeps for each log the last size and root that it has cosigned, checks that what it is shown follows from them, and
refuses a fork (C2SP tlog-witness, add-checkpoint). Whose heads it takes is in FOLDER/logs.json: {origin: key}.
"""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import JisrError, b64, unb64
from jisr.log import VerifierKey, check_consistency, cosignature_line, parse_head

LIMIT = 64 * 1024


class Refused(Exception):  # an answer
    def __init__(self, status: int, text: str = "") -> None:
        self.status, self.text = status, text


class Witness:
    """What it knows, in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lock = folder, Lock()
        self.name = (folder / "name").read_text()
        self.key = Ed25519PrivateKey.from_private_bytes((folder / "key").read_bytes())

    def add(self, body: str) -> str:
        """Cosign a head that follows from the last one; give the line."""
        first, _, note = body.partition("\n\n")
        old, *lines = first.split("\n")
        head = parse_head(note)
        point = head.checkpoint
        keys = json.loads((self.folder / "logs.json").read_text())
        if point.origin not in keys:
            raise Refused(404)
        if not head.note.is_signed_by(VerifierKey(point.origin, unb64(keys[point.origin]))):
            raise Refused(403)
        with self.lock:
            kept = self._kept(point.origin)
            if old != f"old {kept['size']}":
                raise Refused(409, f"{kept['size']}\n")
            if point.size < kept["size"] or (point.size == kept["size"] and b64(point.root) != kept["root"]):
                raise Refused(409 if point.size < kept["size"] else 422, f"{kept['size']}\n")
            if 0 < kept["size"] < point.size:
                proof = tuple(unb64(each) for each in lines)
                try:
                    check_consistency(
                        old_size=kept["size"],
                        old_root=unb64(kept["root"]),
                        new_size=point.size,
                        new_root=point.root,
                        proof=proof,
                    )
                except JisrError as error:
                    raise Refused(422) from error
            self._keep(point.origin, {"size": point.size, "root": b64(point.root)})
        offset = int((self.folder / "offset").read_text()) if (self.folder / "offset").exists() else 0
        return cosignature_line(head.note.text, self.name, self.key, time=int(time.time()) + offset)

    def _kept(self, origin: str) -> dict[str, Any]:
        place = self.folder / "kept.json"
        kept: dict[str, dict[str, Any]] = json.loads(place.read_text()) if place.exists() else {}
        return kept.get(origin, {"size": 0, "root": ""})

    def _keep(self, origin: str, row: dict[str, object]) -> None:
        place, fresh = self.folder / "kept.json", self.folder / "kept.new"
        before = json.loads(place.read_text()) if place.exists() else {}
        fresh.write_text(json.dumps({**before, origin: row}))
        os.replace(fresh, place)


def serve(folder: Path, port: int) -> None:
    witness = Witness(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), LIMIT))
            try:
                if self.path != "/add-checkpoint":
                    raise Refused(404)
                status, text = 200, witness.add(body.decode())
            except Refused as error:
                status, text = error.status, error.text
            except (JisrError, ValueError):
                status, text = 400, ""
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *given: object) -> None:
            return

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
