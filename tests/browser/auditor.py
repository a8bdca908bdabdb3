"""What an auditor has: an act as a file, its paper, and the fingerprint of the manifest by telephone."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.walker import COMMITMENTS, HERE, Walker, codes
from tests.browser.world import World
from tests.nodes.nodes import ENVIRONMENT


def taken_from(officer: Walker) -> tuple[dict[str, Any], str]:
    """Download an act of the officer's side with its proof; give it, and the code on its paper."""
    page = officer.to(f"{HERE}/d/{codes(officer.to(COMMITMENTS))[0]}/")
    page.locator("[data-entry^=MAR] a[data-paper]").first.click()
    with page.expect_download() as waiting:
        page.locator(".jisr-downloads a[download]").click()
    proof: dict[str, Any] = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    return proof, "".join(page.locator("[data-code]").inner_text().split())


def leaf_of(proof: dict[str, Any]) -> bytes:
    """Give the bytes of the act as its file has them."""
    return base64.b64decode(proof["bytes"])


def flipped(proof: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Change one character of a file in one part after the other."""
    time, head = proof["content"]["time"], proof["head"]
    other = "B" if head.rstrip()[-8] != "B" else "C"
    at = len(head.rstrip()) - 8
    return {
        "bytes": {**proof, "content": {**proof["content"], "time": "1" + time[1:]}},
        "signature": {**proof, "head": head[:at] + other + head[at + 1 :]},
    }


def found(page: Page, proof: dict[str, Any]) -> str:
    """Paste a file, and give what is said of it: it holds, fails or is open."""
    page.locator("#proof-text").fill(json.dumps(proof))
    page.locator("#check").click()
    expect(page.locator("#findings")).to_be_focused()
    return str(page.locator("#findings > [data-found]").get_attribute("data-found"))


def fingerprint(world: World) -> str:
    """Give the fingerprint of the manifest as the auditor has it by telephone."""
    return str(world.node("MAR").jisr("framework", "show", "mar-esp", "--json").value["fingerprint"])


def verified(place: Path, proof: dict[str, Any], trusted: str) -> tuple[int, str]:
    """Let the command check a file; give its exit code and the part that does not hold."""
    file = place / "act.json"
    file.write_text(json.dumps(proof), "utf-8")
    variables = {name: value for name, value in ENVIRONMENT.items() if name not in ("JISR_HOME", "DATABASE_URL")}
    start = [sys.executable, "-c", "from jisr.cli import main; main()", "verify", "--proof", str(file)]
    done = subprocess.run(
        [*start, "--fingerprint", trusted, "--json"], env=variables, capture_output=True, text=True, timeout=60
    )
    said = json.loads(done.stdout)
    return done.returncode, (said["proofs"][0]["fault"] or {}).get("part", "")
