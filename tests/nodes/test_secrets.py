"""No secret stands in what a node writes for its operator, nor in an answer that says that something was amiss.

A node on PostgreSQL is driven through all that has a secret, rightly and amiss: signing in, a ministry's sign-on,
tokens, keys, sealed fields, the exchange, mail, calls of programs, a fault of its own with a secret in its words, a
database that is gone. All that it wrote is searched for each secret as it is and in the ways it could be written.
"""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.nodes.nodes import FRAMEWORK, Child, FreshNode, Node, free_port
from tests.nodes.postgres import databases, run
from tests.nodes.receivers import Calls, Mails, http, smtp, until
from tests.nodes.sealing import Sealing, found_sealing, open_file, shipping
from tests.nodes.started import ENVIRONMENT, SHIPPED

PASSWORD, WRONG, NEW = "long enough to be taken ü", "typed-in-the-wrong-field-7", "another-one-that-was-kept-8"
DATABASE, MAIL, CLIENT = "database-p%ss-word", "mail-pass-word-9", "client-secret-of-the-ministry"
STORY, CODE, HOOK = "She fears her uncle in Tétouan", "code-of-the-ministry-5521", "path-that-opens-the-program-77"
OFFICER, GUARDIAN = "a.secret", "esp.guardian"
F = f"/f/{FRAMEWORK}"
FEWEST_BYTES = 8


@dataclass
class Said:
    """What a node said, and what must not stand in it."""

    secrets: dict[str, bytes] = field(default_factory=dict)
    answers: list[tuple[str, int, str]] = field(default_factory=list)
    # What was answered otherwise than it should have been.
    otherwise: list[str] = field(default_factory=list)
    written: str = ""
    home: Path = Path()

    def keep(self, name: str, secret: str | bytes) -> None:
        """Note a secret."""
        raw = secret.encode() if isinstance(secret, str) else secret
        assert len(raw) >= FEWEST_BYTES, f"{name}: so few bytes stand anywhere"
        self.secrets[name] = raw

    def hear(self, what: str, answer: httpx.Response, status: int) -> None:
        """Keep an answer that says that something was amiss."""
        if answer.status_code != status:
            self.otherwise.append(f"{what}: {answer.status_code}, not {status}")
        # By its buttons of languages a page leads back to the address that was asked for: that is the reader's own.
        text = re.sub(r'name="next" value="[^"]*"', "", answer.text)
        self.answers.append((what, status, text + json.dumps(dict(answer.headers))))


