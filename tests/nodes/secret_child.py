"""A node's process that can be told to fail, with what it was just given in the words of its error."""

import importlib
import os
from typing import Any

from jisr.node.home import Home
from tests.nodes.hashing import hash_quickly
from tests.nodes.started import SHIPPED


def _fail(home: Home, order: dict[str, Any]) -> Any:
    """Let whatever is to be sealed, and whatever name is looked up, be what no database takes."""
    from jisr.node.services import acts
    from jisr.node.services.sealing import seal_into

    def fail(held: Any, entry: Any, values: Any) -> Any:
        if not values:
            return seal_into(held, entry, values)
        try:
            raise ValueError(f"DETAIL: failing row contains ({values})")
        except ValueError as error:
            raise RuntimeError(f"could not write {dict(values)}") from error

    assert acts.seal_into is seal_into  # type: ignore[attr-defined]  # where an act is written it is called by this name
    acts.seal_into = fail  # type: ignore[attr-defined]  # in this process alone
    return {}


def main() -> None:
    """Obey as the other nodes of tests do."""
    hash_quickly()
    importlib.import_module(os.environ[SHIPPED]).stand_in()
    from tests.nodes import notice_child, sealed_child

    child = notice_child.child
    child._DO |= sealed_child.more.child._DO | {"fail": _fail}
    child.main()


if __name__ == "__main__":
    main()
