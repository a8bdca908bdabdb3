"""The manifest: one shape, one spelling, and who must sign what (protocol 9.1 to 9.5, 12.12)."""

import copy
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jisr.base import Malformed, b64, unb64
from jisr.log import VerifierKey, public_bytes, signature_line
from jisr.manifest import (
    MalformedManifest,
    Manifest,
    ManifestUnsigned,
    check_successor,
    manifest_text,
    parse_manifest,
    require_signatures,
)
from jisr.manifest.document import MANIFEST_BYTES_MAX, signer_keys

PARTIES = ("ESP", "MAR", "NLD")
HASH = b64(bytes(32))
BAD_WITNESSES: tuple[Any, ...] = (
    None,
    [],
    "x",
    1,
    {"w": {}},
    {"W": {"key": HASH, "address": ""}},
    {"w": {"key": "short", "address": ""}},
    {"w": {"key": HASH, "address": None}},
    {"w": {"key": HASH, "address": "", "more": 1}},
    {f"w{at}": {"key": HASH, "address": ""} for at in range(9)},
)


def key(*, of: str, role: str, generation: int = 0) -> Ed25519PrivateKey:
    """Give a party's key in a role."""
    return Ed25519PrivateKey.from_private_bytes(f"{of}/{role}/{generation}".encode().ljust(32, b"."))


def public(of: str, role: str, generation: int = 0) -> str:
    """Give a party's public key in base64."""
    return b64(public_bytes(key(of=of, role=role, generation=generation)))


def party(code: str) -> dict[str, Any]:
    """Give what version 1 says of a party."""
    return {
        "log": [{"key": public(code, "log"), "from": 0, "to": None}],
        "wire": [public(code, "wire")],
        "recovery": public(code, "recovery"),
        "founding": f"{code.lower()}.founder",
        "address": f"https://{code.lower()}.example",
    }


def value(**changes: Any) -> dict[str, Any]:
    """Give the value of a manifest."""
    length = {"n": 10, "unit": "working_days", "calendar": "mar"}
    whole: dict[str, Any] = {
        "framework": "mar-esp-nld",
        "version": 1,
        "parties": {each: party(each) for each in PARTIES},
        "framework_procedure": "framework/1",
        "procedures": {"framework/1": HASH, "session/1": HASH},
        "parameters": {
            "all": {"silence": [{"from": "2003-01-01", "is": length, "source": "[P]"}]},
            "MAR": {"quota": [{"from": "2020-01-01", "is": 12, "source": ""}]},
            "ESP": {"since": [{"from": "2020-01-01", "is": "2020-02-29", "source": "BOE"}]},
        },
        "calendars": {"mar": HASH},
        "succeeds": None,
        "witnesses": {},
    }
    return {**whole, **changes}


def signed(whole: Any, signers: Sequence[str] = PARTIES) -> str:
    """Give a manifest's note, signed by recovery keys."""
    text = manifest_text(whole)
    names = [(each, f"jisr/mar-esp-nld/{each}/recovery") for each in signers or ("XXX",)]
    return text + "\n" + "".join(signature_line(text, name, key(of=each, role="recovery")) for each, name in names)


def manifest(signers: Sequence[str] = PARTIES, **changes: Any) -> Manifest:
    """Give a manifest that was read."""
    return parse_manifest(signed(value(**changes), signers))


def changed(*path: Any, to: Any) -> dict[str, Any]:
    """Give the value with one place changed, or left out (`to` is Ellipsis)."""
    whole = copy.deepcopy(value())
    at: Any = whole
    for step in path[:-1]:
        at = at[step]
    if to is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = to
    return whole


def next_version(**changes: Any) -> dict[str, Any]:
    """Give the value of version 2."""
    return copy.deepcopy(value(version=2, **changes))


# What is written reads back.


@given(st.integers(1, 1000), st.dictionaries(st.from_regex(r"[a-z0-9/-]{1,8}", fullmatch=True), st.just(HASH)))
def test_manifests_written_read_back(version: int, procedures: dict[str, str]) -> None:
    """parse(write(x)) == x."""
    whole = value(version=version, procedures={**procedures, "framework/1": HASH})
    assert parse_manifest(signed(whole)).value == whole


