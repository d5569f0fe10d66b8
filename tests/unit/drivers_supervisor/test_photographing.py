"""The photo camera under the supervisor: it sees only while somebody wants it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Condition, Event

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
PACE = Pace(view_s=0.01, reopen_s=0.02, heartbeat_s=0.03, open_limit_s=60, call_limit_s=60)
HASTY = replace(PACE, call_limit_s=0.2)
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
def pace() -> Pace:
    return PACE


@pytest.fixture
def supervisor(camera: FakePhotoCamera, diary: Diary, pace: Pace) -> Iterator[Supervisor]:
    made = Supervisor([camera], clock=SystemClock(), pace=pace)
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


def until(condition: Callable[[], bool]) -> None:
    """Wait for what nobody tells of."""
    clock, pause = SystemClock(), Event()
    last = clock.monotonic() + 60
    while not condition():
        assert clock.monotonic() < last
        pause.wait(0.01)


def until_checked(supervisor: Supervisor) -> None:
    """Wait until the camera was asked once more how it is."""
    before = supervisor.status(PHOTO).last_ok
    until(lambda: supervisor.status(PHOTO).last_ok != before)


def refused(supervisor: Supervisor) -> str:
    error = supervisor.photograph().exception(timeout=60)
    assert isinstance(error, DeviceFault)
    return error.code


def test_it_sees_nothing_until_somebody_wants_it(
    supervisor: Supervisor, camera: FakePhotoCamera, diary: Diary
) -> None:
    until_checked(supervisor)
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
    until(lambda: not camera.seeing)
    views = diary.views()
    until_checked(supervisor)
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


@pytest.mark.parametrize("pace", [HASTY], ids=["hasty"])
def test_a_camera_that_hangs_is_given_up_and_the_photograph_with_it(
    supervisor: Supervisor, camera: FakePhotoCamera, diary: Diary
) -> None:
    seen(supervisor, diary)
    camera.hang()
    # the call is broken off, and the camera opened again
    diary.until_state(ONLINE, (DeviceState.HARDWARE_ERROR, "photo.hung"), ONLINE)
    camera.hang()
    assert refused(supervisor) == "photo.hung"


@pytest.mark.parametrize("pace", [HASTY], ids=["hasty"])
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
