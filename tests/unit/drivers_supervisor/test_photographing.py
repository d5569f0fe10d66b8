"""The photo camera under the supervisor: it sees only while somebody wants it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Condition

import pytest
from PIL import Image

from drivers.api import (
    DeviceClass,
    DeviceEvent,
    DeviceFault,
    DeviceState,
    StatusChanged,
    ViewSeen,
)
from drivers.simulators.fake_camera import FakePhotoCamera
from drivers.supervisor import Supervisor
from drivers.workers.base import Pace
from kiosk.clock import SystemClock

PHOTO = DeviceClass.PHOTO_CAMERA
PACE = Pace(view_s=0.01, reopen_s=0.02, heartbeat_s=0.03, open_limit_s=0.2, call_limit_s=0.2)
ONLINE = (DeviceState.ONLINE, "")
AWAY = (DeviceState.OFFLINE, "photo.camera_unplugged")


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
            assert self._news.wait_for(happened, 60), self.events

    def views(self) -> int:
        return sum(isinstance(event, ViewSeen) for event in self.events)

    def until_state(self, *wanted: tuple[DeviceState, str]) -> None:
        def told() -> bool:
            states = [
                (event.status.state, event.status.reason)
                for event in self.events
                if isinstance(event, StatusChanged)
            ]
            return states[-len(wanted) :] == list(wanted)

        self.until(told)


@pytest.fixture
def camera() -> FakePhotoCamera:
    return FakePhotoCamera()


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def supervisor(camera: FakePhotoCamera, diary: Diary) -> Iterator[Supervisor]:
    made = Supervisor([camera], clock=SystemClock(), pace=PACE)
    made.subscribe(diary)
    made.start()
    diary.until_state(ONLINE)
    yield made
    camera.interrupt()
    made.stop()


def seen(supervisor: Supervisor, diary: Diary) -> None:
    before = diary.views()
    supervisor.enable(PHOTO)
    diary.until(lambda: diary.views() > before)


def refused(supervisor: Supervisor) -> str:
    error = supervisor.photograph().exception(timeout=60)
    assert isinstance(error, DeviceFault)
    return error.code


def test_it_sees_nothing_until_somebody_wants_it(
    supervisor: Supervisor, camera: FakePhotoCamera, diary: Diary
) -> None:
    checked = supervisor.status(PHOTO).last_ok
    diary.until(lambda: supervisor.status(PHOTO).last_ok != checked or diary.views())
    assert diary.views() == 0
    assert not camera.seeing
    seen(supervisor, diary)
    assert camera.seeing


def test_the_view_goes_on_and_ends_with_disable(
    supervisor: Supervisor, camera: FakePhotoCamera, diary: Diary
) -> None:
    seen(supervisor, diary)
    diary.until(lambda: diary.views() > 3)
    supervisor.disable(PHOTO)
    clock = SystemClock()
    until = clock.monotonic() + 10
    while camera.seeing:
        assert clock.monotonic() < until
    views = diary.views()
    checked = supervisor.status(PHOTO).last_ok
    while supervisor.status(PHOTO).last_ok == checked:
        assert clock.monotonic() < until
    assert diary.views() == views


def test_a_photograph_is_whole(supervisor: Supervisor, diary: Diary) -> None:
    seen(supervisor, diary)
    frame = supervisor.photograph().result(timeout=60)
    assert (frame.width, frame.height) == (1280, 720)


def test_what_stands_before_it_now_is_photographed(
    supervisor: Supervisor, camera: FakePhotoCamera, diary: Diary
) -> None:
    seen(supervisor, diary)
    camera.show(Image.new("RGB", (64, 48), (1, 2, 3)))
    assert supervisor.photograph().result(timeout=60).pixels[:3] == b"\x01\x02\x03"


def test_without_being_wanted_it_takes_none(supervisor: Supervisor) -> None:
    assert refused(supervisor) == "photo.stopped"


def test_a_terminal_without_a_camera_says_so() -> None:
    bare = Supervisor([], clock=SystemClock())
    assert refused(bare) == "photo.not_fitted"
    assert bare.status(PHOTO).state is DeviceState.NO_DEVICE
    assert bare.status(PHOTO).reason == "photo.not_fitted"


def test_pulled_while_it_sees_and_put_back(
    supervisor: Supervisor, camera: FakePhotoCamera, diary: Diary
) -> None:
    seen(supervisor, diary)
    camera.unplug()
    diary.until_state(ONLINE, AWAY)
    camera.replug()
    diary.until_state(AWAY, ONLINE)
    views = diary.views()
    diary.until(lambda: diary.views() > views)


def test_pulled_while_nobody_looks_is_noticed_too(
    supervisor: Supervisor,  # noqa: ARG001 -- runs it
    camera: FakePhotoCamera,
    diary: Diary,
) -> None:
    camera.unplug()
    diary.until_state(ONLINE, AWAY)
    camera.replug()
    diary.until_state(AWAY, ONLINE)
    assert diary.views() == 0


def test_a_camera_that_hangs_is_given_up_and_the_photograph_with_it(
    supervisor: Supervisor, camera: FakePhotoCamera, diary: Diary
) -> None:
    seen(supervisor, diary)
    camera.hang()
    diary.until_state(ONLINE, (DeviceState.HARDWARE_ERROR, "photo.hung"))
    diary.until_state((DeviceState.HARDWARE_ERROR, "photo.hung"), ONLINE)  # the call was broken
    camera.hang()
    assert refused(supervisor) == "photo.hung"


def test_who_leaves_gets_no_photograph(
    supervisor: Supervisor, camera: FakePhotoCamera, diary: Diary
) -> None:
    seen(supervisor, diary)
    camera.hang()
    wanted = supervisor.photograph()
    supervisor.disable(PHOTO)
    error = wanted.exception(timeout=60)
    assert isinstance(error, DeviceFault)
    assert error.code in {"photo.stopped", "photo.hung"}
