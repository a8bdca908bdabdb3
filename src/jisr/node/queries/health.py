"""Is this node well, and if not what does its operator do: each thing with its state and its remedy in words."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min
from django.template.defaultfilters import filesizeformat

from jisr.base import N_, Instant, JisrError, Phrase, format_instant
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.authority_keys import identities_of
from jisr.node.backed_up import last_backup
from jisr.node.backing_up import kept_apart
from jisr.node.backup import DATABASE as DATABASE_FILE
from jisr.node.backup import KEYS as KEY_FILES
from jisr.node.catalogue import speaking
from jisr.node.clock import CLOCK
from jisr.node.home import Home, HomeAmiss
from jisr.node.kek import KekMissing, home_keys, is_locked, is_openable
from jisr.node.noted import read_noted
from jisr.node.queries.doubts import SET, doubt_of
from jisr.node.queries.exchanges import ExchangeLine, exchange_lines
from jisr.node.queries.people import party_said
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.sight import EVERYTHING
from jisr.node.queries.values import moment_shown
from jisr.node.signing import log_key, wire_key
from jisr.node.soundness import LOG, clock_doubt, latest_time
from jisr.node.streaming_note import read_streamed
from jisr.rules.say import RULES

OK, WATCH, ACT = "ok", "watch", "act"
STATES: Final = (ACT, WATCH, OK)
DAY_SECONDS: Final = 86_400
# A key that is older is worth a thought: nobody knows who has seen it.
KEY_DAYS_MAX: Final = 730
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
FIRST = N_("See whether this machine reaches %(address)s: `jisr sync`. The other node must be running, too.")
EQUIVOCAL = N_("It has shown two different histories. Nothing more of it is taken in.")
PEOPLE = N_(
    "Change nothing, and ring the operators of the other parties: only people can settle this. What proves it is kept"
    " as evidence, and must not be deleted."
)
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
OWN_LOG = N_("This party's log in %(framework)s")
WHOLE = N_("Whole. Entries: %(size)s, under a signed head: %(head)s.")
CLOCK_NAME = N_("Clock of this machine, in %(framework)s")
CLOCK_SAID = N_("It shows %(now)s; the latest time that a party has stated is %(latest)s.")
NO_TIME = N_("none")
KEY_NAMES: Final = {
    "log": N_("Key that signs this party's log"),
    "wire": N_("Key that signs what is sent"),
    "recovery": N_("Key for recovery"),
}
KEY_SAID = N_("%(place)s, written %(day)s; the frameworks name it.")
KEY_OLD = N_("%(place)s, written %(day)s: more than %(days)s days ago.")
REPLACE = N_(
    "Agree with the other parties on a version of the manifest that names a new one; until all have recorded it this"
    " one stays in place."
)
KEY_LACKING = N_("%(place)s cannot be read: %(because)s")
RECOVERY = N_("%(place)s lies on this machine.")
APART = N_(
    "Put it where nobody comes who has this machine, and delete it here: it is for the day on which the others"
    " are lost."
)
RECOVERY_APART = N_("It does not lie on this machine, as it should be.")
KEK = N_("Key-encryption key")
KEK_NONE = N_("The keys for sealed content lie in the home in the clear, for this node's account alone.")
KEK_UNUSED = N_("node.toml names one, and the keys for sealed content do not lie under it yet.")
KEK_TAKE = N_("`jisr node kek` takes one into use: who has a copy of the home then opens nothing by it.")
KEK_SAID = N_("The keys for sealed content lie under it; it comes from: %(where)s.")
KEK_MISSING = N_("Nothing that is sealed is opened, sealed or sent: %(because)s.")
KEY_OF = N_("Key of %(authority)s")
OLD_KEYS = N_("%(authority)s has a new key; its old one is still needed.")
OLD_KEYS_WAIT = N_(
    "It is destroyed by itself once every other party has seen the new one and what was sealed to the old one has come"
    " and is sealed anew. If that takes long: is the new key stated in every framework (`jisr sealed rotate`)?"
)
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
# One each night, which may take its hours.
BACKUP_SECONDS_MAX: Final = 30 * 3_600
# What follows says every five seconds that it does.
BEHIND_SECONDS_MAX: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: `ok`, to `watch`, or to `act` upon, with what to do."""

    subject: str
    state: str
    name: Phrase
    words: Phrase
    remedy: Phrase
    framework: str = ""


def _check(
    subject: str, state: str, name: Phrase, words: Phrase, remedy: Phrase | str = "", framework: str = ""
) -> Check:
    said = remedy if isinstance(remedy, Phrase) else Phrase(remedy)
    return Check(subject=subject, state=state, name=name, words=words, remedy=said, framework=framework)


