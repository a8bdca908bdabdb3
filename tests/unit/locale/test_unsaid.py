"""No word reaches a person past the catalogues, and no sentence is glued: templates and Python as they are."""

from pathlib import Path
from typing import Final

import pytest

from tools.catalogues import SOURCES
from tools.unsaid import python_faults, python_findings, template_faults, template_findings

# Whatever a person may be told comes from here.
FOLDERS: Final = ("web", "node", "cli", "base", "rules", "log", "manifest", "exchange", "bundle", "procedures")
TEMPLATES: Final = SOURCES / "web" / "templates"


def test_templates_say_nothing_past_the_catalogues() -> None:
    assert template_findings(TEMPLATES) == []


def test_python_says_nothing_past_the_catalogues() -> None:
    assert python_findings(SOURCES, FOLDERS) == []


def test_something_is_looked_at() -> None:
    assert len(list(TEMPLATES.rglob("*.html"))) > 20
    assert all(list((SOURCES / each).rglob("*.py")) for each in FOLDERS)


class TestSeededInTemplates:
    """Each kind of mistake is found where it is made, and what is right is left alone."""

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("<p>Nothing yet</p>", "bare words: Nothing yet"),
            ("<p>{% if a %}Late{% endif %}</p>", "bare words: Late"),
            ("<p>{{ count }} acts</p>", "bare words: {} acts"),
            ('<nav aria-label="Main"></nav>', "bare words in aria-label: Main"),
            ('<a title="Next page" href="x">»</a>', "bare words in title: Next page"),
            ('<input placeholder="Search">', "bare words in placeholder: Search"),
            ('<img alt="A map" src="x">', "bare words in alt: A map"),
            ('<input type="submit" value="Send">', "bare words in value: Send"),
            ('<input type="submit" name="do" value="send">', "bare words in value: send"),
            ('<button type="submit" name="do" value="Send it"></button>', "bare words in value: Send it"),
            ('<button type="submit" name="do" value="send">Send</button>', "bare words: Send"),
            ('<p>{{ _("It is") }} {{ _("late") }}</p>', "glued: [It is] [late]"),
            ('<p>{{ _("Signed by") }} {{ name }}</p>', "glued: [Signed by] {}"),
            ('<p>{{ name }} {{ _("has signed") }}</p>', "glued: {} [has signed]"),
            ('<p>{{ _("Signed by") }} <b>{{ name }}</b></p>', "glued: [Signed by] {}"),
            ('<p aria-label="{{ _("Go to") }} {{ name }}"></p>', "glued: [Go to] {}"),
            ("<p>{{ label }}: <bdi>{{ value }}</bdi></p>", "a sign past the catalogues: {}: {}"),
            ('<p>{{ _("Digest") }}: <bdi>{{ value }}</bdi></p>', "a sign past the catalogues: [Digest]: {}"),
            ("<p>{{ name or 'Nobody' }}</p>", "bare words: Nobody"),
            ('{{ links(pages, "older ones") }}', "bare words: older ones"),
            ('{% set words = "Sign in" %}', "bare words: Sign in"),
        ],
    )
    def test_a_mistake_is_found(self, text: str, says: str) -> None:
        assert template_faults(text) == [says]

    @pytest.mark.parametrize(
        "text",
        [
            '<p>{{ _("Nothing yet") }}</p>',
            "<p>{% trans name=name %}Signed by {{ name }}{% endtrans %}</p>",
            "<p>{% trans n=n %}{{ n }} act{% pluralize %}{{ n }} acts{% endtrans %}</p>",
            '<p>{{ _("Number:") }} {{ number }}</p>',
            '<p>{{ label }}{{ _(":") }} <bdi>{{ value }}</bdi></p>',
            '<p>{{ _("Digest") }}{{ _(":") }} {{ value }}</p>',
            '<a href="a">{{ _("Paper") }}<span class="govuk-visually-hidden">: {{ label }}</span></a>',
            '<p>{{ _("Done.") }} {{ _("Nothing is lost.") }}</p>',
            '<p>{{ name }} ({{ _("this node") }})</p>',
            '<a href="a">{{ _("Back") }}</a> <a href="b">{{ _("on") }}</a>',
            '<p>{% if a %}{{ _("late") }}{% else %}{{ _("on time") }}{% endif %}</p>',
            "<pre>jisr verify --proof FILE</pre>",
            "{# A note for who reads this #}<!-- and another -->",
            '<p>{% set words = _("Sign in") %}</p>',
            "<title>{{ title }} – jisr</title>",
            """<p class="{{ 'late' if a == "due" else '' }}">{{ links(url("my-work"), _("Older")) or "–" }}</p>""",
            '<button type="submit" name="do" value="send-back">{{ _("Send back") }}</button>',
        ],
    )
    def test_what_is_right_is_left_alone(self, text: str) -> None:
        assert template_faults(text) == []


class TestSeededInPython:
    """The same for modules."""

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ('a = _("Signed by ") + name', "glued by +"),
            ('a = name + _(" has signed") % b', "glued by +"),
            ("a = f\"{_('Signed')} by {name}\"", "glued in an f-string"),
            ("a = f\"{_('Signed by')} {_('nobody')}\"", "glued in an f-string"),
            ('a = _(f"Signed by {name}")', "a string that is put together before it is translated"),
            ('a = _("Signed by %s" % name)', "a string that is put together before it is translated"),
            ('a = N_("Signed by {}".format(name))', "a string that is put together before it is translated"),
            ('a = " ".join([_("It is"), _("late")])', "glued by join"),
            ('messages.success(request, "The act is recorded.")', "bare words: The act is recorded."),
            ('a = Sentence("The visit was halted", "")', "bare words: The visit was halted"),
            ('a = Phrase(f"no act {name} here today")', "bare words: no act  here today"),
            ('say("All of it holds.")', "bare words: All of it holds."),
            ('a = Field(label="Place")', "bare words: Place"),
            ('class A(JisrError):\n    advice = "Go back and try again."', "bare words: Go back and try again."),
        ],
    )
    def test_a_mistake_is_found(self, text: str, says: str) -> None:
        (found,) = python_faults(text)
        assert found.partition(": ")[2] == says

    @pytest.mark.parametrize(
        "text",
        [
            'a = _("Signed by %(name)s") % {"name": name}',
            "a = f\"{_('Signed')}\\n\"",
            'a = "- " + _("Signed")',
            'messages.success(request, _("The act is recorded."))',
            'a = Phrase(N_("no act %(act)s"), act=act)',
            'say("%(words)s", words=words)',
            'say("  jisr act mar-esp framework record_manifest")',
            'a = Field(label=N_("Place"))',
            'class A(JisrError):\n    advice = N_("Go back and try again.")',
            'log.info("The worker has started")',
        ],
    )
    def test_what_is_right_is_left_alone(self, text: str) -> None:
        assert python_faults(text) == []


def test_a_file_is_named(tmp_path: Path) -> None:
    """Who mends it must find it."""
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "page.html").write_text("<p>Bare</p>", "utf-8")
    (tmp_path / "web" / "view.py").write_text('say("It is late.")', "utf-8")
    assert template_findings(tmp_path) == ["web/page.html: bare words: Bare"]
    assert python_findings(tmp_path, ("web",)) == ["web/view.py: line 1: bare words: It is late."]
