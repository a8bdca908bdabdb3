"""`return`: what each step on the way to the handover, and after it, is guaranteed to rest on."""

from jisr.base import N_
from jisr.procedures.children.common import any_holds, every, facts_hold, rests
from jisr.procedures.children.concerted_facts import NO_STOP
from jisr.rules import Fact, Not, Over

NO_HOST_STOP = every("stop", "stop_lifted")
OPENED = Fact("restoration_opened")


STEPS = (
    rests(
        "request_report",
        N_("No report is asked for while a stop of the host state is open"),
        NO_HOST_STOP,
        "A10: CRC art. 9; GC 6",
    ),
    rests(
        "name_receiver",
        N_("One family or service at a time is named"),
        Not(Fact("receiver_named")),
        "A12: Directive 2008/115 art. 10(2) [U]",
    ),
    rests(
        "commit_receiver",
        N_("Nobody is committed who was not named"),
        Fact("receiver_named"),
        "A12, G09: TQ (C-441/19)",
    ),
    rests("check_receiver", N_("Nobody is checked who was not named"), Fact("receiver_named"), "A13: CRC arts 9, 20"),
    rests(
        "accept_check",
        N_("Only a check that was made is accepted, while no stop of the host state is open"),
        Fact("receiver_checked") & NO_HOST_STOP,
        "A13: TQ (C-441/19)",
    ),
    rests(
        "answer_withdrawal",
        N_("The host state looks anew at what was withdrawn"),
        Fact("withdrawn"),
        "S05, S06: CRC arts 9, 20",
    ),
    rests(
        "attest_decision",
        N_("No decision is attested before the state of origin was asked and has reported"),
        facts_hold("report_requested", "report_given"),
        "A23, A24, G19, G20: TQ (C-441/19); Charter art. 47",
    ),
    rests(
        "choose_receiver",
        N_("A receiver is agreed on after the decision, committed, checked and accepted, and while nothing stops"),
        facts_hold("decision_attested", "receiver_committed", "receiver_checked", "check_accepted")
        & NO_STOP
        & Not(Fact("withdrawn")),
        "A23, G09: TQ (C-441/19)",
    ),
    rests(
        "agree_plan",
        N_("No plan of follow-up is agreed while a stop is open"),
        NO_STOP,
        "A30, G26: [P] STS 86/2024; best-interests procedure",
    ),
    rests(
        "confirm_reception",
        N_("Only the reception by a receiver that is committed, checked and agreed on is confirmed"),
        facts_hold("receiver_committed", "receiver_checked", "receiver_chosen"),
        "A27, G22: TQ (C-441/19); 72 hours [P]",
    ),
    rests(
        "review_file",
        N_("The file is looked at again when its time is over"),
        Over("review_time"),
        "[P] no shared file is forgotten",
    ),
    rests(
        "record_visit",
        N_("A visit follows a handover"),
        Fact("handover_done"),
        "A30: [P] 1, 3, 6 and 12 months",
    ),
    rests(
        "complete_follow_up",
        N_("A follow-up that is complete follows a handover"),
        Fact("handover_done"),
        "A30: [P] four visits",
    ),
    rests("restore_contact", N_("Contact is restored once the restoration is open"), OPENED, "STS 86/2024"),
    rests("restore_counsel", N_("A lawyer is given once the restoration is open"), OPENED, "STS 86/2024"),
    rests("restore_route", N_("A way back is given once the restoration is open"), OPENED, "STS 86/2024"),
    rests(
        "complete_restoration",
        N_("Only a restoration that was opened is complete"),
        OPENED,
        "STS 86/2024; CRC art. 12",
    ),
    rests(
        "close_file",
        N_("The shared file closes with the follow-up, the restoration or the end of the return"),
        any_holds("followed_up", "restored", "given_up"),
        "A30: CRC art. 10",
    ),
)
