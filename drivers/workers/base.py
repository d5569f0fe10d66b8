"""What the workers of all device classes have in common."""

from __future__ import annotations

import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition, Thread
from typing import Generic, TypeVar

import structlog

from drivers.api import (
    Described,
    Device,
    DeviceEvent,
    DeviceFault,
    DeviceState,
    Interruptible,
    Status,
    StatusChanged,
)
from kiosk.clock import Clock

Answer = TypeVar("Answer")
Driver = TypeVar("Driver", bound=Device)
AWAY = ("unplugged", "silent", "no_camera")
"""Ends of fault codes that mean: it is not there or does not answer; the rest is a broken one."""
DOUBTFUL = ("silent", "garbled")
"""Ends of fault codes that may be a passing disturbance."""
MISSES = 3
"""So many disturbed calls in a row make a device fail; a line that broke does at once."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things are done, in seconds.

    Args:
        find_s: from one look for a card to the next (readers want 300 ms).
        scan_s: from one camera frame to the next.
        view_s: from one picture of a photo camera to the next while somebody looks through it.
        forget_s: a code not seen for so long is news when it comes again.
        reopen_s: from one try to reach a failed device to the next.
        heartbeat_s: how often an idle device is asked how it is.
        open_limit_s: an `open` that takes longer hangs.
        call_limit_s: any other call that takes longer hangs.
        print_grace_s: how much longer than its deadline a print call may take.
        sound_limit_s: a sentence or a recording that sounds longer hangs.
    """

    find_s: float = 0.3
    scan_s: float = 0.1
    view_s: float = 0.08
    forget_s: float = 1.0
    reopen_s: float = 0.25
    heartbeat_s: float = 2.0
    open_limit_s: float = 8.0
    call_limit_s: float = 10.0
    print_grace_s: float = 3.0
    sound_limit_s: float = 150.0


def whereabouts(error: BaseException) -> dict[str, str]:
    """Kind and place of an error; its words may hold somebody's name and stay out of the log."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "place": place}


@dataclass(slots=True)
class Call:
    """A call into a driver that has not come back."""

    what: str
    until: float
    abandoned: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a worker lives in.

    Args:
        clock: where times are taken.
        pace: how often things are done.
        publish: called with every event, on the worker's thread.
        calling: called when a call into the driver begins, for the watchdog.
    """

    clock: Clock
    pace: Pace
    publish: Callable[[DeviceEvent], None]
    calling: Callable[[], None]


