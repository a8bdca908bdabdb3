"""Pictures of a child's file in all its states, over nodes on which such files are played.

Two worlds: the demo's, with the pages of a file that is decided and the window of its handover; and files played to
their ends by tests' clocks, in Spain and in the Netherlands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from tests.browser.album import Album
from tests.browser.childs_world import ChildsWorld, childs_world
from tests.browser.officer import Officer
from tests.nodes.minors import Life, found_life

HOME, SHARED = "/f/esp", "/f/mar-esp"
# Nobody hurries whoever takes pictures, and the machine may be busy.
ARRIVES_SECONDS_MAX: Final = 120


def take_childs_files(album: Album, place: Path) -> None:
    """Take every page of a child's file."""
    with childs_world(place / "demo") as world:
        decided(album, world)
        begun(album, world)
        window(album, world)
        stopped(album, world)
    with playing(place / "esp") as life:
        after(album, life)
        crossed(album, life)
        unlawful(album, life)
        of_age(album, life)
        silent(album, life)
    with playing(place / "nld", domestic="nld") as life:
        dutch(album, life)


@contextmanager
def playing(place: Path, domestic: str = "esp") -> Iterator[Life]:
    """Found two nodes on which files are played; end them."""
    life = found_life(place, domestic=domestic)
    try:
        yield life
    finally:
        life.stop()


def decided(album: Album, world: ChildsWorld) -> None:
    """Take a file up to the day before the departure."""
    url, file, shared = world.url("ESP"), f"{HOME}/d/{world.file}", f"{SHARED}/d/{world.shared}"
    pages = {
        "file": f"{file}/", "file-guarantees": f"{file}/guarantees/", "file-protect": f"{file}/protect/",
        "file-bundle": f"{file}/bundle/", "file-child": f"{file}/for-the-child/",
        "file-refusal": f"{file}/act/raise_child_refusal/", "file-inform": f"{file}/act/inform_child/",
        "file-ask-view": f"{file}/act/ask_view/", "shared": f"{shared}/",
        "shared-guarantees": f"{shared}/guarantees/", "shared-attest": f"{shared}/act/attest_no_obstacle/",
        "home": f"{HOME}/", "work": "/my-work/",
    }  # fmt: skip
    album.leaf(url, "esp.guardianship", pages)
    album.leaf(url, "esp.prosecutor", {"file-sealed": f"{file}/"}, _to_sealed)
    album.leaf(url, "esp.prosecutor", {"file-sealed-read": f"{file}/"}, _read)
    album.leaf(url, "esp.guardianship", {"file-readings": f"{file}/readings/"})
    album.leaf(url, "esp.care", {"figures": f"{SHARED}/figures/", "shared-propose": f"{shared}/act/propose_handover/"})
    sheets(album, url, file, "file-child")


def _to_sealed(page: Page) -> None:
    page.goto(page.url.partition("/f/")[0] + str(page.locator("a[data-read]").first.get_attribute("href")))


def _read(page: Page) -> None:
    _to_sealed(page)
    page.locator("[data-read-form] input[value=check]").check()
    page.locator("[name=purpose-words]").fill("Before the report")
    page.locator("[data-read-form] button[type=submit]").click()
    page.locator("[data-opened]").wait_for()


def sheets(album: Album, url: str, file: str, name: str) -> None:
    """Print the page for the child, in each language."""
    if not album.wants(name):
        return
    page = album.officer(url, "esp.guardianship")
    for language in album.languages:
        page.goto(f"{url}{file}/for-the-child/?in={language}")
        page.pdf(path=album.folder / f"{name}-{language}.pdf", prefer_css_page_size=True)


