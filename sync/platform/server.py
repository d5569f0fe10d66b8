"""Running the platform until it is told to stop, in this process or in several."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI

from kiosk.errors import EnvironmentFault
from sync.platform.api import create_app
from sync.platform.api.parts import Platform
from sync.platform.connection import PatientProtocol
from sync.platform.settings import Settings
from sync.platform.workers import Keeper, Leash, end

_LOOPBACK = ("127.", "::1", "localhost")
_DRAIN_S = 3
_BACKLOG = 512
_BETWEEN_COLLECTIONS = (10_000, 20, 20)
"""A batch of messages leaves no cycles behind, but fills the collector's default youngest
generation a dozen times."""
_events = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen.

    Args:
        host: address or name of this machine.
        port: TCP port, 0 for any free one.
        certificate: PEM file; needed outside loopback unless `behind_tls`.
        certificate_key: its private key.
        behind_tls: a proxy in front of us speaks TLS.
        ready_file: JSON with url, port and pid, written when requests are answered.
    """

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    certificate_key: Path | None = None
    behind_tls: bool = False
    ready_file: Path | None = None


class _Server(uvicorn.Server):
    """Tells when it is ready, and lets waiting feed requests go when it has to stop."""

    def __init__(
        self,
        config: uvicorn.Config,
        app: FastAPI,
        ready: Callable[[], None],
        life: int | None = None,
    ) -> None:
        super().__init__(config)
        self._platform: Platform = app.state.platform
        self._ready = ready
        self._life = life

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if not self.started:
            return
        if self._life is not None:
            asyncio.get_running_loop().add_reader(self._life, self._left_alone)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what is waiting, then end."""
        self._platform.bell.close()
        await super().shutdown(sockets)

    def _left_alone(self) -> None:
        if self._life is not None:
            asyncio.get_running_loop().remove_reader(self._life)
        self.should_exit = True


def serve(settings: Settings, listening: Listening, workers: int = 1) -> int:
    """Serve until SIGTERM or SIGINT.

    Args:
        settings: of the platform.
        listening: where.
        workers: processes that answer.

    Returns:
        0, or 1 if a worker did not end well.

    Raises:
        EnvironmentFault: port, certificate, data folder, keys or database cannot be used.
    """
    if not listening.host.startswith(_LOOPBACK) and not (
        listening.certificate or listening.behind_tls
    ):
        raise EnvironmentFault(
            "platform.tls",
            f"{listening.host} can be reached from other machines, so TLS is needed.",
            "Give --certificate and --certificate-key, or --behind-tls with a proxy in front.",
        )
    if listening.ready_file is not None:
        _prepare(listening.ready_file)
    with _bind(listening) as listener:
        url = _url(listening, listener)

        def ready() -> None:
            if listening.ready_file is not None:
                _announce(listening.ready_file, url, listener.getsockname()[1])
            _events.info("platform.ready", url=url, cpu_s=round(time.process_time(), 3))

        # all that can be wrong is said here, once, however many workers there are
        app = create_app(settings)
        config = _configuration(app, listening)
        leave_the_program_alone()
        if workers == 1:
            # uvicorn ends in order at a signal and raises it again for whoever handled it before
            signal.signal(signal.SIGTERM, end)
            with suppress(SystemExit):
                _Server(config, app, ready).run(sockets=[listener])
            ended = 0
        else:
            platform: Platform = app.state.platform
            platform.database.close()  # workers do not share connections

            def work(leash: Leash) -> None:
                _Server(config, app, leash.tell_ready, leash.life).run(sockets=[listener])

            ended = Keeper(workers, work, ready).run()
    _events.info("platform.stopped")
    return ended


def leave_the_program_alone() -> None:
    """Let garbage collection pass over all there is now, and look less often for new cycles.

    Modules, tables and routes stay until the end. Looking through them again and again costs a
    twentieth of a worker's time and stops it for a tenth of a second each time; and workers share
    their memory as long as nobody touches it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_BETWEEN_COLLECTIONS)


def _configuration(app: FastAPI, listening: Listening) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=_DRAIN_S,
        ssl_certfile=listening.certificate,
        ssl_keyfile=listening.certificate_key,
    )
    try:
        config.load()
    except OSError as error:  # ssl's own error is one of these
        raise EnvironmentFault(
            "platform.certificate",
            f"The certificate or its key cannot be used: {error.strerror or error}.",
            "Name PEM files that belong together.",
        ) from error
    return config


def _url(listening: Listening, listener: socket.socket) -> str:
    scheme = "https" if listening.certificate else "http"
    host = f"[{listening.host}]" if ":" in listening.host else listening.host
    return f"{scheme}://{host}:{listener.getsockname()[1]}"


def _bind(listening: Listening) -> socket.socket:
    try:
        family = socket.getaddrinfo(listening.host, listening.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise EnvironmentFault(
            "platform.address",
            f"{listening.host} is no address of this machine.",
            "Name another with --host.",
        ) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((listening.host, listening.port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = error.strerror if isinstance(error, OSError) else "a port is 0 to 65535"
        raise EnvironmentFault(
            "platform.address",
            f"Cannot listen on {listening.host} port {listening.port}: {reason}.",
            "Stop what uses it, or name another with --port.",
        ) from error
    return listener


def _prepare(ready_file: Path) -> None:
    try:
        ready_file.unlink(missing_ok=True)
        _partial(ready_file).touch()
    except OSError as error:
        raise EnvironmentFault(
            "platform.ready_file",
            f"The ready file {ready_file} cannot be written: {error.strerror}.",
            "Name another with --ready-file.",
        ) from error


def _partial(ready_file: Path) -> Path:
    return ready_file.with_name(f"{ready_file.name}.{os.getpid()}")


def _announce(ready_file: Path, url: str, port: int) -> None:
    partial = _partial(ready_file)
    partial.write_text(json.dumps({"url": url, "port": port, "pid": os.getpid()}) + "\n")
    partial.replace(ready_file)  # a reader never sees half of it
