"""What officers are told of what ties a domestic dossier to a shared one: reasons, and what waits."""

from collections.abc import Iterable
from typing import Final

from jisr.base import N_, Json

# A reason that is of the linked domestic dossier: the digest of its procedure, and the term that fails there.
LINKED: Final = "linked"
# The same for who has no post in the domestic framework.
UNSEEN: Final = "linked"
UNSEEN_SAID: Final = N_("The linked domestic dossier does not permit it now; who works on that one sees why.")


def said_of_linked(digest: str, lacking: Iterable[Json]) -> tuple[Json, ...]:
    """Give as reasons what a term lacks in the linked domestic dossier, whose procedure has this digest."""
    return tuple({LINKED: [digest, each]} for each in lacking)


__all__ = ["LINKED", "UNSEEN", "UNSEEN_SAID", "said_of_linked"]
