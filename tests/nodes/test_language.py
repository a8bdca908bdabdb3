"""Commands speak the language of the environment, in processes of their own; JSON is the same in all."""

import subprocess
import sys

import pytest

from tests.nodes.nodes import ENVIRONMENT


def jisr(*arguments: str, **variables: str) -> str:
    """Run a command that needs no node; give what it said."""
    said = subprocess.run(
        [sys.executable, "-c", "from jisr.cli import main; main()", *arguments],
        env={**ENVIRONMENT, "COLUMNS": "200", "LANGUAGE": "", **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return said.stdout + said.stderr


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Montrer un dossier", "Afficher ce message et terminer.", "Arguments", "[obligatoire]")),
        ("ar", ("عرض ملف", "عرض هذه الرسالة والخروج.", "المعطيات", "[إلزامي]")),
        ("en", ("Show a dossier", "Show this message and exit.", "Arguments", "[required]")),
    ],
)
def test_help_is_in_the_language_of_the_environment(language: str, words: tuple[str, ...]) -> None:
    said = jisr("dossier", "show", "--help", LANGUAGE=language)
    assert [each for each in words if each not in said] == []


def test_the_locale_decides_where_no_language_is_listed() -> None:
    assert "Enumerar expedientes y mostrar uno." in jisr("--help", LC_ALL="es_MX.UTF-8")
    assert "List dossiers, and show one." in jisr("--help", LC_ALL="C.UTF-8")
