"""What can be amiss with a witness, as its operator is told.

JisrError
├── WitnessAmiss      a file of its folder cannot be used as it is
├── WitnessLost       what it has cosigned is not there any more
├── WitnessTaken      there is a witness in the folder already
└── WitnessForeign    a manifest whose fingerprint is another than the one given
"""

from pathlib import Path

from jisr.base import N_, JisrError


class WitnessAmiss(JisrError):
    """A file of the witness's folder cannot be used as it is."""

    advice = N_("Mend the file that is named, or make a witness with `jisr witness init`; nothing was changed.")

    def __init__(self, place: Path, because: object) -> None:
        super().__init__(N_("%(place)s: %(because)s"), place=place, because=because)


class WitnessLost(JisrError):
    """The book of the witness is not there: it does not know any more what it has cosigned."""

    advice = N_(
        "A witness that does not know what it has cosigned must not go on under its name and key, nor with an old copy"
        " of its book: it could cosign a second history. Make a new one with `jisr witness init`, and have it named in"
        " the manifests."
    )


class WitnessTaken(JisrError):
    """There is a witness in the folder already; its key is never overwritten."""

    advice = N_("Choose an empty folder, or go on with the witness that is there.")


class WitnessForeign(JisrError):
    """A manifest whose fingerprint is another than the one that its parties read out."""

    advice = N_(
        "Have the party read the fingerprint to you, by telephone or face to face, and give it with --fingerprint."
    )


__all__ = ["WitnessAmiss", "WitnessForeign", "WitnessLost", "WitnessTaken"]