def test_a_manifest_tells_what_it_says() -> None:
    """Framework, version, parties, keys, addresses."""
    one = manifest()
    assert (one.framework, one.version, one.parties) == ("mar-esp-nld", 1, frozenset(PARTIES))
    assert one.address("MAR") == "https://mar.example"
    assert one.wire_keys("MAR") == (public_bytes(key(of="MAR", role="wire")),)
    recovery = VerifierKey("jisr/mar-esp-nld/MAR/recovery", public_bytes(key(of="MAR", role="recovery")))
    assert one.recovery_key("MAR") == recovery == signer_keys(one)["MAR"]
    assert set(signer_keys(one)) == set(PARTIES)
    assert one.raw == signed(value())


def test_a_log_key_signs_the_sizes_that_it_is_named_with() -> None:
    """Protocol 9.3: from and to included, and open at the end."""
    log = [
        {"key": public("ESP", "log"), "from": 0, "to": 9},
        {"key": public("ESP", "log", 1), "from": 10, "to": None},
    ]
    whole = changed("parties", "ESP", "log", to=log)
    one = parse_manifest(signed(whole))
    first, second = (
        VerifierKey("jisr/mar-esp-nld/ESP", public_bytes(key(of="ESP", role="log", generation=n))) for n in (0, 1)
    )
    for size, keys in ((0, (first,)), (9, (first,)), (10, (second,)), (10**9, (second,))):
        assert one.log_keys("ESP", size) == keys
    assert manifest().log_keys("MAR", 0) == manifest().log_keys("MAR", 10**15)


def test_the_fingerprint_is_of_the_signed_text_alone() -> None:
    """Two people read out the same, whoever has signed so far; and another text reads otherwise."""
    one, other = manifest(("ESP",)), manifest(("MAR", "NLD"))
    assert one.fingerprint() == other.fingerprint()
    assert one.digest == other.digest
    assert re.fullmatch(r"([0-9a-f]{4} ){15}[0-9a-f]{4}", one.fingerprint())
    assert bytes.fromhex(one.fingerprint()) == unb64(one.digest)
    assert manifest(version=2).fingerprint() != one.fingerprint()


# What does not have the shape is refused, by the name of what is amiss.

