"""What every page asks first is written out: it gives what Django's own questions give."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jisr

HELD = {"some": "thing", "number": 3}


@pytest.fixture
def officer(spain: Any) -> Any:
    """An officer with something in every field."""
    from jisr.node import models

    row = models.Officer.objects.create(
        username="written.out", name="عمر", email="o@x.test", first_name="O", last_name="M", language="ar",
        zone="Africa/Casablanca", is_operator=True, administers=True, is_staff=True, first_until=9, subject="s-1",
    )  # fmt: skip
    yield row
    row.delete()


def test_an_officer_is_the_same_as_by_the_orm(officer: Any) -> None:
    """Every field, with its type; what was not read is read when it is asked for."""
    from jisr.node import models
    from jisr.web.entrance.backend import OfficerBackend

    found = OfficerBackend().get_user(officer.pk)
    kept = models.Officer.objects.get(pk=officer.pk)
    told = [
        [(f.attname, getattr(each, f.attname)) for f in models.Officer._meta.concrete_fields] for each in (found, kept)
    ]
    assert told[0] == told[1]
    assert [type(value) for _, value in told[0]] == [type(value) for _, value in told[1]]
    assert found is not None
    assert found.get_session_auth_hash() == kept.get_session_auth_hash()


def test_who_is_suspended_or_gone_has_no_session(officer: Any) -> None:
    """A session does not outlast its officer."""
    from jisr.web.entrance.backend import OfficerBackend

    officer.is_active = False
    officer.save()
    assert OfficerBackend().get_user(officer.pk) is None
    assert OfficerBackend().get_user(0) is None


def test_a_session_holds_what_django_says_until_it_is_over(spain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the second; one that is over or unknown is empty, and has no key any more."""
    from django.contrib.sessions.backends import db
    from django.utils import timezone

    from jisr.web.session_store import SessionStore

    made = SessionStore()
    made.update(HELD)
    made.set_expiry(60)
    made.create()
    key, now = made.session_key, timezone.now()
    for seconds, is_there in ((0, True), (59, True), (61, False)):
        monkeypatch.setattr(timezone, "now", lambda later=now + timedelta(seconds=seconds): later)
        for store in (SessionStore, db.SessionStore):
            one = store(key)
            assert one.get("some") == (HELD["some"] if is_there else None), (seconds, store)
            assert one.session_key == (key if is_there else None)
    monkeypatch.undo()
    made.delete()
    assert SessionStore(key).get("some") is None
    assert SessionStore("x" * 32).get("some") is None


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from("a&<>'\"é\u2028\r\n"), max_size=12))
def test_what_is_put_into_a_page_is_escaped(spain: Any, text: str) -> None:
    """A page has the letters that MarkupSafe would write, in whatever a template does with them."""
    from django.template.defaultfilters import linebreaksbr
    from jinja2 import DictLoader
    from markupsafe import Markup, escape

    from jisr.web.environment import environment, escaped
    from jisr.web.filters import broken

    assert escaped(text) == escape(text)
    assert escaped(Markup(text)) == text
    assert broken(text) == str(linebreaksbr(text)).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    templates = {
        "of": "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{% set kept %}{{ x }}{% endset %}"
        "{{ x }}|{{ [x, x]|join(' < ') }}|{{ m(x) }}|{{ m(m(x)) }}|{{ kept }}|{{ x ~ '<' }}|{{ 3 }}|{{ none }}"
    }
    made = environment(loader=DictLoader(templates), autoescape=True)
    made.bytecode_cache = None
    safe = str(escape(text))
    expected = "|".join(
        [safe, f"{safe} &lt; {safe}", f"<b>{safe}</b>", f"<b><b>{safe}</b></b>", safe, f"{safe}&lt;", "3", "None"]
    )
    assert made.get_template("of").render(x=text) == expected


def test_posts_are_asked_for_once_while_a_page_is_made_and_anew_outside(officer: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from jisr.node import models
    from jisr.node.queries.postings import asked_once, has_post, posted

    code = models.Framework.objects.order_by("pk").values_list("pk", flat=True)[0]
    with CaptureQueriesContext(connection) as asked, asked_once():
        assert not has_post(officer, code) and not posted(officer)
    assert len(asked) == 1
    with asked_once():
        assert not has_post(officer, code)
        models.Posting.objects.create(officer=officer, framework_id=code, authority="esp.co_chair")
        assert not has_post(officer, code), "within one page"
    assert has_post(officer, code)


def test_a_language_spoken_within_another_is_spoken_and_ends(spain: Any) -> None:
    from django.utils import translation

    from jisr.node.catalogue import gettext, speaking, spoken
    from jisr.node.queries.values import day_shown

    with speaking("es"):
        assert (spoken(), gettext("My work")) == ("es", translation.gettext("My work"))
        spanish = gettext("My work"), day_shown("2027-06-02")
        with speaking("ar"):
            assert gettext("My work") == translation.gettext("My work") != spanish[0]
            assert day_shown("2027-06-02") != spanish[1]
        assert (gettext("My work"), day_shown("2027-06-02")) == spanish
    assert spoken() == translation.get_language() != "ar"


def test_nothing_else_makes_a_language_active_for_a_while() -> None:
    """Within `speaking` nobody asks Django for the language: what changed it there would not be heard."""
    source = Path(jisr.__file__).parent
    found = [
        path.relative_to(source).as_posix()
        for path in sorted(source.rglob("*.py"))
        if "translation.override" in path.read_text("utf-8")
    ]
    assert found == ["node/catalogue.py"]
