from collections import deque
from collections.abc import Callable

import numpy as np
import pytest
import zxingcpp

from drivers.api import DeviceFault
from drivers.codes.camera import CameraCodeReader
from drivers.codes.camera_health import PATIENCE
from drivers.codes.decode import Grey

SIZE = (720, 1280)


def room(seed: int, light: int = 120) -> Grey:
    return np.random.default_rng(seed).integers(light - 20, light + 20, SIZE, dtype=np.uint8)


def with_code(seed: int) -> Grey:
    frame = room(seed)
    code = np.asarray(zxingcpp.create_barcode("L0817", zxingcpp.QRCode).to_image(scale=8))
    frame[300 : 300 + code.shape[0], 600 : 600 + code.shape[1]] = code
    return frame


class Frames:
    """A camera that gives what is laid before it, and counts how often it was opened."""

    def __init__(self, give: Callable[[int], Grey]) -> None:
        self.give = give
        self.opened = 0
        self.open_now = False
        self.given = 0
        self.plugged = True

    def connect(self) -> "Frames":
        if not self.plugged:
            raise DeviceFault("code.no_camera", "No camera.")
        self.opened += 1
        self.open_now = True
        return self

    def frame(self) -> Grey:
        if not self.plugged:
            raise DeviceFault("code.camera_unplugged", "It gives no more pictures.")
        self.given += 1
        return self.give(self.given)

    def close(self) -> None:
        self.open_now = False

    def there(self) -> bool:
        return self.plugged


def reader_of(frames: Frames) -> CameraCodeReader:
    return CameraCodeReader("camera", frames.connect, frames.there)


def first_fault(reader: CameraCodeReader, scans: int) -> str:
    for _ in range(scans):
        try:
            reader.scan()
        except DeviceFault as fault:
            return fault.code
    return ""


def test_the_camera_is_open_only_while_codes_are_wanted() -> None:
    frames = Frames(room)
    reader = reader_of(frames)
    reader.open()
    assert not frames.open_now
    reader.scan()
    assert frames.open_now
    reader.rest()
    assert not frames.open_now
    reader.scan()
    assert frames.open_now
    reader.close()
    assert not frames.open_now


def test_a_resting_camera_that_was_pulled_out_is_noticed_without_opening_it() -> None:
    frames = Frames(room)
    reader = reader_of(frames)
    reader.open()
    reader.rest()
    frames.plugged = False
    before = frames.opened
    with pytest.raises(DeviceFault) as caught:
        reader.rest()
    assert caught.value.code == "code.camera_unplugged"
    assert frames.opened == before


def test_a_camera_pulled_out_while_it_looks_is_unplugged_and_comes_back() -> None:
    frames = Frames(with_code)
    reader = reader_of(frames)
    reader.open()
    assert reader.scan() is not None
    frames.plugged = False
    assert first_fault(reader, 1) == "code.camera_unplugged"
    with pytest.raises(DeviceFault):
        reader.open()
    frames.plugged = True
    reader.open()
    assert reader.scan() is not None


def test_nothing_but_black_is_a_fault_after_three_seconds_and_stays_one() -> None:
    frames = Frames(lambda number: room(number, 20) // 6)
    reader = reader_of(frames)
    reader.open()
    assert first_fault(reader, PATIENCE - 2) == ""
    assert first_fault(reader, 5) == "code.camera_dark"
    with pytest.raises(DeviceFault) as caught:
        reader.open()
    assert caught.value.code == "code.camera_dark"
    frames.give = room
    reader.open()
    assert first_fault(reader, 3) == ""


def test_the_same_picture_for_ever_is_a_fault_and_a_living_one_is_none() -> None:
    frames = Frames(lambda _: room(1))
    reader = reader_of(frames)
    reader.open()
    assert first_fault(reader, PATIENCE + 1) == "code.camera_frozen"
    with pytest.raises(DeviceFault) as caught:
        reader.open()
    assert caught.value.code == "code.camera_frozen"
    frames.give = room
    reader.open()
    assert first_fault(reader, 3) == ""


def test_the_view_is_small_and_tells_where_the_code_stands() -> None:
    frames = Frames(with_code)
    reader = reader_of(frames)
    reader.open()
    assert reader.view() is None
    assert reader.scan() is not None
    view = reader.view()
    assert view is not None
    frame, corners = view
    assert (frame.width, frame.height) == (640, 360)
    assert len(frame.pixels) == 3 * 640 * 360
    assert len(corners) == 4
    assert all(290 < x < 440 and 140 < y < 280 for x, y in corners)
    reader.rest()
    assert reader.view() is None


def test_the_view_of_an_empty_frame_has_no_corners() -> None:
    frames = Frames(room)
    reader = reader_of(frames)
    reader.open()
    assert reader.scan() is None
    view = reader.view()
    assert view is not None
    assert view[1] == ()


def test_a_frame_of_any_shape_has_a_view() -> None:
    shapes = deque([(480, 640), (1080, 1920), (7, 5)])
    frames = Frames(lambda _: np.full(shapes[0], 200, np.uint8))
    for shape in tuple(shapes):
        reader = reader_of(frames)
        reader.open()
        reader.scan()
        view = reader.view()
        assert view is not None
        assert max(view[0].width, view[0].height) <= 640
        assert shapes.popleft() == shape
