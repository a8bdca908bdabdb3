"""A line between real nodes: a TCP proxy of ours for each direction, which fails as it is told."""

import asyncio
import threading
from dataclasses import dataclass, field

from tests.nodes.nodes import free_port

PIECE_BYTES = 4_096
# A 2G line: some 40 kbit/s.
SLOW_BYTES_A_SECOND = 5_000
REPEATED_KEPT = 20
TAKEN = b"HTTP/1.1 200 "


@dataclass
class Link:
    """The way by which one node reaches another, and what is wrong with it."""

    port: int
    target: int
    is_cut: bool = False
    # Requests arrive, and their answers do not.
    is_one_way: bool = False
    delay_seconds: float = 0
    bytes_a_second: int = 0
    # After so many bytes of a request the connection breaks; 0: it does not.
    breaks_after: int = 0
    requests: list[bytes] = field(default_factory=list)
    # How what came a second time was answered.
    repeated: list[bytes] = field(default_factory=list)


class Line:
    """All links, in a thread with a loop of its own."""

    def __init__(self) -> None:
        self.links: dict[tuple[str, str], Link] = {}
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def open(self, of: str, to: str, *, target: int) -> Link:
        """Open a link."""
        link = self.links[of, to] = Link(free_port(), target)
        self._do(self._listen(link))
        return link

    def heal(self) -> None:
        """Let nothing be wrong any more."""
        for link in self.links.values():
            link.is_cut = link.is_one_way = False
            link.delay_seconds = link.bytes_a_second = link.breaks_after = 0

    def repeat(self, link: Link) -> None:
        """Send once more what went by last."""
        if link.requests:
            self._do(self._send_again(link, link.requests[-1]))

    def close(self) -> None:
        """Close all links."""
        for server in self._servers:
            self._loop.call_soon_threadsafe(server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _do(self, what: "asyncio.Future[None] | object") -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(30)  # type: ignore[arg-type]  # a coroutine of ours

    async def _listen(self, link: Link) -> None:
        self._servers.append(await asyncio.start_server(lambda r, w: self._carry(link, r, w), "127.0.0.1", link.port))

    async def _carry(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there: asyncio.StreamWriter | None = None
        try:
            if link.is_cut:
                return
            await asyncio.sleep(link.delay_seconds)
            back, there = await asyncio.open_connection("127.0.0.1", link.target)
            request, answer = bytearray(), bytearray()
            forth = asyncio.create_task(self._pass_on(link, reader, there, request, breaks=link.breaks_after))
            await self._pass_on(link, back, None if link.is_one_way else writer, answer, breaks=0)
            forth.cancel()
            if answer.startswith(TAKEN):
                # What was not taken, as half of it or by a node that was killed, may well be taken when it comes again.
                link.requests = [*link.requests, bytes(request)][-REPEATED_KEPT:]
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            for each in (writer, there):
                if each is not None:
                    each.close()

    async def _pass_on(
        self,
        link: Link,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter | None,
        seen: bytearray,
        *,
        breaks: int,
    ) -> None:
        while piece := await reader.read(PIECE_BYTES):
            if link.bytes_a_second:
                await asyncio.sleep(len(piece) / link.bytes_a_second)
            seen += piece
            if breaks and len(seen) > breaks:
                if writer is not None:
                    writer.write(piece[: max(0, breaks - len(seen) + len(piece))])
                    writer.close()
                return
            if writer is not None:
                writer.write(piece)
                await writer.drain()

    async def _send_again(self, link: Link, request: bytes) -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", link.target)
            writer.write(request)
            await writer.drain()
            link.repeated.append(await asyncio.wait_for(reader.readline(), 20))
            writer.close()
        except OSError:
            return


__all__ = ["SLOW_BYTES_A_SECOND", "Line", "Link"]
