"""A page for the child: what its rights are, what happens next, how to say no, whom to call. Plain words.

Sources: CRC arts 3, 12, 20, 22; GC 12 (information fit for the child); the helpline number is that of Decision
2007/116/EC. Nothing of the file but where it stands is said; names are written in by hand.
"""

from dataclasses import dataclass
from typing import Final

from jisr.base import N_
from jisr.kernel import Docket, test
from jisr.node.catalogue import gettext as _
from jisr.node.queries.headings import by_nobody
from jisr.node.queries.reading import Reading, own_party

RIGHTS: Final = (
    N_("You are a child. You have a right to be safe, to sleep and eat well, to see a doctor and to go to school."),
    N_("There is a grown-up whose task is to look after you and to speak for you: your guardian."),
    N_("You have a lawyer. You pay nothing. The lawyer works for you and for nobody else."),
    N_("Somebody tells you everything in your language. If you do not understand, ask again."),
    N_("If you are afraid to go back to your country, say so. You can ask to be protected here. It is called asylum."),
    N_("Nobody may decide about you before you have been listened to."),
    N_("Nobody may lock you up because you have no papers, or take you away at night or in a group."),
    N_("You can talk to your family, if you want to."),
)
SAYING_NO: Final = (
    N_("You can say no at any time: today, at the hearing, on the way, in the car."),
    N_("Say it to anybody: your guardian, your lawyer, a teacher, the person who goes with you. You need no reason."),
    N_("Then everything stops, at once, until you have been listened to again."),
    N_("You can change your mind. Nobody may be angry with you for it."),
)
# Who lives in another country by now, handed over or taken away: what happens in a house is said there, not in a car.
RIGHTS_ELSEWHERE: Final = (
    RIGHTS[0],
    RIGHTS[2],
    RIGHTS[3],
    RIGHTS[5],
    N_("If you are afraid where you live now, or somebody hurts you, say so. You can ask to be brought to safety."),
    RIGHTS[7],
)
SAYING_NO_ELSEWHERE: Final = (
    N_("You can say at any time that things are not well where you live now."),
    N_("Say it to anybody: the person who visits you, your lawyer, a teacher, a doctor. You need no reason."),
    N_("Then people must look into it and listen to you. There is a way back."),
    SAYING_NO[3],
)
# Who has turned 18 is no child any more, and is not left alone from one day to the next (RD 1155/2024
# arts 173, 174): what was decided about the child is not turned against the adult.
RIGHTS_OF_AGE: Final = (
    N_("You are grown up now. You decide for yourself, and nobody speaks for you without asking you."),
    N_("You can go on asking for help: for a place to live, for school or work, and for your papers."),
    N_("You can have a lawyer. If you have no money for one, ask for one who is free of charge."),
    RIGHTS[3],
    RIGHTS[4],
)
SAYING_NO_OF_AGE: Final = (
    N_("Nobody may take you to another country because of what was decided about you as a child."),
    N_("If somebody tries to, say no, and call your lawyer at once."),
)
# For each stage of the procedure what is going on now, and what comes next.
NOW: Final = {
    "found": (
        N_("You have just arrived, or have just been found. Nothing about going back is being decided."),
        N_("You come to a place where you are looked after. A guardian is named for you."),
    ),
    "in_care": (
        N_("You are being looked after. Nothing about going back is being decided."),
        N_("Somebody explains your rights to you, and asks how you are, what you fear and what you wish."),
    ),
    "screened": (
        N_("People have talked with you about how you are and what you need."),
        N_("They think about what is best for you. Living here is always one of the answers."),
    ),
    "looked_into": (
        N_("People look into whether it would be good for you to live with your family again. Nothing is decided."),
        N_("You can write or say what you think, with your lawyer. Then you are listened to in person."),
    ),
    "decided_return": (
        N_("It was decided that it is best for you to go back. You can disagree."),
        N_("Your lawyer can ask a judge to look at it. As long as there is time for that, nothing happens."),
    ),
    "stopped": (
        N_("Your going back is stopped. Nobody goes on with it."),
        N_("People look at why it was stopped, and listen to you. Only then can anything be decided again."),
    ),
    "departing": (
        N_("You may soon travel to the people who will look after you there."),
        N_("You are asked once more. Somebody from child protection goes with you. If you say no, it stops."),
    ),
    "handed_over": (
        N_("You live with the people who look after you now."),
        N_("Somebody visits you several times. If it goes badly, say so: there is a way back."),
    ),
    "residence": (
        N_("You are going to get papers to live here."),
        N_("The office has a fixed time for it. Your guardian asks for you."),
    ),
    "resident": (
        N_("You have papers to live here."),
        N_("You go on living here. Your papers are renewed before they end."),
    ),
    "of_age": (
        N_("You have turned 18. Nobody may send you away because of this."),
        N_("You get help with housing, school or work for the time that comes."),
    ),
    "lives_with_kin": (
        N_("You live with your family in another country."),
        N_("If it goes badly, call your guardian or the helpline."),
    ),
    "restoring": (
        N_("You were taken away in a way that the law does not allow. That was wrong."),
        N_("People look for a way for you to come back, if you want to. You have a lawyer for it."),
    ),
}
# Free of charge in the states of the European Union (Decision 2007/116/EC); elsewhere the number is written in by hand.
HELPLINE: Final = "116 111"
ELSEWHERE: Final = frozenset({"handed_over", "lives_with_kin", "restoring"})
OF_AGE: Final = "of_age"
GUARDIAN, LAWYER = N_("Your guardian"), N_("Your lawyer")
CALLS: Final = ((N_("Helpline for children, free of charge"), HELPLINE), (GUARDIAN, ""), (LAWYER, ""))
CALLS_ELSEWHERE: Final = ((N_("Helpline for children where you live now"), ""), (GUARDIAN, ""), (LAWYER, ""))
CALLS_OF_AGE: Final = ((N_("The person who helps you now"), ""), (LAWYER, ""))
# The name under which every host state's pack stands.
FAMILY: Final = "protection."


