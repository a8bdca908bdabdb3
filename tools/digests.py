"""The digests of the procedures that jisr ships, as they stand in `node/stock.json`: `make digests`."""

import json

from jisr.node.stock import WRITTEN
from jisr.procedures import PROCEDURES
from jisr.rules import procedure_digest


def digests() -> str:
    """Work them out, and write them as they are to stand there."""
    return json.dumps({name: procedure_digest(each) for name, each in sorted(PROCEDURES.items())}, indent=1) + "\n"


if __name__ == "__main__":
    WRITTEN.write_text(digests(), "utf-8")
