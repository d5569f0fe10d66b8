"""A line on loopback that can be cut: what a terminal sees when the village loses its network."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from kiosk.errors import BugError

if TYPE_CHECKING:
    from collections.abc import Coroutine

LOOPBACK = "127.0.0.1"
_PIECE = 65536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER on, zero seconds: closing sends a reset, as a line that breaks does."""
_PATIENCE_S = 5.0


class LoopbackLine:
    """A TCP proxy on loopback with a switch.

    While it is cut, connections that were open are reset and new ones refused at once. The port
    stays the line's own all the while. While it holds answers, requests still get through: what a
    sender sees when the other side has done its work and the word of it is lost.

    Args:
        target_host: where connections lead.
        target_port: its port.
    """

    def __init__(self, target_host: str, target_port: int) -> None:
        self._target = target_host, target_port
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name="loopback-line", daemon=True)
        self._running = Event()
        self._port = 0
        self._reserved: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._carriers: set[asyncio.Task[None]] = set()
        self._answers_flow = asyncio.Event()
        self._answers_flow.set()

    @property
    def port(self) -> int:
        """Port on 127.0.0.1 that leads to the target."""
        if not self._port:
            raise BugError("The line was not started.")
        return self._port

    @property
    def up(self) -> bool:
        """Whether the line carries."""
        return self._server is not None

    def start(self) -> None:
        """Begin to carry."""
        self._thread.start()
        self._running.wait()
        self._do(self._restore())

    def stop(self) -> None:
        """Cut the line for good and give its port back; safe to call twice."""
        if self._loop.is_closed():
            return
        if self._thread.is_alive():
            self._do(self._cut())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        if self._reserved is not None:
            self._reserved.close()
        self._loop.close()

    def cut(self) -> None:
        """Break what is open, refuse what is new; returns when it is done."""
        self._do(self._cut())

    def restore(self) -> None:
        """Carry again, both ways; returns when it is done."""
        self._do(self._restore())

    def hold_answers(self) -> None:
        """Carry requests only, until `restore` or `cut`; returns when it is so."""
        self._do(self._hold_answers())

    def lead_to(self, target_host: str, target_port: int) -> None:
        """Lead somewhere else from now on: another machine answers at the platform's address.

        What is open breaks, as when a route changes; returns when it is done.
        """
        self.cut()
        self._target = target_host, target_port
        self.restore()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.call_soon(self._running.set)
        self._loop.run_forever()

    def _do(self, step: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(step, self._loop).result(_PATIENCE_S)

    async def _hold_answers(self) -> None:
        self._answers_flow.clear()

    async def _restore(self) -> None:
        self._answers_flow.set()
        if self._server is not None:
            return
        listener = self._reserved or self._reserve()
        self._reserved = None
        self._server = await asyncio.start_server(self._accept, sock=listener)

    async def _cut(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        # Connections that are just being accepted become carriers first. A server that was closed
        # meanwhile makes asyncio drop them half made, and nobody closes them.
        for listener in server.sockets:
            self._loop.remove_reader(listener.fileno())
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            for carrier in self._carriers:
                carrier.cancel()
            await asyncio.gather(*others, return_exceptions=True)
        server.close()
        await server.wait_closed()
        self._reserved = self._reserve()

    def _reserve(self) -> socket.socket:
        """Bind the port without listening: connections are refused, nobody else takes it."""
        reserved = socket.socket()
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind((LOOPBACK, self._port))
        self._port = reserved.getsockname()[1]
        return reserved

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carrier = self._loop.create_task(self._carry(reader, writer))
        self._carriers.add(carrier)
        carrier.add_done_callback(self._carriers.discard)
        # a carrier that is cancelled before its first step closes nothing itself
        carrier.add_done_callback(lambda _: writer.transport.abort())

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection both ways until it ends or is cut."""
        writers = [writer]
        try:
            with contextlib.suppress(OSError):  # the target is not there: broken off below
                far_reader, far_writer = await asyncio.open_connection(*self._target)
                writers.append(far_writer)
                await _both_ways(
                    _pump(reader, far_writer), _pump(far_reader, writer, self._answers_flow)
                )
                for end in writers:
                    end.close()
                    await end.wait_closed()
        finally:
            _break_off(writers)
            for end in writers:
                with contextlib.suppress(OSError):
                    await end.wait_closed()


async def _both_ways(*directions: Coroutine[Any, Any, None]) -> None:
    """Carry until both directions have ended; OSError when one end broke."""
    try:
        async with asyncio.TaskGroup() as group:
            for direction in directions:
                group.create_task(direction)
    except ExceptionGroup as broken:
        # not `except*`: what is raised there is wrapped in a group again
        if broken.split(OSError)[1] is not None:
            raise
        raise ConnectionError("one end broke") from broken


async def _pump(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    flows: asyncio.Event | None = None,
) -> None:
    """Carry one direction to its end, and the end itself; a piece waits until it flows."""
    while piece := await reader.read(_PIECE):
        if flows is not None:
            await flows.wait()
        writer.write(piece)
        await writer.drain()
    writer.write_eof()


def _break_off(writers: list[asyncio.StreamWriter]) -> None:
    """Reset what is not closed yet."""
    for writer in writers:
        line: socket.socket = writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        writer.transport.abort()
