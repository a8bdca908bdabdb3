"""What node.toml says of signing in: second factor, how long a session lasts, a ministry's own sign-on."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jisr.base import N_, JisrError

REQUIRED: Final = "required"
OFFERED: Final = "offered"
SECOND_FACTORS: Final = (REQUIRED, OFFERED)
IDLE_MINUTES: Final = (5, 60, 240)
SESSION_HOURS: Final = (1, 8, 12)
SIGN_ON_LINES: Final = ("name", "issuer", "client_id", "client_secret_file", "client_secret_variable", "claim")
SIGN_IN_LINES: Final = ("second_factor", "idle_minutes", "session_hours", "proxy")
SECRET_BYTES_MAX: Final = 4_096


class SettingAmiss(JisrError):
    """A line of node.toml about signing in is not as it must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """A ministry's own sign-on, by OpenID Connect; its secret stays in a file or the environment."""

    name: str
    issuer: str
    client_id: str
    # By which of its statements an officer is known: one that never changes, and is never given to another.
    claim: str = "sub"
    client_secret_file: str = ""
    client_secret_variable: str = ""

    def secret(self, home: Path) -> str:
        """Read the client's secret from where it is kept."""
        if self.client_secret_variable:
            found = os.environ.get(self.client_secret_variable, "").strip()
            where = self.client_secret_variable
        else:
            place = home / self.client_secret_file
            where = str(place)
            try:
                found = place.read_bytes()[:SECRET_BYTES_MAX].decode("utf-8").strip()
            except (OSError, ValueError) as error:
                raise SettingAmiss(
                    N_("[sign_on] client secret in %(where)s: %(because)s"), where=where, because=error
                ) from error
        if not found:
            raise SettingAmiss(N_("[sign_on] client secret in %(where)s: it is empty"), where=where)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """How officers get in, and for how long."""

    second_factor: str = REQUIRED
    # Without a request for so long, or so long after signing in, a session ends.
    idle_minutes: int = IDLE_MINUTES[1]
    session_hours: int = SESSION_HOURS[1]
    # The address of the proxy in front, whose word on where a request comes from is believed.
    proxy: str = ""
    sign_on: SignOn | None = None

    def told(self) -> dict[str, dict[str, Any]]:
        """Give what differs from the default, as sections of node.toml."""
        plain = PLAIN
        changed = {each: getattr(self, each) for each in SIGN_IN_LINES if getattr(self, each) != getattr(plain, each)}
        sections = {"sign_in": changed} if changed else {}
        if self.sign_on is not None:
            lines = {each: getattr(self.sign_on, each) for each in SIGN_ON_LINES}
            sections["sign_on"] = {each: value for each, value in lines.items() if value}
        return sections


# What a node does that was told nothing.
PLAIN: Final = Entrance()


def read_entrance(raw: Mapping[str, Any]) -> Entrance:
    """Read [sign_in] and [sign_on]; what is unknown or out of bounds is refused by name."""
    lines = _section(raw, "sign_in", SIGN_IN_LINES)
    factor = lines.get("second_factor", REQUIRED)
    if factor not in SECOND_FACTORS:
        words = N_("[sign_in] second_factor = %(got)s: it is one of %(known)s")
        raise SettingAmiss(words, got=repr(factor), known=", ".join(SECOND_FACTORS))
    return Entrance(
        second_factor=factor,
        idle_minutes=_bounded(lines, "idle_minutes", IDLE_MINUTES),
        session_hours=_bounded(lines, "session_hours", SESSION_HOURS),
        proxy=_address(str(lines.get("proxy", ""))),
        sign_on=_sign_on(raw),
    )


def _sign_on(raw: Mapping[str, Any]) -> SignOn | None:
    if "sign_on" not in raw:
        return None
    lines = _section(raw, "sign_on", SIGN_ON_LINES)
    for name in ("name", "issuer", "client_id"):
        if not isinstance(lines.get(name), str) or not lines[name].strip():
            raise SettingAmiss(N_("[sign_on] %(line)s is missing"), line=name)
    if bool(lines.get("client_secret_file")) == bool(lines.get("client_secret_variable")):
        raise SettingAmiss(N_("[sign_on] needs one of client_secret_file and client_secret_variable"))
    where = urlsplit(lines["issuer"])
    if where.scheme != "https" and not (where.scheme == "http" and _is_here(where.hostname or "")):
        raise SettingAmiss(N_("[sign_on] issuer = %(got)s: it must begin with https://"), got=repr(lines["issuer"]))
    return SignOn(**{each: str(value) for each, value in lines.items()})


def _section(raw: Mapping[str, Any], name: str, known: tuple[str, ...]) -> dict[str, Any]:
    section = raw.get(name, {})
    if not isinstance(section, dict):
        raise SettingAmiss(N_("[%(section)s] is no section"), section=name)
    for line in section:
        if line not in known:
            words = N_("[%(section)s] has no line %(line)s; there are: %(known)s")
            raise SettingAmiss(words, section=name, line=line, known=", ".join(known))
    return section


def _bounded(lines: Mapping[str, Any], name: str, bounds: tuple[int, int, int]) -> int:
    least, default, most = bounds
    value = lines.get(name, default)
    if type(value) is not int or not least <= value <= most:
        words = N_("[sign_in] %(line)s = %(got)s: it is a number from %(least)s to %(most)s")
        raise SettingAmiss(words, line=name, got=repr(value), least=least, most=most)
    return value


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        return str(ip_address(text))
    except ValueError as error:
        raise SettingAmiss(N_("[sign_in] proxy = %(got)s: it is an IP address"), got=repr(text)) from error


def _is_here(host: str) -> bool:
    """Say whether a host is this machine: only there a sign-on may do without TLS."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


__all__ = ["OFFERED", "PLAIN", "REQUIRED", "Entrance", "SettingAmiss", "SignOn", "read_entrance"]
