"""What node.toml says of the age of keys."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jisr.node.aging import DAYS, USUAL_AGES, KeyAges, read_key_ages
from jisr.node.entrance import SettingAmiss
from jisr.node.home import HomeAmiss, load_home, make_home, write_settings


def test_what_is_told_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    home = make_home(tmp_path, party="ESP", address="http://127.0.0.1:1", listen="127.0.0.1:1", name="ESP")
    assert home.key_ages == USUAL_AGES and "key_ages" not in (tmp_path / "node.toml").read_text()
    told = KeyAges(log_days=365, warn_days=90)
    write_settings(replace(home, key_ages=told))
    assert load_home(tmp_path).key_ages == told


@pytest.mark.parametrize("line", DAYS)
def test_each_line_has_bounds(line: str) -> None:
    least, _, most = DAYS[line]
    for good in (least, most):
        assert getattr(read_key_ages({"key_ages": {line: good}}), line) == good
    wrong: tuple[Any, ...] = (least - 1, most + 1, "30", True, 30.0)
    for each in wrong:
        with pytest.raises(SettingAmiss, match=line):
            read_key_ages({"key_ages": {line: each}})


def test_what_is_unknown_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingAmiss, match="wire_weeks; there are: log_days"):
        read_key_ages({"key_ages": {"wire_weeks": 3}})
    with pytest.raises(SettingAmiss, match="no section"):
        read_key_ages({"key_ages": 3})
    make_home(tmp_path, party="ESP", address="http://127.0.0.1:1", listen="127.0.0.1:1", name="ESP")
    with (tmp_path / "node.toml").open("a") as file:
        file.write("\n[key_ages]\nlog_days = 1\n")
    with pytest.raises(HomeAmiss, match="log_days = 1"):
        load_home(tmp_path)
