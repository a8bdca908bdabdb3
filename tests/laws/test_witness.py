"""A witness counts as a party of what exposes when it ends: the kernel beside the slow model, and what must hold."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jisr.base import EntryId, Instant, format_instant
from jisr.kernel import Register, Scene
from jisr.kernel import ledger as kernel_ledger
from tests.model.judge import judge
from tests.strategies.witnessed import OMBUDSMAN, WitnessedDesk

HOUR = 3_600
ACTS = ("notify", "ask_report", "execute", "hurry", "give_up", "remind")
NAMES = (OMBUDSMAN, "registrar", "stranger")


def played(seed: int) -> WitnessedDesk:
    """Let chance do acts, cosign truly and falsely, and let time go by."""
    chance = Random(seed)
    desk = WitnessedDesk(witnesses=chance.choice(((), (OMBUDSMAN,), (OMBUDSMAN, "registrar"))))
    for _ in range(chance.randint(4, 22)):
        match chance.randrange(5):
            case 0:
                desk.wait(chance.choice((1, HOUR // 2, HOUR, 2 * HOUR - 1, 2 * HOUR)))
            case 1 | 2:
                desk.act("ESP", chance.choice(ACTS))
            case 3:
                desk.cosign(name=chance.choice(NAMES[:2]))
            case _:
                _cosign_anyhow(desk, chance)
    return desk


def _cosign_anyhow(desk: WitnessedDesk, chance: Random) -> None:
    name, now = chance.choice(NAMES), int(desk.world.now)
    more = chance.choice(
        (
            {"size": chance.randint(0, desk.size)},
            {"time": now + chance.choice((-HOUR, -1, 1, 3 * HOUR))},
            {"key": chance.choice(NAMES)},
            {"stated": {"size": chance.randint(0, desk.size + 2)}},
            {"stated": {"time": format_instant(Instant(now - 1))}},
            {"stated": {"note": chance.choice(("", "hello\n", desk.note(size=desk.size, time=now) + "— x y\n"))}},
            {"framework": "fra"},
        )
    )
    desk.cosign(name=name, **more)  # type: ignore[arg-type]  # each is what it names


def kernels(desk: WitnessedDesk) -> dict[str, tuple[str, list[object]]]:
    verdicts = desk.world.nodes[desk.party].verdicts
    return {str(at): (str(each.standing), list(each.reasons)) for at, each in verdicts.items()}


def models(desk: WitnessedDesk) -> dict[str, tuple[str, list[object]]]:
    world = desk.world
    case = world.setting.case({desk.party: list(world.nodes[desk.party].raw[desk.party])})
    found = judge(case, now=format_instant(Instant(int(world.now) + HOUR)))["verdicts"]
    return {at: (each["standing"], each["reasons"]) for at, each in found.items()}


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**32))
def test_kernel_and_model_say_the_same(seed: int) -> None:
    desk = played(seed)
    assert kernels(desk) == models(desk)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**32))
def test_nothing_is_over_that_a_witness_has_not_let_end(seed: int) -> None:
    """What exposes somebody rests on a true cosignature of its start, and on one two hours later, by each witness."""
    desk = played(seed)
    assert exposed_too_soon(desk) == []


def exposed_too_soon(desk: WitnessedDesk) -> list[str]:
    """Find what was executed though some witness had not let the appeal end."""
    world, verdicts = desk.world, kernels(desk)
    acts = world.nodes[desk.party].acts
    named = world.setting.manifests[0]["witnesses"]
    found = []
    for at in sorted(acts, key=lambda each: each.seq):
        entry = acts[at]
        if entry.act != "execute" or verdicts[str(at)][0] != "stands":
            continue
        starts = [one for one in acts if acts[one].act == "notify" and one.seq < at.seq]
        for name in named:
            notes = [acts[one].fields for one in _noted(desk, name, at)]
            first = [note for note in notes if note["size"] > max(one.seq for one in starts)]
            if not first or _seconds(notes[-1]["time"]) < _seconds(first[0]["time"]) + 2 * HOUR:
                found.append(f"{at} without {name}")
    return found


def _noted(desk: WitnessedDesk, name: str, before: EntryId) -> Iterator[EntryId]:
    acts, verdicts = desk.world.nodes[desk.party].acts, kernels(desk)
    for one in sorted(acts, key=lambda each: each.seq):
        noted = acts[one].act == "witnessed" and verdicts[str(one)][0] == "stands"
        if noted and one.seq < before.seq and acts[one].fields["witness"] == name:
            yield one


def _seconds(text: str) -> int:
    from jisr.base import parse_instant

    return int(parse_instant(text))


MISTAKES = {
    "witnesses are forgotten": (Register, "witnesses_at", lambda *given: ()),
    "a note is believed": (kernel_ledger, "is_cosigned", lambda *given: True),
    "a period begins without its witness": (Scene, "_begin", lambda self, start: start[3]),
}


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_each_seeded_mistake_is_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, instead = MISTAKES[mistake]
    monkeypatch.setattr(owner, name, instead)
    assert any(_is_caught(seed) for seed in range(400)), mistake


def _is_caught(seed: int) -> bool:
    try:
        desk = played(seed)
    except Exception:
        return True
    return kernels(desk) != models(desk) or bool(exposed_too_soon(desk))
