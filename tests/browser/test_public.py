"""Visitors of a node: its public pages, and acts of real nodes checked in their own browser and by the command."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from random import randrange
from typing import Final

import orjson
import pytest
from playwright.sync_api import Page, expect

from jisr.bundle import Amiss, anchor_of, check_file
from jisr.cli.demo.record import recorded_acts
from jisr.node.home import load_home, write_settings
from tests.browser.conftest import SignIn
from tests.browser.test_access import violations
from tests.browser.visitor import DESK, PHONE, follow, tabbed
from tests.browser.world import World, found_world
from tests.nodes.nodes import ENVIRONMENT
from tests.strategies.proofs import ended_proof, flips, manifest_value, note, proof_of, spoilt

PATHS: Final = ("/", "/status/", "/travels/", "/verify/", "/accessibility/")
# The others are written from left to right, too; their structure is held in tests/unit/web/test_public.py.
LANGUAGES: Final = ("en", "ar")
ACTS: Final = ("MAR.3", "ESP.4")
PRESSES_MAX: Final = 60
# Of so many changed bytes one is tried, in the browser and here.
EVERY: Final = 16
# What the module says of a file, as the package says it in `said_here`.
CHECK: Final = """async ([files, trusted]) => {
    const {checkFile, anchorOf, Amiss} = await import('/static/jisr/verify.js');
    const anchors = [];
    for (const each of trusted) anchors.push(await anchorOf(each));
    const said = [];
    for (const text of files) {
        const bytes = Uint8Array.from(atob(text), each => each.charCodeAt(0));
        try {
            const reports = await checkFile(bytes, anchors);
            said.push(reports.map(each => each.fault ? each.fault.key : each.signed ? 'holds' : 'open').join());
        } catch (error) {
            if (!(error instanceof Amiss)) throw error;
            said.push(error.key);
        }
    }
    return said;
}"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The demo's nodes with the first acts of their record."""
    made = found_world(tmp_path_factory.mktemp("public"), recorded_acts()[:6])
    yield made
    made.stop()


@pytest.fixture(scope="module")
def proofs(world: World) -> dict[str, bytes]:
    """Acts with their proofs, as an officer downloads them: one of each party."""
    code = (
        "import sys, orjson; from jisr.cli.ready import enter; enter(None, migrate=False);"
        "from jisr.node.queries.proofs import proof_of;"
        f"sys.stdout.buffer.write(b'\\0'.join(orjson.dumps(proof_of('mar-esp', each)) for each in {ACTS!r}))"
    )
    variables = {**ENVIRONMENT, "JISR_HOME": str(world.homes["ESP"].path)}
    done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, check=True)
    return dict(zip(ACTS, done.stdout.split(b"\0"), strict=True))


@pytest.fixture(scope="module")
def manifest(world: World) -> str:
    """The fingerprint of what both parties have signed, as it is read out by telephone."""
    value = world.node("MAR").jisr("framework", "show", "mar-esp", "--json").value
    return str(value["fingerprint"])


def said_here(files: list[bytes], trusted: tuple[str, ...] = ()) -> list[str]:
    """Say of each file what the package says of it."""
    anchors = [anchor_of(each) for each in trusted]

    def said(raw: bytes) -> str:
        try:
            found = check_file(raw, anchors)
        except Amiss as error:
            return error.key
        return ",".join(each.fault.key if each.fault else "holds" for each in found)

    return [said(each) for each in files]


def said_there(page: Page, files: list[bytes], trusted: tuple[str, ...] = ()) -> list[str]:
    """Say of each file what the module says of it in the browser."""
    from jisr.base import b64

    answer: list[str] = page.evaluate(CHECK, [[b64(each) for each in files], list(trusted)])
    return answer


