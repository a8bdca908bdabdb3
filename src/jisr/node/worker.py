"""What a node does by itself while it serves: exchange, and write what is due."""

import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

from jisr.base import FrameworkId, Instant, JisrError, Party
from jisr.base.limits import HEARTBEAT_SECONDS
from jisr.exchange import day_of
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.events import note, note_failed
from jisr.node.services.acts import this_party
from jisr.node.services.duties import carry_commitments, perform_due, record_manifests
from jisr.node.services.exchange import (
    is_past,
    lacks,
    may_try,
    needs_exchange,
    sendable,
    synchronise,
    waits_for_today,
)

# Acts reach a connected peer within two seconds (protocol 8.4); we look four times a second.
LOOK_SECONDS = 0.25
DUTY_SECONDS = 1.0
NEW_PEER_SECONDS = 5.0
STOP_SECONDS = 5.0


Said = tuple[dict[str, int], dict[str, int]]


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
    """One thread for each peer of each framework, so that a silent one delays no other; one for duties."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._threads: dict[tuple[str, str], threading.Thread] = {}

    def start(self) -> None:
        """Begin; frameworks and peers that come later are found."""
        self._spawn(("", "duties"), self._watch_duties)
        self._spawn(("", "peers"), self._watch_peers)

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

        def look() -> None:
            own = this_party()
            for peer in models.Peer.objects.exclude(party=own).select_related("framework"):
                key = (peer.framework_id, peer.party)
                if key not in self._threads:
                    self._spawn(key, lambda key=key: self._watch_peer(*key))  # type: ignore[misc]

        self._repeat(look, NEW_PEER_SECONDS)

    def _watch_peer(self, framework: str, party: str) -> None:
        # protocol 8.3: who wakes says at once what is here; after a restore nobody else knows what is not.
        waking, code, patience = True, FrameworkId(framework), Patience()

        def look() -> None:
            nonlocal waking
            peer = models.Peer.objects.get(framework=framework, party=party)
            now = CLOCK.now()
            if not may_try(peer, now):
                return
            if (
                waking
                or patience.is_new_day(code, now)
                or (needs_exchange(code, peer, now) and patience.is_over(said(code, peer), now))
            ):
                synchronise(code, Party(party))
                waking = False
                after = models.Peer.objects.get(pk=peer.pk)
                patience.note(said(code, after), now, is_owed=lacks(code, after))

        self._repeat(look, LOOK_SECONDS)

    def _watch_duties(self) -> None:
        carried: dict[str, int] = {}

        def look() -> None:
            for code, moves in models.Framework.objects.values_list("pk", "moves"):
                perform_due(FrameworkId(code))
                record_manifests(FrameworkId(code))
                if carried.get(code) != moves:
                    carry_commitments(FrameworkId(code))
                    carried[code] = moves

        self._repeat(look, DUTY_SECONDS)

    def _repeat(self, look: Callable[[], None], seconds: float) -> None:
        """Look again and again; trouble is noted and never ends the thread."""
        while not self._stopped.wait(seconds):
            try:
                close_old_connections()
                look()
            except JisrError as error:
                note("worker.trouble", thread=threading.current_thread().name, because=str(error))
            except Exception:  # a node that stops exchanging in silence is worse
                note_failed("worker.failed", thread=threading.current_thread().name)
        connection.close()
