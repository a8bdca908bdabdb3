"""S01–S16: what stops a return, who may say so, what has to be done again, who lifts it.

Anybody raises a stop, at any time, also after a close; two roles lift it, one by one, of which one is independent
of whoever decides. Whatever its ground, what the state of origin hears of it is the same: `raise_stop`, and no more.
"""

from dataclasses import dataclass

from jisr.base import N_
from jisr.procedures.children.common import HOST, NOTE, REASON, WHO_SPEAKS, every, fact
from jisr.rules import (
    ANY_MANDATE,
    Act,
    All,
    Always,
    Any,
    Apart,
    DeclaredFact,
    Echo,
    Fact,
    Field,
    Item,
    Not,
    Over,
    Some,
    Term,
)

ALWAYS = Always()
ECHO = Echo(procedure="return", act="raise_stop")
# Who is independent of the decider and confirms that a stop is lifted.
INDEPENDENT = ("monitor", "guardian")


FINALLY = (
    ("refused_finally", N_("Refused finally, after advice")),
    ("withdrawn_advised", N_("Withdrawn by the child, after advice")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One kind of stop. `renews`: facts that have to be established anew; `first_needs`: before it can be lifted."""

    code: str
    item: str
    label: str
    plural: str
    raising: str
    settling: str
    lifting: str
    lifted: str
    unlifted: str
    source: str
    lifts: tuple[str, ...]
    confirms: tuple[str, ...] = INDEPENDENT
    by: tuple[str, ...] = (ANY_MANDATE,)
    renews: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    first_needs: Term = ALWAYS
    # What its lifting says besides, of the file and not of this stop alone.
    tells: tuple[str, ...] = ()
    # How what is settled may have ended; what ended for the child is another act, and no stop that is lifted.
    outcomes: tuple[tuple[str, str], ...] = ()


STOPS = (
    Stop(
        code="S01",
        item="asylum_claim",
        label=N_("Claim of asylum or expression of fear"),
        plural=N_("Claims of asylum or expressions of fear"),
        raising=N_("Note a claim of asylum or an expression of fear"),
        settling=N_("State the final decision on the claim"),
        lifting=N_("Confirm that the claim is finally decided, with advice"),
        lifted=N_("The claim has been finally decided, with advice"),
        unlifted=N_("A claim of asylum is open"),
        source="CRC art. 22; Charter arts 18, 19; Geneva Convention art. 33",
        lifts=("asylum",),
        confirms=("lawyer", "monitor"),
        renews=("risk_assessed", "bid_return", "return_decided", "decision_notified"),
        outcomes=FINALLY,
    ),
    Stop(
        code="S02",
        item="trafficking_sign",
        label=N_("Sign of trafficking, exploitation or abuse"),
        plural=N_("Signs of trafficking, exploitation or abuse"),
        raising=N_("Note a sign of trafficking, exploitation or abuse"),
        settling=N_("State what the competent body found"),
        lifting=N_("Confirm that the sign is cleared up"),
        lifted=N_("The sign of trafficking has been cleared up"),
        unlifted=N_("A sign of trafficking has not been cleared up"),
        source="Palermo Protocol; Council of Europe Convention on trafficking art. 13 [U]",
        lifts=("trafficking",),
        starts=("reflection",),
        first_needs=Over("reflection"),
        renews=("bid_return", "return_decided", "decision_notified"),
        outcomes=(("unfounded", N_("Found to be unfounded, finally")),),
    ),
    Stop(
        code="S03",
        item="court_order",
        label=N_("Order of a court or treaty body"),
        plural=N_("Orders of courts or treaty bodies"),
        raising=N_("Note an order of a court or treaty body"),
        settling=N_("State that the order has ended"),
        lifting=N_("Confirm that the order has ended"),
        lifted=N_("The order has ended"),
        unlifted=N_("An order of a court or treaty body stands"),
        source="ECHR rule 39; CRC-OP3 art. 6; Charter art. 47",
        lifts=("court",),
    ),
    Stop(
        code="S04",
        item="relief_request",
        label=N_("Request for relief before a court"),
        plural=N_("Requests for relief before a court"),
        raising=N_("Note a request for relief before a court"),
        settling=N_("State the decision on the request"),
        lifting=N_("Confirm that relief was finally decided"),
        lifted=N_("The request for relief has been finally decided"),
        unlifted=N_("A request for relief is pending"),
        source="Charter art. 47; ECHR art. 13 (Moustahi v France); [P] suspension",
        lifts=("court",),
        confirms=("lawyer", "monitor"),
        outcomes=FINALLY,
    ),
    Stop(
        code="S05, S06, S15",
        item="receiver_doubt",
        label=N_("Doubt about the family or service that would receive the child"),
        plural=N_("Doubts about the family or service that would receive the child"),
        raising=N_("Note a doubt about the family or service"),
        settling=N_("State that the family or service was checked anew"),
        lifting=N_("Confirm that the doubt is cleared up"),
        lifted=N_("The doubt about the family or service has been cleared up"),
        unlifted=N_("There is doubt about the family or service"),
        source="TQ (C-441/19); CRC arts 9, 20",
        lifts=("child_protection",),
        first_needs=Fact("receiver_verified"),
        renews=("receiver_verified", "bid_return", "return_decided", "decision_notified"),
        confirms=("monitor", "lawyer"),
        # By this a withdrawal in the state of origin is answered; what is decided next uses it up.
        tells=("receiver_renewed",),
    ),
    Stop(
        code="S07",
        item="child_refusal",
        label=N_("The child says no, resists, shows signs of self-harm or is away"),
        plural=N_("The child's noes"),
        raising=N_("Note that the child says no, resists, shows signs of self-harm or is away"),
        settling=N_("State that the child was heard anew"),
        lifting=N_("Confirm that the child's will was weighed anew"),
        lifted=N_("The child's will has been weighed anew"),
        unlifted=N_("The child has said no"),
        source="CRC art. 12; GC 12",
        lifts=("assessor",),
        confirms=("lawyer", "defender", "monitor"),
        renews=("heard", "hearing_excused", "bid_return", "view_asked", "return_decided", "decision_notified"),
        first_needs=Fact("heard"),
    ),
    Stop(
        code="A17",
        item="opposition",
        label=N_("The child opposes the guardian"),
        plural=N_("The child's opposition to the guardian"),
        raising=N_("Note that the child opposes the guardian"),
        settling=N_("Name a defender, or find that the child acts alone"),
        lifting=N_("Confirm that the defender has acted"),
        lifted=N_("A court-appointed defender has acted for the child"),
        unlifted=N_("The child opposes the guardian and no defender has acted"),
        source="CRC art. 12; GC 12",
        lifts=("court",),
        confirms=("defender", "lawyer"),
        renews=("heard", "hearing_excused", "bid_return", "view_asked", "return_decided", "decision_notified"),
    ),
    Stop(
        code="S08",
        item="health_bar",
        label=N_("Illness, pregnancy or unfitness to travel"),
        plural=N_("Reasons of health"),
        raising=N_("Note that the child is not fit to travel"),
        settling=N_("State that the child is fit to travel"),
        lifting=N_("Confirm that the child is fit to travel"),
        lifted=N_("The child is fit to travel again"),
        unlifted=N_("The child is not fit to travel"),
        source="CRC art. 24",
        lifts=("health",),
        confirms=("guardian", "child_protection"),
    ),
    Stop(
        code="S09",
        item="identity_doubt",
        label=N_("Doubt about identity, nationality or age"),
        plural=N_("Doubts about identity, nationality or age"),
        raising=N_("Note a doubt about identity, nationality or age"),
        settling=N_("State that the doubt was decided"),
        lifting=N_("Confirm that the doubt is decided"),
        lifted=N_("The doubt about identity, nationality or age has been decided"),
        unlifted=N_("There is doubt about identity, nationality or age"),
        source="CRC art. 8; Joint GC 4/23 [U]",
        lifts=("age_authority",),
        first_needs=Fact("age_settled"),
        renews=("age_settled", "age_undisputed", "identity_established", "return_decided", "decision_notified"),
    ),
    Stop(
        code="S10",
        item="care_gap",
        label=N_("Gap in guardianship, conflict of interest or no lawyer"),
        plural=N_("Gaps in guardianship"),
        raising=N_("Note a gap in guardianship, a conflict of interest or that there is no lawyer"),
        settling=N_("State that guardian and lawyer are appointed anew"),
        lifting=N_("Confirm that guardian and lawyer act for the child"),
        lifted=N_("Guardian and lawyer act for the child again"),
        unlifted=N_("There is a gap in guardianship or no lawyer"),
        source="CRC art. 20; GC 6",
        lifts=("court",),
        confirms=("monitor", "lawyer"),
        first_needs=All((Fact("guardian_in_function"), Fact("lawyer_appointed"))),
        renews=("guardian_in_function", "lawyer_appointed", "return_decided", "decision_notified"),
    ),
    Stop(
        code="A26, S11",
        item="court_case",
        label=N_("Court proceedings that concern the child"),
        plural=N_("Court proceedings that concern the child"),
        raising=N_("Note court proceedings that concern the child"),
        settling=N_("Authorise the departure before the court"),
        lifting=N_("Confirm that the court has authorised the departure"),
        lifted=N_("The court has authorised the departure"),
        unlifted=N_("A court that hears the child's case has not authorised the departure"),
        source="CRC art. 3; Charter art. 47",
        lifts=("court",),
    ),
    Stop(
        code="S13",
        item="place_bar",
        label=N_("Disaster, conflict or unrest in the place"),
        plural=N_("Disasters, conflicts or unrest in the place"),
        raising=N_("Note a change of the situation in the place"),
        settling=N_("State with reasons that the place is safe"),
        lifting=N_("Confirm that the place is safe"),
        lifted=N_("The place has been found safe again"),
        unlifted=N_("The situation in the place has changed"),
        source="ECHR art. 3; CRC art. 6",
        lifts=("assessor",),
        first_needs=Fact("risk_assessed"),
        renews=("risk_assessed", "bid_return", "return_decided", "decision_notified"),
    ),
    Stop(
        code="S16",
        item="monitor_request",
        label=N_("Request of an independent body"),
        plural=N_("Requests of independent bodies"),
        raising=N_("Ask that the return be stopped"),
        settling=N_("Say that the request is met"),
        lifting=N_("Confirm that the request is met"),
        lifted=N_("The request of the independent body has been met"),
        unlifted=N_("An independent body has asked to stop"),
        source="[P] CRC art. 3; GC 2",
        lifts=("monitor",),
        confirms=("guardian", "lawyer"),
        by=("monitor",),
    ),
)

ITEMS = tuple(Item(name=each.item, label=each.label, plural=each.plural) for each in STOPS)


def _facts(stop: Stop) -> tuple[DeclaredFact, ...]:
    return (
        fact(
            f"{stop.item}_settled",
            N_("Who is competent has settled it"),
            N_("Who is competent has not settled it yet"),
            f"{stop.code}: {stop.source}",
            item=stop.item,
        ),
        fact(f"{stop.item}_lifted", stop.lifted, stop.unlifted, f"{stop.code}: {stop.source}", item=stop.item),
    )


def _outcome(stop: Stop) -> tuple[Field, ...]:
    if not stop.outcomes:
        return ()
    return (Field(name="outcome", type="choice", label=N_("Outcome"), choices=stop.outcomes),)


def _acts(stop: Stop) -> tuple[Act, ...]:
    return (
        Act(
            name=f"raise_{stop.item}",
            label=stop.raising,
            consequence=N_("The return is stopped at once, wherever the child is."),
            group="stop",
            source=f"{stop.code}: {stop.source}",
            by={HOST: stop.by},
            on_behalf=WHO_SPEAKS,
            fields=(NOTE,),
            protective=True,
            adds=stop.item,
            clears=(*stop.renews, "departure_cleared"),
            starts=stop.starts,
            echo=ECHO,
        ),
        Act(
            name=f"settle_{stop.item}",
            label=stop.settling,
            group="lift",
            source=f"{stop.code}: {stop.source}",
            by={HOST: stop.lifts},
            item=stop.item,
            fields=(*_outcome(stop), REASON),
            needs=stop.first_needs,
            sets=(f"{stop.item}_settled",),
        ),
        Act(
            name=f"lift_{stop.item}",
            label=stop.lifting,
            consequence=N_("This stop is lifted; any other goes on."),
            group="lift",
            source=f"{stop.code}: {stop.source}",
            by={HOST: stop.confirms},
            item=stop.item,
            fields=(REASON,),
            # What is lifted stays so: lifted again, it would seem to set the clocks that it stilled anew.
            needs=All(
                (
                    Fact(f"{stop.item}_settled"),
                    Not(Fact(f"{stop.item}_lifted")),
                    Apart((f"settle_{stop.item}", *DECIDING)),
                )
            ),
            sets=(f"{stop.item}_lifted", *stop.tells),
        ),
    )


# Whoever has done one of these is no independent voice in the same file (R3).
DECIDING = ("open_return", "decide_return")
FACTS = tuple(each for stop in STOPS for each in _facts(stop))
ACTS = tuple(each for stop in STOPS for each in _acts(stop))
# No stop of the host state is open.
CLEAR = All(tuple(every(each.item, f"{each.item}_lifted") for each in STOPS))
# While a child opposes the guardian without a defender, or has no guardian or lawyer, its time stands still (A17, S10).
UNDEFENDED = Any(
    (
        Some("opposition", Not(Fact("opposition_lifted"))),
        Some("care_gap", Not(Fact("care_gap_lifted"))),
    )
)
DEFENDED = every("opposition", "opposition_lifted")
# What a shared procedure never names (protocol 4.8): grounds, who says them, who settles them.
WITHHELD = (
    *(each.item for each in STOPS),
    *(each.name for each in ACTS),
    "asylum", "asylum_confirmed", "trafficking", "trafficked", "exploitation", "abuse", "claim", "fear",
    "refugee", "court", "relief", "health", "pregnancy", "self_harm", "defender", "assessor",
    "age_authority", "ground",
)  # fmt: skip
