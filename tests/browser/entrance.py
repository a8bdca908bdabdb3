"""A node as a ministry runs it: no demo, a second factor asked for, a sign-on of its own; officers with telephones."""

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, expect

from jisr.cli.demo.cast import PASSWORD
from jisr.cli.demo.founding import signed_manifest
from jisr.cli.demo.processes import NodeProcess
from jisr.node.home import Home, load_home, make_home
from tests.nodes.nodes import ENVIRONMENT, FRAMEWORK, FreshNode, free_port

SECRET: Final = "a-secret-for-tests"
OFFICERS: Final = ("cochair", "secretariat", "delegate", "first", "second", "third", "keys", "linked", "roving")
ADMINISTRATORS: Final = ("esp.first", "esp.second")
PERIOD_SECONDS: Final = 30


def code_of(secret: str, at: float | None = None) -> str:
    """Give the six digits that an authenticator app shows (RFC 6238)."""
    counter = int(time.time() if at is None else at) // PERIOD_SECONDS
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return str((struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6).zfill(6)


@dataclass
class Entrance:
    """The node, and what its officers have besides their passwords."""

    home: Home
    process: NodeProcess
    apps: dict[str, str] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Give where officers find it: by a name, for keys know no numbers."""
        return self.home.address

    def ask(self, **order: Any) -> Any:
        """Tell the node to do something; give the answer."""
        self.process.send(order)
        return self.process.receive()

    def type_password(self, page: Page, name: str, password: str = PASSWORD) -> None:
        """Fill in the first form."""
        page.goto(f"{self.url}/sign-in/")
        form = page.locator("form:has(#id_username)")
        form.locator("#id_username").fill(name)
        form.locator("#id_password").fill(password)
        form.locator("button").click()

    def type_code(self, page: Page, code: str) -> None:
        """Fill in a code."""
        page.locator("#id_code").fill(code)
        page.locator("form:has(#id_code) button").click()

    def set_up_app(self, page: Page, name: str) -> None:
        """Set up an authenticator app, and keep the recovery codes."""
        page.goto(f"{self.url}/account/second-factor/app/")
        self.apps[name] = page.locator(".jisr-secret").inner_text()
        self.type_code(page, code_of(self.apps[name]))
        expect(page.locator(".jisr-codes")).to_be_visible()
        self.codes[name] = page.locator(".jisr-codes code").all_inner_texts()

    def enter(self, page: Page, name: str) -> None:
        """Sign in with all that is asked for; at the first time a second factor is set up."""
        self.type_password(page, name)
        if name in self.apps:
            self.type_code(page, self.codes[name].pop())
        else:
            self.set_up_app(page, name)
        page.goto(f"{self.url}/my-work/")
        expect(page).to_have_url(f"{self.url}/my-work/")

    def stop(self) -> None:
        """End the node."""
        self.process.stop()


def found_entrance(place: Path, issuer: str) -> Entrance:
    """Make the node with officers, two of whom administer, and let it serve."""
    port = free_port()
    home = make_home(
        place / "esp", party="ESP", address=f"http://localhost:{port}", listen=f"127.0.0.1:{port}", name="Spain"
    )
    other = make_home(place / "mar", party="MAR", address="http://127.0.0.1:1", listen="127.0.0.1:1", name="Morocco")
    (home.path / "keys" / "sign_on.secret").write_text(SECRET, "ascii")
    with (home.path / "node.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            f'[sign_on]\nname = "Ministry of Tests"\nissuer = "{issuer}"\nclient_id = "jisr"\n'
            'client_secret_file = "keys/sign_on.secret"\n'
        )
    home = load_home(home.path)
    variables = {"DATABASE_URL": "", "PYTHONPATH": ENVIRONMENT["PYTHONPATH"]}
    process = FreshNode(home, module="tests.browser.entrance_child", variables=variables)
    node = Entrance(home, process)
    try:
        posts = [
            {"username": f"esp.{each}", "title": each, "authority": "esp.migration", "mandate": "co_chair"}
            for each in OFFICERS
        ]
        note = signed_manifest(FRAMEWORK, [home, other])
        node.ask(do="prepare", notes=[note], founding="esp.founding", posts=posts[:1])
        node.ask(do="more", usernames=[each["username"] for each in posts[1:]])
        node.ask(do="administer", usernames=ADMINISTRATORS)
        node.ask(do="link", username="esp.linked", subject="subject-1")
        node.ask(do="serve")
    except BaseException:
        node.stop()
        raise
    return node
