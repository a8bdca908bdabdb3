"""`jisr witness serve` with a clock that a test can set: `python -m tests.nodes.witness FOLDER`.

FOLDER/offset holds by how many seconds it stands from the machine's.
"""

import sys
import time
from pathlib import Path

from jisr.base.limits import SUBMISSION_BYTES_MAX
from jisr.cli.serving import open_server
from jisr.witness import Door, Witness, load_place


def serve(folder: Path) -> None:
    """Serve until it is killed."""
    place, offset = load_place(folder), folder / "offset"

    def clock() -> float:
        return time.time() + (int(offset.read_text()) if offset.exists() else 0)

    door = Door(Witness(place.name, place.key, place.book, clock))
    open_server(door, place.listen, body_bytes_max=SUBMISSION_BYTES_MAX + 1).run()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
