"""Cases of what is exchanged beside entries: heads, proofs, evidence, messages, signatures, manifests, procedures.

Such a vector has `kind` and `input`, and `expected`: `good`, or the id of the rule (of the
loader's finding) by which it is refused.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import EntryId, Instant, JisrError, b64, canonical, digest, format_instant, parse_instant, unb64
from jisr.exchange import check_request, parse_message, require_urgent, room_on, share_of, sign_request
from jisr.log import (
    Checkpoint,
    Equivocation,
    Frontier,
    MemoryNodes,
    VerifierKey,
    check_consistency,
    consistency_proof,
    leaf_hash,
    origin,
    parse_head,
    public_bytes,
    root_at,
    shows_equivocation,
    sign_head,
    sign_note,
    signature_line,
)
from jisr.manifest import (
    TextRefused,
    check_successor,
    checked_head,
    manifest_text,
    parse_manifest,
    read_text,
    require_signatures,
    stolen_places,
    stolen_since,
    uncertain_since,
)
from jisr.procedures.framework import FRAMEWORK
from jisr.rules import EACH, Act, Every, Fact, Over, Procedure, check, read_procedure, without_labels, write_procedure
from jisr.seal import Place, open_blob, read_identities
from tests.laws.acks import owes
from tests.strategies.desk import desk
from tests.strategies.procedures import OUTER
from tests.strategies.worlds import manifest
from tests.vectors.cases import key_of

Json = dict[str, Any]
Made = Iterator[tuple[str, str, str, str, Json, str]]
ORIGIN: Final = origin("fwk", "ESP")
NOW: Final = Instant(1_780_000_000)
LEAVES: Final = tuple(f"entry {at}".encode() for at in range(12))


# What each kind is held against


def _head(given: Mapping[str, Any]) -> str:
    head = parse_head(given["head"])
    head.require_signed([VerifierKey(given["origin"], unb64(given["key"]))])
    return "good" if head.checkpoint.origin == given["origin"] else "2.head"


def _proof(given: Mapping[str, Any]) -> str:
    head = parse_head(given["head"]).checkpoint
    grown = Frontier().grown_by(leaf_hash(unb64(each)) for each in given["entries"])
    check_consistency(
        old_size=grown.size, old_root=grown.root(), new_size=head.size, new_root=head.root,
        proof=[unb64(each) for each in given["proof"]],
    )  # fmt: skip
    return "good"


def _evidence(given: Mapping[str, Any]) -> str:
    evidence = Equivocation(
        given["smaller"], given["larger"], tuple(map(unb64, given["first"])), tuple(map(unb64, given["between"]))
    )
    shown = shows_equivocation(evidence, [VerifierKey(given["origin"], unb64(given["key"]))])
    return "2.equivocation" if shown else "good"


def _day(given: Mapping[str, Any]) -> str:
    left = room_on(given["now"], limit=given["limit"], day=given["day"], left=given["left"])
    entries = [b"protects" if at in given["protects"] else b"" for at in range(given["entries"])]
    share = share_of(entries, left=left, reserve=given["limit"], free=0, protects=bool)
    if share != given["taken"]:
        return f"{share} taken in"
    return "good" if share == len(entries) else "8.day"


def _urgent(given: Mapping[str, Any]) -> str:
    party, seq = given["at"]
    raw = given["entry"].encode()
    protects = {each.encode() for each in given["protective"]}
    require_urgent(raw, EntryId(party, seq), kept=given["kept"], protects=protects.__contains__)
    return "good"


def _message(given: Mapping[str, Any]) -> str:
    parse_message(unb64(given["body"]) + b" " * given["blanks"])
    return "good"


def _wire(given: Mapping[str, Any]) -> str:
    check_request(
        method=given["method"], path=given["path"], body=unb64(given["body"]), headers=given["headers"],
        keys=lambda keyid: [unb64(given["key"])] if keyid == given["keyid"] else [], now=Instant(given["now"]),
        is_new=lambda _, nonce, __: nonce not in given["received"],
    )  # fmt: skip
    return "good"


def _manifest(given: Mapping[str, Any]) -> str:
    new = parse_manifest(given["note"])
    if given["before"] is None:
        require_signatures(new, sorted(new.parties))
    else:
        old = parse_manifest(given["before"])
        require_signatures(new, check_successor(old, new), old)
    return "good"


def _generation(given: Mapping[str, Any]) -> str:
    checked_head(parse_manifest(given["note"]), "ESP", given["head"])
    return "good"


def _certainty(given: Mapping[str, Any]) -> str:
    since = stolen_since(stolen_places(parse_manifest(given["note"])), given["party"], given["seq"])
    covered = [None if each is None else parse_instant(each) for each in given["covered"]]
    found = uncertain_since(since, time=parse_instant(given["time"]), covered=covered)
    return "certain" if found is None else f"not certain since {format_instant(found)}"


def _file(given: Mapping[str, Any]) -> str:
    if read_text(unb64(given["file"])).digest != given["name"]:
        raise TextRefused("it has another digest")
    return "good"


def _procedure(given: Mapping[str, Any]) -> str:
    outer = None if given["outer"] is None else read_procedure(given["outer"])
    found = check(read_procedure(given["procedure"]), outer=outer)
    return " ".join(sorted({each.id for each in found})) or "good"


def _blob(given: Mapping[str, Any]) -> str:
    framework, party, seq, field, chunk = given["place"]
    place = Place(framework=framework, party=party, seq=seq, field=field, chunk=chunk)
    keys = [key for each in given["keys"] for key in read_identities(f"{each}\n".encode())]
    opened = open_blob(place, unb64(given["blob"]), commit=unb64(given["commit"]), keys=keys)
    return "good" if opened == given["plaintext"].encode() else "8.blob"


def _ack(given: Mapping[str, Any]) -> str:
    return "owed" if owes(given["party"], given["seen"], given["acts"]) else "nothing owed"


KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "head": _head, "proof": _proof, "evidence": _evidence, "message": _message, "wire": _wire,
    "manifest": _manifest, "procedure": _procedure, "file": _file, "ack": _ack, "day": _day,
    "blob": _blob, "urgent": _urgent, "generation": _generation, "certainty": _certainty,
}  # fmt: skip


def judged(kind: str, given: Mapping[str, Any]) -> str:
    """Say what becomes of what is exchanged: `good`, or the rule by which it is refused."""
    try:
        return KINDS[kind](given)
    except JisrError as error:
        return str(error.rule)  # type: ignore[attr-defined]  # what refuses names its rule


# What is tried


def _heads() -> Made:
    good = sign_head(Checkpoint(ORIGIN, 12, sha256(b"root").digest()), key_of("ESP"))
    text, _, lines = good.partition("\n\n")
    foreign = sign_head(Checkpoint(ORIGIN, 12, sha256(b"root").digest()), key_of("MAR"))
    other = sign_head(Checkpoint(origin("fwk", "MAR"), 12, sha256(b"root").digest()), key_of("ESP"))
    for title, head, expected in (
        ("good", good, "good"),
        ("signed by another", foreign, "2.head"),
        ("of another log", other, "2.head"),
        ("another size under the signature", good.replace("\n12\n", "\n13\n"), "2.head"),
        ("a leading zero", good.replace("\n12\n", "\n012\n"), "2.head"),
        ("no signature", f"{text}\n\n", "2.head"),
        ("a fourth line", f"{text}\nmore\n\n{lines}", "2.head"),
        ("an unknown signature beside", good + signature_line(f"{text}\n", "witness", key_of("NLD")), "good"),
    ):
        given = {"head": head, "origin": ORIGIN, "key": b64(public_bytes(key_of("ESP")))}
        yield (
            "2.head",
            title,
            "A head is a note of origin, size and root, signed by a key in force for that size.",
            "head",
            given,
            expected,
        )


def _proofs() -> Made:
    nodes = MemoryNodes(map(leaf_hash, LEAVES))
    head = sign_head(Checkpoint(ORIGIN, 12, root_at(nodes, 12)), key_of("ESP"))
    proof = [b64(each) for each in consistency_proof(nodes, 7, 12)]
    entries = [b64(each) for each in LEAVES[:7]]
    for title, given, expected in (
        ("seven of twelve", {"entries": entries, "proof": proof}, "good"),
        ("all twelve", {"entries": [b64(each) for each in LEAVES], "proof": []}, "good"),
        ("an entry changed", {"entries": [*entries[:3], b64(b"x"), *entries[4:]], "proof": proof}, "2.proof"),
        ("an entry lacking", {"entries": entries[:6], "proof": proof}, "2.proof"),
        ("two entries exchanged", {"entries": [entries[1], entries[0], *entries[2:]], "proof": proof}, "2.proof"),
        ("a hash lacking", {"entries": entries, "proof": proof[:-1]}, "2.proof"),
        ("a hash more", {"entries": entries, "proof": [*proof, proof[0]]}, "2.proof"),
        ("no proof", {"entries": entries, "proof": []}, "2.proof"),
    ):
        yield (
            "2.proof",
            title,
            "The entries, with the proof, lead to the head, or they are not that log.",
            "proof",
            {"head": head, **given},
            expected,
        )


def _histories() -> Made:
    one, other = [leaf_hash(each) for each in LEAVES], [leaf_hash(each + b"!") for each in LEAVES]

    def head(leaves: list[bytes], size: int, key: str = "ESP") -> str:
        return sign_head(Checkpoint(ORIGIN, size, Frontier().grown_by(leaves[:size]).root()), key_of(key))

    def given(smaller: str, larger: str, first: list[bytes], between: list[bytes]) -> Json:
        return {
            "smaller": smaller, "larger": larger, "first": list(map(b64, first)), "between": list(map(b64, between)),
            "origin": ORIGIN, "key": b64(public_bytes(key_of("ESP"))),
        }  # fmt: skip

    shown = "2.equivocation"
    why = "Two heads signed by one party that cannot be of one log show two histories; anybody can check it."
    for title, each, expected in (
        ("one size, two roots", given(head(one, 5), head(other, 5), [], []), shown),
        ("one size, two roots, larger", given(head(one, 12), head(other, 12), [], []), shown),
        ("a beginning that differs", given(head(other, 5), head(one, 12), one[:5], one[5:]), shown),
        ("a beginning of one that differs", given(head(other, 1), head(one, 2), one[:1], one[1:2]), shown),
        ("all but one", given(head(other, 11), head(one, 12), one[:11], one[11:]), shown),
        ("one history that grew", given(head(one, 5), head(one, 12), one[:5], one[5:]), "good"),
        ("signed by another", given(head(one, 5), head(other, 5, "MAR"), [], []), "good"),
        ("entries that are not the larger's", given(head(other, 5), head(one, 12), other[:5], one[5:]), "good"),
    ):
        yield shown, title, why, "evidence", each, expected


def _messages() -> Made:
    part = {"from": 0, "entries": [], "head": "x", "proof": []}

    def body(**more: Any) -> str:
        return b64(orjson.dumps({"framework": "fwk", "have": {"ESP": 1}, **more}))

    why = "A message has the shape of protocol 8.1; unknown keys are ignored; anything else is refused whole."
    for title, text, expected in (
        ("the least", body(), "good"),
        ("with a key that is not known", body(more=1), "good"),
        ("no JSON", b64(b"{"), "8.message"),
        ("an array", b64(b"[]"), "8.message"),
        ("no framework", b64(b"{}"), "8.message"),
        ("have below nought", body(have={"ESP": -1}), "8.message"),
        ("a log without a head", body(logs={"ESP": {**part, "head": None}}), "8.message"),
        ("entries that are no base64", body(logs={"ESP": {**part, "entries": ["?"]}}), "8.message"),
    ):
        yield "8.message", title, why, "message", {"body": text, "blanks": 0}, expected
    why = "Over 8 MiB or 5,000 entries a message is refused whole; nothing is lost."
    many = body(logs={"ESP": {**part, "entries": [""] * 5_001}})
    both = body(logs={"ESP": {**part, "entries": [""] * 2_501}, "MAR": {**part, "entries": [""] * 2_500}})
    least, length = body(), len(unb64(body()))
    for title, text, blanks, expected in (
        ("5001 entries", many, 0, "8.limit"),
        ("5001 entries of two logs", both, 0, "8.limit"),
        ("a byte over 8 MiB", least, 8 * 2**20 + 1 - length, "8.limit"),
        ("twice 8 MiB", least, 16 * 2**20, "8.limit"),
        ("no JSON over 8 MiB", b64(b"{"), 8 * 2**20, "8.limit"),
        ("exactly 8 MiB", least, 8 * 2**20 - length, "good"),
        ("exactly 5000 entries", body(logs={"ESP": {**part, "entries": [""] * 5_000}}), 0, "good"),
    ):
        yield "8.limit", title, why, "message", {"body": text, "blanks": blanks}, expected


def _days() -> Made:
    why = "Of what one party writes on a day so much is taken in as the manifest says; the rest is held, not lost."
    noon = 20_000 * 86_400 + 43_200
    given = {"limit": 100, "now": noon, "day": None, "left": 0, "entries": 100, "protects": [], "taken": 100}
    for title, each, expected in (
        ("a first day, as many as agreed", {}, "good"),
        ("a first day, one more", {"entries": 101}, "8.day"),
        ("nothing left of today", {"day": 20_000, "taken": 0}, "8.day"),
        ("a clock set back begins no day", {"day": 20_001, "left": 7, "taken": 7}, "8.day"),
        ("three days later, for three days", {"day": 19_997, "entries": 300, "taken": 300}, "good"),
        ("three days later, one more", {"day": 19_997, "entries": 301, "taken": 300}, "8.day"),
        ("a year later, for 31 days", {"day": 19_600, "entries": 3_101, "taken": 3_100}, "8.day"),
        ("what protects, with all before it", {"entries": 180, "protects": [3, 150], "taken": 151}, "8.day"),
        ("what protects as the last", {"entries": 180, "protects": [179], "taken": 180}, "good"),
        ("what protects beyond as many again", {"entries": 300, "protects": [250], "taken": 100}, "8.day"),
    ):
        yield "8.day", title, why, "day", {**given, **each}, expected


def _requests() -> Made:
    body, key, keyid, nonce = b'{"framework":"fwk"}', key_of("ESP"), "fwk/ESP", "nonce-of-sixteen-signs"

    def given(signer: Ed25519PrivateKey = key, **more: Any) -> Json:
        headers = sign_request(
            method="POST", path="/exchange/fwk", body=body, keyid=keyid, key=signer, now=NOW, nonce=nonce
        )
        return {
            "method": "POST", "path": "/exchange/fwk", "body": b64(body), "headers": headers, "keyid": keyid,
            "key": b64(public_bytes(key)), "now": NOW, "received": [], **more,
        }  # fmt: skip

    why = "A request is signed by a wire key in force, for this method, path and body, now, and once."
    bare = {name: value for name, value in given()["headers"].items() if name != "Signature"}
    for title, each, expected in (
        ("good", given(), "good"),
        ("ten minutes late", given(now=NOW + 600), "good"),
        ("too late", given(now=NOW + 601), "8.wire"),
        ("too early", given(now=NOW - 601), "8.wire"),
        ("repeated", given(received=[nonce]), "8.wire"),
        ("another body", given(body=b64(b"{}")), "8.wire"),
        ("another path", given(path="/exchange/other"), "8.wire"),
        ("another key", given(signer=key_of("MAR")), "8.wire"),
        ("not signed", given(headers=bare), "8.wire"),
    ):
        yield "8.wire", title, why, "wire", each, expected


def _manifests() -> Made:
    keys = {party: key_of(f"{party} recovery") for party in ("ESP", "MAR")}
    value = manifest(("ESP", "MAR"), (FRAMEWORK,))
    for party, key in keys.items():
        value["parties"][party]["recovery"] = b64(public_bytes(key))

    def note(changed: Json, *signers: str) -> str:
        text = manifest_text(changed)
        names = {party: f"{origin('fwk', party)}/recovery" for party in signers}
        found = sign_note(text, names[signers[0]], keys[signers[0]])
        return found + "".join(signature_line(text, names[each], keys[each]) for each in signers[1:])

    first = note(value, "ESP", "MAR")
    second = {**value, "version": 2}
    rows = {"ESP": {"short": [{"from": "2026-01-01", "is": 3, "source": "a law"}]}}
    ended = {"from": 7, "root": b64(bytes(32)), "common": 7, "reason": "a key was copied"}
    why = "A manifest has the shape of protocol 12.12, follows the one before, and bears every signature that it needs."
    for title, text, before, expected in (
        ("the first, signed by all", first, None, "good"),
        ("the first, signed by one", note(value, "ESP"), None, "9.manifest"),
        ("the second, signed by all", note(second, "ESP", "MAR"), first, "good"),
        ("one side's own parameters, signed by it", note({**second, "parameters": rows}, "ESP"), first, "good"),
        (
            "one side's parameters, signed by the other",
            note({**second, "parameters": rows}, "MAR"),
            first,
            "9.manifest",
        ),
        ("a version left out", note({**value, "version": 3}, "ESP", "MAR"), first, "9.manifest"),
        (
            "procedures changed by one",
            note({**second, "procedures": {**value["procedures"], "x/1": b64(bytes(32))}}, "ESP"),
            first,
            "9.manifest",
        ),
        ("a key lacking", note({k: v for k, v in value.items() if k != "witnesses"}, "ESP", "MAR"), None, "9.manifest"),
        (
            "a log ended by all",
            note({**second, "generations": {"ESP": [ended]}}, "ESP", "MAR"),
            first,
            "good",
        ),
        ("a log ended by its own party", note({**second, "generations": {"ESP": [ended]}}, "ESP"), first, "9.manifest"),
        (
            "an end that is taken back",
            note({**value, "version": 3}, "ESP", "MAR"),
            note({**second, "generations": {"ESP": [ended]}}, "ESP", "MAR"),
            "9.manifest",
        ),
        (
            "an end at another size",
            note({**value, "version": 3, "generations": {"ESP": [{**ended, "from": 8}]}}, "ESP", "MAR"),
            note({**second, "generations": {"ESP": [ended]}}, "ESP", "MAR"),
            "9.manifest",
        ),
        (
            "a second end before the first",
            note({**second, "generations": {"ESP": [ended, {**ended, "from": 6}]}}, "ESP", "MAR"),
            first,
            "9.manifest",
        ),
        (
            "more in common than there is",
            note({**second, "generations": {"ESP": [{**ended, "common": 8}]}}, "ESP", "MAR"),
            first,
            "9.manifest",
        ),
        ("without who has left, signed by who remains", note({**second, "left": {"MAR": 4}}, "ESP"), first, "good"),
        ("without who has left, signed by it alone", note({**second, "left": {"MAR": 4}}, "MAR"), first, "9.manifest"),
        ("without anybody", note({**second, "left": {"ESP": 4, "MAR": 4}}, "ESP", "MAR"), first, "9.manifest"),
        ("without a stranger", note({**second, "left": {"NLD": 4}}, "ESP", "MAR"), first, "9.manifest"),
        ("without whom no entry is named", note({**second, "left": {"MAR": None}}, "ESP", "MAR"), first, "9.manifest"),
        (
            "a leave that is taken back",
            note({**value, "version": 3}, "ESP", "MAR"),
            note({**second, "left": {"MAR": 4}}, "ESP"),
            "9.manifest",
        ),
        ("a party less", note({**second, "parties": {"ESP": value["parties"]["ESP"]}}, "ESP"), first, "9.manifest"),
    ):
        yield "9.manifest", title, why, "manifest", {"note": text, "before": before}, expected


def _generations() -> Made:
    value = manifest(("ESP", "MAR"), (FRAMEWORK,), version=3)
    value["parties"]["ESP"]["log"] = [
        {"key": b64(public_bytes(key_of("ESP old"))), "from": 0, "to": 11},
        {"key": b64(public_bytes(key_of("ESP"))), "from": 12, "to": None},
    ]
    root = sha256(b"root").digest()
    rows = [{"from": each, "root": b64(root), "common": 0, "reason": "a key was copied"} for each in (7, 12)]
    text = manifest_text({**value, "generations": {"ESP": rows}})
    note = sign_note(text, f"{ORIGIN}/recovery", key_of("ESP recovery"))
    why = "Of a log that was ended only heads of the last generation count, from the size on at which it goes on."
    for title, number, size, signer, expected in (
        ("of the first", 1, 5, "ESP old", "2.generation"),
        ("of the first, beyond its end", 1, 20, "ESP old", "2.generation"),
        ("of the first, by the new key", 1, 12, "ESP", "2.generation"),
        ("of the second, beyond its end", 2, 13, "ESP", "2.generation"),
        ("of the second, at its end", 2, 12, "ESP", "2.generation"),
        ("of the third, where it begins", 3, 12, "ESP", "good"),
        ("of the third, longer", 3, 40, "ESP", "good"),
        ("of the third, before it begins", 3, 11, "ESP old", "2.head"),
        ("of the third, by the old key", 3, 12, "ESP old", "2.head"),
        ("of a fourth", 4, 12, "ESP", "2.head"),
    ):
        head = sign_head(Checkpoint(origin("fwk", "ESP", number), size, root), key_of(signer))
        yield "2.generation", title, why, "generation", {"note": note, "head": head}, expected


def _thefts() -> Made:
    """Give log keys that were stolen, and which entries are not certain by it (protocol 12.26)."""
    value = manifest(("ESP", "MAR"), (FRAMEWORK,))
    recovery, since = key_of("ESP recovery"), "2026-06-01T00:00:00Z"
    value["parties"]["ESP"]["recovery"] = b64(public_bytes(recovery))

    def note(number: int, *log: Json) -> str:
        party = {**value["parties"]["ESP"], "log": log}
        changed = {**value, "version": number, "parties": {**value["parties"], "ESP": party}}
        return sign_note(manifest_text(changed), f"{origin('fwk', 'ESP')}/recovery", recovery)

    (old,) = value["parties"]["ESP"]["log"]
    ended, new = {**old, "to": 10}, {**old, "key": b64(bytes(32)), "from": 11}
    told = note(2, {**ended, "stolen_since": since}, new)
    why = "A key is stolen since a moment; only what all others had covered before is certain; no verdict changes."
    before, after = "2026-05-31T23:59:59Z", since
    for title, seq, time, covered, expected in (
        ("covered before", 9, before, [before], "certain"),
        ("covered at that moment", 9, before, [after], f"not certain since {since}"),
        ("not covered", 9, before, [None], f"not certain since {since}"),
        ("covered by one of two", 9, before, [before, None], f"not certain since {since}"),
        ("a later time, covered before", 9, after, [before], "certain"),
        ("under the next key", 10, after, [None], "certain"),
        ("nobody else, stated before", 0, before, [], "certain"),
        ("nobody else, stated after", 0, after, [], f"not certain since {since}"),
    ):
        given = {"note": told, "party": "ESP", "seq": seq, "time": time, "covered": covered}
        yield "12.26", title, why, "certainty", given, expected
    why = (
        "A theft is told by its party alone with the key that it ends; what is otherwise is no manifest, or is for all."
    )
    first = note(1, old)
    for title, text, earlier, expected in (
        ("a key stolen and ended, by its party", told, first, "good"),
        ("a key stolen and not ended", note(2, {**old, "stolen_since": since}), first, "9.manifest"),
        ("a key stolen on a day", note(2, {**ended, "stolen_since": "2026-06-01"}, new), first, "9.manifest"),
        ("a theft found to be older", note(3, {**ended, "stolen_since": before}, new), told, "good"),
        ("a theft taken back by its party", note(3, ended, new), told, "9.manifest"),
        (
            "a theft made later by its party",
            note(3, {**ended, "stolen_since": "2026-06-01T00:00:01Z"}, new),
            told,
            "9.manifest",
        ),
    ):
        yield "9.manifest", title, why, "manifest", {"note": text, "before": earlier}, expected


def _files() -> Made:
    """Give files as they come in the exchange (protocol 12.15)."""
    calendar: dict[str, Any] = {
        "name": "here", "offsets": [{"from": "2020-01-01T00:00:00Z", "seconds": 3600}], "weekend": [5, 6],
        "holidays": ["2026-07-30"],
    }  # fmt: skip
    good = without_labels(write_procedure(desk()))
    each = desk(each=True)
    undoing = replace(each, acts=(*each.acts, Act(name="undo", label="undo", by={EACH: ("court",)}, clears=("ready",))))
    why = "A file has the digest it is called by, and is a calendar, or a procedure that the loader lets pass."
    for title, value, name, expected in (
        ("a calendar", calendar, None, "good"),
        ("a procedure", good, None, "good"),
        ("another digest", calendar, digest(good), "8.file"),
        ("a week without a working day", {**calendar, "weekend": list(range(7))}, None, "8.file"),
        ("an offset of two days", {**calendar, "offsets": [{"from": "2020-01-01T00:00:00Z", "seconds": 172_800}]},
         None, "8.file"),
        ("a holiday that is not", {**calendar, "holidays": ["2026-02-30"]}, None, "8.file"),
        ("neither", {"name": "here"}, None, "8.file"),
        ("a procedure that does not load", without_labels(write_procedure(undoing)), None, "8.file"),
        ("a procedure with a key that is not known", {**good, "more": 1}, None, "8.file"),
    ):  # fmt: skip
        given = {"name": name or digest(value), "file": b64(canonical(value))}
        yield "8.file", title, why, "file", given, expected


# Sealing takes chance: this was sealed once, to a key that everybody knows, and is opened ever since (protocol 7.1).
KNOWN_KEY: Final = "AGE-SECRET-KEY-1DRDG8UJMFETEETYZWV9D83PUSMU30S7K9MWA9V7FDRFUUDU3KLUQE596ZF"
OTHER_KEY: Final = "AGE-SECRET-KEY-1FP0PYPWCQV5PRRYZ5QWW24DR7HJAT23U6P62PAN7ZK0A93QM5MJS5ELJ5C"
SEALED: Final = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSArVHN2NkZwMzRrTVRoTjhzWFVJRDVXZ3NyVlo0ME9PUnZhTmNWQXMvNlhjCkI5MUdhNXds"
    "N2laeHNWV0x6U0x2OFVGT2hsd2ZtVjBLR2pLTUxPNU5oOXMKLT4gLi1gSnpfSy1ncmVhc2UgRmlAdHd5REAgJncgPApKMjBvWXA0V1M5MAotLS0g"
    "c05GcWZTMndKMktHbW9OM1JFRHR3aW1LNW43aXhIVzkxOE5IQVdxNUlMVQpgzTs301GSVy304YIIkPz4Z5drIAHZBgOwwMO0m/irh7LqesRd11Jl"
    "0LlMgZhcIKhhDOMy8zyihBUuBffwRSeVV0qSPOQvaQ=="
)


def _blobs() -> Made:
    """Give a blob held against its commitment, at its place and at others."""
    good: Json = {
        "place": ["mar-esp", "ESP", 17, "report", 0], "plaintext": '"heard"', "keys": [KNOWN_KEY], "blob": SEALED,
        "commit": "WBRtlfHewMP2UzdZMFVnruJctuKz37mq60zPvj+7mRE=",
    }  # fmt: skip
    flipped = bytearray(unb64(SEALED))
    flipped[-1] ^= 1
    why = "A blob opens by a key of a reader, to salt and words that were committed to at just this place."
    for title, more, expected in (
        ("good", {}, "good"),
        ("of another entry", {"place": ["mar-esp", "ESP", 18, "report", 0]}, "8.blob"),
        ("of another field", {"place": ["mar-esp", "ESP", 17, "reason", 0]}, "8.blob"),
        ("of another party", {"place": ["mar-esp", "MAR", 17, "report", 0]}, "8.blob"),
        ("of another framework", {"place": ["mar-nld", "ESP", 17, "report", 0]}, "8.blob"),
        ("of another piece", {"place": ["mar-esp", "ESP", 17, "report", 1]}, "8.blob"),
        ("with its last bit flipped", {"blob": b64(bytes(flipped))}, "8.blob"),
        ("for another key", {"keys": [OTHER_KEY]}, "8.blob"),
        ("for no key", {"keys": []}, "8.blob"),
        ("another commitment", {"commit": b64(bytes(32))}, "8.blob"),
        ("cut short", {"blob": b64(unb64(SEALED)[:-1])}, "8.blob"),
    ):
        yield "8.blob", title, why, "blob", {**good, **more}, expected


def _urgents() -> Made:
    """Give entries ahead of their turn: what protects, and of a log no more than are kept (protocol 12.19)."""
    good: Json = {"at": ["ESP", 41_000], "entry": "a stop", "protective": ["a stop"], "kept": 0}
    why = "Ahead of its turn comes only what protects, and of one log at most a thousand entries are known so."
    for title, more, expected in (
        ("a stop", {}, "good"),
        ("the last that is kept", {"kept": 999}, "good"),
        ("one more than is kept", {"kept": 1_000}, "8.urgent"),
        ("many more than are kept", {"kept": 40_000}, "8.urgent"),
        ("a report", {"entry": "a report"}, "8.urgent"),
        ("an acknowledgement", {"entry": "an ack"}, "8.urgent"),
        ("where nothing protects", {"protective": []}, "8.urgent"),
    ):
        yield "8.urgent", title, why, "urgent", {**good, **more}, expected


def _procedures() -> Made:
    """Give procedures that the loader refuses for what crosses (protocol 4.8)."""
    good = desk()
    why = (
        "What an act of one side needs, no act of another side takes away unless it protects or concludes a joint act."
    )

    def more(*acts: Act) -> Procedure:
        return replace(good, acts=(*good.acts, *acts))

    def act(name: str, side: str, **parts: Any) -> Act:
        return Act(name=name, label=name, by={side: ("court",)}, **parts)

    for title, procedure, expected in (
        ("good", good, "good"),
        (
            "a fact cleared",
            more(act("need", "origin", needs=Fact("reviewed")), act("take", "host", clears=("reviewed",))),
            "rules.E034",
        ),
        ("a fact set", more(act("need", "origin", needs=~Fact("reviewed"))), "rules.E034"),
        (
            "an item added",
            more(act("need", "origin", needs=Every("paper", Fact("checked"))), act("add", "host", adds="paper")),
            "rules.E034",
        ),
        ("a period started", more(act("need", "origin", needs=Over("appeal"))), "rules.E034"),
        (
            "a period ended",
            more(act("need", "origin", needs=Over("silence")), act("end", "host", ends=("silence",))),
            "rules.E034",
        ),
        ("a figure assigned", more(act("need", "origin", needs=_few())), "rules.E034"),
        (
            "by an item's fact",
            more(
                act("need", "origin", item="paper", needs=~Fact("checked")),
                act("take", "host", item="paper", sets=("checked",)),
            ),
            "rules.E034",
        ),
    ):
        yield (
            "4.8-stability",
            title,
            why,
            "procedure",
            {"procedure": write_procedure(procedure), "outer": write_procedure(OUTER)},
            expected,
        )


def _few() -> Any:
    return next(each.needs for each in desk().acts if each.name == "use")


def _acks() -> Made:
    why = "An ack is owed for entries other than acks that no own entry covers: one for all; an ack owes nothing."
    for title, seen, acts, expected in (
        ("nothing new", {"MAR": 2}, {"ESP": [], "MAR": ["open", "halt"]}, "nothing owed"),
        ("one act", {"MAR": 1}, {"ESP": [], "MAR": ["open", "halt"]}, "owed"),
        ("an act and an ack", {"MAR": 0}, {"ESP": [], "MAR": ["open", "ack"]}, "owed"),
        ("one ack", {"MAR": 1}, {"ESP": [], "MAR": ["open", "ack"]}, "nothing owed"),
        ("acks alone", {"MAR": 0}, {"ESP": ["open"], "MAR": ["ack", "ack", "ack"]}, "nothing owed"),
        ("an ack of an ack", {"MAR": 1}, {"ESP": ["open", "ack"], "MAR": ["ack", "ack"]}, "nothing owed"),
        ("acks of two", {"MAR": 1, "NLD": 0}, {"ESP": [], "MAR": ["halt", "ack"], "NLD": ["ack"]}, "nothing owed"),
        ("an act of a third", {"MAR": 1, "NLD": 0}, {"ESP": [], "MAR": ["halt", "ack"], "NLD": ["halt"]}, "owed"),
        ("an ack since, unseen", {"MAR": 3}, {"ESP": ["open"], "MAR": ["halt", "ack", "halt", "ack"]}, "nothing owed"),
    ):
        yield "3.4-ack", title, why, "ack", {"party": "ESP", "seen": seen, "acts": acts}, expected


def vectors() -> Iterator[tuple[str, str, Json]]:
    """Give each vector with what it is about and its title."""
    for made in (
        _heads,
        _proofs,
        _histories,
        _messages,
        _days,
        _requests,
        _manifests,
        _thefts,
        _files,
        _generations,
        _blobs,
        _urgents,
        _procedures,
        _acks,
    ):
        for about, title, why, kind, given, expected in made():
            vector = {"about": about, "why": why, "kind": kind, "input": given, "expected": expected}
            found = judged(kind, orjson.loads(orjson.dumps(vector))["input"])
            assert found == expected, f"{about}, {title}: {found}, expected {expected}"
            yield about, title, vector


__all__ = ["judged", "vectors"]
