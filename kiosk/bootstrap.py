"""Composition root: the only module that sees everybody.

Each function is one process's beginning. What is heavy is imported where it is used: the screen
shows its first page before the store, the drivers and the cryptography are loaded.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from importlib import metadata
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from kiosk import failures, log, memory, stopping
from kiosk.clock import Clock, SystemClock
from kiosk.config import Config
from kiosk.errors import EnvironmentFault

if TYPE_CHECKING:
    from datetime import datetime

    from drivers.api import Device
    from drivers.fitting import Fitting
    from kiosk.cases.audit import AuditEntry
    from kiosk.cases.elsewhere import AsksElsewhere, CaseElsewhere
    from kiosk.cases.ports import CaseStore
    from kiosk.cases.quarantine import Held
    from kiosk.cases.terminal import TerminalIdentity
    from kiosk.handwriting.desk import Desk
    from kiosk.identity.card import IdCard
    from kiosk.store import Store
    from sync.agent.health import Machine
    from sync.agent.openrosa.answers import Ready
    from sync.protocol.health import DeviceReport
    from ui.app import App
    from ui.services import Services

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
AGENT_LOCK = "agent.lock"
"""File in the data folder that the agent holds while it runs."""
DEVICE_NOTES = "devices"
"""Folder in the data folder for what is known of the devices, and how they are."""
OPENROSA_KEY = "openrosa.key"
"""File in the data folder; opens the cases that wait for an OpenRosa server."""
COPYBOOK = "handwriting.shapes"
"""File in the data folder for what was learnt of the font that handwriting is compared with."""
_ASKING_CONNECT_S, _ASKING_READ_S = 4.0, 12.0
"""Somebody stands there and waits."""

_events = structlog.get_logger()


# --- parts ----------------------------------------------------------------------------------------


def open_store(config: Config, clock: Clock) -> Store:
    """Open the store of this terminal; its folder and key are made at the first start.

    Raises:
        EnvironmentFault: ``store.*``, or ``config.data_dir`` when the folder cannot be made.
    """
    from kiosk.store import Store  # after the first frame
    from kiosk.store.key import load_key, load_or_create_key

    try:
        config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            "config.data_dir",
            f"The data folder {config.data_dir} cannot be made: {error.strerror}.",
            "Make it by hand and give it to the service user, or name another in data_dir.",
        ) from error
    # a new key for an old store would only say that the key is wrong
    key_of = load_key if config.database.exists() else partial(load_or_create_key, clock=clock)
    return Store.open(config.database, key_of(config.key_file), clock=clock)


def build_devices(config: Config, clock: Clock | None = None) -> list[Device]:
    """Make a closed driver for every configured device.

    Raises:
        EnvironmentFault: ``config.device_url`` and the like.
    """
    from drivers import registry  # after the first frame

    return registry.build(config.devices, _fitting(config, clock or SystemClock()))


def review_devices(config: Config) -> list[EnvironmentFault]:
    """Everything that is wrong with the devices of a configuration."""
    from drivers import registry

    return registry.review(config.devices, _fitting(config, SystemClock()))


def _fitting(config: Config, clock: Clock) -> Fitting:
    from drivers.fitting import Fitting

    return Fitting(clock, notes=config.data_dir / DEVICE_NOTES)


def build_services(config: Config, clock: Clock) -> Services:
    """Put together what the screen works with; called on a worker after the first frame."""
    from drivers.bulletin import Bulletin  # after the first frame, like all of these
    from drivers.supervisor import Supervisor
    from kiosk.catalogue import load_catalogue
    from ui.services import Services, form_of

    store = open_store(config, clock)
    supervisor = Supervisor(build_devices(config, clock), clock=clock)
    Bulletin(config.data_dir / DEVICE_NOTES).follow(supervisor)
    handwriting = _handwriting(config)

    def close() -> None:
        if handwriting is not None:
            handwriting.close()
        store.close()

    return Services(
        catalogue=load_catalogue(_catalogue_folder(config)),
        supervisor=supervisor,
        store=store,
        clock=clock,
        site=config.site,
        accepts=lambda item, kind: item.accepts(kind),
        load_form=lambda item: form_of(item, config.data_dir / "lists"),
        handwriting=handwriting,
        ask_elsewhere=_asks_elsewhere(config, store, clock),
        close=close,
    )


def _asks_elsewhere(config: Config, store: CaseStore, clock: Clock) -> AsksElsewhere | None:
    """Who asks the platform for a person's cases; nobody where cases go somewhere else."""
    if config.openrosa is not None:
        return None

    def ask(card: IdCard, read_at: datetime) -> tuple[CaseElsewhere, ...]:
        from sync.agent.elsewhere import cases_elsewhere  # HTTP, not before somebody asks
        from sync.agent.settings import AgentSettings

        settings = AgentSettings(
            config.data_dir / AGENT_LOCK, connect_s=_ASKING_CONNECT_S, read_s=_ASKING_READ_S
        )
        return cases_elsewhere(store, settings, clock, card, read_at)

    return ask


