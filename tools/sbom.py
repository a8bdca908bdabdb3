"""The bill of materials of a node, in CycloneDX: `make sbom`; `python tools/sbom.py --check` in `make check`.

uv writes it from `uv.lock` and asks nobody: what a node installs, each with where it comes from and its SHA-256. Added
is what stands in the pages and no package brings: the style sheet. Left out are the number and the moment that uv gives
to each file, so that it changes only with the lock.

`--check` writes nothing. It ends with 1 where the file is not that of the lock, where something in a lock has no hash,
comes from elsewhere than its registry or has no wheel (so that it would be built, by tools that no lock names), and
where the style sheet is not the one whose hash stands beside it.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
UV: Final = ROOT / ".tools" / "bin" / "uv"
BILL: Final = ROOT / "sbom.cdx.json"
LOCK: Final = ROOT / "uv.lock"
ASSETS_LOCK: Final = ROOT / "tools" / "assets" / "package-lock.json"
VENDORED: Final = ROOT / "src" / "jisr" / "web" / "static" / "jisr" / "vendor"
# Of the assets only this is in what a node serves; the others compile it.
STYLE: Final = "govuk-frontend"
REGISTRY: Final = "https://pypi.org/simple"
FILES: Final = "https://files.pythonhosted.org/"
ASSET_FILES: Final = "https://registry.npmjs.org/"
EXPORT: Final = ("export", "--format", "cyclonedx1.5", "--preview-features", "sbom-export")


def bill(uv: Path = UV, project: Path = ROOT) -> str:
    """Write the bill of what the lock names."""
    command = [uv, *EXPORT, "--frozen", "--offline", "--no-dev", "--quiet", "--project", project]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(told.stdout)
    # Another of each at every writing.
    del found["serialNumber"], found["metadata"]["timestamp"]
    style = _style(json.loads(ASSETS_LOCK.read_text("utf-8"))["packages"][f"node_modules/{STYLE}"])
    found["components"].append(style)
    root = found["metadata"]["component"]["bom-ref"]
    for each in found["dependencies"]:
        if each["ref"] == root:
            each["dependsOn"].append(style["bom-ref"])
    found["dependencies"].append({"ref": style["bom-ref"]})
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _style(locked: dict[str, Any]) -> dict[str, Any]:
    version = str(locked["version"])
    algorithm, _dash, digest = str(locked["integrity"]).partition("-")
    assert algorithm == "sha512", algorithm
    return {
        "type": "library",
        "bom-ref": f"{STYLE}@{version}",
        "name": STYLE,
        "version": version,
        "licenses": [{"license": {"id": locked["license"]}}],
        "purl": f"pkg:npm/{STYLE}@{version}",
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"{ASSET_FILES}{STYLE}/-/{STYLE}-{version}.tgz",
                "hashes": [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}],
            }
        ],
    }


def faults_of_lock(lock: dict[str, Any]) -> Iterator[str]:
    """Say what in a lock nothing vouches for."""
    for package in lock["package"]:
        name, source = package["name"], package["source"]
        if source == {"editable": "."}:
            continue
        if source != {"registry": REGISTRY}:
            yield f"{name}: comes from {source}, not from {REGISTRY}"
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
        if not package.get("wheels"):
            yield f"{name}: has no wheel, so it would be built"
        for file in files:
            digest = str(file.get("hash", ""))
            if not (digest.startswith("sha256:") and len(digest) == len("sha256:") + 64):
                yield f"{name}: a file without its SHA-256: {file.get('url')}"
            if not str(file.get("url", "")).startswith(FILES):
                yield f"{name}: a file from elsewhere than {FILES}: {file.get('url')}"


def faults_of_assets(lock: dict[str, Any]) -> Iterator[str]:
    """Say of what the style sheet is compiled without a hash."""
    for name, package in lock["packages"].items():
        # The first is the folder itself.
        if name and not str(package.get("integrity", "")).startswith("sha512-"):
            yield f"{name}: no SHA-512 in {ASSETS_LOCK.name}"


def faults_of_vendored(folder: Path = VENDORED) -> Iterator[str]:
    """Say which vendored file is not the one whose hash was written when it was compiled."""
    (listed,) = folder.glob("*.sha256")
    for line in listed.read_text("utf-8").splitlines():
        digest, name = line.split()
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            yield f"{name}: not the file whose SHA-256 stands in {listed.name}"


def faults(uv: Path = UV) -> Iterator[str]:
    """Say all that is amiss."""
    yield from faults_of_lock(tomllib.loads(LOCK.read_text("utf-8")))
    yield from faults_of_assets(json.loads(ASSETS_LOCK.read_text("utf-8")))
    yield from faults_of_vendored()
    if not BILL.exists() or BILL.read_text("utf-8") != bill(uv):
        yield f"{BILL.name}: not what the locks say; `make sbom` writes it"


def main() -> int:
    """Write the bill, or with `--check` say what is amiss."""
    if sys.argv[1:] == ["--check"]:
        found = list(faults())
        sys.stderr.writelines(f"{each}\n" for each in found)
        return 1 if found else 0
    BILL.write_text(bill(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
