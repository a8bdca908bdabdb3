"""What commands say to whoever asked for what is not there, or not as it must be: the thing, and the remedy."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.started import run_command
from tests.unit.web.conftest import FRAMEWORK
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def run(spain: Any, homes: dict[str, Path]) -> Run:
    """Run a command in Spain's node."""
    del spain

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return run_command("commands", *arguments, "--home", str(homes["ESP"]), environment=os.environ)

    return run


@pytest.fixture
def session(browse: Callable[[str], Any]) -> str:
    """A session that Spain has called."""
    return opened(send(browse("chair"), f"{HERE}/open/session/1/", **CALL))


ITEM = ("-f", "title=x", "-f", "dimension=border")


@pytest.mark.parametrize(
    ("act", "arguments", "says", "remedy"),
    [
        ("raise_itme", (), "no act raise_itme in session/1", "Compare the spelling. There are: "),
        ("raise_item", ("-f", "title=x"), "the field dimension (Dimension) is missing: one of ", "--field name=value"),
        (
            "raise_item",
            (*ITEM, "-f", "size=1"),
            "there is no field size; the fields are: title, ",
            "nothing was recorded",
        ),
        ("propose_open_session", ("-f", "date=soon"), "is not as it must be: a date, as in 2027-03-15", "--field name"),
        ("raise_item", (*ITEM, "--item", "ESP.0"), "(rule 4.item)", "Leave out --item: raise_item is about nothing"),
        ("concur_accept_call", (), "(rule 4.item)", "Name an open proposal of this act by --item"),
        ("propose_agree_item", (), "(rule 4.item)", "Name by --item what it is about"),
        ("contest", ("-f", "fact=x"), "(rule 4.field)", "can be contested: agenda_adopted, call_accepted"),
        ("erase", ("-f", "basis=Art. 17"), "(rule 4.field)", "Write --field basis=CODE"),
    ],
)
def test_an_act_that_is_amiss(
    run: Run, session: str, act: str, arguments: tuple[str, ...], says: str, remedy: str
) -> None:
    """The field or the rule is named, and what to write instead."""
    done = run("act", FRAMEWORK, session, act, "--officer", "chair", *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says", "remedy"),
    [
        (("act", "mar-epp", "ESP.1", "x", "--officer", "chair"), "no framework mar-epp", "There are: mar-esp."),
        (("act", FRAMEWORK, "ESP.1", "x", "--officer", "chiar"), "no officer chiar", "There are: chair, delegate, "),
        (("act", FRAMEWORK, "-", "call", "--officer", "chair"), "no procedure is named", "session/1"),
        (
            ("act", FRAMEWORK, "-", "call", "--officer", "chair", "--procedure", "session/9"),
            "the procedure session/9 is not in force in mar-esp",
            "session/1",
        ),
        (
            ("officer", "post", "chair", FRAMEWORK, "mar.x"),
            "mar.x is no authority of ESP; its codes begin with",
            "esp.",
        ),
        (("pouch", "write", FRAMEWORK, "FRA", "x.pouch"), "FRA is no other party of mar-esp", "There are: ESP, MAR."),
        (("framework", "found", "nowhere"), "nowhere: No such file or directory", "Compare its name and content"),
        (("verify", "mar-epp"), "no framework mar-epp in this node", "There are: mar-esp."),
    ],
)
def test_what_is_not_there(run: Run, arguments: tuple[str, ...], says: str, remedy: str) -> None:
    """It is named, and what there is."""
    done = run(*arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert remedy in done.stderr
    assert "Errno" not in done.stderr


def test_an_empty_list_says_that_it_is_empty(run: Run) -> None:
    """A head without a table is no answer."""
    done = run("dossier", "list", FRAMEWORK, "--procedure", "nothing")
    assert done.returncode == 0
    assert done.stdout == "There is no dossier of this kind here.\n"


def test_a_dossier_is_told_by_what_can_be_done_in_it(run: Run, session: str) -> None:
    """No answer is told of to which there is no proposal; what lacks is said, not the rule that its lack would break."""
    done = run("dossier", "show", session, "--framework", FRAMEWORK)
    assert done.returncode == 0
    assert "concur_accept_call" not in done.stdout
    assert "rule 4.item" not in done.stdout
    assert "There is nothing here yet of this kind: " in done.stdout


def test_a_period_that_nothing_has_begun_is_said_not_to_have_begun(run: Run, session: str) -> None:
    """It has not ended, either; but what lacks is its beginning."""
    told = run("dossier", "show", session, "--framework", FRAMEWORK).stdout
    refused = run("act", FRAMEWORK, session, "approve_by_silence", "--officer", "chair")
    assert refused.returncode == 1
    for said in (told, refused.stderr):
        assert "The period has not begun: " in said
        assert "The period has not ended: " not in said


def test_the_figures_in_force_are_shown_with_what_their_sources_are_worth(run: Run) -> None:
    """Whoever reads what is agreed sees which of its figures are nobody's law."""
    said = run("framework", "show", FRAMEWORK).stdout
    assert "minutes_silence" in said and "10 (days)" in said
    assert "(a proposal, not law)" in said and "[P]" not in said
