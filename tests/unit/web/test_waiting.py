"""What waits, what begins so, what is marked: found by few looks, it is the same as by looking at everything."""

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jisr.procedures import PROCEDURES
from jisr.rules import Procedure
from tests.unit.web.conftest import FRAMEWORK
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send

MANDATES = (["*"], ["co_chair"], ["co_chair", "secretariat"], ["delegate"], ["secretariat"])
# Of other kinds than those asked for, of both sides, at the same deadlines; about own and others' acts.
ROWS = st.lists(
    st.tuples(
        st.sampled_from(("answer", "contest", "date", "period", "window")),
        st.sampled_from(("ESP", "MAR")),
        st.sampled_from(MANDATES),
        st.sampled_from((-1, 0, 1, 6, 8, None)),
        st.integers(0, 2),
        st.sampled_from(("ESP", "MAR")),
    ),
    max_size=40,
)
DAY = 86_400
CHILDREN = [each for each in PROCEDURES.values() if each.persons]
WORDS = st.text(st.sampled_from("abzé٣0"), min_size=1, max_size=4)
ALIKE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def placed(models: Any, rows: list[Any], now: int) -> list[Any]:
    """Let things wait, some dates on both sides."""
    made = []
    for at, (kind, party, mandates, days, since, asker) in enumerate(rows):
        due = None if days is None else now + days * DAY
        by = models.NEVER if due is None else due
        told = {
            "dossier": f"ESP.{9_000 + at // 2}",
            "kind": kind,
            "party": party,
            "about": f"{asker}.{9_000 + at // 4}",
        }
        row = models.Waiting(framework_id=FRAMEWORK, **told, mandates=mandates, since=now - since, due=due, by=by)
        if not any((each.dossier, each.kind, each.party, each.about) == tuple(told.values()) for each in made):
            made.append(row)
    models.Waiting.objects.all().delete()
    return list(models.Waiting.objects.bulk_create(made))


def is_meant(row: Any, rows: list[Any], chosen: Any, mandates: frozenset[str], now: int) -> bool:
    """Say in plain words whether a row is asked for."""
    kinds = {"": ("answer", "contest", "period", "date"), "answers": ("answer", "contest"), "dates": ("period", "date")}
    own, fits = row.party == "ESP", bool({"*", *mandates} & set(row.mandates))
    shared = row.kind == "date" and any(
        (each.dossier, each.kind, each.about, each.party) == (row.dossier, "date", row.about, "ESP") for each in rows
    )
    theirs = not own and not shared and (row.kind != "answer" or row.about.startswith("ESP."))
    whose = {"": own, "mine": own and fits, "ours": own and not fits, "theirs": theirs}[chosen.who]
    late, soon = row.by <= now, row.by <= now + 7 * DAY
    return (
        whose
        and row.kind in kinds[chosen.kind]
        and {"": True, "late": late, "week": soon and not late, "owed": soon}[chosen.when]
    )


@pytest.mark.parametrize("shapes_max", [60, 0])
@pytest.mark.parametrize("officer", ["chair", "delegate"])
@ALIKE
@given(rows=ROWS, who=st.sampled_from(("", "mine", "ours", "theirs")), kind=st.sampled_from(("", "answers", "dates")),
       when=st.sampled_from(("", "late", "week", "owed")), offset=st.integers(0, 3))  # fmt: skip
