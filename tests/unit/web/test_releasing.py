"""An officer's page while this party's log is in doubt: what protects is kept with a reason (protocol 9.6, 12.42)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.unit.web.test_opening import OPEN, opened, sides
from tests.unit.web.test_pages import HERE, send, text

WHY = "they are at the gate"
ASKED = "data-doubt"
WAITS = "data-released="


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


@pytest.fixture
def code(chair: Any) -> str:
    """A relay that may be warned of."""
    return opened(send(chair, OPEN, title="A relay", **sides("ESP", "MAR")))


@pytest.fixture
def settle(chair: Any, code: str) -> Iterator[Callable[[], None]]:
    """Put the own log in doubt, as after a restore; what this gives lays the doubt to rest."""
    from django.conf import settings

    from jisr.node import models

    del chair, code
    mark = settings.HOME.mark("mar-esp")
    kept = mark.read_bytes()
    mark.unlink()

    def settle() -> None:
        mark.write_bytes(kept)

    yield settle
    settle()
    models.Released.objects.all().delete()


def done(page: str, act: str) -> int:
    """Count the acts of a name in a timeline."""
    return page.count(f'data-did="{act}"')


def test_what_protects_is_kept_with_a_reason(chair: Any, code: str, settle: Callable[[], None]) -> None:
    from jisr.node.services.releasing import write_released

    here = f"{HERE}/d/{code}/"
    page = text(chair.get(f"{here}act/warn/"))
    assert ASKED in page and "tell the other party by telephone now" in page
    lacking = chair.post(f"{here}act/warn/", {})
    assert lacking.status_code == 409 and "Say in 1 to 1000 characters" in text(lacking)
    kept = text(send(chair, f"{here}act/warn/", **{"do:release": WHY}))
    assert WAITS in kept and WHY in kept and "as soon as this party" in kept
    assert done(kept, "warn") == 0, "it is in no log yet"
    assert write_released(now=now_after()) == []
    assert "this log" in text(chair.get(here)), "what stands against it is said"
    settle()
    assert len(write_released(now=now_after(60))) == 1
    page = text(chair.get(here))
    assert WAITS not in page and done(page, "warn") == 1
    assert write_released(now=now_after(120)) == [], "it is recorded once"


def test_what_does_not_protect_waits_for_the_log(chair: Any, code: str, settle: Callable[[], None]) -> None:
    here = f"{HERE}/d/{code}/"
    assert ASKED not in text(chair.get(f"{here}act/welcome/"))
    refused = chair.post(f"{here}act/welcome/", {"do:release": WHY})
    assert refused.status_code == 409 and WAITS not in text(chair.get(here))


def test_a_log_that_is_whole_asks_nothing(chair: Any, code: str) -> None:
    assert ASKED not in text(chair.get(f"{HERE}/d/{code}/act/warn/"))


def test_it_is_taken_back_by_who_may_act_so(
    chair: Any, browse: Callable[[str], Any], code: str, settle: Callable[[], None]
) -> None:
    from jisr.node import models
    from jisr.node.services.releasing import write_released

    here = f"{HERE}/d/{code}/"
    send(chair, f"{here}act/warn/", **{"do:release": WHY})
    number = str(models.Released.objects.get().pk)
    assert chair.get(f"{here}released/").status_code == 405
    assert browse("delegate").post(f"{here}released/", {"number": number}).status_code in (403, 404)
    for wrong in ("", "x", "99999"):
        assert chair.post(f"{here}released/", {"number": wrong}).status_code == 404
    page = text(send(chair, f"{here}released/", number=number))
    assert "Taken back. Nothing was recorded." in page and WAITS not in page
    settle()
    assert write_released(now=now_after(60)) == [] and done(text(chair.get(here)), "warn") == 0


def test_so_many_wait_and_no_more(
    chair: Any, code: str, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from jisr.node.services import releasing

    monkeypatch.setattr(releasing, "RELEASED_MAX", 0)
    full = chair.post(f"{HERE}/d/{code}/act/warn/", {"do:release": WHY})
    assert full.status_code == 409 and "do so already: 0" in text(full)


def now_after(seconds: int = 10) -> Any:
    """Give a moment at which what waits is tried again."""
    from jisr.node.clock import CLOCK

    return CLOCK.now() + seconds