def begun(album: Album, world: ChildsWorld) -> None:
    """Take a file of today, and what its first forms ask."""
    url, file = world.url("ESP"), f"{HOME}/d/{world.fresh}"
    pages = {
        "fresh": f"{file}/", "fresh-guarantees": f"{file}/guarantees/", "fresh-care": f"{file}/act/take_into_care/",
        "fresh-age": f"{file}/act/accept_age/", "fresh-protect": f"{file}/protect/", "protect": "/protect/",
        "fresh-child": f"{file}/for-the-child/",
    }  # fmt: skip
    album.leaf(url, "esp.care", pages)
    album.leaf(url, "esp.police", {"fresh-open": f"{HOME}/open/protection.esp-2025/1/"})


def window(album: Album, world: ChildsWorld) -> None:
    """Take the hours between the word of one side and that of the other."""
    guardian, care = (_as(album, world, who) for who in ("esp.guardianship", "esp.care"))
    guardian.perform(world.shared, "attest_no_obstacle")
    _wait(care, world.shared, "a[data-act=propose_handover]")
    proposal = care.perform(world.shared, "propose_handover", escort="child_protection")
    there = _as(album, world, "mar.care")
    _wait(there, world.shared, f"[data-under-way='{proposal}']")
    shared = f"{SHARED}/d/{world.shared}"
    album.leaf(world.url("ESP"), "esp.care", {"window": f"{shared}/", "window-home": f"{HOME}/d/{world.file}/"})
    pages = {"window-there": f"{shared}/", "window-concur": f"{shared}/act/concur_handover/?item={proposal}"}
    album.leaf(world.url("MAR"), "mar.care", pages)


def stopped(album: Album, world: ChildsWorld) -> None:
    """Take both sides once the child has said no."""
    guardian = _as(album, world, "esp.guardianship")
    file, shared = f"{HOME}/d/{world.file}", f"{SHARED}/d/{world.shared}"
    page, url = guardian.page, guardian.url
    page.goto(f"{url}{file}/protect/")
    page.locator("[data-stop=raise_child_refusal] button").click()
    guardian.done()
    told = page.url.removeprefix(url)
    _wait(_as(album, world, "mar.care"), world.shared, "[data-stopped-since]")
    pages = {
        "stopped-done": told, "stopped": f"{file}/", "stopped-guarantees": f"{file}/guarantees/",
        "stopped-child": f"{file}/for-the-child/", "stopped-shared": f"{shared}/",
    }  # fmt: skip
    album.leaf(url, "esp.guardianship", pages)
    album.leaf(world.url("MAR"), "mar.care", {"stopped-there": f"{shared}/"})
    sheets(album, url, file, "stopped-child")
    bundles(album, url, file)


def bundles(album: Album, url: str, file: str) -> None:
    """Keep the bundle for a court in each language."""
    if not album.wants("bundle-paper"):
        return
    page = album.officer(url, "esp.guardianship")
    for language in album.languages:
        page.goto(f"{url}{file}/bundle/")
        page.locator(f"[data-bundle-form] input[value={language}]").check()
        with page.expect_download() as waiting:
            page.locator("[data-bundle-form] button[type=submit]").click()
        waiting.value.save_as(album.folder / f"bundle-paper-{language}.zip")


def _wait(officer: Officer, code: str, selector: str) -> None:
    found = officer.page.locator(selector)
    officer.wait_until(code, lambda: found.count() > 0, wanted=selector, seconds=ARRIVES_SECONDS_MAX)


def _as(album: Album, world: ChildsWorld, who: str) -> Officer:
    url = world.url(who.partition(".")[0].upper())
    return Officer(album.officer(url, who), url, "mar-esp")


# Files that are played to their ends


def _both(album: Album, life: Life, name: str) -> None:
    """Take a file at home and in what is shared, as the guardian and as the other side."""
    host, there = _url(life, life.host), _url(life, "MAR")
    file, shared = f"/f/{life.domestic}/d/{life.file}", f"/f/{life.framework}/d/{life.shared}"
    pages = {name: f"{file}/", f"{name}-guarantees": f"{file}/guarantees/", f"{name}-child": f"{file}/for-the-child/"}
    if life.shared:
        pages |= {f"{name}-shared": f"{shared}/"}
        album.leaf(there, "mar.care", {f"{name}-there": f"{shared}/", f"{name}-there-list": f"{shared}/guarantees/"})
    album.leaf(host, f"{life.domestic}.guardianship", pages)


