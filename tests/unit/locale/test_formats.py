"""Dates, times and figures as they are written in each language; Arabic as in the Maghreb, with European digits."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import orjson
import pytest

from tests.strategies.proofs import proof_of
from tests.unit.cli.said import said

AT: Final = 1_785_575_100  # 2026-08-01T09:05:00Z
DATES: Final = {
    "en": ("1 August 2026", "1 August 2026, 09:05 UTC", "the end of 31 July 2026, UTC"),
    "ar": ("1 أغسطس 2026", "1 أغسطس 2026، 09:05 بالتوقيت العالمي", None),
    "fr": ("1er août 2026", "1er août 2026, 09:05 UTC", None),
    "es": ("1 de agosto de 2026", "1 de agosto de 2026, 09:05 UTC", None),
    "nl": ("1 augustus 2026", "1 augustus 2026, 09:05 UTC", None),
}
# What stands between thousands, and before the decimals.
FIGURES: Final = {
    "en": "1,234,567",
    "ar": "1.234.567",
    "fr": "1\u202f234\u202f567",
    "es": "1.234.567",
    "nl": "1.234.567",
}
SHOWN: Final = """
import json, os, sys
from pathlib import Path
from jisr.node.home import make_home
home = make_home(Path(sys.argv[1]) / "home", party="ESP", address="http://127.0.0.1:1", listen="127.0.0.1:1", name="ESP")
os.environ["JISR_HOME"] = str(home.path)
os.environ["DJANGO_SETTINGS_MODULE"] = "jisr.conf.settings"
import django
django.setup()
from django.utils import translation
from django.utils.formats import localize
from jisr.node.queries.values import day_shown
from jisr.web import filters as jisr
found = {}
at = int(sys.argv[2])
for language in ("en", "ar", "fr", "es", "nl"):
    with translation.override(language):
        found[language] = [day_shown("2026-08-01"), jisr.date_of(at), jisr.moment(at), jisr.end(at // 86400 * 86400),
                           day_shown("2026-12-01"), day_shown("2026-12-11"), jisr.moment(1764547200),
                           localize(1234567), localize(0.5)]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What pages write, in a process of their own: Django's settings are global."""
    place = tmp_path_factory.mktemp("formats")
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[3] / "src")}
    command = [sys.executable, "-c", SHOWN, str(place), str(AT)]
    done = subprocess.run(command, env=variables, capture_output=True, check=True, timeout=60)
    value: dict[str, list[str]] = orjson.loads(done.stdout)
    return value


@pytest.mark.parametrize("language", DATES)
def test_dates_and_times_are_written_as_in_the_language(shown: dict[str, list[str]], language: str) -> None:
    """A day, a moment with its zone, the end of a day."""
    day, moment, end = DATES[language]
    assert shown[language][0] == day
    assert shown[language][1] == day
    assert shown[language][2] == moment
    if end is not None:
        assert shown[language][3] == end
    zone = "التوقيت العالمي" if language == "ar" else "UTC"
    assert "2026" in shown[language][3] and zone in shown[language][3]


def test_french_writes_the_first_of_a_month_as_such(shown: dict[str, list[str]]) -> None:
    """Nobody writes "1 décembre"; the eleventh is a number as any other."""
    assert shown["fr"][4:7] == ["1er décembre 2026", "11 décembre 2026", "1er décembre 2025, 00:00 UTC"]
    assert shown["nl"][4] == "1 december 2026"


@pytest.mark.parametrize("language", DATES)
def test_digits_are_european_and_decimals_have_their_sign(shown: dict[str, list[str]], language: str) -> None:
    """Pages write whole numbers without a sign between thousands, which no two of the five agree on."""
    *dates, whole, half = shown[language]
    assert not re.search(r"[\u0660-\u0669\u06f0-\u06f9]", "".join(dates))
    assert whole == "1234567"
    assert half == ("0.5" if language == "en" else "0,5")


@pytest.mark.parametrize("language", FIGURES)
def test_commands_write_thousands_as_in_the_language(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from jisr.cli import language as spoken

    monkeypatch.setenv("LANGUAGE", language)
    assert spoken.number(1_234_567) == FIGURES[language]
    assert spoken.number(999.6) in ("1,000", "1.000", "1\u202f000")


def test_a_command_says_a_verdict_in_arabic_with_european_digits(tmp_path: Path) -> None:
    (tmp_path / "act.json").write_bytes(orjson.dumps(proof_of()))
    words = said("verify", "--proof", str(tmp_path / "act.json"), language="ar", code=3)
    assert "وقّع أحد هذه المفاتيح على رأس السجل." in words
    assert "بالحجم 7" in words