def _handwriting(config: Config) -> Desk | None:
    """Who reads what is written on the glass; nobody without the font to compare with."""
    from kiosk.documents.fonts import REGULAR, find_font, font_folders
    from kiosk.handwriting.desk import Desk

    try:
        return Desk(find_font(REGULAR, font_folders()), config.data_dir / COPYBOOK)
    except EnvironmentFault as fault:
        failures.report("find_font", fault)
        return None


def _catalogue_folder(config: Config) -> Traversable:
    from kiosk.catalogue import starter_folder  # reads nothing by itself, but brings the model

    return config.catalogue or starter_folder()


# --- processes ------------------------------------------------------------------------------------


def build_screen(
    config: Config,
    *,
    windowed: bool = False,
    size: tuple[int, int] | None = None,
    services: Callable[[Config, Clock], Services] = build_services,
    restarts: bool = False,
) -> App:
    """Make the screen of this terminal; `App.run` shows it.

    Args:
        config: of the terminal.
        windowed: whether it stays a window although the configuration says full screen.
        size: of the window in pixels; None as the page wants.
        services: what it works with; called on a worker after the first frame.
        restarts: whether it is started again when it ends because an operator wants that.

    Raises:
        EnvironmentFault: ``screen.no_display``.
    """
    if not any(os.environ.get(name) for name in ("QT_QPA_PLATFORM", *DISPLAYS)):
        # Qt itself would abort the process with a stack of plug-in names
        raise EnvironmentFault(
            "screen.no_display",
            "There is no display to show the screen on.",
            "Start it from the desktop session, or set QT_QPA_PLATFORM=eglfs for a bare screen.",
        )
    from ui.app import ScreenSettings, build_app  # Qt

    clock = SystemClock()
    return build_app(
        sys.argv[:1],
        lambda: services(config, clock),
        ScreenSettings(
            site=config.site,
            language=config.language,
            read_aloud=config.read_aloud,
            full_screen=config.full_screen and not windowed,
            size=size,
            restarts=restarts,
        ),
        clock,
    )


def run_terminal(
    config: Config, *, windowed: bool = False, size: tuple[int, int] | None = None
) -> int:
    """`kiosk run`: show the screen until it is closed or told to stop."""
    memory.forbid_core_dumps()
    log.configure()
    app = build_screen(config, windowed=windowed, size=size, restarts=True)
    app.restartWanted.connect(app.application.quit)
    app.firstFrame.connect(lambda: _events.info("screen.first_frame", seconds=_process_age()))
    app.ready.connect(lambda: _events.info("screen.ready", seconds=_process_age()))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.application.quit())
    sys.excepthook = failures.report_uncaught  # a traceback may hold what somebody typed
    return app.run()


def run_agent(config: Config) -> int:
    """`kiosk sync`: carry what was deposited to the platform until told to stop."""
    from sync.agent import run_agent as run  # HTTP
    from sync.agent.health import AT_LEAST_EVERY
    from sync.agent.settings import AgentSettings

    memory.forbid_core_dumps()
    log.configure()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stopping.handler(stop.set))
    clock = SystemClock()
    store = open_store(config, clock)
    try:
        run(
            AgentSettings(
                lock_file=config.data_dir / AGENT_LOCK,
                health_every=AT_LEAST_EVERY,
                files=config.files,
                openrosa=config.openrosa,
                openrosa_key=config.data_dir / OPENROSA_KEY,
            ),
            store,
            clock=clock,
            stop_event=stop,
            look=partial(look_at_machine, config),
        )
    finally:
        store.close()
    return 0