class DeviceWorker(ABC, Generic[Driver]):
    """Runs one device on a thread of its own.

    Args:
        device: its driver.
        surroundings: what the worker lives in.
    """

    def __init__(self, device: Driver, surroundings: Surroundings) -> None:
        self.device_class = device.device_class
        self.prefix = device.device_class.prefix
        self.clock = surroundings.clock
        self.pace = surroundings.pace
        self._device = device
        self._publish = surroundings.publish
        self._calling = surroundings.calling
        self._gate = Condition()
        self._enabled = False
        self._stopping = False
        self._poked = False
        self._open = False
        self._misses = 0
        self._failing_since: float | None = None
        self._call: Call | None = None
        self._status = Status(
            device=device.name,
            device_class=device.device_class,
            state=DeviceState.UNKNOWN,
            reason="",
            since=self.clock.now(),
        )
        self._details: Mapping[str, str] = {}
        self._last_fault: DeviceFault | None = None
        self._thread = Thread(target=self._run, name=f"device-{device.name}", daemon=True)

    # --- called by the supervisor -----------------------------------------------------------

    @property
    def status(self) -> Status:
        """The device's status as last known."""
        with self._gate:
            return self._status

    @property
    def details(self) -> Mapping[str, str]:
        """What is known of the unit since it was opened last."""
        with self._gate:
            return self._details

    @property
    def fault(self) -> DeviceFault | None:
        """What the present state's reason stands for, in words; None when there are none."""
        with self._gate:
            fault, reason = self._last_fault, self._status.reason
        return fault if fault is not None and fault.code == reason else None

    @property
    def call(self) -> Call | None:
        """The call that has not come back, unless it was given up already."""
        with self._gate:
            return self._call if self._call and not self._call.abandoned else None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the thread end after the call it is in."""
        with self._gate:
            self._stopping = True
            self._gate.notify_all()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread; False when a driver still holds it (it is left behind)."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def set_enabled(self, enabled: bool) -> None:  # noqa: FBT001 — the state itself
        """Take input from people, or not."""
        with self._gate:
            if self._enabled == enabled:
                return
            self._enabled = enabled
        self._enabled_changed(enabled)
        self.poke()

    def poke(self) -> None:
        """End the present rest."""
        with self._gate:
            self._poked = True
            self._gate.notify_all()

    def abandon(self) -> None:
        """Give up on the call that hangs: say so, and try to break its wait.

        The thread stays where it is, for nobody can take it out of a driver; if the call ever
        comes back, its result is dropped and the device is opened afresh.
        """
        with self._gate:
            call = self._call
            if call is None or call.abandoned:
                return
            call.abandoned = True
        log.error("device.hangs", device=self._device.name, call=call.what)
        self._abandoned(call)
        self._fail(self._fault("hung", f"The call «{call.what}» did not come back in time."))
        driver: object = self._device
        if isinstance(driver, Interruptible):
            driver.interrupt()

    # --- for the workers of each class ------------------------------------------------------

    @abstractmethod
    def _step(self) -> float:
        """Do what is to be done now; answer the seconds until the next step."""

    def _enabled_changed(self, enabled: bool) -> None:  # noqa: ARG002, FBT001 — for those who care; the state itself
        """Called after `enable` and `disable`, on the caller's thread."""
        return

    def _opened(self) -> None:
        """Called when the device has been opened; says how it is."""
        self._well()

    def _unreachable(self, fault: DeviceFault) -> None:  # noqa: ARG002 — for those who care
        """Called when the device could not be opened."""
        return

    def _abandoned(self, call: Call) -> None:  # noqa: ARG002 — for those who care
        """Called when a call is given up."""
        return

    @property
    def enabled(self) -> bool:
        """Whether input from people is wanted."""
        with self._gate:
            return self._enabled

    def _asked(self, what: str, limit_s: float, action: Callable[[], Answer]) -> Answer:
        """Call the driver under the eye of the watchdog; everything it raises is a fault."""
        call = Call(what, self.clock.monotonic() + limit_s)
        with self._gate:
            self._call = call
        self._calling()
        try:
            answer = action()
        except DeviceFault:
            raise
        except Exception as error:
            place = whereabouts(error)
            log.error("device.driver_raised", device=self._device.name, **place)  # noqa: TRY400 — its words stay out
            kind = type(error).__name__
            raise self._fault("driver_error", f"The driver raised {kind}.") from error
        finally:
            with self._gate:
                self._call = None
        if call.abandoned:
            raise self._fault("hung", f"The call «{what}» came back too late.")
        return answer

    def _tell(self, event: DeviceEvent) -> None:
        self._publish(event)

    def _change(self, status: Status) -> None:
        """Take over a status; it is told only when more than its times is new."""
        with self._gate:
            old = self._status
            same_state = (old.state, old.reason) == (status.state, status.reason)
            since = old.since if same_state else self.clock.now()
            status = replace(status, since=since, last_ok=status.last_ok or old.last_ok)
            self._status = status
        if replace(status, last_ok=None) != replace(old, last_ok=None):
            self._tell(StatusChanged(status))

    def _well(self) -> None:
        """The device has answered."""
        self._misses = 0
        self._log_recovery()
        now = self.clock.now()
        self._change(replace(self.status, state=DeviceState.ONLINE, reason="", last_ok=now))

    def _log_recovery(self) -> None:
        if self._failing_since is not None:
            seconds = round(self.clock.monotonic() - self._failing_since, 3)
            log.info("device.recovered", device=self._device.name, seconds=seconds)
            self._failing_since = None

    def _missed(self, fault: DeviceFault) -> None:
        """A call failed for the device's sake: at once when the line broke, else after three."""
        self._misses += 1
        if self._misses >= MISSES or not fault.code.endswith(DOUBTFUL):
            self._fail(fault)
            self._release()

    def _log_failure(self, code: str, message: str = "", remedy: str = "") -> None:
        """Once, however often it fails until it is well again."""
        if self._failing_since is None:
            self._failing_since = self.clock.monotonic()
            name = self._device.name
            log.warning("device.failed", device=name, code=code, message=message, remedy=remedy)

    def _fail(self, fault: DeviceFault) -> None:
        """The device has failed: logged once, told once, opened again after a short while."""
        self._log_failure(fault.code, fault.message, fault.remedy)
        with self._gate:
            self._last_fault = fault
        state = DeviceState.OFFLINE if fault.code.endswith(AWAY) else DeviceState.HARDWARE_ERROR
        self._change(replace(self.status, state=state, reason=fault.code))

    def _release(self) -> None:
        self._open = False
        try:
            self._asked("close", self.pace.call_limit_s, self._device.close)
        except DeviceFault as fault:
            self._fail(fault)

    def _fault(self, end: str, message: str) -> DeviceFault:
        return DeviceFault(
            f"{self.prefix}.{end}",
            f"«{self._device.name}»: {message}",
            "Switch the device off and on; if it comes back, report it with the log.",
        )

    # --- the thread -------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stop_asked():
            rest = self.pace.reopen_s
            try:
                if self._open or self._try_to_open():
                    rest = self._step()
            except DeviceFault as fault:
                self._missed(fault)
            self._rest(rest)
        if self._open:
            self._release()

    def _try_to_open(self) -> bool:
        try:
            self._asked("open", self.pace.open_limit_s, self._device.open)
            self._describe()
        except DeviceFault as fault:
            self._fail(fault)
            self._unreachable(fault)
            return False
        self._open = True
        self._misses = 0
        self._opened()
        return True

    def _describe(self) -> None:
        driver: object = self._device
        if isinstance(driver, Described):
            details = self._asked("details", self.pace.call_limit_s, driver.details)
            with self._gate:
                self._details = dict(details)

    def _stop_asked(self) -> bool:
        with self._gate:
            return self._stopping

    def _rest(self, seconds: float) -> None:
        with self._gate:
            self._gate.wait_for(lambda: self._stopping or self._poked, max(0.0, seconds))
            self._poked = False
