"""A TCP line between two nodes that a test can cut and heal."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

STARTED_SECONDS_MAX = 5
CHUNK_BYTES = 64 * 1024
HOST = "127.0.0.1"


class Proxy:
    """Carries bytes from a port of its own to a node's port, as long as it is not cut."""

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self.port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy-{target_port}", daemon=True)
        self._thread.start()
        self.heal()

    @property
    def address(self) -> str:
        """Give the address by which a peer reaches the node behind the line."""
        return f"http://{HOST}:{self.port}"

    @property
    def is_cut(self) -> bool:
        """Say whether nobody listens."""
        return self._server is None

    def cut(self) -> None:
        """Close what is open and refuse what is new."""
        self._run(self._cut())

    def heal(self) -> None:
        """Listen again, on the same port as before."""
        self._run(self._listen())

    def stop(self) -> None:
        """End the line for good."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STARTED_SECONDS_MAX)
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(STARTED_SECONDS_MAX)

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._carry, HOST, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            # What is still on its way is lost, as when a cable is cut.
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            there, back = await asyncio.open_connection(HOST, self.target_port)
        except OSError:
            self._end(writer)
            return
        self._open.add(back)
        if self.is_cut:
            self._end(writer, back)
            return
        await asyncio.gather(self._copy(reader, back), self._copy(there, writer))
        self._end(writer, back)

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(CHUNK_BYTES):
                writer.write(chunk)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
        except OSError:
            writer.transport.abort()

    def _end(self, *writers: asyncio.StreamWriter) -> None:
        for writer in writers:
            self._open.discard(writer)
            writer.close()