def look_at_machine(config: Config) -> Machine:
    """What an operator far away is told of this machine.

    Raises:
        EnvironmentFault: ``device.bulletin``, ``device.bulletin_shape``.
    """
    from drivers import bulletin
    from sync.agent.health import Machine

    lines = bulletin.read(config.data_dir / DEVICE_NOTES)
    try:
        free = shutil.disk_usage(config.data_dir).free
    except OSError:
        free = None
    return Machine(
        software_version=metadata.version("bianmin-kiosk"),
        free_bytes=free,
        devices=None if lines is None else _device_reports(lines),
    )


def _device_reports(lines: list[dict[str, Any]]) -> tuple[DeviceReport, ...]:
    from pydantic import ValidationError

    from sync.protocol.health import MAX_DEVICES, DeviceReport

    try:
        return tuple(
            DeviceReport(
                device=line["device"][:200],
                device_class=line["class"],
                state=line["state"],
                reason=line["reason"][:200],
            )
            for line in lines[:MAX_DEVICES]
        )
    except (LookupError, TypeError, ValidationError) as error:
        raise EnvironmentFault(
            "device.bulletin_shape",
            "The screen tells how its devices are in a shape that this version does not know"
            f" ({type(error).__name__}).",
            "Screen and agent are of two versions: restart both services.",
        ) from error


def enrol(config: Config, token: str, *, again: bool = False) -> str:
    """`kiosk enrol`: make this terminal known to its platform; returns the terminal's number.

    Args:
        config: of the terminal.
        token: as typed.
        again: whether a terminal that has a number gets another key under it.

    Raises:
        EnvironmentFault: ``config.unusable`` without an address, ``enrolment.*`` (``.done`` where
            the terminal has a number already), ``agent.running``, ``network.*``.
    """
    from kiosk.cases.enrolling import keep
    from sync.agent.enrolment import enrol as show_key  # HTTP
    from sync.agent.run import only_one
    from sync.protocol.messages import TerminalFacts

    if not config.platform_url:
        raise EnvironmentFault(
            "config.unusable",
            "The configuration names no platform.",
            'Add a line such as platform_url = "https://platform.example".',
        )
    memory.forbid_core_dumps()
    clock = SystemClock()
    store = open_store(config, clock)
    try:
        number = _number_for(store, again=again)
        facts = TerminalFacts(software_version=metadata.version("bianmin-kiosk"))
        # an agent that runs would go on with the old key, and under the old epoch
        with only_one(config.data_dir / AGENT_LOCK) if number else nullcontext():
            show = partial(show_key, config.platform_url, token, facts, again=number)
            identity = show() if number is None else _with_kept_key(store, show)
            keep(store.unit_of_work(), identity, clock=clock, actor=_technician())
    finally:
        store.close()
    return identity.terminal


def _with_kept_key(store: Store, show: Callable[..., TerminalIdentity]) -> TerminalIdentity:
    """Show the platform a key that is kept before: killed in between, the terminal still has it."""
    from kiosk.cases.key_change import forget_next, keep_next

    before = store.terminal()
    key = keep_next(store.unit_of_work())
    try:
        return show(key=key)
    except EnvironmentFault as fault:
        refused = fault.code.startswith("enrolment.")
        if refused and before is not None and before.next_key != key:
            forget_next(store.unit_of_work(), key)  # nobody knows it
        if fault.code != "enrolment.key":
            raise
    # the platform knows it from a try whose end was not heard of; the token can still be used
    return show(key=keep_next(store.unit_of_work(), anew=True))


def change_key(config: Config) -> str:
    """`kiosk key --rotate`: make another key, which the agent shows to the platform; the number.

    Raises:
        EnvironmentFault: ``terminal.not_enrolled``, ``terminal.revoked``, ``key.no_platform``
            where cases go to an OpenRosa server, ``store.*``.
    """
    from kiosk.cases.key_change import begin
    from sync.agent.openrosa.joining import is_openrosa

    memory.forbid_core_dumps()
    store = open_store(config, SystemClock())
    try:
        before = store.terminal()
        if before is not None and is_openrosa(before):
            raise EnvironmentFault(
                "key.no_platform", "This terminal delivers to an OpenRosa server and signs nothing."
            )
        return begin(store.unit_of_work(), actor=_technician()).terminal
    finally:
        store.close()


