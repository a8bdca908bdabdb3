"""A child's file for the demo: invented, as its officers are, and played up to the moment before the departure.

What is Spain's alone is entered with the dates that it needs, months back; what is shared, as of today. Every act is
one that an officer could have done: none is written past a guarantee.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from jisr.base import N_
from jisr.cli.demo.cast import founding
from jisr.cli.demo.founding import signed_manifest
from jisr.cli.demo.processes import NodeProcess, NodeTrouble
from jisr.node.home import Home
from jisr.procedures import PROCEDURES
from jisr.rules import Act

HOME: Final = "esp"
SHARED: Final = "mar-esp"
PROTECTION, RETURN = PROCEDURES["protection.esp-2025/1"], PROCEDURES["return.esp-2025/1"]
# Whose officers the demo has for it: authority, mandates at home and in what is shared, title.
AUTHORITIES: Final = (
    ("esp.care", ("child_protection",), ("child_protection",), N_("child protection")),
    ("esp.guardianship", ("guardian",), ("guardian",), N_("guardian")),
    ("esp.panel", ("assessor",), (), N_("best-interests panel")),
    ("esp.delegation", ("decider",), ("liaison",), N_("government delegation")),
    ("esp.prosecutor", ("age_authority", "prosecutor"), (), N_("prosecutor for minors")),
    ("esp.bar", ("lawyer", "legal_aid"), (), N_("lawyer")),
    ("esp.defender", ("defender",), (), N_("court-appointed defender")),
    ("esp.court", ("court",), (), N_("court for children")),
    ("esp.asylum", ("asylum",), (), N_("asylum office")),
    ("esp.trafficking", ("trafficking",), (), N_("unit for victims of trafficking")),
    ("esp.health", ("health",), (), N_("health service")),
    ("esp.police", ("police",), (), N_("police")),
    ("esp.ombudsman", ("monitor",), ("monitor",), N_("ombudsman for children")),
    ("mar.consulate", (), ("consulate",), N_("consulate")),
    ("mar.care", (), ("child_protection",), N_("child protection")),
    ("mar.prosecutor", (), ("competent_authority",), N_("prosecutor for minors")),
    ("mar.ombudsman", (), ("monitor",), N_("ombudsman for children")),
)
# Who looks at what another of the same authority does, where an act asks for a second officer.
SECOND: Final = "2"
BEGUN_DAYS_AGO: Final = 200
# By which label what these acts open is called.
OPENED: Final = {"locate": "file", "notify_origin": "shared"}
INVENTED: Final = "Invented for the demo: nobody's name, place or words."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act: how many days ago, at whose node, in which of the two files, as whom; `item` and `report` by label."""

    ago: int
    act: str
    mandate: str
    where: str = HOME
    party: str = "ESP"
    item: str = ""
    label: str = ""
    fields: Mapping[str, Any] | None = None


def _steps() -> Iterator[Step]:
    today = datetime.now(UTC).date()
    majority = (today + timedelta(days=2 * 365)).isoformat()
    bridge = (today + timedelta(days=2 * 365 - 62)).isoformat()
    ages = {"age_lowest": 15, "age_highest": 15, "age_counted": 15, "majority_on": majority, "bridge_from": bridge}
    found = (today - timedelta(days=BEGUN_DAYS_AGO - 1)).isoformat()
    yield Step(ago=199, act="locate", mandate="police", fields={"found_on": found})
    yield Step(ago=199, act="take_into_care", mandate="child_protection")
    yield Step(ago=199, act="tell_prosecutor", mandate="police")
    yield Step(ago=199, act="check_records", mandate="police")
    yield Step(ago=198, act="accept_age", mandate="child_protection", fields=ages)
    yield Step(ago=198, act="establish_identity", mandate="child_protection")
    yield Step(ago=198, act="hand_to_service", mandate="prosecutor")
    yield Step(ago=197, act="appoint_guardian", mandate="court")
    yield Step(ago=197, act="appoint_lawyer", mandate="legal_aid")
    yield Step(ago=196, act="inform_child", mandate="guardian")
    yield Step(ago=190, act="screen_asylum", mandate="asylum")
    yield Step(ago=190, act="screen_trafficking", mandate="trafficking")
    yield Step(ago=189, act="screen_health", mandate="health")
    yield Step(ago=189, act="record_siblings", mandate="guardian")
    yield Step(ago=180, act="assess_interests", mandate="child_protection")
    yield Step(ago=180, act="assess_risk", mandate="asylum")
    yield Step(ago=180, act="settle_contact", mandate="guardian")
    yield Step(ago=0, act="notify_origin", mandate="liaison", where=SHARED)
    yield Step(ago=175, act="record_notice", mandate="decider", fields={"notice": "@shared"})
    yield Step(ago=0, act="request_report", mandate="liaison", where=SHARED, label="request")
    yield Step(ago=175, act="record_request", mandate="decider", fields={"request": "@request"})
    yield from _answered()
    yield Step(ago=170, act="file_origin_report", mandate="decider", fields={"report": "@report"})
    yield Step(ago=169, act="verify_receiver", mandate="child_protection")
    yield Step(ago=169, act="gather_information", mandate="decider")
    yield Step(ago=168, act="open_return", mandate="decider")
    yield Step(ago=168, act="notify_opening", mandate="decider")
    yield Step(ago=168, act="tell_prosecutor_opening", mandate="decider")
    yield Step(ago=166, act="plead", mandate="guardian", label="pleading")
    yield Step(ago=165, act="answer_pleading", mandate="decider", item="pleading")
    yield Step(ago=165, act="report_protection", mandate="child_protection")
    yield Step(ago=120, act="report_prosecutor", mandate="prosecutor")
    yield Step(ago=115, act="review_file", mandate="guardian")
    yield Step(ago=110, act="determine_return", mandate="assessor", fields={"options": 3})
    yield Step(ago=105, act="hear_child", mandate="decider")
    yield Step(ago=100, act="decide_return", mandate="decider")
    yield Step(ago=99, act="notify_decision", mandate="decider")
    yield Step(ago=99, act="tell_prosecutor_decision", mandate="decider")
    yield Step(ago=98, act="advise_remedies", mandate="lawyer")
    yield Step(ago=30, act="review_file", mandate="guardian")


