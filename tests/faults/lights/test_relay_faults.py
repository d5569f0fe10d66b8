"""A relay board on a bad line: every fault has its word, and none is taken for another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.api import DeviceFault, LightPlace
from drivers.lights import modbus
from drivers.lights.relays import RelayLights
from drivers.simulators.paced_clock import PacedClock, patient
from drivers.simulators.relay_board import RelayBoardSimulator
from drivers.transports.serial import SerialTransport
from kiosk.clock import Clock, SystemClock

PATIENCE = 20.0
"""How many real seconds one of the driver's takes, where no silence is meant."""


@pytest.fixture
def board(tmp_path: Path) -> Iterator[RelayBoardSimulator]:
    simulated = RelayBoardSimulator(tmp_path / "port", relays=4)
    simulated.start()
    yield simulated
    simulated.unplug()


def lights(
    tmp_path: Path, relay: int = 0, unit: int = 1, clock: Clock | None = None
) -> RelayLights:
    clock = clock or PacedClock(PATIENCE)
    line = patient(SerialTransport(str(tmp_path / "port"), baud=9600, clock=clock), clock)
    return RelayLights("lights", line, {LightPlace.CARD: relay}, unit=unit, clock=clock)


def code_of(caught: pytest.ExceptionInfo[DeviceFault]) -> str:
    return caught.value.code


@pytest.mark.parametrize(
    ("frame", "checked"),
    [
        ("01 05 00 00 FF 00", "8C 3A"),
        ("01 05 00 00 00 00", "CD CA"),
        ("11 05 00 AC FF 00", "4E 8B"),
    ],
)
def test_the_check_of_a_frame_is_that_of_the_standard(frame: str, checked: str) -> None:
    """Frames as makers of relay boards, and the standard itself, print them."""
    assert modbus.crc(bytes.fromhex(frame)) == bytes.fromhex(checked)


def test_a_board_of_another_address_is_silent(board: RelayBoardSimulator, tmp_path: Path) -> None:
    with pytest.raises(DeviceFault) as caught:
        lights(tmp_path, unit=2, clock=SystemClock()).open()
    assert code_of(caught) == "light.silent"
    assert not board.lit(0)


def test_a_relay_the_board_lacks_is_refused(board: RelayBoardSimulator, tmp_path: Path) -> None:
    with pytest.raises(DeviceFault) as caught:
        lights(tmp_path, relay=4).open()
    assert code_of(caught) == "light.refused"
    assert "exception 2" in caught.value.message
    assert not board.lit(3)


@pytest.mark.parametrize("noise", [b"\xff", b"\x00\x00\x00", b"\x01\x05"])
def test_noise_is_garbled_and_does_not_spoil_the_next_answer(
    board: RelayBoardSimulator, tmp_path: Path, noise: bytes
) -> None:
    card = lights(tmp_path)
    card.open()
    board.garble(noise)
    with pytest.raises(DeviceFault) as caught:
        card.switch(LightPlace.CARD, lit=True)
    assert code_of(caught) in {"light.garbled", "light.refused"}
    board.recover()
    card.switch(LightPlace.CARD, lit=True)
    assert board.lit(0)
    card.close()


def test_a_board_without_current_is_silent_and_answers_when_it_has_it_again(
    board: RelayBoardSimulator, tmp_path: Path
) -> None:
    clock = PacedClock(PATIENCE)
    card = lights(tmp_path, clock=clock)
    card.open()
    board.fall_silent()
    clock.keep_pace(1.0)
    with pytest.raises(DeviceFault) as caught:
        card.check()
    assert code_of(caught) == "light.silent"
    board.recover()
    clock.keep_pace(PATIENCE)
    card.check()
    card.close()
