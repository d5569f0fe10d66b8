"""The photo camera: what it sees goes to the page, what it takes to the session, none to a disk."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from drivers.api import DeviceClass, Frame
from kiosk import failures
from kiosk.errors import EnvironmentFault
from kiosk.journey import commands, events

if TYPE_CHECKING:
    from ui.images import PictureProvider
    from ui.services import DeviceSupervisor
    from ui.worker import Worker

DARK = "photo.dark"
NO_ROOM = "photo.no_room"
STOPPED = "photo.stopped"


class Camera(QObject):
    """Does what the session wants with the photo camera.

    Args:
        supervisor: runs the devices.
        worker: does what takes time.
        pictures: gives pictures to the pages.
        send: takes the session's events.

    Attributes:
        view: address of the picture the camera sees now; empty while it sees nothing.
    """

    viewChanged = Signal()

    def __init__(
        self,
        supervisor: DeviceSupervisor,
        worker: Worker,
        pictures: PictureProvider,
        send: Callable[[events.Event], None],
    ) -> None:
        super().__init__()
        self.view = ""
        self._supervisor = supervisor
        self._worker = worker
        self._pictures = pictures
        self._send = send
        self._seeing = False

    def do(self, command: commands.LookThroughCamera | commands.TakePhotograph) -> None:
        """Do one thing."""
        match command:
            case commands.LookThroughCamera(on=on):
                self._look(on=on)
            case commands.TakePhotograph():
                future = self._supervisor.photograph()
                self._worker.watch(future, lambda done: self._taken(command, done))

    def _look(self, *, on: bool) -> None:
        self._seeing = on
        act = self._supervisor.enable if on else self._supervisor.disable
        act(DeviceClass.PHOTO_CAMERA)
        if not on:
            self._pictures.drop_view()
            self._show("")

    def see(self, frame: Frame) -> None:
        """The camera sees this now."""
        if self._seeing:  # a picture may still be on its way to a page that is gone
            self._show(self._pictures.show_view(frame.width, frame.height, frame.pixels))

    def _taken(self, command: commands.TakePhotograph, done: Future[Frame]) -> None:
        error = done.exception()
        if error is not None:
            self._failed(command, error)
            return
        work = partial(_developed, done.result(), command)
        self._worker.run(work, lambda developed: self._developed(command, developed))

    def _developed(self, command: commands.TakePhotograph, done: Future[bytes]) -> None:
        error = done.exception()
        if error is not None:
            self._failed(command, error)
        else:
            self._send(events.PhotographTaken(command.number, done.result()))

    def _failed(self, command: commands.TakePhotograph, error: BaseException) -> None:
        code = STOPPED
        if isinstance(error, EnvironmentFault):  # of the camera its own events tell the log
            code = error.code
        else:
            failures.report("take_photograph", error)
        self._send(events.PhotographFailed(command.number, code))

    def _show(self, view: str) -> None:
        if view != self.view:
            self.view = view
            self.viewChanged.emit()


def _developed(frame: Frame, command: commands.TakePhotograph) -> bytes:
    """The frame as a file.

    Raises:
        EnvironmentFault: ``photo.dark`` where nothing is to be seen, ``photo.no_room`` where even
            the smallest file has too many bytes.
    """
    from kiosk.documents.photographs import is_dark, photograph  # brings Pillow

    if is_dark(frame.width, frame.height, frame.pixels):
        raise EnvironmentFault(DARK, "The photograph shows only darkness.", "Uncover the lens.")
    content = photograph(
        frame.width,
        frame.height,
        frame.pixels,
        most_pixels=command.most_pixels,
        most_bytes=command.most_bytes,
    )
    if not content:
        raise EnvironmentFault(
            NO_ROOM, f"No photograph fits into {command.most_bytes} bytes.", "Leave one out."
        )
    return content
