"""What must not be possible in a child's file, and what the state of origin hears of it."""

import pytest

from tests.nodes.minors import Life, Refused


def refused(life: Life, act: str, mandate: str = "", *, at: str = "home", item: str | None = None) -> Refused:
    """Try what must not be possible; give why it is not."""
    with pytest.raises(Refused) as found:
        life.do(act, mandate, at=at, item=item)
    return found.value


def lacks(why: Refused, *facts: str) -> bool:
    """Say whether these facts, or items' facts, are among the reasons."""
    return all(f"'{each}'" in str(why.reasons) or f'"{each}"' in str(why.reasons) for each in facts)


def stops_at_origin(life: Life) -> int:
    """Count the host's stops that the state of origin has in its shared file."""
    return sum(each["act"] == "raise_stop" for each in life.look("origin")["acts"])
