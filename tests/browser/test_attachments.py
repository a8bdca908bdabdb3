"""A file in a sealed field, as an officer without scripts gives it, and reads it again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.nodes.nodes import FRAMEWORK
from tests.nodes.sealing import Sealing, found_sealing, open_file, shipping

PASSWORD = "a long pass phrase"
# The least picture there is: one red pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92"
    "ef0000000049454e44ae426082"
)
# More than the server reads without a permit.
LARGE = 18 * 1024 * 1024


@dataclass
class Office:
    """Spain's node, serving, with a file of a person."""

    both: Sealing
    url: str
    file: str

    def sign_in(self, page: Page) -> Page:
        page.goto(f"{self.url}/sign-in/")
        page.locator("#id_username").fill("a.carer")
        page.locator("#id_password").fill(PASSWORD)
        page.locator("form:has(#id_username) button").click()
        expect(page).to_have_url(f"{self.url}/my-work/")
        return page

    def read(self, page: Page, entry: str) -> None:
        """Open the page on which the file of an act is read, and say for what."""
        page.goto(f"{self.url}/f/{FRAMEWORK}/e/{entry}/sealed/copy/")
        page.locator("input[name=purpose][value=check]").check()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with shipping():
        both = found_sealing(tmp_path_factory.mktemp("founded")).copy(tmp_path_factory.mktemp("office"))
        file = open_file(both.esp)
        both.esp.jisr("officer", "add", "a.carer", "--name", "A. Carer", given=f"{PASSWORD}\n{PASSWORD}\n")
        both.esp.jisr("officer", "post", "a.carer", FRAMEWORK, "esp.protection")
        serving = both.esp.serve()
        yield Office(both, f"http://{both.esp.home.listen}", file)
        serving.stop()


def give(page: Page, office: Office, file: Path, *, day: str = "2") -> None:
    """Write a note with a file by its form."""
    page.goto(f"{office.url}/f/{FRAMEWORK}/d/{office.file}/act/note/")
    page.locator("#field-story").fill("as told")
    page.locator("#field-copy-attach").set_input_files(file)
    for part, value in (("day", day), ("month", "1"), ("year", "2027")):
        page.locator(f"#field-day-{part}").fill(value)
    page.locator("[data-act=note] button").first.click()


def test_a_file_is_given_kept_read_and_shown_without_scripts(
    office: Office, pages: Callable[..., Page], tmp_path: Path
) -> None:
    page = office.sign_in(pages(java_script_enabled=False, accept_downloads=True, locale="en"))
    picture, large = tmp_path / "photo of the paper.png", tmp_path / "film.mp4"
    picture.write_bytes(PNG)
    give(page, office, picture, day="40")
    expect(page.locator("[data-chosen]")).to_contain_text("photo of the paper.png")
    page.locator("#field-story").fill("as told")
    page.locator("#field-day-day").fill("3")
    page.locator("[data-act=note] button").first.click()
    entry = page.url.partition("done=")[2].partition("#")[0]
    office.read(page, entry)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "photo of the paper.png"
    assert Path(download.value.path()).read_bytes() == PNG
    office.read(page, entry)
    with page.expect_response(lambda answer: "sealed/copy" in answer.url) as shown:
        page.get_by_role("button", name="Show it here").click()
    assert (
        shown.value.headers["content-type"] == "image/png"
        and "sandbox" in shown.value.headers["content-security-policy"]
    )
    expect(page.locator("img")).to_have_count(1)
    large.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(LARGE))
    give(page, office, large)
    entry = page.url.partition("done=")[2].partition("#")[0]
    assert entry, "what is larger than a message goes by the form's permit"
    office.read(page, entry)
    page.get_by_role("button", name="Show it here").click()
    expect(page.locator("[data-not-shown]")).to_be_visible()
    office.both.esp.jisr("verify")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_its_pages_fit_a_telephone(office: Office, pages: Callable[..., Page], tmp_path: Path, language: str) -> None:
    page = office.sign_in(pages(viewport={"width": 320, "height": 640}, locale=language))
    text = tmp_path / "words.txt"
    text.write_text("A line of words. " * 40, "utf-8")
    give(page, office, text)
    entry = page.url.partition("done=")[2].partition("#")[0]
    act = f"/f/{FRAMEWORK}/d/{office.file}/act/note/"
    for path in (act, f"/f/{FRAMEWORK}/e/{entry}/sealed/copy/"):
        page.goto(f"{office.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    office.read(page, entry)
    page.locator("button[name='do:show']").click()
    expect(page.locator("[data-shown]")).to_contain_text("A line of words.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
