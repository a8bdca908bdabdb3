"""What an operator may say to visitors in node.toml: read whole, written back, and what is amiss is named."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jisr.node.home import HomeAmiss, load_home, make_home, write_settings
from jisr.node.public import FRAMEWORKS_SHOWN_MAX, LINE_CHARACTERS_MAX, PublicAmiss, PublicFace, read_public

PLACE = {"party": "ESP", "address": "https://esp.test", "listen": "127.0.0.1:8001", "name": "Spain"}


@pytest.mark.parametrize(
    ("amiss", "says"),
    [
        ([], "public: a table"),
        ({"operater": "x"}, "public.operater: unknown"),
        ({"operator": 5}, "public.operator: one line"),
        ({"operator": "a\nb"}, "public.operator: one line"),
        ({"operator": "a\u202eb"}, "public.operator: one line"),
        ({"contact": "x" * (LINE_CHARACTERS_MAX + 1)}, f"at most {LINE_CHARACTERS_MAX} characters"),
        ({"legal_notice": "javascript:alert(1)"}, "public.legal_notice: the address"),
        ({"legal_notice": "https://[::1"}, "public.legal_notice: the address"),
        ({"frameworks": "mar-esp"}, "public.frameworks: a list"),
        ({"frameworks": ["MAR ESP"]}, "public.frameworks: a list"),
        ({"frameworks": ["a"] * (FRAMEWORKS_SHOWN_MAX + 1)}, f"at most {FRAMEWORKS_SHOWN_MAX}"),
    ],
)
def test_what_is_amiss_is_named(amiss: Any, says: str) -> None:
    with pytest.raises(PublicAmiss, match=says):
        read_public(amiss)


def test_a_node_does_not_start_on_settings_that_are_amiss(tmp_path: Path) -> None:
    make_home(tmp_path, **PLACE)
    with (tmp_path / "node.toml").open("a") as settings:
        settings.write('[public]\ncontakt = "x"\n')
    with pytest.raises(HomeAmiss, match=r"node\.toml: public\.contakt: unknown"):
        load_home(tmp_path)


def test_what_was_said_is_kept_when_settings_are_written_anew(tmp_path: Path) -> None:
    """Letters of any script, quotation marks and all."""
    made = make_home(tmp_path, **PLACE)
    assert made.public == PublicFace()
    said = PublicFace(operator='الأمانة "العامة"', legal_notice="https://a.b/c", frameworks=("mar-esp",))
    moved = replace(made, public=said, routes={"MAR": "http://127.0.0.1:2"})
    write_settings(moved)
    assert load_home(tmp_path) == moved
