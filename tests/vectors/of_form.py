"""Cases of the form of acts: what is void whatever the state (protocol 12.3, 12.4, 12.5)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from orjson import loads

from jisr.base import DossierId, Party, Seq, b64
from jisr.kernel import By, Entry, write_entry
from tests.strategies.desk import HASH, Desk
from tests.strategies.procedures import OUTER
from tests.strategies.worlds import founder
from tests.vectors.cases import Case

Make = Callable[[Desk], Entry]
LONG: Final = 10_000


def _void(rule: str, title: str, why: str, desk: Desk, entry: Entry) -> Case:
    at = desk.world.append(entry)
    return Case(about=rule, title=title, why=why, desk=desk, expected={str(at): f"void {rule}"})


def _each(rule: str, why: str, made: Mapping[str, Make], **desk: Any) -> Iterator[Case]:
    for title, make in made.items():
        here = Desk(**desk)
        yield _void(rule, title, why, here, make(here))


def dossiers() -> Iterator[Case]:
    """Give acts of no dossier in their past."""
    yield from _each(
        "4.dossier",
        "An act names a dossier that an entry which precedes it has opened, and no other thing.",
        {
            "never opened": lambda d: d.draft("MAR", "halt", dossier=DossierId("ESP.99")),
            "of nobody": lambda d: d.draft("MAR", "halt", dossier=DossierId("NLD.0")),
            "an ack": lambda d: d.draft("MAR", "halt", dossier=DossierId("MAR.2")),
            "an entry of another dossier": lambda d: d.draft("MAR", "halt", dossier=DossierId("ESP.0")),
            "a later entry of its own": lambda d: d.draft("MAR", "halt", dossier=DossierId("MAR.50")),
        },
    )
    desk = Desk(opened=False)
    opened = desk.world.append(desk.opening())
    desk.dossier = str(opened)
    early = desk.act("MAR", "halt")
    desk.meet()
    late = desk.act("MAR", "halt")
    yield Case(
        about="4.dossier", title="opened where it was not seen", desk=desk,
        expected={str(opened): "stands", str(early): "void 4.dossier", str(late): "stands"},
        why="MAR names the dossier before it has seen the opening: void for ever; what it does afterwards stands.",
    )  # fmt: skip
    desk = Desk(within=True, opened=False)
    seq = desk.world.nodes[Party("ESP")].size(Party("ESP"))
    early = desk.act("MAR", "halt", dossier=DossierId(f"ESP.{seq}"))
    opened = desk.world.append(desk.opening(item=str(desk.season)))
    desk.meet()
    yield Case(
        about="4.dossier", title="named before its nested opening", desk=desk,
        expected={str(opened): "stands", str(early): "void 4.dossier"},
        why="Whoever names a dossier before it is opened changes nothing about the dossier it is within.",
    )  # fmt: skip


def openings() -> Iterator[Case]:
    """Give openings that are none, or second ones."""
    yield from _each(
        "4.opening",
        "An entry that names itself bears digest and sides and its act opens; no other entry does any of it.",
        {
            "a digest where none is": lambda d: d.draft("MAR", "halt", digest=HASH),
            "sides where none are": lambda d: d.draft("MAR", "halt", sides={"host": "ESP"}),
            "opened a second time": lambda d: d.draft("MAR", "open"),
            "no digest": lambda d: d.opening(party="MAR").but(digest=None),
            "no sides": lambda d: d.opening(party="MAR").but(sides=None),
            "an act that does not open": lambda d: d.opening(party="MAR").but(act="halt"),
        },
    )


def procedures() -> Iterator[Case]:
    """Give acts by another procedure than the one in force, or the dossier's."""
    yield from _each(
        "4.procedure",
        "An opening names a procedure in force with its digest; every other act the one of its dossier.",
        {
            "another digest": lambda d: d.opening(party="MAR").but(digest=HASH),
            "not in force": lambda d: d.opening(party="MAR").but(procedure="desk/2"),
            "none at an opening": lambda d: d.opening(party="MAR").but(procedure=None),
            "none": lambda d: d.draft("MAR", "halt", procedure=None),
            "another version": lambda d: d.draft("MAR", "halt", procedure="desk/2"),
            "that of the framework": lambda d: d.draft("MAR", "halt", procedure="framework/1"),
        },
    )