def health_checks() -> list[Check]:
    """Look at everything; what is to be done comes first."""
    found: list[Check] = []
    for code in models.Framework.objects.order_by("pk").values_list("pk", flat=True):
        held = reading(code)
        found += _exchanges(held)
        found += _asides(code)
        found += _own_log(held)
        found += _clock(held)
    found += _echoes()
    found += [*_keys(), _kek(), *_old_keys(), _disk(), _database(), _backup(), _backup_of_keys(), *_stream()]
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


class Size(Phrase):
    """A number of bytes: for programs as English says it, for a person as the language does."""

    def __init__(self, count: int) -> None:
        with speaking("en"):
            super().__init__("%(size)s", size=filesizeformat(count))
        self.count = count

    def said_in(self, translate: Callable[[str], str]) -> str:
        """Say it in the language that is spoken here."""
        del translate
        return filesizeformat(self.count)


class Moment(Phrase):
    """An instant: for programs in its one spelling, for a person as the language says it."""

    def __init__(self, at: int) -> None:
        super().__init__("%(time)s", time=format_instant(Instant(at)))
        self.at = at

    def said_in(self, translate: Callable[[str], str]) -> str:
        """Say it."""
        return super().said_in(translate) if translate is str else moment_shown(self.at)


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
        state, words, remedy = ACT, Phrase(EQUIVOCAL), Phrase(PEOPLE)
    elif line.heard is None:
        state, words, remedy = WATCH, Phrase(NEVER, count=line.unacknowledged), Phrase(FIRST, address=address)
    elif line.is_cut:
        words = Phrase(CUT, time=_time(line.heard), failures=peer.failures, trouble=line.trouble)
        state, remedy = ACT, Phrase(RING, address=address)
    return _check("exchange", state, name, words, remedy, line.framework)


def _asides(code: str) -> Iterator[Check]:
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
        name = Phrase(KINDS[row["kind"]], party=party_said(row["party"]), framework=code)
        yield _check(row["kind"], state, name, words, remedy, code)


def _echoes() -> Iterator[Check]:
    """Say what waits to be written in shared dossiers, and nothing of what calls for it: operators are not officers."""
    for row in models.Echo.objects.filter(written="").select_related("link").order_by("pk"):
        framework = row.link.shared_id
        name = Phrase(ECHO, framework=framework, dossier=row.link.shared_dossier)
        words = Phrase(ECHO_WAITS, act=row.act, since=_time(row.at), trouble=read_noted(row.trouble))
        yield _check("echo", ACT, name, words, ECHO_REMEDY, framework)


def _own_log(held: Reading) -> Iterator[Check]:
    code, own = held.row.pk, held.rows[own_party()]
    name = Phrase(OWN_LOG, framework=code)
    doubt = doubt_of(held, CLOCK.now())
    if doubt is not None and doubt.what == LOG:
        yield _check("log", ACT, name, doubt.because, doubt.remedy, code)
        return
    yield _check("log", OK, name, Phrase(WHOLE, size=own.size, head=own.head_size), framework=code)


def _clock(held: Reading) -> Iterator[Check]:
    code, now = held.row.pk, CLOCK.now()
    name = Phrase(CLOCK_NAME, framework=code)
    because = clock_doubt(code, held.logs.tails, now)
    if because is not None:
        yield _check("clock", ACT, name, because, SET, code)
        return
    words = Phrase(CLOCK_SAID, now=Moment(now), latest=_time(latest_time(held.logs.tails)))
    yield _check("clock", OK, name, words, framework=code)


def _keys() -> Iterator[Check]:
    home: Home = settings.HOME
    sizes = dict(models.Log.objects.filter(party=home.party).values_list("framework_id", "size"))
    for name in ("log", "wire"):
        yield _key(name, home.path / "keys" / f"{name}.pem", sizes)
    place = home.path / "keys" / "recovery.pem"
    title = Phrase(KEY_NAMES["recovery"])
    if place.exists():
        yield _check("key", WATCH, title, Phrase(RECOVERY, place="keys/recovery.pem"), APART)
    else:
        yield _check("key", OK, title, Phrase(RECOVERY_APART))


def _key(name: str, place: Path, sizes: dict[str, int]) -> Check:
    title = Phrase(KEY_NAMES[name])
    try:
        written = int(place.stat().st_mtime)
        for code, size in sizes.items():
            _ = log_key(code, size) if name == "log" else wire_key(code)
    except JisrError as error:
        return _check("key", ACT, title, error.phrase, Phrase(error.advice, **error.phrase.holes))
    except OSError as error:
        return _check("key", ACT, title, Phrase(KEY_LACKING, place=place, because=error.strerror))
    day, shown = Moment(written), f"keys/{place.name}"
    if CLOCK.now() - written > KEY_DAYS_MAX * DAY_SECONDS:
        return _check("key", WATCH, title, Phrase(KEY_OLD, place=shown, day=day, days=KEY_DAYS_MAX), REPLACE)
    return _check("key", OK, title, Phrase(KEY_SAID, place=shown, day=day))


