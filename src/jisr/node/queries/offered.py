"""What the API says of tokens, frameworks and procedures: plain values.

Their keys are those of protocol 10 where it has them.
"""

from typing import Any

from jisr.kernel import Compiled
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.exchanges import exchange_lines
from jisr.node.queries.in_force import procedures_now
from jisr.node.queries.instants import written
from jisr.node.queries.lines import count_of
from jisr.node.queries.openings import posts_of
from jisr.node.queries.people import framework_name, party_name
from jisr.node.queries.plain import framework_value
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.scopes import frameworks_of
from jisr.rules import write_procedure

Value = dict[str, Any]


def caller_value(token: models.Token) -> Value:
    """Say to a program what it is: by which token, for whom, in which frameworks with which posts."""
    return {
        "party": own_party(),
        "officer": token.officer.username,
        "token": {
            "id": token.pk,
            "purpose": token.purpose,
            "scope": token.scope,
            "frameworks": list(token.frameworks),
            "procedures": list(token.procedures),
            "made": written(token.made),
            "until": written(token.until),
        },
        "posts": [
            {"framework": each.framework, "authority": each.authority, "mandates": sorted(each.mandates)}
            for code in frameworks_of(token)
            for each in posts_of(token.officer, reading(code))
        ],
    }


def framework_line(held: Reading) -> Value:
    """Give a framework as lists have it."""
    return {
        "framework": held.row.pk,
        "name": framework_name(held.row),
        "parties": sorted(held.framework.parties),
        "dossiers": count_of(held),
    }


def framework_offered(held: Reading) -> Value:
    """Give a framework: what is agreed in it, and who holds which mandates."""
    whole = framework_value(held.row.pk)
    kept = ("version", "digest", "fingerprint", "procedures", "authorities")
    names = {party: party_name(party) for party in sorted(held.framework.parties)}
    return {**framework_line(held), "party_names": names, **{each: whole[each] for each in kept}}


def exchange_value(held: Reading) -> list[Value]:
    """Say how the exchange with each other party stands."""
    return [
        {
            "party": each.party,
            "heard": written(each.heard),
            "unacknowledged": each.unacknowledged,
            "held": each.held,
            "waiting": each.waiting,
            "refused": each.refused,
            "cut": each.is_cut,
            "equivocal": each.is_equivocal,
        }
        for each in exchange_lines(held.row.pk, held.sight)
    ]


def procedures_value(held: Reading) -> list[Value]:
    """List the procedures that a framework knows, and which of them are in force here now."""
    now = {each.id for each in procedures_now(held, own_party())}
    return [
        {
            "id": each.id,
            "label": _(each.procedure.label),
            "within": each.procedure.within,
            "digest": digest,
            "in_force": each.id in now,
        }
        for digest, each in sorted(held.framework.procedures.items(), key=lambda pair: (pair[1].id, pair[0]))
    ]


def procedure_value(compiled: Compiled) -> Value:
    """Give a procedure as `jisr procedure show --json` writes it."""
    value: Value = write_procedure(compiled.procedure)
    return value


__all__ = [
    "caller_value",
    "exchange_value",
    "framework_line",
    "framework_offered",
    "procedure_value",
    "procedures_value",
]
