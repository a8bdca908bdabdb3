"""Asking the witnesses of domestic frameworks to cosign this party's head, and noting what they say (protocol 3.3).

A witness sees heads and proofs only (C2SP tlog-witness, add-checkpoint): how long the log is, and no entry of it.
"""

from dataclasses import dataclass

from django.conf import settings

from jisr.base import N_, FrameworkId, Instant, JisrError, b64, format_instant, unb64
from jisr.base.limits import HEARTBEAT_SECONDS, WITNESS_ANSWER_BYTES_MAX, WITNESS_SECONDS_MIN
from jisr.kernel import WITNESSED, By, node_authority
from jisr.log import WitnessKey, consistency_proof, cosigned_at, parse_note, parse_size
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.clock import CLOCK
from jisr.node.domestic import domestic_frameworks
from jisr.node.errors import WitnessTrouble
from jisr.node.home import Home
from jisr.node.queries.in_force import agreed_now
from jisr.node.queries.reading import own_party, reading
from jisr.node.services.acts import Wish, append
from jisr.node.services.messages import own_head
from jisr.node.store import writing
from jisr.node.tiles import StoredNodes
from jisr.node.trust import trusted
from jisr.rules import CLOCK_MANDATE

ANSWER_SECONDS_MAX = 10.0
# C2SP tlog-witness: the size that the witness has is not the one that was named; it says which.
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Asked:
    """A witness to be asked about a domestic log."""

    framework: FrameworkId
    name: str
    key: WitnessKey
    address: str


def witnesses() -> list[Asked]:
    """Give the witnesses that count now in this node's domestic frameworks."""
    found = []
    for code in domestic_frameworks():
        held = reading(code)
        named = latest_manifest(code).value["witnesses"]
        for name in sorted(agreed_now(held, own_party()).witnesses):
            if name in named:
                key = WitnessKey(name, unb64(named[name]["key"]))
                found.append(Asked(FrameworkId(code), name, key, named[name]["address"]))
    return found


def is_due(asked: Asked, now: Instant) -> bool:
    """Say whether to ask: an hour after the last cosignature, or soon after the log has grown by anything else."""
    held = reading(asked.framework)
    log, last = held.rows[own_party()], held.register.last_witnessed(asked.name)
    if not log.size:
        return False
    if last is None:
        return True
    since = now - last[2]
    fresh = models.Entry.objects.filter(log=log, seq__gte=last[1]).exclude(act=WITNESSED).exists()
    return not 0 <= since < HEARTBEAT_SECONDS or (fresh and since >= WITNESS_SECONDS_MIN)


def ask_witness(asked: Asked, *, now: Instant | None = None) -> str:
    """Have a witness cosign the own head, and note it; give the entry. Raises WitnessTrouble."""
    log = own_head(asked.framework)
    if log.head_size != log.size:
        raise WitnessTrouble(N_("%(witness)s: this log is in doubt, and no head of it is signed"), witness=asked.name)
    last = reading(asked.framework).register.last_witnessed(asked.name)
    lines = _cosigned(asked, log, last[1] if last is not None else 0)
    note = log.head + lines
    time = cosigned_at(parse_note(note), asked.key)
    if time is None:
        raise WitnessTrouble(N_("%(witness)s has answered with no cosignature of its own"), witness=asked.name)
    fields = {"witness": asked.name, "size": log.head_size, "time": format_instant(Instant(time)), "note": note}
    by = By(node_authority(own_party()), CLOCK_MANDATE, "node")
    wish = Wish(framework=asked.framework, dossier=None, act=WITNESSED, fields=fields)
    with writing(asked.framework) as held:
        return str(append(held, wish, by, now=CLOCK.now() if now is None else now))


def _cosigned(asked: Asked, log: models.Log, old: int) -> str:
    """Send the head with its proof from the size that the witness has; it says which, where it was another."""
    status, answer = _send(asked, log, old)
    if status == CONFLICT:
        try:
            size = parse_size(answer.strip())
        except JisrError as error:
            raise WitnessTrouble(N_("%(witness)s answered %(status)s"), witness=asked.name, status=status) from error
        if size > log.head_size:
            words = N_("%(witness)s has cosigned %(theirs)s entries of this log, and %(here)s are here")
            raise WitnessTrouble(words, witness=asked.name, theirs=size, here=log.head_size)
        status, answer = _send(asked, log, size)
        if status == CONFLICT and size == log.head_size:
            words = N_("%(witness)s has cosigned another history of this log, of as many entries (%(size)s)")
            raise WitnessTrouble(words, witness=asked.name, size=size)
    if status != 200:
        raise WitnessTrouble(N_("%(witness)s answered %(status)s"), witness=asked.name, status=status)
    return answer


def _send(asked: Asked, log: models.Log, old: int) -> tuple[int, str]:
    import httpx  # only who asks needs a client

    home: Home = settings.HOME
    proof = consistency_proof(StoredNodes(log.pk), old, log.head_size) if 0 < old < log.head_size else ()
    body = f"old {old}\n" + "".join(f"{b64(each)}\n" for each in proof) + f"\n{log.head}"
    address = asked.address.rstrip("/")
    try:
        with httpx.stream(
            "POST",
            f"{address}/add-checkpoint",
            content=body.encode(),
            headers={"Accept-Encoding": "identity"},
            timeout=ANSWER_SECONDS_MAX,
            trust_env=False,
            # In the clear there is no certificate; what is answered is signed either way.
            verify=False if address.startswith("http://") else trusted(home),
        ) as response:
            answer = bytearray()
            for piece in response.iter_raw():
                answer += piece
                if len(answer) > WITNESS_ANSWER_BYTES_MAX:
                    raise WitnessTrouble(N_("%(witness)s answered more than a cosignature"), witness=asked.name)
        return response.status_code, answer.decode("utf-8", "replace")
    except httpx.HTTPError as error:
        words = N_("%(witness)s: the connection failed (%(said)s)")
        raise WitnessTrouble(words, witness=asked.name, said=error) from error


__all__ = ["Asked", "ask_witness", "is_due", "witnesses"]
