"""The 23rd session is held across two nodes, from call to close, with the line cut in the middle."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.officer import FRAMEWORK
from tests.browser.table import HEALED_SECONDS_MAX, Delegation, Table
from tests.browser.world import LINE, World
from tests.nodes.nodes import Node

DAYS_OF_SILENCE = 10
# A line counts as cut for an officer after the second failure, a second or two after the first.
NOTICED_SECONDS_MAX = 15


def test_the_23rd_session_is_held_although_the_line_is_cut(before_the_23rd: World, sign_in: SignIn) -> None:
    """Nothing is lost, nothing is agreed by one side alone, and both nodes end with the same record."""
    world = before_the_23rd
    table = Table(*(delegation(world, sign_in, party) for party in LINE))
    prepare(table)
    open_the_session(table)

    world.cut()
    for side in table.sides:
        wait_until_cut(table, side)
    done_apart = go_on_apart(table)
    world.heal()
    come_together(table, done_apart)

    circulate_the_minutes(table)
    world.cut()
    objection = object_while_days_pass(table, world)
    world.heal()
    settle(table, objection)
    close(table)
    nodes_agree(table, world)


def delegation(world: World, sign_in: SignIn, party: str) -> Delegation:
    """Let a side's three officers sign in."""
    posts = ("cochair", "secretariat", "delegate")
    return Delegation(party, *(sign_in(world, f"{party.lower()}.{post}") for post in posts))


def prepare(table: Table) -> None:
    """Call the session, name delegations, fill the agenda from both sides and from what is left over."""
    mar, esp = table.sides
    table.session = code = mar.chair.start("call", ordinal=23, place="Tangier", date="2027-03-15", format="in_person")
    table.agree("accept_call", by=mar)

    items = {}
    for side in table.sides:
        head = side.secretariat.perform(
            code, "name_delegate", name=f"Head of {side.party}", role="Dir", capacity="head"
        )
        items[side.party] = side.secretariat.perform(
            code, "raise_item", title=f"Raised by {side.party}", dimension="regular"
        )
        document = side.delegate.perform(
            code, "submit_document", title=f"Paper of {side.party}", language="fr", where="annex 1"
        )
        report = side.delegate.perform(
            code, "sub_committee_report", sub_committee="sc2", text="Two meetings were held."
        )
        side.chair.perform(code, "follow_up_report", text=f"What {side.party} did.")
        for entry in (head, items[side.party], document, report):
            table.wait_until_seen(entry, by=table.other(side))

    # What earlier sessions left open is on the agenda by itself, under the caller's node.
    carried = mar.chair.page.locator("[data-did=raise_item]", has_text="Node of Morocco, by itself")
    assert carried.count() > 0
    for side in table.sides:
        table.agree("agree_item", by=side, item=items[side.party])
        assert side.chair.holds(f"item_agreed|{items[side.party]}")
    table.agree("adopt_agenda", by=esp)
    table.wait_until_stage("Agenda adopted")


def open_the_session(table: Table) -> None:
    """Open it, agree a point and make the first commitment of it."""
    mar, esp = table.sides
    table.agree("open_session", by=mar, date="2027-03-15")
    table.wait_until_stage("Session open")
    point = table.agree("agree_point", by=esp, dimension="minors", text="The child is heard first.")
    table.commitments.append(register(table, mar, "Hear every child first", point=point))
    confirm(table, table.commitments[0], by=esp)


def register(table: Table, side: Delegation, what: str, point: str = "") -> str:
    """Register a commitment within the session; give its dossier."""
    return side.secretariat.start(
        "register",
        within=table.session,
        what=what,
        who="all",
        by_when="2027-12-31",
        dimension="minors",
        verb_class="action",
        point=point,
    )


