"""First contact: the page that both officers have before them, what is noted of it, and the command."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.unit.web.conftest import FRAMEWORK
from tests.unit.web.test_commands import Run
from tests.unit.web.test_commands import run as run
from tests.unit.web.test_pages import LANGUAGES, text

HERE: Final = f"/f/{FRAMEWORK}/ceremony/"
GOOD: Final = {"do": "note", "party": "MAR", "whom": "The duty officer", "means": "telephone", "same": "1"}


@pytest.fixture
def founder(browse: Callable[[str], Any]) -> Iterator[Any]:
    """The browser of an officer of the founding authority."""
    from jisr.node import models

    yield browse("esp.founder")
    models.Heard.objects.all().delete()


def digits() -> bytes:
    """Give the fingerprint of the manifest of these tests."""
    from jisr.base import unb64
    from jisr.node.agreements import latest_manifest

    return unb64(latest_manifest(FRAMEWORK).digest)


def words(language: str) -> tuple[str, ...]:
    """Give its words."""
    from jisr.manifest.ceremony import spoken_words

    return spoken_words(digits(), language)


def test_it_is_for_who_founds_and_who_runs_the_node(browse: Callable[[str], Any], founder: Any) -> None:
    from jisr.node.services.officers import let_operate

    assert founder.get(HERE).status_code == 200
    assert HERE in text(founder.get(f"/f/{FRAMEWORK}/"))
    for name in ("chair", "stranger"):
        for answer in (browse(name).get(HERE), browse(name).post(HERE, GOOD)):
            assert answer.status_code == 403 and "Your post does not permit this" in text(answer)
            assert digits().hex(" ", 2) not in text(answer)
    assert HERE not in text(browse("chair").get(f"/f/{FRAMEWORK}/"))
    let_operate("stranger")
    try:
        assert browse("stranger").get(HERE).status_code == 200
    finally:
        let_operate("stranger", operates=False)
    from jisr.node import models

    assert not models.Heard.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_words_stand_beside_each_number_in_order(founder: Any, language: str) -> None:
    page = text(founder.get(f"{HERE}?theirs=fr", HTTP_ACCEPT_LANGUAGE=language))
    assert digits().hex(" ", 2) in page
    rows = re.findall(r'data-place="(\d+)">.*?<strong>(.*?)</strong>.*?lang="fr"><bdi>(.*?)</bdi>', page, re.DOTALL)
    assert rows == [(str(at), *both) for at, both in enumerate(zip(words(language), words("fr"), strict=True), 1)]
    assert page.count('scope="rowgroup"') == 8
    assert (f'dir="{"rtl" if language == "ar" else "ltr"}"') in page


def test_the_other_party_is_shown_its_own_language(founder: Any) -> None:
    assert 'lang="ar"><bdi>' in text(founder.get(HERE)) and words("ar")[0] in text(founder.get(HERE))


def test_keys_are_read_out_as_they_are(founder: Any) -> None:
    from jisr.manifest.ceremony import spoken_words
    from jisr.node.agreements import latest_manifest

    key = latest_manifest(FRAMEWORK).recovery_key("MAR").key
    page = text(founder.get(f"{HERE}?of=MAR.recovery"))
    assert key.hex(" ", 2) in page and spoken_words(key, "en")[31] in page
    assert founder.get(f"{HERE}?of=MAR.log.7").status_code == 404
    assert founder.get(f"{HERE}?version=9").status_code == founder.get(f"{HERE}?version=x").status_code == 404


def test_what_was_heard_is_noted_here_and_in_no_log(founder: Any) -> None:
    from jisr.node import models

    before = models.Entry.objects.count()
    answer = founder.post(HERE, GOOD, follow=True)
    row = models.Heard.objects.get()
    assert (row.officer.username, row.party, row.whom, row.means) == ("esp.founder", "MAR", GOOD["whom"], "telephone")
    assert row.digits == digits().hex() and (row.about, row.version, row.typed) == ("manifest", 1, False)
    assert "It is noted that you heard the same." in text(answer) and "The duty officer" in text(answer)
    assert models.Entry.objects.count() == before
    founder.post(HERE, {**GOOD, "same": "", "words": " ".join(words("es"))})
    assert models.Heard.objects.filter(typed=True).count() == 1


def test_the_first_word_that_differs_is_named_and_nothing_noted(founder: Any) -> None:
    from jisr.node import models

    heard = list(words("ar"))
    heard[6], heard[20] = ("wasp" if heard[6] != "دبور" else "zebra"), "sponge"
    for do in ("note", "compare"):
        answer = founder.post(HERE, {**GOOD, "do": do, "words": " ".join(heard)})
        assert answer.status_code == 409
        assert f"Word 7 is the first that differs: “{heard[6]}” was heard, here stands “{words('en')[6]}”" in text(
            answer
        )
        assert "have not the same before you" in text(answer) and "sponge" in text(answer)
    short = founder.post(HERE, {**GOOD, "words": " ".join(words("nl")[:31])})
    assert short.status_code == 409 and "31 words are here, and 32 are needed" in text(short)
    assert not models.Heard.objects.exists()
    right = founder.post(HERE, {**GOOD, "do": "compare", "words": " ".join(words("nl"))})
    assert right.status_code == 200 and "All 32 words are the same." in text(right)
    assert not models.Heard.objects.exists()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"whom": " "}, "Say with whom you spoke."),
        ({"whom": "x" * 201}, "Say with whom you spoke."),
        ({"means": "fax"}, "Say by what means you spoke."),
        ({"party": "NLD"}, "Choose the party with whom you spoke."),
        ({"same": ""}, "Say that it was the same, or type in the words that you heard."),
        ({"words": "x" * 1001}, "Type in the words that you heard"),
    ],
)
def test_what_is_amiss_is_said_at_its_field(founder: Any, sent: dict[str, str], says: str) -> None:
    from jisr.node import models

    form = {name: value for name, value in {**GOOD, **sent}.items() if name != "same" or value}
    answer = founder.post(HERE, form)
    assert answer.status_code == 409 and says in text(answer)
    assert not models.Heard.objects.exists()


def test_a_note_of_another_fingerprint_is_told_from_the_one_that_stands_here(founder: Any) -> None:
    from jisr.node import models

    founder.post(HERE, GOOD)
    assert "not what is shown above any more" not in text(founder.get(HERE))
    models.Heard.objects.update(digits="00" * 32)
    assert "not what is shown above any more" in text(founder.get(HERE))


def test_the_command_prints_and_compares(run: Run, tmp_path: Path, note: str) -> None:
    done = run("framework", "fingerprint", FRAMEWORK, "--language", "ar", "--language", "es", "--json")
    value = json.loads(done.stdout)
    assert value["digits"] == digits().hex() and value["heard"] is None
    assert value["words"] == {"ar": list(words("ar")), "es": list(words("es"))}
    assert words("nl")[13] in run("framework", "fingerprint", FRAMEWORK, "--language", "nl").stdout
    file = tmp_path / "v1.note"
    file.write_text(note, "utf-8")
    heard = list(words("fr"))
    done = run("framework", "fingerprint", "--note", str(file), "--heard", " ".join(heard))
    assert "All 32 words are the same." in done.stdout and done.returncode == 0
    heard[3] = "robot" if heard[3] != "robot" else "tigre"
    done = run("framework", "fingerprint", FRAMEWORK, "--heard", " ".join(heard), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["heard"]["said"].startswith("Word 4 is the first that differs")


def test_what_the_command_cannot_do_it_says(run: Run) -> None:
    for args in ((), (FRAMEWORK, "--note", "x"), (FRAMEWORK, "--language", "de"), (FRAMEWORK, "--key", "MAR.x")):
        assert run("framework", "fingerprint", *args).returncode == 1