def sides() -> Iterator[Case]:
    """Give openings with sides that the procedure does not have."""

    def with_sides(**sides: str) -> Make:
        return lambda d: d.opening(party="MAR").but(sides=sides)  # type: ignore[arg-type]  # parties as text

    yield from _each(
        "4.sides",
        "The sides are those of the procedure, each a party of the framework, no party twice.",
        {
            "one lacking": with_sides(host="MAR"),
            "one more": with_sides(host="MAR", origin="ESP", transit="NLD"),
            "another name": with_sides(host="MAR", home="ESP"),
            "a stranger": with_sides(host="MAR", origin="FRA"),
            "one party twice": with_sides(host="MAR", origin="MAR"),
        },
        parties=3,
    )
    yield from _each(
        "4.sides",
        "Where each is a side, every party of the framework is one, under its own code.",
        {
            "a party lacking": with_sides(MAR="MAR", ESP="ESP"),
            "codes crossed": with_sides(MAR="ESP", ESP="MAR", NLD="NLD"),
        },
        parties=3,
        each=True,
    )


def parties() -> Iterator[Case]:
    """Give acts of a party of the framework that is none of the dossier."""
    yield from _each(
        "4.party",
        "NLD is a party of the framework and not of this dossier.",
        {
            "a stop": lambda d: d.draft("NLD", "halt"),
            "a proposal": lambda d: d.draft("NLD", "propose_resume"),
            "a contest": lambda d: d.draft("NLD", "contest", fields={"fact": "ready"}),
            "a reopening": lambda d: d.draft("NLD", "reopen"),
            "an unknown act": lambda d: d.draft("NLD", "no_such"),
            "opening for others": lambda d: d.opening(party="NLD"),
        },
        parties=3,
    )


def acts() -> Iterator[Case]:
    """Give acts that the procedure does not have."""
    yield from _each(
        "4.act",
        "The acts are the declared ones, the steps of joint acts, and the kernel's own.",
        {
            "unknown": lambda d: d.draft("MAR", "no_such"),
            "a joint act itself": lambda d: d.draft("MAR", "hand_over"),
            "a conclusion between two": lambda d: d.draft("MAR", "conclude_resume", "ESP.3"),
            "a proposal of what one side does": lambda d: d.draft("ESP", "propose_prepare"),
            "a report of what can be undone": lambda d: d.draft("MAR", "report_resume"),
            "of the framework": lambda d: d.draft("MAR", "declare_authority"),
            "an ack in a dossier": lambda d: d.draft("MAR", "ack", mandate="clock"),
            "in no dossier": lambda d: d.draft("MAR", "halt", dossier=None, procedure=None),
        },
    )


def mandates() -> Iterator[Case]:
    """Give acts by who does not hold the mandate."""

    def by(authority: str, mandate: str) -> By:
        return By(authority, mandate, "o-1")

    yield from _each(
        "4.mandate",
        "Who acts holds, in its own log before the act, a mandate to which the act is open for its side.",
        {
            "not declared": lambda d: d.draft("MAR", "halt", by=by("mar.nobody", "court")),
            "another mandate": lambda d: d.draft("MAR", "halt", by=by("mar.court", "guardian")),
            "of another party": lambda d: d.draft("MAR", "halt", by=by("esp.court", "court")),
            "of another side": lambda d: d.draft("MAR", "prepare"),
            "the founder": lambda d: d.draft("MAR", "halt", by=founder(Party("MAR"))),
            "the clock": lambda d: d.draft("MAR", "halt", mandate="clock"),
            "an officer as the clock": lambda d: d.draft("ESP", "grant", by=by("esp.court", "clock")),
            "an ack by an officer": lambda d: d.draft("MAR", "ack", dossier=None, procedure=None),
        },
    )
    desk = Desk()
    at = desk.world.append(
        desk.world.draft(
            Party("MAR"), "retire_authority", founder(Party("MAR")), dossier="framework", procedure="framework/1",
            fields={"code": "mar.court"},
        )
    )  # fmt: skip
    late = desk.act("MAR", "halt")
    yield Case(
        about="4.mandate", title="retired", desk=desk, expected={str(at): "stands", str(late): "void 4.mandate"},
        why="Once retired, an authority does nothing more; what it did stands.",
    )  # fmt: skip


def on_behalf() -> Iterator[Case]:
    """Give acts on behalf of somebody whom they do not name."""
    made: dict[str, Make] = {}
    for title, act in (
        ("a stop", "halt"),
        ("a doubt", "doubt"),
        ("a proposal", "propose_resume"),
        ("a filing", "file"),
    ):
        made[title] = lambda d, act=act: d.draft(  # type: ignore[misc]  # bound at once
            "MAR", act, by=By("mar.court", "court", "o-1", "nobody" if act == "halt" else "child")
        )
    made["a reopening"] = lambda d: d.draft("MAR", "reopen", by=By("mar.court", "court", "o-1", "child"))
    yield from _each("4.on_behalf", "On whose behalf an act may be done is declared with the act.", made)
    desk = Desk()
    at = desk.act("MAR", "halt", by=By("mar.court", "court", "o-1", "child"))
    yield Case(
        about="4.on_behalf", title="whom the act names", desk=desk, expected={str(at): "stands"},
        why="`halt` may be done on behalf of the child.",
    )  # fmt: skip


