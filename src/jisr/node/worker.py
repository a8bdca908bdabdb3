"""What a node does by itself while it serves: exchange, and write what is due."""

import threading
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import F

from jisr.base import FrameworkId, Instant, JisrError, Party
from jisr.base.limits import HEARTBEAT_SECONDS
from jisr.exchange import day_of, is_past
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.domestic import is_of_one
from jisr.node.events import note, note_failed
from jisr.node.glance import Glance
from jisr.node.services.acts import this_party
from jisr.node.services.addressing import address_all
from jisr.node.services.attaching import discard_stale
from jisr.node.services.chaining import forget_readings
from jisr.node.services.desk import describe_all
from jisr.node.services.digests import write_digests
from jisr.node.services.duties import carry_commitments, next_due, perform_due, record_manifests, write_echoes
from jisr.node.services.erasing import finish_erasures
from jisr.node.services.exchange import (
    lacks,
    may_try,
    needs_exchange,
    next_try,
    sendable,
    synchronise,
    waits_for_today,
)
from jisr.node.services.keeping_notices import notice_keeping
from jisr.node.services.key_notices import notice_keys
from jisr.node.services.messages import own_head
from jisr.node.services.noticing import notice_all
from jisr.node.services.outbox import HOOK, MAIL, next_sending, send_due
from jisr.node.services.releasing import write_released
from jisr.node.services.rotating import finish_rotations
from jisr.node.services.witnessing import ask_witness, is_due, witnesses
from jisr.node.signer_line import REST_SECONDS, SignerTrouble

# Acts reach a connected peer within two seconds (tests/nodes/test_arrival.py); we glance four times a second.
LOOK_SECONDS = 0.25
DUTY_SECONDS = 1.0
NEW_PEER_SECONDS = 5.0
DESK_PAUSE_SECONDS = 5.0
STOP_SECONDS = 5.0
# What is new is noticed within a second; what begins by the clock alone within a minute.
NOTICE_SECONDS = 1.0
WITNESS_LOOK_SECONDS = 1.0
# After a failure; doubled with each that follows, never rarer than hourly.
WITNESS_WAIT_SECONDS = 5
NOTICE_ANYHOW_SECONDS = 60
# Keys age by days, and times of keeping end on one.
KEYS_SECONDS = 3_600


Said = tuple[dict[str, int], dict[str, int]]
# It gives the moment at which there is to look again though nothing is written; None: none that it knows.
Look = Callable[[], Instant | None]


def said(framework: FrameworkId, peer: models.Peer) -> Said:
    """Give what there is to say to a peer, and what it says that it has."""
    return sendable(framework), dict(peer.have)


class Patience:
    """When to offer again what a peer did not take in: at once if there is something new, else ever more rarely.

    It holds what waits for another day, or for a third party; it must not be sent all of it four
    times a second until then (protocol 8.3: never rarer than hourly).
    """

    def __init__(self) -> None:
        self._said: Said | None = None
        self._since = self._wait = 0
        self._day: int | None = None

    def is_over(self, what: Said, now: int) -> bool:
        """Say whether it is time to exchange again."""
        return what != self._said or is_past(self._since, now, self._wait)

    def ends(self) -> Instant:
        """Give the moment at which it is over, if nothing new is to be said before."""
        return Instant(self._since + self._wait)

    def is_new_day(self, framework: FrameworkId, now: Instant) -> bool:
        """Say, once, that the day has come for which something was held here (protocol 8.4)."""
        if self._day == day_of(now) or not waits_for_today(framework, now):
            return False
        self._day = day_of(now)
        return True

    def note(self, what: Said, now: int, *, is_owed: bool) -> None:
        """Note how an exchange has ended; `is_owed`: the peer lacks something still."""
        is_same = self._said is not None and self._said[0] == what[0]
        longer = min(2 * self._wait, HEARTBEAT_SECONDS) if is_same else 0
        self._said, self._since, self._wait = what, now, max(longer, 1) if is_owed else 0


