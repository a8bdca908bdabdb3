"""An officer at a browser: signs in, opens dossiers, fills in forms, reads what the pages say."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from playwright.sync_api import Locator, Page, expect

from jisr.cli.demo.cast import PASSWORD
from tests.browser.visitor import follow

FRAMEWORK: Final = "mar-esp"
# Acts reach a connected peer within two seconds (tests/nodes/test_arrival.py); the machine may be busy.
ARRIVES_SECONDS_MAX: Final = 15
LOOK_AGAIN_MILLISECONDS: Final = 150
# Against forged forms; another in each page.
TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
NUMBER: Final = re.compile(r"[A-Z]{3}\.\d+")
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Row:
    """An act as the timeline shows it."""

    entry: str
    act: str
    standing: str
    is_final: bool
    words: str


@dataclass
class Officer:
    """One signed-in officer with a page of their own."""

    page: Page
    url: str
    framework: str = FRAMEWORK

    def come(self, name: str) -> None:
        """Open the own work; sign in if this browser has no session that still holds."""
        if self.page.context.cookies():
            self.page.goto(f"{self.url}/my-work/")
        if self.page.url == f"{self.url}/my-work/":
            self._in_english()
        else:
            self.sign_in(name)

    def sign_in(self, name: str) -> None:
        """Sign in as an officer of the demo."""
        self.page.goto(f"{self.url}/sign-in/")
        form = self.page.locator("form:has(#id_username)")
        form.locator("#id_username").fill(name)
        form.locator("#id_password").fill(PASSWORD)
        form.locator("button").click()
        expect(self.page).to_have_url(f"{self.url}/my-work/")
        self._in_english()

    def _in_english(self) -> None:
        # Another test may have chosen a language for this account.
        if self.page.locator("html").get_attribute("lang") != "en":
            self.page.locator(".jisr-languages button[value=en]").click()
            expect(self.page.locator("html")).to_have_attribute("lang", "en")

    def go(self, path: str) -> None:
        """Open a page of the framework."""
        self.page.goto(f"{self.url}/f/{self.framework}/{path}")

    def open(self, code: str) -> None:
        """Open a dossier by its number."""
        self.go(f"d/{code}/")

    # Acting

    def start(self, act: str, *, within: str = "", **fields: Any) -> str:
        """Open a dossier by its first act; give its number."""
        if within:
            self.open(within)
        else:
            self.go("")
        return self._fill_in(act, fields)

    def perform(self, code: str, act: str, /, **fields: Any) -> str:
        """Do an act in a dossier; give its number."""
        self.open(code)
        return self._fill_in(act, fields)

    def concur(self, code: str, act: str, proposal: str) -> str:
        """Agree to what the other side proposes, from the proposal's own place on the page."""
        self.wait_for(code, f"[data-proposal='{proposal}'] a[data-act=concur_{act}]")
        return self._fill_in(f"concur_{act}", {}, within=f"[data-proposal='{proposal}'] ")

    def _fill_in(self, act: str, fields: dict[str, Any], within: str = "") -> str:
        self._fill_form(act, fields, within)
        self.confirm()
        return self.done()

    def _fill_form(self, act: str, fields: dict[str, Any], within: str = "") -> None:
        self.page.locator(f"{within}a[data-act={act}]").first.click()
        form = self.page.locator(f"form[data-act={act}]")
        # The button comes last: once it is there, all fields are.
        expect(form.locator("button[type=submit]").first).to_be_visible()
        for name, value in fields.items():
            fill(form.locator(f"[data-field={name}]"), name, value)
        follow(form.locator("button[type=submit]").first)

    def confirm(self) -> None:
        """Confirm on the page of the check, where the act is grave and has one."""
        check = self.page.locator("form[data-check] [data-confirm]")
        if check.count():
            follow(check)

    def prepare(self, code: str, act: str, /, **fields: Any) -> str:
        """Prepare an act that two officers answer for; give where the second finds it."""
        self.open(code)
        self._fill_form(act, fields)
        self.confirm()
        expect(self.page.locator("[data-second=withdraw]")).to_be_visible()
        return self.page.url.removeprefix(self.url)

    def prepare_concur(self, code: str, act: str, proposal: str) -> str:
        """Prepare agreement to what the other side proposes; give where the second officer finds it."""
        self.wait_for(code, f"[data-proposal='{proposal}'] a[data-act=concur_{act}]")
        self._fill_form(f"concur_{act}", {}, within=f"[data-proposal='{proposal}'] ")
        self.confirm()
        expect(self.page.locator("[data-second=withdraw]")).to_be_visible()
        return self.page.url.removeprefix(self.url)

    def second(self, place: str) -> str:
        """Confirm what another officer of this side has prepared; give the number of the act."""
        self.page.goto(f"{self.url}{place}")
        self.page.locator("[data-second=confirm] button").click()
        return self.done()

    def done(self) -> str:
        """Give the number of the act that the page says is recorded."""
        banner = self.page.locator(".govuk-notification-banner--success")
        expect(banner).to_be_visible()
        self.page.wait_for_load_state()
        number = NUMBER.search(banner.inner_text())
        assert number is not None, banner.inner_text()
        return number[0]

    # Reading

    def wait_for(self, code: str, selector: str) -> Locator:
        """Load a dossier again until it shows something; give that."""
        found = self.page.locator(selector)
        self.wait_until(code, lambda: found.count() > 0, wanted=selector)
        return found.first

    def wait_until(
        self, code: str, holds: Callable[[], bool], *, wanted: str, seconds: float = ARRIVES_SECONDS_MAX
    ) -> None:
        """Load a dossier again until a condition holds."""
        until, seen = time.monotonic() + seconds, ""
        while True:
            self.open(code)
            if holds():
                return
            # To ask whether there is anything new takes a tenth of what it takes to show it.
            shown = seen
            while seen == shown:
                assert time.monotonic() < until, f"{wanted} is not on {self.page.url} after {seconds} s"
                self.page.wait_for_timeout(LOOK_AGAIN_MILLISECONDS)
                seen = self._unseen(code)

    def _unseen(self, code: str) -> str:
        """Give a dossier's page as it would be shown now, but for what is another each time."""
        return TOKEN.sub("", self.page.request.get(f"{self.url}/f/{self.framework}/d/{code}/").text())

    def holds(self, fact: str) -> bool:
        """Say whether the page shows a fact as given."""
        return self.page.locator(f"[data-fact='{fact}']").get_attribute("data-holds") == "yes"

    def stage(self) -> str:
        """Give the stage in words."""
        return self.page.locator("[data-stage]").inner_text()

    def row(self, entry: str) -> Row:
        """Give an act of the timeline of the open dossier."""
        place = self.page.locator(f"[data-entry='{entry}']")
        return Row(
            entry=entry,
            act=place.get_attribute("data-did") or "",
            standing=place.get_attribute("data-standing") or "",
            is_final=place.get_attribute("data-final") == "yes",
            words=place.locator(".jisr-standing").inner_text(),
        )

    def has(self, entry: str) -> bool:
        """Say whether the timeline of the open dossier shows an act."""
        return self.page.locator(f"[data-entry='{entry}']").count() > 0

    def line_to(self, party: str) -> Locator:
        """Give the line that says how the exchange with a party stands."""
        return self.page.locator(f"[data-exchange={party}]")


def fill(place: Locator, name: str, value: Any) -> None:
    """Fill in one field as its kind asks for it; of a page that is not there yet nobody knows the kind."""
    place.wait_for()
    if place.locator("input[type=radio]").count():
        place.locator(f"input[value='{value}']").check()
    elif place.locator("select").count():
        place.locator("select").select_option(str(value))
    elif place.locator(f"[name={name}-day]").count():
        year, month, day = str(value).split("-")
        for part, digits in (("day", day), ("month", month), ("year", year)):
            place.locator(f"[name={name}-{part}]").fill(digits.lstrip("0"))
    else:
        place.locator(f"[name={name}]").fill(str(value))
