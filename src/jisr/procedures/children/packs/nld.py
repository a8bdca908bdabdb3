"""The Netherlands: asylum first, a full assessment before any return decision, no limbo (N1–N9)."""

from jisr.base import N_
from jisr.procedures.children.common import R3, REASON, every, fact, facts_hold, host, rests, sealed, together
from jisr.procedures.children.concerted import RETURN
from jisr.procedures.children.packs.fold import Pack, fold
from jisr.procedures.children.protection import PROTECTION
from jisr.procedures.children.stops import DECIDING
from jisr.rules import Act, All, Any, Apart, Compare, Fact, Field, FigureValue, Given, Guarantee

_TQ = "TQ (C-441/19)"
_RVS = "ABRvS 8 June 2022, ECLI:NL:RVS:2022:1530"

FIFTEEN = Compare(Given(15), "<=", FigureValue("age_counted"))
# Whose age turns out to be lower is placed anew before anything else is looked into.
PLACED = Any((Fact("placed_in_family"), All((Fact("placed_in_unit"), FIFTEEN))))

_PACK = Pack(
    name="nld-2025",
    version=1,
    label=N_("Protection of an unaccompanied child (Netherlands)"),
    facts=(
        fact(
            "placed_in_family",
            N_("The child is placed in a foster family"),
            N_("The child is not placed in a foster family"),
            "N2: under 15 in a foster family",
        ),
        fact(
            "placed_in_unit",
            N_("The child is placed in a small unit"),
            N_("The child is not placed in a small unit"),
            "N2: from 15 in a small unit",
        ),
        fact(
            "asylum_concluded",
            N_("Asylum was refused finally, or not asked for after advice"),
            N_("Asylum has not been concluded"),
            "N3: asylum comes first",
        ),
        fact(
            "situation_assessed",
            N_("The child's situation has been assessed in general and in depth"),
            N_("The child's situation has not been assessed in depth"),
            f"N4: {_TQ}, point 1",
        ),
        fact(
            "reception_enquired",
            N_("The enquiry into reception is finished, whatever the child's age"),
            N_("The enquiry into reception is not finished"),
            f"N5, N7: {_TQ}, point 2; {_RVS}",
        ),
        fact(
            "assisted",
            N_("Another body than the enforcer has assisted the child"),
            N_("No body other than the enforcer has assisted the child"),
            "N8: Directive 2008/115 art. 10(1) [U]",
        ),
    ),
    acts=(
        # As long as no age was settled a child is placed as one under fifteen.
        Act(
            name="place_in_family",
            label=N_("Place the child in a foster family"),
            group="care",
            source="N2: under 15 in a foster family; [P] from 15 too",
            by=host("guardian", "child_protection"),
            needs=Fact("guardian_in_function"),
            sets=("placed_in_family",),
            clears=("placed_in_unit",),
        ),
        Act(
            name="place_in_unit",
            label=N_("Place the child in a small unit"),
            consequence=N_("Possible from the age of fifteen; the lowest age counts."),
            group="care",
            source="N2: from 15 in a small unit",
            by=host("guardian", "child_protection"),
            needs=together(Fact("guardian_in_function"), FIFTEEN),
            sets=("placed_in_unit",),
            clears=("placed_in_family",),
        ),
        Act(
            name="conclude_asylum",
            label=N_("State that asylum is concluded"),
            group="return",
            source="N3: asylum comes first, with lawyer and guardian",
            by=host("asylum"),
            fields=(
                Field(
                    name="heard_how",
                    type="choice",
                    label=N_("How the child was heard on asylum"),
                    choices=(
                        ("trained", N_("By a trained interviewer; under twelve in a room for children")),
                        ("not_asked", N_("No asylum was asked for, after advice")),
                    ),
                ),
                REASON,
            ),
            needs=All(
                (
                    facts_hold("screened_asylum", "lawyer_appointed", "guardian_in_function"),
                    every("asylum_claim", "asylum_claim_lifted"),
                )
            ),
            sets=("asylum_concluded",),
        ),
        Act(
            name="assess_situation",
            label=N_("Assess the child's situation in general and in depth"),
            group="return",
            source=f"N4: {_TQ}, point 1",
            by=host("assessor", "child_protection"),
            fields=(sealed("assessment", N_("Assessment")),),
            needs=All((Fact("interests_assessed"), Apart(DECIDING))),
            sets=("situation_assessed",),
        ),
        Act(
            name="finish_enquiry",
            label=N_("State that the enquiry into reception is finished"),
            consequence=N_("It is made for every age; where none is found, the child stays."),
            group="return",
            source=f"N5, N7: {_TQ}, point 2; {_RVS}",
            by=host("child_protection"),
            fields=(sealed("enquiry", N_("Enquiry")),),
            needs=Fact("receiver_verified"),
            sets=("reception_enquired",),
        ),
        Act(
            name="assist_child",
            label=N_("Record assistance by another body than the enforcer"),
            group="return",
            source="N8: Directive 2008/115 art. 10(1) [U]",
            by=host("guardian", "legal_aid", "monitor"),
            fields=(sealed("assistance", N_("Assistance")),),
            needs=Apart(DECIDING),
            sets=("assisted",),
        ),
    ),
    needs={
        "open_return": together(
            PLACED, facts_hold("asylum_concluded", "situation_assessed", "reception_enquired", "assisted")
        ),
        "decide_return": facts_hold("asylum_concluded", "situation_assessed", "reception_enquired", "assisted"),
        "clear_departure": facts_hold("asylum_concluded", "situation_assessed", "reception_enquired", "assisted"),
    },
    clears={
        "raise_asylum_claim": ("asylum_concluded",),
        "raise_receiver_doubt": ("reception_enquired",),
        "lapse_opening": ("reception_enquired",),
        "lapse_report": ("reception_enquired",),
    },
    only_by={"appoint_guardian": ("court",)},
    sources={
        "appoint_guardian": "N1: the court appoints Nidos",
        "decide_return": f"N4, N6, N7: {_TQ}; {_RVS}",
        "verify_receiver": f"N5, N7: {_TQ}, point 2; {_RVS}",
        "find_return_impossible": f"N7: {_RVS}",
        "grant_residence": "N7, N9: permit without fault [U]",
        "residence_wait": f"N6: no waiting for the 18th birthday: {_TQ}, point 3; length [P]",
    },
    guarantees=(
        Guarantee(
            name="n3_asylum_first",
            label=N_("Asylum is concluded before a return is looked into"),
            term=Fact("asylum_concluded"),
            source="N3: asylum comes first",
            at="open_return",
        ),
        Guarantee(
            name="n4_assessed_in_depth",
            label=N_("No return decision without a general, in-depth assessment"),
            term=Fact("situation_assessed"),
            source=f"N4: {_TQ}, point 1",
            at="decide_return",
        ),
        Guarantee(
            name="n5_every_age",
            label=N_("Reception is enquired into for every age before a return decision"),
            term=facts_hold("reception_enquired", "receiver_verified"),
            source=f"N5, N7: {_TQ}, point 2; {_RVS}",
            at="decide_return",
        ),
        Guarantee(
            name="n6_enforceable_now",
            label=N_("Nothing is enforced once reception is in doubt"),
            term=All((Fact("reception_enquired"), every("receiver_doubt", "receiver_doubt_lifted"))),
            source=f"N6: {_TQ}, point 3",
            at="clear_departure",
        ),
        Guarantee(
            name="n8_assisted",
            label=N_("A body other than the enforcer has assisted the child"),
            term=Fact("assisted"),
            source="N8: Directive 2008/115 art. 10(1) [U]",
            at="decide_return",
        ),
        Guarantee(
            name="n1_ready_to_open",
            label=N_("No return is looked into before placement, assessment, enquiry and assistance"),
            term=together(PLACED, facts_hold("situation_assessed", "reception_enquired", "assisted")),
            source=f"N2, N4, N7, N8: {_TQ}; {_RVS}",
            at="open_return",
        ),
        Guarantee(
            name="n3_asylum_at_decision",
            label=N_("Asylum is still concluded when a return is decided"),
            term=Fact("asylum_concluded"),
            source="N3: asylum comes first",
            at="decide_return",
        ),
        Guarantee(
            name="n6_all_still_so",
            label=N_("Asylum, assessment and assistance are still so when a departure is cleared"),
            term=facts_hold("asylum_concluded", "situation_assessed", "assisted"),
            source=f"N3, N4, N8: {_TQ}, point 3",
            at="clear_departure",
        ),
        rests(
            "place_in_family",
            N_("The child is placed with a guardian in function"),
            Fact("guardian_in_function"),
            "N1, N2: Nidos, COA",
        ),
        rests(
            "place_in_unit",
            N_("Only a child of fifteen or more is placed in a unit, with a guardian in function"),
            together(Fact("guardian_in_function"), FIFTEEN),
            "N1, N2: Nidos, COA; from 15 in a small unit",
        ),
        rests(
            "conclude_asylum",
            N_("Asylum is concluded with lawyer and guardian, after it was looked into, and while no claim is open"),
            facts_hold("screened_asylum", "lawyer_appointed", "guardian_in_function")
            & every("asylum_claim", "asylum_claim_lifted"),
            "N3: asylum comes first, with lawyer and guardian",
        ),
        rests(
            "assess_situation",
            N_("Who assesses the situation in depth has the child's interests, and has decided nothing in the file"),
            Fact("interests_assessed") & Apart(DECIDING),
            f"N4: {_TQ}, point 1; {R3}",
        ),
        rests(
            "finish_enquiry",
            N_("The enquiry into reception is finished with a receiver that was verified"),
            Fact("receiver_verified"),
            f"N5, N7: {_TQ}, point 2; {_RVS}",
        ),
        rests(
            "assist_child",
            N_("Who assists the child has decided nothing in the file"),
            Apart(DECIDING),
            "N8: Directive 2008/115 art. 10(1) [U]",
        ),
    ),
)

NLD_2025_PROTECTION = fold(PROTECTION, _PACK)
NLD_2025_RETURN = fold(
    RETURN,
    Pack(
        name="nld-2025",
        version=1,
        label=N_("Concerted return of a child (Netherlands)"),
        sources={
            "commit_receiver": "N8: Directive 2008/115 art. 10(2) [U]",
            "handover": f"N6: {_TQ}, point 3",
            "g22_reception": f"N6: {_TQ}, point 3",
            "g09_receiver": f"N5, N8: {_TQ}, point 2",
        },
    ),
)