def confirm(table: Table, code: str, *, by: Delegation) -> None:
    """Confirm a commitment, proposed by one side once it has it; both show it as confirmed."""
    by.chair.wait_for(table.session, f"[data-dossier='{code}']")
    table.agree("confirm", by=by, dossier=code)
    for side in table.sides:
        side.chair.open(code)
        assert side.chair.stage() == "Open"


def wait_until_cut(table: Table, side: Delegation) -> None:
    """Let a side act, and be told that the other cannot be reached and that it may go on."""
    other = table.other(side)
    side.delegate.perform(table.session, "state_position", dimension="border", text="Said into the silence.")
    line = side.chair.line_to(other.party)
    side.chair.wait_until(
        table.session,
        lambda: line.get_attribute("data-cut") == "yes",
        wanted="the line as cut",
        seconds=NOTICED_SECONDS_MAX,
    )
    expect(line).to_contain_text("cannot be reached at present. Go on working")


def go_on_apart(table: Table) -> dict[str, dict[str, str]]:
    """Let each side do what it can alone; nothing of it is acknowledged, nothing is agreed."""
    done: dict[str, dict[str, str]] = {}
    for side in table.sides:
        code, chair = table.session, side.chair
        done[side.party] = {
            "position": side.delegate.perform(
                code, "state_position", dimension="return", text=f"As {side.party} sees it"
            ),
            "document": side.delegate.perform(
                code, "submit_document", title="Late paper", language="es", where="annex 2"
            ),
            "point": chair.perform(code, "propose_agree_point", dimension="regular", text=f"As {side.party} proposes"),
            "progress": side.delegate.perform(table.commitments[0], "report_progress", text=f"By {side.party}"),
            "commitment": register(table, side, f"Written down by {side.party} alone"),
        }
    for side in table.sides:
        other, chair = table.other(side), side.chair
        chair.open(table.session)
        for what in ("position", "document", "point"):
            row = chair.row(done[side.party][what])
            assert row.standing == "stands"
            assert not row.is_final
            assert table.other(side).party in done and "not yet acknowledged" in row.words, row
            assert not chair.has(done[other.party][what]), "what the other side does is not here yet"
        expect(chair.line_to(other.party)).to_contain_text("not yet acknowledged")
        card = chair.page.locator(f"[data-proposal='{done[side.party]['point']}']")
        expect(card).to_contain_text("Waits for")
        assert card.locator("a[data-act=concur_agree_point]").count() == 0, "nobody agrees with themselves"
        assert chair.page.locator("h2:has-text('Agreed points') + ol > li").count() == 1, "only the point of before"
        chair.open(done[other.party]["commitment"])
        expect(chair.page.locator("main")).to_contain_text("only after the next exchange")
    return done


def come_together(table: Table, done: dict[str, dict[str, str]]) -> None:
    """Each side sees what the other did, acknowledges it, and answers it."""
    for side in table.sides:
        theirs = done[side.party]
        for what in ("position", "document", "point"):
            table.wait_until_final(theirs[what], seconds=HEALED_SECONDS_MAX)
        table.wait_until_final(theirs["progress"], dossier=table.commitments[0])
        expect(side.chair.line_to(table.other(side).party)).to_have_attribute("data-cut", "no")
    answer_what_crossed(table, *(done[side.party]["point"] for side in table.sides))
    for side in table.sides:
        confirm(table, done[side.party]["commitment"], by=table.other(side))
        table.commitments.append(done[side.party]["commitment"])


def answer_what_crossed(table: Table, of_mar: str, of_esp: str) -> None:
    """Of two points proposed at the same time, Spain's is answered first, and both pages say so (protocol 4.3)."""
    mar, esp = table.sides
    esp.chair.open(table.session)
    card = esp.chair.page.locator(f"[data-proposal='{of_mar}']")
    expect(card).to_contain_text("Morocco answers yours first")
    assert card.locator("a[data-act=concur_agree_point]").count() == 0
    mar.chair.open(table.session)
    expect(mar.chair.page.locator(f"[data-proposal='{of_esp}']")).to_contain_text("your own lapses")
    table.concur("agree_point", of_esp, by=mar)
    for side in table.sides:
        assert side.chair.page.locator("[data-proposal]").count() == 0, "Morocco's own has lapsed, on both pages"
    table.agree("agree_point", by=mar, dimension="regular", text="As MAR proposes once more")


