"""A desk with more on it than one page holds, and what pages and programs are told of it. Django stands when it is used."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

MANY: Final = 130
WORK: Final = [
    f"who={who}&kind={kind}&when={when}"
    for who in ("mine", "ours", "theirs")
    for kind in ("", "answers", "dates")
    for when in ("", "late", "week", "owed")
]
DOSSIERS: Final = [
    f"sort={sort}{more}"
    for sort in ("moved", "due", "opened")
    for more in (
        "",
        "&procedure=session",
        "&procedure=session&stage=called",
        "&state=open",
        "&state=closed",
        "&state=late",
        "&party=MAR",
        "&words=a",
        "&words=1",
    )
]


@contextmanager
def many(framework: str) -> Iterator[None]:
    """Put lines and things that wait on the desk: some at one moment, some at none. All is as before afterwards."""
    from django.db import transaction

    from jisr.node import models
    from jisr.node.clock import CLOCK
    from jisr.node.queries.reading import own_party, reading

    now, own = CLOCK.now(), own_party()
    (other,) = reading(framework).framework.parties - {own}
    sessions = {each.id: digest for digest, each in reading(framework).framework.procedures.items()}
    with transaction.atomic():
        for at in range(MANY):
            code = f"{(own, other)[at % 2]}.{9_000 + 7 * at}"
            timed = [None if at % 11 == 3 else now - 60 * (at // step) for step in (1, 5, 9)]
            models.Line.objects.create(
                framework_id=framework, code=code, kind="session", digest=sessions["session/1"], opener=code[:3],
                words={"ordinal": at, "place": "Vigo"}, stage="called", is_closed=at % 5 == 0,
                moved=timed[1], opened=timed[2], due=timed[0], due_on="2027-03-01" if timed[0] else "",
            )  # fmt: skip
            for party in (own, other):
                due = None if at % 3 else now + (at - 60) * 20_000
                about, asks = (
                    (f"{other}.{9_000 + at}", "concur_accept_call") if party == own else (f"{own}.{9_000 + at}", "")
                )
                models.Waiting.objects.create(
                    framework_id=framework, dossier=code, kind=("answer", "contest", "date", "period", "window")[at % 5],
                    about=about, act=asks, party=party, mandates=[("co_chair", "secretariat", "*")[at // 5 % 3]],
                    since=now - at // 7, due=due, by=models.NEVER if due is None else due,
                )  # fmt: skip
        tally(framework)
        yield
        transaction.set_rollback(True)


def tally(framework: str) -> None:
    """Count lines that were put there without the desk's knowing."""
    from django.db.models import Count

    from jisr.node import models

    lines = models.Line.objects.filter(framework=framework).exclude(code="framework").order_by()
    models.Tally.objects.filter(framework=framework).delete()
    alike = lines.values("framework_id", "kind", "is_closed", "stage").annotate(number=Count("code"))
    models.Tally.objects.bulk_create([models.Tally(**each) for each in alike])


def walked(get: Callable[[str], Any], path: str, *, after: str = "") -> tuple[list[Any], int]:
    """Read a list of the API to its end; give what is in it, and how much it was said to be."""
    items: list[Any] = []
    while True:
        answer = get(f"{path}&after={after}")
        assert answer.status_code == 200, answer.content
        value = answer.json()
        assert len(value["items"]) <= value["size"]
        items += value["items"]
        if value["next"] is None:
            return items, value["count"]
        after = value["next"]


def shown(get: Callable[[str], Any], path: str, attribute: str) -> tuple[list[str], int]:
    """Read a list's pages to their end; give what stands in an attribute, and how much they say there is."""
    found: list[str] = []
    page, count = 1, 0
    while True:
        answer = get(f"{path}&page={page}")
        assert answer.status_code == 200, path
        text = answer.content.decode()
        here = re.findall(rf'data-{attribute}="([^"]+)"', text)
        counted = re.search(r'data-count="(\d+)"', text)
        count = int(counted[1]) if counted else count
        if not here or here == found[-len(here) :]:
            return found, count
        found += here
        page += 1


def unlike(page: Callable[[str], Any], api: Callable[[str], Any], framework: str) -> list[str]:
    """Ask pages and API the same; give where they answer otherwise."""
    pairs = [(f"/my-work/?{each}", f"/api/1/work?{each}", "task", "about") for each in WORK]
    here = f"/api/1/frameworks/{framework}/dossiers"
    pairs += [(f"/f/{framework}/dossiers/?{each}", f"{here}?{each}", "dossier", "id") for each in DOSSIERS]
    pairs += [("/my-work/?who=sent", f"/api/1/frameworks/{framework}/sent?x=", "sent", "entry")]
    pairs += [
        (f"/search/?q={each}", f"/api/1/search?q={each}", "hit", "entry") for each in ("border", "perspic", "Rabat a")
    ]
    found = []
    for path, asked, attribute, name in pairs:
        on_pages, _ = shown(page, path, attribute)
        items, count = walked(api, asked)
        if [each[name] for each in items] != on_pages or count != len(items):
            found.append(f"{path}: {on_pages} {count} {[each[name] for each in items]}")
    return found
