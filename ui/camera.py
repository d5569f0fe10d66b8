"""The cameras: what they see goes to the page, what they take to the session, none to a disk."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from drivers.api import DeviceClass, Frame, Page, PageHint, PageSeen, ViewSeen
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
NEXT = "next"
"""Instead of a hint, while the page that was photographed last still lies there."""
CHANGES = frozenset({PageHint.NO_PAGE, PageHint.HOLD_STILL, PageHint.DARK})
"""Hints that tell that somebody has been at the desk."""


class Camera(QObject):
    """Does what the session wants with the photo camera and the document camera.

    A page that lies well and still under the document camera is photographed without a touch; the
    next one only after the desk has changed, or the same page would be taken twice.

    Args:
        supervisor: runs the devices.
        worker: does what takes time.
        pictures: gives pictures to the pages.
        send: takes the session's events.

    Attributes:
        view: address of the picture the camera sees now; empty while it sees nothing.
        outline: corners of the page in it, 0 to 1, x and y in turn; empty without a page.
        hint: what could be better, a value of `PageHint`; empty without a document camera.
        countdown: 0 to 1, how soon the page is photographed.
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
        self.outline: list[float] = []
        self.hint = ""
        self.countdown = 0.0
        self._supervisor = supervisor
        self._worker = worker
        self._pictures = pictures
        self._send = send
        self._seeing = False
        self._changed = True

    def do(self, command: commands.LookThroughCamera | commands.TakePhotograph) -> None:
        """Do one thing."""
        match command:
            case commands.LookThroughCamera():
                self._look(command)
            case commands.TakePhotograph(desk=True):
                page = self._supervisor.photograph_page()
                self._worker.watch(page, lambda done: self._page_taken(command, done))
            case commands.TakePhotograph():
                future = self._supervisor.photograph()
                self._worker.watch(future, lambda done: self._taken(command, done))

    def _look(self, command: commands.LookThroughCamera) -> None:
        self._seeing = command.on
        self._changed = command.first
        act = self._supervisor.enable if command.on else self._supervisor.disable
        act(DeviceClass.DOCUMENT_CAMERA if command.desk else DeviceClass.PHOTO_CAMERA)
        if not command.on:
            self._pictures.drop_view()
            self._tell_page([], "", 0.0)
            self._show("")

    def see(self, seen: ViewSeen | PageSeen) -> None:
        """A camera sees this now."""
        if not self._seeing:  # a picture may still be on its way to a page that is gone
            return
        frame = seen.frame if isinstance(seen, ViewSeen) else seen.view.frame
        if isinstance(seen, PageSeen):
            self._see_page(seen)
        self._show(self._pictures.show_view(frame.width, frame.height, frame.pixels))

    def _see_page(self, seen: PageSeen) -> None:
        view = seen.view
        if view.hint in CHANGES:
            self._changed = True
        hint = view.hint.value if self._changed else NEXT
        countdown = seen.still if self._changed else 0.0
        self._tell_page([part for corner in view.outline for part in corner], hint, countdown)
        if countdown >= 1.0:
            self._changed = False
            self._send(events.PhotographAsked())

    def _tell_page(self, outline: list[float], hint: str, countdown: float) -> None:
        self.outline, self.hint, self.countdown = outline, hint, countdown

    def _page_taken(self, command: commands.TakePhotograph, done: Future[Page]) -> None:
        error = done.exception()
        if error is not None:
            self._failed(command, error)
            return
        page = done.result()
        if page.hint is PageHint.DARK:
            self._send(events.PhotographFailed(command.number, "page.dark"))
            return
        advice = "" if page.hint is PageHint.READY else f"page.{page.hint.value}"
        codes = tuple(code.text for code in page.codes if code.text)
        work = partial(_jpeg, page.frame, command, grey=not page.coloured)
        self._worker.run(work, lambda made: self._developed(command, made, advice, codes))

    def _taken(self, command: commands.TakePhotograph, done: Future[Frame]) -> None:
        error = done.exception()
        if error is not None:
            self._failed(command, error)
            return
        work = partial(_developed, done.result(), command)
        self._worker.run(work, lambda developed: self._developed(command, developed))

    def _developed(
        self,
        command: commands.TakePhotograph,
        done: Future[bytes],
        advice: str = "",
        codes: tuple[str, ...] = (),
    ) -> None:
        error = done.exception()
        if error is not None:
            self._failed(command, error)
        else:
            self._send(events.PhotographTaken(command.number, done.result(), advice, codes))

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
    from kiosk.documents.photographs import is_dark  # brings Pillow

    if is_dark(frame.width, frame.height, frame.pixels):
        raise EnvironmentFault(DARK, "The photograph shows only darkness.", "Uncover the lens.")
    return _jpeg(frame, command)


def _jpeg(frame: Frame, command: commands.TakePhotograph, *, grey: bool = False) -> bytes:
    """The same without looking at it."""
    from kiosk.documents.photographs import photograph  # brings Pillow

    content = photograph(
        frame.width,
        frame.height,
        frame.pixels,
        most_pixels=command.most_pixels,
        most_bytes=command.most_bytes,
        least_pixels=command.least_pixels,
        grey=grey,
    )
    if not content:
        raise EnvironmentFault(
            NO_ROOM, f"No photograph fits into {command.most_bytes} bytes.", "Leave one out."
        )
    return content
