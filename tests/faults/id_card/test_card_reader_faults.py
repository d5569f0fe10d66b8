"""Cards pulled, readers unplugged, lines that garble: told, got over, never half a record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from drivers.api import DeviceFault
from drivers.id_card import codec, functions
from drivers.id_card.frames import PREAMBLE, Reply, wrap
from drivers.id_card.functions import CardContent
from drivers.id_card.sdt import SdtIdCardReader
from drivers.id_card.status_words import StatusWord
from drivers.simulators.id_card_reader import (
    IdCardReaderSimulator,
    LineDamage,
    SimulatedCard,
    sample_id_cards,
)
from drivers.transports.serial import SerialTransport
from kiosk.clock import SystemClock

CLOCK = SystemClock()
RESIDENT = sample_id_cards()["resident"]
WHOLE = 1295


@dataclass
class Desk:
    simulator: IdCardReaderSimulator
    reader: SdtIdCardReader

    def lay_and_find(self, card: SimulatedCard | None = None) -> None:
        self.simulator.lay(card or SimulatedCard.from_id_card(RESIDENT))
        assert self.reader.find()

    def fault_of_read(self) -> str:
        with pytest.raises(DeviceFault) as told:
            self.reader.read()
        assert RESIDENT.id_no not in str(told.value)
        return told.value.code


@pytest.fixture
def desk() -> Iterator[Desk]:
    simulator = IdCardReaderSimulator(paced=False)
    simulator.start()
    reader = SdtIdCardReader("id_card", SerialTransport(simulator.path, clock=CLOCK))
    reader.open()
    yield Desk(simulator, reader)
    reader.close()
    simulator.stop()


@pytest.mark.parametrize(
    "offset", [1, 4, 5, 6, 7, 8, 10, 13, 14, 63, 64, 269, 270, 700, WHOLE - 2, WHOLE - 1, WHOLE]
)
def test_a_card_pulled_at_any_byte_is_told_and_reads_again(desk: Desk, offset: int) -> None:
    desk.lay_and_find()
    desk.simulator.pull_at(offset)
    assert desk.fault_of_read() == "card.pulled"
    desk.lay_and_find()
    assert desk.reader.read() == RESIDENT


def test_a_card_pulled_before_the_first_byte_is_told_too(desk: Desk) -> None:
    desk.lay_and_find()
    desk.simulator.pull_at(0)
    assert desk.fault_of_read() == "card.pulled"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (StatusWord.NO_SUCH_CONTENT, "card.damaged"),
        (StatusWord.CARD_FOUND, "card.garbled"),
        (StatusWord.CHECKSUM_ERROR, "card.garbled"),
        (StatusWord.LENGTH_ERROR, "card.garbled"),
        (StatusWord.BAD_COMMAND, "card.garbled"),
        (StatusWord.NO_AUTHORITY, "card.not_authenticated"),
        (StatusWord.UNRECOGNISED, "card.garbled"),
        (StatusWord.CARD_TO_SAM_AUTHENTICATION, "card.not_authenticated"),
        (StatusWord.SAM_TO_CARD_AUTHENTICATION, "card.not_authenticated"),
        (StatusWord.INFORMATION_AUTHENTICATION, "card.not_authenticated"),
        (StatusWord.UNKNOWN_CARD_TYPE, "card.unknown_kind"),
        (StatusWord.READ_FAILED, "card.damaged"),
        (StatusWord.RANDOM_NUMBER, "card.damaged"),
        (StatusWord.SELF_TEST_FAILED, "card.reader_self_test"),
        (StatusWord.SAM_NOT_AUTHORISED, "card.reader_unauthorised"),
        (StatusWord.OK, "card.garbled"),
    ],
)
def test_every_status_of_a_failed_read_has_its_code(
    desk: Desk, word: StatusWord, code: str
) -> None:
    desk.lay_and_find()
    desk.simulator.damage(word)
    assert desk.fault_of_read() == code
    desk.simulator.lift()
    desk.lay_and_find()
    assert desk.reader.read() == RESIDENT


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (StatusWord.SELF_TEST_FAILED, "card.reader_self_test"),
        (StatusWord.SAM_NOT_AUTHORISED, "card.reader_unauthorised"),
    ],
)
def test_a_reader_whose_security_module_is_not_well_does_not_open(
    desk: Desk, word: StatusWord, code: str
) -> None:
    desk.simulator.damage(word)
    with pytest.raises(DeviceFault) as told:
        desk.reader.open()
    assert told.value.code == code


def test_a_security_module_that_fails_under_a_card_is_no_lifted_card() -> None:
    failed = Reply(0, 0, StatusWord.SELF_TEST_FAILED).to_bytes()
    with pytest.raises(DeviceFault) as told:
        SdtIdCardReader("id_card", ScriptedLine(failed)).present()
    assert told.value.code == "card.reader_self_test"


def test_a_card_that_passes_through_is_not_found_but_one_that_stays_unselected_is_damaged(
    desk: Desk,
) -> None:
    desk.simulator.lay(SimulatedCard.sample())
    desk.simulator.damage(StatusWord.SELECT_FAILED)
    assert not desk.reader.find()
    with pytest.raises(DeviceFault) as told:
        desk.reader.find()
    assert told.value.code == "card.damaged"
    desk.simulator.mend()
    assert desk.reader.find()


def test_a_card_that_answers_no_search_is_not_found(desk: Desk) -> None:
    desk.simulator.lay(SimulatedCard.sample())
    desk.simulator.damage(StatusWord.FIND_FAILED)
    assert not desk.reader.find()


@pytest.mark.parametrize(
    "damage", [LineDamage.BAD_CHECKSUM, LineDamage.TRUNCATED, LineDamage.NOISE]
)
def test_a_line_that_garbles_is_told_and_recovers(desk: Desk, damage: LineDamage) -> None:
    desk.lay_and_find()
    desk.simulator.damage(damage)
    assert desk.fault_of_read() == "card.garbled"
    desk.simulator.mend()
    assert desk.reader.read() == RESIDENT


def test_garbage_before_a_frame_is_skipped(desk: Desk) -> None:
    desk.simulator.damage(LineDamage.GARBAGE_BEFORE)
    desk.reader.open()
    desk.lay_and_find()
    assert desk.reader.read() == RESIDENT
    assert desk.reader.present()


def test_a_reader_that_falls_silent_in_a_read_is_told_as_silent(desk: Desk) -> None:
    desk.lay_and_find()
    desk.simulator.damage(LineDamage.SILENCE)
    assert desk.fault_of_read() == "card.reader_silent"


def test_a_picture_full_of_preambles_is_only_a_picture(desk: Desk) -> None:
    text = codec.encode(RESIDENT)
    photo = (PREAMBLE + b"\x00\x04\x00\x00\x90\x94") * 93 + b"\0"
    desk.lay_and_find(SimulatedCard(CardContent(text, photo)))
    assert desk.reader.read().photo == photo


class InterruptedLine:
    """The line of a desk where something happens while an answer comes in."""

    def __init__(self, line: SerialTransport, after: int, happens: Callable[[], None]) -> None:
        self._line = line
        self._after = after
        self._happens = happens
        self._seen = 0
        self.armed = False
        self.open = line.open
        self.write = line.write
        self.close = line.close

    def read(self, n: int, deadline: float) -> bytes:
        if not self.armed:
            return self._line.read(n, deadline)
        data = self._line.read(min(n, max(1, self._after - self._seen)), deadline)
        before, self._seen = self._seen, self._seen + len(data)
        if before < self._after <= self._seen:
            self._happens()
        return data


@pytest.mark.parametrize("after", [30, 100, 600, 1200])
def test_a_reader_unplugged_in_mid_read_is_told_and_reads_again(desk: Desk, after: int) -> None:
    desk.reader.close()
    line = InterruptedLine(
        SerialTransport(desk.simulator.path, clock=CLOCK), after, desk.simulator.unplug
    )
    desk.reader = SdtIdCardReader("id_card", line)
    desk.reader.open()
    desk.lay_and_find()
    line.armed = True
    assert desk.fault_of_read() == "card.reader_unplugged"
    desk.simulator.replug()
    desk.reader.open()
    assert desk.reader.find()
    assert desk.reader.read() == RESIDENT


class ScriptedLine:
    """A line whose other end says what the test wrote down, one answer a question."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = list(answers)
        self._waiting = b""

    def open(self, deadline: float) -> None:
        del deadline

    def write(self, data: bytes, deadline: float) -> None:
        del data, deadline
        self._waiting += self._answers.pop(0)

    def read(self, n: int, deadline: float) -> bytes:
        del deadline
        data, self._waiting = self._waiting[:n], self._waiting[n:]
        return data

    def close(self) -> None:
        self._waiting = b""


