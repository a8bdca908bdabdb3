"""How a signer is spoken with: a line of JSON is asked, a line of JSON answers (protocol 12.37).

Whoever starts it (through `ssh`, say) holds both ends; who may do so, and what protects the way, is that program's
affair. It greets first. It ends with its input.
"""

import json
from collections.abc import Callable
from typing import IO, Final

from jisr.base import Json
from jisr.base.limits import PROOF_LINES_MAX, SIGNATURES_A_SECOND_MAX, SIGNER_KEYS_MAX, SIGNER_LINE_BYTES_MAX
from jisr.signer.signing import REQUEST, Signer

HASH_SPELLED_BYTES: Final = 48
assert (PROOF_LINES_MAX + 8) * HASH_SPELLED_BYTES < SIGNER_LINE_BYTES_MAX, "or a proof could not be asked with"
assert SIGNER_KEYS_MAX * HASH_SPELLED_BYTES < SIGNER_LINE_BYTES_MAX, "or the greeting would be too long"


def speak(
    signer: Signer,
    source: IO[bytes],
    answers: IO[bytes],
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> None:
    """Answer line by line until the input ends; never faster than so many a second."""

    def say(value: dict[str, Json]) -> None:
        answers.write(json.dumps(value).encode() + b"\n")
        answers.flush()

    say(signer.greeting())
    free_at = clock()
    while line := source.readline(SIGNER_LINE_BYTES_MAX + 1):
        if len(line) > SIGNER_LINE_BYTES_MAX or not line.endswith(b"\n"):
            say({"refused": REQUEST})
            return
        wait = free_at - clock()
        if wait > 0:
            sleep(wait)
        free_at = max(free_at, clock()) + 1 / SIGNATURES_A_SECOND_MAX
        say(signer.answer(_read(line)))


def _read(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


__all__ = ["speak"]
