"""The node that receives in `jisr bench exchange`: it exchanges until it has all, on one core of its own."""

import os
import resource
import sys
import time
from pathlib import Path
from statistics import median

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.cli.bench.figures import MESSAGE_BYTES, verifications_per_second
from jisr.cli.bench.making import ESP, FRAMEWORK
from jisr.cli.entering import enter

KIB = 1024
SIGNED = 5_000
CHECKED = 500


def main() -> None:
    """Exchange, and say as JSON what was measured: note, core."""
    note, core = sys.argv[1:]
    enter(None)
    from jisr.node import models
    from jisr.node.services.exchange import synchronise
    from jisr.node.services.frameworks import found_framework

    if not models.Framework.objects.filter(pk=FRAMEWORK).exists():
        found_framework(Path(note).read_text("utf-8"))
    os.sched_setaffinity(0, {int(core)})
    references = [verifications_per_second()]
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    receipt = synchronise(FRAMEWORK, ESP)
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    references.append(verifications_per_second())
    said = {
        "taken_in": receipt.taken_in,
        "refused": len(receipt.refused),
        "seconds": seconds,
        "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "references": references,
        "of_processor": median(per_processor_second() for _ in range(5)),
        "mib": after.ru_maxrss / KIB,
        "each": each_signed(),
    }
    sys.stdout.write(orjson.dumps(said).decode() + "\n")


def per_processor_second() -> float:
    """Give how many signatures are checked in a second of this process's time, whoever else uses the machine."""
    key, message = Ed25519PrivateKey.generate(), os.urandom(MESSAGE_BYTES)
    signature, public = key.sign(message), key.public_key()
    began = time.process_time()
    for _time in range(CHECKED):
        public.verify(signature, message)
    return CHECKED / (time.process_time() - began)


def each_signed() -> float:
    """Give the seconds that each entry's own signature would take: real entries are signed, and checked one by one."""
    from jisr.node import models

    rows = models.Entry.objects.filter(log__framework=FRAMEWORK, log__party=ESP).order_by("seq")[:SIGNED]
    key = Ed25519PrivateKey.generate()
    public, signed = (
        key.public_key(),
        [(bytes(raw), key.sign(bytes(raw))) for raw in rows.values_list("raw", flat=True)],
    )
    began = time.perf_counter()
    for raw, signature in signed:
        public.verify(signature, raw)
    return (time.perf_counter() - began) / max(1, len(signed))


if __name__ == "__main__":
    main()