GOOD = functions.read_reply(SimulatedCard.sample().content).to_bytes()
ADDRESS = Reply(0, 0, 0x90, SimulatedCard.sample("elder").newest_address).to_bytes()
GONE = Reply(0, 0, StatusWord.READ_FAILED).to_bytes()
NONE = Reply(0, 0, StatusWord.NO_SUCH_CONTENT).to_bytes()


def read_from(*answers: bytes) -> str:
    with pytest.raises(DeviceFault) as told:
        SdtIdCardReader("id_card", ScriptedLine(*answers)).read()
    return told.value.code


def test_a_card_gone_between_its_text_and_its_newest_address_is_no_record() -> None:
    assert read_from(GOOD, GONE, GONE, GONE) == "card.pulled"


def test_a_stale_answer_in_place_of_the_newest_address_is_no_record() -> None:
    assert read_from(GOOD, functions.SELECTED.to_bytes()) == "card.garbled"
    assert read_from(GOOD, GOOD) == "card.garbled"


def test_an_answer_cut_off_at_any_byte_is_no_record() -> None:
    codes = {read_from(GOOD[:cut], GONE, GONE) for cut in range(1, WHOLE)}
    assert codes == {"card.pulled"}
    codes = {read_from(GOOD[:cut], NONE) for cut in range(1, WHOLE)}
    assert codes == {"card.garbled"}


