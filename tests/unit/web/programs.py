"""Programs that hold a token of an officer's, for tests of the API."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

FRAMEWORK: Final = "mar-esp"
HERE: Final = f"/api/1/frameworks/{FRAMEWORK}"
DAY: Final = 86_400


@dataclass
class Program:
    """A program that holds a token."""

    client: Any
    token: Any
    spelt: str
    sent: int = 0

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers={"Authorization": f"Bearer {self.spelt}", **headers})

    def post(self, path: str, value: Any, *, key: str = "", **headers: str) -> Any:
        self.sent += 1
        told = {"Authorization": f"Bearer {self.spelt}", "Idempotency-Key": key or f"key-{self.token.pk}-{self.sent}"}
        body = value if isinstance(value, (bytes, str)) else json.dumps(value)
        return self.client.post(path, body, content_type="application/json", headers={**told, **headers})

    def put(self, path: str, body: bytes, **headers: str) -> Any:
        told = {"Authorization": f"Bearer {self.spelt}", **headers}
        return self.client.put(path, body, content_type="application/octet-stream", headers=told)

    def act(self, dossier: str, value: Any, **more: Any) -> Any:
        return self.post(f"{HERE}/dossiers/{dossier}/acts", value, **more)


Made = Callable[..., Program]


def made(officer: str = "chair", scope: str = "act", procedures: tuple[str, ...] = ()) -> Program:
    """Make a program of an officer's, with a token."""
    from django.test import Client

    from jisr.node import models
    from jisr.node.clock import CLOCK
    from jisr.node.services import tokens

    row, spelt = tokens.make_token(
        models.Officer.objects.get(username=officer),
        purpose="a test",
        scope=scope,
        frameworks=[FRAMEWORK],
        procedures=procedures,
        until=CLOCK.now() + DAY,  # type: ignore[arg-type]
    )
    return Program(Client(HTTP_HOST="127.0.0.1"), row, spelt)
