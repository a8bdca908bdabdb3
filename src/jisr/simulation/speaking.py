"""A node that speaks with the others: what it sends, takes in and answers (protocol 8)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from jisr.base import EntryId, Instant, Party, Seq
from jisr.base.limits import HEARTBEAT_SECONDS
from jisr.exchange import (
    Fresh,
    Lack,
    LogPart,
    MalformedMessage,
    Mark,
    Message,
    NotSigned,
    Rounds,
    TooMuch,
    answered,
    back_off,
    check_answer,
    check_request,
    fresh_of,
    is_outdated,
    is_passed_on,
    is_past,
    parse_message,
    part_under,
    reach_of,
    reached,
    read_pouch,
    shared_out,
    sign_answer,
    sign_request,
    write_message,
    write_pouch,
)
from jisr.kernel import NotThisLog
from jisr.log import (
    Checkpoint,
    Equivocation,
    Head,
    HeadForeign,
    MalformedNote,
    NodesBeyond,
    ProofFalse,
    VerifierKey,
    consistency_proof,
    leaf_hash,
    origin,
    parse_head,
    shows_equivocation,
    sign_head,
)
from jisr.simulation.disk import Aside, Asking, DiskFull, MarkGarbled, Peer
from jisr.simulation.founding import NAME, Founded
from jisr.simulation.node import Clock, Node

PATH = f"/exchange/{NAME}"
ROUNDS_MAX = 15
Headers = dict[str, str]
# Carries a request to a peer and gives its answer; None where none came.
Call = Callable[[Party, bytes, Headers], tuple[bytes, Headers] | None]


@dataclass(slots=True)
class Receipt:
    """What became of a message."""

    taken_in: int = 0
    needs: set[str] = field(default_factory=set)


# Heads of a few seasons: each comes to every node, and again with each message until another takes its place.
HEADS_MAX = 1_000


@lru_cache(maxsize=HEADS_MAX)
def _require_signed(note: str, keys: tuple[VerifierKey, ...]) -> None:
    """Raise HeadForeign unless one of the keys has signed a head; what they have signed once they have signed."""
    parse_head(note).require_signed(keys)


class Speaker(Node):
    """One party's node, on the line."""

    def __init__(
        self,
        party: Party,
        founded: Founded,
        clock: Clock,
        chance: Random,
        point: Callable[[str], None],
        *,
        bytes_max: int,
    ) -> None:
        super().__init__(party, founded, clock, chance, point)
        self.keys, self.bytes_max = founded.keys[party], bytes_max

    # What it sends

    def sign_own_head(self) -> None:
        """Sign the head of all that is durably written, its mark first (protocol 2.4, 9.6)."""
        size = self.memory.size(self.party)
        if self.disk.tables.heads[self.party][0] == size or not size or self.doubt() is not None:
            return
        root = self.memory.logs.root(self.party, size)
        self.disk.write_mark(Mark(size, root))
        head = self._head_at(size)
        with self.disk.transaction():
            self.disk.put("heads", self.party, (size, head))

    def message_for(self, peer: Party) -> Message:
        """Make the message for a peer: what it lacks of every log, as far as one message holds."""
        self.sign_own_head()
        have, heads = self.disk.tables.peers[peer].have, self.disk.tables.heads
        ends = {each: reached(heads[each][0], self.disk.tables.reaches.get(each)) for each in self.parties}
        lacking = {
            each: self._lack(Party(each), have.get(each, 0), end)
            for each, end in ends.items()
            if have.get(each, 0) < end
        }
        shared = shared_out(lacking, bytes_max=self.bytes_max, entries_max=5_000)
        parts = {each: self._part(Party(each), have.get(each, 0), entries) for each, entries in shared.items()}
        return Message(framework=NAME, have={each: self.memory.size(Party(each)) for each in self.parties}, logs=parts)

    def _lack(self, log: Party, start: int, end: int) -> Lack:
        sights = self.memory.logs.logs[log].steps
        steps = (
            (seq, about, count)
            for about, each in sights.items()
            for seq, count in zip(*each, strict=True)
            if start <= seq < end
        )
        return Lack(start=start, end=end, entries=self.disk.tables.raws[log][start:end], steps=sorted(steps))

    def _part(self, log: Party, have: int, entries: tuple[bytes, ...]) -> LogPart:
        head_size, head = self.disk.tables.heads[log]
        end = have + len(entries)
        if log == self.party and 0 < end < head_size:
            # protocol 12.24: who has taken in so much can pass it on, and give it back after a loss.
            return LogPart(start=have, entries=entries, head=self._head_at(end), proof=())
        nodes, reach = self.memory.logs.nodes[log], self.disk.tables.reaches.get(log)
        if end > head_size and reach is not None:
            return part_under(reach, have, entries, nodes)
        return LogPart(start=have, entries=entries, head=head, proof=consistency_proof(nodes, end, head_size))

    def _head_at(self, size: int) -> str:
        root = self.memory.logs.root(self.party, size)
        return sign_head(Checkpoint(origin(NAME, self.party), size, root), self.keys["log"])

    # What it takes in

    def take_in(self, message: Message, sender: Party) -> Receipt:
        """Take in a message, in one transaction: its logs by turns, until nothing more moves."""
        receipt = Receipt()
        try:
            with self.disk.transaction():
                self._take_in_logs({Party(party): part for party, part in message.logs.items()}, receipt)
        except BaseException:
            # What was in mind was not written.
            self.forget()
            raise
        peer = self.disk.tables.peers[sender]
        with self.disk.transaction():
            heard = Peer(dict(message.have), self.clock.now(), peer.tried, 0)
            self.disk.put("peers", sender, heard)
        return receipt

    def _take_in_logs(self, waiting: dict[Party, LogPart], receipt: Receipt) -> None:
        moved = True
        while waiting and moved:
            moved = False
            for party, part in list(waiting.items()):
                before = receipt.taken_in
                done = self._take_in_part(party, part, receipt)
                moved = moved or receipt.taken_in != before
                if done:
                    del waiting[party]

    def _take_in_part(self, party: Party, part: LogPart, receipt: Receipt) -> bool:
        if self.disk.tables.cut_off.get(party):
            self.disk.put_aside(Aside("evidence", party, "2.equivocation"))
            return True
        try:
            head = self._checked(party, part.head)
            size = head.checkpoint.size
            if size <= self.memory.size(party):
                self._compare(party, head)
                self._note_head(party, head)
                return True
            if party == self.party and is_outdated(self.disk.read_mark(), size):
                self.disk.write_mark(None)
            fresh = fresh_of(part, head.checkpoint, self.memory.logs.frontier(party))
        except (MalformedNote, HeadForeign, ProofFalse) as error:
            self.disk.put_aside(Aside("refused", party, error.rule, part.start))
            return True
        if fresh is None:
            self.disk.put_aside(Aside("held", party, "2.gap", part.start))
            return False
        is_done = self._add_all(party, fresh.entries, receipt)
        self._note_head(party, head)
        self._note_reach(party, part, head, fresh)
        return is_done

    def _checked(self, party: Party, note: str) -> Head:
        head = parse_head(note)
        if head.checkpoint.origin != origin(NAME, party):
            raise HeadForeign(name=head.checkpoint.origin)
        _require_signed(note, self.founded.manifest.log_keys(party, head.checkpoint.size))
        return head

    def _add_all(self, party: Party, entries: tuple[bytes, ...], receipt: Receipt) -> bool:
        now = self.clock.now()
        for raw in entries:
            changed = self.memory.take(party, raw, now)
            if not isinstance(changed, dict):
                kind = "refused" if isinstance(changed, NotThisLog) else "held"
                self.disk.put_aside(Aside(kind, party, changed.rule, self.memory.size(party)))
                return kind == "refused"
            self._notice(EntryId(party, Seq(self.memory.size(party) - 1)), now)
            self.keep(party, raw, changed)
            receipt.taken_in += 1
        return True

    def _notice(self, at: EntryId, now: Instant) -> None:
        """Tell officers of what protects, when it is here."""
        entry = self.memory.entries[at]
        if entry is not None and entry.act == "stop" and at.party != self.party:
            self.disk.put("noticed", at, now)

    def _note_head(self, party: Party, head: Head) -> None:
        """Keep the last head that covers no more than what is here; it is what is passed on."""
        size = head.checkpoint.size
        if is_passed_on(size, before=self.disk.tables.heads[party][0], here=self.memory.size(party)):
            self.disk.put("heads", party, (size, head.raw))

    def _note_reach(self, party: Party, part: LogPart, head: Head, fresh: Fresh) -> None:
        """Keep what leads from what is here to a head that covers more (protocol 12.43)."""
        here, before = self.memory.size(party), fresh.growth.frontier.size - len(fresh.leaves)
        nodes = NodesBeyond(self.memory.logs.nodes[party], here, fresh.leaves[here - before :])
        found = reach_of(part, head.checkpoint, nodes, here)
        if found is not None:
            self.disk.put("reaches", party, found)

    def _compare(self, party: Party, head: Head) -> None:
        """Hold a head against the log as it is here: another root shows two histories (protocol 2.7)."""
        if self.memory.logs.root(party, head.checkpoint.size) == head.checkpoint.root:
            return
        if party == self.party:
            self.disk.put_aside(Aside("evidence", party, "2.equivocation", head.checkpoint.size))
            return
        mine = self.disk.tables.heads[party][1]
        if not mine:
            raise ProofFalse(what="head", at=head.checkpoint.size, size=self.memory.size(party))
        small, large = sorted((head, parse_head(mine)), key=lambda each: each.checkpoint.size)
        leaves = tuple(map(leaf_hash, self.disk.tables.raws[party][: large.checkpoint.size]))
        cut = small.checkpoint.size
        found = Equivocation(small.raw, large.raw, leaves[:cut], leaves[cut:])
        if not shows_equivocation(found, self.founded.manifest.log_keys(party, cut)):
            raise ProofFalse(what="head", at=head.checkpoint.size, size=self.memory.size(party))
        self.disk.put("cut_off", party, value=True)
        self.disk.put_aside(Aside("evidence", party, "2.equivocation", head.checkpoint.size))

    # How it speaks

    def needs_exchange(self, peer: Party) -> bool:
        """Say whether a peer lacks something, or was not heard for a heartbeat, and may be tried now."""
        row, now = self.disk.tables.peers[peer], self.clock.now()
        if not self.may_try(peer):
            return False
        if peer in self.waking or self.lacks(peer) or row.heard is None:
            return True
        return is_past(row.heard, now, HEARTBEAT_SECONDS)

    def may_try(self, peer: Party) -> bool:
        """Say whether the back-off after failures has run out."""
        row = self.disk.tables.peers[peer]
        return row.tried is None or is_past(row.tried, self.clock.now(), back_off(row.failures))

    def lacks(self, peer: Party) -> bool:
        """Say whether a peer lacks something that could be sent to it."""
        have, heads = self.disk.tables.peers[peer].have, self.disk.tables.heads
        sizes = {each: reached(heads[each][0], self.disk.tables.reaches.get(each)) for each in self.others}
        sizes[self.party] = self.memory.size(self.party)
        return any(size > have.get(each, 0) for each, size in sizes.items() if each != peer)

    def synchronise(self, peer: Party, call: Call) -> int:
        """Exchange with a peer until nothing moves; give how many entries were taken in."""
        rounds, total = Rounds(), 0
        was_waking = peer in self.waking
        for _ in range(ROUNDS_MAX):
            before = self.disk.tables.peers[peer]
            sent = self.message_for(peer)
            body, headers = self._signed(write_message(sent))
            self._note_tried(peer)
            back = call(peer, body, headers)
            answer = None if back is None else self._heard(peer, headers, *back)
            if answer is None:
                self._note_failure(peer)
                return total
            receipt = self.take_in(answer, peer)
            self._note_answer(peer, answer)
            self.acknowledge()
            total += receipt.taken_in
            after = self.disk.tables.peers[peer]
            sizes = {str(each): self.memory.size(each) for each in self.parties}
            moved = rounds.moved(sizes, before=before.have, after=after.have) or bool(receipt.taken_in)
            if not moved or rounds.is_short(sent, after.have, receipt.taken_in):
                break
            if not self.lacks(peer) and all(answer.have.get(each, 0) <= size for each, size in sizes.items()):
                break
        if was_waking:
            self.waking.discard(peer)
        return total

    def _heard(self, peer: Party, request: Headers, body: bytes, headers: Headers) -> Message | None:
        """Read an answer; None where it is none, as when it came half."""
        try:
            check_answer(
                status=200,
                body=body,
                headers=headers,
                request=request,
                keys=lambda _: self.founded.manifest.wire_keys(peer),
                now=self.clock.now(),
            )
            return parse_message(body)
        except (NotSigned, MalformedMessage, TooMuch):
            return None

    def _note_tried(self, peer: Party) -> None:
        row = self.disk.tables.peers[peer]
        with self.disk.transaction():
            self.disk.put("peers", peer, Peer(row.have, row.heard, self.clock.now(), row.failures))

    def _note_failure(self, peer: Party) -> None:
        row = self.disk.tables.peers[peer]
        with self.disk.transaction():
            self.disk.put("peers", peer, Peer(row.have, row.heard, row.tried, row.failures + 1))

    def _note_answer(self, peer: Party, answer: Message) -> None:
        """Let a peer's answer lay a doubt about the own log to rest, if it can (protocol 9.6)."""
        doubt, here = self.doubt(), self.memory.size(self.party)
        if doubt is None or not doubt.is_short:
            return
        asking = self.disk.asking or Asking(here, frozenset())
        theirs = answer.have.get(self.party, 0)
        found = answered(
            asking.parties, counted_at=asking.size, here=here, peer=peer, theirs=theirs, others=self.others
        )
        if found is None:
            return
        self.disk.asking = Asking(here, found.parties)
        if found.is_enough:
            self.disk.write_mark(Mark(here, self.memory.logs.root(self.party, here)))
            self.disk.asking = None

    def answer(self, body: bytes, headers: Headers) -> tuple[bytes, Headers]:
        """Take in a peer's request and give the signed answer; raises NotSigned for anyone else."""
        keyid = check_request(
            method="POST",
            path=PATH,
            body=body,
            headers=headers,
            keys=self._wire_keys,
            now=self.clock.now(),
            is_new=self._is_new,
        )
        sender = Party(keyid.partition("/")[2])
        self.take_in(parse_message(body), sender)
        self.acknowledge()
        answer = write_message(self.message_for(sender))
        signed = sign_answer(
            status=200,
            body=answer,
            request=headers,
            keyid=f"{NAME}/{self.party}",
            key=self.keys["wire"],
            now=self.clock.now(),
            nonce=self._nonce(),
        )
        return answer, signed

    def _wire_keys(self, keyid: str) -> tuple[bytes, ...]:
        party = keyid.partition("/")[2]
        return self.founded.manifest.wire_keys(party) if party in self.others else ()

    def _is_new(self, keyid: str, nonce: str, until: Instant) -> bool:
        """Keep a nonce as long as its message could be repeated; False if it is here already."""
        if f"{keyid} {nonce}" in self.disk.tables.nonces:
            return False
        with self.disk.transaction():
            self.disk.put("nonces", f"{keyid} {nonce}", until)
        return True

    def _signed(self, body: bytes) -> tuple[bytes, Headers]:
        headers = sign_request(
            method="POST",
            path=PATH,
            body=body,
            keyid=f"{NAME}/{self.party}",
            key=self.keys["wire"],
            now=self.clock.now(),
            nonce=self._nonce(),
        )
        return body, headers

    def _nonce(self) -> str:
        return f"{self.chance.getrandbits(120):030x}"

    # Pouches

    def pouch_for(self, peer: Party) -> bytes:
        """Make the pouch for a peer."""
        return write_pouch(self.message_for(peer), party=self.party, key=self.keys["wire"])

    def open_pouch(self, raw: bytes) -> Receipt:
        """Take in a pouch, and write the ack that it calls for."""
        sender, message = read_pouch(raw, keys=lambda _, party: self.founded.manifest.wire_keys(party))
        receipt = self.take_in(message, sender)
        self.acknowledge()
        return receipt


__all__ = ["Call", "DiskFull", "Headers", "MarkGarbled", "Receipt", "Speaker"]