class TestPages:
    """Each page for visitors, in each language."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_axe_finds_nothing_and_no_cookie_is_set(
        self, world: World, pages: Callable[..., Page], language: str
    ) -> None:
        """English at a desk, Arabic on a telephone; nobody scrolls sideways, and nothing is asked from elsewhere."""
        page = pages(viewport=DESK if language == "en" else PHONE)
        url, amiss = world.url("ESP"), []
        page.on("request", lambda each: amiss.append(each.url) if not each.url.startswith((url, "data:")) else None)
        page.on("console", lambda each: amiss.append(each.text))
        for path in PATHS:
            page.goto(f"{url}{path}?language={language}")
            amiss += violations(page)
            if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
                amiss.append(f"{path} is wide")
            expect(page.locator("html")).to_have_attribute("lang", language)
        assert amiss == []
        assert page.context.cookies() == []

    def test_the_language_goes_along_from_page_to_page(self, world: World, pages: Callable[..., Page]) -> None:
        """Chosen once, by a link."""
        page = pages()
        page.goto(world.url("ESP"))
        follow(page.locator(".jisr-languages a[lang=ar]"))
        for path in ("/status/", "/verify/", "/"):
            page.locator(f".jisr-links a[href^='{path}?']").click()
            expect(page.locator("html")).to_have_attribute("dir", "rtl")

    def test_who_stands_behind_it_is_shown_as_node_toml_says(self, world: World, pages: Callable[..., Page]) -> None:
        """The demo names its groups and nobody."""
        page = pages()
        page.goto(world.url("MAR"))
        expect(page.locator("main")).to_contain_text("Not filled in by the operator of this node.")
        expect(page.locator("main li")).to_have_count(2)
        page.goto(f"{world.url('MAR')}/status/")
        expect(page.locator("[data-peer]")).to_have_count(2)
        expect(page.locator("[data-peer=ESP]")).to_have_attribute("data-since", "hours")


class TestVerifier:
    """Acts of real nodes, checked where the reader is."""

    @pytest.fixture
    def page(self, world: World, pages: Callable[..., Page]) -> Page:
        """The page for checking, in English."""
        page = pages(viewport=DESK)
        page.goto(f"{world.url('ESP')}/verify/?language=en")
        return page

    def test_it_holds_by_a_file_and_a_fingerprint_and_nothing_leaves(
        self, page: Page, proofs: dict[str, bytes], manifest: str, tmp_path: Path
    ) -> None:
        """After the page has come no request is made, and it works with the line cut."""
        file = tmp_path / "act.json"
        file.write_bytes(proofs["MAR.3"])
        page.wait_for_load_state("networkidle")
        asked: list[str] = []
        page.on("request", lambda each: asked.append(each.url))
        page.context.set_offline(True)
        page.locator("#proof-file").set_input_files(file)
        page.locator("#trust-text").fill(manifest)
        page.locator("#check").click()
        found = page.locator("[data-found=holds]")
        expect(found).to_contain_text("MAR.3 of mar-esp: Holds")
        expect(found).to_contain_text("The manifest or fingerprint that you gave: It is the manifest in the file.")
        expect(found).to_contain_text("Not checked: whether the act stands.")
        expect(page.locator("#findings")).to_be_focused()
        assert asked == []

    def test_the_policy_lets_nothing_out(self, page: Page) -> None:
        """Whatever a script might try."""
        tried = page.evaluate("fetch('/health/').then(() => 'out', () => 'kept')")
        assert tried == "kept"

    def test_without_a_fingerprint_it_says_on_whose_word_it_rests(self, page: Page, proofs: dict[str, bytes]) -> None:
        """This node's own, with the fingerprint to compare; of a node that names no group, nobody's."""
        page.locator("#proof-text").fill(proofs["ESP.4"].decode())
        page.locator("#check").click()
        found = page.locator("[data-found=holds]")
        expect(found).to_contain_text("rests on this node's word")
        shown = page.locator("[data-fingerprint=mar-esp]").inner_text()
        expect(found).to_contain_text(shown)
        page.evaluate("document.querySelectorAll('template[data-manifest]').forEach(each => each.remove())")
        page.locator("#check").click()
        expect(page.locator("[data-found=open]")).to_contain_text("Not checked: that the key belongs to ESP.")

    def test_several_are_checked_at_once(self, page: Page, proofs: dict[str, bytes]) -> None:
        """One that was changed among them is named, and the others hold."""
        good, bad = (orjson.loads(each) for each in proofs.values())
        bad["content"]["time"] = "2026-01-01T00:00:00Z"
        page.locator("#proof-text").fill(json.dumps({"proofs": [good, bad]}))
        page.locator("#check").click()
        expect(page.locator("[data-found=summary]")).to_have_text("Acts that hold: 1 of 2.")
        expect(page.locator("[data-found=holds]")).to_have_count(1)
        expect(page.locator("[data-found='bytes.content']")).to_contain_text("The act: The content that the file shows")

    def test_a_file_is_dropped(self, page: Page, proofs: dict[str, bytes]) -> None:
        page.evaluate(
            """text => {
                const carried = new DataTransfer();
                carried.items.add(new File([text], 'act.json'));
                const drop = new DragEvent('drop', {dataTransfer: carried, bubbles: true, cancelable: true});
                document.querySelector('[data-drop=proof]').dispatchEvent(drop);
            }""",
            proofs["MAR.3"].decode(),
        )
        expect(page.locator("#proof-text")).to_have_value(re.compile("MAR.3"))
        page.locator("#check").click()
        expect(page.locator("[data-found=holds]")).to_be_visible()

    def test_by_keyboard_alone(self, page: Page, proofs: dict[str, bytes]) -> None:
        """Paste, Tab, Enter; what was found has the focus, and what the act says unfolds."""
        list(tabbed(page, until="#proof-text", presses_max=PRESSES_MAX))
        page.keyboard.insert_text(proofs["MAR.3"].decode())
        seen = [*tabbed(page, until="#check", presses_max=PRESSES_MAX)]
        assert any('id="proof-file"' in each.what for each in seen)
        assert all(each.is_marked for each in seen)
        page.keyboard.press("Enter")
        expect(page.locator("[data-found=holds]")).to_be_visible()
        list(tabbed(page, until="summary", presses_max=5))
        page.keyboard.press("Enter")
        expect(page.locator("#findings pre")).to_contain_text('"party": "MAR"')

    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_what_was_found_is_read_on_a_telephone(
        self, world: World, pages: Callable[..., Page], proofs: dict[str, bytes], language: str
    ) -> None:
        """Axe finds nothing in what was found, and it is as wide as the screen."""
        page = pages(viewport=PHONE)
        page.goto(f"{world.url('ESP')}/verify/?language={language}")
        page.locator("#proof-text").fill("[" + ",".join([proofs["MAR.3"].decode(), "{}"]) + "]")
        page.locator("#check").click()
        expect(page.locator("[data-found=fails]")).to_be_visible()
        page.locator("#findings summary").click()
        assert violations(page) == []
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        said = page.locator("#findings").inner_text()
        assert "%(" not in said and "undefined" not in said

    def test_nothing_pasted_is_asked_for(self, page: Page) -> None:
        page.locator("#check").click()
        expect(page.locator("[data-found=nothing]")).to_contain_text("Paste an act with its proof, or choose a file.")
        expect(page.locator("#findings")).not_to_contain_text("Does not hold")

    def test_a_browser_without_ed25519_says_so(self, page: Page, proofs: dict[str, bytes]) -> None:
        """And which checks were made all the same."""
        page.evaluate(
            "() => { crypto.subtle.importKey = async () => { throw new DOMException('unknown', 'NotSupportedError'); }; }"
        )
        page.locator("#proof-text").fill(proofs["MAR.3"].decode())
        page.locator("#check").click()
        found = page.locator("[data-found=open]")
        expect(found).to_contain_text("This browser does not know Ed25519.")
        expect(found).to_contain_text("The proof of inclusion:")

    def test_without_script_the_command_is_named(self, world: World, pages: Callable[..., Page]) -> None:
        page = pages(java_script_enabled=False)
        page.goto(f"{world.url('ESP')}/verify/")
        expect(page.locator("[data-unscripted]")).to_be_visible()
        expect(page.locator("main pre").first).to_contain_text("jisr verify --proof FILE")
        expect(page.locator("#check")).to_be_hidden()


class TestBothSayTheSame:
    """The browser's module and the package, on files that were made and on files that were changed."""

    @pytest.fixture
    def page(self, world: World, pages: Callable[..., Page]) -> Page:
        """The page whose module is asked; its policy lets it have a script of the node itself."""
        page = pages()
        page.goto(f"{world.url('ESP')}/verify/?language=en")
        return page

    def test_real_acts_with_a_bit_of_a_byte_turned_round(self, page: Page, proofs: dict[str, bytes]) -> None:
        """Nothing that was changed holds, and both name the same part: of one byte in sixteen, others each time."""
        first = randrange(EVERY)
        print(f"from byte {first}")  # noqa: T201  # told to whoever looks why it failed
        files = [each for raw in proofs.values() for each in islice(flips(raw, seed=7), first, None, EVERY)]
        there = said_there(page, files)
        assert "holds" not in there
        # The package looks at all of a manifest, the module at what it needs; the digest holds the rest.
        assert [each.partition(".")[0] for each in there] == [each.partition(".")[0] for each in said_here(files)]
        assert said_there(page, list(proofs.values())) == ["holds"] * len(proofs)

    def test_every_part_changed_left_out_or_added(self, page: Page) -> None:
        files = [raw for _name, raw in spoilt(proof_of())]
        there = said_there(page, files)
        assert "holds" not in there
        assert there == said_here(files)

    def test_of_a_log_that_was_ended_only_the_last_generation_counts(self, page: Page) -> None:
        made = [(5, 3), (7, 3), (5, 1), (5, 2), (5, 4), (8, 3)]
        files = [orjson.dumps(ended_proof(begin, number)) for begin, number in made]
        there = said_there(page, files)
        assert there[:2] == ["holds", "holds"] and "holds" not in there[2:]
        assert there == said_here(files)

    def test_what_the_reader_trusts(self, page: Page) -> None:
        files = [orjson.dumps(proof_of()), orjson.dumps({k: v for k, v in proof_of().items() if k != "manifest_text"})]
        for trusted in (
            note(manifest_value()),
            note(manifest_value(version=2, ends=6)),
            note(manifest_value(version=2, ends=7)),
            note(manifest_value(framework="mar-nld")),
            "ab" * 32,
        ):
            assert said_there(page, files, (trusted,)) == said_here(files, (trusted,))

    def test_a_key_that_was_stolen_by_what_the_reader_trusts(self, page: Page) -> None:
        ask = """async ([raw, trusted]) => {
          const {anchorOf, checkFile} = await import('/static/jisr/verify.js');
          const [found] = await checkFile(new TextEncoder().encode(raw), [await anchorOf(trusted)]);
          return found.stolenSince;
        }"""
        raw = orjson.dumps(proof_of()).decode()
        for stolen, expected in (("2027-03-15T09:30:00Z", "2027-03-15T09:30:00Z"), ("", None)):
            trusted = note(manifest_value(version=2, ends=7, stolen=stolen))
            assert page.evaluate(ask, [raw, trusted]) == expected

    @pytest.mark.parametrize("given", ["", "x", "{}", note(manifest_value(), signers=("ESP",))])
    def test_what_is_nothing_to_trust(self, page: Page, given: str) -> None:
        ask = """given => import('/static/jisr/verify.js').then(({anchorOf}) => anchorOf(given)).then(() => '', e => e.key)"""
        with pytest.raises(Amiss) as amiss:
            anchor_of(given)
        assert page.evaluate(ask, given) == amiss.value.key


