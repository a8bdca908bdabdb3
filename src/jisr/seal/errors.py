"""What sealed content can be wrong about.

JisrError
├── NotUnsealed          a sealed file that does not open, or not to its end
├── Malformed
│   └── MalformedKey     a recipient or identity in another than its one spelling
└── Refused
    └── NotOpened        a blob that does not open to its commitment (rule 8.blob)
"""

from jisr.base import N_, JisrError, Malformed, Phrase, Refused


class MalformedKey(Malformed):
    """A recipient or identity that is none of age's X25519."""

    advice = N_("A key to which content is sealed begins with age1; let the node make it: leave the field empty.")


class NotOpened(Refused):
    """A blob that none of the keys opens, or whose content is not what was committed to."""

    rule = "8.blob"
    advice = N_("Its author's node has to send it again; if it stays, both operators compare `jisr verify`.")

    def __init__(self, because: Phrase) -> None:
        super().__init__("%(because)s", because=because)


class NotUnsealed(JisrError):
    """A sealed file that none of the keys opens, or that does not open to its end."""

    advice = N_("Take another copy of the file, or the key to which it was made.")

    def __init__(self, because: Phrase) -> None:
        super().__init__("%(because)s", because=because)
