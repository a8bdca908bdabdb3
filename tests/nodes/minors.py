"""Two states' nodes, Spain's domestic framework and the one shared with Morocco, and one child's file played on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from jisr.cli.demo.founding import signed_manifest
from jisr.node.home import load_home, make_home
from jisr.procedures import PROCEDURES
from jisr.rules import STEPS, Act, Procedure
from tests.nodes.nodes import Child, free_port, let_passwords_do

SHARED: Final = "mar-esp"
PROTECTION, RETURN = PROCEDURES["protection.esp-2025/1"], PROCEDURES["return.esp-2025/1"]
# Which authority holds a mandate: at home, and in what is shared.
AT_HOME: Final = {
    "police": "esp.police",
    "child_protection": "esp.care",
    "guardian": "esp.guardianship",
    "assessor": "esp.panel",
    "decider": "esp.delegation",
    "age_authority": "esp.prosecutor",
    "prosecutor": "esp.prosecutor",
    "legal_aid": "esp.bar",
    "lawyer": "esp.bar",
    "defender": "esp.defender",
    "court": "esp.court",
    "asylum": "esp.asylum",
    "trafficking": "esp.trafficking",
    "health": "esp.health",
    "monitor": "esp.ombudsman",
}
HOST_SHARED: Final = {
    "liaison": "esp.delegation",
    "guardian": "esp.guardianship",
    "child_protection": "esp.care",
    "monitor": "esp.ombudsman",
}
ORIGIN_SHARED: Final = {
    "consulate": "mar.consulate",
    "child_protection": "mar.care",
    "competent_authority": "mar.prosecutor",
    "monitor": "mar.ombudsman",
}
SIDES: Final = {"host": "ESP", "origin": "MAR"}


class MinorsChild(Child):
    """A node's process that plays a file (`tests/nodes/minors_child.py`)."""

    def __init__(self, home: Any, database_url: str = "") -> None:
        super(Child, self).__init__(home, module="tests.nodes.minors_child", database_url=database_url)


class Refused(AssertionError):
    """An act was not written; `reasons` are rule ids, terms or names of errors."""

    def __init__(self, act: str, answer: Mapping[str, Any]) -> None:
        self.reasons, self.words = answer["refused"], str(answer["words"])
        super().__init__(f"{act}: {self.words}")