def test_what_waits_is_what_is_meant_in_order(
    spain: Any, officer: str, shapes_max: int, rows: list[Any], who: str, kind: str, when: str, offset: int
) -> None:
    """Whatever waits: each part is counted and listed as if every row had been looked at."""
    from django.db import transaction

    from jisr.node import models
    from jisr.node.clock import CLOCK
    from jisr.node.queries import waiting
    from jisr.node.queries.work import WorkFilter, groups_of, shapes_in, tasks_of, waiting_for

    now = CLOCK.now()
    groups = groups_of(models.Officer.objects.get(username=officer))
    chosen = WorkFilter(who=who, kind=kind, when=when)
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(waiting, "SHAPES_MAX", shapes_max)
        kept = placed(models, rows, now)
        meant = [each for each in kept if is_meant(each, kept, chosen, groups[0].mandates, now)]
        meant.sort(key=lambda each: (each.by, each.since, each.pk))
        wanted = waiting_for(groups, shapes_in(groups), chosen, now)
        listed = [each.place for each in tasks_of(groups, wanted, now, limit=4, offset=offset)]
        assert listed == [(each.by, each.since, each.pk) for each in meant[offset : offset + 4]]
        assert waiting.counted(wanted).number == len(meant)
        if listed:
            rest = tasks_of(groups, waiting.beyond(wanted, listed[0]), now)
            assert [each.place[2] for each in rest] == [each.pk for each in meant[offset + 1 :]]
        transaction.set_rollback(True)


def test_a_period_by_whose_end_nobody_owes_anything_is_late_for_nobody(browse: Any) -> None:
    """While it runs it is listed; when it is over it waits for nobody. What is owed is late."""
    from jisr.node import models
    from jisr.node.clock import CLOCK
    from jisr.node.queries.work import WorkFilter, groups_of, shapes_in, tasks_of, waiting_for

    code = opened(send(browse("chair"), f"{HERE}/open/session/1/", **CALL))
    now = CLOCK.now()
    groups = groups_of(models.Officer.objects.get(username="chair"))
    models.Waiting.objects.all().delete()
    for at, name in enumerate(("minutes_silence", "until_session")):
        told = {"dossier": code, "kind": "period", "party": "ESP", "about": name, "mandates": ["*"]}
        models.Waiting.objects.create(framework_id=FRAMEWORK, **told, since=at, starts=at, due=now, by=now)

    def listed(at: int, **chosen: str) -> list[tuple[str, bool]]:
        wanted = waiting_for(groups, shapes_in(groups), WorkFilter(who="mine", **chosen), at)
        return [(each.about, each.is_late) for each in tasks_of(groups, wanted, at)]

    assert listed(now - 1) == [("minutes_silence", False), ("until_session", False)]
    assert listed(now) == listed(now, when="owed") == listed(now, when="late") == [("until_session", True)]


# What is owed by a day in a child's file: a look at it, what the law wants at once, what others are told in time.
OWED_ANYWHERE = {"review_time", "assessment_time", "care_time", "informing_time"}
OWED_IN_SPAIN = {
    "child_notice_time",
    "incident_notice_time",
    "notification_time",
    "opening_notice_time",
    "origin_notice_time",
    "prosecutor_notice_time",
    "prosecutor_opening_time",
    "protection_report_time",
    "residence_notice_time",
}
OWED_TOGETHER = {"report_time", "first_visit_time", "visit_time", "follow_up_time"}


@pytest.mark.parametrize("procedure", CHILDREN, ids=lambda each: each.id)
def test_nobody_owes_what_exposes_a_child_or_how_long_something_is_good(procedure: Procedure) -> None:
    """Of a child's file nobody is late with the time to plead or to go to court, nor with a clearance that ran out."""
    from jisr.kernel import Compiled
    from jisr.node.queries.periods import unowed

    owed = {each.name for each in procedure.periods} - unowed(Compiled(procedure))
    if procedure.name.startswith("return."):
        assert owed == OWED_TOGETHER
    else:
        assert owed == OWED_ANYWHERE | (OWED_IN_SPAIN if procedure.name.startswith("protection.esp") else set())


