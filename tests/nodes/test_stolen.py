"""A log key found stolen since a moment (protocol 12.26): what is certain, who is told, what a thief can still do."""

import json
import subprocess
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from jisr.base import Instant, b64, format_instant
from jisr.log import public_bytes
from tests.nodes.nodes import FRAMEWORK, Child, Node, Pair
from tests.nodes.sender import Sender
from tests.nodes.test_agreements import written
from tests.nodes.test_equivocation import pouch
from tests.strategies.court import SCRIPT


def uncertain(node: Node, dossier: str) -> dict[str, str]:
    """Give the acts of a dossier that are not certain, as a node says."""
    acts = node.jisr("dossier", "show", f"{FRAMEWORK}/{dossier}", "--json").value["acts"]
    return {f"{each['party']}.{each['seq']}": each["uncertain_since"] for each in acts if each["uncertain_since"]}


def acts_of(node: Node, dossier: str, party: str) -> list[dict[str, Any]]:
    acts = node.jisr("dossier", "show", f"{FRAMEWORK}/{dossier}", "--json").value["acts"]
    return [each for each in acts if each["party"] == party]


def now() -> str:
    """Give a moment after all that was stated, and before all that will be."""
    time.sleep(1.1)
    found = format_instant(Instant(int(time.time())))
    time.sleep(1.1)
    return found


def replace_key(pair: Pair, since: str) -> Ed25519PrivateKey:
    """Let Spain say that its log key was stolen, by its recovery key alone, and put the new one in its place."""
    old, new = pair.esp.home.key("log"), Ed25519PrivateKey.generate()
    said = ("framework", "replace-log-key", FRAMEWORK, "--key", b64(public_bytes(new)), "--stolen-since", since)
    text = pair.esp.jisr(*said).out
    file = written(pair.folder, "v2.txt", text)
    note = written(pair.folder, "v2.note", text + "\n" + pair.esp.jisr("framework", "sign", file).out)
    pair.esp.jisr("framework", "take", note)
    private = new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (pair.esp.home.path / "keys" / "log.pem").write_bytes(private)
    return old


def test_what_all_had_acknowledged_before_is_certain_and_nothing_else(pair: Pair) -> None:
    early = pair.esp.raise_item(pair.session, "before the theft")
    pair.exchange()
    since = now()
    seen = pair.esp.raise_item(pair.session, "acknowledged after it")
    pair.exchange()
    unseen = pair.esp.raise_item(pair.session, "not acknowledged yet")
    pair.esp.pouch_to(pair.mar, pair.folder / "one-way.pouch")
    unsigned = pair.esp.raise_item(pair.session, "signed by no key yet")
    before = acts_of(pair.esp, pair.session, "ESP")
    replace_key(pair, since)
    pair.exchange()
    later = pair.esp.raise_item(pair.session, "under the new key")
    pair.exchange()
    for node in (pair.esp, pair.mar):
        found = uncertain(node, pair.session)
        assert found == {seen: since, unseen: since} and early not in found
        assert not {unsigned, later} & found.keys(), "the new key signs for these"
        checked = node.jisr("verify", "--json").value
        assert checked["violations"] == [] and checked["checked"]["acts not certain"] >= 2
        # No verdict and nothing final has changed.
        stood = [(each["seq"], each["standing"]) for each in acts_of(node, pair.session, "ESP")]
        assert stood[: len(before)] == [(each["seq"], each["standing"]) for each in before]
    court(pair, {seen, unseen}, since)


def court(pair: Pair, doubted: set[str], since: str) -> None:
    """A court sees it in the bundle, by the command and by the script alone."""
    place = pair.folder / "bundle.zip"
    officer = pair.mar.rows("SELECT username FROM officer WHERE username LIKE 'mar.co%'")[0][0]
    told = ("dossier", "bundle", f"{FRAMEWORK}/{pair.session}", "--output", str(place), "--officer", officer)
    pair.mar.jisr(*told)
    said = pair.mar.jisr("verify", "--bundle", str(place), "--json", code=3).value
    assert said["holds"] and doubted <= said["uncertain"].keys() and set(said["uncertain"].values()) == {since}
    assert "NOT CERTAIN" in pair.mar.jisr("verify", "--bundle", str(place), code=3).err
    done = subprocess.run(["python3", "-I", "-S", str(SCRIPT), str(place)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 3
    assert all(f"NOT CERTAIN, by a stolen key: {each}: " in done.stdout for each in doubted) and since in done.stdout


def test_the_thief_adds_nothing_and_shows_himself(pair: Pair) -> None:
    pair.exchange()
    old = replace_key(pair, format_instant(Instant(int(time.time()))))
    pair.exchange()
    size = pair.mar.size("ESP")
    entries = Sender(pair).entries()
    assert len(entries) == size
    mar = Child(pair.mar.home)
    forged = json.loads(entries[-1]) | {"seq": size}
    raw = json.dumps(forged, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    said = mar.open(pouch(pair, [*entries, raw], old))
    assert [each["rule"] for each in said["refused"]] == ["2.head"], "the key has ended"
    assert pair.mar.size("ESP") == size and pair.mar.rows("SELECT is_cut_off FROM log WHERE party = 'ESP'") == [(0,)]
    # What the key did sign it can sign twice: then two heads show it, and people have to settle it.
    said = mar.open(pouch(pair, [*entries[:-1], entries[-1] + b" "], old))
    assert [each["rule"] for each in said["refused"]] == ["2.equivocation"]
    mar.stop()


def test_nobody_else_says_so_and_what_is_amiss_is_named(pair: Pair) -> None:
    """Neither another party, nor by another key than the one for recovery; and no version is printed for a bad date."""
    key = b64(public_bytes(Ed25519PrivateKey.generate()))
    named = ("framework", "replace-log-key", FRAMEWORK)
    said = pair.esp.jisr(*named, "--key", key, "--stolen-since", "yesterday", code=1)
    assert "MalformedManifest" in said.err and said.out == ""
    assert "MalformedManifest" in pair.esp.jisr(*named, "--key", "AAAA", code=1).err
    text = pair.esp.jisr(*named, "--key", key, "--stolen-since", "2026-01-01T00:00:00Z").out
    file = written(pair.folder, "v2.txt", text)
    note = written(pair.folder, "v2.note", text + "\n" + pair.mar.jisr("framework", "sign", file).out)
    assert "ManifestUnsigned" in pair.mar.jisr("framework", "take", note, code=1).err
    assert uncertain(pair.mar, pair.session) == {}
