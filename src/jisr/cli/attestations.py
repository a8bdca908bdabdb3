"""`jisr verify --attestation`: judge again what was attested, as a court does that has no node."""

from collections.abc import Sequence
from pathlib import Path

import typer

from jisr.bundle import Amiss, AttestationAmiss, Attested, LogAmiss, check_attestation
from jisr.cli.language import gettext as _
from jisr.cli.output import print_json, say, warn
from jisr.cli.proofs import UNANCHORED_EXIT, anchors_of, read_given


def verify_attestation(file: Path, *, manifests: Sequence[Path], fingerprints: Sequence[str], as_json: bool) -> None:
    """Check a file and judge it; end with 0, 3 or 1."""
    anchors = anchors_of(manifests, fingerprints)
    try:
        found = check_attestation(read_given(file), anchors)
    except (Amiss, AttestationAmiss, LogAmiss) as error:
        if not as_json:
            raise
        print_json({"holds": False, "anchored": False, "fault": str(error)})
        raise typer.Exit(1) from error
    if as_json:
        print_json(
            {
                "holds": found.holds,
                "anchored": found.act.is_anchored,
                "fault": None,
                "framework": found.act.framework,
                "entry": found.act.entry,
                "act": found.act.content["act"],
                "by": found.act.content["by"],
                "dossier": found.dossier,
                "size": found.size,
                "lacking": list(found.lacking),
            }
        )
    else:
        _tell(found)
    if not found.holds:
        raise typer.Exit(1)
    if not found.act.is_anchored:
        raise typer.Exit(UNANCHORED_EXIT)


def _tell(found: Attested) -> None:
    act = found.act
    words = _("%(entry)s of %(framework)s rests on the first %(size)s entries of the domestic log, as its salt shows.")
    say(words, entry=act.entry, framework=act.framework, size=found.size)
    if found.holds:
        say(_("What it attests was so in %(dossier)s."), dossier=found.dossier)
    else:
        warn(_("What it attests was NOT so in %(dossier)s: %(lacking)s"), dossier=found.dossier, lacking=found.lacking)
    if not act.is_anchored:
        words = _("Not checked: that the keys are those of %(party)s. Fingerprint of the manifest: %(fingerprint)s.")
        say(words, party=act.party, fingerprint=act.fingerprint)


__all__ = ["verify_attestation"]
