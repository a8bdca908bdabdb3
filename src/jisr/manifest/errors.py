"""What can be wrong with a manifest.

JisrError
├── Malformed
│   └── MalformedManifest      not the shape of protocol 12.12, or no successor (rule 9.manifest)
│       └── ManifestUnsigned   a signature that it needs is lacking (rule 9.manifest)
├── TextRefused                a procedure that does not load, or a file that is none (rule 8.file)
└── HeldAmiss                  what parties say that they hold of a log does not let it be ended so
"""

from typing import ClassVar

from jisr.base import N_, JisrError, Malformed


class MalformedManifest(Malformed):
    """A manifest that does not have the shape of protocol 12.12."""

    rule = "9.manifest"
    advice = N_("Ask the party that drew it up for the file again, and compare the fingerprints.")


class ManifestUnsigned(MalformedManifest):
    """A manifest that lacks a signature it needs."""

    advice = N_("The parties named must sign this version with their recovery keys.")


class TextRefused(JisrError):
    """A file that a manifest may not put in force; what is wrong with it is named."""

    rule: ClassVar[str] = "8.file"
    advice = N_(
        "Who drew up the file mends what is named, and the parties sign a version that names its new digest."
        " Nothing of it was put in force."
    )


class HeldAmiss(JisrError):
    """What parties say that they hold of a log does not let it be ended so."""

    advice = N_(
        "Each party prints what it holds by `jisr framework holds`, and one drafts the version from the files of all."
        " Nothing was changed."
    )
