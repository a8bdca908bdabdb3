"""E-mails in every language: what they say, and that no word of a dossier is in them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("slate")

LANGUAGES = ("en", "ar", "es", "fr", "nl")
# Words that stand in the dossier, and nowhere else.
TITLE, PLACE, WORDS = "Zarzamora", "Xauenplatz", "Quintessential"


@pytest.fixture
def slate(spain: Any) -> Iterator[None]:
    from tests.unit.web import notices

    notices.wipe()
    yield
    notices.wipe()


@pytest.fixture(scope="module")
def session(spain: Any, other: Any, exchange: Callable[[], None]) -> str:
    """A dossier with words in it, in which the other side has protected and proposed."""
    call = {"ordinal": 43, "place": PLACE, "date": "2027-03-15", "format": "in_person"}
    code = other.ask("act", dossier=None, act="call", fields=call, procedure="session/1")
    other.ask("act", dossier=code, act="raise_item", fields={"title": TITLE, "dimension": "border"})
    exchange()
    return str(code)


def all_letters(session: str, other: Any, exchange: Callable[[], None]) -> dict[str, list[Any]]:
    """Write every e-mail that a node writes, about a real dossier, in every language."""
    from django.conf import settings

    from jisr.node import models
    from jisr.node.letters import KINDS, letter_of_code, letter_of_digest, letter_of_notices, letter_of_test
    from jisr.node.services.digests import tally_of
    from jisr.node.services.noticing import notice_all
    from tests.unit.web.notices import FRAMEWORK, HOUR, WEDNESDAY, officer, waits

    other.ask("act", dossier=session, act="object_to_minutes", fields={"text": WORDS})
    exchange()
    for number, kind in enumerate(("window", "answer", "period")):
        waits(kind=kind, dossier=session, about=f"MAR.90{number}", starts=WEDNESDAY - HOUR, due=WEDNESDAY + 60)
    notice_all(FRAMEWORK, now=WEDNESDAY)
    for kind, where, about in (
        ("key", "framework", "log 1"), ("keepsoon", session, "1"), ("keepover", session, "2"),
    ):  # fmt: skip
        models.Notice.objects.create(
            framework_id=FRAMEWORK, dossier=where, kind=kind, about=about, made_at=WEDNESDAY, next_at=WEDNESDAY
        )
    found = list(models.Notice.objects.order_by("pk"))
    assert {each.kind for each in found} == set(KINDS)
    chair = officer("chair")
    models.Addressed.objects.create(notice=found[0], officer=chair, round=1, at=1, not_before=1)
    letters: dict[str, list[Any]] = {}
    for language in LANGUAGES:
        chair.language = language
        letters[language] = [
            *(letter_of_notices(chair, [each], is_urgent=True) for each in found),
            letter_of_notices(chair, found, is_urgent=False),
            letter_of_notices(chair, found * 10, is_urgent=False),
            letter_of_digest(chair, tally_of(chair, WEDNESDAY, since={f"{FRAMEWORK}/MAR": 0})),
            letter_of_code(chair, "12345678"),
            letter_of_test(language),
        ]
    assert settings.HOME.address
    return letters


def test_no_mail_in_any_language_holds_a_word_of_the_dossier(
    session: str, other: Any, exchange: Callable[[], None]
) -> None:
    """Nor a name, nor the kind of procedure: the number and the framework are all."""
    from jisr.node import models
    from jisr.procedures import PROCEDURES

    found = all_letters(session, other, exchange)
    kept = b"".join(bytes(each) for each in models.Entry.objects.filter(dossier=session).values_list("raw", flat=True))
    assert all(word.encode() in kept for word in (TITLE, PLACE, WORDS)), "else this test would hold on nothing"
    labels = [each.label.lower() for each in PROCEDURES.values() if each.label.lower() not in ("framework",)]
    assert labels
    for language, letters in found.items():
        for letter in letters:
            whole = f"{letter.subject}\n{letter.text}\n{letter.html}"
            hidden = [each for each in (TITLE, PLACE, WORDS, "Officer", "chair") if each in whole]
            assert not hidden, (language, hidden)
            assert not [each for each in labels if each in whole.lower()], language


def test_every_mail_has_a_link_and_is_in_its_language(session: str, other: Any, exchange: Callable[[], None]) -> None:
    letters = all_letters(session, other, exchange)
    english = letters["en"]
    for language, each in letters.items():
        for letter, said in zip(each, english, strict=True):
            assert "\n" not in letter.subject and len(letter.subject) <= 78
            assert "http://127.0.0.1:1/" in letter.text and "http://127.0.0.1:1/" in letter.html
            direction = "rtl" if language == "ar" else "ltr"
            assert f'<html lang="{language}" dir="{direction}">' in letter.html
            assert "%(" not in letter.text + letter.subject
            if language != "en":
                paragraphs = {part for part in said.text.split("\n") if part and not part.startswith("http")}
                assert not paragraphs & set(letter.text.split("\n")), (language, letter.text)


def test_the_digest_counts_and_is_silent_about_nothing() -> None:
    from jisr.node.letters import Tally, letter_of_digest
    from tests.unit.web.notices import officer

    chair = officer("chair")
    one = letter_of_digest(chair, Tally(waiting=1, late=0, due_soon=2, open_notices=0, done=(("mar-esp", 3),)))
    assert "1 matter waits for you." in one.text and "2 are due within seven days." in one.text
    assert "late" not in one.text and "3 acts in" in one.text
    chair.language = "ar"
    texts = {
        letter_of_digest(chair, Tally(waiting=n, late=0, due_soon=0, open_notices=0, done=())).text.split("\n")[0]
        for n in (1, 2, 3, 11, 100)
    }
    assert len(texts) == 5, "five of the six plural forms; none is said of nothing"
    nothing = letter_of_digest(chair, Tally(waiting=0, late=0, due_soon=0, open_notices=0, done=()))
    assert nothing.text


def test_digests_go_out_at_their_hour_on_working_days_once() -> None:
    from jisr.base import Instant
    from jisr.node import models
    from jisr.node.services.digests import write_digests
    from tests.unit.web.notices import DAY, HOUR, WEDNESDAY, home, reached, waits

    chair = reached("chair", digest_day="")
    chair.zone = "Europe/Madrid"
    chair.save()
    waits()
    waits(kind="date", about="1", due=WEDNESDAY - DAY)
    # 07:30 in Madrid is 06:30 of UTC in December; 08:30 would be its neighbour's.
    half_past_six = WEDNESDAY - 3 * HOUR - 30 * 60

    def at(moment: int) -> int:
        return write_digests(home(), now=Instant(moment))

    assert [at(half_past_six - 1), at(half_past_six), at(half_past_six), at(half_past_six + 10 * HOUR)] == [0, 1, 0, 0]
    assert [at(half_past_six + each * DAY) for each in (1, 2, 3, 4, 5)] == [1, 1, 0, 0, 1]
    mail = models.Delivery.objects.order_by("pk").first()
    assert mail is not None and mail.kind == "digest" and "1 matter waits for you." in mail.text
    assert "1 is late." in mail.text and "acts in" not in mail.text


def test_no_digest_of_nothing_unless_it_is_wanted() -> None:
    from jisr.node import models
    from jisr.node.services.digests import write_digests
    from tests.unit.web.notices import WEDNESDAY, home, reached

    reached("chair", digest_day="")
    reached("delegate", digest_day="", has_empty_digest=True)
    reached("stranger", digest_day="", has_digest=False, has_empty_digest=True)
    assert write_digests(home(), now=WEDNESDAY) == 1
    assert models.Delivery.objects.get().address == "delegate@example.org"


def test_a_digest_counts_what_the_other_side_did_since_the_last(
    session: str, other: Any, exchange: Callable[[], None]
) -> None:
    from jisr.base import Instant
    from jisr.node import models
    from jisr.node.services.digests import write_digests
    from tests.unit.web.notices import DAY, WEDNESDAY, home, reached

    reached("chair", digest_day="", has_empty_digest=True)
    write_digests(home(), now=WEDNESDAY)
    for number in range(2):
        item = {"title": f"{TITLE} {number}", "dimension": "border"}
        other.ask("act", dossier=session, act="raise_item", fields=item)
    exchange()
    write_digests(home(), now=Instant(WEDNESDAY + DAY))
    first, second = models.Delivery.objects.order_by("pk")
    assert "have done" not in first.text and "have done 2 acts" in second.text
