"""The document camera's thread: it also watches whether the page lies still."""

from __future__ import annotations

from drivers.api import DocumentCamera, Outline, Page, PageHint, PageSeen, PageView
from drivers.workers.base import Surroundings
from drivers.workers.photo import CameraWorker

STILL_S = 1.0
"""So many seconds a good page has to lie still."""
MOVED = 0.012
"""A corner that goes further than this part of the picture has moved."""
LENIENT = frozenset({PageHint.READY, PageHint.HOLD_STILL})


class DocumentCameraWorker(CameraWorker[PageView, Page]):
    """Shows the page and its outline, and how long it has been lying still."""

    def __init__(self, camera: DocumentCamera, surroundings: Surroundings) -> None:
        super().__init__(camera, surroundings)
        self._outline: Outline = ()
        self._still_since: float | None = None

    def _enabled_changed(self, enabled: bool) -> None:  # noqa: FBT001 — the state itself
        self._outline, self._still_since = (), None
        super()._enabled_changed(enabled)

    def _saw(self, view: PageView) -> None:
        now = self.clock.monotonic()
        moved = _moved(self._outline, view.outline)
        self._outline = view.outline
        if moved and view.outline and view.hint in LENIENT:
            view = PageView(view.frame, view.outline, PageHint.HOLD_STILL)
        if view.hint is not PageHint.READY:
            self._still_since = None
            still = 0.0
        else:
            since = now if self._still_since is None else self._still_since
            self._still_since = since
            still = min(1.0, (now - since) / STILL_S)
        self._tell(PageSeen(self._device.name, view, still))


def _moved(before: Outline, now: Outline) -> bool:
    if len(before) != len(now):
        return True
    pairs = zip(before, now, strict=True)
    return any(abs(x - u) > MOVED or abs(y - v) > MOVED for (x, y), (u, v) in pairs)
