"""What a verifier says, by key: one wording for the page and the command.

A key of a fault is its part and, after a dot, what is amiss in it.
"""

from typing import Final

from jisr.base import N_

PARTS: Final = {
    "file": N_("The file"),
    "bytes": N_("The act"),
    "head": N_("The signed head"),
    "inclusion": N_("The proof of inclusion"),
    "manifest": N_("The manifest in the file"),
    "keys": N_("The keys named in the file"),
    "signature": N_("The signature"),
    "anchor": N_("The manifest or fingerprint that you gave"),
    "node": N_("The word of this node"),
}
HELD: Final = {
    "bytes": N_("It is spelt as the protocol spells an act, and is entry %(entry)s of %(framework)s."),
    "head": N_("It is a head of the log of %(party)s, at the size %(size)s."),
    "inclusion": N_(
        "It leads from the act's bytes to the root of the head: the act is in that log at its place."
        " A paper of the act has this code: %(code)s."
    ),
    "manifest": N_("It is version %(version)s of %(framework)s, with the digest that the file states."),
    "keys": N_("They are what this manifest states for %(party)s at this size of its log."),
    "signature": N_("One of these keys has signed the head."),
    "anchor.given": N_("It is the manifest in the file."),
    "anchor.version": N_("It is version %(version)s, and states the key that has signed."),
    "node.same": N_("This node states the same manifest."),
    "node.version": N_("This node states version %(version)s, in which the key that has signed is named."),
}
UNCHECKED: Final = {
    "anchor": N_(
        "Not checked: that the key belongs to %(party)s. It rests on the manifest with this fingerprint: "
        "%(fingerprint)s. Have it read out to you by somebody of a party whom you know, or give the manifest that "
        "you have from them."
    ),
    "node": N_(
        "That the key belongs to %(party)s rests on this node's word and on the manifest with this fingerprint: "
        "%(fingerprint)s. To rely on no node, have it read out to you by somebody of another party."
    ),
    "standing": N_(
        "Not checked: whether the act stands. That is a judgement on all acts before it and at the same time; every "
        "node of the group makes it, and its page of the dossier shows it."
    ),
    "stolen": N_(
        "NOT CERTAIN: %(party)s says that the key which signed for this act was stolen since %(time)s. Ask it whether"
        " the act is its own, and look at a node's page of the dossier: what all sides had acknowledged before that"
        " moment is certain all the same."
    ),
    "person": N_(
        "Not checked: which person acted. The act names an authority and a code; the name stays with the party's own "
        "node."
    ),
    "ed25519": N_(
        "Not checked: the signature. This browser does not know Ed25519. All that is listed above was checked; for "
        "the signature use a newer browser, or the command below."
    ),
}
FAULTS: Final = {
    "file.bytes": N_("It is longer than %(limit)s bytes. Check its acts in several files."),
    "file.count": N_("Acts in it: %(count)s. From 1 to %(limit)s are checked at once."),
    "file.json": N_("It is no JSON. Take the file as it was downloaded, whole, with no line added or lost."),
    "file.pouch": N_("It is a pouch, which a node reads: jisr pouch read FILE."),
    "file.shape": N_("It is no act with its proof, nor several: an object or a list was expected."),
    "file.field": N_("Its part “%(field)s” is missing, unknown, or not of the kind that it must be."),
    "bytes.base64": N_("Its bytes are not spelt in base64 as they must be."),
    "bytes.canonical": N_("Its bytes are not what the protocol writes (RFC 8785)."),
    "bytes.field": N_("Its bytes say something else of “%(field)s” than the file does."),
    "bytes.content": N_("The content that the file shows is not what the bytes say."),
    "head.note": N_("It is no head: origin, size and root, an empty line, signature lines."),
    "head.origin": N_("It is of another log than the act."),
    "head.size": N_("Its size is not the one that the file states."),
    "inclusion.hash": N_("One of its hashes is not spelt as it must be: base64 of 32 bytes."),
    "inclusion.false": N_("It does not lead from the act to the head: one of the two, or the proof, was changed."),
    "manifest.lacking": N_("There is none, and you gave none with the digest that the file states. Give it."),
    "manifest.text": N_("It is not what the protocol writes."),
    "manifest.digest": N_("Its digest is not the one that the file states."),
    "manifest.framework": N_("It is of another framework than the act."),
    "manifest.party": N_("It does not name the party whose act it is."),
    "keys.other": N_("They are not those that the manifest states for this party at this size of its log."),
    "signature.none": N_("None of the keys has signed the head."),
    "anchor.unreadable": N_("It is neither a fingerprint (64 digits from 0 to f) nor a manifest."),
    "anchor.unsigned": N_("Not signed by a recovery key of its own: %(parties)s."),
    "anchor.framework": N_("It is of the framework %(framework)s, of which the act is not."),
    "anchor.other": N_("It is another than that of the file, and does not state the key that has signed."),
}
