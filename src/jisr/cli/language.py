"""The language of the command line: the environment's, by the catalogues of the pages; English is the source.

Python's own `gettext` reads them, so that help is said without Django, before any node is entered.
"""

import gettext as catalogues
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from jisr.base import N_

# The first of these that says anything decides (as in GNU gettext).
VARIABLES: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
ENGLISH: Final = "en"
TRANSLATED: Final = ("ar", "es", "fr", "nl")
# Figures are written as in the Maghreb: European digits, a point between thousands.
WRITTEN_AS: Final = {"ar": "ar_MA"}
DOMAIN: Final = "django"
LOCALE: Final = Path(__file__).resolve().parents[1] / "locale"
# What typer says by itself and asks `gettext` for.
TYPER: Final = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("[default: {}]"),
    N_("[env var: {}]"),
    N_("[required]"),
    N_("Missing command."),
    N_("No such command {name!r}."),
)


def language(environment: Mapping[str, str] = os.environ) -> str:
    """Give the language that the environment asks for; English where it asks for none that is here."""
    asked = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    codes = (re.split("[_.@-]", each)[0].lower() for each in asked.split(":"))
    return next((code for code in codes if code == ENGLISH or code in TRANSLATED), ENGLISH)


def speak() -> None:
    """Let typer and the processes below this one use the same language by the same catalogues."""
    os.environ["LANGUAGE"] = language()
    catalogues.bindtextdomain(DOMAIN, str(LOCALE))
    catalogues.textdomain(DOMAIN)


def gettext(text: str) -> str:
    """Say a string in the language of the environment."""
    return _catalogue().gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """Say a string that depends on a number."""
    return _catalogue().ngettext(one, many, number)


def pgettext(context: str, text: str) -> str:
    """Say a word that means something else elsewhere."""
    return _catalogue().pgettext(context, text)


def number(value: float) -> str:
    """Write a whole number with what stands between thousands in the language of the environment."""
    from babel.numbers import format_decimal  # not every command writes one

    code = language()
    return format_decimal(round(value), locale=WRITTEN_AS.get(code, code))


@cache
def _catalogue() -> catalogues.NullTranslations:
    code = language()
    if code == ENGLISH:
        return catalogues.NullTranslations()
    return catalogues.translation(DOMAIN, LOCALE, [code])


__all__ = ["ENGLISH", "gettext", "language", "ngettext", "number", "pgettext", "speak"]
