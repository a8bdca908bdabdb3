"""Two nodes with a procedure about a person between them, and a guardian on one side."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jisr.base import FrameworkId, Party, Seq
from jisr.cli.demo.founding import founding
from jisr.manifest import manifest_text
from jisr.node.founding import draft_stock, party_entry, sign_manifest
from jisr.node.home import Home, make_home
from jisr.node.rest_keys import Act, keys_here
from jisr.rules import procedure_digest
from jisr.seal import Place, unwrap
from tests.nodes.nodes import FRAMEWORK, PARTIES, Child, Node, free_port, open_pair
from tests.nodes.started import ENVIRONMENT, SHIPPED
from tests.welfare import WELFARE, shipped

POSTS = {"ESP": ("guardian", "protection"), "MAR": ("protection",)}
SECRET = "Yūsuf, who fears his uncle"


@contextmanager
def shipping() -> Iterator[None]:
    """Let the procedure be shipped here and in every process that is started."""
    ENVIRONMENT[SHIPPED] = "tests.welfare"
    try:
        with shipped():
            yield
    finally:
        del ENVIRONMENT[SHIPPED]


@dataclass
class Sealing:
    """Two nodes: Spain is the host, Morocco the state of origin."""

    esp: Node
    mar: Node
    folder: Path

    def copy(self, folder: Path) -> "Sealing":
        """Copy both, to ports of their own."""
        pair = open_pair(self.folder, "").copy(folder)
        return Sealing(pair.esp, pair.mar, folder)

    def twin(self, folder: Path) -> "Sealing":
        """Copy both as they are, to go on from before anybody serves."""
        for party in PARTIES:
            shutil.copytree(self.folder / party.lower(), folder / party.lower())
        pair = open_pair(folder, "")
        return Sealing(pair.esp, pair.mar, folder)

    def carry(self, *, rounds: int = 2) -> None:
        """Carry pouches in both directions."""
        for _ in range(rounds):
            self.esp.pouch_to(self.mar, self.folder / "to-mar.pouch")
            self.mar.pouch_to(self.esp, self.folder / "to-esp.pouch")


def found_sealing(folder: Path, urls: Mapping[str, str] | None = None) -> Sealing:
    """Found two nodes with authorities that have keys."""
    urls = urls or {}
    found_nodes(folder, PARTIES, urls)
    pair = open_pair(folder, "")
    pair.esp.database_url, pair.mar.database_url = urls.get("ESP", ""), urls.get("MAR", "")
    found = Sealing(pair.esp, pair.mar, folder)
    found.carry()
    return found


def found_nodes(folder: Path, parties: Sequence[str], urls: Mapping[str, str]) -> dict[str, Node]:
    """Found the nodes of some parties; those that have posts in the procedure have authorities with keys."""
    homes = {
        p: make_home(
            folder / p.lower(),
            party=p,
            address=f"http://127.0.0.1:{free_port()}",
            listen="127.0.0.1:0",
            name=p,
            is_demo=True,
        )
        for p in parties
    }
    note = signed_with_welfare(list(homes.values()))
    for party, home in homes.items():
        child, code = Child(home, urls.get(party, "")), party.lower()
        posts = [
            {"username": f"{code}.{each}", "title": each, "authority": f"{code}.{each}", "mandate": each}
            for each in POSTS.get(party, ())
        ]
        child.ask(do="prepare", notes=[note], founding=f"{code}.founding", posts=posts)
        child.stop()
    return {party: Node(home, urls.get(party, "")) for party, home in homes.items()}


def signed_with_welfare(homes: Sequence[Home]) -> str:
    """Let all parties sign a manifest with the procedure in force, however many they are."""
    entries: dict[str, Any] = {home.party: party_entry(home, founding=founding(home.party)) for home in homes}
    value = json.loads(draft_stock(FRAMEWORK, entries))
    value["procedures"][WELFARE.id] = procedure_digest(WELFARE)
    text = manifest_text(value)
    return text + "\n" + "".join(sign_manifest(text, FRAMEWORK, home) for home in homes)


def seal_act(node: Node, dossier: str, act: str, *more: str, sealed: Mapping[str, str], **how: Any) -> Any:
    """Do an act with sealed fields from files; give what the command says."""
    mandate = how.pop("mandate", "protection")
    given: list[str] = []
    for name, text in sealed.items():
        file = node.home.path.parent / f"{node.party}-{name}.txt"
        file.write_text(text + "\n", "utf-8")
        given += ["--sealed", f"{name}=@{file}"]
    officer = f"{node.party.lower()}.{mandate}"
    said = node.jisr("act", FRAMEWORK, dossier, act, "--officer", officer, *given, *more, "--json", **how)
    return said.value


def open_file(node: Node, name: str = SECRET) -> str:
    """Open a file of a person on the host's node; give its number."""
    told = ("-f", "kind=plain", "--procedure", "welfare/1", "--side", "host=ESP", "--side", "origin=MAR")
    return str(seal_act(node, "-", "open_file", *told, sealed={"name": name})["dossier"])


def entry_of(node: Node, number: str) -> dict[str, Any]:
    """Give an entry as it was written."""
    party, seq = number.split(".")
    rows = node.rows(
        "SELECT raw FROM entry JOIN log ON log.id = log_id"
        f" WHERE framework_id = '{FRAMEWORK}' AND party = '{party}' AND seq = {seq}"
    )
    value: dict[str, Any] = json.loads(rows[0][0])
    return value


def pieces(node: Node) -> list[tuple[Any, ...]]:
    """Give what a node has of sealed pieces: whose, which field, whether their blob is here, what was told."""
    return node.rows(
        "SELECT party, seq, field, content IS NOT NULL, told, owed FROM sealed JOIN log ON log.id = log_id"
        " ORDER BY party, seq, field"
    )


def kept_of(node: Node, entry: str, field: str) -> bytes | None:
    """Give what a node has of a sealed piece, as it lies on the disk."""
    party, seq = entry.split(".")
    rows = node.rows(
        "SELECT content FROM sealed JOIN log ON log.id = log_id"
        f" WHERE party = '{party}' AND seq = {seq} AND field = '{field}'"
    )
    return None if rows[0][0] is None else bytes(rows[0][0])


def key_of(node: Node, entry: str) -> bytes | None:
    """Give the key by which a node has wrapped what an act seals."""
    party, seq = entry.split(".")
    found = keys_here(node.home).get(Act(FRAMEWORK, party, int(seq)))
    return None if found is None else found.key


def blob_of(node: Node, entry: str, field: str) -> bytes:
    """Give the blob of a sealed piece as it travels."""
    kept, key = kept_of(node, entry, field), key_of(node, entry)
    assert kept is not None and key is not None
    party, seq = entry.split(".")
    place = Place(framework=FrameworkId(FRAMEWORK), party=Party(party), seq=Seq(int(seq)), field=field)
    return unwrap(place, kept, key=key)


def is_anywhere(folder: Path, text: str) -> bool:
    """Say whether a text stands anywhere in a folder's files."""
    found = subprocess.run(["grep", "-rlaF", text, str(folder)], capture_output=True, text=True)
    return found.returncode == 0
