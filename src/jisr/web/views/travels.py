"""What travels between nodes, and who can read it: said from the parts of an entry and of a message themselves."""

from dataclasses import dataclass
from typing import Final

from jisr.base import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Travelling:
    """Something that leaves a node, and which keys of an entry or of a message carry it (protocol 2.2, 8.1)."""

    what: str
    how: str
    entry_keys: frozenset[str] = frozenset()
    message_keys: frozenset[str] = frozenset()


def _keys(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Every key is in one line; a test holds them against what is written.
TRAVELLING: Final = (
    Travelling(
        what=N_("What was done"),
        how=N_(
            "Every act of every dossier of the group: which act, in which dossier, about which point, and every "
            "field as it was filled in."
        ),
        entry_keys=_keys("act dossier procedure digest sides item fields"),
        message_keys=_keys("framework logs"),
    ),
    Travelling(
        what=N_("Who did it"),
        how=N_(
            "The party, the authority and its mandate, and a code for the officer that is new in each dossier. "
            "Never a name."
        ),
        entry_keys=_keys("framework party by"),
    ),
    Travelling(
        what=N_("When, and after what"),
        how=N_("The time that was stated, the act's number, and how much of the others' logs had been seen."),
        entry_keys=_keys("seq time seen roots"),
    ),
    Travelling(
        what=N_("That something was sealed, and to whom"),
        how=N_(
            "In place of a sealed field stands a code from which nobody can tell or guess what was stated, and the "
            "authorities that can read it. Afterwards their nodes say whether it could be opened."
        ),
        entry_keys=_keys("sealed opened unopened"),
    ),
    Travelling(
        what=N_("What was sealed"),
        how=N_(
            "Encrypted to the keys of those authorities, and only to the nodes of their parties. A node that passes "
            "on what others wrote neither gets it nor keeps it."
        ),
        message_keys=_keys("sealed"),
    ),
    Travelling(
        what=N_("On what an attestation rests"),
        how=N_(
            "A code of what this state's own log held when an act attested something of it. Nobody can tell or guess "
            "from it what stands there."
        ),
        entry_keys=_keys("rests"),
    ),
    Travelling(
        what=N_("What is urgent, ahead of its turn"),
        how=N_("An act that protects, with the proof of its place in its log, before the acts that precede it."),
        message_keys=_keys("urgent"),
    ),
    Travelling(
        what=N_("That sealed fields were read here"),
        how=N_(
            "A code of the log of readings, at most once an hour and only where something was read, so that nobody "
            "can alter that log unseen. It does not say who read, nor what."
        ),
        message_keys=_keys("readings readings_held"),
    ),
    Travelling(
        what=N_("What each node has and lacks"),
        how=N_(
            "How many entries of each log are here, which agreed texts are missing, and what was refused, with "
            "the reason."
        ),
        message_keys=_keys("have want ask refused evidence"),
    ),
    Travelling(
        what=N_("What was agreed"),
        how=N_("Manifests with their signatures, procedures and calendars."),
        message_keys=_keys("files"),
    ),
)
STAYING: Final = (
    N_("Names of officers, their user names and passwords, and whom they act for."),
    N_("What was typed and not sent."),
    N_("Who has read which sealed field, and for what."),
    N_(
        "What belongs to this state alone (its domestic frameworks): no act of it is ever sent. A witness that this "
        "state names is told how long such a log is, with a code of it."
    ),
    N_("Private keys."),
)
# pages: each sentence says what is so in this version, and where it ends.
READERS: Final = (
    N_(
        "Every party of the group can read everything that travels in the group but sealed fields. Those only "
        "the authorities can read that are named beside them."
    ),
    N_("Parties of other groups receive nothing of it."),
    N_(
        "No centre stands between: the nodes speak to each other directly. A party of the group may pass on "
        "what another of the same group has written, unchanged: signatures show any change."
    ),
    N_(
        "A pouch (the same messages in a file) is signed but not encrypted: whoever holds the file can read it, all "
        "but sealed fields."
    ),
    N_(
        "Within a party: its officers with a post in the group, and those who operate its node. The database "
        "is not encrypted by this software; other accounts of the machine cannot read it. Sealed fields are "
        "encrypted in it, but the keys of the authorities lie in files beside it: who operates the machine can read "
        "them."
    ),
    N_("Whoever was given an act with its proof can read that act."),
)