def circulate_the_minutes(table: Table) -> None:
    """Adopt the statement and send the minutes round: the days of silence begin."""
    mar, esp = table.sides
    table.agree("adopt_statement", by=esp, text="Both sides met.", languages="ar es")
    agreement = table.agree("circulate_minutes", by=mar, text="What was said.")
    table.wait_until_final(agreement)
    for side in table.sides:
        expect(side.chair.page.locator("[data-period=minutes_silence]")).to_contain_text("ends:")


def object_while_days_pass(table: Table, world: World) -> str:
    """Spain objects, cut off; days pass; Morocco, who cannot know, approves nothing by silence."""
    mar, esp = table.sides
    objection = esp.chair.perform(table.session, "object_to_minutes", text="One sentence is missing.")
    world.let_days_pass(DAYS_OF_SILENCE + 1)
    row = esp.chair.row(objection)
    assert row.standing == "stands"
    assert not row.is_final
    wait_until_cut(table, mar)
    for side in table.sides:
        side.chair.open(table.session)
        assert side.chair.stage() == "Session open"
        assert not side.chair.holds("minutes_approved")
    assert not mar.chair.has(objection)
    return objection


def settle(table: Table, objection: str) -> None:
    """The objection reaches Morocco and holds the silence up, until both sides settle it."""
    mar, esp = table.sides
    table.wait_until_final(objection, seconds=HEALED_SECONDS_MAX)
    for side in table.sides:
        assert not side.chair.holds("minutes_approved"), "silence approves nothing that a side objects to"
    table.agree("settle_objection", by=mar, item=objection)
    table.wait_until_stage("Minutes approved")
    # Each node writes what is due by itself; where both did so at the same time, both stand.
    approval = esp.chair.page.locator("[data-did=approve_by_silence]").first
    expect(approval).to_have_attribute("data-standing", "stands")
    expect(approval).to_contain_text("by itself")


def close(table: Table) -> None:
    """Say what each side says alone, then close."""
    mar, esp = table.sides
    esp.chair.perform(table.session, "reserve", text="Spain reads point 2 narrowly.")
    communique = esp.secretariat.perform(table.session, "issue_communique", text="A good meeting.")
    table.wait_until_seen(communique, by=mar)
    table.wait_until_final(table.agree("close", by=mar))
    table.wait_until_stage("Closed")


def nodes_agree(table: Table, world: World) -> None:
    """The same dossiers, acts, standings and facts on both nodes; nothing refused, nothing amiss."""
    nodes = [world.node(side.party) for side in table.sides]
    # One operator beside each node, both at work at the same time.
    with ThreadPoolExecutor(len(nodes)) as operators:
        mar, esp = operators.map(lambda node: record_of(node, table), nodes)
    assert mar == esp


def record_of(node: Node, table: Table) -> dict[str, Any]:
    """Give what a node holds of the session, once all of it is verified."""
    node.jisr("verify")
    status = node.jisr("node", "status", "--json").value["frameworks"]
    assert not [aside for each in status for aside in each["aside"]]
    codes = (table.session, *table.commitments)
    shown = {each: agreed(node.jisr("dossier", "show", each, "--json").value) for each in codes}
    return {"list": node.jisr("dossier", "list", FRAMEWORK, "--json").value, **shown}


def agreed(dossier: dict[str, Any]) -> dict[str, Any]:
    """Leave out what each side has of its own: the acts that are open to it."""
    assert all(each["final"] for each in dossier["acts"])
    return {name: value for name, value in dossier.items() if name != "open_acts"}