def _url(life: Life, party: str) -> str:
    return f"http://{life.nodes[party].home.listen}"


def after(album: Album, life: Life) -> None:
    """Take a file after a lawful handover."""
    life.up_to_departure()
    done = life.hand_over()
    life.do("record_handover", handover=f"{life.framework}/{done}")
    life.meet()
    _both(album, life, "after")


def crossed(album: Album, life: Life) -> None:
    """Take a handover that a stop has crossed, and its restoration."""
    life.up_to_departure()
    proposal = life.do("propose_handover", "child_protection", at="host")
    life.meet()
    life.is_cut = True
    life.do("concur_handover", "child_protection", at="origin", item=proposal)
    life.do("raise_asylum_claim", "guardian", on_behalf="child")
    life.is_cut = False
    life.meet()
    _both(album, life, "crossed")
    life.do("open_restoration", "guardian", at="host")
    life.meet()
    _both(album, life, "crossed-restoring")


def unlawful(album: Album, life: Life) -> None:
    """Take what was done all the same, reported, restored and undone."""
    life.shared = ""
    life.take_in()
    life.tell_origin()
    life.do("report_handover", "child_protection", at="host")
    life.do("report_removal", "guardian", on_behalf="child")
    life.meet()
    _both(album, life, "unlawful")
    life.do("open_restoration", "guardian", at="host")
    life.do("restore_contact", "guardian", at="host")
    life.do("restore_counsel", "guardian", at="host")
    life.do("restore_route", at="host")
    life.meet()
    life.both("complete_restoration", "guardian", "child_protection")
    life.do("restore_contact", "guardian")
    life.do("restore_route")
    _both(album, life, "unlawful-restoring")
    life.do("complete_restoration", "monitor", outcome="back")
    life.meet()
    _both(album, life, "unlawful-undone")


def of_age(album: Album, life: Life) -> None:
    """Take a file whose child comes of age in the middle of it."""
    life.shared = ""
    turning = (life.now().date() + timedelta(days=100)).isoformat()
    life.take_in(age=17, majority_on=turning)
    life.tell_origin()
    life.origin_answers()
    life.look_into_return()
    life.wait(days=70)
    _both(album, life, "of-age")
    life.do("plan_bridge", "guardian")
    life.do("grant_residence")
    life.do("renew_residence")
    life.do("close_of_age")
    life.meet()
    _both(album, life, "of-age-closed")


def silent(album: Album, life: Life) -> None:
    """Take a file in which the state of origin says nothing, and residence opens."""
    life.shared = ""
    life.take_in()
    life.tell_origin()
    life.wait(days=92)
    _both(album, life, "silent")
    life.do("grant_residence")
    life.do("tell_prosecutor_residence")
    life.do("end_return", "guardian", at="host")
    life.meet()
    life.do("close_with_residence", "guardian")
    _both(album, life, "resident")


def dutch(album: Album, life: Life) -> None:
    """Take the pack of the Netherlands: asylum first, the enquiry into reception, and the end."""
    life.take_in()
    life.do("place_in_unit", "guardian")
    claim = life.do("raise_asylum_claim", "guardian", on_behalf="child")
    _both(album, life, "dutch-claim")
    life.do("settle_asylum_claim", item=claim)
    life.do("lift_asylum_claim", "lawyer", item=claim)
    life.do("conclude_asylum")
    life.do("assess_risk", "asylum")
    life.do("assess_situation", "assessor")
    life.do("assist_child", "guardian")
    life.tell_origin()
    life.origin_answers()
    life.do("finish_enquiry")
    life.look_into_return()
    life.decide()
    _both(album, life, "dutch-decided")
    life.clear()
    life.agree()
    done = life.hand_over()
    life.do("record_handover", handover=f"{life.framework}/{done}")
    _both(album, life, "dutch-after")
