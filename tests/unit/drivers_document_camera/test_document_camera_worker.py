"""The document camera under the supervisor: stillness, pulled plugs, a camera that froze."""

from collections.abc import Callable, Iterator
from threading import Condition

import numpy as np
import pytest

from drivers.api import (
    CameraCapabilities,
    DeviceClass,
    DeviceEvent,
    DeviceFault,
    DeviceState,
    Frame,
    PageHint,
    PageSeen,
    StatusChanged,
)
from drivers.document_camera.camera import FROZEN, EyeDocumentCamera
from drivers.simulators.desk_scenes import Setting, draw
from drivers.simulators.fake_camera import FakePhotoCamera
from drivers.simulators.fake_document_camera import LIES, FakeDocumentCamera
from drivers.supervisor import Supervisor
from drivers.workers.base import Pace
from kiosk.clock import SystemClock

DESK = DeviceClass.DOCUMENT_CAMERA
PACE = Pace(view_s=0.01, reopen_s=0.02, heartbeat_s=0.03, open_limit_s=5, call_limit_s=5)


class Diary:
    """Everything that was told, and a way to wait for it."""

    def __init__(self) -> None:
        self.events: list[DeviceEvent] = []
        self._news = Condition()

    def __call__(self, event: DeviceEvent) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def until(self, happened: Callable[[], object]) -> None:
        with self._news:
            assert self._news.wait_for(happened, 20), self.events[-3:]

    def seen(self) -> list[PageSeen]:
        return [event for event in self.events if isinstance(event, PageSeen)]

    def until_state(self, state: DeviceState, reason: str) -> None:
        self.until(
            lambda: any(
                (event.status.state, event.status.reason) == (state, reason)
                for event in self.events
                if isinstance(event, StatusChanged)
            )
        )


@pytest.fixture
def camera() -> FakeDocumentCamera:
    return FakeDocumentCamera()


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def supervisor(camera: FakeDocumentCamera, diary: Diary) -> Iterator[Supervisor]:
    made = Supervisor([camera], clock=SystemClock(), pace=PACE)
    made.subscribe(diary)
    made.start()
    diary.until_state(DeviceState.ONLINE, "")
    yield made
    camera.interrupt()
    made.stop()


def test_a_page_that_lies_still_is_ready_after_a_while(
    supervisor: Supervisor, diary: Diary
) -> None:
    supervisor.enable(DESK)
    diary.until(lambda: diary.seen() and diary.seen()[-1].still == 1.0)
    stills = [seen.still for seen in diary.seen()]
    assert stills[0] == 0.0
    assert stills == sorted(stills)


def test_a_page_that_moves_is_not_still(
    supervisor: Supervisor, diary: Diary, camera: FakeDocumentCamera
) -> None:
    supervisor.enable(DESK)
    diary.until(lambda: diary.seen() and diary.seen()[-1].still > 0.2)
    before = len(diary.seen())
    camera.lay(tuple((x + 0.1, y) for x, y in LIES))
    diary.until(lambda: any(seen.still == 0.0 for seen in diary.seen()[before:]))
    moved = next(seen for seen in diary.seen()[before:] if seen.still == 0.0)
    assert moved.view.hint is PageHint.HOLD_STILL


@pytest.mark.parametrize("hint", [PageHint.GLARE, PageHint.BLURRED, PageHint.WHOLE_PAGE])
def test_a_page_with_a_fault_never_becomes_ready(
    supervisor: Supervisor, diary: Diary, camera: FakeDocumentCamera, hint: PageHint
) -> None:
    camera.lay(LIES, hint)
    supervisor.enable(DESK)
    diary.until(lambda: len(diary.seen()) > 5)
    assert {seen.still for seen in diary.seen()} == {0.0}
    assert diary.seen()[-1].view.hint is hint


def test_a_page_is_photographed_and_without_a_page_the_whole_picture(
    supervisor: Supervisor, diary: Diary, camera: FakeDocumentCamera
) -> None:
    supervisor.enable(DESK)
    diary.until(diary.seen)
    assert supervisor.photograph_page().result(timeout=20).found
    camera.lay(())
    whole = supervisor.photograph_page().result(timeout=20)
    assert (whole.found, whole.frame.width) == (False, 1280)


def test_idle_it_photographs_nothing(supervisor: Supervisor) -> None:
    error = supervisor.photograph_page().exception(timeout=20)
    assert isinstance(error, DeviceFault)
    assert error.code == "page.stopped"


def test_without_one_there_is_none() -> None:
    error = Supervisor([], clock=SystemClock()).photograph_page().exception(timeout=20)
    assert isinstance(error, DeviceFault)
    assert error.code == "page.not_fitted"


def test_a_plug_pulled_while_it_sees_is_told_and_put_back_it_goes_on(
    supervisor: Supervisor, diary: Diary, camera: FakeDocumentCamera
) -> None:
    supervisor.enable(DESK)
    diary.until(diary.seen)
    camera.unplug()
    diary.until_state(DeviceState.OFFLINE, "page.camera_unplugged")
    before = len(diary.seen())
    camera.replug()
    diary.until(lambda: len(diary.seen()) > before)


class Eye(FakePhotoCamera):
    """A camera for pictures with a sensor: no two are the same unless it froze."""

    def __init__(self, pixels: np.ndarray, *, grain: bool) -> None:
        super().__init__()
        self._pixels, self._grain, self._looks = pixels, grain, 0

    def look(self) -> Frame:
        self._looks += 1
        pixels = self._pixels.copy()
        pixels[0, 0] = self._looks % 200 if self._grain else 0
        return Frame(pixels.shape[1], pixels.shape[0], pixels.tobytes())

    @property
    def capabilities(self) -> CameraCapabilities:
        return CameraCapabilities(640, 360)


@pytest.mark.parametrize("grain", [True, False])
def test_a_camera_whose_picture_never_changes_has_frozen(*, grain: bool) -> None:
    pixels = draw(Setting(paper="", desk="grey"), size=(640, 360)).pixels
    camera = EyeDocumentCamera("desk", Eye(pixels, grain=grain), live=True)
    camera.open()
    camera.start()
    for _ in range(FROZEN):
        assert camera.look().hint is PageHint.NO_PAGE
    if grain:
        camera.look()
        return
    with pytest.raises(DeviceFault) as caught:
        camera.look()
    assert caught.value.code == "page.camera_frozen"


def test_a_covered_lens_is_no_frozen_camera() -> None:
    camera = EyeDocumentCamera(
        "desk", Eye(np.zeros((360, 640, 3), np.uint8), grain=False), live=True
    )
    camera.open()
    camera.start()
    assert {camera.look().hint for _ in range(FROZEN + 2)} == {PageHint.DARK}
