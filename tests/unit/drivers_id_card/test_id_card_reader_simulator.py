"""The simulator, asked in raw frames."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.id_card import functions
from drivers.id_card.frames import Command, FrameParser, Reply, wrap
from drivers.id_card.functions import CardContent
from drivers.id_card.status_words import StatusWord
from drivers.simulators.id_card_reader import IdCardReaderSimulator, SimulatedCard, sample_id_cards
from drivers.transports import TransportFault
from drivers.transports.serial import SerialTransport
from kiosk.clock import SystemClock
from kiosk.errors import BugError

CLOCK = SystemClock()


@pytest.fixture
def reader() -> Iterator[IdCardReaderSimulator]:
    reader = IdCardReaderSimulator()
    reader.start()
    yield reader
    reader.stop()


@pytest.fixture
def line(reader: IdCardReaderSimulator) -> Iterator[SerialTransport]:
    line = SerialTransport(reader.path, clock=CLOCK)
    line.open(CLOCK.monotonic() + 1)
    yield line
    line.close()


def ask(line: SerialTransport, command: Command | bytes) -> Reply:
    frame = command if isinstance(command, bytes) else command.to_bytes()
    line.write(frame, CLOCK.monotonic() + 1)
    parser = FrameParser()
    frames = []
    while not frames:
        data = line.read(parser.wanted, CLOCK.monotonic() + 10)
        assert data, "the reader did not answer"
        frames = parser.feed(data)
    assert frames[0].intact
    reply = Reply.from_body(frames[0].body)
    assert reply is not None
    return reply


def seconds_of(line: SerialTransport, command: Command) -> float:
    began = CLOCK.monotonic()
    ask(line, command)
    return CLOCK.monotonic() - began


def test_it_answers_as_the_design_says(line: SerialTransport) -> None:
    assert ask(line, functions.RESET) == Reply(0, 0, 0x90)
    assert ask(line, functions.SAM_STATUS) == Reply(0, 0, 0x90)
    assert (
        functions.sam_id_of(ask(line, functions.SAM_ID)) == "05-03-20260101-0001234567-0007654321"
    )
    assert ask(line, functions.FIND).sw3 == StatusWord.FIND_FAILED
    assert ask(line, functions.SELECT).sw3 == StatusWord.SELECT_FAILED
    assert ask(line, functions.READ).sw3 == StatusWord.READ_FAILED
    assert ask(line, Command(0x77, 0x01)).sw3 == StatusWord.BAD_COMMAND
    assert ask(line, Command(0x20, 0x01, b"more")).sw3 == StatusWord.LENGTH_ERROR
    damaged = bytearray(functions.FIND.to_bytes())
    damaged[-1] ^= 1
    assert ask(line, bytes(damaged)).sw3 == StatusWord.CHECKSUM_ERROR


def test_a_card_is_found_selected_and_read_once(
    reader: IdCardReaderSimulator, line: SerialTransport
) -> None:
    card = SimulatedCard.sample("elder")
    reader.lay(card)
    assert ask(line, functions.FIND) == functions.FOUND
    assert ask(line, functions.SELECT) == functions.SELECTED
    assert functions.content_of(ask(line, functions.READ)) == card.content
    assert functions.newest_address_of(ask(line, functions.READ_NEWEST_ADDRESS)) == (
        card.newest_address
    )
    assert ask(line, functions.FIND).sw3 == StatusWord.FIND_FAILED
    reader.lift()
    assert ask(line, functions.READ_NEWEST_ADDRESS).sw3 == StatusWord.READ_FAILED
    reader.lay(card)
    assert ask(line, functions.FIND) == functions.FOUND


@pytest.mark.parametrize("size", [0, 512, 1024])
def test_it_gives_fingerprints(
    reader: IdCardReaderSimulator, line: SerialTransport, size: int
) -> None:
    card = SimulatedCard.from_id_card(sample_id_cards()["resident"], fingerprints=bytes(size))
    reader.lay(card)
    ask(line, functions.FIND)
    ask(line, functions.SELECT)
    reply = ask(line, functions.READ_WITH_FINGERPRINTS)
    assert reply.data.endswith(card.content.photo + bytes(size))
    content = CardContent(card.content.text, card.content.photo)
    assert functions.content_of(reply) == content


def test_a_read_takes_as_long_as_the_line_needs(
    reader: IdCardReaderSimulator, line: SerialTransport
) -> None:
    reader.lay(SimulatedCard.sample())
    ask(line, functions.FIND)
    ask(line, functions.SELECT)
    assert seconds_of(line, functions.READ) >= 1295 * 10 / 115200


def test_the_speed_changes_after_the_answer_and_is_back_after_replugging(
    reader: IdCardReaderSimulator, line: SerialTransport
) -> None:
    reader.lay(SimulatedCard.sample())
    assert ask(line, functions.change_baud(57600)).sw3 == StatusWord.OK
    line.set_baud(57600)
    ask(line, functions.FIND)
    ask(line, functions.SELECT)
    assert seconds_of(line, functions.READ) >= 1295 * 10 / 57600
    reader.unplug()
    reader.replug()
    assert reader.baud == 115200


def test_at_another_speed_it_hears_nothing(
    reader: IdCardReaderSimulator, line: SerialTransport
) -> None:
    line.set_baud(9600)
    line.write(functions.SAM_STATUS.to_bytes(), CLOCK.monotonic() + 1)
    assert line.read(1, CLOCK.monotonic() + 0.1) == b""
    line.set_baud(115200)
    assert ask(line, functions.SAM_STATUS).sw3 == StatusWord.OK
    assert reader.plugged


def test_its_path_vanishes_and_comes_back_the_same(
    reader: IdCardReaderSimulator, line: SerialTransport
) -> None:
    path = reader.path
    assert Path(path).exists()
    reader.unplug()
    reader.unplug()
    assert not Path(path).exists()
    assert not reader.plugged
    with pytest.raises(TransportFault):
        line.read(1, CLOCK.monotonic() + 5)
    reader.replug()
    reader.replug()
    assert reader.path == path
    line.open(CLOCK.monotonic() + 1)
    assert ask(line, functions.SAM_STATUS).sw3 == StatusWord.OK


def test_a_host_that_does_not_read_cannot_hang_it(
    reader: IdCardReaderSimulator, line: SerialTransport
) -> None:
    line.write(wrap(b"\x12\xff") * 400, CLOCK.monotonic() + 5)
    reader.unplug()
    assert not reader.plugged


def test_it_leaves_nothing_behind_and_says_when_it_was_not_started() -> None:
    reader = IdCardReaderSimulator()
    with pytest.raises(BugError):
        _ = reader.path
    reader.stop()
    reader.start()
    folder = Path(reader.path).parent
    reader.stop()
    reader.stop()
    assert not folder.exists()