LOG = ("parties", "ESP", "log")
VALUES_OF = ("parameters", "MAR", "quota")
WRONG: list[tuple[str, Any]] = [
    *(("keys", each) for each in ([], None, 1, "x", {})),
    *(("keys", changed(each, to=...)) for each in value()),
    ("keys", {**value(), "more": 1}),
    *(("framework", changed("framework", to=each)) for each in (None, 1, "", "MAR", "a" * 65, "a/b", ["a"])),
    *(("version", changed("version", to=each)) for each in (None, True, 0, -1, "1", [1])),
    *(("parties", changed("parties", to=each)) for each in (None, {}, [], "ESP", 1)),
    ("parties", changed("parties", to={f"AA{chr(65 + n)}": party("ESP") for n in range(9)})),
    *(("parties", changed("parties", each, to=party("ESP"))) for each in ("esp", "ESPA", "", "ES\n")),
    *(("parties.ESP", changed("parties", "ESP", to=each)) for each in (None, [], {}, "x")),
    *(("parties.ESP", changed("parties", "ESP", each, to=...)) for each in party("ESP")),
    ("parties.ESP", changed("parties", "ESP", "more", to=1)),
    *(
        ("parties.ESP.recovery", changed("parties", "ESP", "recovery", to=each))
        for each in (None, 1, "", "AAAA", HASH[:-1])
    ),
    *(("parties.ESP.founding", changed("parties", "ESP", "founding", to=each)) for each in (None, 1, "", "Esp", "a b")),
    *(("parties.ESP.address", changed("parties", "ESP", "address", to=each)) for each in (None, 1, [])),
    *(
        ("parties.ESP.wire", changed("parties", "ESP", "wire", to=each))
        for each in (None, {}, HASH, [1], ["AAAA"], [None])
    ),
    *(("parties.ESP.log", changed(*LOG, to=each)) for each in (None, {}, [], HASH, [1], [[]], [{}])),
    *(("parties.ESP.log", changed(*LOG, 0, "key", to=each)) for each in (None, 1, "", "AAAA")),
    *(("parties.ESP.log", changed(*LOG, 0, "from", to=each)) for each in (None, "0", -1, True, [])),
    *(("parties.ESP.log", changed(*LOG, 0, "to", to=each)) for each in ("9", -1, True, [])),
    *(("parties.ESP.log", changed(*LOG, 0, each, to=...)) for each in ("key", "from", "to")),
    ("parties.ESP.log", changed(*LOG, 0, "more", to=1)),
    ("parties.ESP.log", changed(*LOG, 0, to={"key": HASH, "from": 5, "to": 4})),
    *(
        ("parties.ESP.log", changed(*LOG, 0, to={"key": HASH, "from": 0, "to": 4, "stolen_since": each}))
        for each in (None, 1, "", "2027-03-15", "2027-02-30T00:00:00Z", "2027-03-15T09:30:00+00:00", [])
    ),
    ("parties.ESP.log", changed(*LOG, 0, "stolen_since", to="2027-03-15T09:30:00Z")),
    *(
        ("framework_procedure", changed("framework_procedure", to=each))
        for each in (None, 1, "", "other/1", ["framework/1"])
    ),
    *(("procedures", changed("procedures", to=each)) for each in (None, [], ["framework/1"], "framework/1", 1)),
    *(("procedures", changed("procedures", "session/1", to=each)) for each in (None, 1, "", "AAAA", {})),
    *(("procedures", changed("procedures", each, to=HASH)) for each in ("", "A", "a" * 65, "a b")),
    *(("parameters", changed("parameters", to=each)) for each in (None, [], "x", 1)),
    *(("parameters", changed("parameters", each, to={})) for each in ("FRA", "mar", "")),
    *(("parameters.MAR", changed("parameters", "MAR", to=each)) for each in (None, [], "x")),
    *(("parameters.MAR.quota", changed(*VALUES_OF, to=each)) for each in (None, {}, "x", 1, [1], [[]], [{}])),
    *(("parameters.MAR.quota", changed(*VALUES_OF, 0, each, to=...)) for each in ("from", "is", "source")),
    *(
        ("parameters.MAR.quota", changed(*VALUES_OF, 0, "from", to=each))
        for each in (
            None,
            1,
            "",
            "2020-02-30",
            "2020-1-1",
            "20200101",
            "2020-W01-1",
            "1899-12-31",
            "2200-01-01",
            "2020-01-0١",
        )
    ),
    *(("parameters.MAR.quota", changed(*VALUES_OF, 0, "source", to=each)) for each in (None, 1, [])),
    *(
        ("parameters.MAR.quota", changed(*VALUES_OF, 0, "is", to=each))
        for each in (
            *(None, True, "soon", "2020-02-30", [], {}, {"n": 1, "unit": "days"}),
            {"n": -1, "unit": "days", "calendar": None},
            {"n": 1, "unit": "years", "calendar": None},
            {"n": "1", "unit": "days", "calendar": None},
            {"n": 1, "unit": ["days"], "calendar": None},
            {"n": 1, "unit": "days", "calendar": "esp"},
            {"n": 1, "unit": "days", "calendar": ["mar"]},
            {"n": 1, "unit": "days", "calendar": None, "more": 1},
        )
    ),
    *(("calendars", changed("calendars", to=each)) for each in (None, [], "x")),
    *(("calendars", changed("calendars", "mar", to=each)) for each in (None, 1, "AAAA", {})),
    *(("succeeds", changed("succeeds", to=each)) for each in (1, [], {}, False)),
    *(("witnesses", changed("witnesses", to=each)) for each in BAD_WITNESSES),
]


@pytest.mark.parametrize(("what", "whole"), WRONG, ids=[f"{at}-{what}" for at, (what, _) in enumerate(WRONG)])
def test_what_is_amiss_in_a_manifest_is_named(what: str, whole: Any) -> None:
    """Protocol 12.12: the error names the place, bears rule 9.manifest, and says what to do."""
    with pytest.raises(MalformedManifest) as found:
        parse_manifest(signed(whole))
    assert found.value.what.startswith(what)
    assert found.value.rule == "9.manifest"
    assert "fingerprint" in found.value.remedy()


@pytest.mark.parametrize(
    "calendar", [{"n": 4, "unit": "hours", "calendar": None}, {"n": 0, "unit": "months", "calendar": "mar"}]
)
def test_lengths_of_each_shape_are_read(calendar: Any) -> None:
    """With a calendar that the manifest names, or with none."""
    assert parse_manifest(signed(changed(*VALUES_OF, 0, "is", to=calendar)))


