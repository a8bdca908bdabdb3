"""What pip-audit says is read as it is meant: silence is no all-clear, and a weakness ends the check."""

import json

import pytest

from tools import audit
from tools.audit import Audited, read_answer, verdict

ASKED = ("django==5.2", "waitress==3.0")
CLEAR = {"name": "django", "version": "5.2", "vulns": []}
WEAK = {
    "name": "waitress",
    "version": "3.0",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["3.0.1"], "description": "…"}],
}
SKIPPED = {"name": "waitress", "skip_reason": "not found"}


def told(*packages: object) -> Audited | None:
    return read_answer(json.dumps({"dependencies": packages, "fixes": []}))


def said(answer: Audited | None) -> tuple[int, str]:
    code, lines = verdict(ASKED, answer, "2026-11-28")
    return code, "\n".join(lines)


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert said(told(CLEAR, {**WEAK, "vulns": []})) == (0, "")


def test_a_weakness_fails_and_says_what_mends_it() -> None:
    assert said(told(CLEAR, WEAK)) == (1, "waitress 3.0: PYSEC-1, mended in: 3.0.1")
    assert said(told({**CLEAR, "vulns": WEAK["vulns"]}, SKIPPED))[0] == 1, "whatever else is not known"


@pytest.mark.parametrize("printed", ["", "Traceback", "[]{", "{}"])
def test_without_an_answer_the_date_of_the_lock_is_said(printed: str) -> None:
    assert said(read_answer(printed)) == (0, "not audited: the service did not answer; lock of 2026-11-28")


def test_a_service_that_knows_nothing_has_not_said_that_all_is_well() -> None:
    nothing = told({**SKIPPED, "name": "django"}, SKIPPED)
    assert said(nothing) == (0, "not audited: the service did not answer; lock of 2026-11-28")
    assert said(told(CLEAR, SKIPPED)) == (0, "not audited: 1 of 2 packages (waitress); lock of 2026-11-28")


def test_what_is_accepted_has_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(len(each) > 20 for each in audit.ACCEPTED.values())
    for name in ("PYSEC-1", "CVE-1"):
        monkeypatch.setattr(audit, "ACCEPTED", {name: "only on another system"})
        assert said(told(CLEAR, WEAK)) == (0, "")


def test_a_lock_is_as_old_as_its_newest_file() -> None:
    files = {"wheels": [{"upload-time": "2026-01-02T03:04:05Z"}], "sdist": {"upload-time": "2026-01-01T00:00:00Z"}}
    assert audit.date_of({"package": [{}, files]}) == "2026-01-02"
