"""Seasons by their seeds: those that broke a law once, and those that find each mistake soon."""

from collections.abc import Mapping
from typing import Final

# A limited message that came late; the beginning of a log that nobody could give back; a node that learns anew after
# a restore; two nodes that were restored one after the other; a backup newer than one that was restored.
BROKE: Final = (3, 6, 23, 304, 5194, 7263, 10449, 20255, 21432, 21661, 1000076)
# A change of the simulation may move them: then others are tried.
FOUND_BY: Final[Mapping[str, int]] = {
    "appended before the peers were asked, after a restore": 15,
    "a missing mark taken for none that was ever made": 28,
    "one peer's answer taken for that of all": 128,
    "a peer that has more of the log taken for one that has not": 76,
    "a clock that went back accepted": 9,
    "what is ahead of the clock taken in": 6,
    "a repeated message applied twice": 0,
    "a limited message that comes late taken for an offence": 0,
    "a gap passed over": 31,
    "a head passed on that covers more than is here": 0,
    "a nonce not kept": 3,
    "half a message of a cut link taken": 10,
    "a clock that was set back stops the exchange": 56,
    "one log fills every limited message": 2,
    "the mark not written before the head leaves": 15,
    "an ack that leaves before what it covers is on the disk": 1,
    "a transaction written in part": 0,
    "what was not written built upon": 0,
    "resumed from the wrong place": 0,
    "what leads on to a head that covers more not kept": 304,
    "a proof that leads on from another size than the entries end at": 304,
    "`seen` of what is not stored yet": 0,
    "a stated time that goes back": 14,
    "the time of a notice taken from the sender's clock": 0,
    "acks that answer acks": 4,
    "no ack": 0,
    "a peer believed to have what it lost": 7,
    "the own log not taken back": 6,
    "who wakes asks nobody": 2,
}
