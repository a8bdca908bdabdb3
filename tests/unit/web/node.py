"""What a node of these tests does: found, act, make and open pouches. Django stands when this is read."""

import base64
from collections.abc import Mapping
from typing import Any

from jisr.node import models
from jisr.node.agreements import compiled_of
from jisr.node.services.acts import Wish, perform_act
from jisr.node.services.desk import describe_all
from jisr.node.services.exchange import make_pouch, open_pouch
from jisr.node.services.frameworks import found_framework
from jisr.rules import procedure_digest
from tests.unit.web.relay import RIDDLE, texts

FRAMEWORK = "mar-esp"


def found(note: str, party: str, officers: Mapping[str, Any]) -> None:
    """Found the framework, and declare an authority for each officer."""
    found_framework(note, texts(party))
    if party == "MAR":
        lose(procedure_digest(RIDDLE))
    code = party.lower()
    founder = models.Officer.objects.create(username=f"{code}.founder")
    models.Posting.objects.create(officer=founder, framework_id=FRAMEWORK, authority=f"{code}.founding")
    for name, (authority, mandate) in officers.items():
        officer = models.Officer.objects.create(username=name, name=f"Officer {name}")
        if authority is None:
            continue
        models.Posting.objects.create(officer=officer, framework_id=FRAMEWORK, authority=authority)
        fields = {"code": authority, "mandates": [mandate]}
        wish = Wish(framework=FRAMEWORK, dossier="framework", act="declare_authority", fields=fields)  # type: ignore[arg-type]
        perform_act(wish, officer=founder, authority=f"{code}.founding", mandate="founding")


def lose(text: str) -> None:
    """Lose a text that was read: this process goes on by it, and cannot send it to who lacks it."""
    assert compiled_of(text) is not None
    models.Text.objects.filter(pk=text).delete()


def act(
    dossier: str | None,
    act: str,
    fields: Mapping[str, Any] | None = None,
    item: str | None = None,
    procedure: str | None = None,
    name: str = "mar.chair",
    authority: str = "mar.interior",
    mandate: str = "co_chair",
    sides: Mapping[str, str] | None = None,
) -> str:
    """Do an act; give its number."""
    wish = Wish(
        framework=FRAMEWORK,  # type: ignore[arg-type]
        dossier=dossier,  # type: ignore[arg-type]
        act=act,
        fields=fields or {},
        item=item,
        procedure=procedure,
        sides=sides,
    )
    officer = models.Officer.objects.get(username=name)
    return str(perform_act(wish, officer=officer, authority=authority, mandate=mandate))


def pouch(party: str) -> str:
    """Make a pouch for a peer."""
    return base64.b64encode(make_pouch(FRAMEWORK, party)).decode("ascii")  # type: ignore[arg-type]


def open_pouch_of(raw: str) -> None:
    """Take a pouch in, and describe what came, as the worker does beside a node's pages."""
    receipt = open_pouch(base64.b64decode(raw))
    assert not receipt.refused
    describe_all(FRAMEWORK)  # type: ignore[arg-type]
