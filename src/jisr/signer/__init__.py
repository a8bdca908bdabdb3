"""A signer: a program on a machine apart that holds the key of a party's log and signs its heads (protocol 12.37).

It holds no entry and knows nobody. It keeps of each log the last size and root that it has signed, and signs nothing
that is not the same log: whoever has the node's machine cannot have two histories signed.
"""

from jisr.signer.book import Book, Kept, Odd
from jisr.signer.errors import SignerAmiss, SignerLost, SignerTaken
from jisr.signer.place import Place, load_place, make_place
from jisr.signer.signing import Signer
from jisr.signer.speaking import speak

__all__ = [
    "Book",
    "Kept",
    "Odd",
    "Place",
    "Signer",
    "SignerAmiss",
    "SignerLost",
    "SignerTaken",
    "load_place",
    "make_place",
    "speak",
]
