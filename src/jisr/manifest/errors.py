"""What can be wrong with a manifest.

JisrError
└── Malformed
    └── MalformedManifest      not the shape of protocol 12.12, or no successor (rule 9.manifest)
        └── ManifestUnsigned   a signature that it needs is lacking (rule 9.manifest)
"""

from jisr.base import N_, Malformed


class MalformedManifest(Malformed):
    """A manifest that does not have the shape of protocol 12.12."""

    rule = "9.manifest"
    advice = N_("Ask the party that drew it up for the file again, and compare the fingerprints.")


class ManifestUnsigned(MalformedManifest):
    """A manifest that lacks a signature it needs."""

    advice = N_("The parties named must sign this version with their recovery keys.")