def test_an_answer_with_any_one_bit_flipped_is_no_record() -> None:
    for place in range(WHOLE):
        damaged = bytearray(GOOD)
        damaged[place] ^= 1 << place % 8
        assert read_from(bytes(damaged), NONE) == "card.garbled"


def test_an_answer_too_short_to_be_one_is_garbled() -> None:
    assert read_from(wrap(b"\x00\x00")) == "card.garbled"


def test_one_missed_question_is_radio_noise_and_two_are_a_lifted_card() -> None:
    assert SdtIdCardReader("id_card", ScriptedLine(GONE, NONE)).present()
    assert SdtIdCardReader("id_card", ScriptedLine(ADDRESS)).present()
    assert not SdtIdCardReader("id_card", ScriptedLine(GONE, GONE)).present()


def test_a_card_whose_selection_came_garbled_is_found_at_the_next_look() -> None:
    selected = bytearray(functions.SELECTED.to_bytes())
    selected[-1] ^= 1
    empty = Reply(0, 0, StatusWord.FIND_FAILED).to_bytes()
    line = ScriptedLine(functions.FOUND.to_bytes(), bytes(selected), empty, NONE, empty)
    reader = SdtIdCardReader("id_card", line)
    with pytest.raises(DeviceFault) as told:
        reader.find()
    assert told.value.code == "card.garbled"
    assert reader.find()
    assert not reader.find()


def test_a_find_answered_with_something_else_is_a_fault() -> None:
    for answers in ([NONE], [functions.FOUND.to_bytes(), NONE]):
        with pytest.raises(DeviceFault):
            SdtIdCardReader("id_card", ScriptedLine(*answers)).find()


def test_a_reader_tells_where_it_was_found_and_the_number_of_its_security_module(
    desk: Desk,
) -> None:
    assert desk.reader.details() == {
        "line": f"serial://{desk.simulator.path}?baud=115200",
        "sam_id": "05-03-20260101-0001234567-0007654321",
    }


def test_a_reader_that_tells_no_number_is_used_without() -> None:
    well = Reply(0, 0, StatusWord.OK).to_bytes()
    line = ScriptedLine(well, Reply(0, 0, StatusWord.BAD_COMMAND).to_bytes())
    reader = SdtIdCardReader("id_card", line)
    reader.open()
    assert list(reader.details()) == ["line"]


def test_a_reader_that_is_switched_on_while_it_is_opened_is_asked_again() -> None:
    well = Reply(0, 0, StatusWord.OK).to_bytes()
    reader = SdtIdCardReader("id_card", ScriptedLine(b"", b"", well, well))
    reader.open()
    assert reader.details()


def test_a_reader_that_falls_silent_when_asked_its_number_does_not_open() -> None:
    line = ScriptedLine(Reply(0, 0, StatusWord.OK).to_bytes(), b"")
    with pytest.raises(DeviceFault) as told:
        SdtIdCardReader("id_card", line).open()
    assert told.value.code == "card.reader_silent"


class HurriedClock(SystemClock):
    """A clock on which every look takes 10 ms."""

    def __init__(self) -> None:
        self._looks = 0

    def monotonic(self) -> float:
        self._looks += 1
        return self._looks / 100


class BabblingLine(ScriptedLine):
    """A line that never stops sending, at once or once it was asked something."""

    def __init__(self, noise: bytes, *, unasked: bool) -> None:
        super().__init__()
        self._noise = noise
        self._babbling = unasked

    def write(self, data: bytes, deadline: float) -> None:
        del data, deadline
        self._babbling = True

    def read(self, n: int, deadline: float) -> bytes:
        del deadline
        return (self._noise * n)[:n] if self._babbling else b""


@pytest.mark.parametrize("unasked", [True, False])
@pytest.mark.parametrize("noise", [b"\x00", PREAMBLE, b"\xaa"])
def test_a_line_that_babbles_is_given_up(noise: bytes, *, unasked: bool) -> None:
    line = BabblingLine(noise, unasked=unasked)
    with pytest.raises(DeviceFault) as told:
        SdtIdCardReader("id_card", line, clock=HurriedClock()).find()
    assert told.value.code == "card.garbled"
