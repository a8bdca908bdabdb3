"""When a thread of the worker looks again though nothing was written."""

from typing import TYPE_CHECKING

import pytest

from jisr.base import Instant

if TYPE_CHECKING:
    from jisr.node.glance import Glance

# What the worker asks is imported within a node.
pytestmark = pytest.mark.usefixtures("spain")
NOW = 1_000_000


@pytest.fixture
def glance(monkeypatch: pytest.MonkeyPatch) -> "Glance":
    """Give one in a node in which nothing is written; it has just looked."""
    from jisr.node import glance as module

    monkeypatch.setattr(module, "last_written", lambda: 1)
    found = module.Glance()
    assert found.is_worth_a_look(Instant(NOW))
    return found


def first_look(glance: "Glance") -> int:
    """Give after how many seconds it looks again."""
    return next(after for after in range(100) if glance.is_worth_a_look(Instant(NOW + after)))


def test_where_no_moment_is_named_it_looks_again_after_some_seconds(glance: "Glance") -> None:
    from jisr.node.glance import ANYHOW_SECONDS

    glance.rest(None)
    assert first_look(glance) == ANYHOW_SECONDS


@pytest.mark.parametrize(("named", "after"), [(3, 3), (0, 0), (-5, 0), (1_000, 10)])
def test_it_looks_again_at_the_moment_that_was_named(glance: "Glance", named: int, after: int) -> None:
    glance.rest(Instant(NOW + named))
    assert first_look(glance) == after


def test_after_trouble_it_looks_at_once(glance: "Glance") -> None:
    assert glance.is_worth_a_look(Instant(NOW))


def test_a_clock_that_was_set_back_holds_nobody_up(glance: "Glance") -> None:
    glance.rest(None)
    assert glance.is_worth_a_look(Instant(NOW - 3_600))


def test_what_was_written_is_looked_at_once(glance: "Glance", monkeypatch: pytest.MonkeyPatch) -> None:
    from jisr.node import glance as module

    glance.rest(None)
    assert not glance.is_worth_a_look(Instant(NOW))
    monkeypatch.setattr(module, "last_written", lambda: 2)
    assert glance.is_worth_a_look(Instant(NOW))
    glance.rest(None)
    assert not glance.is_worth_a_look(Instant(NOW))
