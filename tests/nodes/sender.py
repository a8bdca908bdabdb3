"""Somebody with Spain's keys who writes what Spain's node would not."""

import secrets
import time
from typing import Any

import httpx
import orjson

from jisr.base import Instant, b64
from jisr.exchange import sign_request
from jisr.log import Checkpoint, Frontier, leaf_hash, origin, sign_head
from tests.nodes.nodes import FRAMEWORK, Pair


class Sender:
    """Spain's node as somebody who writes what Spain's node would not."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.path = f"/exchange/{FRAMEWORK}"
        self.url = f"http://{pair.mar.home.listen}"

    def headers(self, body: bytes, **changes: Any) -> dict[str, str]:
        asked = {
            "method": "POST",
            "path": self.path,
            "body": body,
            "keyid": f"{FRAMEWORK}/ESP",
            "key": self.pair.esp.home.key("wire"),
            "now": Instant(int(time.time())),
            "nonce": secrets.token_urlsafe(18),
        }
        return {**sign_request(**{**asked, **changes}), "Content-Type": "application/json"}

    def post(self, body: bytes, headers: dict[str, str] | None = None, path: str = "") -> httpx.Response:
        chosen = self.headers(body) if headers is None else headers
        return httpx.post(self.url + (path or self.path), content=body, headers=chosen, timeout=20, trust_env=False)

    def say(self, value: Any) -> httpx.Response:
        return self.post(orjson.dumps(value))

    def message(self, **parts: Any) -> dict[str, Any]:
        return {"framework": FRAMEWORK, "have": {}, "logs": {}, **parts}

    def entries(self) -> list[bytes]:
        """Give Spain's log."""
        rows = self.pair.esp.rows("SELECT raw FROM entry JOIN log ON log.id = log_id WHERE party = 'ESP' ORDER BY seq")
        return [bytes(raw) for (raw,) in rows]

    def part(self, entries: list[bytes], *, start: int = 0, key: Any = None, size: int | None = None) -> dict[str, Any]:
        """Give a log's part under a head over all entries from 0 on."""
        frontier = Frontier().grown_by(map(leaf_hash, entries))
        point = Checkpoint(origin(FRAMEWORK, "ESP"), frontier.size if size is None else size, frontier.root())
        head = sign_head(point, key or self.pair.esp.home.key("log"))
        return {"from": start, "entries": [b64(each) for each in entries[start:]], "head": head, "proof": []}
