"""A node of the scene: it ships the scene's procedures, and writes what a faulty node would."""

import os
from typing import Any

from jisr.base import DossierId, FrameworkId
from jisr.cli.demo import child
from jisr.node.home import Home
from jisr.procedures import PROCEDURES
from tests.browser import scene

# By its party: Spain's release of jisr lacks one of them.
SHIPPED = {"MAR": (scene.VISIT, scene.RIDDLE), "ESP": (scene.VISIT,)}


def _void(home: Home, order: dict[str, Any]) -> Any:
    """Write an act without asking whether it stands."""
    from jisr.kernel import By, place, write_entry
    from jisr.node.clock import CLOCK
    from jisr.node.services.acts import Wish, compose
    from jisr.node.store import writing

    with writing(FrameworkId(order["framework"])) as held:
        wish = Wish(
            framework=FrameworkId(order["framework"]),
            dossier=DossierId(order["dossier"]),
            act=order["act"],
            fields=order["fields"],
        )
        entry = compose(held, wish, By(order["authority"], order["mandate"], "o-0"), now=CLOCK.now())
        raw = write_entry(entry)
        placed = place(
            raw,
            framework=wish.framework,
            party=home.party,
            parties=held.framework.parties,
            tail=held.tail(home.party),
            logs=held.logs,
            now=CLOCK.now(),
        )
        held.add(raw, placed, home.party)  # type: ignore[arg-type]  # it has a place, for we wrote it
    return str(entry.id)


def _aside(home: Home, order: dict[str, Any]) -> Any:
    """Keep messages aside as if they had come: one held, one refused."""
    from jisr.node import models
    from jisr.node.clock import CLOCK

    for kind, rule in (("held", "2.gap"), ("refused", "2.proof")):
        models.Aside.objects.create(
            framework_id=order["framework"], kind=kind, party=order["from"], seq=999, rule=rule,
            because="as the scene has it", sender=order["from"], at=CLOCK.now(), raw=b"x",
        )  # fmt: skip
    return {}


child._DO |= {"void": _void, "aside": _aside}

if __name__ == "__main__":
    # The party is known before Django is: a home's folder is called after it.
    party = os.path.basename(os.environ["JISR_HOME"]).upper()
    PROCEDURES.update({each.id: each for each in SHIPPED[party]})  # type: ignore[attr-defined]  # a dict, in fact
    child.main()