def fields() -> Iterator[Case]:
    """Give fields that are unknown, missing or of a wrong type."""

    def count(**fields: Any) -> Make:
        return lambda d: d.draft("ESP", "count", fields=fields)

    sealed = {"to": ["mar.court"], "chunks": [HASH]}
    yield from _each(
        "4.field",
        "An act states what it must, each value of its type, open or sealed as declared, and nothing else.",
        {
            "missing": count(),
            "of another type": count(number="1"),
            "true for one": count(number=True),
            "unknown": count(number=1, more=1),
            "sealed though open": lambda d: d.draft("ESP", "count", sealed={"number": sealed}),
            "open though sealed": lambda d: d.draft("ESP", "prepare", fields={"remark": "x"}),
            "a date that is not": lambda d: d.draft("ESP", "notify", fields={"until": "2026-02-30"}),
            "a contest of nothing": lambda d: d.draft("MAR", "contest", fields={}),
            "a contest of what protects": lambda d: d.draft("MAR", "contest", fields={"fact": "granted"}),
            "a contest of an object": lambda d: d.draft("MAR", "contest", fields={"fact": {}}),
            "an erasure without a code": lambda d: d.draft("MAR", "erase", fields={"basis": "Art. 17"}),
            "fields with a concurrence": lambda d: _concurrence_with_fields(d),
            "another's authority declared": lambda d: d.world.draft(
                Party("MAR"), "declare_authority", founder(Party("MAR")), dossier="framework",
                procedure="framework/1", fields={"code": "esp.third", "mandates": ["court"]},
            ),
            "the clock declared": lambda d: d.world.draft(
                Party("MAR"), "declare_authority", founder(Party("MAR")), dossier="framework",
                procedure="framework/1", fields={"code": "mar.third", "mandates": ["clock"]},
            ),
            "an ack with an item": lambda d: d.draft(
                "MAR", "ack", "ESP.0", mandate="clock", dossier=None, procedure=None
            ),
        },
    )  # fmt: skip


def _concurrence_with_fields(desk: Desk) -> Entry:
    proposal = desk.act("ESP", "propose_resume")
    desk.meet()
    return desk.draft("MAR", "concur_resume", proposal, fields={"x": 1})


def rests() -> Iterator[Case]:
    """Give attestations that are missing, or that none asked for."""
    yield from _each(
        "4.rests",
        "`rests` stands where the act attests, and nowhere else.",
        {
            "a stop that attests nothing": lambda d: d.draft("MAR", "halt", rests=HASH),
            "a proposal that attests nothing": lambda d: d.draft("MAR", "propose_resume", rests=HASH),
            "an opening that attests nothing": lambda d: d.opening(party="MAR").but(rests=HASH),
            "a reopening that attests nothing": lambda d: d.draft("MAR", "reopen", rests=HASH),
            "an attestation without": lambda d: d.draft("MAR", "attest"),
        },
    )
    desk = Desk()
    at = desk.act("MAR", "attest", rests=HASH)
    yield Case(
        about="4.rests", title="an attestation with", desk=desk, expected={str(at): "stands"},
        why="Other nodes judge the shared needs and see who attested.",
    )  # fmt: skip


def items() -> Iterator[Case]:
    """Give items that do not exist in the past, or are of another kind."""
    yield from _each(
        "4.item",
        "An act that has an item names one that exists in the state of its past, of that kind; another names none.",
        {
            "lacking": lambda d: d.draft("MAR", "propose_check"),
            "where none is": lambda d: d.draft("MAR", "halt", "ESP.3"),
            "unknown": lambda d: d.draft("MAR", "propose_check", "ESP.99"),
            "no item but an act": lambda d: d.draft("MAR", "propose_check", d.act("MAR", "halt")),
            "no proposal but an act": lambda d: d.draft("MAR", "decline_resume", d.act("MAR", "halt")),
            "a proposal of another act": lambda d: d.draft("MAR", "withdraw_resume", d.act("MAR", "propose_plan")),
            "another's paper not yet seen": _unseen_paper,
            "an answer to no contest": lambda d: d.draft("MAR", "answer", d.act("MAR", "halt")),
            "a correction of another's act": lambda d: d.draft(
                "MAR", "correct", d.dossier, fields={"fields": {}, "reason": "mistaken"}
            ),
            "an erasure of another's act": lambda d: d.draft("MAR", "erase", d.dossier, fields={"basis": "x"}),
            "an item at an opening that is within nothing": lambda d: d.opening(party="MAR", item=d.dossier),
        },
    )