@dataclass
class Life:
    """The two nodes, their clocks, and what is done on them."""

    nodes: dict[str, MinorsChild]
    domestic: str = "esp"
    packs: tuple[Procedure, Procedure] = (PROTECTION, RETURN)
    offset: int = 0
    is_cut: bool = False
    file: str = ""
    shared: str = ""
    home: dict[str, str] = field(default_factory=lambda: dict(AT_HOME))

    @property
    def host(self) -> str:
        """Give the party of the host state."""
        return self.domestic.upper()

    @property
    def framework(self) -> str:
        """Give the shared framework."""
        return SHARED if self.host == "ESP" else "mar-nld"

    def now(self) -> datetime:
        """Give the time by the nodes' clocks."""
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def wait(self, *, days: float = 0, hours: float = 0) -> None:
        """Let time pass on both clocks; what is due meanwhile is written, and told if there is no cut."""
        self.offset += int(days * 86_400 + hours * 3_600)
        for node in self.nodes.values():
            node.ask(do="clock", seconds=self.offset)
        for party, node in self.nodes.items():
            for framework in (self.domestic, self.framework) if party == self.host else (self.framework,):
                node.ask(do="write due", framework=framework)
        self.meet()

    def meet(self) -> None:
        """Let the nodes exchange over HTTP until both have everything; during a cut nothing."""
        if not self.is_cut:
            for _ in range(2):
                self.nodes[self.host].ask(do="exchange", framework=self.framework, party="MAR")

    def do(
        self,
        act: str,
        mandate: str = "",
        *,
        at: str = "home",
        item: str | None = None,
        on_behalf: str | None = None,
        **fields: Any,
    ) -> str:
        """Do an act: `at` home, at the host's node in the shared file, or at the origin's; give its number.

        Fields that are not given have their first choice; sealed ones words. Raises Refused.
        """
        declared = self._declared(act, at)
        side = "origin" if at == "origin" else "host"
        mandate = mandate or next(each for each in declared.by[side] if each != "clock")
        holders = {"home": self.home, "host": self._shared_host(), "origin": ORIGIN_SHARED}[at]
        is_answer = act not in (declared.name, f"propose_{declared.name}")
        stated = {} if is_answer else _stated(declared, fields)
        order = {
            "framework": self.domestic if at == "home" else self.framework,
            "dossier": (self.file if at == "home" else self.shared) or None,
            "act": act,
            "fields": stated,
            "sealed": {} if is_answer else _sealed(declared),
            "item": item,
            "authority": holders[mandate],
            "mandate": mandate,
            "on_behalf": on_behalf,
            "procedure": None,
            "sides": None,
            "linked": None,
        }
        if declared.opens:
            order |= self._opening(at)
        answer = self.nodes["MAR" if at == "origin" else self.host].ask(do="do", **order)
        if "entry" not in answer:
            raise Refused(act, answer)
        return str(answer["entry"])

    def do_kernel(
        self,
        act: str,
        mandate: str,
        *,
        fields: Mapping[str, Any],
        sealed: Mapping[str, str] | None = None,
        item: str | None = None,
        on_behalf: str | None = None,
    ) -> str:
        """Do an act of the kernel at home; give its number."""
        order = {
            "framework": self.domestic, "dossier": self.file, "act": act, "fields": dict(fields),
            "sealed": dict(sealed or {}), "item": item, "authority": self.home[mandate], "mandate": mandate, "on_behalf": on_behalf,
            "procedure": None, "sides": None, "linked": None,
        }  # fmt: skip
        answer = self.nodes[self.host].ask(do="do", **order)
        if "entry" not in answer:
            raise Refused(act, answer)
        return str(answer["entry"])

    def _shared_host(self) -> dict[str, str]:
        return {mandate: code.replace("esp.", f"{self.domestic}.") for mandate, code in HOST_SHARED.items()}

    def _opening(self, at: str) -> dict[str, Any]:
        if at == "home":
            return {"dossier": None, "procedure": self.packs[0].id, "sides": {"host": self.host}}
        linked = f"{self.domestic}/{self.file}"
        sides = {"host": self.host, "origin": "MAR"}
        return {"dossier": None, "procedure": self.packs[1].id, "sides": sides, "linked": linked}

    def _declared(self, act: str, at: str) -> Act:
        procedure = self.packs[0] if at == "home" else self.packs[1]
        bare = act
        for step in (*STEPS, "report"):
            if act.startswith(f"{step}_") and any(each.name == act.removeprefix(f"{step}_") for each in procedure.acts):
                whole = procedure.act(act.removeprefix(f"{step}_"))
                if whole.joint:
                    bare = whole.name
        return procedure.act(bare)

    def both(self, act: str, host_by: str, origin_by: str, *, item: str | None = None) -> str:
        """Do a joint act: the host proposes, the origin concurs; give the concluding entry."""
        proposal = self.do(f"propose_{act}", host_by, at="host", item=item)
        self.meet()
        done = self.do(f"concur_{act}", origin_by, at="origin", item=proposal)
        self.meet()
        return done

    def look(self, at: str = "home") -> Any:
        """Give the dossier as a node has it: at home, or the shared one at the host's or origin's."""
        party = "MAR" if at == "origin" else self.host
        framework, dossier = (self.domestic, self.file) if at == "home" else (self.framework, self.shared)
        return self.nodes[party].ask(do="look", framework=framework, dossier=dossier)

    def fact(self, name: str, at: str = "home") -> bool:
        """Say whether a fact holds now."""
        return bool(self.look(at)["facts"][name])

    def standing(self, entry: str, at: str = "host") -> str:
        """Say what became of an act."""
        return str(next(e for e in self.look(at)["acts"] if f"{e['party']}.{e['seq']}" == entry)["standing"])

    def verify(self) -> None:
        """Hold everything in both nodes against the entries."""
        for node in self.nodes.values():
            assert node.ask(do="verify")["violations"] == []

    def stop(self) -> None:
        """End the nodes."""
        for node in self.nodes.values():
            node.stop()

    # The file, stretch by stretch

    def take_in(self, *, age: int = 15, majority_on: str = "") -> None:
        """Find the child, take it into care, settle its age, inform and screen it."""
        self.file = self.do("locate", "police", found_on=self.now().date().isoformat())
        self.do("take_into_care")
        self.do("check_records", "police")
        if self.host == "ESP":
            self.do("tell_prosecutor", "police")
        majority = majority_on or (self.now().date() + timedelta(days=(18 - age) * 365)).isoformat()
        before = (date.fromisoformat(majority) - timedelta(days=61)).isoformat()
        ages = {"age_lowest": age, "age_highest": age, "age_counted": age}
        self.do("accept_age", "child_protection", majority_on=majority, bridge_from=before, **ages)
        self.do("establish_identity", "child_protection")
        if self.host == "ESP":
            self.do("hand_to_service")
        self.do("appoint_guardian", "court")
        self.do("appoint_lawyer")
        self.screen()

    def screen(self) -> None:
        """Inform the child and look into what it needs."""
        self.do("inform_child", "guardian")
        self.do("screen_asylum", "asylum")
        self.do("screen_trafficking", "trafficking")
        self.do("screen_health")
        self.do("record_siblings", "guardian")
        self.do("assess_interests", "child_protection")
        self.do("assess_risk", "asylum")
        self.do("settle_contact", "guardian")

    def tell_origin(self) -> None:
        """Open the shared file and ask for a report."""
        self.shared = self.do("notify_origin", at="host")
        if self.host == "ESP":
            self.do("record_notice", notice=self.shared)
        self.do("record_request", request=self.do("request_report", at="host"))
        self.meet()

    def origin_answers(self) -> None:
        """Let the state of origin report, name a family, commit itself, and check; accept the check."""
        report = self.do("give_report", "consulate", at="origin")
        self.do("name_receiver", "child_protection", at="origin")
        self.do("commit_receiver", at="origin")
        self.do("check_receiver", at="origin")
        self.meet()
        self.do("accept_check", at="host")
        self.do("file_origin_report", report=report)
        self.do("verify_receiver")

    def look_into_return(self) -> None:
        """Open the return at home, plead, report, determine, hear."""
        if self.host == "ESP":
            self.do("gather_information")
        self.do("open_return")
        self.do("notify_opening")
        if self.host == "ESP":
            self.do("tell_prosecutor_opening")
        pleading = self.do("plead", "guardian")
        self.do("answer_pleading", item=pleading)
        self.do("report_protection")
        self.wait(days=40)
        if self.host == "ESP":
            self.do("report_prosecutor")
        self.determine_and_hear()

    def determine_and_hear(self) -> None:
        """Determine that return is best for the child, and hear it."""
        self.do("determine_return", options=3)
        self.do("hear_child")

    def decide(self) -> None:
        """Decide, notify, and let the time to go to court pass."""
        self.do("decide_return")
        self.do("notify_decision")
        if self.host == "ESP":
            self.do("tell_prosecutor_decision")
        self.do("advise_remedies")
        self.wait(days=70)

    def clear(self) -> None:
        """Ask the child again and clear the departure."""
        self.do("ask_view", "guardian")
        if self.host == "ESP":
            self.do("agree_departure")
        self.do("clear_departure")

    def agree(self) -> None:
        """Attest the decision, agree on receiver and plan, confirm the reception, attest that nothing stands in the way."""
        self.do("attest_decision", at="host")
        self.meet()
        self.both("choose_receiver", "liaison", "competent_authority")
        self.both("agree_plan", "child_protection", "child_protection")
        self.do("confirm_reception", "child_protection", at="origin")
        self.do("attest_no_obstacle", at="host")
        self.meet()

    def hand_over(self) -> str:
        """Hand the child over; give the concluding entry."""
        return self.both("handover", "child_protection", "child_protection")

    def up_to_departure(self) -> None:
        """Play everything up to the moment before the handover."""
        self.take_in()
        self.tell_origin()
        self.origin_answers()
        self.look_into_return()
        self.decide()
        self.clear()
        self.agree()


