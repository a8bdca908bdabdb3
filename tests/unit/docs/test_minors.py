"""docs/minors.md: its tables are those of the procedures, and what it tells a newcomer to type works as it says."""

import re
from pathlib import Path

import pytest

from jisr.procedures import PROCEDURES
from jisr.procedures.children.stops import STOPS
from jisr.rules.sources import source_said

PAGE = Path(__file__).parents[3] / "docs" / "minors.md"
SHOWN = ("protection.esp-2025/1", "protection.nld-2025/1", "return.esp-2025/1")


def guarantees() -> str:
    """Write the guarantees of the packs, each once, with the act before which it stands."""
    lines = ["| before | guarantee | source | in |", "| --- | --- | --- | --- |"]
    seen: dict[tuple[str, str, str, str], list[str]] = {}
    for name in SHOWN:
        procedure = PROCEDURES[name]
        acts = {each.name: each.label for each in procedure.acts}
        for each in procedure.guarantees:
            # How stops are lifted is in the table below.
            if each.name.endswith(("_by_two", "_once")):
                continue
            at = acts[each.at] if each.at else "never"
            seen.setdefault((at, each.label, source_said(each.source, str), each.name), []).append(
                name.partition("/")[0]
            )
    rows = sorted(seen.items(), key=lambda one: (one[0][0] != "Clear the departure", one[0][0], one[0][3]))
    return "\n".join(
        [*lines, *(f"| {at} | {label} | {source} | {', '.join(packs)} |" for (at, label, source, _), packs in rows)]
    )


def stops() -> str:
    """Write the stops with what has to be established anew, and who lifts them."""
    spain = PROCEDURES["protection.esp-2025/1"]
    mandates = dict(spain.mandates)
    facts = {each.name: each.label for each in spain.facts}
    lines = ["| | stop | anew | settled by | lifted by | source |", "| --- | --- | --- | --- | --- | --- |"]
    for each in STOPS:
        lift = spain.act(f"lift_{each.item}").by["host"]
        anew = "; ".join(facts[name].rstrip(".") for name in each.renews) or "–"
        by = ", ".join(mandates[one] for one in each.lifts)
        confirm = ", ".join(mandates[one] for one in lift)
        lines.append(f"| {each.code} | {each.label} | {anew} | {by} | {confirm} | {source_said(each.source, str)} |")
    return "\n".join(lines)


@pytest.mark.parametrize(("part", "made"), [("guarantees", guarantees), ("stops", stops)])
def test_its_tables_are_those_of_the_procedures(part: str, made: object) -> None:
    """To write them anew: `.venv/bin/python -m tests.unit.docs.test_minors`."""
    text = PAGE.read_text("utf-8")
    found = re.search(rf"<!-- {part}: [^\n]* -->\n(.*?)\n?<!-- end -->", text, re.DOTALL)
    assert found is not None
    assert found[1] == made()  # type: ignore[operator]  # a function


def write() -> None:
    """Write the tables into the page."""
    text = PAGE.read_text("utf-8")
    for part, made in (("guarantees", guarantees), ("stops", stops)):
        text = re.sub(
            rf"(<!-- {part}: [^\n]* -->\n).*?(<!-- end -->)", lambda m, made=made: f"{m[1]}{made()}\n{m[2]}", text, count=1, flags=re.DOTALL
        )  # fmt: skip
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
