"""Spain's domestic framework beside the one that it shares with Morocco: files of care, and transfers linked with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jisr.base import Json
from jisr.node.founding import draft_manifest, party_entry, sign_manifest
from jisr.node.home import Home, load_home, make_home
from jisr.procedures import PROCEDURES
from jisr.rules import Procedure, procedure_digest
from tests.nodes.nodes import FRAMEWORK, PARTIES, Child, Node, Said, free_port
from tests.strategies.linked import CARE, TRANSFER

DOMESTIC = "esp"
RESPITE_HOURS = 48
# Officer, framework, authority, mandate.
POSTS = {
    "ESP": (
        ("ana", DOMESTIC, "esp.care", "care"),
        ("ana", FRAMEWORK, "esp.care", "care"),
        ("pol", DOMESTIC, "esp.police", "police"),
        # Has no post at home.
        ("eva", FRAMEWORK, "esp.other-care", "care"),
    ),
    "MAR": (("omar", FRAMEWORK, "mar.office", "office"),),
}


@dataclass
class Linked:
    """The two nodes."""

    mar: Node
    esp: Node
    folder: Path

    def exchange(self) -> None:
        """Carry pouches in both directions until nothing moves."""
        for _ in range(2):
            self.mar.pouch_to(self.esp, self.folder / "to-esp.pouch")
            self.esp.pouch_to(self.mar, self.folder / "to-mar.pouch")

    def act(
        self, framework: str, dossier: str, act: str, *more: str, officer: str = "ana", code: int | None = 0
    ) -> Said:
        """Do an act by a command in the node of the officer."""
        node = self.mar if officer == "omar" else self.esp
        return node.jisr("act", framework, dossier, act, "--officer", officer, *more, "--json", code=code)

    def open_file(self, *acts: str) -> str:
        """Open a domestic file and do plain acts in it; give its number."""
        file = str(self.act(DOMESTIC, "-", "open_file", "--procedure", CARE.id).value["dossier"])
        for each in acts:
            self.act(DOMESTIC, file, each)
        return file

    def open_transfer(self, file: str, *more: str, code: int | None = 0, officer: str = "ana") -> Said:
        """Open the transfer that is linked with a file."""
        sides = ("--side", "host=ESP", "--side", "origin=MAR", "--linked", f"{DOMESTIC}/{file}")
        return self.act(
            FRAMEWORK, "-", "open_transfer", "--procedure", TRANSFER.id, *sides, *more, code=code, officer=officer
        )

    def transfer(self) -> tuple[str, str]:
        """Give a file and the transfer that is linked with it."""
        file = self.open_file("hear", "screen")
        return file, str(self.open_transfer(file).value["dossier"])


def found_linked(
    folder: Path, urls: Mapping[str, str] | None = None, *, witnesses: Mapping[str, Json] | None = None
) -> Linked:
    """Make the two nodes, found their frameworks, declare authorities; `witnesses` are those of the domestic one."""
    homes = {party: _home(folder, party) for party in PARTIES}
    notes = {
        FRAMEWORK: signed(FRAMEWORK, list(homes.values()), [TRANSFER]),
        DOMESTIC: signed(DOMESTIC, [homes["ESP"]], [CARE], {"ESP": {"respite_time": [respite_time()]}}, witnesses),
    }
    for party, home in homes.items():
        child = Child(home, (urls or {}).get(party, ""))
        child.ask(
            do="found linked",
            notes=[note for code, note in notes.items() if code != DOMESTIC or party == "ESP"],
            posts=POSTS[party],
        )
        child.stop()
    found = open_linked(folder)
    found.mar.database_url, found.esp.database_url = ((urls or {}).get(each, "") for each in PARTIES)
    return found


def _home(folder: Path, party: str) -> Home:
    place = f"127.0.0.1:{free_port()}"
    return make_home(folder / party.lower(), party=party, address=f"http://{place}", listen=place, name=party)


def open_linked(folder: Path) -> Linked:
    """Open the two nodes that are there."""
    mar, esp = (Node(load_home(folder / party.lower())) for party in PARTIES)
    return Linked(mar, esp, folder)


def respite_time() -> Json:
    """Give the value of the time of respite."""
    length: Json = {"n": RESPITE_HOURS, "unit": "hours", "calendar": None}
    return {"from": "2020-01-01", "is": length, "source": "Invented, 2"}


def signed(
    framework: str,
    homes: list[Home],
    procedures: list[Procedure],
    parameters: dict[str, Any] | None = None,
    witnesses: Mapping[str, Json] | None = None,
) -> str:
    """Draft version 1 with some procedures and let every party sign it."""
    named = [next(each for each in PROCEDURES.values() if each.name == "framework"), *procedures]
    text = draft_manifest(
        framework,
        {home.party: party_entry(home, founding=f"{home.party.lower()}.founding") for home in homes},
        framework_procedure=named[0].id,
        procedures={each.id: procedure_digest(each) for each in named},
        parameters=parameters or {},
        calendars={},
        witnesses=witnesses,
    )
    return text + "\n" + "".join(sign_manifest(text, framework, home) for home in homes)
