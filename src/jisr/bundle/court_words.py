"""What a checker of a dossier's bundle says, by key; beside what is said of single acts (`words`)."""

from typing import Final

from jisr.base import N_

COURT_PARTS: Final = {
    "archive": N_("The archive"),
    "contents": N_("The list of contents"),
    "acts": N_("The acts together"),
    "judged": N_("What the node judged"),
    "opened": N_("What was sealed"),
    "note": N_("The signature on the list of contents"),
}
COURT_HELD: Final = {
    "archive": N_("Its members give it again, byte for byte."),
    "contents": N_("It states each member as it is: %(count)s of them."),
    "acts": N_("Each of the %(count)s acts of %(dossier)s holds, and they stand in their order, each once."),
    "judged": N_("It speaks of these acts and of no other. What it says is the word of the node that made the bundle."),
    "opened": N_("Each of the %(count)s texts is the one to which its act is bound."),
    "note": N_("A key of %(party)s has signed it: %(party)s answers for this being the whole dossier at %(made)s."),
}
COURT_FAULTS: Final = {
    "archive.bytes": N_("It is longer than %(limit)s bytes."),
    "archive.members": N_("It has not the members of a bundle, in their order."),
    "archive.bytes_other": N_("Its members give another archive: something in it was changed."),
    "contents.spelling": N_("It is not what the protocol writes, or says what it must not."),
    "contents.digest": N_("It states another %(name)s than is in the archive, or does not state it."),
    "acts.spelling": N_("They are not written as a bundle is."),
    "acts.dossier": N_("%(entry)s is of another dossier or framework."),
    "acts.manifest": N_("%(entry)s rests on another manifest than the list of contents states."),
    "acts.order": N_("They do not stand in the order of party and number, each once."),
    "acts.opening": N_("The act that opens the dossier is not among them."),
    "judged.spelling": N_("It is not written as it must be."),
    "judged.acts": N_("It speaks of other acts than those in the bundle."),
    "opened.spelling": N_("It is not written as it must be."),
    "opened.field": N_("%(entry)s has no sealed field %(field)s, or it stands there twice."),
    "opened.commitment": N_("The text of %(field)s is not the one to which %(entry)s is bound."),
    "note.spelling": N_("It is no note with signatures, or speaks of other contents."),
    "note.signature": N_("No key that the manifest states for the party has signed it."),
}
