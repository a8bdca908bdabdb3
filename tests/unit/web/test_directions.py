"""What others have written keeps its own direction within the reader's; signs stand as the reader's language has them."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send, text

FSI, PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@pytest.fixture
def reading(browse: Callable[[str], Any]) -> Iterator[Callable[[str], Any]]:
    """The co-chair, who reads some language."""
    from jisr.node import models

    def at(language: str) -> Any:
        models.Officer.objects.filter(username="chair").update(language=language)
        return browse("chair")

    yield at
    models.Officer.objects.filter(username="chair").update(language="")


def test_a_title_above_a_heading_is_isolated_and_the_colon_is_the_readers(reading: Callable[[str], Any]) -> None:
    """Else the full stop of an English title stands at its beginning in Arabic."""
    client = reading("fr")
    code = opened(send(client, f"{HERE}/open/session/1/", **CALL))
    for path in ("act/raise_item/", "protect/", "items/agenda_item/", "bundle/"):
        page = text(client.get(f"{HERE}/d/{code}/{path}"))
        assert re.search(
            r'<span class="govuk-caption-l">Session du groupe\N{NO-BREAK SPACE}: <bdi>[^<]+</bdi>', page
        ), path
    assert "</strong>\N{NO-BREAK SPACE}:" in text(client.get(f"{HERE}/")), "the line of the exchange, too"


def test_languages_are_called_by_their_own_names(reading: Callable[[str], Any]) -> None:
    client = reading("ar")
    code = opened(send(client, f"{HERE}/open/session/1/", **CALL))
    page = text(client.get(f"{HERE}/d/{code}/bundle/"))
    labels = re.findall(r'<label class="govuk-label govuk-radios__label"[^>]*>([^<]+)</label>', page)
    assert labels == ["English", "العربية", "Français", "Español", "Nederlands"]


def test_commands_are_shown_as_code_and_not_in_backticks(reading: Callable[[str], Any]) -> None:
    page = text(reading("ar").get("/operator/"))
    assert '<code dir="ltr">jisr officer operate</code>' in page
    assert "`" not in page.partition("<main")[2].partition("</main>")[0]


def test_what_is_set_as_code_is_escaped(spain: Any) -> None:
    del spain
    from jisr.web.filters import coded

    assert coded("a `<b>` & c") == 'a <code dir="ltr">&lt;b&gt;</code> &amp; c'


def test_the_number_of_a_framework_that_is_none_is_not_shown(reading: Callable[[str], Any]) -> None:
    page = text(reading("ar").get(f"{HERE}/d/framework/"))
    assert '<span class="govuk-caption-l">الإطار</span>' in page


def test_until_the_end_of_a_day_is_one_sentence_in_french(spain: Any) -> None:
    """`until` and what is put in it fit: no « jusqu’au fin »."""
    from django.utils.translation import override

    from jisr.web.filters import end

    del spain
    with override("fr"):
        assert not end(1_900_000_000 // 86_400 * 86_400).startswith("fin")
