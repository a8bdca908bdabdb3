"""What templates can call: words in the reader's language, what is escaped, what is kept and for whom."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, UndefinedError
from jinja2.bccache import Bucket

NIGHT = 1_798_759_800  # 2026-12-31T23:30:00Z


@pytest.fixture
def made(spain: Any) -> Environment:
    """The environment of the pages."""
    del spain
    from django.template import engines

    found: Environment = engines["pages"].env
    return found


@pytest.fixture
def read(made: Environment) -> Iterator[Any]:
    """Render a text for a reader of a language and a zone."""
    from django.test import RequestFactory
    from django.utils import timezone, translation

    from jisr.node.hours import zone_of
    from jisr.web.environment import reader

    def render(text: str, language: str = "en", zone: str = "UTC", **values: Any) -> str:
        with translation.override(language), timezone.override(zone_of(zone)):
            around = reader(RequestFactory().get("/"))
            return made.from_string(text).render({**around, **values})

    yield render
    # Whoever comes next reads English, in UTC.
    render("")


def test_every_template_can_be_compiled(made: Environment) -> None:
    names = made.list_templates(extensions=["html"])
    assert len(names) > 90
    for name in names:
        made.get_template(name)


def test_what_is_called_with_a_block_has_it_and_arguments_come_as_they_were_given(read: Any) -> None:
    text = "{% macro m(a, b) %}{{ a }}-{{ b }}[{{ caller() }}]{% endmacro %}{% call m(1, b=2) %}x{% endcall %}"
    assert read(text) == "1-2[x]"


def test_what_is_not_there_is_an_error(read: Any) -> None:
    """Django's own language says nothing in its place, and hides a slip."""
    for text in ("{{ framwork }}", "{% if framwork %}{% endif %}", "{{ line.title }}"):
        with pytest.raises(UndefinedError):
            read(text, line=SimpleNamespace(tilte="a"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ title }}", "&lt;b&gt;"),
        ("{% trans name=title %}Node of {{ name }}{% endtrans %}", "Node of &lt;b&gt;"),
        ('{{ _("<bdi>A</bdi>") }}', "<bdi>A</bdi>"),
        ("{% trans name=title %}<bdi>{{ name }}</bdi> sent{% endtrans %}", "<bdi>&lt;b&gt;</bdi> sent"),
        ("{{ safe }}", "<i>1</i>"),
        ("{% trans name=safe %}At {{ name }}{% endtrans %}", "At <i>1</i>"),
        ("{{ lines|broken }}", "&lt;b&gt;<br>c"),
        ('{{ url("search") }}?q={{ title|urlencode }}', "/search/?q=%3Cb%3E"),
    ],
)
def test_words_are_marked_up_and_what_fills_them_is_escaped(read: Any, text: str, shown: str) -> None:
    from django.utils.html import format_html

    assert read(text, title="<b>", safe=format_html("<i>{}</i>", 1), lines="<b>\nc") == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{{ _("50 % of all") }}', "50 % of all"),
        ("{% trans %}50 % of all{% endtrans %}", "50 % of all"),
        ("{% trans number=7 %}{{ number }} % of all{% endtrans %}", "7 % of all"),
    ],
)
def test_a_sign_of_per_cent_is_no_hole(read: Any, text: str, shown: str) -> None:
    assert read(text) == shown


def test_numbers_and_contexts_choose_the_words(read: Any) -> None:
    plural = "{% trans number=n %}{{ number }} session{% pluralize %}{{ number }} sessions{% endtrans %}"
    assert [read(plural, "nl", n=n) for n in (1, 2)] == ["1 aanmelding", "2 aanmeldingen"]
    assert read('{% trans "of a file" %}Made{% endtrans %}') == "Made"
    both = '{% trans "of a file" n=2 %}{{ n }} word{% pluralize %}{{ n }} words{% endtrans %}'
    assert read(both) == "2 words"