def test_the_command_holds_what_the_page_holds(proofs: dict[str, bytes], manifest: str, tmp_path: Path) -> None:
    """`jisr verify --proof` of a real act by a real fingerprint: no node, no database, no connection."""
    (tmp_path / "acts.json").write_bytes(b"[" + b",".join(proofs.values()) + b"]")
    variables = {k: v for k, v in ENVIRONMENT.items() if k not in ("JISR_HOME", "DATABASE_URL")}
    command = [
        sys.executable,
        "-c",
        "from jisr.cli import main; main()",
        "verify",
        "--proof",
        str(tmp_path / "acts.json"),
    ]
    done = subprocess.run(
        [*command, "--fingerprint", manifest], env=variables, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "MAR.3 of mar-esp" in done.stdout and "ESP.4 of mar-esp" in done.stdout


def test_what_an_officer_downloads_can_be_checked(world: World, sign_in: SignIn, tmp_path: Path) -> None:
    """The button of the dossier's page gives the file that the page for visitors takes, and finds the paper's code in."""
    officer = sign_in(world, "esp.delegate")
    officer.open("framework")
    with officer.page.expect_download() as waiting:
        officer.page.locator("a[download]").first.click()
    waiting.value.save_as(tmp_path / "act.json")
    officer.go(f"e/{orjson.loads((tmp_path / 'act.json').read_bytes())['entry']}/")
    code = officer.page.locator("[data-code]").inner_text()
    officer.page.goto(f"{world.url('ESP')}/verify/")
    officer.page.locator("#proof-file").set_input_files(tmp_path / "act.json")
    officer.page.locator("#check").click()
    expect(officer.page.locator("[data-found=holds]")).to_contain_text(code)


def test_settings_with_words_for_visitors_serve(world: World, pages: Callable[..., Page]) -> None:
    """What is written to node.toml by hand is what the home reads."""
    home = world.homes["NLD"]
    assert load_home(home.path).public.frameworks == ("mar-nld",)
    write_settings(load_home(home.path))
    assert load_home(home.path).public.frameworks == ("mar-nld",)
    page = pages()
    page.goto(world.url("NLD"))
    expect(page.locator("main")).to_contain_text("Morocco – Netherlands")
