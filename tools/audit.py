"""Ask pip-audit whether a weakness is known of anything in `uv.lock`: part of `make check`.

It ends with 1 where one is known that ACCEPTED does not explain. Whoever answers nothing has not said that all is well
(pip-audit itself then ends with 0): where its service is not reached, or knows nothing of a package, that is said with
the lock's date, and ends with 0, for no test may need the network.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
UV: Final = ROOT / ".tools" / "bin" / "uv"
LOCK: Final = ROOT / "uv.lock"
KEPT: Final = ROOT / "var" / "audit"
# The id of a weakness that cannot be mended yet, and why it does us no harm.
ACCEPTED: Final[Mapping[str, str]] = {}
ANSWER_SECONDS_MAX: Final = 5
FIRST_SECONDS_MAX: Final = 15
ALL_SECONDS_MAX: Final = 60
NAMED_MAX: Final = 5


@dataclass(frozen=True, slots=True)
class Audited:
    """What was said of the packages: weaknesses as lines, and of which nothing is known."""

    weak: tuple[str, ...]
    unknown: tuple[str, ...]


def date_of(lock: Mapping[str, Any]) -> str:
    """Give the day of the newest file in a lock: it is no older."""
    files = (file for package in lock["package"] for file in (*package.get("wheels", ()), package.get("sdist", {})))
    return str(max(file.get("upload-time", "") for file in files))[:10]


def read_answer(told: str) -> Audited | None:
    """Read what pip-audit printed; nothing, if it had no answer to print."""
    try:
        packages = json.loads(told)["dependencies"]
    except (ValueError, KeyError):
        return None
    weak, unknown = [], []
    for each in packages:
        if "skip_reason" in each:
            unknown.append(each["name"])
        for one in each.get("vulns", ()):
            if not ACCEPTED.keys() & {one["id"], *one.get("aliases", ())}:
                mended = ", ".join(one.get("fix_versions", ())) or "no version yet"
                weak.append(f"{each['name']} {each['version']}: {one['id']}, mended in: {mended}")
    return Audited(tuple(weak), tuple(unknown))


def verdict(asked: Sequence[str], answer: Audited | None, date: str) -> tuple[int, Iterator[str]]:
    """Give the code to end with, and what to say."""

    def lines() -> Iterator[str]:
        if answer is None or (not answer.weak and len(answer.unknown) >= len(asked)):
            yield f"not audited: the service did not answer; lock of {date}"
            return
        yield from answer.weak
        if answer.unknown:
            named = ", ".join(answer.unknown[:NAMED_MAX]) + (", …" if len(answer.unknown) > NAMED_MAX else "")
            yield f"not audited: {len(answer.unknown)} of {len(asked)} packages ({named}); lock of {date}"

    return (1 if answer is not None and answer.weak else 0), lines()


def locked(uv: Path = UV) -> list[str]:
    """Give a line for each package of the lock, as pip names it."""
    how = ("--frozen", "--offline", "--no-emit-project", "--no-hashes", "--no-annotate", "--no-header", "--quiet")
    command = [uv, "export", "--all-groups", *how, "--project", ROOT]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def ask(packages: Sequence[str], seconds_max: float = ALL_SECONDS_MAX) -> Audited | None:
    """Ask pip-audit of these packages; nothing, if it has no answer in time."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(packages) + "\n")
        file.flush()
        command = [sys.executable, "-m", "pip_audit", "--requirement", file.name, "--no-deps", "--disable-pip"]
        how = [
            "--timeout",
            str(ANSWER_SECONDS_MAX),
            "--cache-dir",
            KEPT,
            "--progress-spinner",
            "off",
            "--format",
            "json",
        ]
        try:
            told = subprocess.run([*command, *how], capture_output=True, text=True, timeout=seconds_max, check=False)
        except subprocess.TimeoutExpired:
            return None
    return read_answer(told.stdout)


def main() -> int:
    """Say what is known of the lock."""
    packages = locked()
    # One first: where nobody answers, this takes a second, and not one for each.
    answer = ask(packages[:1], FIRST_SECONDS_MAX)
    if answer is not None and not answer.unknown:
        answer = ask(packages)
    else:
        packages = packages[:1]
    code, lines = verdict(packages, answer, date_of(tomllib.loads(LOCK.read_text("utf-8"))))
    sys.stdout.writelines(f"{each}\n" for each in lines)
    return code


if __name__ == "__main__":
    sys.exit(main())