def _unseen_paper(desk: Desk) -> Entry:
    return desk.draft("MAR", "propose_check", desk.act("ESP", "file"))


def within() -> Iterator[Case]:
    """Give nested openings with another outer dossier than there is."""

    def unseen(desk: Desk) -> Entry:
        outer = desk.opening(OUTER, party="ESP")
        return desk.opening(party="MAR", item=str(desk.world.append(outer)))

    yield from _each(
        "4.within",
        "A nested opening names a dossier opened in its past, of the outer procedure, with the same parties.",
        {
            "none": lambda d: d.opening(party="MAR"),
            "unknown": lambda d: d.opening(party="MAR", item="ESP.99"),
            "a dossier of its own kind": lambda d: d.opening(party="MAR", item=d.dossier),
            "an act and no dossier": lambda d: d.opening(party="MAR", item="ESP.0"),
            "not seen yet": unseen,
        },
        within=True,
    )
    yield from _each(
        "4.within",
        "The outer dossier has all three parties, the inner one two of them.",
        {"other parties": lambda d: d.opening(party="MAR", item=str(d.season))},
        within=True,
        parties=3,
        opened=False,
    )


def long() -> Iterator[Case]:
    """Give dossiers that have become too long."""
    for title, act, count, expected in (
        ("an act after ten thousand", "prepare", LONG, "void 4.acts"),
        ("a proposal after ten thousand", "propose_plan", LONG, "void 4.acts"),
        ("a reopening after more", "reopen", LONG + 3, "void 4.acts"),
        ("a stop after ten thousand", "halt", LONG, "stands"),
        ("the ten thousandth act", "prepare", LONG - 1, "stands"),
    ):
        desk = Desk()
        desk.act("ESP", "doubt")
        entry = desk.draft("ESP", "doubt")
        # The opening and the first doubt are two of the acts that precede.
        end = entry.seq + count - 2
        last = desk.draft("ESP", act).but(seq=Seq(end))
        repeated = {"repeat": [entry.seq, end], "entry": _bare(entry)}
        yield Case(
            about="4.acts", title=title, desk=desk, expected={f"ESP.{last.seq}": expected},
            extra={"ESP": [repeated, write_entry(last)]},
            why="An act with 10,000 acts of its dossier in its past is void, protective ones excepted (4.6).",
        )  # fmt: skip


def recorded() -> Iterator[Case]:
    """Give records of a manifest that nobody has, by some parties and by all (protocol 12.12)."""
    for title, parties, recording, expected in (
        ("by one of two", 2, ("ESP",), "stands"),
        ("by two of three", 3, ("ESP", "NLD"), "stands"),
        ("by one, thrice", 2, ("ESP", "ESP", "ESP"), "stands"),
        ("by all of two", 2, ("ESP", "MAR"), "unjudged"),
        ("by all of three", 3, ("ESP", "MAR", "NLD"), "unjudged"),
    ):
        yield _recorded(title, Desk(parties=parties), [(each, HASH) for each in recording], expected)
    yield _recorded("by all, of two texts", Desk(), [("ESP", HASH), ("MAR", b64(b"o" * 32))], "stands")


def _recorded(title: str, desk: Desk, records: Sequence[tuple[str, str]], expected: str) -> Case:
    made = []
    for party, text in records:
        # The first by its founder, the others as nodes do by themselves (12.11).
        by = founder(Party(party)) if not made else desk.by(Party(party), "clock")
        draft = desk.world.draft(
            Party(party), "record_manifest", by, dossier="framework", procedure="framework/1",
            fields={"version": 9_007_199_254_740_991, "digest": text},
        )  # fmt: skip
        made.append(desk.world.append(draft))
        desk.meet()
    desk.beat()
    later = desk.act("ESP", "halt")
    return Case(
        about="12.12-recorded", title=title, desk=desk,
        expected={**{str(each): "stands" for each in made}, str(later): expected},
        why="A manifest is in force once every party has recorded it; fewer leave no dossier unjudged.",
    )  # fmt: skip


def _bare(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = loads(write_entry(entry))
    return found


ALL: Final = (
    dossiers, openings, procedures, sides, parties, acts, mandates, on_behalf, fields, rests, items, within, long,
    recorded,
)  # fmt: skip