def test_a_framework_that_succeeds_another_names_it() -> None:
    """Protocol 9.5; and a party may stand without a wire key for a while."""
    assert parse_manifest(signed(changed("succeeds", to="mar-esp"))).value["succeeds"] == "mar-esp"
    assert parse_manifest(signed(changed("parties", "ESP", "wire", to=[]))).wire_keys("ESP") == ()


def spelled(text: str) -> str:
    """Give a note over a text as it stands."""
    return text + "\n" + signature_line(text, "jisr/mar-esp-nld/ESP/recovery", key(of="ESP", role="recovery"))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(value()) + "\n",
        json.dumps(value(), indent=1) + "\n",
        manifest_text(value()) + "\n",
        "\n" + manifest_text(value()),
        " " + manifest_text(value()),
        manifest_text(value()).replace('"version":1', '"version":1.0'),
        manifest_text(value()).replace('"version":1', '"version":1,"version":1'),
        "hello\n",
        "\n",
    ],
)
def test_another_spelling_of_a_manifest_is_refused(text: str) -> None:
    """Even where it is signed: a digest is of one text."""
    with pytest.raises(MalformedManifest):
        parse_manifest(spelled(text))


@pytest.mark.parametrize(
    "raw",
    ["", "hello", manifest_text(value()), signed(value()).replace("—", "-"), "\ud800" + signed(value())],
)
def test_what_is_no_note_is_no_manifest(raw: str) -> None:
    """Rule 9.manifest, not that of heads."""
    with pytest.raises(MalformedManifest):
        parse_manifest(raw)