def _answered() -> Iterator[Step]:
    """Give what Morocco does in the shared file, and that Spain accepts the check."""
    there: dict[str, Any] = {"ago": 0, "where": SHARED, "party": "MAR"}
    yield Step(act="give_report", mandate="consulate", label="report", **there)
    yield Step(act="name_receiver", mandate="child_protection", **there)
    yield Step(act="commit_receiver", mandate="competent_authority", **there)
    yield Step(act="check_receiver", mandate="child_protection", **there)
    yield Step(ago=0, act="accept_check", mandate="child_protection", where=SHARED)


def lay(homes: Mapping[str, Home], nodes: Mapping[str, NodeProcess]) -> None:
    """Found Spain's domestic framework, let both sides' authorities be declared, and play the file."""
    note = signed_manifest(HOME, [homes["ESP"]])
    began = int((datetime.now(UTC) - timedelta(days=BEGUN_DAYS_AGO)).timestamp())
    for party in ("ESP", "MAR"):
        order = {
            "do": "found child",
            "founding": founding(party),
            "notes": [note] if party == "ESP" else [],
            "began": began,
            "posts": [
                {"authority": code, "title": title, "mandates": {HOME: home, SHARED: shared}}
                for code, home, shared, title in AUTHORITIES
                if code.startswith(f"{party.lower()}.")
            ],
        }
        nodes[party].send(order)
        nodes[party].receive()
    _carry(nodes)
    numbers: dict[str, str] = {}
    party = "ESP"
    for step in _steps():
        if step.party != party:
            _carry(nodes)
            party = step.party
        nodes[party].send({"do": "acts", "acts": [_order(step, numbers)]})
        (number,) = nodes[party].receive()
        for label in (
            step.label,
            "file" if step.act == "locate" else "",
            "shared" if step.act == "notify_origin" else "",
        ):
            if label:
                numbers[label] = number
    _carry(nodes)


def _order(step: Step, numbers: Mapping[str, str]) -> dict[str, Any]:
    procedure = PROTECTION if step.where == HOME else RETURN
    act = procedure.act(step.act)
    authority = _holder(step.mandate, step.where, step.party)
    opening: dict[str, Any] = {}
    if act.opens:
        sides = {"host": "ESP"} if step.where == HOME else {"host": "ESP", "origin": "MAR"}
        opening = {"procedure": procedure.id, "sides": sides}
        if step.where == SHARED:
            opening["linked"] = f"{HOME}/{numbers['file']}"
    moment = datetime.now(UTC) - timedelta(days=step.ago)
    return {
        "username": authority,
        "second": authority + SECOND,
        "authority": authority,
        "mandate": step.mandate,
        "framework": step.where,
        "dossier": None if act.opens else numbers["file" if step.where == HOME else "shared"],
        "act": step.act,
        "fields": _stated(act, step, numbers),
        "sealed": {each.name: INVENTED for each in act.fields if each.sealed and each.required},
        "item": numbers.get(step.item),
        "now": int(moment.timestamp()) if step.ago else None,
        **opening,
    }


def _stated(act: Act, step: Step, numbers: Mapping[str, str]) -> dict[str, Any]:
    given = {
        name: numbers[value[1:]] if isinstance(value, str) and value.startswith("@") else value
        for name, value in (step.fields or {}).items()
    }
    first = {each.name: each.choices[0][0] for each in act.fields if each.type == "choice" and not each.sealed}
    return {**first, **given}


def _holder(mandate: str, where: str, party: str) -> str:
    for code, home, shared, _title in AUTHORITIES:
        if code.startswith(f"{party.lower()}.") and mandate in (home if where == HOME else shared):
            return code
    raise NodeTrouble(N_("nobody in the demo holds the mandate %(mandate)s"), mandate=mandate)


def _carry(nodes: Mapping[str, NodeProcess]) -> None:
    """Carry pouches until both have everything and have acknowledged it."""
    for of, to in (("ESP", "MAR"), ("MAR", "ESP")) * 2:
        nodes[of].send({"do": "pouch", "framework": SHARED, "to": to})
        nodes[to].send({"do": "open", "pouch": nodes[of].receive()})
        nodes[to].receive()


__all__ = ["AUTHORITIES", "HOME", "lay"]
