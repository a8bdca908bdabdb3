"""A dossier whose procedure's text is not here: page and command say which, and what to do."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.started import run_command
from tests.unit.web.conftest import FRAMEWORK, Other
from tests.unit.web.relay import RIDDLE
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import HERE, send, text

LACKS = "The text of the procedure riddle/1 is not in this node, so it cannot be judged here."
COMMAND = "Run `jisr sync`, or take the file in by `jisr framework found NOTE --text FILE`."


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


@pytest.fixture(scope="module")
def riddle(spain: Any, other: Other, exchange: Callable[[], None]) -> str:
    """A dossier that Morocco has opened, with an act in it."""
    del spain
    exchange()
    code = str(other.ask("act", dossier=None, act="ask", fields={"title": "What is it?"}, procedure="riddle/1"))
    other.ask("act", dossier=code, act="guess", fields={"title": "The wind"})
    exchange()
    return code


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(homes: dict[str, Path]) -> Run:
    """Run a command in Spain's node."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return run_command("commands", *arguments, "--home", str(homes["ESP"]), environment=os.environ)

    return run


def test_the_page_says_which_text_is_lacking(chair: Any, riddle: str) -> None:
    """For the dossier and for each of its acts; no act is offered."""
    page = text(chair.get(f"{HERE}/d/{riddle}/"))
    assert page.count(LACKS) == 3
    assert "data-unjudged" in page
    assert page.count('data-standing="unjudged"') == 2
    assert "Not judged here:" in page
    assert "It is kept and acknowledged." in page
    assert "data-act=" not in page.partition('id="main"')[2]


@pytest.mark.parametrize("sent", [False, True])
def test_an_act_in_it_is_refused_with_the_reason(chair: Any, riddle: str, sent: bool) -> None:
    """The post is not to blame."""
    path = f"{HERE}/d/{riddle}/act/guess/"
    answer = chair.post(path, {"title": "A shadow"}) if sent else chair.get(path)
    assert answer.status_code == 409
    assert LACKS in text(answer)
    assert "Your post" not in text(answer)


def test_lists_say_that_it_is_not_judged(chair: Any, riddle: str) -> None:
    """As its stage."""
    line = text(chair.get(f"{HERE}/dossiers/")).partition(f'data-dossier="{riddle}"')[2].partition("</tr>")[0]
    assert "Not judged here" in line


def test_the_command_says_which_text_is_lacking_and_what_to_do(run: Run, riddle: str) -> None:
    """`jisr dossier show` and `jisr act`, for whoever can mend it."""
    shown = run("dossier", "show", riddle)
    assert shown.returncode == 0
    assert LACKS in shown.stdout
    assert COMMAND in shown.stdout
    done = run("act", FRAMEWORK, riddle, "guess", "--officer", "chair", "-f", "title=x")
    assert done.returncode == 1
    assert LACKS in done.stderr
    assert COMMAND in done.stderr


def test_what_the_command_says_helps(chair: Any, run: Run, riddle: str, spain: Any, note: str, tmp_path: Path) -> None:
    """The text comes as a file, and what waited for it is judged."""
    from jisr.rules import without_labels, write_procedure

    (tmp_path / "note").write_text(note, "utf-8")
    (tmp_path / "riddle.json").write_text(json.dumps(without_labels(write_procedure(RIDDLE))), "utf-8")
    assert run("framework", "found", str(tmp_path / "note"), "--text", str(tmp_path / "riddle.json")).returncode == 0
    page = text(chair.get(f"{HERE}/d/{riddle}/"))
    assert "data-unjudged" not in page
    assert page.count('data-standing="stands"') == 2
    assert "act/guess/" in page


@pytest.mark.parametrize(
    ("is_here", "says"),
    [
        (False, "The text of version 2 of the manifest is not in this node"),
        (True, "Version 2 of the manifest names a calendar that is not in this node"),
    ],
)
def test_a_manifest_that_is_lacking_is_told_from_its_calendar(
    chair: Any, riddle: str, is_here: bool, says: str
) -> None:
    """A version was recorded, and is final: without its text, or a calendar of it, nothing is judged after it."""
    from django.db import transaction

    from jisr.node import models
    from jisr.node.queries.reading import reading
    from jisr.node.queries.unjudged import dossier_unjudged

    code = opened(send(chair, f"{HERE}/open/action_plan/1/", sub_committee="sc2", title="Plan", objective="One"))
    held = reading(FRAMEWORK)
    held.register.versions.extend([2, each, 0, "digest"] for each in ("ESP", "MAR"))
    with transaction.atomic():
        if is_here:
            models.ManifestVersion.objects.create(framework_id=FRAMEWORK, version=2, digest="digest", note="")
        unjudged = dossier_unjudged(held, held.docket(code))
        transaction.set_rollback(True)
    assert unjudged is not None
    assert says in unjudged.words
