"""Calling a program's address: signed, bounded in time, to the address that was checked and to no other."""

import hashlib
import hmac
import ipaddress
import json
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from jisr.base import N_, Instant, JisrError
from jisr.node.home import Home
from jisr.node.trust import CertificatesAmiss, trusted

CALL_SECONDS_MAX = 10
URL_CHARACTERS_MAX = 500
ANSWER_BYTES_MAX = 64 * 1024
SIGNATURE, TIMESTAMP, DELIVERY = "Jisr-Signature", "Jisr-Timestamp", "Jisr-Delivery"
PORTS = {"https": 443, "http": 80}
# Where the last 32 bits are an IPv4 address to which a translator or a tunnel leads (RFC 6052, RFC 4291).
NAT64, COMPATIBLE = ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96")


class HookTrouble(JisrError):
    """A call of a hook did not succeed; it stays in the outbox."""

    advice = N_("It is tried again by itself, at least hourly.")


class HookRefused(HookTrouble):
    """An address that this node does not call."""

    advice = N_(
        "Give an https address that is reached from everywhere, or let the operator set private_hooks in node.toml."
    )


@dataclass(frozen=True, slots=True)
class Target:
    """A URL, and the one address behind its name that was looked at and is called."""

    url: str
    host: str
    address: str
    port: int
    scheme: str


def target_of(home: Home, url: str) -> Target:
    """Look where a URL leads; raises HookRefused where no hook may be, HookTrouble where the name is not known."""
    try:
        where = urlsplit(url)
        port = where.port or PORTS.get(where.scheme, 0)
    except ValueError as error:
        raise HookRefused(N_("%(url)s is no https address"), url=url) from error
    if where.scheme not in PORTS or not where.hostname or not port or len(url) > URL_CHARACTERS_MAX:
        raise HookRefused(N_("%(url)s is no https address"), url=url)
    if where.username is not None or where.fragment:
        raise HookRefused(N_("%(url)s holds a user or a fragment"), url=url)
    try:
        found = socket.getaddrinfo(where.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise HookTrouble(N_("the name %(host)s is not known here"), host=where.hostname) from error
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    is_open = all(_is_open(each) for each in addresses)
    if not home.notifying.has_private_hooks and not is_open:
        raise HookRefused(N_("%(host)s is in a private network, or on this machine"), host=where.hostname)
    if where.scheme == "http" and not all(each.is_loopback for each in addresses):
        raise HookRefused(N_("%(url)s is no https address"), url=url)
    return Target(url, where.hostname, str(addresses[0]), port, where.scheme)


def _is_open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Say whether an address is reached from everywhere; one that wraps an IPv4 address counts as that."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address in NAT64 or address in COMPATIBLE:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if wrapped is not None:
            address = wrapped
    return address.is_global and not address.is_multicast


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Sign a call: HMAC-SHA256 over the timestamp, a dot and the body."""
    signed = str(timestamp).encode("ascii") + b"." + body
    return "v1=" + hmac.new(secret.encode("ascii"), signed, hashlib.sha256).hexdigest()


def body_of(*, link: str, kind: str, framework: str) -> str:
    """Write what a call says: where to look, of which kind it is, in which framework; nothing else."""
    return json.dumps({"framework": framework, "kind": kind, "link": link}, separators=(",", ":"))


def call(home: Home, url: str, *, secret: str, body: bytes, message: str, now: Instant) -> None:
    """Call a hook once; raises HookTrouble unless it answers with 2xx. It is led nowhere else."""
    import httpx  # only who calls needs a client; a node answers a moment sooner without it

    target = target_of(home, url)
    where = urlsplit(url)
    host = f"[{target.address}]" if ":" in target.address else target.address
    named = where.netloc.rpartition("@")[2]
    headers = {
        "Host": named,
        "Content-Type": "application/json",
        "User-Agent": "jisr",
        DELIVERY: message,
        TIMESTAMP: str(now),
        SIGNATURE: signature(secret, now, body),
    }
    try:
        with (
            httpx.Client(
                verify=trusted(home), timeout=CALL_SECONDS_MAX, follow_redirects=False, trust_env=False
            ) as client,
            # The name is held against the certificate, the address is the one that was looked at.
            client.stream(
                "POST",
                where._replace(netloc=f"{host}:{target.port}").geturl(),
                content=body,
                headers=headers,
                extensions={"sni_hostname": target.host},
            ) as answer,
        ):
            status = answer.status_code
    except CertificatesAmiss as error:
        raise HookTrouble("%(because)s", because=error) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        words = N_("%(host)s did not answer: %(because)s")
        raise HookTrouble(words, host=target.host, because=str(error) or type(error).__name__) from error
    if not 200 <= status < 300:
        raise HookTrouble(N_("%(host)s answered with %(status)s"), host=target.host, status=status)


__all__ = ["HookRefused", "HookTrouble", "body_of", "call", "signature", "target_of"]