class Worker:
    """A thread for each peer of each framework, so that a silent one delays no other; for duties; for the desk.

    One records and addresses notices; mails and calls have a thread each, since a server may be silent.
    """

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._threads: dict[tuple[str, str], threading.Thread] = {}

    def start(self) -> None:
        """Begin; frameworks and peers that come later are found."""
        self._spawn(("", "duties"), self._watch_duties)
        self._spawn(("", "peers"), self._watch_peers)
        self._spawn(("", "desk"), self._watch_desk)
        self._spawn(("", "notices"), self._watch_notices)
        self._spawn(("", "witnesses"), self._watch_witnesses)
        if settings.HOME.log_signer is not None:
            self._spawn(("", "signer"), self._watch_signer)
        for channel in (MAIL, HOOK):
            self._spawn(("", channel), lambda channel=channel: self._watch_outbox(channel))  # type: ignore[misc]

    def stop(self) -> None:
        """End all threads; an exchange under way is finished or given up."""
        self._stopped.set()
        for thread in list(self._threads.values()):
            thread.join(STOP_SECONDS)

    def _spawn(self, key: tuple[str, str], work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="-".join(key), daemon=True)
        self._threads[key] = thread
        thread.start()

    def _watch_peers(self) -> None:
        """Start a thread for each peer that has none yet."""

        def look() -> Instant | None:
            own = this_party()
            for peer in models.Peer.objects.exclude(party=own).select_related("framework"):
                key = (peer.framework_id, peer.party)
                if key not in self._threads:
                    self._spawn(key, lambda key=key: self._watch_peer(*key))  # type: ignore[misc]
            return None

        # protocol 8.3: a node that wakes has something to say at once, not when the next new peer is looked for.
        self._attempt(look)
        self._repeat(look, NEW_PEER_SECONDS)

    def _watch_peer(self, framework: str, party: str) -> None:
        # protocol 8.3: who wakes says at once what is here; after a restore nobody else knows what is not.
        waking, code, patience = True, FrameworkId(framework), Patience()

        def look() -> Instant | None:
            nonlocal waking
            peer = models.Peer.objects.get(framework=framework, party=party)
            now = CLOCK.now()
            if not may_try(peer, now):
                return next_try(peer)
            if not waking and not patience.is_new_day(code, now):
                if not needs_exchange(code, peer, now):
                    return None
                if not patience.is_over(said(code, peer), now):
                    return patience.ends()
            synchronise(code, Party(party))
            waking = False
            after = models.Peer.objects.get(pk=peer.pk)
            patience.note(said(code, after), now, is_owed=lacks(code, after))
            return now

        self._repeat(look, LOOK_SECONDS)

    def _watch_duties(self) -> None:
        carried: dict[str, int] = {}

        def look() -> Instant | None:
            # Before all else: what protects somebody has waited already.
            self._attempt(write_released)
            self._attempt(write_echoes)
            self._attempt(finish_erasures)
            self._attempt(discard_stale)
            self._attempt(finish_rotations)
            self._attempt(forget_readings)
            for code, moves in models.Framework.objects.values_list("pk", "moves"):
                perform_due(FrameworkId(code))
                record_manifests(FrameworkId(code))
                if carried.get(code) != moves:
                    carry_commitments(FrameworkId(code))
                    carried[code] = moves
            return next_due()

        self._repeat(look, DUTY_SECONDS)

    def _watch_desk(self) -> None:
        """Describe what was written: what officers see in lists follows within a moment."""

        def look() -> Instant | None:
            try:
                for code in models.Framework.objects.values_list("pk", flat=True):
                    describe_all(FrameworkId(code), until=self._stopped.is_set)
            except Exception:
                # A disk that is full is full for a while.
                self._stopped.wait(DESK_PAUSE_SECONDS)
                raise
            return None

        self._repeat(look, LOOK_SECONDS)

    def _watch_notices(self) -> None:
        noticed: dict[str, tuple[object, int]] = {}
        aged = 0

        def look() -> Instant | None:
            nonlocal aged
            now = CLOCK.now()
            described = dict(models.Described.objects.values_list("pk", "sizes"))
            for code, moves in models.Framework.objects.values_list("pk", "moves"):
                what, since = noticed.get(code, (None, 0))
                state = (moves, described.get(code))
                # Trouble in one framework keeps no notice of another back; it is tried again in a minute.
                if what != state or is_past(since, now, NOTICE_ANYHOW_SECONDS):
                    noticed[code] = (state, now)
                    self._attempt(partial(notice_all, FrameworkId(code), now=now))
            if is_past(aged, now, KEYS_SECONDS):
                aged = now
                self._attempt(lambda: notice_keys(now=now))
                for code in models.Framework.objects.values_list("pk", flat=True):
                    self._attempt(partial(notice_keeping, FrameworkId(code), now=now))
            self._attempt(lambda: address_all(settings.HOME, now=now))
            self._attempt(lambda: write_digests(settings.HOME, now=now))
            return None

        self._repeat(look, NOTICE_SECONDS)

    def _watch_witnesses(self) -> None:
        """Ask the witnesses of domestic frameworks; one that is silent is asked ever more rarely."""
        tried: dict[tuple[str, str], tuple[int, int]] = {}

        def look() -> Instant | None:
            now = CLOCK.now()
            for asked in witnesses():
                key = (asked.framework, asked.name)
                since, wait = tried.get(key, (0, 0))
                if not is_past(since, now, wait) or not is_due(asked, now):
                    continue
                try:
                    ask_witness(asked)
                    tried[key] = now, 0
                except JisrError as error:
                    tried[key] = now, min(max(2 * wait, WITNESS_WAIT_SECONDS), HEARTBEAT_SECONDS)
                    note("witness.trouble", framework=asked.framework, witness=asked.name, because=str(error))
            return None

        self._repeat(look, WITNESS_LOOK_SECONDS)

    def _watch_signer(self) -> None:
        """Have the machine apart sign what was written to the own logs; what came meanwhile is under one head."""

        def look() -> Instant | None:
            until = None
            for log in models.Log.objects.filter(party=this_party(), size__gt=F("head_size")):
                if is_of_one(log.framework.parties):
                    # Its heads leave for a witness alone, which asks for them.
                    continue
                try:
                    own_head(FrameworkId(log.framework_id))
                except SignerTrouble:
                    # Noted, and said to the operator.
                    until = Instant(CLOCK.now() + int(REST_SECONDS))
            return until

        self._repeat(look, LOOK_SECONDS)

    def _watch_outbox(self, channel: str) -> None:
        def look() -> Instant | None:
            send_due(settings.HOME, channel)
            return next_sending(channel)

        self._repeat(look, NOTICE_SECONDS)

    def _repeat(self, look: Look, seconds: float) -> None:
        """Look again and again, whenever there is a reason; trouble is noted and never ends the thread."""
        glance = Glance()

        def look_if_worth_it() -> None:
            if glance.is_worth_a_look(CLOCK.now()):
                glance.rest(look())

        while not self._stopped.wait(seconds):
            self._attempt(look_if_worth_it)
        connection.close()

    def _attempt(self, work: Callable[[], object]) -> None:
        """Do something once; trouble is noted, and what comes after is done all the same."""
        try:
            close_old_connections()
            work()
        except JisrError as error:
            note("worker.trouble", thread=threading.current_thread().name, because=str(error))
        except Exception:  # a node that stops exchanging in silence is worse
            note_failed("worker.failed", thread=threading.current_thread().name)
