"""Ids, parties, frameworks and names of entries: one alphabet each (protocol 2.3)."""

import pytest

from jisr.base import EntryId, MalformedId, Party, Seq, is_id, parse_entry_id, parse_framework, parse_party


@pytest.mark.parametrize("text", ["", "ES", "ESPA", "esp", "ES1", "ESP\n", "ÉSP", "E P"])
def test_a_party_is_three_capital_letters(text: str) -> None:
    """Nothing else is a party."""
    assert parse_party("ESP") == "ESP"
    with pytest.raises(MalformedId, match="party"):
        parse_party(text)


@pytest.mark.parametrize("text", ["", "Mar-esp", "mar_esp", "mar.esp", "a" * 65, "mar\n", "mar/esp", "é"])
def test_a_framework_is_small_letters_digits_and_hyphens(text: str) -> None:
    """One to 64 of them; no slash, which would split an origin."""
    assert parse_framework("mar-esp") == "mar-esp"
    assert parse_framework("a" * 64) == "a" * 64
    with pytest.raises(MalformedId, match="framework"):
        parse_framework(text)


@pytest.mark.parametrize(
    "text", ["", "ESP", "ESP.", "ESP.01", "ESP.-1", "ESP.1\n", "esp.1", "ESP.٣", "ESP." + "9" * 17]
)
def test_an_entry_has_one_name(text: str) -> None:
    """No sign, no leading nought, no other script."""
    with pytest.raises(MalformedId, match="entry"):
        parse_entry_id(text)


def test_entries_of_a_log_stand_in_the_order_of_their_numbers() -> None:
    """By party, then by number and not by its spelling."""
    names = [parse_entry_id(each) for each in ("MAR.0", "ESP.10", "ESP.9")]
    assert [str(each) for each in sorted(names)] == ["ESP.9", "ESP.10", "MAR.0"]
    assert parse_entry_id("ESP.9") == EntryId(Party("ESP"), Seq(9))


@pytest.mark.parametrize("value", ["", ".a", "-a", "_a", "A", "a" * 65, "a b", "a\n", "é", 1, None, ["a"]])
def test_what_is_no_id(value: object) -> None:
    """Ids match [a-z0-9][a-z0-9._-]{0,63}."""
    assert not is_id(value)


@pytest.mark.parametrize("value", ["a", "0", "esp.fiscalia-menores", "a" * 64, "a_b"])
def test_what_is_an_id(value: object) -> None:
    """Ids match [a-z0-9][a-z0-9._-]{0,63}."""
    assert is_id(value)