def test_a_manifest_over_the_limit_is_refused() -> None:
    """512 KiB; an entry's 64 KiB do not bind it."""
    source = "x" * (MANIFEST_BYTES_MAX // 4)
    for times, good in ((3, True), (4, False)):
        values = [{"from": "2020-01-01", "is": 1, "source": source}] * times
        raw = signed(changed("parameters", to={"ESP": {"a": values}}))
        if good:
            assert parse_manifest(raw)
        else:
            with pytest.raises(MalformedManifest):
                parse_manifest(raw)


@given(st.data())
def test_a_changed_sign_is_refused_or_not_signed(data: st.DataObject) -> None:
    """Whatever sign of the note is another, not every party has signed it any more."""
    raw = signed(value())
    at = data.draw(st.integers(0, len(raw) - 1))
    put = data.draw(st.sampled_from('aA0=," \n'))
    if raw[at] == put:
        return
    with pytest.raises(Malformed):
        require_signatures(parse_manifest(raw[:at] + put + raw[at + 1 :]), PARTIES)


# Who must sign.


def test_every_party_signs_the_first_version() -> None:
    """One signature lacking is told by the party's code."""
    require_signatures(manifest(), PARTIES)
    with pytest.raises(ManifestUnsigned, match="MAR, NLD") as found:
        require_signatures(manifest(("ESP",)), PARTIES)
    assert "recovery keys" in found.value.remedy()
    assert found.value.rule == "9.manifest"


def test_a_signature_by_another_key_of_the_party_is_none() -> None:
    """Log and wire keys sign no manifests, nor does one party for another."""
    text = manifest_text(value())
    name = "jisr/mar-esp-nld/ESP/recovery"
    for wrong in (key(of="ESP", role="log"), key(of="ESP", role="wire"), key(of="MAR", role="recovery")):
        with pytest.raises(ManifestUnsigned):
            require_signatures(parse_manifest(f"{text}\n{signature_line(text, name, wrong)}"), ["ESP"])


def test_a_change_is_signed_by_the_keys_in_force_before() -> None:
    """Who brings his own new recovery key has signed nothing by it."""
    whole = next_version()
    for each in PARTIES:
        whole["parties"][each]["recovery"] = public(each, "recovery", 1)
    text = manifest_text(whole)
    lines = [
        signature_line(text, f"jisr/mar-esp-nld/{each}/recovery", key(of=each, role="recovery", generation=1))
        for each in PARTIES
    ]
    forged = parse_manifest(text + "\n" + "".join(lines))
    require_signatures(forged, PARTIES)
    with pytest.raises(ManifestUnsigned):
        require_signatures(forged, check_successor(manifest(), forged), keys_of=manifest())
    honest = parse_manifest(signed(whole))
    require_signatures(honest, check_successor(manifest(), honest), keys_of=manifest())


def signers_of(whole: dict[str, Any], *, old: Manifest | None = None) -> tuple[str, ...]:
    """Say who must sign a next version."""
    return check_successor(old or manifest(), parse_manifest(signed(whole)))


ROTATED = [
    {"key": public("ESP", "log"), "from": 0, "to": 57},
    {"key": public("ESP", "log", 1), "from": 58, "to": None},
]


def with_party(code: str = "ESP", **changes: Any) -> dict[str, Any]:
    """Give version 2, with something of a party changed."""
    whole = next_version()
    whole["parties"][code].update(changes)
    return whole


@pytest.mark.parametrize(
    "changes",
    [
        {"wire": [public("ESP", "wire", 1)]},
        {"wire": []},
        {"log": ROTATED},
        {"log": [{**ROTATED[0], "to": 57}]},
        {"log": [{**ROTATED[0], "to": None}, {**ROTATED[1], "from": 1}]},
        {"log": ROTATED, "wire": [public("ESP", "wire"), public("ESP", "wire", 1)]},
        {"log": [{**ROTATED[0], "stolen_since": "2027-03-15T09:30:00Z"}, ROTATED[1]]},
    ],
)
def test_a_party_replaces_its_own_keys_alone(changes: dict[str, Any]) -> None:
    """Protocol 9.2: its recovery key alone."""
    assert signers_of(with_party(**changes)) == ("ESP",)


@pytest.mark.parametrize(
    "changes",
    [
        {"recovery": public("ESP", "recovery", 1)},
        {"founding": "esp.other"},
        {"address": "https://elsewhere.example"},
        {"wire": [public("ESP", "wire", 1)], "address": "https://elsewhere.example"},
        {"log": [{"key": public("ESP", "log", 1), "from": 0, "to": None}]},
        {"log": [ROTATED[1]]},
        {"log": [{**ROTATED[0], "from": 1}]},
        {"log": [{**ROTATED[0], "key": public("ESP", "log", 1)}, ROTATED[1]]},
        {"log": list(reversed(ROTATED))},
        {"log": [ROTATED[0], {**ROTATED[1], "from": 57}]},
        {"log": [{**ROTATED[0], "to": None}, {**ROTATED[1], "from": 0}]},
    ],
)
def test_what_is_more_than_a_replaced_key_needs_all(changes: dict[str, Any]) -> None:
    """Protocol 9.2, 9.6: all else is signed by all, and no key alone touches the past of a log."""
    assert signers_of(with_party(**changes)) == PARTIES


@pytest.mark.parametrize("last", [{**ROTATED[0], "to": 58}, {**ROTATED[0], "to": 56}, {**ROTATED[0], "to": None}])
def test_a_key_that_was_ended_stays_ended(last: dict[str, Any]) -> None:
    """The sizes that it signed are part of the past."""
    old = parse_manifest(signed({**with_party(log=ROTATED), "version": 1}))
    assert signers_of(with_party(log=[last, ROTATED[1]]), old=old) == PARTIES
    assert signers_of(with_party(log=[ROTATED[0], {**ROTATED[1], "to": 99}]), old=old) == ("ESP",)
    assert signers_of(with_party(log=ROTATED[:1]), old=old) == PARTIES


def test_two_parties_keys_need_all() -> None:
    """Neither signs for the other."""
    whole = with_party(wire=[])
    whole["parties"]["MAR"]["wire"] = []
    assert signers_of(whole) == PARTIES


def test_a_side_changes_its_own_parameters_alone() -> None:
    """Protocol 9.2: changed, added, or taken away."""
    new = [{"from": "2027-01-01", "is": 13, "source": ""}]
    for code, parameters in (
        ("MAR", {**value()["parameters"], "MAR": {"quota": new}}),
        ("NLD", {**value()["parameters"], "NLD": {"quota": new}}),
        ("MAR", {each: of for each, of in value()["parameters"].items() if each != "MAR"}),
    ):
        assert signers_of(next_version(parameters=parameters)) == (code,)


def test_parameters_of_all_or_of_two_sides_need_all() -> None:
    """And so does one side's with anything else."""
    new = {"quota": [{"from": "2027-01-01", "is": 13, "source": ""}]}
    for parameters in (
        {**value()["parameters"], "all": new},
        {**value()["parameters"], "MAR": new, "ESP": new},
    ):
        assert signers_of(next_version(parameters=parameters)) == PARTIES
    both = with_party(wire=[])
    both["parameters"]["ESP"] = new
    assert signers_of(both) == PARTIES


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"procedures": {"framework/1": HASH}},
        {"framework_procedure": "session/1"},
        {"calendars": {"mar": HASH, "esp": HASH}},
        {"succeeds": "mar-esp"},
        {"witnesses": {"w": {"key": HASH, "address": "https://witness.example"}}},
    ],
)
def test_all_else_needs_all(changes: dict[str, Any]) -> None:
    """Protocol 9.2; a version that changes nothing too."""
    assert signers_of(next_version(**changes)) == PARTIES


