"""`jisr backup --follow`: a node's database and keys, streamed to a second place."""

from collections.abc import Sequence
from pathlib import Path

from jisr.base import N_, JisrError
from jisr.cli.backup import BackupUsage, require_own_database
from jisr.cli.entering import enter
from jisr.cli.language import gettext as _
from jisr.cli.output import print_json, say


class NotStreamed(JisrError):
    """Not all of the node lies in its second place."""

    advice = N_("Nothing is lost on the node. Mend what is named and do it again; what lies there already stays.")


def follow(
    places: Sequence[tuple[Path | None, str]],
    to: Sequence[str],
    *,
    home: Path | None,
    once: bool,
    as_json: bool,
) -> None:
    """Stream until this process ends; once: until all lies there."""
    from jisr.node.backup import recipients_of
    from jisr.node.carrying import carrier

    for folder, command in places:
        if (folder is None) == (not command):
            raise BackupUsage("--follow")
    if places[0] == places[1]:
        raise BackupUsage("--keys")
    recipients = recipients_of(to)
    entered = enter(home, migrate=False, as_json=as_json)
    require_own_database()
    from jisr.node.clock import CLOCK
    from jisr.node.following import Follower

    database, keys = (carrier(folder and folder.absolute(), command) for folder, command in places)
    follower = Follower(entered, database=database, keys=keys, to=recipients, clock=CLOCK)
    try:
        if not once:
            say(_("All that is written in %(home)s goes to %(place)s."), home=entered.path, place=database)
            follower.run()
        if not follower.turn_until_there():
            raise NotStreamed("%(because)s", because=follower.streamed.trouble)
    finally:
        follower.close()
    told = follower.streamed
    if as_json:
        print_json({"place": told.place, "copy": told.copy, "pieces": told.pieces, "logs": told.logs})
        return
    say(_("All that was written lies in %(place)s."), place=told.place)


__all__ = ["follow"]
