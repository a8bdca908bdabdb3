"""What came and was not taken in: kept once, the first of it, and never more than is bounded (protocol 2.5)."""

import hashlib

from django.db.models import Count, Sum
from django.db.models.functions import Length

from jisr.base import N_, Party, Phrase, b64
from jisr.base.limits import ASIDE_BYTES_MAX, ASIDE_ROWS_MAX
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.events import note_refused
from jisr.node.noted import noted
from jisr.node.receipt import Receipt

FULL = N_("more of this kind came from %(sender)s than is kept; what came first is here")
FULL_RULE = "2.kept"


def keep_aside(
    framework: str,
    kind: str,
    *,
    party: str,
    seq: int | None,
    rule: str,
    because: Phrase,
    sender: Party,
    raw: bytes = b"",
    whole: bytes | None = None,
    always: bool = False,
) -> None:
    """Keep something once; beyond the limits of its sender only the note that there was more.

    `whole`: that of which `raw` is the beginning. `always`: a proof, of which there is one a log.
    """
    digest = b64(hashlib.sha256(raw if whole is None else whole).digest())
    key = {"framework_id": framework, "kind": kind, "party": party, "seq": seq, "rule": rule, "digest": digest}
    if models.Aside.objects.filter(**key).exists():
        return
    if not always and _is_full(framework, kind, sender, len(raw)):
        note_refused("aside.full", framework=framework, kind=kind, sender=sender, rule=rule)
        key |= {"party": sender, "seq": None, "rule": FULL_RULE, "digest": ""}
        because, raw = Phrase(FULL, sender=sender), b""
    models.Aside.objects.get_or_create(
        **key, defaults={"because": noted(because), "sender": sender, "raw": raw, "at": CLOCK.now()}
    )


def put_aside(
    framework: str,
    receipt: Receipt,
    kind: str,
    party: Party,
    seq: int | None,
    rule: str,
    because: Phrase,
    sender: Party,
    raw: bytes = b"",
    *,
    always: bool = False,
) -> None:
    """Keep what was not taken in, once, and report it."""
    keep_aside(
        framework,
        kind,
        party=party,
        seq=seq,
        rule=rule,
        because=because,
        sender=sender,
        raw=raw,
        always=always,
    )
    row: dict[str, object] = {"party": party, "seq": seq, "rule": rule, "because": because}
    if kind == "held":
        receipt.held.append({key: row[key] for key in ("party", "seq", "because")})
    else:
        receipt.refused.append(row)


def _is_full(framework: str, kind: str, sender: Party, more: int) -> bool:
    rows = models.Aside.objects.filter(framework=framework, kind=kind, sender=sender)
    here = rows.aggregate(rows=Count("pk"), size=Sum(Length("raw")))
    return here["rows"] >= ASIDE_ROWS_MAX or (here["size"] or 0) + more > ASIDE_BYTES_MAX


__all__ = ["FULL_RULE", "keep_aside", "put_aside"]
