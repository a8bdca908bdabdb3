"""Is this node well, and if not what does its operator do: each thing with its state and its remedy in words."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min

from jisr.base import N_, Phrase
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.backed_up import last_backup
from jisr.node.backing_up import kept_apart
from jisr.node.backup import DATABASE as DATABASE_FILE
from jisr.node.backup import KEYS as KEY_FILES
from jisr.node.clock import CLOCK
from jisr.node.drilling import last_drill
from jisr.node.home import Home, HomeAmiss
from jisr.node.noted import read_noted
from jisr.node.queries.checks import ACT, OK, STATES, WATCH, Check, Moment, Size, check
from jisr.node.queries.doubts import SET, doubt_of
from jisr.node.queries.exchanges import ExchangeLine, exchange_lines
from jisr.node.queries.key_checks import key_checks
from jisr.node.queries.people import party_said
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.released import released_in
from jisr.node.queries.sight import EVERYTHING
from jisr.node.soundness import LOG, clock_doubt, latest_time
from jisr.node.streaming_note import place_of_note, read_streamed
from jisr.rules.say import RULES

DISK_BYTES_LOW: Final = 5 * 1024**3
DISK_BYTES_LEAST: Final = 1024**3

EXCHANGE = N_("Exchange with %(party)s in %(framework)s")
HEARD = N_("Last heard %(time)s. Acts of ours that it has not acknowledged: %(count)s.")
NEVER = N_("Never heard yet. Acts of ours that it has not acknowledged: %(count)s.")
CUT = N_(
    "Cannot be reached; last heard %(time)s, tries that failed since: %(failures)s. What stands against it: %(trouble)s"
)
RING = N_(
    "It is tried again by itself, and nothing is lost. If it stays so, see whether this machine reaches %(address)s,"
    " and ring their operator. What cannot wait goes as a file: `jisr pouch write`."
)
END = N_(
    "Ring the operators of the other parties, and delete nothing: what proves it is kept as evidence. Once all agree"
    " whose record goes on, each prints `jisr framework holds`, and `jisr framework end` drafts the version by which"
    " that log ends and goes on."
)
FIRST = N_("See whether this machine reaches %(address)s: `jisr sync`. The other node must be running, too.")
EQUIVOCAL = N_("It has shown two different histories. Nothing more of it is taken in.")
PEOPLE = N_(
    "Change nothing, and ring the operators of the other parties: only people can settle this. What proves it is kept"
    " as evidence, and must not be deleted."
)
SETTLED = N_("Nothing is to be done: all parties have ended that log, and it goes on. Keep what proves why.")
KINDS: Final = {
    "held": N_("Held back, from %(party)s in %(framework)s"),
    "refused": N_("Refused, from %(party)s in %(framework)s"),
    "evidence": N_("Evidence against %(party)s in %(framework)s"),
}
ASIDE = N_("%(rule)s: %(words)s Messages: %(count)s, from %(first)s to %(last)s.")
REMEDIES: Final = {
    "held": N_(
        "Nothing is to be done: it is tried again by itself. If it is here for more than a day, ring their operator."
    ),
    "refused": N_(
        "Ring their operator, and read this rule to them: their node sends what no node takes in. What was refused is"
        " kept here, and is taken in once they send it as it must be."
    ),
    "evidence": PEOPLE,
}
RULE_REMEDIES: Final = {
    "2.ahead": N_(
        "Compare this machine's clock with theirs by telephone; it is taken in as soon as that time has come."
    ),
    "8.day": N_("Nothing is to be done: the rest is taken in by itself on the next day."),
}
ECHO = N_("Protective act that waits to be written in %(framework)s/%(dossier)s")
ECHO_WAITS = N_("%(act)s, since %(since)s. What stands against it: %(trouble)s")
ECHO_REMEDY = N_(
    "It is tried again by itself every few seconds. Mend what stands against it; until then tell the other party by"
    " telephone that this dossier must not go on."
)
RELEASED = N_("Act that protects and waits to be recorded in %(framework)s/%(dossier)s")
NOT_TRIED = N_("the log was in doubt when it was decided")
RELEASED_REMEDY = N_(
    "It is recorded by itself as soon as this party's log is in doubt no longer: see there what that needs. Until then"
    " tell the other party by telephone that this dossier must not go on."
)
OWN_LOG = N_("This party's log in %(framework)s")
WHOLE = N_("Whole. Entries: %(size)s, under a signed head: %(head)s.")
CLOCK_NAME = N_("Clock of this machine, in %(framework)s")
CLOCK_SAID = N_("It shows %(now)s; the latest time that a party has stated is %(latest)s.")
NO_TIME = N_("none")
DISK = N_("Disk of the node's home")
DISK_SAID = N_("Free: %(free)s of %(whole)s.")
ROOM = N_(
    "Make room, or give the node a larger disk. Once it is full nothing is recorded any more; nothing is lost by that."
)
DATABASE = N_("Database")
DATABASE_SAID = N_("%(kind)s, %(size)s. Entries: %(entries)s.")
BACKUP = N_("Backup")
BACKUP_OF_KEYS = N_("Backup of the keys")
NO_BACKUP = N_("None was made yet by `jisr backup`.")
BACKUP_SAID = N_("The last is of %(time)s: %(file)s, %(size)s.")
BACK_UP = N_(
    "Let this machine run `jisr backup` each night, with files that lie elsewhere, and keep the key that opens them"
    " apart. Leave the folder `marks/` out of any other copy."
)
NO_BACKUP_OF_KEYS = N_("None was made yet by `jisr backup keys`.")
KEYS_CHANGED = N_("The last is of %(time)s; %(place)s was written since.")
BACK_UP_KEYS = N_("`jisr backup keys` makes one; keep it where no backup of the database is.")
BACKUP_ELSEWHERE = N_("PostgreSQL makes them itself; this node does not see whether it does.")
PG_DUMP = N_(
    "See that your server keeps its journal or that `pg_dump` runs each night, and that one was restored on trial."
    " Leave the folder `marks/` out of any other copy."
)
STREAM = N_("Second place")
STREAM_SAID = N_("All that was written up to %(time)s lies in %(place)s.")
STREAM_BEHIND = N_("It has what was written up to %(time)s in %(place)s; seconds at risk: %(seconds)s. %(trouble)s")
STREAM_NONE = N_("node.toml wants acts to lie in a second place first, and nothing was streamed yet.")
STREAM_AGAIN = N_(
    "Let `jisr backup --follow` run beside this node, and see that the second place is there and has room. Acts hold"
    " meanwhile; were this machine lost, those of domestic logs since then would be lost with it."
)
DRILL = N_("Restoring on trial")
DRILL_NONE = N_("None was made yet by `jisr backup drill`.")
DRILL_SAID = N_(
    "The last was made %(time)s: what lies in %(place)s could be restored and holds, up to %(reaches)s; entries that"
    " it lacked: %(count)s; seconds at risk: %(seconds)s."
)
DRILL_FAILED = N_("The last was made %(time)s, and %(place)s could not be restored or does not hold: %(trouble)s")
DRILL_AGAIN = N_(
    "Run `jisr backup drill` with the second place, the keys' and the key that opens them: it restores on trial,"
    " verifies, and leaves nothing behind."
)
DRILL_MEND = N_(
    "Do not wait: were this machine lost now, this could not bring it back. Mend what is named, or begin a second place"
    " anew in an empty folder, and run `jisr backup drill` again."
)
# One each night, which may take its hours.
BACKUP_SECONDS_MAX: Final = 30 * 3_600
# What follows says every five seconds that it does.
BEHIND_SECONDS_MAX: Final = 30
# [P]: so old a drill may get; once a month somebody takes the key that opens backups from where it is kept.
DRILL_SECONDS_MAX: Final = 31 * 86_400


def health_checks() -> list[Check]:
    """Look at everything; what is to be done comes first."""
    found: list[Check] = []
    for code in models.Framework.objects.order_by("pk").values_list("pk", flat=True):
        held = reading(code)
        found += _exchanges(held)
        found += _asides(code)
        found += _own_log(held)
        found += _clock(held)
    found += [*_echoes(), *_released()]
    found += [*key_checks(), _disk(), _database(), _backup(), _backup_of_keys(), *_stream(), *_drill()]
    return sorted(found, key=lambda each: STATES.index(each.state))


def health_values(said: Callable[[Phrase], str] = str) -> list[dict[str, Any]]:
    """Give it for programs, in English, or as `said` says it."""
    return [
        {
            "subject": each.subject,
            "framework": each.framework or None,
            "state": each.state,
            "name": said(each.name),
            "words": said(each.words),
            "remedy": said(each.remedy),
        }
        for each in health_checks()
    ]


def _time(at: int | None) -> Phrase:
    return Moment(at) if at else Phrase(NO_TIME)


def _exchanges(held: Reading) -> Iterator[Check]:
    code = held.row.pk
    peers = {each.party: each for each in models.Peer.objects.filter(framework=code)}
    for line in exchange_lines(code, EVERYTHING):
        yield _exchange(line, peers[line.party])


def _exchange(line: ExchangeLine, peer: models.Peer) -> Check:
    home: Home = settings.HOME
    address = home.routes.get(line.party) or latest_manifest(line.framework).address(peer.party)
    name = Phrase(EXCHANGE, party=party_said(line.party), framework=line.framework)
    heard = Phrase(HEARD, time=_time(line.heard), count=line.unacknowledged)
    state, words, remedy = OK, heard, Phrase("")
    if line.is_equivocal:
        state, words, remedy = ACT, Phrase(EQUIVOCAL), Phrase(END)
    elif line.heard is None:
        state, words, remedy = WATCH, Phrase(NEVER, count=line.unacknowledged), Phrase(FIRST, address=address)
    elif line.is_cut:
        words = Phrase(CUT, time=_time(line.heard), failures=peer.failures, trouble=line.trouble)
        state, remedy = ACT, Phrase(RING, address=address)
    return check("exchange", state, name, words, remedy, line.framework)


def _asides(code: str) -> Iterator[Check]:
    settled = dict(models.Mend.objects.filter(framework=code).order_by("at").values_list("party", "at"))
    rows = (
        models.Aside.objects.filter(framework=code)
        .values("kind", "party", "rule")
        .annotate(count=Count("pk"), first=Min("at"), last=Max("at"))
        .order_by("kind", "party", "rule")
    )
    for row in rows:
        rule = row["rule"]
        words = Phrase(
            ASIDE,
            rule=rule,
            words=Phrase(RULES.get(rule, "")),
            count=row["count"],
            first=_time(row["first"]),
            last=_time(row["last"]),
        )
        remedy = RULE_REMEDIES.get(rule, REMEDIES[row["kind"]])
        state = WATCH if row["kind"] == "held" else ACT
        if row["kind"] == "evidence" and settled.get(row["party"], -1) >= row["last"]:
            # People have settled it: all have ended that log, and it goes on (protocol 9.6).
            state, remedy = OK, SETTLED
        name = Phrase(KINDS[row["kind"]], party=party_said(row["party"]), framework=code)
        yield check(row["kind"], state, name, words, remedy, code)


def _released() -> Iterator[Check]:
    """Protective acts that an officer released while the own log was in doubt."""
    for row in released_in().order_by("pk"):
        name = Phrase(RELEASED, framework=row.framework_id, dossier=row.dossier)
        trouble = read_noted(row.trouble) if row.trouble else Phrase(NOT_TRIED)
        words = Phrase(ECHO_WAITS, act=row.act, since=_time(row.at), trouble=trouble)
        yield check("released", ACT, name, words, RELEASED_REMEDY, row.framework_id)


def _echoes() -> Iterator[Check]:
    """Say what waits to be written in shared dossiers, and nothing of what calls for it: operators are not officers."""
    for row in models.Echo.objects.filter(written="").select_related("link").order_by("pk"):
        framework = row.link.shared_id
        name = Phrase(ECHO, framework=framework, dossier=row.link.shared_dossier)
        words = Phrase(ECHO_WAITS, act=row.act, since=_time(row.at), trouble=read_noted(row.trouble))
        yield check("echo", ACT, name, words, ECHO_REMEDY, framework)


def _own_log(held: Reading) -> Iterator[Check]:
    code, own = held.row.pk, held.rows[own_party()]
    name = Phrase(OWN_LOG, framework=code)
    doubt = doubt_of(held, CLOCK.now())
    if doubt is not None and doubt.what == LOG:
        yield check("log", ACT, name, doubt.because, doubt.remedy, code)
        return
    yield check("log", OK, name, Phrase(WHOLE, size=own.size, head=own.head_size), framework=code)


def _clock(held: Reading) -> Iterator[Check]:
    code, now = held.row.pk, CLOCK.now()
    name = Phrase(CLOCK_NAME, framework=code)
    because = clock_doubt(code, held.logs.tails, now)
    if because is not None:
        yield check("clock", ACT, name, because, SET, code)
        return
    words = Phrase(CLOCK_SAID, now=Moment(now), latest=_time(latest_time(held.logs.tails)))
    yield check("clock", OK, name, words, framework=code)


def _disk() -> Check:
    usage = shutil.disk_usage(settings.HOME.path)
    words = Phrase(DISK_SAID, free=Size(usage.free), whole=Size(usage.total))
    state = ACT if usage.free < DISK_BYTES_LEAST else WATCH if usage.free < DISK_BYTES_LOW else OK
    return check("disk", state, Phrase(DISK), words, ROOM if state != OK else "")


def _database() -> Check:
    home: Home = settings.HOME
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = int(cursor.fetchone()[0])
    else:
        beside = [Path(f"{home.database}{more}") for more in ("", "-wal", "-shm")]
        size = sum(each.stat().st_size for each in beside if each.exists())
    # The logs know how long they are: nothing is counted.
    entries = sum(models.Log.objects.values_list("size", flat=True))
    kind = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[connection.vendor]
    return check("database", OK, Phrase(DATABASE), Phrase(DATABASE_SAID, kind=kind, size=Size(size), entries=entries))


def _backup() -> Check:
    """Say when the database was last backed up; who is used to one each night sees it fail on the next morning."""
    name = Phrase(BACKUP)
    if connection.vendor == "postgresql":
        return check("backup", WATCH, name, Phrase(BACKUP_ELSEWHERE), PG_DUMP)
    try:
        last = last_backup(settings.HOME, DATABASE_FILE)
    except HomeAmiss as error:
        return check("backup", WATCH, name, error.phrase, BACK_UP)
    if last is None:
        return check("backup", WATCH, name, Phrase(NO_BACKUP), BACK_UP)
    is_late = CLOCK.now() - last.at > BACKUP_SECONDS_MAX
    words = Phrase(BACKUP_SAID, time=Moment(last.at), file=last.file, size=Size(last.bytes))
    return check("backup", WATCH if is_late else OK, name, words, BACK_UP if is_late else "")


def _stream() -> Iterator[Check]:
    """Say how far the second place is behind, where there is one or is to be one."""
    home: Home = settings.HOME
    name, is_wanted = Phrase(STREAM), bool(home.acknowledging.told())
    try:
        streamed = read_streamed(home)
    except HomeAmiss as error:
        yield check("stream", WATCH, name, error.phrase, STREAM_AGAIN)
        return
    if streamed is None:
        if is_wanted and connection.vendor == "sqlite":
            yield check("stream", ACT, name, Phrase(STREAM_NONE), STREAM_AGAIN)
        return
    seconds = max(0, CLOCK.now() - streamed.at)
    place, at = streamed.place, _time(streamed.at)
    if seconds <= BEHIND_SECONDS_MAX and not streamed.trouble:
        yield check("stream", OK, name, Phrase(STREAM_SAID, time=at, place=place))
        return
    words = Phrase(STREAM_BEHIND, time=at, place=place, seconds=seconds, trouble=streamed.trouble)
    yield check("stream", ACT if is_wanted else WATCH, name, words, STREAM_AGAIN)


def _drill() -> Iterator[Check]:
    """Say when the second place was last restored on trial, where there is one, and how that went."""
    home: Home = settings.HOME
    name = Phrase(DRILL)
    try:
        last = last_drill(home)
    except HomeAmiss as error:
        yield check("drill", WATCH, name, error.phrase, DRILL_AGAIN)
        return
    if last is None:
        if place_of_note(home).exists():
            yield check("drill", WATCH, name, Phrase(DRILL_NONE), DRILL_AGAIN)
        return
    at, place = Moment(last.at), last.place
    if last.trouble:
        yield check("drill", ACT, name, Phrase(DRILL_FAILED, time=at, place=place, trouble=last.trouble), DRILL_MEND)
        return
    count, seconds = sum(last.lacking.values()), last.seconds_at_risk
    words = Phrase(DRILL_SAID, time=at, place=place, reaches=Moment(last.reaches), count=count, seconds=seconds)
    is_due = CLOCK.now() - last.at > DRILL_SECONDS_MAX or seconds > BEHIND_SECONDS_MAX
    yield check("drill", WATCH if is_due else OK, name, words, DRILL_AGAIN if is_due else "")


def _backup_of_keys() -> Check:
    """Say whether all keys are as they were backed up."""
    home: Home = settings.HOME
    name = Phrase(BACKUP_OF_KEYS)
    try:
        last = last_backup(home, KEY_FILES)
        if last is None:
            return check("backup", WATCH, name, Phrase(NO_BACKUP_OF_KEYS), BACK_UP_KEYS)
        later = [each for each in kept_apart(home.path) if int(each.stat().st_mtime) > last.at]
    except HomeAmiss as error:
        return check("backup", WATCH, name, error.phrase, BACK_UP_KEYS)
    except OSError as error:
        return check("backup", WATCH, name, Phrase("%(because)s", because=error.strerror), BACK_UP_KEYS)
    if later:
        place = later[0].relative_to(home.path)
        return check("backup", WATCH, name, Phrase(KEYS_CHANGED, time=Moment(last.at), place=place), BACK_UP_KEYS)
    words = Phrase(BACKUP_SAID, time=Moment(last.at), file=last.file, size=Size(last.bytes))
    return check("backup", OK, name, words)


__all__ = ["ACT", "OK", "STATES", "WATCH", "Check", "health_checks", "health_values"]