def test_each_reader_is_told_in_their_own_language_and_zone(read: Any) -> None:
    """What is kept of one is not told another: the same is asked again and again, in turns."""
    text = '{{ _("Search") }} | {{ "MAR"|party }} | {{ at|moment }}'
    told = {
        ("en", "UTC"): "Search | Morocco | 31 December 2026, 23:30 UTC",
        ("nl", "UTC"): "Zoeken | Marokko | 31 december 2026, 23:30 UTC",
        ("nl", "Europe/Madrid"): "Zoeken | Marokko | 1 januari 2027, 00:30 (31 december 2026, 23:30 UTC)",
    }
    for _turn in range(2):
        for (language, zone), words in told.items():
            assert read(text, language, zone, at=NIGHT) == words


def test_the_token_of_forms_is_made_only_where_there_is_a_form(made: Environment) -> None:
    """A visitor who only reads gets no cookie."""
    from django.test import RequestFactory
    from django.utils import translation

    from jisr.web.environment import reader

    request = RequestFactory().get("/")
    with translation.override("en"):
        around = reader(request)
    assert made.from_string("{{ language }}").render(around) == "en"
    assert "CSRF_COOKIE" not in request.META
    twice = made.from_string("{{ csrf_input }}{{ csrf_input }}").render(around)
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"] is True
    assert twice[: len(twice) // 2] == twice[len(twice) // 2 :]
    assert twice.startswith('<input type="hidden" name="csrfmiddlewaretoken"')


def test_an_answer_by_a_digest_is_shown_without_its_file(read: Any) -> None:
    """A prepared act has no file any more, only what was read of it."""
    from jisr.node.queries.statements import Said

    one = Said(label="Report", value="47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", is_code=True)
    shown = read('{% from "jisr/_answers.html" import answer_list %}{{ answer_list(answers) }}', answers=[one])
    assert one.value in shown
    assert "SHA-256" not in shown


def test_a_dossiers_own_lines_are_late_by_the_day(read: Any) -> None:
    """They do not say so themselves, as those of lists do."""
    from jisr.node.queries.lines import DossierLine

    line = DossierLine(
        framework="mar-esp",
        code="ESP.4",
        procedure="commitment",
        label="Commitment",
        title="A title",
        stage="Open",
        outer="ESP.3",
        is_closed=False,
        opened=None,
        moved=None,
        first_due="2027-03-01",
        due_on="2027-03-01",
    )
    table = (
        '{% from "jisr/_commitments.html" import commitment_table %}{{ commitment_table([line], "mar-esp", today) }}'
    )
    assert "Late" in read(table, line=line, today="2027-03-02")
    assert "Late" not in read(table, line=line, today="2027-03-01")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("It is <ready>", "It is &lt;ready&gt;"),
        ("One:\n• a\n• b", "One:<ul><li>a</li><li>b</li></ul>"),
        (
            "One:\n• All:\n  • <a>\n  • b\n• c",
            "One:<ul><li>All:<ul><li>&lt;a&gt;</li><li>b</li></ul></li><li>c</li></ul>",
        ),
        ("No list\nat all", "No list\nat all"),
    ],
)
def test_what_a_condition_lists_is_a_list(read: Any, said: str, shown: str) -> None:
    found = read("{{ said|in_points }}", said=said)
    assert found.replace(' class="govuk-list govuk-list--bullet"', "") == shown


@pytest.mark.parametrize("writes_nothing", [True, False])
def test_what_was_compiled_is_kept_where_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes_nothing: bool
) -> None:
    from jisr.web.environment import Compiled

    monkeypatch.setattr(sys, "dont_write_bytecode", writes_nothing)
    kept = Compiled(str(tmp_path / "kept"))
    bucket = Bucket(Environment(autoescape=True), "key", "checksum")
    bucket.code = compile("1", "page", "eval")
    kept.dump_bytecode(bucket)
    assert (tmp_path / "kept").exists() is not writes_nothing
    # A page is shown though no folder can be made.
    (tmp_path / "file").touch()
    Compiled(str(tmp_path / "file" / "kept")).dump_bytecode(bucket)
