"""The 23rd session is held across two nodes, from call to close, with the line cut in the middle."""

from tests.browser.conftest import SignIn
from tests.browser.world import World


def test_try(before_the_23rd: World, sign_in: SignIn) -> None:
    world = before_the_23rd
    mar, esp = sign_in(world, "mar.cochair"), sign_in(world, "esp.cochair")
    s = mar.start("call", ordinal=23, place="Tangier", date="2027-03-15", format="hybrid")
    p = mar.perform(s, "propose_accept_call")
    esp.concur(s, "accept_call", p)
    assert esp.holds("call_accepted")
    mar.wait_until(s, lambda: mar.holds("call_accepted"), wanted="x")
    mar.page.screenshot(path="/tmp/shots/t.png", full_page=True)
