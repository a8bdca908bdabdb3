"""Making the demo's nodes and founding its frameworks: keys, manifest, signatures, authorities."""

from collections.abc import Mapping
from pathlib import Path

from jisr.base import Json
from jisr.cli.demo.cast import FRAMEWORKS, NAMES, PARTIES, PASSWORD, POSTS, address, founding, listen
from jisr.cli.demo.processes import NodeProcess
from jisr.node.founding import draft_stock, party_entry, sign_manifest
from jisr.node.home import Home, make_home


def make_homes(place: Path, *, first_port: int) -> dict[str, Home]:
    """Make the nodes' homes with new keys."""
    return {
        party: make_home(
            place / party.lower(),
            party=party,
            address=address(party, first_port),
            listen=listen(party, first_port),
            name=f"{NAMES[party]} (demo)",
            is_demo=True,
        )
        for party in PARTIES
    }


def found(homes: Mapping[str, Home], nodes: Mapping[str, NodeProcess]) -> None:
    """Let every party sign the manifests, found the frameworks in each node, and declare authorities."""
    hashed = _make_databases(nodes)
    notes = {code: signed_manifest(code, [homes[party] for party in parties]) for code, parties in FRAMEWORKS.items()}
    for node in nodes.values():
        node.send({"do": "defer"})
    for node in nodes.values():
        node.receive()
    for party, node in nodes.items():
        node.send(
            {
                "do": "prepare",
                "notes": [notes[code] for code, parties in FRAMEWORKS.items() if party in parties],
                "founding": founding(party),
                "hashed": hashed,
                "posts": [
                    {"username": p.username, "title": p.title, "authority": p.authority, "mandate": p.mandate}
                    for p in POSTS[party]
                ],
            }
        )
    for node in nodes.values():
        node.receive()


def _make_databases(nodes: Mapping[str, NodeProcess]) -> str:
    """Make an empty database in one node, and take it into the others; hash the officers' password meanwhile."""
    maker, *others = nodes.values()
    maker.send({"do": "make_database"})
    others[0].send({"do": "hash", "password": PASSWORD})
    database, hashed = maker.receive(), str(others[0].receive())
    for node in others:
        node.send({"do": "take_database", "database": database})
    for node in others:
        node.receive()
    return hashed


def signed_manifest(framework: str, homes: list[Home], *, entries_a_day: int | None = None) -> str:
    """Draft version 1 with the stock procedures and let every party sign it."""
    entries: dict[str, Json] = {home.party: party_entry(home, founding=founding(home.party)) for home in homes}
    text = draft_stock(framework, entries, entries_a_day=entries_a_day)
    return text + "\n" + "".join(sign_manifest(text, framework, home) for home in homes)
