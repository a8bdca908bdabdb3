"""Fingerprints as words: what the list is held to, and what is found of words that were heard."""

import itertools
import re
import unicodedata
from collections.abc import Callable
from hashlib import sha256

import pytest

from jisr.manifest.ceremony import (
    LANGUAGES,
    Differs,
    Same,
    Short,
    Unknown,
    as_typed,
    compare_heard,
    spoken_words,
)

EVERY = {language: [spoken_words(bytes([byte] * 32), language)[0] for byte in range(256)] for language in LANGUAGES}
FINGERPRINT = sha256(b"a manifest").digest()


def apart(one: str, other: str) -> int:
    """Count the letters that differ; two that changed places are one."""
    before, row = [], list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            found = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                found = min(found, earlier[j - 2] + 1)
            row.append(found)
    return row[-1]


def sounded(*pairs: tuple[str, str]) -> Callable[[str], str]:
    """Make what writes a word roughly as it sounds."""

    def sound(word: str) -> str:
        for pattern, with_ in (*pairs, (r"(.)\1+", r"\1")):
            word = re.sub(pattern, with_, word)
        return word

    return sound


SOUNDS = {
    "en": sounded(
        ("ph", "f"), ("ea|ee|ie", "I"), ("ck", "k"), ("kn", "n"), ("wr", "r"), ("wh", "w"), ("e$", ""),
        ("oa|ow|ou", "o"), ("c(?=[ei])", "s"), ("c|q", "k"), ("y", "i"), ("ai|ay|ei", "e"),
    ),
    # Emphatic consonants, throats and long vowels, as a stranger or a bad line runs them together.
    "ar": sounded(
        ("[طث]", "ت"), ("ص", "س"), ("[ضذظ]", "د"), ("ق", "ك"), ("ح", "ه"), ("ع", "ا"), ("غ", "خ"), ("ء", ""),
    ),
    "fr": sounded(
        ("eaux?|aux?$|au", "o"), ("ph", "f"), ("qu|k|c(?=[aou])", "k"), ("ch", "S"), ("c(?=[ei])", "s"), ("th", "t"),
        ("h", ""), ("ai|ei|et$|er$|ee$|ez$", "e"), ("y", "i"), ("oeu|eu", "e"), ("(?<=.)[estdxpz]+$", ""),
        ("en|an", "A"), ("in", "I"),
    ),
    "es": sounded(
        ("ch", "S"), ("h", ""), ("v", "b"), ("ll", "y"), ("z|c(?=[ei])", "s"), ("qu|k|c", "k"), ("g(?=[ei])", "j"),
    ),
    "nl": sounded(
        ("ij|ei", "Y"), ("au", "ou"), ("d$", "t"), ("g|ch", "x"), ("v|ph", "f"), ("z", "s"), ("c", "k"), ("th", "t"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
class TestEachList:
    """What one officer hears is one thing, and no other."""

    def test_its_words_are_single_short_and_as_catalogues_write_them(self, language: str) -> None:
        for word in EVERY[language]:
            assert 3 <= len(word) <= 13 and word.isalpha(), word
            assert unicodedata.is_normalized("NFC", word), word
            assert word == word.casefold()

    def test_no_word_begins_with_an_article(self, language: str) -> None:
        assert not [each for each in EVERY[language] if language == "ar" and each.startswith("ال")]

    def test_no_two_are_one_letter_apart_or_begin_alike(self, language: str) -> None:
        for one, other in itertools.combinations(map(as_typed, EVERY[language]), 2):
            assert abs(len(one) - len(other)) >= 2 or apart(one, other) >= 2, (one, other)
            assert not one.startswith(other) and not other.startswith(one), (one, other)

    def test_no_two_sound_alike(self, language: str) -> None:
        sounds = [SOUNDS[language](as_typed(each)) for each in EVERY[language]]
        assert sorted(sounds) == sorted(set(sounds))

    def test_a_wrong_word_is_named_with_its_place(self, language: str) -> None:
        words = list(spoken_words(FINGERPRINT, language))
        assert compare_heard(" ".join(words), FINGERPRINT, language) == Same()
        right, words[20] = words[20], EVERY[language][FINGERPRINT[20] ^ 1]
        words[25] = "zzzz"
        assert compare_heard(" ".join(words), FINGERPRINT, language) == Differs(21, words[20], right)


def test_no_word_means_another_thing_in_another_language() -> None:
    """Else it could not be told in which language a word was typed, and who hears it would see the wrong thing."""
    found: dict[str, int] = {}
    for words in EVERY.values():
        for byte, word in enumerate(words):
            assert found.setdefault(as_typed(word), byte) == byte, word


def test_the_list_is_that_of_every_release() -> None:
    """Two officers with two releases read the same: the list never changes."""
    said = "\n".join(" ".join(EVERY[each][byte] for each in LANGUAGES) for byte in range(256))
    assert sha256(said.encode()).hexdigest() == "8e078130aa9c6c9c425cfb1fe2c898d47835c2e6906ef3472c9aa0b33fa100a6"


def test_each_byte_is_read_out() -> None:
    assert len(spoken_words(FINGERPRINT, "en")) == 32
    for at in range(32):
        changed = bytearray(FINGERPRINT)
        changed[at] ^= 0x80
        heard = " ".join(spoken_words(bytes(changed), "es"))
        found = compare_heard(heard, FINGERPRINT, "fr")
        assert isinstance(found, Differs) and found.place == at + 1
        assert found.expected == spoken_words(FINGERPRINT, "fr")[at]


def test_what_is_typed_in_haste_is_understood() -> None:
    words = [*spoken_words(FINGERPRINT, "ar")[:8], *spoken_words(FINGERPRINT, "fr")[8:]]
    typed = ["ال" + each.replace("أ", "ا").replace("ة", "ه") for each in words[:8]]
    typed += [as_typed(each).upper() for each in words[8:]]
    assert compare_heard(", ".join(f"{at}. {each}" for at, each in enumerate(typed, 1)), FINGERPRINT, "nl") == Same()


def test_too_few_and_too_many_and_what_is_no_word() -> None:
    words = spoken_words(FINGERPRINT, "nl")
    assert compare_heard("", FINGERPRINT, "nl") == Short(0)
    assert compare_heard(" ".join(words[:31]), FINGERPRINT, "nl") == Short(31)
    assert compare_heard(" ".join((*words, words[0])), FINGERPRINT, "nl") == Short(33)
    assert compare_heard(f"{words[0]} bagpipe", FINGERPRINT, "nl") == Unknown(2, "bagpipe", words[1])
