"""`jisr verify` and `jisr rebuild`: hold everything kept against the entries, or make it again from them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jisr.base import N_, JisrError
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.language import number
from jisr.cli.output import AsJson, print_json, print_table, progress, say, warn

if TYPE_CHECKING:
    from jisr.node.services.rebuilding import Report

CHECKED = {
    "acts found by words": N_("acts found by words"),
    "attestations": N_("attestations"),
    "echoes": N_("echoes"),
    "links": N_("links"),
    "dossiers in lists": N_("dossiers in lists"),
    "entries not in lists yet": N_("entries not in lists yet"),
    "things that wait": N_("things that wait"),
    "blobs": N_("blobs opened"),
    "keys that wrap nothing": N_("keys of sealed content that wrap nothing"),
    "acts not certain": N_("acts that are not certain: their key was stolen"),
    "entries": N_("entries"),
    "frameworks": N_("frameworks"),
    "inclusion proofs": N_("inclusion proofs"),
    "logs": N_("logs"),
    "manifests": N_("manifests"),
    "marks": N_("marks"),
    "projections": N_("projections"),
    "readings": N_("readings of sealed fields"),
    "roots": N_("roots"),
    "roots stated in entries": N_("roots stated in entries"),
    "sealed fields": N_("sealed fields"),
    "sights": N_("sights"),
    "signatures of heads": N_("signatures of heads"),
    "texts": N_("texts"),
    "tiles": N_("tiles"),
}
DAMAGED = N_(
    "The entries themselves are damaged: take the database back from a backup, then `jisr sync`."
    " Nothing was changed in these frameworks: %(frameworks)s"
)
Which = Annotated[str, typer.Argument(help="The framework; without it all.")]


class ProofMissing(JisrError):
    """A manifest or fingerprint was given, and no file that it could be held against."""

    advice = N_("Name the file, too: jisr verify --proof FILE --manifest FILE")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("verify")(verify)
    app.command("rebuild")(rebuild)


def verify(
    framework: Which = "",
    proof: Annotated[
        Path | None,
        typer.Option(help="Check instead a file of acts with their proofs; needs no node and asks nobody."),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(help="Check instead the bundle of a whole dossier; needs no node and asks nobody."),
    ] = None,
    attestation: Annotated[
        Path | None,
        typer.Option(help="Judge instead an opened attestation again; needs no node and asks nobody."),
    ] = None,
    manifest: Annotated[
        list[Path] | None,
        typer.Option(help="A manifest that you have from somebody you trust, for such a file. May be repeated."),
    ] = None,
    fingerprint: Annotated[
        list[str] | None,
        typer.Option(help="A manifest's fingerprint as it was read out to you, for such a file. May be repeated."),
    ] = None,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Check every entry, root, head, proof, standing and projection, folding all again from nothing.

    Exit code 0 only if nothing differs; what differs is named. Nothing is changed.

    With --proof or --bundle: 0 if all holds and the manifest is one that you gave, or its fingerprint; 3 if all
    holds but nobody vouches for the keys; 1 if something does not hold. With --attestation the same, and 1 also if
    what was attested was not so.
    """
    if bundle is not None:
        from jisr.cli.bundles import verify_bundle

        verify_bundle(bundle, manifests=manifest or [], fingerprints=fingerprint or [], as_json=as_json)
        return
    if attestation is not None:
        from jisr.cli.attestations import verify_attestation

        verify_attestation(attestation, manifests=manifest or [], fingerprints=fingerprint or [], as_json=as_json)
        return
    if proof is not None:
        from jisr.cli.proofs import verify_proofs

        verify_proofs(proof, manifests=manifest or [], fingerprints=fingerprint or [], as_json=as_json)
        return
    if manifest or fingerprint:
        raise ProofMissing(N_("--manifest and --fingerprint say whom you trust with a file of acts"))
    enter(home, migrate=False, as_json=as_json)
    from jisr.node.services.rebuilding import verify_all

    with progress() as tell:
        report = verify_all(framework, tell=tell)
    _say(report, "violations", as_json)
    if report.violations:
        raise typer.Exit(1)
    if not as_json:
        say(_("All of it holds."))


def rebuild(framework: Which = "", home: HomePath = None, as_json: AsJson = False) -> None:
    """Make everything that follows from the entries again: standings, projections, tiles, sights, register.

    Says what had differed; exit code 1 if the entries themselves are damaged, which no rebuilding mends.
    """
    enter(home, as_json=as_json)
    from jisr.node.services.rebuilding import rebuild_all

    with progress() as tell:
        report = rebuild_all(framework, tell=tell)
    _say(report, "differed", as_json)
    if report.damaged:
        if not as_json:
            warn(_(DAMAGED), frameworks=", ".join(report.damaged))
        raise typer.Exit(1)
    if not as_json:
        say(_("Everything was equal.") if not report.violations else _("Made again from the entries."))


def _say(report: "Report", name: str, as_json: bool) -> None:
    if as_json:
        print_json({"checked": report.counts, "damaged": report.damaged, name: [v.value() for v in report.violations]})
        return
    print_table((_("checked"), _("how many")), [(_(CHECKED[what]), number(n)) for what, n in report.counts.items()])
    if report.violations:
        rows = [(_(each.what), each.where, each.how.said_in(_)) for each in report.violations]
        print_table((_("what differs"), _("where"), _("how")), rows)
