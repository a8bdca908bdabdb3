"""Making the demo's nodes and founding its frameworks: keys, manifest, signatures, authorities."""

from collections.abc import Mapping
from pathlib import Path

from jisr.base import Json
from jisr.cli.demo.cast import FRAMEWORKS, NAMES, PARTIES, POSTS, address, administrators, founding, listen
from jisr.cli.demo.processes import NodeProcess
from jisr.node.founding import draft_stock, party_entry, sign_manifest
from jisr.node.home import Home, make_home
from jisr.node.public import PublicFace


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
            # Invented officers have no operator: visitors are told which groups there are, and that nobody is named.
            public=PublicFace(frameworks=tuple(code for code, members in FRAMEWORKS.items() if party in members)),
        )
        for party in PARTIES
    }


def found(homes: Mapping[str, Home], nodes: Mapping[str, NodeProcess]) -> None:
    """Let every party sign the manifests, found the frameworks in each node, and declare authorities.

    No node is waited for: what comes next is told to each at once, and who has less to found goes on alone.
    """
    for node in nodes.values():
        node.send({"do": "defer"}, is_asked=False)
    # Meanwhile the nodes make themselves ready.
    notes = {code: signed_manifest(code, [homes[party] for party in parties]) for code, parties in FRAMEWORKS.items()}
    for party, node in nodes.items():
        node.send(
            {
                "do": "prepare",
                "notes": [notes[code] for code, parties in FRAMEWORKS.items() if party in parties],
                "founding": founding(party),
                "administrators": administrators(party),
                "posts": [
                    {"username": p.username, "title": p.title, "authority": p.authority, "mandate": p.mandate}
                    for p in POSTS[party]
                ],
            },
            is_asked=False,
        )


def signed_manifest(framework: str, homes: list[Home], *, entries_a_day: int | None = None) -> str:
    """Draft version 1 with the stock procedures and let every party sign it."""
    entries: dict[str, Json] = {home.party: party_entry(home, founding=founding(home.party)) for home in homes}
    text = draft_stock(framework, entries, entries_a_day=entries_a_day)
    return text + "\n" + "".join(sign_manifest(text, framework, home) for home in homes)
