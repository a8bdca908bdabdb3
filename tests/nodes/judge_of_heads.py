"""Judges evidence of two histories, and has seen no node: `python judge_of_heads.py MANIFEST PARTY < EVIDENCE`.

It reads nothing of jisr. The manifest's note was given to whoever judges, its fingerprint read out; the evidence is
the JSON of two heads. Prints what it shows; exit code 0 only if both were signed by the party's log key and cannot be
of one log. Heads of one size need nothing else; of two sizes the entries would have to be brought, too.
"""

import base64
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def signed(note: str, key: bytes) -> str:
    """Give the text of a note if this key has signed it."""
    text, _, lines = note.partition("\n\n")
    text += "\n"
    for line in lines.splitlines():
        name, _, signature = line.removeprefix("\u2014 ").partition(" ")
        if name != text.split("\n")[0]:
            continue
        try:
            # Four bytes of the key's id stand before the signature.
            Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(signature)[4:], text.encode())
        except InvalidSignature:
            continue
        return text
    sys.exit("a head that this party has not signed")


def main() -> None:
    """Judge what is on standard input."""
    with open(sys.argv[1], encoding="utf-8") as file:
        manifest = json.loads(file.read().split("\n\n")[0])
    party = sys.argv[2]
    key = base64.b64decode(manifest["parties"][party]["log"][0]["key"])
    one, other = (signed(note, key).split("\n") for note in json.load(sys.stdin))
    if one[0] != f"jisr/{manifest['framework']}/{party}" or one[:2] != other[:2]:
        sys.exit("these heads are not of one log and one size")
    if one[2] == other[2]:
        sys.exit("these heads say the same")
    print(f"{party} has signed two histories of {one[1]} entries")  # noqa: T201  # what it is for


if __name__ == "__main__":
    main()
