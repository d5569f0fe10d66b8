"""A code camera under the supervisor: it sees only while it is wanted, and shows what it sees."""

from collections.abc import Callable
from threading import Condition

from drivers.api import CodeView, DeviceClass, DeviceEvent, Frame
from drivers.codes.camera import CameraCodeReader
from drivers.codes.decode import Grey
from drivers.simulators.code_scenes import scene
from drivers.supervisor import Supervisor
from drivers.workers.base import Pace
from kiosk.clock import SystemClock

PACE = Pace(scan_s=0.01, reopen_s=0.02, heartbeat_s=0.02)
PATIENCE_S = 30


class Camera:
    """Sees one scene, and tells whether it is open."""

    def __init__(self) -> None:
        self.changed = Condition()
        self.is_open = False
        self.views: list[CodeView] = []

    def connect(self) -> "Camera":
        self._become(is_open=True)
        return self

    def frame(self) -> Grey:
        return scene("sizes", 1).frame

    def close(self) -> None:
        self._become(is_open=False)

    def _become(self, *, is_open: bool) -> None:
        with self.changed:
            self.is_open = is_open
            self.changed.notify_all()

    def hear(self, event: DeviceEvent) -> None:
        if isinstance(event, CodeView):
            with self.changed:
                self.views.append(event)
                self.changed.notify_all()

    def until(self, holds: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(holds, PATIENCE_S)


def test_the_camera_is_shut_again_and_its_view_tells_where_the_code_is() -> None:
    camera = Camera()
    supervisor = Supervisor(
        [CameraCodeReader("camera", camera.connect)], clock=SystemClock(), pace=PACE
    )
    supervisor.subscribe(camera.hear)
    supervisor.start()
    try:
        supervisor.enable(DeviceClass.CODE_READER)
        camera.until(lambda: camera.is_open and bool(camera.views))
        supervisor.disable(DeviceClass.CODE_READER)
        camera.until(lambda: not camera.is_open)
    finally:
        supervisor.stop()
    view = camera.views[0]
    assert isinstance(view.frame, Frame)
    assert len(view.corners) == 4
    assert all(0 <= x < 640 and 0 <= y < 360 for x, y in view.corners)
