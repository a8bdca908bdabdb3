"""One node's home for all tests of pages: settings are global, so there is one in a process."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jisr.node.home import HOME_VARIABLE, make_home
from tests.unit.web.programs import Made, made

FRAMEWORK = "mar-esp"
PASSWORD = "a-password-for-tests"
PASSWORD_ITERATIONS = 1000
OFFICERS = {
    "chair": ("esp.migration", "co_chair"),
    "delegate": ("esp.interior", "delegate"),
    "secretary": ("esp.secretariat", "secretariat"),
    "stranger": (None, None),
}
# The other side's node lives in a process of its own, as in the world.
OTHER = """
import base64, json, os, sys
import django
django.setup()
from jisr.cli.ready import bring_up_to_date
bring_up_to_date()
from tests.unit.web.node import found, act, pouch, open_pouch_of
for line in sys.stdin:
    order = json.loads(line)
    print(json.dumps(globals()[order.pop("do")](**order)), flush=True)
"""


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two homes, of Spain (whose pages are tested) and of Morocco."""
    place = tmp_path_factory.mktemp("web")
    for party in ("ESP", "MAR"):
        make_home(
            place / party.lower(),
            party=party,
            address="http://127.0.0.1:1",
            listen="127.0.0.1:1",
            name=party,
            is_demo=True,
        )
    return {party: place / party.lower() for party in ("ESP", "MAR")}


@pytest.fixture(scope="session")
def note(homes: dict[str, Path]) -> str:
    """The manifest, signed by both: what jisr ships, and the procedures of these tests."""
    import json

    from jisr.manifest import manifest_text
    from jisr.node.founding import draft_manifest, party_entry, sign_manifest
    from jisr.node.home import load_home
    from jisr.procedures import fitting, stock_calendars, stock_parameters
    from jisr.rules import procedure_digest
    from tests.unit.web.relay import INVENTED, MOVES

    opened = [load_home(each) for each in homes.values()]
    text = draft_manifest(
        FRAMEWORK,
        {home.party: party_entry(home, founding=f"{home.party.lower()}.founding") for home in opened},
        framework_procedure="framework/1",
        procedures={each.id: procedure_digest(each) for each in (*fitting(homes).values(), *INVENTED)},
        parameters=stock_parameters(homes),
        calendars=stock_calendars(homes),
    )
    text = manifest_text({**json.loads(text), "moves": MOVES})
    return text + "\n" + "".join(sign_manifest(text, FRAMEWORK, home) for home in opened)


class Other:
    """The other side's node, told by lines of JSON what to do."""

    def __init__(self, home: Path) -> None:
        here = Path(__file__).parents[3]
        variables = {
            **os.environ,
            HOME_VARIABLE: str(home),
            "DJANGO_SETTINGS_MODULE": "jisr.conf.settings",
            "DATABASE_URL": "",
            "PYTHONPATH": f"{here / 'src'}:{here}",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables, text=True
        )

    def ask(self, do: str, **order: Any) -> Any:
        """Tell it to do something; give the answer."""
        import json

        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture(scope="session")
def other(homes: dict[str, Path], note: str) -> Iterator[Other]:
    """Morocco's node."""
    node = Other(homes["MAR"])
    node.ask("found", note=note, party="MAR", officers={"mar.chair": ("mar.interior", "co_chair")})
    yield node
    assert node.process.stdin is not None
    node.process.stdin.close()
    node.process.wait(10)


@pytest.fixture(scope="session")
def spain(homes: dict[str, Path], note: str) -> Any:
    """Spain's node in this process: its services, once Django stands on its home."""
    os.environ[HOME_VARIABLE] = str(homes["ESP"])
    os.environ["DJANGO_SETTINGS_MODULE"] = "jisr.conf.settings"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from jisr.cli.ready import bring_up_to_date

    bring_up_to_date()
    from tests.unit.web import node

    node.found(note=note, party="ESP", officers=OFFICERS)
    return node


@pytest.fixture(scope="session")
def exchange(spain: Any, other: Other) -> Callable[[], None]:
    """Carry pouches until both sides have everything."""

    def carry() -> None:
        for _ in range(2):
            other.ask("open_pouch_of", raw=spain.pouch(party="MAR"))
            spain.open_pouch_of(raw=other.ask("pouch", party="ESP"))

    return carry


@pytest.fixture
def program(spain: Any) -> Iterator[Made]:
    """Make programs of officers, each with a token; all that was made ends with the test."""
    from jisr.node import models

    yield made
    models.TokenUse.objects.all().delete()
    models.Token.objects.all().delete()


@pytest.fixture
def browse(spain: Any) -> Callable[[str], Any]:
    """Give a browser without script in which an officer has signed in."""
    del spain
    from django.test import Client

    from jisr.node import models

    def sign_in(name: str) -> Any:
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(models.Officer.objects.get(username=name))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords of these tests a thousand times, not a million: what they hold does not hang on the number."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", PASSWORD_ITERATIONS)


@pytest.fixture(autouse=True)
def english() -> None:
    """Let no test speak the language of the one before it."""
    from django.conf import settings

    if settings.configured:
        from django.utils import translation

        translation.activate("en")
