"""A witness: an independent body that says of logs, as of a time, that they have only grown (protocol 3.3).

It holds no entry and knows nobody. It sees heads and proofs (C2SP tlog-witness), keeps of each log the last head that
it has cosigned, and whatever was signed by a log's key and does not follow from that.
"""

from jisr.witness.book import Book, Evidence, Kept
from jisr.witness.cosigning import Answer, Witness
from jisr.witness.door import Door
from jisr.witness.errors import WitnessAmiss, WitnessForeign, WitnessLost, WitnessTaken
from jisr.witness.place import Place, load_place, make_place
from jisr.witness.submission import MalformedSubmission, Submission, read_submission

__all__ = [
    "Answer",
    "Book",
    "Door",
    "Evidence",
    "Kept",
    "MalformedSubmission",
    "Place",
    "Submission",
    "Witness",
    "WitnessAmiss",
    "WitnessForeign",
    "WitnessLost",
    "WitnessTaken",
    "load_place",
    "make_place",
    "read_submission",
]