@ALIKE
@given(texts=st.lists(st.sets(WORDS, min_size=1, max_size=5), max_size=12), beginnings=st.sets(WORDS, max_size=3))
@example(texts=[{"a", "ab", "abz"}, {"b"}], beginnings={"a", "ab", "z"})
def test_words_that_begin_so_are_named_or_asked_for_as_they_are(
    spain: Any, texts: list[set[str]], beginnings: set[str]
) -> None:
    """Every word of the index that begins so is named, no other; of too many none is."""
    from django.db import connection, transaction

    from jisr.node import vocabulary

    for most in (vocabulary.BEGUN_MAX, 2):
        with pytest.MonkeyPatch.context() as patch, transaction.atomic(), connection.cursor() as cursor:
            patch.setattr(vocabulary, "BEGUN_MAX", most)
            cursor.execute("INSERT INTO passage_words (passage_words) VALUES ('delete-all')")
            for number, words in enumerate(texts):
                cursor.execute(
                    "INSERT INTO passage_words (rowid, words) VALUES (%s, %s)", (number + 1, " ".join(words))
                )
            every = set().union(*texts)
            meant = {each: sorted(word for word in every if word.startswith(each)) for each in beginnings}
            found = vocabulary.begun_by(beginnings)
            assert found == {each: words if len(words) <= most else None for each, words in meant.items()}
            transaction.set_rollback(True)


@pytest.mark.parametrize("most", [50, 1, 0])
def test_what_is_found_does_not_depend_on_how_it_is_asked(spain: Any, most: int) -> None:
    """A beginning finds the same acts, whether its words are named or not."""
    from django.db import connection, transaction

    from jisr.node import vocabulary
    from jisr.node.indexing import match
    from jisr.node.tokens import asked_of

    texts = ["@mar-esp stat statistic", "@mar-esp statue =stat", "@mar-esp state", "@other statistic", "@mar-esp sta"]
    with pytest.MonkeyPatch.context() as patch, transaction.atomic(), connection.cursor() as cursor:
        patch.setattr(vocabulary, "BEGUN_MAX", most)
        cursor.execute("INSERT INTO passage_words (passage_words) VALUES ('delete-all')")
        for number, words in enumerate(texts):
            cursor.execute("INSERT INTO passage_words (rowid, words) VALUES (%s, %s)", (number + 1, words))
        for in_titles, expected in ((False, [1, 2, 3]), (True, [2])):
            found = match(asked_of("stat"), [FRAMEWORK], in_titles=in_titles)
            cursor.execute(f"SELECT rowid FROM passage_words WHERE {found.sql} ORDER BY rowid", found.arguments)
            assert [number for (number,) in cursor.fetchall()] == expected
        transaction.set_rollback(True)


TEXTS = st.lists(st.text(st.sampled_from("ab é.-٣"), max_size=300) | st.just("ab " * 80), max_size=3)


@ALIKE
@given(texts=TEXTS, asked=st.text(st.sampled_from("abé ٣"), max_size=6))
@example(texts=["b " * 200 + "ab ab", "a"], asked="ab a")
def test_what_was_looked_for_is_marked_in_the_text_that_has_most_of_it(
    spain: Any, texts: list[str], asked: str
) -> None:
    """A piece of one text, from a little before the first word that meets, with each that does."""
    from jisr.node.queries.search import AROUND_CHARACTERS, Marker
    from jisr.node.tokens import asked_of, tokens_of, words_at

    sought = asked_of(asked)
    which = [
        [
            next((n for n, one in enumerate(sought) if one.is_met_by(tokens_of([word]))), None)
            for _, word in words_at(text)
        ]
        for text in texts
    ]
    counts = [len({each for each in some if each is not None}) for some in which]
    best = counts.index(max(counts)) if texts else 0
    parts = Marker(sought).marked(texts)
    shown = "".join(each.text for each in parts)
    if not texts or not any(counts):
        assert shown == (texts[best][: 2 * AROUND_CHARACTERS] if texts else "")
        return
    met = [word for (_, word), one in zip(words_at(texts[best]), which[best], strict=True) if one is not None]
    marked = [each.text for each in parts if each.is_marked]
    assert marked == met[: len(marked)]
    assert marked
    assert shown.removeprefix("… ").removesuffix(" …") in texts[best]
    assert len(shown) <= 2 * AROUND_CHARACTERS + 40 + len(met[0])
    whole = not shown.endswith(" …") or texts[best].endswith(" …")
    assert not whole or marked == met