@dataclass(frozen=True, slots=True, kw_only=True)
class ForChild:
    """What the page says; every sentence in the reader's language."""

    now: str
    comes_next: str
    rights: tuple[str, ...]
    saying_no: tuple[str, ...]
    # Whom to call, and the number; without one a line to fill in by hand.
    calls: tuple[tuple[str, str], ...]
    # Whether what is said of a stop is of use to who reads it: an adult is not taken anywhere on this file.
    is_of_age: bool


def is_of_child(docket: Docket) -> bool:
    """Say whether a dossier is the file of one child in care."""
    return docket.compiled is not None and docket.compiled.procedure.name.startswith(FAMILY)


def for_child(held: Reading, docket: Docket) -> ForChild | None:
    """Give the page of a child's file; None for a dossier of another kind."""
    compiled = docket.compiled
    if compiled is None or not is_of_child(docket):
        return None
    scene = docket.scene(held.stub(own_party(), "reopen", by_nobody()))
    stages = compiled.procedure.stages if scene is not None else ()
    stage = next((each.name for each in stages if test(each.term)(scene)), "found")
    now, comes_next = NOW[stage]
    rights, saying_no, calls = words_in(stage)
    return ForChild(
        now=_(now),
        comes_next=_(comes_next),
        rights=tuple(_(each) for each in rights),
        saying_no=tuple(_(each) for each in saying_no),
        calls=tuple((_(label), number) for label, number in calls),
        is_of_age=stage == OF_AGE,
    )


def words_in(stage: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Give rights, how to say no, and whom to call, as they are where a stage leaves the child."""
    if stage == OF_AGE:
        return RIGHTS_OF_AGE, SAYING_NO_OF_AGE, CALLS_OF_AGE
    if stage in ELSEWHERE:
        return RIGHTS_ELSEWHERE, SAYING_NO_ELSEWHERE, CALLS_ELSEWHERE
    return RIGHTS, SAYING_NO, CALLS


__all__ = ["NOW", "ForChild", "for_child", "is_of_child", "words_in"]
