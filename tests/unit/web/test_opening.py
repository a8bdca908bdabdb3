"""Opening dossiers whose sides have names, and dossiers within others: from a page and by command."""

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.started import run_command
from tests.unit.web.conftest import Other
from tests.unit.web.test_pages import HERE, send, text

OPEN = f"{HERE}/open/relay/1/"
WITHIN = f"{HERE}/open/leg/1/"


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


def sides(host: str, guest: str, kinds: tuple[str, str] = ("host", "guest")) -> dict[str, str]:
    """Type who takes which side."""
    return {f"side:{kinds[0]}": host, f"side:{kinds[1]}": guest}


def opened(page: Any) -> str:
    """Give the number of what was opened."""
    return str(page.redirect_chain[-1][0]).rstrip("/").rpartition("/")[2]


def checked(page: Any) -> list[tuple[str, str]]:
    """Give the radio buttons that are chosen."""
    return re.findall(r'name="([^"]+)" type="radio" value="([^"]+)" checked', text(page))


def test_a_field_that_the_node_refuses_is_told_at_the_field(chair: Any, monkeypatch: Any) -> None:
    """What the form could read and the node could not take: the field, why, and what to do."""
    from jisr.node.queries import readers

    monkeypatch.setattr(readers, "_key", lambda declared: None)
    code = opened(send(chair, OPEN, title="A relay", **sides("ESP", "MAR")))
    page = send(chair, f"{HERE}/d/{code}/act/whisper/", secret="the fox is home")
    assert page.status_code == 422
    said = text(page)
    assert "The field secret is sealed to esp.migration of ESP" in said
    assert "Let the founding authority of ESP declare it (anew)" in said
    assert "the fox is home" in said, "nothing that was typed is lost"
    assert "This is not possible here" not in said


class TestNamedSides:
    """Each side is given to a party in the form, and what cannot be is said at its field."""

    def test_the_form_asks_who_takes_each_side(self, chair: Any) -> None:
        """The own party stands where its post may open, the other where it alone is left."""
        assert f'href="{OPEN}"' in text(chair.get(f"{HERE}/"))
        page = chair.get(OPEN)
        assert page.status_code == 200
        assert "Who is: host" in text(page)
        assert "Who is: guest" in text(page)
        assert checked(page) == [("side:host", "ESP"), ("side:guest", "MAR")]

    def test_it_is_opened(self, chair: Any) -> None:
        """With the sides as they were typed."""
        page = send(chair, OPEN, title="From a page", **sides("ESP", "MAR"))
        assert page.status_code == 200
        value = chair.get(f"{HERE}/e/{opened(page)}/proof.json").json()
        assert value["content"]["sides"] == {"guest": "MAR", "host": "ESP"}

    @pytest.mark.parametrize(
        ("typed", "at", "says"),
        [
            (sides("ESP", "ESP"), "guest", "Spain is already the side “host”; choose another party here"),
            (sides("MAR", "ESP"), "guest", "Your post opens this only with Spain as: host"),
            (sides("", "MAR"), "host", "Choose one of the answers for: Who is: host"),
            (sides("NLD", "MAR"), "host", "Choose one of the answers for: Who is: host"),
        ],
    )
    def test_what_cannot_be_is_said_at_the_side(self, chair: Any, typed: dict[str, str], at: str, says: str) -> None:
        """At the top with a link, and at the field; what was typed is kept."""
        page = send(chair, OPEN, title="kept as it is", **typed)
        assert page.status_code == 422
        assert says in text(page)
        assert f'href="#field-side:{at}-1"' in text(page)
        assert f'id="field-side:{at}-error"' in text(page)
        assert "kept as it is" in text(page)

    def test_who_may_open_from_no_side_is_told_so(self, browse: Callable[[str], Any]) -> None:
        """No button and no form."""
        delegate = browse("delegate")
        assert OPEN not in text(delegate.get(f"{HERE}/"))
        assert delegate.get(OPEN).status_code == 403

    def test_more_sides_than_parties(self, chair: Any) -> None:
        """It is said instead of a form that could never be sent."""
        words = "There are too few parties (Spain and Morocco) for the sides: first, second and third"
        page = chair.get(f"{HERE}/open/trio/1/")
        assert words in text(page)
        assert "<form method" not in text(page).partition('id="main"')[2]
        assert send(chair, f"{HERE}/open/trio/1/", title="all the same").status_code == 409
        assert words in text(chair.get(f"{HERE}/"))


