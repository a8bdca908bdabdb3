"""Words for what declarations name: labels in the reader's language, sentences of conditions."""

from collections.abc import Sequence, Set
from typing import Any

from jisr.base import N_, Json
from jisr.kernel import Compiled, Docket, Standing
from jisr.node.agreements import compiled_of
from jisr.node.catalogue import gettext as _
from jisr.node.queries.linked import LINKED, UNSEEN, UNSEEN_SAID
from jisr.rules import Act, DeclaredFact, Procedure, read_term
from jisr.rules.say import Sentence, say_fact, say_missing, say_rule

STEP_LABELS = {
    "propose": N_("Propose: %(act)s"),
    "concur": N_("Agree to: %(act)s"),
    "decline": N_("Decline: %(act)s"),
    "withdraw": N_("Withdraw the proposal: %(act)s"),
    "conclude": N_("Conclude: %(act)s"),
    "report": N_("Report that it happened outside the rules: %(act)s"),
}
# Of what an act gives so much is said where the procedure has no sentence for it.
GIVEN_MAX = 3
CLOSING = N_("Only what protects, and opening it again, is possible afterwards.")
GROUP_LABELS = {
    "": N_("Other acts"),
    "afterwards": N_("After the meeting"),
    "care": N_("Care and guardianship"),
    "departure": N_("Departure"),
    "end": N_("End"),
    "family": N_("Family in another country"),
    "follow-up": N_("Follow-up"),
    "handover": N_("Handover"),
    "kernel": N_("Dossier"),
    "lift": N_("Lift a stop"),
    "meeting": N_("At the table"),
    "plan": N_("Plan"),
    "preparation": N_("Preparation"),
    "register": N_("Registration"),
    "residence": N_("Residence"),
    "restoration": N_("Restoration"),
    "return": N_("Whether a return serves the child"),
    "searching": N_("Family and services in the state of origin"),
    "stop": N_("Stop"),
}
KERNEL_LABELS = {
    "correct": N_("Correct a field of an earlier act"),
    "contest": N_("Contest a fact"),
    "answer": N_("Answer a contest"),
    "erase": N_("Erase sealed content"),
    "reopen": N_("Open the dossier again"),
    "ack": N_("Receipt confirmed by the node"),
}


def act_label(compiled: Compiled | None, act: str) -> str:
    """Say what an act is, in the reader's language."""
    step = compiled.steps.get(act) if compiled else None
    if step is None:
        return _(KERNEL_LABELS[act]) if act in KERNEL_LABELS else act
    if step.kind in STEP_LABELS and step.act is not None:
        return _(STEP_LABELS[step.kind]) % {"act": _(step.act.label)}
    return _(step.act.label) if step.act is not None else _(KERNEL_LABELS[step.kind])


def consequence_said(act: Act, procedure: Procedure) -> str:
    """Say what follows from an act: in the procedure's words, else by what the act gives."""
    if act.consequence:
        return _(act.consequence)
    if act.closes:
        return _(CLOSING)
    facts = {each.name: each for each in procedure.facts}
    given = [_(facts[name].label) for name in act.sets if name in facts]
    given = given or [_(facts[name].contrary) for name in act.clears if name in facts]
    if given:
        words = _("Once all sides have said so: %(facts)s.") if act.joint else _("From then on: %(facts)s.")
        return words % {"facts": _apart(given[:GIVEN_MAX])}
    periods = {each.name: each for each in procedure.periods}
    if act.starts:
        return _("It begins: %(period)s.") % {"period": _(periods[act.starts[0]].label)}
    if act.ends:
        return _("It ends: %(period)s.") % {"period": _(periods[act.ends[0]].label)}
    added = next((each for each in procedure.items if each.name == act.adds), None)
    return _("It is added to the list: %(list)s.") % {"list": _(added.plural or added.label)} if added else ""


def _apart(sentences: Sequence[str]) -> str:
    """Say several sentences as one, without their ends."""
    whole = sentences[-1]
    for each in reversed(sentences[:-1]):
        whole = _("%(first)s; %(rest)s") % {"first": each, "rest": whole}
    return whole


def group_label(group: str) -> str:
    """Name a group of acts."""
    return _(GROUP_LABELS[group]) if group in GROUP_LABELS else group


def fact_label(fact: DeclaredFact, *, holds: bool) -> str:
    """Say that a fact is so, or that it is not so."""
    return say_fact(fact, _, holds=holds)


def sentences(
    reasons: Sequence[Json],
    procedure: Procedure | None,
    around: Procedure | None = None,
    *,
    unbegun: Set[str] = frozenset(),
    unbegun_around: Set[str] = frozenset(),
) -> list[Sentence]:
    """Say why an act has no effect or is not possible yet, a sentence a reason.

    `around` is the procedure of the dossier around, where there is one; `unbegun` the periods
    that nothing has begun, here and there.
    """
    return [_sentence(each, procedure, around, unbegun, unbegun_around) for each in reasons]


def reasons_said(reasons: Sequence[Json], docket: Docket) -> list[Sentence]:
    """Say reasons that concern a dossier, in the words of its procedure and of the one around it."""
    here, around = _procedure(docket), _procedure(docket.outer)
    return sentences(reasons, here, around, unbegun=unbegun_in(docket), unbegun_around=unbegun_in(docket.outer))


def unbegun_in(docket: Docket | None) -> frozenset[str]:
    """Give the periods of a dossier that no act which stands has begun or ended."""
    procedure = _procedure(docket)
    if docket is None or docket.state is None or procedure is None:
        return frozenset()
    return frozenset(each.name for each in procedure.periods if not docket.state.starts.get(each.name))


def _procedure(docket: Docket | None) -> Procedure | None:
    return docket.compiled.procedure if docket is not None and docket.compiled is not None else None


def _sentence(
    reason: Json, procedure: Procedure | None, around: Procedure | None, unbegun: Set[str], unbegun_around: Set[str]
) -> Sentence:
    if reason == UNSEEN:
        return Sentence(text=_(UNSEEN_SAID), source="")
    if isinstance(reason, dict) and LINKED in reason:
        return _of_linked(reason[LINKED])
    if isinstance(reason, str):
        # What is said for want of a text is no rule that somebody broke.
        return Sentence(text=say_rule(reason, _), source="" if reason == Standing.UNJUDGED else reason)
    if procedure is None:
        return Sentence(text=str(reason), source="")
    term = read_term(reason)
    return say_missing(term, procedure, _, around=around, unbegun=unbegun, unbegun_around=unbegun_around)


def _of_linked(named: Any) -> Sentence:
    """Say what the linked domestic dossier lacks, in the words of its own procedure."""
    digest, term = named
    compiled = compiled_of(digest)
    if compiled is None:
        return Sentence(text=_(UNSEEN_SAID), source="")
    setting = N_("In the linked domestic dossier: %(condition)s")
    return say_missing(read_term(term), compiled.procedure, _, setting=setting)
