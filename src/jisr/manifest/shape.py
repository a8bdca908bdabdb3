"""The shape of a manifest, place by place (protocol 12.12).

What passes here is safe to read for everything above: no key is missing, no type another.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from jisr.base import Json, MalformedInstant, NotCanonical, is_id, parse_instant, unb64
from jisr.base.ids import FRAMEWORK, PARTY
from jisr.base.limits import (
    DAY_ENTRIES_DEFAULT,
    DAY_ENTRIES_MIN,
    GENERATIONS_MAX,
    PARTIES_MAX,
    REASON_CHARACTERS_MAX,
    WITNESSES_MAX,
)
from jisr.manifest.errors import MalformedManifest
from jisr.rules.calendars import read_length
from jisr.rules.errors import MalformedProcedure

KEYS: Final = frozenset(
    "framework version parties framework_procedure procedures parameters calendars succeeds witnesses".split()
)
# What a manifest may leave out: the number of a default holds then; no log was ended, nobody left, no dossier moves,
# and nothing drops.
OPTIONAL_KEYS: Final = frozenset({"drops", "entries_a_day", "generations", "left", "moves"})
PARTY_KEYS: Final = frozenset("log wire recovery founding address".split())
LOG_KEYS: Final = frozenset("key from to".split())
GENERATION_KEYS: Final = frozenset("common from reason root".split())
# What a key may have besides: since when its party knows that somebody else has it (protocol 12.26).
STOLEN: Final = "stolen_since"
WITNESS_KEYS: Final = frozenset({"key", "address"})
VALUE_KEYS: Final = frozenset("from is source".split())
LENGTH_KEYS: Final = frozenset("n unit calendar".split())
HASH_BYTES: Final = 32
_PROCEDURE: Final = re.compile(r"[a-z0-9._/-]{1,64}\Z")
_DATE: Final = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}\Z")


def check_shape(value: Json) -> Mapping[str, Any]:
    """Give a value that is a manifest; anything amiss is named by its place."""
    _require(isinstance(value, dict) and KEYS <= value.keys() <= KEYS | OPTIONAL_KEYS, "keys", value)
    assert isinstance(value, dict)
    framework, version, succeeds = value["framework"], value["version"], value["succeeds"]
    _require(isinstance(framework, str) and bool(FRAMEWORK.match(framework)), "framework", framework)
    _require(type(version) is int and version >= 1, "version", version)
    _check_parties(value["parties"])
    _check_digests("procedures", value["procedures"])
    for name in value["procedures"]:
        _require(bool(_PROCEDURE.match(name)), "procedures", name)
    first = value["framework_procedure"]
    _require(isinstance(first, str) and first in value["procedures"], "framework_procedure", first)
    _check_digests("calendars", value["calendars"])
    _check_parameters(value)
    _require(succeeds is None or isinstance(succeeds, str), "succeeds", succeeds)
    _require(_are_witnesses(value["witnesses"]), "witnesses", value["witnesses"])
    a_day = value.get("entries_a_day", DAY_ENTRIES_DEFAULT)
    _require(type(a_day) is int and a_day >= DAY_ENTRIES_MIN, "entries_a_day", a_day)
    if "generations" in value:
        _check_generations(value["generations"], value["parties"])
    if "left" in value:
        _check_left(value["left"], value["parties"])
    for key in ("moves", "drops"):
        _check_followers(key, value)
    return value


def _check_left(raw: Any, parties: Mapping[str, Any]) -> None:
    """Hold who has left, and by which entry, against its shape (12.34): somebody remains who signs."""
    _require(isinstance(raw, dict) and bool(raw) and raw.keys() < parties.keys(), "left", raw)
    for code, seq in raw.items():
        _require(type(seq) is int and seq >= 0, f"left.{code}", seq)


def _check_generations(raw: Any, parties: Mapping[str, Any]) -> None:
    """Hold what ended logs go on from against its shape (12.27); in a framework of one party every act is final."""
    _require(isinstance(raw, dict) and bool(raw) and raw.keys() <= parties.keys(), "generations", raw)
    _require(len(parties) > 1, "generations", raw)
    for code, generations in raw.items():
        where = f"generations.{code}"
        _require(isinstance(generations, list) and 1 <= len(generations) <= GENERATIONS_MAX, where, generations)
        before = 0
        for each in generations:
            _require(isinstance(each, dict) and each.keys() == GENERATION_KEYS, where, each)
            begin, common, reason = each["from"], each["common"], each["reason"]
            _require(type(begin) is int and begin >= before, f"{where}.from", begin)
            _require(type(common) is int and 0 <= common <= begin, f"{where}.common", common)
            _require_bytes(f"{where}.root", each["root"])
            _require(isinstance(reason, str) and 1 <= len(reason) <= REASON_CHARACTERS_MAX, f"{where}.reason", reason)
            before = begin


def _check_followers(key: str, value: Mapping[str, Any]) -> None:
    """Require of each later version one that is named, those before it, and a reason for each drop (12.30, 12.44)."""
    followers = value.get(key, {})
    _require(isinstance(followers, dict), key, followers)
    for to, froms in followers.items():
        _require(to in value["procedures"], key, to)
        _require(isinstance(froms, dict) and bool(froms), f"{key}.{to}", froms)
        for called, drops in froms.items():
            where = f"{key}.{to}.{called}"
            _require(bool(_PROCEDURE.match(called)) and called != to and isinstance(drops, dict), where, drops)
            for name, reason in drops.items():
                good = isinstance(reason, str) and 0 < len(reason.strip()) <= REASON_CHARACTERS_MAX
                _require(good, f"{where}.{name}", reason)


def _require(good: bool, what: str, got: object) -> None:
    if not good:
        raise MalformedManifest(what=what, got=got)


def _are_witnesses(witnesses: Any) -> bool:
    """Say whether each witness has a name, a key and an address (12.12)."""
    if not isinstance(witnesses, dict) or len(witnesses) > WITNESSES_MAX:
        return False
    for name, each in witnesses.items():
        if not is_id(name) or not isinstance(each, dict) or each.keys() != WITNESS_KEYS:
            return False
        if not isinstance(each["address"], str) or not _is_key(each["key"]):
            return False
    return True


def _is_key(text: Any) -> bool:
    try:
        return isinstance(text, str) and bool(unb64(text, length=HASH_BYTES))
    except NotCanonical:
        return False


def _check_parties(parties: Any) -> None:
    _require(isinstance(parties, dict) and 1 <= len(parties) <= PARTIES_MAX, "parties", parties)
    for code, party in parties.items():
        _require(bool(PARTY.match(code)), "parties", code)
        where = f"parties.{code}"
        _require(isinstance(party, dict) and party.keys() == PARTY_KEYS, where, party)
        _require_bytes(f"{where}.recovery", party["recovery"])
        _require(is_id(party["founding"]), f"{where}.founding", party["founding"])
        _require(isinstance(party["address"], str), f"{where}.address", party["address"])
        _require(isinstance(party["wire"], list), f"{where}.wire", party["wire"])
        for key in party["wire"]:
            _require_bytes(f"{where}.wire", key)
        _require(isinstance(party["log"], list) and bool(party["log"]), f"{where}.log", party["log"])
        for key in party["log"]:
            _check_log_key(f"{where}.log", key)


def _check_log_key(where: str, raw: Any) -> None:
    _require(isinstance(raw, dict) and raw.keys() - {STOLEN} == LOG_KEYS, where, raw)
    _require_bytes(where, raw["key"])
    begin, end = raw["from"], raw["to"]
    _require(type(begin) is int and begin >= 0, where, raw)
    _require(end is None or (type(end) is int and end >= begin), where, raw)
    if STOLEN in raw:
        # A key that somebody else has signs nothing more: it is ended by the version that says so.
        _require(end is not None and _is_instant(raw[STOLEN]), where, raw)


def _is_instant(raw: Any) -> bool:
    try:
        return isinstance(raw, str) and parse_instant(raw) > 0
    except MalformedInstant:
        return False


def _check_digests(where: str, raw: Any) -> None:
    _require(isinstance(raw, dict), where, raw)
    for digest in raw.values():
        _require_bytes(where, digest)


def _require_bytes(where: str, text: Any) -> None:
    """Require the base64 of a key or digest: 32 bytes."""
    _require(isinstance(text, str), where, text)
    try:
        unb64(text, length=HASH_BYTES)
    except NotCanonical as error:
        raise MalformedManifest(what=where, got=str(error)) from error


def _check_parameters(value: Mapping[str, Any]) -> None:
    parameters, owners = value["parameters"], {*value["parties"], "all"}
    _require(isinstance(parameters, dict) and parameters.keys() <= owners, "parameters", parameters)
    for owner, named in parameters.items():
        _require(isinstance(named, dict), f"parameters.{owner}", named)
        for name, values in named.items():
            where = f"parameters.{owner}.{name}"
            _require(isinstance(values, list), where, values)
            for each in values:
                _require(isinstance(each, dict) and each.keys() == VALUE_KEYS, where, each)
                good = _is_date(each["from"]) and isinstance(each["source"], str)
                _require(good and _is_value(each["is"], value["calendars"]), where, each)


def _is_value(raw: Any, calendars: Mapping[str, Any]) -> bool:
    """Say whether something is an integer, a date, or a length in a calendar that is named."""
    if not isinstance(raw, dict):
        return type(raw) is int or _is_date(raw)
    if raw.keys() != LENGTH_KEYS:
        return False
    try:
        read_length(raw)
    except MalformedProcedure:
        return False
    calendar = raw["calendar"]
    return calendar is None or (isinstance(calendar, str) and calendar in calendars)


def _is_date(raw: Any) -> bool:
    if not isinstance(raw, str) or not _DATE.match(raw):
        return False
    try:
        date.fromisoformat(raw)
    except ValueError:
        return False
    return True
