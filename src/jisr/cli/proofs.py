"""`jisr verify --proof`: hold acts against their proofs as somebody does who has no node."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typer

from jisr.base import N_, JisrError, Phrase, format_instant
from jisr.bundle import HELD, PARTS, UNCHECKED, Amiss, Anchor, Checked, anchor_of, check_file
from jisr.cli.language import gettext as _
from jisr.cli.output import print_json, say, warn

# Everything in the file fits together, but nobody whom the reader trusts has vouched for the keys.
UNANCHORED_EXIT: Final = 3


class ProofFileAmiss(JisrError):
    """A file that is to be checked cannot be read."""

    advice = N_("Compare its name, and whether this account may read it.")


def verify_proofs(file: Path, *, manifests: Sequence[Path], fingerprints: Sequence[str], as_json: bool) -> None:
    """Check a file of acts with their proofs; end with 0, 3 or 1."""
    anchors = anchors_of(manifests, fingerprints)
    try:
        found = check_file(read_given(file), anchors)
    except Amiss as error:
        if not as_json:
            raise
        print_json({"holds": False, "anchored": False, "fault": fault_value(error), "proofs": []})
        raise typer.Exit(1) from error
    if as_json:
        print_json(_plain(found))
    else:
        for each in found:
            _tell(each)
    if any(each.fault for each in found):
        raise typer.Exit(1)
    if not all(each.is_anchored for each in found):
        raise typer.Exit(UNANCHORED_EXIT)


def anchors_of(manifests: Sequence[Path], fingerprints: Sequence[str]) -> list[Anchor]:
    """Read what the reader trusts."""
    return [anchor_of(each) for each in fingerprints] + [_anchor_in(each) for each in manifests]


def _anchor_in(path: Path) -> Anchor:
    try:
        return anchor_of(read_given(path).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Amiss("anchor.unreadable") from error


def read_given(path: Path) -> bytes:
    """Read a file that is to be checked."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProofFileAmiss("%(file)s: %(because)s", file=path, because=error.strerror) from error


def _plain(found: Sequence[Checked]) -> dict[str, Any]:
    return {
        "holds": not any(each.fault for each in found),
        "anchored": all(each.is_anchored for each in found),
        "fault": None,
        "proofs": [
            {
                "framework": each.framework,
                "entry": each.entry,
                "held": [key for key, _holes in each.held],
                "fault": None if each.fault is None else fault_value(each.fault),
                "anchored": each.is_anchored,
                "fingerprint": each.fingerprint,
                **uncertain_value(each),
            }
            for each in found
        ],
    }


def uncertain_value(report: Checked) -> dict[str, str]:
    """Give since when an act is not certain, for programs; nothing where its key was not stolen."""
    return {} if report.stolen_since is None else {"stolen_since": format_instant(report.stolen_since)}


def warn_stolen(report: Checked) -> None:
    """Say of an act that its key was stolen, as the manifest says."""
    if report.stolen_since is not None:
        holes = {"party": report.party, "time": format_instant(report.stolen_since)}
        warn("  %(words)s", words=Phrase(UNCHECKED["stolen"], **holes).said_in(_))


def fault_value(error: Amiss) -> dict[str, Any]:
    """Give what is amiss, for programs."""
    return {"part": error.part, "key": error.key, "because": str(error), **error.given}


def _tell(report: Checked) -> None:
    """Say what holds, what does not, and what was not checked."""
    say(_("%(entry)s of %(framework)s"), entry=report.entry or "?", framework=report.framework or "?")
    for key, holes in report.held:
        words = N_("  holds: %(part)s. %(how)s")
        say(_(words), part=_(PARTS[key.partition(".")[0]]), how=Phrase(HELD[key], **holes).said_in(_))
    if report.fault is not None:
        warn(_("  DOES NOT HOLD: %(fault)s"), fault=report.fault.said_in(_))
        warn(_("  What comes after it was not checked. %(remedy)s"), remedy=report.fault.remedy_in(_))
        return
    warn_stolen(report)
    holes = {"party": report.party, "fingerprint": report.fingerprint}
    for key in ([] if report.is_anchored else ["anchor"]) + ["standing", "person"]:
        say("  %(words)s", words=Phrase(UNCHECKED[key], **holes).said_in(_))
