"""A node whose officers a test can make administrators, link, and leave alone for a while."""

from typing import Any

from jisr.cli.demo import cast
from jisr.node.home import Home
from tests.nodes.hashing import hash_quickly

hash_quickly()
from jisr.cli.demo import child  # noqa: E402  # it reads how passwords are hashed


def _administer(home: Home, order: dict[str, Any]) -> Any:
    """Make administrators, as commands do."""
    from jisr.node.services.changes import by_machine
    from jisr.node.services.officers import officer_called

    for name in order["usernames"]:
        by_machine("administer", officer=officer_called(name), what={}, reason="The first ones")
    return {}


def _link(home: Home, order: dict[str, Any]) -> Any:
    """Link an officer to the ministry's sign-on, as a command does."""
    from jisr.node.services.changes import by_machine
    from jisr.node.services.officers import officer_called

    by_machine("link", officer=officer_called(order["username"]), what={"subject": order["subject"]}, reason="Linked")
    return {}


def _more(home: Home, order: dict[str, Any]) -> Any:
    """Make officers who have no post."""
    from jisr.node import models

    for name in order["usernames"]:
        models.Officer.objects.create(username=name, name=f"Officer {name}", password=cast.HASHED)
    return {}


child._DO |= {"more": _more, "administer": _administer, "link": _link}

if __name__ == "__main__":
    child.main()