def _stated(act: Act, given: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for each in act.fields:
        if each.name in given:
            found[each.name] = given[each.name]
        elif each.type == "choice" and each.required and not each.sealed:
            found[each.name] = each.choices[0][0]
    return found


def _sealed(act: Act) -> dict[str, str]:
    return {each.name: f"words of {each.name}" for each in act.fields if each.sealed and each.required}


def found_life(folder: Path, *, domestic: str = "esp") -> Life:
    """Make the two nodes with their own keys, found both frameworks, open their doors."""
    host = domestic.upper()
    shared = SHARED if host == "ESP" else "mar-nld"
    homes = {}
    for party in (host, "MAR"):
        place = f"127.0.0.1:{free_port()}"
        homes[party] = make_home(
            folder / party.lower(), party=party, address=f"http://{place}", listen=place, name=party
        )
        let_passwords_do(homes[party])
    notes = {
        shared: signed_manifest(shared, list(homes.values())),
        domestic: signed_manifest(domestic, [homes[host]]),
    }
    nodes = {party: MinorsChild(load_home(folder / party.lower())) for party in homes}
    at_home = {mandate: code.replace("esp.", f"{domestic}.") for mandate, code in AT_HOME.items()}
    if host != "ESP":
        at_home = {each: code for each, code in at_home.items() if each != "prosecutor"}
    posts = {
        host: [
            *_posts(domestic, at_home),
            *_posts(shared, {each: code.replace("esp.", f"{domestic}.") for each, code in HOST_SHARED.items()}),
        ],
        "MAR": _posts(shared, ORIGIN_SHARED),
    }
    for party, node in nodes.items():
        named = [note for code, note in notes.items() if code == shared or party == host]
        node.ask(do="found", notes=named, posts=posts[party])
        node.ask(do="door")
    packs = (PROCEDURES[f"protection.{domestic}-2025/1"], PROCEDURES[f"return.{domestic}-2025/1"])
    life = Life(nodes, domestic=domestic, packs=packs, home=at_home)
    life.meet()
    return life


def _posts(framework: str, holders: Mapping[str, str]) -> Sequence[tuple[str, str, list[str]]]:
    held: dict[str, list[str]] = {}
    for mandate, authority in holders.items():
        held.setdefault(authority, []).append(mandate)
    return [(framework, authority, mandates) for authority, mandates in held.items()]
