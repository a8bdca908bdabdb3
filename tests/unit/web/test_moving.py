"""A dossier is moved to a later version of its procedure: a page of its own, and a check before (protocol 9.7)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.web.conftest import Other
from tests.unit.web.relay import UNPAINTED
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import HERE, LANGUAGES, send, text

VERSION = "ferry/2"


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


@pytest.fixture
def ferry(chair: Any) -> str:
    """A dossier of the earlier version."""
    return opened(send(chair, f"{HERE}/open/ferry/1/", title="At dawn"))


def act_of(code: str, act: str = "propose_move") -> str:
    return f"{HERE}/d/{code}/act/{act}/"


def test_the_page_says_what_is_demanded_more_and_what_falls_away(chair: Any, ferry: str) -> None:
    """With its source, and the reason that the manifest gives for what falls away."""
    page = text(chair.get(act_of(ferry)))
    assert f'data-move="{VERSION}"' in page
    owed, falls = page.partition("Falls away")[0], page.partition("Falls away")[2]
    assert "adds the guarantee: counted" in owed
    assert "drops the guarantee: painted" in falls
    assert UNPAINTED in falls
    assert "what is demanded more is owed from then on" in page
    assert "Digest of that version" not in page, "the node fills it in"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_shown_in_each_language(chair: Any, ferry: str, language: str) -> None:
    chair.cookies["jisr_esp_language"] = language
    page = chair.get(act_of(ferry))
    assert page.status_code == 200
    assert ("Demanded more" in text(page)) == (language == "en")


def test_only_where_the_manifest_names_a_move_it_is_offered(chair: Any, ferry: str) -> None:
    assert act_of(ferry) in text(chair.get(f"{HERE}/d/{ferry}/"))
    relay = opened(send(chair, f"{HERE}/open/relay/1/", title="A relay", **{"side:host": "ESP", "side:guest": "MAR"}))
    assert act_of(relay) not in text(chair.get(f"{HERE}/d/{relay}/"))
    assert "The dossier cannot move now" in text(chair.get(act_of(relay)))


def test_it_is_checked_agreed_to_and_seen_in_the_record(
    chair: Any, ferry: str, other: Other, exchange: Callable[[], None]
) -> None:
    """The dossier goes on by the new version once both know; the page and the record say so."""
    send(chair, act_of(ferry, "wash"))
    checking = send(chair, act_of(ferry), procedure=VERSION)
    assert "data-check" in text(checking), "a grave act is looked at once more"
    assert "adds the guarantee: counted" in text(checking)
    send(chair, act_of(ferry), procedure=VERSION, **{"do:checked": "1"})
    exchange()
    assert act_of(ferry, "load") in text(chair.get(f"{HERE}/d/{ferry}/")), "single acts go on"
    found = other.ask("act", dossier=ferry, act="concur_move", item=proposal_of(ferry))
    assert str(found).startswith("MAR.")
    exchange()
    page = text(chair.get(f"{HERE}/d/{ferry}/"))
    assert act_of(ferry, "count") in page, "an act of the new version"
    assert act_of(ferry, "wash") not in page, "an act that it has not"
    assert "Move the dossier to another version of its procedure" in page
    assert VERSION in page
    send(chair, act_of(ferry, "count"))
    page = text(chair.get(f"{HERE}/d/{ferry}/"))
    assert "wash" in page, "what was done before is told by its own version"


def proposal_of(code: str) -> str:
    """Give the number of the open proposal."""
    from jisr.node.queries.proposals import open_proposals
    from jisr.node.queries.reading import reading

    return open_proposals(reading("mar-esp").docket(code))[0]
