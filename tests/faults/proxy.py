"""What stands between client and gateway, and misbehaves: each a server in a thread of its own."""

import asyncio
import random
import socket
import struct
import threading
import time
from dataclasses import dataclass
from typing import Callable, Optional

from programs import PATIENCE

CHUNK = 64 * 1024


class Server:
    """Serves connections until close(); the subclass says how."""

    def __init__(self, port):
        self.port = port
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._open = set()  # writers of both sides
        self._tasks = set()
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._serve_one, "127.0.0.1", port))
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def close(self):
        async def end():
            self._server.close()
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut_all(self):
        """Resets every connection."""
        def cut():
            for writer in list(self._open):
                reset(writer)

        self._loop.call_soon_threadsafe(cut)

    def wait_for(self, condition, what, patience=PATIENCE):
        """Until the condition holds; it is looked at whenever something has happened here."""
        with self._changed:
            if not self._changed.wait_for(condition, patience):
                raise AssertionError(f"{what}: not within {patience} s")

    def _note(self, change):
        with self._changed:
            change()
            self._changed.notify_all()

    async def _serve_one(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        self._open.add(writer)
        try:
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(writer)
            self._tasks.discard(task)
            writer.transport.abort()

    async def _dial(self, port, receive_buffer=None):
        """The buffer: so that a slow proxy slows its server down, and not only the kernel fills."""
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", port))
        except OSError:
            connection.close()
            raise
        reader, writer = await asyncio.open_connection(sock=connection, limit=CHUNK)
        self._open.add(writer)
        return reader, writer

    async def _both_ways(self, pumps, upstream):
        """Until one direction ends."""
        tasks = [asyncio.ensure_future(pump) for pump in pumps]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._open.discard(upstream)
            upstream.transport.abort()


def reset(writer):
    """Ends a connection with RST instead of FIN."""
    connection = writer.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def forward(reader, writer):
    while data := await reader.read(CHUNK):
        writer.write(data)
        await writer.drain()


@dataclass(frozen=True)
class Manners:
    """How a proxy treats the connections that come from now on. Times in seconds."""

    accepts_only: bool = False  # says nothing, asks nobody
    largest_piece: int = CHUNK  # what comes is passed on in pieces of 1 to so many bytes
    delay_up: float = 0  # before each piece to the gateway
    delay_down: float = 0  # before each piece to the client, at the most
    bytes_per_second: Optional[int] = None  # to the client
    cut_after: Optional[Callable[[], int]] = None  # bytes to the client, drawn for each connection
    stall_after: Optional[int] = None  # bytes to the client; then nothing more, either way


HONEST = Manners()


class Proxy(Server):
    """Passes TCP on to the gateway, with these manners."""

    def __init__(self, port, upstream_port):
        self._upstream_port = upstream_port
        self.manners = HONEST
        self.accepted = 0
        self.cuts = 0
        self.stalled_at = None
        super().__init__(port)

    async def _serve(self, reader, writer):
        manners = self.manners
        self._note(self._count_accepted)
        if manners.accepts_only:
            while await reader.read(CHUNK):
                pass
            return
        up_reader, up_writer = await self._dial(
            self._upstream_port, 4096 if manners.bytes_per_second else None)
        stalled = asyncio.Event()
        await self._both_ways([
            self._pump_up(reader, up_writer, manners, stalled),
            self._pump_down(up_reader, writer, manners, stalled),
        ], up_writer)

    def _count_accepted(self):
        self.accepted += 1

    def _count_cut(self):
        self.cuts += 1

    def _note_stall(self):
        self.stalled_at = time.monotonic()

    async def _pump_up(self, reader, writer, manners, stalled):
        while data := await reader.read(random.randint(1, manners.largest_piece)):
            await asyncio.sleep(manners.delay_up)
            if stalled.is_set():
                continue
            writer.write(data)
            await writer.drain()

    async def _pump_down(self, reader, writer, manners, stalled):
        left = manners.cut_after() if manners.cut_after else manners.stall_after
        while data := await reader.read(random.randint(1, manners.largest_piece)):
            if manners.delay_down:
                await asyncio.sleep(random.uniform(0, manners.delay_down))
            writer.write(data[:left])
            await writer.drain()
            if manners.bytes_per_second:
                await asyncio.sleep(len(data) / manners.bytes_per_second)
            if left is None:
                continue
            left -= min(left, len(data))
            if left == 0 and manners.cut_after:
                await self._cut(writer)
                return
            if left == 0:
                stalled.set()
                self._note(self._note_stall)
                await asyncio.Event().wait()

    async def _cut(self, writer):
        self._note(self._count_cut)
        if random.random() < 0.5:
            reset(writer)  # what the kernel still held is gone, too
        else:
            writer.close()


class HttpFront(Server):
    """A front that can refuse the WebSocket, and answers polls badly as often as it is told to."""

    def __init__(self, port, upstream_port):
        self._upstream_port = upstream_port
        self.refuses_websocket = False
        self.refusal = "502 Bad Gateway"
        self._bad_answers = []
        self.polls = []  # when each came
        self.bad_polls = []  # which of them were answered badly
        super().__init__(port)

    def answer_next_poll(self, head):
        """With this head of a response, instead of the gateway's answer."""
        self._bad_answers.append(head)
        self.cut_all()  # a kept connection goes past us

    async def _serve(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if b"upgrade: websocket" in head.lower():
            if self.refuses_websocket:
                await self._answer(writer, self.refusal)
                return
        elif head.startswith(b"GET /v1/events"):
            self._note(lambda: self.polls.append(time.monotonic()))
            if self._bad_answers:
                poll = len(self.polls) - 1
                await self._answer(writer, self._bad_answers.pop(0))
                self._note(lambda: self.bad_polls.append(poll))
                return
        up_reader, up_writer = await self._dial(self._upstream_port)
        up_writer.write(head)
        await self._both_ways([forward(reader, up_writer), forward(up_reader, writer)], up_writer)

    async def _answer(self, writer, head):
        writer.write(f"HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()


class Trap(Server):
    """Nobody should come here."""

    def __init__(self, port):
        self.visits = 0
        super().__init__(port)

    async def _serve(self, _reader, _writer):
        self.visits += 1
