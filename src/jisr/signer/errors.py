"""What can be amiss with a signer, as its keeper is told.

JisrError
├── SignerAmiss      a file of its folder, or what was typed, cannot be used as it is
├── SignerLost       what it has signed is not there any more
└── SignerTaken      there is a signer in the folder already
"""

from pathlib import Path

from jisr.base import N_, JisrError


class SignerAmiss(JisrError):
    """A file of the signer's folder, or what was typed, cannot be used as it is."""

    advice = N_("Mend what is named, or make a signer with `jisr signer init`; nothing was changed.")

    def __init__(self, place: Path, because: object) -> None:
        super().__init__(N_("%(place)s: %(because)s"), place=place, because=because)


class SignerLost(JisrError):
    """The book of the signer is not there: it does not know any more what it has signed."""

    advice = N_(
        "A signer that does not know what it has signed must not go on with its keys, nor with an old copy of its book:"
        " it could sign a second history. Make a new one with `jisr signer init`, and have its key named in the"
        " manifests (`jisr framework replace-log-key`)."
    )


class SignerTaken(JisrError):
    """There is a signer in the folder already; its keys are never overwritten."""

    advice = N_("Choose an empty folder, or go on with the signer that is there.")


__all__ = ["SignerAmiss", "SignerLost", "SignerTaken"]
