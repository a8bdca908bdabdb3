"""What a log can be wrong about.

JisrError
├── Malformed
│   └── MalformedNote    a signed note or head in another spelling (rule 2.head)
└── Refused
    ├── HeadForeign      no key in force has signed it (rule 2.head)
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


class ProofFalse(Refused):
    """A proof that does not lead from what it starts at to the root."""

    rule = "2.proof"
    advice = N_("Ask the sender for the same entries again; if it persists, tell both operators.")

    def __init__(self, *, what: str, at: int, size: int) -> None:
        self.what, self.at, self.size = what, at, size
        words = N_("the proof (%(what)s) from %(at)s to %(size)s does not hold")
        super().__init__(words, what=Phrase(PROOFS[what]), at=at, size=size)
