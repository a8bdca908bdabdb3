"""The command line speaks the language of the environment, and all its help is in the catalogues."""

import gettext

import pytest

from jisr.cli.application import help_strings
from jisr.cli.language import DOMAIN, LOCALE, TRANSLATED, language


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "tlh_QO.UTF-8"}, "en"),
        ({"LANG": "fr_MA.UTF-8"}, "fr"),
        ({"LANG": "nl_BE@euro"}, "nl"),
        ({"LANG": "ar_MA"}, "ar"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "es_ES"}, "es"),
        ({"LC_ALL": "nl_NL", "LC_MESSAGES": "es_ES"}, "nl"),
        ({"LANGUAGE": "ar", "LC_ALL": "nl_NL"}, "ar"),
        ({"LANGUAGE": "", "LANG": "es_ES.UTF-8"}, "es"),
        ({"LANGUAGE": "ca:es:fr"}, "es"),
        # English is here, though it needs no catalogue.
        ({"LANGUAGE": "en_GB:fr"}, "en"),
    ],
)
def test_the_first_variable_that_says_anything_decides(environment: dict[str, str], expected: str) -> None:
    assert language(environment) == expected


@pytest.mark.parametrize("code", TRANSLATED)
def test_each_paragraph_of_help_is_in_the_compiled_catalogue(code: str) -> None:
    """What is read there is what a person sees; a paragraph is known by its words in English."""
    catalogue = gettext.translation(DOMAIN, LOCALE, [code])
    strings = {words for _path, words in help_strings()}
    assert len(strings) > 90
    assert [words for words in strings if catalogue.gettext(words) == words] == []


def test_help_is_found_of_commands_arguments_and_options() -> None:
    found = {words: path for path, words in help_strings()}
    assert found[
        "Show a dossier: facts, figures, items, every act with its standing, and which acts are open."
    ].name == ("dossier.py")
    assert "The dossier: ESP.12, or mar-esp/ESP.12." in found
    assert "Print JSON, for programs." in found
    assert "Show this message and exit." in found
