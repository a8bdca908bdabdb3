"""What parties write and sign before a framework exists in their nodes (protocol 9.1).

Nothing here touches the database: a manifest is drafted and signed on paper's terms, and
carried by hand.
"""

from collections.abc import Mapping, Sequence

from jisr.base import Json, b64
from jisr.log import public_bytes, signature_line
from jisr.manifest import Text, manifest_text, require_loadable, with_texts
from jisr.node.home import Home
from jisr.procedures import fitting, stock_calendars, stock_parameters


def party_entry(home: Home, *, founding: str) -> dict[str, Json]:
    """Give what a party states of itself for a manifest: public keys, founding authority, address."""
    apart = home.log_signer
    return {
        "log": [{"key": apart.keys[-1] if apart else b64(public_bytes(home.key("log"))), "from": 0, "to": None}],
        "wire": [b64(public_bytes(home.key("wire")))],
        "recovery": b64(public_bytes(home.key("recovery"))),
        "founding": founding,
        "address": home.address,
    }


def draft_manifest(
    framework: str,
    parties: Mapping[str, Json],
    *,
    framework_procedure: str,
    procedures: Mapping[str, str],
    parameters: Mapping[str, Json],
    calendars: Mapping[str, str],
    witnesses: Mapping[str, Json] | None = None,
    entries_a_day: int | None = None,
) -> str:
    """Write the text of version 1, to be signed by every party."""
    optional: dict[str, Json] = {} if entries_a_day is None else {"entries_a_day": entries_a_day}
    return manifest_text(
        {
            **optional,
            "framework": framework,
            "version": 1,
            "parties": dict(parties),
            "framework_procedure": framework_procedure,
            "procedures": dict(procedures),
            "parameters": dict(parameters),
            "calendars": dict(calendars),
            "succeeds": None,
            "witnesses": dict(witnesses or {}),
        }
    )


def sign_manifest(text: str, framework: str, home: Home) -> str:
    """Give this party's signature line, by its recovery key."""
    return signature_line(text, f"jisr/{framework}/{home.party}/recovery", home.key("recovery"))


def draft_stock(
    framework: str, parties: Mapping[str, Json], texts: Sequence[Text] = (), *, entries_a_day: int | None = None
) -> str:
    """Write version 1 with what jisr ships for these parties, and further texts, all put in force."""
    from jisr.node.stock import digest_of  # what else of founding is asked for needs no digest of all that is shipped

    given = {each.name: each.procedure for each in texts if each.procedure is not None}
    shipped = fitting(parties)
    require_loadable([*{**shipped, **given}.values()])
    procedures = {name: digest_of(each) for name, each in shipped.items()}
    named = with_texts({"procedures": procedures, "calendars": stock_calendars(parties)}, texts)
    return draft_manifest(
        framework,
        parties,
        framework_procedure="framework/1",
        procedures=named["procedures"],
        parameters=stock_parameters(parties),
        calendars=named["calendars"],
        entries_a_day=entries_a_day,
    )
