"""The bill of materials is that of the locks, and what nothing vouches for is found."""

import json
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tools import sbom

BILL = json.loads(sbom.BILL.read_text("utf-8"))
LOCK = tomllib.loads(sbom.LOCK.read_text("utf-8"))


def test_it_has_the_shape_of_cyclonedx() -> None:
    found = find_spec("cyclonedx.schema")
    assert found is not None and found.origin is not None
    folder = Path(found.origin).parent / "_res"
    schemas = {
        each: json.loads((folder / f"{each}.SNAPSHOT.schema.json").read_text("utf-8"))
        for each in ("bom-1.5", "spdx", "jsf-0.82")
    }
    # They name each other as files in one place.
    place = schemas["bom-1.5"]["$id"].rpartition("/")[0]
    registry = jsonschema_rs.Registry(
        [(f"{place}/{name}.SNAPSHOT.schema.json", each) for name, each in schemas.items()]
    )
    judge = jsonschema_rs.validator_for(schemas["bom-1.5"], registry=registry)
    assert judge.is_valid(BILL)
    assert not judge.is_valid({**BILL, "components": [{"type": "library"}]}), "else this would hold on nothing"


def test_each_of_its_parts_has_hashes_and_a_purl() -> None:
    names = {each["name"] for each in BILL["components"]}
    assert {"django", "cryptography", "pyrage", "govuk-frontend"} <= names and "pytest" not in names
    for each in BILL["components"]:
        assert each["purl"].startswith(("pkg:pypi/", "pkg:npm/"))
        assert each["externalReferences"] and all(file["hashes"] for file in each["externalReferences"]), each["name"]


def test_nothing_is_amiss() -> None:
    assert list(sbom.faults_of_lock(LOCK)) == []
    assert list(sbom.faults_of_assets(json.loads(sbom.ASSETS_LOCK.read_text("utf-8")))) == []
    assert list(sbom.faults_of_vendored()) == []


GOOD: dict[str, Any] = {
    "name": "one",
    "source": {"registry": sbom.REGISTRY},
    "wheels": [{"url": f"{sbom.FILES}one.whl", "hash": "sha256:" + "0" * 64}],
}


@pytest.mark.parametrize(
    ("package", "said"),
    [
        (GOOD, ""),
        ({**GOOD, "wheels": [{"url": f"{sbom.FILES}one.whl"}]}, "without its SHA-256"),
        ({**GOOD, "wheels": [{**GOOD["wheels"][0], "hash": "md5:" + "0" * 32}]}, "without its SHA-256"),
        ({**GOOD, "sdist": {"url": f"{sbom.FILES}one.tar.gz"}}, "without its SHA-256"),
        ({**GOOD, "wheels": [{**GOOD["wheels"][0], "url": "https://elsewhere.example/one.whl"}]}, "from elsewhere"),
        ({**GOOD, "source": {"git": "https://elsewhere.example/one"}}, "comes from"),
        ({**GOOD, "source": {"registry": "https://elsewhere.example/simple"}}, "comes from"),
        ({**GOOD, "wheels": []}, "has no wheel"),
    ],
)  # fmt: skip
def test_what_nothing_vouches_for_is_named(package: dict[str, Any], said: str) -> None:
    found = list(sbom.faults_of_lock({"package": [package]}))
    assert [said in each for each in found] == ([True] if said else [])


def test_an_asset_without_a_hash_is_named() -> None:
    locked = {"packages": {"": {}, "node_modules/sass": {"integrity": "sha1-x"}}}
    assert list(sbom.faults_of_assets(locked)) == ["node_modules/sass: no SHA-512 in package-lock.json"]


def test_a_style_sheet_that_was_changed_is_named(tmp_path: Path) -> None:
    for each in sbom.VENDORED.iterdir():
        (tmp_path / each.name).write_bytes(each.read_bytes())
    changed = next(tmp_path.glob("*.ltr.min.css"))
    changed.write_bytes(changed.read_bytes() + b" ")
    (said,) = sbom.faults_of_vendored(tmp_path)
    assert said.startswith(changed.name)


def test_a_bill_of_another_lock_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """uv itself is asked in `make check`; here another says what the lock gives."""
    told = dict(BILL, serialNumber="urn:uuid:0", metadata={**BILL["metadata"], "timestamp": "now"})
    told["components"] = [each for each in BILL["components"] if each["name"] != "govuk-frontend"]
    asked = tmp_path / "uv"
    asked.write_text("#!/bin/sh\ncat <<'END'\n" + json.dumps(told) + "\nEND\n")
    asked.chmod(0o700)
    bill = tmp_path / "bill.json"
    monkeypatch.setattr(sbom, "BILL", bill)
    assert [each.startswith("bill.json: not what") for each in sbom.faults(asked)] == [True], "it is not there"
    bill.write_text(sbom.bill(asked), "utf-8")
    assert list(sbom.faults(asked)) == []
    bill.write_text(bill.read_text("utf-8").replace("waitress", "waitrose"), "utf-8")
    assert len(list(sbom.faults(asked))) == 1


def test_uv_itself_is_installed_by_its_hash() -> None:
    lines = (sbom.ROOT / "tools" / "setup" / "uv.txt").read_text("utf-8").splitlines()
    assert lines[1].startswith("uv==") and all("--hash=sha256:" in each for each in lines[2:])
    assert "--require-hashes" in (sbom.ROOT / "Makefile").read_text("utf-8")