def test_one_party_alone_is_all() -> None:
    """A domestic framework's party signs everything."""
    alone = {"parties": {"ESP": party("ESP")}, "parameters": {}}
    old = parse_manifest(signed(value(**alone)))
    new = {"ESP": {"quota": [{"from": "2027-01-01", "is": 13, "source": ""}]}}
    assert signers_of(value(**{**alone, "version": 2, "parameters": new}), old=old) == ("ESP",)
    assert signers_of(value(**{**alone, "version": 2, "succeeds": "x"}), old=old) == ("ESP",)


@pytest.mark.parametrize("changes", [{"version": 1}, {"version": 3}, {"version": 2, "framework": "mar-esp"}])
def test_only_the_next_version_of_the_same_framework_succeeds(changes: dict[str, Any]) -> None:
    """None is left out, and none comes twice."""
    with pytest.raises(MalformedManifest, match="version that follows"):
        signers_of(next_version() | changes)


def test_parties_never_change() -> None:
    """Protocol 9.5: who joins or goes founds another framework."""
    fewer, more = next_version(), next_version()
    del fewer["parties"]["NLD"]
    more["parties"]["FRA"] = party("FRA")
    for whole in (fewer, more):
        with pytest.raises(MalformedManifest, match="never change"):
            signers_of(whole)


def test_the_entries_of_a_day_may_be_stated_and_are_agreed_by_all() -> None:
    assert manifest().entries_a_day == 20_000, "where nothing is said"
    assert manifest(entries_a_day=100).entries_a_day == 100
    for wrong in (99, 0, -1, True, "100", None):
        with pytest.raises(MalformedManifest):
            manifest(entries_a_day=wrong)
    old = manifest()
    assert check_successor(old, manifest(version=2, entries_a_day=1_000)) == PARTIES
    assert check_successor(manifest(entries_a_day=1_000), manifest(version=2)) == PARTIES


PARTIES_SORTED = tuple(sorted(PARTIES))
STOLEN = [{**ROTATED[0], "stolen_since": "2027-03-15T09:30:00Z"}, ROTATED[1]]


def test_who_says_that_a_key_was_stolen_later_or_not_at_all() -> None:
    """Protocol 12.26: a theft is told of, or found to be older, by its party alone; to take it back is for all."""
    told = parse_manifest(signed(with_party(log=STOLEN)))

    def signers(log: list[dict[str, Any]]) -> tuple[str, ...]:
        whole = copy.deepcopy(dict(told.value))
        whole["version"] = 3
        whole["parties"]["ESP"]["log"] = log
        return check_successor(told, parse_manifest(signed(whole)))

    assert signers([{**STOLEN[0], "stolen_since": "2027-03-01T00:00:00Z"}, STOLEN[1]]) == ("ESP",)
    assert signers([*STOLEN[:1], {**STOLEN[1], "to": 60, "stolen_since": "2027-04-01T00:00:00Z"}]) == ("ESP",)
    assert signers([{**STOLEN[0], "stolen_since": "2027-03-15T09:30:01Z"}, STOLEN[1]]) == PARTIES_SORTED
    assert signers(ROTATED) == PARTIES_SORTED
    ended = parse_manifest(signed(with_party(log=ROTATED)))
    assert check_successor(ended, parse_manifest(signed({**with_party(log=STOLEN), "version": 3}))) == ("ESP",)
