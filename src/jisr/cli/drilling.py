"""`jisr backup drill`: what lies in the second place, restored on trial, verified, and done away with."""

import os
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jisr.base import N_, Instant, format_instant
from jisr.cli.backup import BackupUsage, require_own_database
from jisr.cli.entering import enter
from jisr.cli.language import gettext as _
from jisr.cli.language import number
from jisr.cli.output import print_json, print_table, progress, say
from jisr.node.home import HOME_VARIABLE, Home, HomeMissing, load_home

if TYPE_CHECKING:
    from jisr.node.drilling import Drilled
    from jisr.node.restoring import Wish
    from jisr.node.services.rebuilding import Report


def drill(file: Path, keys: Path | None, identity: Path | None, *, home: Path | None, as_json: bool) -> None:
    """Restore on trial, verify, say what it lacks; exit code 1 where it cannot be restored or does not hold."""
    from jisr.node.backup import identities_in
    from jisr.node.clock import CLOCK
    from jisr.node.drilling import Drilled, note_drill
    from jisr.node.privacy import keep_private
    from jisr.node.restoring import Wish

    if keys is None or identity is None:
        raise BackupUsage("drill")
    if home is None and not os.environ.get(HOME_VARIABLE):
        raise HomeMissing(N_("JISR_HOME is not set"))
    live = load_home(home or Path(os.environ[HOME_VARIABLE]).resolve())
    wish = Wish(identities_in(identity))
    require_own_database()
    keep_private()
    done = Drilled(at=CLOCK.now(), place=str(file))
    try:
        done, report, left_out = _tried(live, done, keys.absolute(), wish, as_json=as_json)
    except Exception as error:  # whatever it fell over, the operator's page says that it failed
        note_drill(live, replace(done, trouble=str(error)))
        raise
    note_drill(live, done)
    _tell(done, report, left_out=left_out, as_json=as_json)
    if report.violations:
        raise typer.Exit(1)


def _tried(live: Home, begun: "Drilled", keys: Path, wish: "Wish", *, as_json: bool) -> "tuple[Drilled, Report, bool]":
    from jisr.node.drilling import at_risk, lacking_of, live_logs, restore_on_trial, trial_place

    # Before anything is restored: what is written from now on is not asked for.
    here = live_logs(live)
    with trial_place() as place:
        started = time.monotonic()
        made = restore_on_trial(live, place, keys, Path(begun.place), wish)
        enter(place, as_json=as_json)
        restored = time.monotonic()
        from django.db import connections

        from jisr.node.services.rebuilding import verify_all

        try:
            with progress() as tell:
                report = verify_all(is_copy=True, tell=tell)
        finally:
            connections.close_all()
        lacking = lacking_of(here, live_logs(made.home))
        verified = time.monotonic()
    reaches = made.head.at if made.stream is None else made.stream.at
    differs = "; ".join(f"{each.where}: {each.what}" for each in report.violations[:3])
    done = replace(
        begun,
        reaches=reaches,
        seconds_at_risk=at_risk(here, lacking, reaches),
        lacking=lacking,
        restore_seconds=round(restored - started, 3),
        verify_seconds=round(verified - restored, 3),
        trouble=differs,
    )
    return done, report, made.stream is not None and made.stream.left_out


def _tell(done: "Drilled", report: "Report", *, left_out: bool, as_json: bool) -> None:
    if as_json:
        told = asdict(done) | {name: format_instant(Instant(getattr(done, name))) for name in ("at", "reaches")}
        violations = [each.value() for each in report.violations]
        print_json(told | {"left_out": left_out, "checked": report.counts, "violations": violations})
        return
    at = format_instant(Instant(done.reaches))
    say(_("What lies in %(place)s was restored on trial; it reaches up to %(time)s."), place=done.place, time=at)
    if left_out:
        say(_("What came after them is not whole, and was left out."))
    rows = [(log, number(count)) for log, count in done.lacking.items()]
    print_table((_("log"), _("entries lacking")), rows)
    say(_("Seconds at risk, of domestic logs: %(count)s."), count=number(done.seconds_at_risk))
    took = {"restoring": number(round(done.restore_seconds)), "verifying": number(round(done.verify_seconds))}
    say(_("Seconds it took: %(restoring)s to restore, %(verifying)s to verify."), **took)
    if report.violations:
        found = [(_(each.what), each.where, each.how.said_in(_)) for each in report.violations]
        print_table((_("what differs"), _("where"), _("how")), found)
    else:
        say(_("All of it holds."))
    say(_("Nothing of it is left."))


__all__ = ["drill"]
