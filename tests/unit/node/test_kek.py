"""Keys of a home under a key-encryption key: what lies where, what opens it, and what a crash leaves."""

import base64
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jisr.node import kek as keks
from jisr.node import locking, rest_keys
from jisr.node.authority_keys import identities_of, recipient_here, rewrite_identities
from jisr.node.encryption import Encryption
from jisr.node.home import Home, HomeAmiss, load_home, make_home
from jisr.node.kek import KekAmiss, KekMissing, home_keys, is_locked, is_openable
from jisr.node.locking import take_kek
from jisr.node.presence import HomeInUse, alone_in
from jisr.node.rest_keys import Act, add_keys, destroy_keys, keys_here, new_key
from jisr.seal import new_identity

ACTS = [Act("mar-esp", "ESP", at) for at in (3, -7, 900)]
PROGRAM = """
import base64, sys
from cryptography.fernet import Fernet
key = Fernet(open(sys.argv[1], "rb").read())
given = base64.b64decode(sys.stdin.read())
print(base64.b64encode(key.encrypt(given) if sys.argv[2] == "wrap" else key.decrypt(given)).decode())
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with keys of two authorities and of three acts, in the clear."""
    made = make_home(tmp_path / "home", party="ESP", address="http://a.test", listen="127.0.0.1:1", name="ESP")
    for code in ("esp.guardian", "esp.protection"):
        recipient_here(made, code)
    add_keys(made, [new_key(each, "ESP.3") for each in ACTS])
    return made


def kek_file(home: Home, name: str) -> Encryption:
    """Make a key-encryption key in a file beside the home."""
    place = home.path.parent / name
    place.write_bytes(base64.b64encode(os.urandom(32)) + b"\n")
    return Encryption("file", str(place))


def secrets_of(home: Home) -> dict[str, Any]:
    """Give every key of a home as it opens, read anew."""
    keks._OPENED.clear()
    rest_keys._READ.clear()
    found: dict[str, Any] = {
        code: [str(each) for each in identities_of(home, code)] for code in ("esp.guardian", "esp.protection")
    }
    return found | {str(act): key.key for act, key in keys_here(home).items()}


def lies_clear(home: Home, secrets: dict[str, Any]) -> bool:
    """Say whether any of these keys is anywhere in the home."""
    raw = b"".join(each.read_bytes() for each in home.path.rglob("*") if each.is_file())
    spelt = [base64.b64encode(each) if isinstance(each, bytes) else each[0].encode() for each in secrets.values()]
    return any(each in raw for each in spelt)


def test_keys_lie_under_it_and_open_by_it_alone(home: Home) -> None:
    before = secrets_of(home)
    assert lies_clear(home, before) and not is_locked(home)
    assert take_kek(home, kek_file(home, "one")) == 3
    locked = load_home(home.path)
    assert locked.encryption is not None and locked.encryption.kind == "file"
    assert secrets_of(locked) == before and not lies_clear(locked, before)
    # What is made from then on lies so, too.
    recipient_here(locked, "esp.court")
    add_keys(locked, [new_key(Act("mar-esp", "ESP", 4), "ESP.3")])
    rewrite_identities(locked, "esp.guardian", [new_identity(), *identities_of(locked, "esp.guardian")])
    assert len(identities_of(locked, "esp.guardian")) == 2
    raw = b"".join(each.read_bytes() for each in (home.path / "keys").rglob("*") if each.is_file())
    assert b"AGE-SECRET-KEY" not in raw
    destroy_keys(locked, [ACTS[0]])
    assert ACTS[0] not in keys_here(locked) and keys_here(locked)[ACTS[1]].key == before[str(ACTS[1])]


