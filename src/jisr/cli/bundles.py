"""`jisr dossier bundle` and `jisr verify --bundle`: a whole dossier for a court, made on a node and checked without."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from jisr.base import N_, JisrError, Phrase
from jisr.bundle import (
    COURT_HELD,
    COURT_PARTS,
    UNCHECKED,
    CheckedBundle,
    check_bundle,
    script_digest,
)
from jisr.cli.language import gettext as _
from jisr.cli.output import print_json, say, warn
from jisr.cli.proofs import UNANCHORED_EXIT, anchors_of, fault_value, read_given, uncertain_value, warn_stolen


class BundleFileAmiss(JisrError):
    """The file of a bundle cannot be written."""

    advice = N_("Look at the file's name, place and rights; that the bundle was made is in the log already.")


class LanguageUnknown(JisrError):
    """A language in which nothing is said here."""

    advice = N_("Choose one of: en, ar, fr, es, nl.")


def write_dossier_bundle(
    dossier: str,
    framework: str,
    output: Path,
    *,
    officer: str,
    paper_language: str,
    purpose: str,
    words: str,
    as_json: bool,
) -> None:
    """Make a bundle and write it, for this account alone to read."""
    from django.conf import settings

    from jisr.node.catalogue import speaking
    from jisr.node.queries.plain import find_dossier
    from jisr.node.services.bundling import Opening, make_bundle
    from jisr.node.services.officers import officer_called
    from jisr.web.paper.content import paper_of
    from jisr.web.paper.readme import readme_of

    if paper_language not in dict(settings.LANGUAGES):
        raise LanguageUnknown(N_("there is no paper in %(language)s"), language=paper_language)
    code, number = find_dossier(dossier, framework)
    who, opening = officer_called(officer), Opening(purpose=purpose, words=words) if purpose or words else None
    with speaking(paper_language):
        made = make_bundle(
            code, number, officer=who, typeset=paper_of, readme=readme_of, opening=opening, way="command"
        )
    _write(output, made.raw)
    if as_json:
        value = {"file": str(output), "bytes": len(made.raw), "acts": made.acts, "opened": made.opened}
        print_json({**value, "sha256": made.digest})
        return
    told = _("%(file)s: %(acts)s acts of %(dossier)s, opened texts: %(opened)s.")
    say(told, file=output, acts=made.acts, dossier=f"{code}/{number}", opened=made.opened)
    say(_("It is checked by: jisr verify --bundle %(file)s"), file=output)


def _write(output: Path, raw: bytes) -> None:
    try:
        with output.open("wb") as out:
            os.fchmod(out.fileno(), 0o600)
            out.write(raw)
    except OSError as error:
        raise BundleFileAmiss("%(file)s: %(because)s", file=output, because=error.strerror) from error


def verify_bundle(file: Path, *, manifests: Sequence[Path], fingerprints: Sequence[str], as_json: bool) -> None:
    """Check a bundle; end with 0, 3 or 1."""
    found = check_bundle(read_given(file), anchors_of(manifests, fingerprints))
    if as_json:
        print_json(_plain(found))
    else:
        _tell(found)
    if found.fault is not None:
        raise typer.Exit(1)
    if not found.is_anchored:
        raise typer.Exit(UNANCHORED_EXIT)


def _plain(found: CheckedBundle) -> dict[str, Any]:
    return {
        "holds": found.fault is None,
        "anchored": found.is_anchored and found.fault is None,
        "fault": None if found.fault is None else {**fault_value(found.fault), "at": found.at},
        "framework": found.framework,
        "dossier": found.dossier,
        "party": found.party,
        "made": found.made,
        "fingerprint": found.fingerprint,
        "script": found.script,
        "script_known": found.script == script_digest(),
        "held": [key for key, _holes in found.held],
        "acts": [each.entry for each in found.acts if each.fault is None],
        "uncertain": {each.entry: uncertain_value(each)["stolen_since"] for each in found.acts if each.stolen_since},
    }


def _tell(found: CheckedBundle) -> None:
    """Say what holds, what does not, and what was not checked."""
    for key, holes in found.held:
        words = N_("  holds: %(part)s. %(how)s")
        say(_(words), part=_(COURT_PARTS[key]), how=Phrase(COURT_HELD[key], **holes).said_in(_))
    if found.fault is not None:
        if found.at:
            warn(_("In the act %(entry)s:"), entry=found.at)
        warn(_("  DOES NOT HOLD: %(fault)s"), fault=found.fault.said_in(_))
        warn(_("  What comes after it was not checked. %(remedy)s"), remedy=found.fault.remedy_in(_))
        return
    say(_("All of it holds."))
    for each in found.acts:
        if each.stolen_since is not None:
            warn(_("In the act %(entry)s:"), entry=each.entry)
            warn_stolen(each)
    holes = {"party": found.party, "fingerprint": found.fingerprint}
    for key in ([] if found.is_anchored else ["anchor"]) + ["standing", "person"]:
        say("  %(words)s", words=Phrase(UNCHECKED[key], **holes).said_in(_))
    if found.script != script_digest():
        warn(_("  The script in it is not that of this version: run none that you have from the bundle alone."))


__all__ = ["verify_bundle", "write_dossier_bundle"]
