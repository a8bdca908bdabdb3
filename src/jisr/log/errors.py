"""What a log can be wrong about.

JisrError
├── Malformed
│   └── MalformedNote    a signed note or head in another spelling (rule 2.head)
└── Refused
    ├── HeadForeign      no key in force has signed it (rule 2.head)
    ├── HeadEnded        of a generation of the log that all parties have ended (rule 2.generation)
    └── ProofFalse       a proof that does not lead to the root (rule 2.proof)
"""

from typing import Final

from jisr.base import N_, Malformed, Phrase, Refused

# What a proof is to show.
PROOFS: Final = {"head": N_("head"), "inclusion": N_("inclusion"), "consistency": N_("consistency")}


class MalformedNote(Malformed):
    """A signed note or checkpoint in another than its one spelling."""

    rule = "2.head"
    advice = N_("Ask the sender to send it again; what was received is kept as evidence.")


class HeadForeign(Refused):
    """A head or note that no key in force has signed."""

    rule = "2.head"
    advice = N_("Its author must send the manifest that names the key. Nothing is lost.")

    def __init__(self, *, name: str) -> None:
        self.name = name
        super().__init__(N_("no key in force for %(name)s has signed this"), name=name)


class HeadEnded(Refused):
    """A head of a generation of a log that all parties have ended: what it promises is not that log any more."""

    rule = "2.generation"
    advice = N_("Ask the sender for what it holds now. What was sent from before the end is kept as evidence.")

    def __init__(self, *, name: str, size: int, end: int) -> None:
        self.name, self.size, self.end = name, size, end
        words = N_("%(name)s at %(size)s entries is of a record that all parties have ended at %(end)s entries")
        super().__init__(words, name=name, size=size, end=end)


class ProofFalse(Refused):
    """A proof that does not lead from what it starts at to the root."""

    rule = "2.proof"
    advice = N_("Ask the sender for the same entries again; if it persists, tell both operators.")

    def __init__(self, *, what: str, at: int, size: int) -> None:
        self.what, self.at, self.size = what, at, size
        words = N_("the proof (%(what)s) from %(at)s to %(size)s does not hold")
        super().__init__(words, what=Phrase(PROOFS[what]), at=at, size=size)