@pytest.mark.parametrize("spoil", ["gone", "other", "short", "unnamed"])
def test_without_it_nothing_opens_and_the_words_say_why(home: Home, spoil: str) -> None:
    one = kek_file(home, "one")
    take_kek(home, one)
    locked = load_home(home.path)
    place = Path(one.name)
    if spoil == "gone":
        place.unlink()
    elif spoil == "unnamed":
        settings = home.path / "node.toml"
        settings.write_text(settings.read_text("utf-8").partition("[key_encryption]")[0], "utf-8")
        locked = load_home(home.path)
    else:
        place.write_bytes(base64.b64encode(bytes(32 if spoil == "other" else 31)))
    keks._OPENED.clear()
    rest_keys._READ.clear()
    assert not is_openable(locked)
    with pytest.raises(KekMissing) as told:
        identities_of(locked, "esp.guardian")
    words = {"gone": "No such file", "other": "is another", "short": "32 bytes", "unnamed": "names none"}
    assert words[spoil] in str(told.value) and "node.toml" in told.value.remedy_in(str)
    held = keys_here(locked)
    assert held.keys() == {*ACTS}, "which keys there are is no secret"
    with pytest.raises(KekMissing):
        _ = held[ACTS[0]].key
    with pytest.raises(KekMissing):
        add_keys(locked, [new_key(Act("mar-esp", "ESP", 5), "ESP.3")])
    with pytest.raises(KekMissing):
        recipient_here(locked, "esp.court")
    # To destroy a key nobody has to open it.
    assert destroy_keys(locked, [ACTS[0]]) == 1
    assert not (home.path / "keys" / "authorities" / "esp.court.age").exists()


