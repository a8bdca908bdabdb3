"""What stands in the catalogues is said in the language, in its numbers and figures, by the words of the glossary."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from babel.messages import Catalog

from tools.catalogues import PLURALS, extracted, read_catalogue
from tools.glossary import unlike_glossary
from tools.wording import (
    LETTERS,
    figures_in_english,
    left_in_english,
    marked_up_otherwise,
    numbers_unsaid,
    spoken,
    unlike,
)

HERE: Final = Path(__file__).parent
TERMS: Final[dict[str, dict[str, Any]]] = tomllib.loads((HERE / "terms.toml").read_text("utf-8"))
LATIN = "a word that both languages have from Latin or Greek"
LOAN = "an English word that the language has taken over"
# Strings that are the same as their source, and why.
SAME: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "ar": {},
    "es": {
        LATIN: ("Error:", "Plan", "irrevocable", "no"),
        LOAN: ("%(number)s token", "%(size)s (%(bytes)s byte)", "Demo", "Token", "token", "webhook"),
    },
    "fr": {
        LATIN: ("Assistance", "Police", "Questions", "police",
            "%(framework)s, version %(version)s", "%(number)s dossier", "Action", "Actions", "Administration", "Arguments",
            "Code", "Contact", "Date", "Description", "Dimension", "Document", "Documents", "Dossier", "Dossiers",
            "Format", "Important", "Note", "Options", "Parties", "Plan", "Session", "Source", "Version", "attestation",
            "attestations", "dossier", "dossiers",
            "inclusion", "page", "parties", "projection", "projections", "source", "suspension", "version",
        ),
        LOAN: ("webhook",),
    },
    "nl": {
        LATIN: ("%(number)s dossier", "Agenda", "Code", "Document", "Dossier", "Dossiers", "Plan", "Procedure", "Procedures",
                "dossier", "dossiers", "echo", "manifest", "procedure", "procedure: %(where)s: %(got)s",
                "protocol %(clause)s", "register"),
        LOAN: ("%(number)s token", "%(size)s (%(bytes)s byte)", "Account", "Database", "Demo", "E-mail", "Filters",
               "Online", "Token", "e-mail", "token", "webhook"),
        "a preposition that both languages have": (
            "%(authority)s in %(framework)s",
        ),
        "an adjective that both languages have": ("%(number)s open",),
    },
}  # fmt: skip
# What nobody says of a person, in any language, and why; quotations of a law stand in no catalogue.
BANNED: Final = {
    r"\bMENAs?\b": "a code for children (glossary)",
    r"illegal migrant|illegale migrant|migrante ilegal|migrant illégal|مهاجر(?:ين|ون)? غير شرعي": "no person is illegal",
    r"clandestin": "no person is clandestine (glossary)",
    r"بيانات شخصية": "Moroccan law says معطيات ذات طابع شخصي (glossary, note 2)",
}


@cache
def catalogue(language: str) -> Catalog:
    return read_catalogue(language)


def made(language: str, **strings: str | tuple[str, ...]) -> Catalog:
    """Make a catalogue of a few strings: the source is the keyword, or of a plural `one|many`."""
    fresh = Catalog(locale=language)
    for source, words in strings.items():
        fresh.add(tuple(source.split("|")) if "|" in source else source, words)
    return fresh


@pytest.mark.parametrize("language", PLURALS)
class TestAsItIs:
    """The catalogues of this tree."""

    def test_nothing_is_left_in_english(self, language: str) -> None:
        assert left_in_english(catalogue(language), SAME[language]) == []

    def test_tags_edges_and_what_is_typed_are_those_of_the_source(self, language: str) -> None:
        assert marked_up_otherwise(catalogue(language)) == []

    def test_every_form_of_a_plural_says_its_number_where_it_must(self, language: str) -> None:
        assert numbers_unsaid(language, catalogue(language)) == []

    def test_figures_are_written_as_in_the_language(self, language: str) -> None:
        """Nobody takes 20,000 for twenty; Arabic as in the Maghreb, with European digits."""
        assert figures_in_english(catalogue(language)) == []

    @pytest.mark.parametrize("term", TERMS)
    def test_one_thing_has_one_word(self, language: str, term: str) -> None:
        row = TERMS[term]
        assert unlike(catalogue(language), row["en"], row[language], apart=row.get("apart", {})) == []

    def test_no_banned_word_is_used(self, language: str) -> None:
        said = [str(words) for each in catalogue(language) if each.id for words in (each.id, each.string)]
        assert [
            (found[0], why) for pattern, why in BANNED.items() for each in said if (found := re.search(pattern, each))
        ] == []


def test_every_term_is_used() -> None:
    """Else it would hold on nothing; so for each string that is set apart."""
    sources = [
        spoken(words)
        for each in extracted()
        if each.id
        for words in ([each.id] if isinstance(each.id, str) else each.id)
    ]
    ids = {each.id if isinstance(each.id, str) else each.id[0] for each in extracted() if each.id}
    for name, row in TERMS.items():
        assert any(re.search(row["en"], each, re.IGNORECASE) for each in sources), name
        assert row.get("apart", {}).keys() <= ids, name


class TestSeededMistakes:
    """Each kind of mistake is found where it is made."""

    def test_other_words_than_the_glossarys(self) -> None:
        terms = {"node": {**dict.fromkeys(("en", "fr", "es", "ar"), "k?n"), "nl": "knoop", "glossary": "g01"}}
        glossary = "| g01 | node | nœud | nodo | ن n | knoop (m) | |"
        assert unlike_glossary(terms, glossary) == []
        assert unlike_glossary(terms, glossary.replace("knoop", "punt")) == ["node nl: punt"]
        assert len(unlike_glossary(terms, "")) == 5

    def test_english(self) -> None:
        spoilt = made("fr", **{"Sign in": "Sign in", "%(a)s – %(b)s": "%(a)s – %(b)s", "Plan": "Le plan"})
        assert left_in_english(spoilt, {"kept": ("Plan",)}) == ["allowed in vain: Plan", "in English: Sign in"]

    def test_english_in_one_form_of_a_plural(self) -> None:
        assert left_in_english(made("fr", **{"%(n)s act|%(n)s acts": ("%(n)s act", "%(n)s actes")}), {})

    @pytest.mark.parametrize(
        ("source", "words"),
        [
            ("Read <b>this</b>", "Lisez ceci"),
            ("Read <b>this</b>", "Lisez <i>ceci</i>"),
            ("  in a table", "dans un tableau"),
            ("Next: ", "Ensuite :"),
            ("with --text FILE", "avec --texte FILE"),
            ("run `jisr sync`", "lancez `jisr synchro`"),
        ],
    )
    def test_markup_edges_and_commands(self, source: str, words: str) -> None:
        assert len(marked_up_otherwise(made("fr", **{source: words}))) == 1

    @pytest.mark.parametrize(
        ("language", "forms"),
        [
            ("ar", ("لا شيء", "واحد", "اثنان", "%(n)s أشياء", "شيئا", "%(n)s شيء")),
            ("ar", ("لا شيء", "واحد", "اثنان", "%(n)s أشياء", "", "%(n)s شيء")),
            ("fr", ("un acte", "%(n)s actes")),
            ("nl", ("één handeling", "handelingen")),
        ],
    )
    def test_a_number_that_is_not_said(self, language: str, forms: tuple[str, ...]) -> None:
        assert len(numbers_unsaid(language, made(language, **{"%(n)s act|%(n)s acts": forms}))) == 1

    def test_nought_one_and_two_may_be_words_in_arabic(self) -> None:
        forms = ("لا شيء", "واحد", "اثنان", "%(n)s أشياء", "%(n)s شيئا", "%(n)s شيء")
        assert numbers_unsaid("ar", made("ar", **{"%(n)s act|%(n)s acts": forms})) == []

    @pytest.mark.parametrize("words", ["20,000 asientos", "٢٠ مُدخلا"])
    def test_figures_as_in_english_or_in_other_digits(self, words: str) -> None:
        assert figures_in_english(made("es", **{"20,000 entries": words})) == [words]

    def test_another_word_for_a_term(self) -> None:
        row = TERMS["node"]
        spoilt = made("nl", **{"This node": "Deze node", "The nodes": "De knooppunten", "run `node`": "doe `node`"})
        assert unlike(spoilt, row["en"], row["nl"]) == ["Deze node <- This node"]

    def test_what_programs_read_is_left_to_them(self) -> None:
        assert not LETTERS.search(spoken("jisr framework take --text NOTE `jisr sync` node.toml session/1 %(name)s"))
