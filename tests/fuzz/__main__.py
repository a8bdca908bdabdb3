"""Fuzz one reader by Atheris, guided by what its code does: `python -m tests.fuzz READER [SECONDS] [FOLDER]`.

It begins with what is kept and what the reader is written to read. What reaches more goes into FOLDER
(`var/fuzz/READER`), bytes at which a reader fails into `FOLDER.failed`: these are put into the corpus by hand, with
the mend. `python -m tests.fuzz keep READER [FOLDER]` puts into the corpus what of FOLDER reaches lines or jumps that
nothing kept reaches, the shortest first.
"""

import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

from tests.fuzz.reading import CORPUS, KEPT_BYTES_MAX, SECONDS_MAX

SECONDS = 60
# Of a process: what Python, its modules and the instrument take, and the bounds of a reader beside.
RESIDENT_MIB_MAX = 2_048
NAME_DIGITS = 16


def fuzz(name: str, seconds: int, folder: Path) -> None:
    """Run until the time is over or the reader fails."""
    import atheris

    failed, begun = folder.with_name(f"{name}.failed"), folder.with_name(f"{name}.begun")
    for each in (folder, failed, begun, CORPUS / name):
        each.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=["jisr"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    for number, raw in enumerate(target.seeds()):
        (begun / f"seed-{number}").write_bytes(raw)
    options = [
        f"-artifact_prefix={failed}/",
        f"-timeout={SECONDS_MAX}",
        f"-rss_limit_mb={RESIDENT_MIB_MAX}",
        f"-max_len={KEPT_BYTES_MAX}",
        f"-max_total_time={seconds}",
        "-print_final_stats=1",
        *map(str, (folder, CORPUS / name, begun)),
    ]

    def take(raw: bytes) -> None:
        target.take(raw)

    atheris.Setup([sys.argv[0], *options], take)
    atheris.Fuzz()


def keep(name: str, folder: Path) -> None:
    """Put into the corpus what reaches more than all that is there."""
    from tests.fuzz.targets import TARGETS

    target, place = TARGETS[name], CORPUS / name
    place.mkdir(parents=True, exist_ok=True)
    reached: set[Any] = set()
    for raw in (*target.seeds(), *(each.read_bytes() for each in _by_length(place.iterdir()))):
        reached |= _jumps(target, raw)
    for each in _by_length(folder.iterdir()):
        raw = each.read_bytes()
        more = _jumps(target, raw) - reached if len(raw) <= KEPT_BYTES_MAX else set()
        if more:
            reached |= more
            (place / sha256(raw).hexdigest()[:NAME_DIGITS]).write_bytes(raw)


def _by_length(files: Iterable[Path]) -> list[Path]:
    return sorted(files, key=lambda each: (each.stat().st_size, each.name))


def _jumps(target: Any, raw: bytes) -> set[Any]:
    """Give from which line to which jisr's code goes when it reads these bytes."""
    found: set[Any] = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        file = frame.f_code.co_filename
        if "jisr" not in Path(file).parts:
            return None
        before = 0

        def step(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal before
            if event == "line":
                found.add((file, before, frame.f_lineno))
                before = frame.f_lineno
            return step

        return step

    sys.settrace(trace)
    try:
        target.take(raw)
    finally:
        sys.settrace(None)
    return found


def main() -> None:
    """Do what the arguments say."""
    name, *rest = sys.argv[1:]
    if name == "keep":
        keep(rest[0], Path(rest[1]) if len(rest) > 1 else Path("var", "fuzz", rest[0]))
        return
    folder = Path(rest[1]) if len(rest) > 1 else Path("var", "fuzz", name)
    fuzz(name, int(rest[0]) if rest else SECONDS, folder)


if __name__ == "__main__":
    main()
