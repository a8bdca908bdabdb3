"""Letting a demo that is there listen on other ports: its nodes find each other by routes."""

from collections.abc import Mapping
from dataclasses import replace

from jisr.cli.demo.cast import PARTIES, address, listen
from jisr.node.home import Home, write_settings


def move_homes(homes: Mapping[str, Home], *, first_port: int) -> dict[str, Home]:
    """Give the homes as they listen from a first port on; what they have already is not written again."""
    return {party: _moved(home, first_port) for party, home in homes.items()}


def _moved(home: Home, first_port: int) -> Home:
    moved = replace(
        home,
        address=address(home.party, first_port),
        listen=listen(home.party, first_port),
        # The manifests that all parties signed keep the first addresses.
        routes={party: address(party, first_port) for party in PARTIES if party != home.party},
    )
    if moved.listen == home.listen:
        return home
    write_settings(moved)
    return moved