def _number_for(store: Store, *, again: bool) -> str | None:
    """The number a terminal has and is to keep; None for a new one.

    Raises:
        EnvironmentFault: ``enrolment.done``.
    """
    from sync.agent.openrosa.joining import is_openrosa

    before = store.terminal()
    if again and before is not None and not is_openrosa(before):
        return before.terminal
    _check_new(store)
    return None


def _check_new(store: Store) -> None:
    """Make sure that the terminal has no number yet.

    Raises:
        EnvironmentFault: ``enrolment.done``.
    """
    before = store.terminal()
    if before is not None:
        # its cases are sealed and numbered for the old number; the platform would refuse them
        raise EnvironmentFault(
            "enrolment.done",
            f"This is terminal {before.terminal} of {before.platform_url} already.",
            "With a new key under its number: --again. To begin anew, let `kiosk sync` send what"
            " waits, then name an empty data_dir.",
        )


def check_openrosa(config: Config) -> Ready:
    """`kiosk openrosa check`: ask the server of the configuration whether it wants us.

    Raises:
        EnvironmentFault: ``config.unusable`` without a server, ``openrosa.*``, ``network.*``.
    """
    from sync.agent.openrosa.client import OpenRosaClient  # HTTP
    from sync.agent.openrosa.joining import check
    from sync.agent.settings import AgentSettings

    if config.openrosa is None:
        raise EnvironmentFault(
            "config.unusable",
            "The configuration names no OpenRosa server.",
            'Add a section [openrosa] with url = "https://…", as docs/openrosa.md shows.',
        )
    settings = AgentSettings(lock_file=config.data_dir / AGENT_LOCK)
    client = OpenRosaClient(config.openrosa, settings, SystemClock())
    try:
        return check(client)
    finally:
        client.close()


def join_openrosa(config: Config, number: int) -> str:
    """`kiosk openrosa join`: begin to work for the server of the configuration; the number.

    Raises:
        EnvironmentFault: as `check_openrosa`, ``enrolment.done``.
    """
    from kiosk.cases.enrolling import keep
    from sync.agent.openrosa.joining import join  # cryptography

    check_openrosa(config)
    memory.forbid_core_dumps()
    clock = SystemClock()
    store = open_store(config, clock)
    try:
        _check_new(store)
        url = "" if config.openrosa is None else config.openrosa.url
        identity = join(number, url, config.site.name, config.data_dir / OPENROSA_KEY)
        keep(store.unit_of_work(), identity, clock=clock, actor=_technician())
    finally:
        store.close()
    return identity.terminal


def quarantine(config: Config, *, resend: bool) -> tuple[list[Held], int]:
    """`kiosk quarantine`: what the platform refused; also put it back into its queues.

    A terminal without a store has nothing in it, and is not given one.

    Returns:
        What was in quarantine, and how much of it will be sent again.

    Raises:
        EnvironmentFault: ``store.*``.
    """
    from kiosk.cases import quarantine as held_back

    if not config.database.exists():
        return [], 0
    store = open_store(config, SystemClock())
    try:
        found = held_back.held(store)
        return found, held_back.resend_all(store, actor=_technician()) if resend else 0
    finally:
        store.close()


def audit(config: Config) -> tuple[list[AuditEntry], list[int]]:
    """`kiosk audit`: what was done to this terminal, and the positions at which that was changed.

    A terminal without a store has nothing in it, and is not given one.

    Raises:
        EnvironmentFault: ``store.*``.
    """
    from kiosk.cases.audit import breaks

    if not config.database.exists():
        return [], []
    store = open_store(config, SystemClock())
    try:
        with store.reading() as uow:
            entries = uow.audit.entries()
    finally:
        store.close()
    return entries, breaks(entries)


def _technician() -> str:
    """Who works at this machine, as its log names them."""
    from kiosk.cases.audit import TECHNICIAN

    try:
        return f"{TECHNICIAN} {pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:  # a user that has a number only
        return f"{TECHNICIAN} {os.getuid()}"


def _process_age() -> float:
    """Seconds since this process began (its start in /proc is in clock ticks since boot)."""
    fields = Path("/proc/self/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return round(time.clock_gettime(time.CLOCK_BOOTTIME) - started, 3)