def _kek() -> Check:
    """Say how keys for sealed content lie, and whether they can be opened."""
    home: Home = settings.HOME
    title = Phrase(KEK)
    if not is_locked(home):
        return _check("kek", WATCH, title, Phrase(KEK_NONE if home.encryption is None else KEK_UNUSED), KEK_TAKE)
    try:
        home_keys(home)
    except KekMissing as error:
        return _check("kek", ACT, title, Phrase(KEK_MISSING, because=error.phrase), error.advice)
    assert home.encryption is not None, "by it they were opened"
    return _check("kek", OK, title, Phrase(KEK_SAID, where=home.encryption.said))


def _old_keys() -> Iterator[Check]:
    """Name the authorities whose old key is still needed."""
    home: Home = settings.HOME
    if not is_openable(home):
        return
    for place in sorted((home.path / "keys" / "authorities").glob("*.age")):
        title = Phrase(KEY_OF, authority=place.stem)
        try:
            count = len(identities_of(home, place.stem))
        except HomeAmiss as error:
            yield _check("key", ACT, title, error.phrase, error.advice)
            continue
        if count > 1:
            yield _check("key", WATCH, title, Phrase(OLD_KEYS, authority=place.stem), OLD_KEYS_WAIT)


def _disk() -> Check:
    usage = shutil.disk_usage(settings.HOME.path)
    words = Phrase(DISK_SAID, free=Size(usage.free), whole=Size(usage.total))
    state = ACT if usage.free < DISK_BYTES_LEAST else WATCH if usage.free < DISK_BYTES_LOW else OK
    return _check("disk", state, Phrase(DISK), words, ROOM if state != OK else "")


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
    return _check("database", OK, Phrase(DATABASE), Phrase(DATABASE_SAID, kind=kind, size=Size(size), entries=entries))


def _backup() -> Check:
    """Say when the database was last backed up; who is used to one each night sees it fail on the next morning."""
    name = Phrase(BACKUP)
    if connection.vendor == "postgresql":
        return _check("backup", WATCH, name, Phrase(BACKUP_ELSEWHERE), PG_DUMP)
    try:
        last = last_backup(settings.HOME, DATABASE_FILE)
    except HomeAmiss as error:
        return _check("backup", WATCH, name, error.phrase, BACK_UP)
    if last is None:
        return _check("backup", WATCH, name, Phrase(NO_BACKUP), BACK_UP)
    is_late = CLOCK.now() - last.at > BACKUP_SECONDS_MAX
    words = Phrase(BACKUP_SAID, time=Moment(last.at), file=last.file, size=Size(last.bytes))
    return _check("backup", WATCH if is_late else OK, name, words, BACK_UP if is_late else "")


def _stream() -> Iterator[Check]:
    """Say how far the second place is behind, where there is one or is to be one."""
    home: Home = settings.HOME
    name, is_wanted = Phrase(STREAM), bool(home.acknowledging.told())
    try:
        streamed = read_streamed(home)
    except HomeAmiss as error:
        yield _check("stream", WATCH, name, error.phrase, STREAM_AGAIN)
        return
    if streamed is None:
        if is_wanted and connection.vendor == "sqlite":
            yield _check("stream", ACT, name, Phrase(STREAM_NONE), STREAM_AGAIN)
        return
    seconds = max(0, CLOCK.now() - streamed.at)
    place, at = streamed.place, _time(streamed.at)
    if seconds <= BEHIND_SECONDS_MAX and not streamed.trouble:
        yield _check("stream", OK, name, Phrase(STREAM_SAID, time=at, place=place))
        return
    words = Phrase(STREAM_BEHIND, time=at, place=place, seconds=seconds, trouble=streamed.trouble)
    yield _check("stream", ACT if is_wanted else WATCH, name, words, STREAM_AGAIN)


def _backup_of_keys() -> Check:
    """Say whether all keys are as they were backed up."""
    home: Home = settings.HOME
    name = Phrase(BACKUP_OF_KEYS)
    try:
        last = last_backup(home, KEY_FILES)
        if last is None:
            return _check("backup", WATCH, name, Phrase(NO_BACKUP_OF_KEYS), BACK_UP_KEYS)
        later = [each for each in kept_apart(home.path) if int(each.stat().st_mtime) > last.at]
    except HomeAmiss as error:
        return _check("backup", WATCH, name, error.phrase, BACK_UP_KEYS)
    except OSError as error:
        return _check("backup", WATCH, name, Phrase("%(because)s", because=error.strerror), BACK_UP_KEYS)
    if later:
        place = later[0].relative_to(home.path)
        return _check("backup", WATCH, name, Phrase(KEYS_CHANGED, time=Moment(last.at), place=place), BACK_UP_KEYS)
    words = Phrase(BACKUP_SAID, time=Moment(last.at), file=last.file, size=Size(last.bytes))
    return _check("backup", OK, name, words)


__all__ = ["ACT", "OK", "STATES", "WATCH", "Check", "health_checks", "health_values"]
