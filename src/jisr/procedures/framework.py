"""`framework`: who acts for whom, and which manifest holds (protocol 9.1, 9.4, 12.11)."""

from jisr.base import N_
from jisr.rules import EACH, Act, Field, Procedure

FOUNDING = {EACH: ("founding",)}

FRAMEWORK = Procedure(
    name="framework",
    version=1,
    label=N_("Framework"),
    persons=False,
    sides=EACH,
    mandates=(("founding", N_("Founding authority")),),
    acts=(
        Act(
            name="declare_authority",
            label=N_("Declare an authority"),
            consequence=N_("From now on this authority may act with these mandates."),
            source="protocol 9.4",
            by=FOUNDING,
            fields=(
                Field(name="code", type="code", label=N_("Code"), help=N_("Begins with the party, as in esp.labour.")),
                Field(name="mandates", type="codes", label=N_("Mandates")),
                Field(name="recipient", type="text", label=N_("Key for sealed content"), required=False),
            ),
        ),
        Act(
            name="retire_authority",
            label=N_("Retire an authority"),
            consequence=N_("It can do nothing from now on; what it did stands."),
            source="protocol 9.4",
            by=FOUNDING,
            fields=(Field(name="code", type="code", label=N_("Code")),),
        ),
        Act(
            name="record_manifest",
            label=N_("Record a new version of the manifest"),
            consequence=N_("It holds once every party has received this record."),
            source="protocol 9.1",
            by=FOUNDING,
            fields=(
                Field(name="version", type="integer", label=N_("Version")),
                Field(name="digest", type="hash", label=N_("Digest")),
            ),
        ),
    ),
)
