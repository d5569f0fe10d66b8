"""What is said to chip cards, what is made of their answers, and calls that do not come back."""

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.api import CardHolder, DeviceClass, DeviceFault, SocialSecurityCard
from drivers.card_reader import pcsc, social_security
from drivers.card_reader.apdu import Transmit, ask, read_record, select_file, select_name
from drivers.card_reader.calls import Calls, HangsError
from drivers.card_reader.reader import PcscCardReader
from drivers.fitting import Fitting
from drivers.registry import DeviceConfig, build
from drivers.simulators.chip_card import OK, SimulatedChip, other_card, social_security_card
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault

PATIENCE_S = 60.0
CARD = SocialSecurityCard("A12345678", "370900", "3.00")


def test_commands_are_as_the_standard_writes_them() -> None:
    assert select_name(social_security.APPLICATION).hex().upper() == (
        "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
    )
    assert select_file(0xEF05).hex().upper() == "00A4020002EF05"
    assert read_record(7).hex().upper() == "00B2070400"


@pytest.mark.parametrize("in_pieces", [False, True], ids=["at once", "in pieces"])
def test_a_social_security_card_tells_its_number_region_and_version(
    in_pieces: bool,  # noqa: FBT001
) -> None:
    chip = social_security_card()
    chip.in_pieces = in_pieces
    assert social_security.read(chip.answer) == CARD


def test_a_card_of_another_kind_is_none() -> None:
    assert social_security.read(other_card().answer) is None
    assert social_security.read(SimulatedChip().answer) is None


def test_what_a_card_does_not_tell_stays_empty() -> None:
    chip = social_security_card()
    del chip.answers[read_record(social_security.NUMBER)]
    chip.answers[read_record(social_security.VERSION)] = bytes.fromhex("03 02 FF FF") + OK
    chip.answers[read_record(social_security.IDENTIFICATION)] = bytes.fromhex("01 03 AB CD EF") + OK
    assert social_security.read(chip.answer) == SocialSecurityCard("", "", "")
    del chip.answers[select_file(social_security.CARD_FILE)]
    assert social_security.read(chip.answer) == SocialSecurityCard("", "", "")


def test_another_record_than_the_one_asked_for_is_not_taken() -> None:
    chip = social_security_card()
    chip.answers[read_record(social_security.NUMBER)] = b"\x08\x04L081" + OK
    card = social_security.read(chip.answer)
    assert card is not None
    assert card.number == ""


def scripted(*answers: str) -> tuple[Transmit, list[str]]:
    """A card that gives these answers in order, and what it was asked."""
    left = iter(answers)
    asked: list[str] = []

    def transmit(command: bytes) -> bytes:
        asked.append(command.hex())
        return bytes.fromhex(next(left))

    return transmit, asked


def test_the_rest_of_an_answer_is_fetched_as_often_as_the_card_says_so() -> None:
    transmit, asked = scripted("0102 6102", "0304 6101", "05 9000")
    answer = ask(transmit, bytes.fromhex("00B2010400"))
    assert (answer.data.hex(), answer.ok) == ("0102030405", True)
    assert asked == ["00b2010400", "00c0000002", "00c0000001"]


def test_a_card_that_wants_another_length_gets_it() -> None:
    transmit, asked = scripted("6C09", "07 9000")
    assert ask(transmit, bytes.fromhex("00B2070400")).data == b"\x07"
    assert asked == ["00b2070400", "00b2070409"]


def test_a_card_that_always_has_more_is_left() -> None:
    transmit, _ = scripted(*["00 6101"] * 40)
    assert not ask(transmit, bytes.fromhex("00B2010400")).ok


@given(st.lists(st.binary(min_size=2, max_size=40), min_size=1, max_size=60))
def test_whatever_a_card_answers_it_is_a_card_or_none(answers: list[bytes]) -> None:
    left: Iterator[bytes] = iter(answers)
    card = social_security.read(lambda _: next(left, b"\x6a\x82"))
    assert card is None or card.number.isprintable()


# --- calls --------------------------------------------------------------------------------------


def complain() -> None:
    raise LookupError("the call's own")


def time_out() -> None:
    raise TimeoutError("the call's own")


@pytest.mark.parametrize(("call", "error"), [(complain, LookupError), (time_out, TimeoutError)])
def test_a_call_gives_its_answer_or_what_it_raised(
    call: Callable[[], None], error: type[Exception]
) -> None:
    calls = Calls()
    assert calls.make(PATIENCE_S, lambda: 42) == 42
    with pytest.raises(error, match="own"):
        calls.make(PATIENCE_S, call)
    calls.end()


def test_a_call_that_hangs_is_given_up_and_refuses_the_next_until_it_is_back() -> None:
    calls, released, let_go = Calls(), Event(), Event()
    with pytest.raises(HangsError):
        calls.make(0.01, lambda: released.wait(PATIENCE_S))
    assert calls.hanging
    with pytest.raises(HangsError):
        calls.make(PATIENCE_S, lambda: 42)
    later = calls.later(let_go.set)
    calls.end()
    assert not let_go.is_set()
    released.set()
    later.result(PATIENCE_S)
    assert not calls.hanging
    assert calls.make(PATIENCE_S, lambda: 42) == 42
    calls.end()


# --- the driver without a service -----------------------------------------------------------------


def test_without_the_library_the_driver_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pcsc, "LIBRARY", "libnothing-of-this-name.so.1")
    with pytest.raises(DeviceFault) as told:
        PcscCardReader("chip", clock=SystemClock()).open()
    assert told.value.code == "chip.service_missing"
    assert "apt-get install pcscd" in told.value.remedy


def test_an_error_is_named_where_it_has_a_name() -> None:
    assert str(pcsc.PcscError("SCardConnect", 0x80100069)) == "SCardConnect: REMOVED_CARD"
    assert str(pcsc.PcscError("SCardConnect", 0x80100001)) == "SCardConnect: 0x80100001"


def test_a_holder_is_in_no_repr() -> None:
    assert "王" not in repr(CardHolder("王芳", "370900199001010014"))


def make(url: str) -> object:
    (device,) = build([DeviceConfig("chip", DeviceClass.CARD_READER, url)], Fitting(SystemClock()))
    return device


def test_an_address_names_the_reader_or_takes_any() -> None:
    for url in ("chip+pcsc://any", "chip+pcsc://ACS%20ACR39U%20ICC%20Reader"):
        assert isinstance(make(url), PcscCardReader)


@pytest.mark.parametrize("url", ["chip+pcsc://", "chip+pcsc:///dev/x", "chip+pcsc://any?x=1"])
def test_an_address_that_names_nothing_is_refused(url: str) -> None:
    with pytest.raises(EnvironmentFault, match="«chip»"):
        make(url)
