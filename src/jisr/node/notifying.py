"""What node.toml says of notices: the mail server, how long is waited for a "seen", which hooks are allowed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

TLS_MODES: Final = ("starttls", "tls", "none")
PASSWORD_VARIABLE: Final = "JISR_MAIL_PASSWORD"
PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
PORT_MAX: Final = 65_535
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
# Name: least, what holds where nothing is said, most.
WAITS: Final = {
    "urgent_deputy_minutes": (1, 15, 120),
    "urgent_head_minutes": (1, 30, 240),
    "urgent_again_minutes": (15, 60, 720),
    "urgent_before_hours": (1, 12, 72),
    "deputy_hours": (1, 4, 40),
    "head_hours": (1, 8, 80),
    "again_hours": (1, 10, 80),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where e-mail is handed over, and in whose name."""

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    # A file with nothing but the password; else it is taken from JISR_MAIL_PASSWORD.
    password_file: Path | None = None

    def password(self) -> str:
        """Read the password; it is in no setting."""
        if self.password_file is not None:
            return self.password_file.read_text("utf-8").strip()
        return os.environ.get(PASSWORD_VARIABLE, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long is waited for a "seen". Hours of what is not urgent are office hours of whom it was sent to."""

    urgent_deputy_minutes: int = WAITS["urgent_deputy_minutes"][1]
    urgent_head_minutes: int = WAITS["urgent_head_minutes"][1]
    urgent_again_minutes: int = WAITS["urgent_again_minutes"][1]
    # What ends within these hours is as urgent as what protects.
    urgent_before_hours: int = WAITS["urgent_before_hours"][1]
    deputy_hours: int = WAITS["deputy_hours"][1]
    head_hours: int = WAITS["head_hours"][1]
    again_hours: int = WAITS["again_hours"][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifying:
    """All that node.toml says of notices, with the tables as they were written."""

    mail: MailServer | None = None
    waits: Waits = field(default_factory=Waits)
    # Whether a hook may be in a private network or on this machine, there in plain HTTP, too.
    has_private_hooks: bool = False
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_notifying(home: Path, raw: Mapping[str, Any]) -> Notifying:
    """Read the tables [mail] and [notices]; raises ValueError that names the line which is amiss."""
    mail, notices = raw.get("mail"), dict(raw.get("notices", {}))
    tables = {name: raw[name] for name in ("mail", "notices") if raw.get(name)}
    private = notices.pop("private_hooks", False)
    if not isinstance(private, bool):
        raise ValueError(f"notices.private_hooks = {private!r}: true or false")
    for name, value in notices.items():
        if name not in WAITS:
            raise ValueError(f"notices.{name}: no such line; there are: private_hooks, {', '.join(WAITS)}")
        least, _, most = WAITS[name]
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"notices.{name} = {value!r}: a whole number from {least} to {most}")
    server = None if mail is None else _server(home, mail)
    return Notifying(mail=server, waits=Waits(**notices), has_private_hooks=private, tables=tables)


def _server(home: Path, raw: Mapping[str, Any]) -> MailServer:
    known = ("host", "port", "tls", "user", "password_file", "sender")
    for name, value in raw.items():
        if name not in known:
            raise ValueError(f"mail.{name}: no such line; there are: {', '.join(known)}")
        if type(value) is not (int if name == "port" else str):
            raise ValueError(f"mail.{name} = {value!r}: {'a whole number' if name == 'port' else 'a text'}")
    for name in ("host", "sender"):
        if not raw.get(name):
            raise ValueError(f"mail.{name} is missing")
    tls = raw.get("tls", "starttls")
    if tls not in TLS_MODES:
        raise ValueError(f"mail.tls = {tls!r}: one of {', '.join(TLS_MODES)}")
    port = raw.get("port", PORTS[tls])
    if not 0 < port <= PORT_MAX:
        raise ValueError(f"mail.port = {port}: from 1 to {PORT_MAX}")
    if "@" not in raw["sender"] or any(each in raw["sender"] for each in "\r\n"):
        raise ValueError(f"mail.sender = {raw['sender']!r}: an address, as in jisr@example.org")
    if tls == "none" and raw.get("user") and raw["host"] not in LOOPBACK:
        raise ValueError("mail.tls = 'none': a password is sent in the clear to this machine only")
    password = raw.get("password_file")
    return MailServer(
        host=raw["host"],
        port=port,
        tls=tls,
        sender=raw["sender"],
        user=raw.get("user", ""),
        password_file=home / password if password else None,
    )


__all__ = ["PASSWORD_VARIABLE", "WAITS", "MailServer", "Notifying", "Waits", "read_notifying"]
