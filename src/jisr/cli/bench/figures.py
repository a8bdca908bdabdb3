"""Figures of a measurement: each beside a reference measured in the same run."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.cli.language import gettext as _
from jisr.cli.output import print_json, print_table, say

MESSAGE_BYTES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. `ratio` is value to reference; `ok` says whether it keeps within the target."""

    name: str
    value: float
    unit: str
    reference: float | None = None
    ratio: float | None = None
    target: str | None = None
    ok: bool | None = None


def at_least(name: str, value: float, unit: str, *, reference: float | None = None, target: float) -> Figure:
    """Give a figure of which more is better."""
    return _figure(name, value, unit, reference, target, ">=")


def at_most(name: str, value: float, unit: str, *, reference: float | None = None, target: float) -> Figure:
    """Give a figure of which less is better."""
    return _figure(name, value, unit, reference, target, "<=")


def beside(name: str, value: float, unit: str, *, reference: float) -> Figure:
    """Give a figure that has a reference and no target."""
    return Figure(
        name=name, value=round(value, 3), unit=unit, reference=round(reference, 3), ratio=round(value / reference, 3)
    )


def _figure(name: str, value: float, unit: str, reference: float | None, target: float, sign: str) -> Figure:
    ratio = None if reference is None else value / reference
    held = value if ratio is None else ratio
    ok = held >= target if sign == ">=" else held <= target
    return Figure(
        name=name,
        value=round(value, 3),
        unit=unit,
        reference=None if reference is None else round(reference, 3),
        ratio=None if ratio is None else round(ratio, 3),
        target=f"{sign} {target:g}",
        ok=ok,
    )


def tell(bench: str, figures: Sequence[Figure], *, as_json: bool) -> None:
    """Print figures, for people or for programs."""
    if as_json:
        print_json({"bench": bench, "figures": [asdict(each) for each in figures]})
        return
    say(bench)
    print_table(
        (_("figure"), _("value"), _("unit"), _("reference"), _("ratio"), _("target"), ""),
        [
            (
                each.name,
                f"{each.value:,.2f}",
                each.unit,
                "" if each.reference is None else f"{each.reference:,.2f}",
                "" if each.ratio is None else f"{each.ratio:.2f}",
                each.target,
                {True: _("kept to"), False: _("NOT kept to"), None: ""}[each.ok],
            )
            for each in figures
        ],
    )


def on_one_core() -> None:
    """Keep this process on one core of those it may use, so that figures and references share it."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def per_second(work: Callable[[], None], *, seconds: float, clock: Callable[[], float] = time.perf_counter) -> float:
    """Say how often something is done in a second of this process's time."""
    done, began = 0, clock()
    while (passed := clock() - began) < seconds:
        for _time in range(20):
            work()
        done += 20
    return done / passed


def verifications_per_second(*, seconds: float = 0.5, clock: Callable[[], float] = time.perf_counter) -> float:
    """Say how many Ed25519 signatures are verified in a second on this core, or, by its own clock, of this process."""
    key, message = Ed25519PrivateKey.generate(), os.urandom(MESSAGE_BYTES)
    signature, public = key.sign(message), key.public_key()
    return median(
        per_second(lambda: public.verify(signature, message), seconds=seconds / 5, clock=clock) for _ in range(5)
    )
