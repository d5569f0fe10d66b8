"""The cameras' threads: a camera sees only while somebody wants a photograph."""

from __future__ import annotations

from abc import abstractmethod
from concurrent.futures import Future, InvalidStateError
from typing import Generic, Protocol, TypeVar

from drivers.api import Device, DeviceFault, Frame, PhotoCamera, ViewSeen
from drivers.workers.base import Call, DeviceWorker, Surroundings

View_co = TypeVar("View_co", covariant=True)
Taken_co = TypeVar("Taken_co", covariant=True)
View = TypeVar("View")
Taken = TypeVar("Taken")


class Camera(Device, Protocol[View_co, Taken_co]):
    """What all cameras have that photographs are taken with."""

    def check(self) -> None:
        """Ask whether it is there, without letting it see."""

    def start(self) -> None:
        """Let it see."""

    def stop(self) -> None:
        """Let it see nothing."""

    def look(self) -> View_co:
        """What it sees."""

    def take(self) -> Taken_co:
        """A photograph."""


class CameraWorker(DeviceWorker[Camera[View, Taken]], Generic[View, Taken]):
    """Shows what one camera sees while it is enabled, and takes photographs.

    Frames are handed on and kept nowhere.
    """

    def __init__(self, camera: Camera[View, Taken], surroundings: Surroundings) -> None:
        super().__init__(camera, surroundings)
        self._seeing = False
        self._wanted: Future[Taken] | None = None

    @abstractmethod
    def _saw(self, view: View) -> None:
        """Tell what the camera sees."""

    def take(self) -> Future[Taken]:
        """Take a photograph; the future gets it, or a `DeviceFault`."""
        photograph: Future[Taken] = Future()
        with self._gate:
            hung = self._call is not None and self._call.abandoned
            idle = self._stopping or not self._enabled or self._wanted is not None
            if not (hung or idle):
                self._wanted = photograph
        if hung or idle:
            photograph.set_exception(self._no_photograph("hung" if hung else "stopped"))
        self.poke()
        return photograph

    def give_up(self) -> None:
        """The program ends, or the person left: no photograph any more."""
        self._fail_wanted(self._no_photograph("stopped"))

    def _enabled_changed(self, enabled: bool) -> None:  # noqa: FBT001 — the state itself
        if not enabled:
            self.give_up()

    def _step(self) -> float:
        if not self.enabled:
            if self._seeing:
                self._seeing = False
                self._asked("stop", self.pace.call_limit_s, self._device.stop)
            self._asked("check", self.pace.call_limit_s, self._device.check)
            self._well()
            return self.pace.heartbeat_s
        if not self._seeing:
            self._asked("start", self.pace.open_limit_s, self._device.start)
            self._seeing = True
        with self._gate:
            wanted = self._wanted
        if wanted is None:
            view = self._asked("look", self.pace.call_limit_s, self._device.look)
            self._well()
            if self.enabled:
                self._saw(view)
            return self.pace.view_s
        frame = self._asked("take", self.pace.call_limit_s, self._device.take)
        self._well()
        with self._gate:
            if self._wanted is wanted:
                self._wanted = None
        _settle(wanted, frame)
        return self.pace.view_s

    def _opened(self) -> None:
        self._seeing = False
        super()._opened()

    def _unreachable(self, fault: DeviceFault) -> None:
        self._fail_wanted(fault)

    def _abandoned(self, call: Call) -> None:
        self._fail_wanted(self._fault("hung", f"The call «{call.what}» did not come back in time."))

    def _missed(self, fault: DeviceFault) -> None:
        self._fail_wanted(fault)
        super()._missed(fault)

    def _fail_wanted(self, fault: DeviceFault) -> None:
        with self._gate:
            wanted, self._wanted = self._wanted, None
        if wanted is not None:
            _settle(wanted, fault)

    def _no_photograph(self, end: str) -> DeviceFault:
        return DeviceFault(
            f"{self.prefix}.{end}",
            f"The camera «{self._device.name}» took no photograph.",
            "Take it again.",
        )


class PhotoWorker(CameraWorker[Frame, Frame]):
    """The photo camera's."""

    def __init__(self, camera: PhotoCamera, surroundings: Surroundings) -> None:
        super().__init__(camera, surroundings)

    def _saw(self, view: Frame) -> None:
        self._tell(ViewSeen(self._device.name, view))


def _settle(photograph: Future[Taken], outcome: Taken | DeviceFault) -> None:
    """Say what became of it; the first word counts."""
    try:
        if isinstance(outcome, DeviceFault):
            photograph.set_exception(outcome)
        else:
            photograph.set_result(outcome)
    except InvalidStateError:
        return  # given up before, as the caller was told then