def spellings(secret: bytes) -> Iterator[str]:
    """Give a secret in each way in which it could stand in a text."""
    yield from (secret.hex(), secret.hex().upper(), repr(secret)[2:-1])
    for shift in range(3):
        # Wherever it begins: what depends on its neighbours is left out.
        whole = base64.b64encode(bytes(shift) + secret)
        inner = whole[-(-shift * 4 // 3) : len(whole.rstrip(b"=")) - bool(-(shift + len(secret)) % 3)].decode()
        yield from (inner, inner.translate(str.maketrans("+/", "-_")))
    try:
        text = secret.decode()
    except UnicodeDecodeError:
        return
    yield from (text, text[::-1], quote(text), repr(text)[1:-1], json.dumps(text)[1:-1], ascii(text)[1:-1])


def found_in(said: Said) -> list[tuple[str, str]]:
    """Name each secret that was written, and where."""
    texts = [("standard error", said.written), *((what, text) for what, _, text in said.answers)]
    return [
        (name, where)
        for name, secret in said.secrets.items()
        for where, text in texts
        if any(each in text for each in spellings(secret))
    ]


def test_a_secret_would_be_found_however_it_is_written() -> None:
    """Else the test below would hold on nothing."""
    secret = "p%ss wörd-2027!"
    raw = secret.encode()
    for text in (
        secret, quote(secret), json.dumps(secret), repr(raw), raw.hex(), base64.b64encode(b"\0user\0" + raw + b"\n").decode(),
        base64.urlsafe_b64encode(b"x" + raw).decode(), base64.b64encode(raw).decode(),
    ):  # fmt: skip
        assert found_in(Said({"it": raw}, written=f"2027-01-01 WARNING {text} and more")), text
    assert not found_in(Said({"it": raw}, written="p%ss"))


class Told(FreshNode, Child):
    """Spain's node, told what to do before it serves."""

    def __init__(self, node: Node) -> None:
        variables = {
            "DATABASE_URL": node.database_url,
            "PYTHONPATH": ENVIRONMENT["PYTHONPATH"],
            SHIPPED: "tests.welfare",
        }
        FreshNode.__init__(self, node.home, module="tests.nodes.secret_child", variables=variables)

    def written(self) -> str:
        """Give all that it said on standard error."""
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace")


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Said]:
    """Drive a node through all that has a secret."""
    folder = tmp_path_factory.mktemp("secrets")
    with shipping(), databases("ESP", "MAR") as urls, ExitStack() as stack:
        # The server believes whoever says it is the account: so the password is as good as any.
        urls["ESP"] = urls["ESP"].replace("@", f":{quote(DATABASE)}@", 1)
        yield drive(found_sealing(folder, urls), stack)


def drive(both: Sealing, stack: ExitStack) -> Said:
    said, esp = Said(home=both.esp.home.path), both.esp
    keep_what_lies_in(esp, said)
    ports = {name: free_port() for name in ("listen", "mail", "closed", "ministry")}
    calls = stack.enter_context(http(Calls(answers=(500,))))
    stack.enter_context(smtp(ports["mail"], Mails(), login=("jisr", "another")))
    esp.jisr("officer", "add", OFFICER, "--name", "S", given=PASSWORD + "\n")
    esp.jisr("officer", "post", OFFICER, FRAMEWORK, "esp.protection")
    token = str(esp.jisr("token", "make", OFFICER, *told_of_token(), "--json").value["token"])
    file = open_file(esp, STORY)
    for name, secret in {
        "password": PASSWORD, "wrong password": WRONG, "new password": NEW, "database's password": DATABASE,
        "mail's password": MAIL, "client's secret": CLIENT, "sealed text": STORY, "code": CODE, "way to a program": HOOK,
        "token": token,
    }.items():  # fmt: skip
        said.keep(name, secret)
    settings = tell(esp, ports)
    node = Told(esp)
    stack.callback(node.stop)
    url = f"http://127.0.0.1:{calls.port}/{HOOK}?key={HOOK}"
    for each in (url, f"http://127.0.0.1:{ports['closed']}/{HOOK}"):
        said.keep(f"secret of {each}", node.ask(do="hook", username=GUARDIAN, authority=GUARDIAN, url=each))
    node.ask(do="reach", officers={GUARDIAN: "guardian@example.org"})
    node.ask(do="put", username=GUARDIAN, key="a", count=1, now=1)
    node.ask(do="protect", abouts=["MAR.900"], now=1)
    # In office hours of a day that is over: what is due then is due whenever this runs.
    node.ask(do="look", now=1_795_773_600)
    node.ask(do="fail")
    node.send({"do": "serve"})
    node.receive()
    with httpx.Client(base_url=f"http://127.0.0.1:{ports['listen']}", timeout=20, trust_env=False) as browser:
        sign_in(browser, said)
        act(browser, said, file)
        call(browser, said, token, file)
        exchange(browser, said)
        until(lambda: node.written().count("notice.unsent") >= 3, "mail and both calls")
        until(lambda: "exchange.refused" in node.written(), "the exchange")
        lose_database(browser, said, esp)
    node.ask_to_stop()
    node._process.wait(20)
    said.written = node.written()
    # A command begins with all read, but for what a ministry's sign-on needs.
    (esp.home.path / "node.toml").write_text(settings)
    commands(esp, said)
    return said


def keep_what_lies_in(node: Node, said: Said) -> None:
    """Note each key in a node's home, in its bytes and as its file spells it."""
    keys = node.home.path / "keys"
    for name in ("log", "wire", "recovery"):
        said.keep(f"{name} key", node.home.key(name).private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    for place in [*keys.glob("*.key"), *keys.glob("*.pem"), *keys.glob("authorities/*.age")]:
        for line in place.read_text().splitlines():
            if not line.startswith(("-", "#")) and line:
                said.keep(place.name, line)
    assert any(name.endswith(".age") for name in said.secrets)


def tell(node: Node, ports: dict[str, int]) -> str:
    """Write into node.toml where mail goes, where the ministry's sign-on is, where the node listens; give what stood there."""
    place = node.home.path / "node.toml"
    before = place.read_text()
    lines = [line for line in before.splitlines() if not line.startswith("listen")]
    (node.home.path / "keys" / "mail").write_text(MAIL)
    (node.home.path / "keys" / "client").write_text(CLIENT)
    place.write_text(
        "\n".join([f'listen = "127.0.0.1:{ports["listen"]}"', *lines])
        + f"""
[mail]
host = "127.0.0.1"
port = {ports["mail"]}
tls = "none"
sender = "jisr@example.org"
user = "jisr"
password_file = "keys/mail"
[notices]
private_hooks = true
[sign_on]
name = "Ministry"
issuer = "http://127.0.0.1:{ports["ministry"]}"
client_id = "jisr"
client_secret_file = "keys/client"
"""
    )
    return before


def told_of_token() -> tuple[str, ...]:
    until_day = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return ("--purpose", "tests", "--framework", FRAMEWORK, "--until", until_day, "--scope", "sealed", "--scope", "act")


def form(browser: httpx.Client, path: str, **fields: str) -> httpx.Response:
    """Fill in a form as a browser does."""
    page = browser.get(path)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert page.status_code == 200 and token is not None, (path, page.status_code, page.text[:2000])
    return browser.post(path, data={"csrfmiddlewaretoken": token[1], **fields})


def sign_in(browser: httpx.Client, said: Said) -> None:
    said.hear("a wrong password", form(browser, "/sign-in/", username=OFFICER, password=WRONG), 200)
    said.hear("a password as a name", form(browser, "/sign-in/", username=WRONG[:4], password=PASSWORD), 200)
    said.hear("a form without its token", browser.post("/sign-in/", data={"username": "x", "password": PASSWORD}), 403)
    said.hear("the ministry is not reached", browser.get("/sign-on/"), 403)
    answer = browser.get(f"/sign-on/ministry/answer/?code={CODE}&state={CODE}")
    said.hear("an answer of the ministry that nobody asked for", answer, 403)
    said.hear("a page that is not there", browser.get(f"/nothing/?password={quote(PASSWORD)}"), 404)
    assert form(browser, "/sign-in/", username=OFFICER, password=PASSWORD).status_code == 302
    said.keep("session", browser.cookies["jisr_esp"])
    answer = form(browser, "/account/password/", oldpassword=WRONG, password1=NEW, password2=NEW)
    said.hear("a new password with the wrong old one", answer, answer.status_code)


def act(browser: httpx.Client, said: Said, file: str) -> None:
    """The node fails with what was to be sealed in its hands, and in the words of its error."""
    day = {"day-day": "3", "day-month": "1", "day-year": "2027"}
    said.hear("a fault of the node", form(browser, f"{F}/d/{file}/act/note/", story=STORY, **day), 500)
    said.hear("a reading that is not permitted", form(browser, f"{F}/e/{file}/sealed/name/"), 422)


def call(browser: httpx.Client, said: Said, token: str, file: str) -> None:
    api = f"/api/1/frameworks/{FRAMEWORK}"
    right = {"Authorization": f"Bearer {token}", "Idempotency-Key": "one"}
    wrong = {"Authorization": f"Bearer {token[:-1]}", "Idempotency-Key": "two"}
    fields = {"act": "note", "fields": {"day": "2027-01-02"}, "sealed": {"story": STORY}}
    browser.cookies.clear()
    assert browser.get(f"{api}/dossiers/{file}", headers=right).status_code == 200
    said.hear("a token that is none", browser.get(f"{api}/dossiers/{file}", headers=wrong), 401)
    said.hear("a token in an address", browser.get(f"{api}/dossiers/{file}?token={token}"), 401)
    answer = browser.post(f"{api}/dossiers/{file}/acts", json=fields, headers=right)
    said.hear("a fault of the node, to a program", answer, 500)
    fields = {"act": "note", "fields": {"day": "2027-01-02", "story": STORY}}
    right["Idempotency-Key"] = "three"
    answer = browser.post(f"{api}/dossiers/{file}/acts", json=fields, headers=right)
    said.hear("a sealed field in the clear", answer, 422)
    answer = browser.post(f"{api}/dossiers/{file}/acts", content=STORY.encode(), headers=right)
    said.hear("what is no JSON", answer, answer.status_code)


def exchange(browser: httpx.Client, said: Said) -> None:
    for body in (b"{", STORY.encode()):
        said.hear("a stranger", browser.post(f"/exchange/{FRAMEWORK}", content=body), 401)
    answer = browser.post(f"/exchange/{FRAMEWORK}", content=b"{}", headers={"Authorization": f"Basic {CODE}"})
    said.hear("a stranger with a password", answer, 401)


def lose_database(browser: httpx.Client, said: Said, node: Node) -> None:
    """The tables are gone while the node serves."""
    run(node, "ALTER TABLE officer RENAME TO gone")
    page = browser.get("/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token is not None
    fields = {"csrfmiddlewaretoken": token[1], "username": OFFICER, "password": PASSWORD}
    answer = browser.post("/sign-in/", data=fields)
    said.hear("a table that is gone", answer, answer.status_code)
    assert answer.status_code >= 500


def commands(node: Node, said: Said) -> None:
    """What commands say of a database that is not reached, of a mail server, of keys that are amiss."""
    told: list[tuple[str, Any]] = []
    url = node.database_url
    host = re.sub(r"@[^/]+/", f"@127.0.0.1:{free_port()}/", url)
    for each in (host, url.replace("postgresql://", ""), url.replace(quote(DATABASE), f"1/{DATABASE}")):
        told.append(("a database that is not reached", node.jisr("node", "status", env={"DATABASE_URL": each}, code=1)))
    (node.home.path / "keys" / "wire.pem").write_bytes((node.home.path / "keys" / "wire.pem").read_bytes()[:-40])
    (authority, *_) = sorted((node.home.path / "keys" / "authorities").glob("*.age"))
    authority.write_text(authority.read_text().strip()[:-1] + "\n")
    told.append(("keys that are amiss", node.jisr("verify", code=None)))
    told.append(("keys that are amiss", node.jisr("sync", code=None)))
    said.written += "".join(f"{what}: {each.out}\n{each.err}\n" for what, each in told)


def test_it_was_driven_through_all_of_it(driven: Said) -> None:
    """Each kind of trouble has left its line, or the search would have nothing to find."""
    assert driven.otherwise == []
    for event in ("notice.unsent", "exchange.refused", "session.began", "sign_on.failed", "Internal Server Error"):
        assert event in driven.written, event
    assert "RuntimeError, raised by" in driven.written and "ValueError, raised by" in driven.written
    assert "in fail" in driven.written, "where it was raised is said"
    assert "DatabaseUnreachable" in driven.written and "DatabaseUnknown" in driven.written
    assert {500, 422, 403, 401, 404} <= {status for _, status, _ in driven.answers}


def test_no_secret_is_in_what_was_written_or_answered(driven: Said) -> None:
    assert found_in(driven) == []


def test_no_secret_stands_in_a_file_that_is_not_for_it(driven: Said) -> None:
    """Keys lie in `keys/` alone, whatever was written meanwhile."""
    files = [each.relative_to(driven.home) for each in driven.home.rglob("*") if each.is_file()]
    texts = {str(each): (driven.home / each).read_text("latin-1") for each in files if each.parts[0] != "keys"}
    assert "node.toml" in texts
    beside = Said(driven.secrets, [(name, 0, text) for name, text in texts.items()])
    assert found_in(beside) == []
