"""Notices between real processes and real servers: nothing lost, nothing twice, nothing said that is not to be."""

import hashlib
import hmac
import json
import os
import signal
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.nodes import Child, FreshNode, Node, Pair, free_port
from tests.nodes.receivers import Calls, Mails, http, smtp, until
from tests.nodes.started import ENVIRONMENT
from tests.nodes.test_tls import certificate, pem

# A Wednesday that is over, 10:00 in UTC, in office hours: what is due then is due whenever this runs.
NOW = 1_795_600_800
COCHAIR = "mar.co_chair"


class Teller(FreshNode, Child):
    """A node's process that sends notices when it is told to."""

    def __init__(self, node: Node) -> None:
        variables = {"DATABASE_URL": node.database_url, "PYTHONPATH": ENVIRONMENT["PYTHONPATH"]}
        FreshNode.__init__(self, node.home, module="tests.nodes.notice_child", variables=variables)

    def outbox(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask(do="outbox")
        return found


def say(node: Node, text: str) -> None:
    """Write tables into node.toml, in place of what was there of them."""
    place = node.home.path / "node.toml"
    place.write_text(place.read_text().partition("\n[mail]")[0].partition("\n[notices]")[0] + "\n" + text)


def mail_table(port: int, tls: str = "none", more: str = "") -> str:
    return f'[mail]\nhost = "127.0.0.1"\nport = {port}\ntls = "{tls}"\nsender = "jisr@example.org"\n{more}\n'


@pytest.fixture
def told() -> Iterator[ExitStack]:
    """Processes that end with the test."""
    with ExitStack() as stack:
        yield stack


def teller(told: ExitStack, node: Node) -> Teller:
    child = Teller(node)
    told.callback(child.stop)
    return child


def test_a_node_that_serves_tells_of_what_protects_within_seconds(pair: Pair, told: ExitStack) -> None:
    """The whole way: an act of the other side, its notice, the mail with a link; seen, and nothing follows."""
    port = free_port()
    say(pair.mar, mail_table(port))
    teller(told, pair.mar).ask(do="reach", officers={COCHAIR: "chair@example.org"})
    mails = told.enter_context(smtp(port, Mails()))
    served = pair.mar.serve()
    told.callback(served.stop)
    pair.esp.act(pair.session, "object_to_minutes", "-f", "text=Zarzamora")
    pair.exchange()

    def urgent() -> list[EmailMessage]:
        # Beside them goes the digest, where the officer's morning has come.
        return [each for each in mails.got if str(each["Subject"]).startswith("Urgent")]

    until(lambda: bool(urgent()), "a mail")
    (mail,) = urgent()
    assert set(mails.to) == {"chair@example.org"}
    plain, html = (part for part in mail.walk() if not part.is_multipart())
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    for part in (plain, html):
        words = part.get_content()
        assert f"{pair.mar.home.address}/notices/1/" in words and pair.session in words
        assert "Zarzamora" not in words and "chair" not in words.replace("chair@example.org", "")
    assert mail["Subject"] == "Urgent: 1 notice of jisr" and mail["Auto-Submitted"] == "auto-generated"


def test_nothing_is_lost_while_the_mail_server_is_down(pair: Pair, told: ExitStack) -> None:
    """It is tried ever more rarely but hourly, shown to the operator, and taken once, when the server is back."""
    port = free_port()
    say(pair.mar, mail_table(port))
    child = teller(told, pair.mar)
    child.ask(do="put", username=COCHAIR, key="a", count=3, now=NOW)
    with smtp(port, Mails()) as mails:
        assert child.ask(do="send", now=NOW) == 3 and len(mails.got) == 3
    child.ask(do="put", username=COCHAIR, key="b", count=2, now=NOW)
    now, waits = NOW, []
    for _ in range(13):
        assert child.ask(do="send", now=now) == 0
        waiting = [each for each in child.outbox() if each["is_waiting"]]
        assert len(waiting) == 2 and len({each["next_at"] for each in waiting}) == 1, "the server is asked once"
        waits.append(waiting[0]["next_at"] - now)
        assert child.ask(do="send", now=now + waits[-1] - 1) == 0
        now += waits[-1]
    assert waits[:3] == [5, 5, 10] or waits[:3] == [5, 10, 20]
    assert max(waits) == waits[-1] == 3_600
    status = pair.mar.jisr("node", "status", "--json").value["outbox"][0]
    assert status["waiting"] == 2 and "nobody listens at the mail server" in status["trouble"]
    assert "nobody listens" in pair.mar.jisr("notice", "status").out
    with smtp(port, Mails()) as mails:
        assert child.ask(do="send", now=now) == 2
        assert child.ask(do="send", now=now + 7_200) == 0
    assert sorted(mails.to) == ["0@example.org", "1@example.org"]
    assert all(not each["text"] for each in child.outbox()), "what was sent is not kept"


def test_one_address_that_is_refused_holds_up_no_other(pair: Pair, told: ExitStack) -> None:
    port = free_port()
    say(pair.mar, mail_table(port))
    child = teller(told, pair.mar)
    child.ask(do="put", username=COCHAIR, key="a", count=3, now=NOW)
    with smtp(port, Mails(refuses={"0@example.org": "550 no such officer"})) as mails:
        assert child.ask(do="send", now=NOW) == 2
    assert mails.to == ["1@example.org", "2@example.org"]
    assert "550 no such officer" in child.outbox()[0]["trouble"]


def test_two_processes_on_one_database_send_each_mail_once(store: Pair, told: ExitStack) -> None:
    """They record, address and send at the same time, on SQLite and on PostgreSQL."""
    port = free_port()
    say(store.mar, mail_table(port))
    one, other = teller(told, store.mar), teller(told, store.mar)
    one.ask(do="reach", officers={COCHAIR: "chair@example.org", "mar.secretariat": "office@example.org"})
    one.ask(do="protect", abouts=[f"ESP.{each}" for each in range(900, 920)], now=NOW)
    one.ask(do="put", username=COCHAIR, key="two", count=40, now=NOW)

    def both(**order: Any) -> list[Any]:
        for child in (one, other):
            child.send(order)
        return [child.receive() for child in (one, other)]

    both(do="look", now=NOW)
    with smtp(port, Mails()) as mails:
        sent = both(do="send", now=NOW)
        assert sum(sent) == 42 and both(do="send", now=NOW + 1) == [0, 0]
    assert len(set(mails.ids)) == len(mails.ids) == 42
    assert sorted(each for each in mails.to if not each[0].isdigit()) == ["chair@example.org", "office@example.org"]
    assert min(sent) > 0, "both have sent, else this test would hold on nothing"


def test_a_mail_that_may_have_left_goes_again_under_its_message_id(pair: Pair, told: ExitStack) -> None:
    """The process is killed after the server has the mail and before it can note that."""
    port = free_port()
    say(pair.mar, mail_table(port))
    first = Teller(pair.mar)
    first.ask(do="put", username=COCHAIR, key="a", count=1, now=NOW)
    killed = Mails(before=lambda: os.kill(first._process.pid, signal.SIGKILL))
    with smtp(port, killed):
        first.send({"do": "send", "now": NOW})
        first._process.wait(20)
    second = teller(told, pair.mar)
    with smtp(port, Mails()) as mails:
        assert second.ask(do="send", now=NOW + 599) == 0, "as long as the claim holds it may be under way"
        assert second.ask(do="send", now=NOW + 601) == 1
    assert mails.ids == killed.ids and len(killed.ids) == 1


def test_programs_are_called_signed_and_again_until_they_answer(pair: Pair, told: ExitStack) -> None:
    say(pair.mar, "[notices]\nprivate_hooks = true\n")
    child = teller(told, pair.mar)
    calls = told.enter_context(http(Calls(answers=(500, 302, 204))))
    url = f"http://127.0.0.1:{calls.port}/hook?a=1"
    secret = child.ask(do="hook", username=COCHAIR, authority=COCHAIR, url=url)
    child.ask(do="protect", abouts=["ESP.900"], now=NOW)
    child.ask(do="look", now=NOW)
    assert [child.ask(do="send", channel="hook", now=NOW + each) for each in (0, 5, 15, 9_999)] == [0, 0, 1, 0]
    assert [path for path, _, _ in calls.got] == ["/hook?a=1"] * 3, "no redirect is followed"
    deliveries = {headers["Jisr-Delivery"] for _, headers, _ in calls.got}
    assert len(deliveries) == 1, "a repeated call is recognised"
    for (_, headers, body), at in zip(calls.got, (0, 5, 15), strict=True):
        signed = headers["Jisr-Timestamp"].encode() + b"." + body
        assert headers["Jisr-Signature"] == "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        assert headers["Jisr-Timestamp"] == str(NOW + at)
        link = f"{pair.mar.home.address}/notices/1/"
        assert json.loads(body) == {"framework": "mar-esp", "kind": "protect", "link": link}
    child.ask(do="protect", abouts=["ESP.901"], now=NOW)
    child.ask(do="look", now=NOW)
    child.ask(do="seen", username=COCHAIR)
    assert child.ask(do="send", channel="hook", now=NOW + 20) == 0, "what was seen is told to no program"


def test_a_program_behind_tls_is_held_against_its_certificate(pair: Pair, told: ExitStack, tmp_path: Path) -> None:
    root = certificate("Invented authority")
    chain = tmp_path / "chain.pem"
    chain.write_bytes(pem(certificate("127.0.0.1", root)))
    (pair.mar.home.path / "ca.pem").write_bytes(pem(root))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    calls = told.enter_context(http(Calls(), tls=context))
    sent = []
    for ca in ("", 'ca_file = "ca.pem"\n'):
        place = pair.mar.home.path / "node.toml"
        place.write_text(ca + place.read_text().partition("\n[notices]")[0])
        say(pair.mar, "[notices]\nprivate_hooks = true\n")
        child = Teller(pair.mar)
        if not sent:
            child.ask(do="hook", username=COCHAIR, authority=COCHAIR, url=f"https://127.0.0.1:{calls.port}/")
            child.ask(do="protect", abouts=["ESP.900"], now=NOW)
            child.ask(do="look", now=NOW)
        sent.append(child.ask(do="send", channel="hook", now=NOW + 60 * len(sent)))
        child.stop()
    assert sent == [0, 1] and len(calls.got) == 1


class TestTheTestMail:
    """`jisr notice test` says at which step it failed, and what to do."""

    def test_without_a_server_in_node_toml(self, pair: Pair) -> None:
        said = pair.mar.jisr("notice", "test", "a@example.org", code=1)
        assert "no mail server is named in node.toml" in said.err and "Write [mail]" in said.err

    def test_where_the_name_is_not_known(self, pair: Pair) -> None:
        say(pair.mar, '[mail]\nhost = "nowhere.invalid"\nsender = "jisr@example.org"\n')
        said = pair.mar.jisr("notice", "test", "a@example.org", code=1)
        assert "the name of the mail server nowhere.invalid:587 is not known here" in said.err

    def test_step_by_step_to_a_mail_that_arrives(self, pair: Pair, told: ExitStack, tmp_path: Path) -> None:
        """No TLS offered; a certificate that nobody trusts; a wrong password; an address refused; then all is well."""
        port, plain = free_port(), free_port()
        root = certificate("Invented authority")
        chain, home = tmp_path / "chain.pem", pair.mar.home.path
        chain.write_bytes(pem(certificate("127.0.0.1", root)))
        (home / "ca.pem").write_bytes(pem(root))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        mails = Mails(refuses={"no@example.org": "550 no such officer"})
        told.enter_context(smtp(port, mails, tls=context, login=("jisr", "right")))
        told.enter_context(smtp(plain, Mails()))
        user = 'user = "jisr"\npassword_file = "keys/mail"'

        def fails(to: str = "a@example.org") -> str:
            child = Teller(pair.mar)
            said = str(child.ask(do="try", to=to))
            child.stop()
            return said

        say(pair.mar, mail_table(plain, "starttls"))
        assert "does not offer what node.toml asks for" in fails()
        say(pair.mar, mail_table(port, "starttls", user))
        (home / "keys" / "mail").write_text("wrong\n")
        assert "is not trusted" in fails()
        (home / "node.toml").write_text('ca_file = "ca.pem"\n' + (home / "node.toml").read_text())
        assert fails().endswith("refuses user and password: 535"), "its words may be the password"
        (home / "keys" / "mail").write_text("right\n")
        assert "refuses the address no@example.org: 550 no such officer" in fails("no@example.org")
        assert "has taken it" in pair.mar.jisr("notice", "test", "a@example.org").out
        assert mails.to == ["a@example.org"]