def test_a_variable_of_the_environment_does(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = secrets_of(home)
    variable = Encryption("variable", "JISR_TEST_KEK")
    with pytest.raises(KekMissing, match="it is not set"):
        take_kek(home, variable)
    assert not is_locked(home) and load_home(home.path).encryption is None
    monkeypatch.setenv("JISR_TEST_KEK", base64.b64encode(os.urandom(32)).decode())
    take_kek(home, variable)
    assert secrets_of(load_home(home.path)) == before


def test_a_real_program_wraps_and_unwraps(home: Home) -> None:
    """As one does that speaks with a device: it alone has the key."""
    from cryptography.fernet import Fernet

    before, key, program = secrets_of(home), home.path.parent / "device.key", home.path.parent / "device.py"
    key.write_bytes(Fernet.generate_key())
    program.write_text(PROGRAM, "utf-8")
    device = Encryption("program", command=(sys.executable, str(program), str(key)))
    take_kek(home, device)
    locked = load_home(home.path)
    assert locked.encryption == device
    assert secrets_of(locked) == before and not lies_clear(locked, before)
    key.write_bytes(Fernet.generate_key())
    keks._OPENED.clear()
    with pytest.raises(KekMissing, match="InvalidToken"):
        identities_of(locked, "esp.guardian")
    missing = Encryption("program", command=("/nothing/there",))
    with pytest.raises(KekMissing, match="/nothing/there"):
        take_kek(home, missing)
    liar = Encryption("program", command=("/bin/sh", "-c", "cat"))
    with pytest.raises(KekAmiss, match="does not give back"):
        take_kek(make_home(home.path.parent / "b", party="ESP", address="http://a", listen="a:1", name="b"), liar)


def test_it_is_changed_and_the_old_one_opens_nothing_any_more(home: Home) -> None:
    before, one, two = secrets_of(home), kek_file(home, "one"), kek_file(home, "two")
    take_kek(home, one)
    kept = {each: each.read_bytes() for each in (home.path / "keys").rglob("*") if each.is_file()}
    take_kek(load_home(home.path), two)
    Path(one.name).unlink()
    locked = load_home(home.path)
    assert secrets_of(locked) == before
    assert len(keks.read_wrapped(locked)) == 1 and len(keks.read_wrapped(locked)[0]["wrapped"]) == 1
    for place, raw in kept.items():
        if place.suffix in (".age", ".keys", ".json"):
            assert place.read_bytes() != raw, place


def test_what_cannot_be_is_refused_and_changes_nothing(home: Home) -> None:
    inside = home.path / "kek"
    inside.write_bytes(base64.b64encode(os.urandom(32)))
    for amiss in (str(inside), "kek"):
        with pytest.raises(KekAmiss, match="lies in the node's home"):
            take_kek(home, Encryption("file", amiss))
    with alone_in(home.path, "%(place)s"), pytest.raises(HomeInUse):
        take_kek(home, kek_file(home, "one"))
    assert not is_locked(home)
    for line in ('file = ""', "file = 1", 'program = "x"', "program = []", 'other = "x"', 'file = "a"\nvariable = "b"'):
        settings = home.path / "node.toml"
        before = settings.read_text("utf-8")
        settings.write_text(f"{before}\n[key_encryption]\n{line}\n", "utf-8")
        with pytest.raises(HomeAmiss, match="key_encryption"):
            load_home(home.path)
        settings.write_text(before, "utf-8")


class Broken(BaseException):
    """The machine failed."""


class Failing:
    """A machine that fails before or after so many files were written."""

    def __init__(self, breaks_at: int, *, is_after: bool) -> None:
        self.count, self.breaks_at, self.is_after = 0, breaks_at, is_after

    def at(self, write: Callable[..., None]) -> Callable[..., None]:
        """Let a way of writing fail in its turn."""

        def written(*given: Any) -> None:
            self.count += 1
            if self.count == self.breaks_at and not self.is_after:
                raise Broken
            write(*given)
            if self.count == self.breaks_at:
                raise Broken

        return written


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("is_after", [True, False])
def test_broken_off_anywhere_all_opens_and_it_can_be_done_again(
    home: Home, monkeypatch: pytest.MonkeyPatch, is_first: bool, is_after: bool
) -> None:
    """Before and after every file that is written."""
    before, one, two = secrets_of(home), kek_file(home, "one"), kek_file(home, "two")
    if not is_first:
        take_kek(home, one)
    real = {name: getattr(locking, name) for name in ("replace_secret", "write_settings")}
    real_rest = rest_keys.replace_secret
    for breaks_at in range(1, 20):
        machine = Failing(breaks_at, is_after=is_after)
        for name, write in real.items():
            monkeypatch.setattr(locking, name, machine.at(write))
        monkeypatch.setattr(rest_keys, "replace_secret", machine.at(real_rest))
        target = two if breaks_at % 2 or is_first else one
        try:
            take_kek(load_home(home.path), target)
        except Broken:
            is_done = False
        else:
            is_done = True
        for name, write in real.items():
            monkeypatch.setattr(locking, name, write)
        monkeypatch.setattr(rest_keys, "replace_secret", real_rest)
        after = load_home(home.path)
        assert secrets_of(after) == before, breaks_at
        add_keys(after, [])
        if is_done:
            break
        take_kek(load_home(home.path), target)
        assert secrets_of(load_home(home.path)) == before
        assert not lies_clear(home, before)
        if is_first:
            (home.path / "keys" / "kek.json").unlink()
            _unlock(home, before)
    else:
        raise AssertionError("it never came to its end")
    assert breaks_at > 4


def _unlock(home: Home, before: dict[str, Any]) -> None:
    """Let a home lie in the clear again, as it was."""
    settings = home.path / "node.toml"
    settings.write_text(settings.read_text("utf-8").partition("[key_encryption]")[0], "utf-8")
    for code in ("esp.guardian", "esp.protection"):
        place = home.path / "keys" / "authorities" / f"{code}.age"
        place.write_text(f"{before[code][0]}\n", "ascii")
    (home.path / "keys" / "sealed.keys").unlink()
    rest_keys._READ.clear()
    add_keys(load_home(home.path), [rest_keys.RestKey(each, "ESP.3", before[str(each)]) for each in ACTS])


CHANGING = """
import sys
from pathlib import Path
from jisr.node.encryption import Encryption
from jisr.node.home import load_home
from jisr.node.locking import take_kek
print("ready", flush=True)
while True:
    for name in sys.argv[2:]:
        take_kek(load_home(Path(sys.argv[1])), Encryption("file", name))
"""


def test_kill_9_at_any_moment_loses_no_key(home: Home) -> None:
    before, names = secrets_of(home), [kek_file(home, name).name for name in ("one", "two", "three")]
    chance = random.Random(5)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", CHANGING, str(home.path), *names], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None and process.stdout.readline() == b"ready\n", process.communicate()
        time.sleep(chance.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert secrets_of(load_home(home.path)) == before
    take_kek(load_home(home.path), Encryption("file", names[0]))
    assert secrets_of(load_home(home.path)) == before
    assert home_keys(load_home(home.path)) is not None
    assert json.loads((home.path / "keys" / "kek.json").read_text())["keys"][1:] == []
