"""The node that sends in `jisr bench exchange`: filled with what was made, then serving on one core of its own."""

import gc
import sys
from pathlib import Path

import orjson

from jisr.base import unb64
from jisr.cli.bench.ingest import write_made
from jisr.cli.bench.making import ESP, FRAMEWORK, MAR
from jisr.cli.entering import enter
from jisr.node.home import load_home


def fill(made: Path, mar: Path) -> int:
    """Write both logs as Spain's node would hold them, each under a head; give how many entries there are."""
    from django.db import connection

    from jisr.log import Checkpoint, origin, sign_head
    from jisr.node import models
    from jisr.node.services.messages import own_head
    from jisr.node.tiles import root_of

    with connection.cursor() as cursor:
        # What is made for a measurement need not survive the machine.
        cursor.execute("PRAGMA synchronous=OFF")
    total = 0
    for file in sorted(made.glob("*.message")):
        mine = [unb64(each) for each in orjson.loads(file.read_bytes())["logs"]["ESP"]["entries"]]
        theirs = [unb64(each) for each in orjson.loads(file.with_suffix(".own").read_bytes())]
        for party, raws in ((MAR, theirs), (ESP, mine)):
            write_made(party, raws)
            total += len(raws)
        gc.collect()
    log = models.Log.objects.get(framework=FRAMEWORK, party=MAR)
    point = Checkpoint(origin(FRAMEWORK, MAR), log.size, root_of(log, log.size))
    log.head, log.head_size = sign_head(point, load_home(mar).key("log")), log.size
    log.save(update_fields=["head", "head_size"])
    own_head(FRAMEWORK)
    return total


def main() -> None:
    """Fill the node, say how many entries it has, then serve: made, Morocco's home, note, port, core."""
    made, mar, note, port, core = sys.argv[1:]
    enter(None)
    from jisr.node.services.frameworks import found_framework

    found_framework(Path(note).read_text("utf-8"))
    total = fill(Path(made), Path(mar))
    sys.stdout.write(f"{total}\n")
    sys.stdout.flush()
    serve(int(port), int(core))


def serve(port: int, core: int) -> None:
    """Answer on this port, on this core."""
    import os

    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from waitress import serve as answer

    connection.close()
    os.sched_setaffinity(0, {core})
    application = get_wsgi_application()
    answer(application, host="127.0.0.1", port=port, threads=2, _quiet=True)


if __name__ == "__main__":
    main()
