"""A finger for the real screen: finds what is touchable by name and touches it.

Used by the tests of the screen and by the demo that plays whole journeys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    QPoint,
    QPointF,
    QRectF,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPointingDevice,
    QWindow,
)
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from kiosk.clock import Clock, SystemClock
from kiosk.errors import KioskError

PATIENCE_S = 30.0
_PAUSE_MS = 5
_FRAMES_MS = 40
"""Two frames and a little: a page that grew is laid out at the next one."""
_MARGIN = 4.0

Place = tuple[float, float]
"""A place inside an item, as fractions of its width and height."""


class NotOnScreenError(KioskError):
    """What the finger looks for is not there; the message names what is."""


class TouchRobot:
    """One finger on one window.

    Args:
        window: the screen.
        clock: measures patience.
        patience_s: how long to wait for something to appear.
    """

    def __init__(
        self,
        window: QQuickWindow,
        *,
        clock: Clock | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.window = window
        self._clock = clock or SystemClock()
        self._patience_s = patience_s
        self._glass: QPointingDevice = QTest.createTouchDevice()
        if window.property("tapGuardMs") is not None:
            window.setProperty("tapGuardMs", 0)  # a robot's two quick taps are two taps

    # --- looking --------------------------------------------------------------------------------

    def items(self) -> Iterator[QQuickItem]:
        """Every item that is shown, parents before children."""
        yield from _shown(self.window.contentItem())

    def names(self) -> list[str]:
        """Names of everything that is shown and has one."""
        return [item.objectName() for item in self.items() if item.objectName()]

    def find(self, name: str, *, inside: str = "") -> QQuickItem | None:
        """The shown item of that name, inside another where one is named; None while none is."""
        top = self.find(inside) if inside else self.window.contentItem()
        if top is None:
            return None
        return next((item for item in _shown(top) if item.objectName() == name), None)

    def texts(self) -> list[str]:
        """Every text that is shown, in the order of the items."""
        found = (item.property("text") for item in self.items())
        return [text for text in found if isinstance(text, str) and text]

    def wait_for(self, name: str, *, inside: str = "") -> QQuickItem:
        """The item of that name, as soon as it is shown and can be touched.

        Args:
            name: of the item.
            inside: name of an item it lies in, where there are several of that name.

        Raises:
            NotOnScreenError: it did not appear in time.
        """

        def there() -> bool:
            item = self.find(name, inside=inside)
            return item is not None and item.isEnabled()

        if not self.wait_until(there):
            raise NotOnScreenError(f"{name!r} is not on the screen; there are {self.names()}.")
        found = self.find(name, inside=inside)
        assert found is not None  # noqa: S101  -- it was there a line ago and no event ran since
        return found

    def wait_until(self, condition: Callable[[], bool], patience_s: float | None = None) -> bool:
        """Let the screen live until `condition` holds; False when patience ends first."""
        patience = self._patience_s if patience_s is None else patience_s
        until = self._clock.monotonic() + patience
        while not condition():
            if self._clock.monotonic() >= until:
                return False
            self._live(_PAUSE_MS)
        return True

    def rest(self) -> None:
        """Let what a touch began be laid out: a keyboard that comes moves what stands above it."""
        self._live(_FRAMES_MS)

    def shot(self, path: Path) -> None:
        """Save a picture of the window as PNG."""
        self._live(0)
        if not self.window.grabWindow().save(str(path)):
            raise KioskError(f"The picture {path} could not be written.")

    # --- touching -------------------------------------------------------------------------------

    def tap(self, name: str, at: Place = (0.5, 0.5), *, held_ms: int = 0, inside: str = "") -> None:
        """Touch an item and let go, after so many milliseconds at the earliest."""
        item = self.wait_for(name, inside=inside)
        while self._reveal(item):
            self._settle(item)  # what was laid out meanwhile may have moved it away again
        self._settle(item)
        place = self._place(item, at)
        self._press(place)
        self._live(held_ms)
        self._release(place)

    def draw(self, name: str, strokes: Sequence[Sequence[Place]]) -> None:
        """Draw strokes on an item; points are fractions of its size."""
        item = self.wait_for(name)
        for stroke in strokes:
            first, *others = (self._place(item, point) for point in stroke)
            self._press(first)
            last = first
            for last in others:
                self._move(last)
            self._release(last)

    def type(self, text: str) -> None:
        """Type into whatever has the focus, character by character, as an input method does.

        Raises:
            NotOnScreenError: nothing takes text now.
        """
        for character in text:
            target = QGuiApplication.focusObject()
            if not isinstance(target, QObject):
                raise NotOnScreenError("Nothing on the screen takes text now.")
            event = QInputMethodEvent()
            event.setCommitString(character)
            QCoreApplication.sendEvent(target, event)
            self._live(0)

    def press(self, key: Qt.Key, text: str = "") -> None:
        """Press and release a key of a pad or keyboard beside the screen."""
        press_key(self.window, key, text)

    def dial(self, digits: str) -> None:
        """Touch the keys of the number pad."""
        for digit in digits:
            self.tap(f"digit_{digit}")

    # --- inside ---------------------------------------------------------------------------------

    def _press(self, place: QPoint) -> None:
        QTest.touchEvent(self.window, self._glass).press(0, place, self.window).commit()
        self._live(0)

    def _move(self, place: QPoint) -> None:
        QTest.touchEvent(self.window, self._glass).move(0, place, self.window).commit()
        self._live(0)

    def _release(self, place: QPoint) -> None:
        QTest.touchEvent(self.window, self._glass).release(0, place, self.window).commit()
        self._live(0)

    def _live(self, milliseconds: int) -> None:
        """Let the event loop run with Python's lock released, so that other threads run too.

        `QTest.qWait` and `processEvents` keep the lock (measured on PySide6 6.11.3).
        """
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def _settle(self, item: QQuickItem) -> None:
        """Wait until the item stays where it is: a page that grew is laid out at the next frame."""
        seen: list[QRectF] = []

        def still() -> bool:
            seen.append(item.mapRectToScene(QRectF(0, 0, item.width(), item.height())))
            return len(seen) > 1 and seen[-1] == seen[-2]

        self.wait_until(still)

    def _place(self, item: QQuickItem, at: Place) -> QPoint:
        inside = QPointF(item.width() * at[0], item.height() * at[1])
        return item.mapToScene(inside).toPoint()

    def _reveal(self, item: QQuickItem) -> bool:
        """Scroll whatever the item lies in until its middle can be touched; whether it moved."""
        scrolled = [self._scroll(view, item) for view in _views_around(item)]
        return any(scrolled)

    def _scroll(self, view: QQuickItem, item: QQuickItem) -> bool:
        box = item.mapRectToItem(view, QRectF(0, 0, item.width(), item.height()))
        at, room = float(view.property("contentY")), view.height()
        if box.top() < _MARGIN:
            at += box.top() - _MARGIN
        elif box.bottom() > room - _MARGIN:
            at += min(box.bottom() - room + _MARGIN, box.top() - _MARGIN)
        else:
            return False
        most = max(0.0, float(view.property("contentHeight")) - room)
        before = float(view.property("contentY"))
        view.setProperty("contentY", min(max(0.0, at), most))
        self._live(0)
        return abs(float(view.property("contentY")) - before) >= 1.0


def press_key(window: QWindow, key: Qt.Key, text: str = "") -> None:
    """Press and release a key, past the shortcuts of the window.

    `QTest.keyClick` keeps Python's lock meanwhile: a thread of Qt's that has something to log waits
    for it, and the keyboard on the glass, which the key may load, waits for that thread.
    """
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.sendEvent(window, event)


def _views_around(item: QQuickItem) -> Iterator[QQuickItem]:
    """What the item lies in and what scrolls, from the inside out."""
    parent = item.parentItem()
    while parent is not None:
        if parent.property("contentY") is not None and parent.property("contentHeight"):
            yield parent
        parent = parent.parentItem()


def _shown(item: QQuickItem) -> Iterator[QQuickItem]:
    if not item.isVisible():
        return
    yield item
    for child in item.childItems():
        yield from _shown(child)