class TestWithin:
    """A dossier within another needs that other, and what it must hold."""

    @pytest.fixture
    def relay(self, chair: Any) -> str:
        """A relay that nobody has been welcomed to."""
        return opened(send(chair, OPEN, title="Around", **sides("ESP", "MAR")))

    @pytest.mark.parametrize("outer", ["", "?outer=ESP.999", "?outer=nonsense", "?outer=framework"])
    def test_without_the_dossier_around_the_page_says_where_to_begin(self, chair: Any, outer: str) -> None:
        """Not a form that ends in a refusal."""
        page = chair.get(f"{WITHIN}{outer}")
        assert page.status_code == 200
        assert "This is opened within another dossier, of the kind “relay”." in text(page)
        assert "<form method" not in text(page).partition('id="main"')[2]

    def test_what_the_dossier_around_lacks_is_said(self, chair: Any, relay: str) -> None:
        """On its page, on the form's, and when it is sent all the same."""
        assert "Not so: welcomed" in text(chair.get(f"{HERE}/d/{relay}/"))
        page = chair.get(f"{WITHIN}?outer={relay}")
        assert "Not so: welcomed" in text(page)
        assert "Source: Invented, 1" in text(page)
        answer = send(chair, WITHIN, outer=relay, title="too early", **sides("ESP", "MAR", ("runner", "watcher")))
        assert answer.status_code == 409
        assert "Not so: welcomed" in text(answer)

    def test_it_is_opened_with_sides_of_its_own(
        self, chair: Any, relay: str, other: Other, exchange: Callable[[], None]
    ) -> None:
        """The parties are those of the dossier around; which side each takes is asked again."""
        send(chair, f"{HERE}/d/{relay}/act/welcome/")
        page = chair.get(f"{WITHIN}?outer={relay}")
        assert checked(page) == [("side:runner", "ESP"), ("side:watcher", "MAR")]
        done = send(chair, WITHIN, outer=relay, title="A leg", **sides("MAR", "ESP", ("runner", "watcher")))
        assert done.status_code == 200
        value = chair.get(f"{HERE}/e/{opened(done)}/proof.json").json()
        assert value["content"]["sides"] == {"runner": "MAR", "watcher": "ESP"}
        assert value["content"]["item"] == relay


class TestByCommand:
    """`jisr act` says in words what an opening lacks."""

    @pytest.fixture
    def command(self, spain: Any, homes: dict[str, Path]) -> Callable[..., subprocess.CompletedProcess[str]]:
        """Run the command in Spain's node."""
        del spain

        def run(*arguments: str) -> subprocess.CompletedProcess[str]:
            whole = ["act", "mar-esp", "-", *arguments, "--officer", "chair", "--home", str(homes["ESP"])]
            return run_command("commands", *whole, environment=os.environ)

        return run

    @pytest.mark.parametrize(
        "given",
        [(), ("host=ESP",), ("host=ESP", "guest=ESP"), ("host=ESP", "guest=NLD"), ("host=ESP", "visitor=MAR")],
    )
    def test_the_sides_are_asked_for(self, command: Any, given: tuple[str, ...]) -> None:
        """Which there are, and who can take them."""
        options = [word for each in given for word in ("--side", each)]
        done = command("invite", "--procedure", "relay/1", "-f", "title=x", *options)
        assert done.returncode == 1
        assert "relay/1 has the sides host, guest, and each is taken by one party" in done.stderr
        assert "Give each side to another party (host, guest), each one of: ESP, MAR" in done.stderr

    def test_a_side_from_which_the_post_does_not_open(self, command: Any) -> None:
        """The side is named, and to whom it is open."""
        sides = ("--side", "host=MAR", "--side", "guest=ESP")
        done = command("invite", "--procedure", "relay/1", "-f", "title=x", *sides)
        assert done.returncode == 1
        assert "chair has no post that may invite; on the side guest it is open to nobody" in done.stderr

    def test_the_dossier_around_is_asked_for(self, command: Any) -> None:
        """Of which kind it must be, and how it is named."""
        sides = ("--side", "runner=ESP", "--side", "watcher=MAR")
        done = command("run", "--procedure", "leg/1", "-f", "title=x", *sides)
        assert done.returncode == 1
        assert "The dossier around it is missing, or has other parties." in done.stderr
        assert "Name the dossier around it, of the kind relay: --item" in done.stderr

    def test_what_the_dossier_around_lacks_is_said(self, command: Any, chair: Any) -> None:
        """In words, not by the name of a fact that nobody has seen."""
        relay = opened(send(chair, OPEN, title="Around", **sides("ESP", "MAR")))
        options = ("--side", "runner=ESP", "--side", "watcher=MAR", "--item", relay)
        done = command("run", "--procedure", "leg/1", "-f", "title=x", *options)
        assert done.returncode == 1
        assert "In the dossier around this one: “Not so: welcomed” (Invented, 1)" in done.stderr


def test_only_what_is_in_force_is_offered(chair: Any) -> None:
    """A procedure that an older version of the manifest named is known here still, and opens nothing."""
    from jisr.base import Party
    from jisr.kernel import Compiled
    from jisr.node.queries.in_force import procedures_now
    from jisr.node.queries.reading import reading
    from tests.unit.web.node import FRAMEWORK
    from tests.unit.web.relay import RELAY

    held = reading(FRAMEWORK)
    older = Compiled(replace(RELAY, version=7))
    held.framework = replace(held.framework, procedures={**held.framework.procedures, "older": older})
    offered = [each.id for each in procedures_now(held, Party("ESP"))]
    assert "relay/1" in offered
    assert "relay/7" not in offered
