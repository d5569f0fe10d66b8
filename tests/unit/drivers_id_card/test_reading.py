import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from drivers.api import DeviceFault
from drivers.id_card.reading import card_as_json, read_one_card
from drivers.simulators.fakes import FakeIdCardReader
from drivers.simulators.sample_cards import sample_id_cards
from kiosk.clock import SystemClock
from kiosk.identity.card import IdCard

RESIDENT = sample_id_cards()["resident"]


class Time(SystemClock):
    """A clock that goes on by the rests taken, and what happens meanwhile."""

    def __init__(self, *happens: Callable[[], None]) -> None:
        self.rests: list[float] = []
        self._happens = list(happens)

    def monotonic(self) -> float:
        return sum(self.rests)

    def rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        if self._happens:
            self._happens.pop(0)()


def read(reader: FakeIdCardReader, time: Time, timeout_s: float = 1.0) -> IdCard:
    return read_one_card(reader, clock=time, timeout_s=timeout_s, rest=time.rest)


@pytest.fixture
def reader() -> FakeIdCardReader:
    reader = FakeIdCardReader()
    reader.open()
    return reader


def test_a_card_that_lies_there_is_read_at_once(reader: FakeIdCardReader) -> None:
    reader.lay(RESIDENT)
    time = Time()
    assert read(reader, time, timeout_s=0) == RESIDENT
    assert time.rests == []


def test_a_card_is_waited_for(reader: FakeIdCardReader) -> None:
    time = Time(lambda: None, lambda: reader.lay(RESIDENT))
    assert read(reader, time) == RESIDENT
    assert time.rests == [0.3, 0.3]


def test_no_card_in_time_is_told_with_what_to_do(reader: FakeIdCardReader) -> None:
    time = Time()
    with pytest.raises(DeviceFault) as told:
        read(reader, time, timeout_s=1.0)
    assert told.value.code == "card.not_laid"
    assert "1 s" in told.value.message
    assert told.value.remedy
    assert time.rests == pytest.approx([0.3, 0.3, 0.3, 0.1])


def test_what_the_reader_raises_is_told_at_once(reader: FakeIdCardReader) -> None:
    time = Time(reader.unplug)
    with pytest.raises(DeviceFault) as told:
        read(reader, time)
    assert told.value.code == "card.reader_unplugged"
    reader.recover()
    reader.open()
    reader.lay(RESIDENT)
    reader.pull_in_next_read()
    with pytest.raises(DeviceFault) as told:
        read(reader, Time())
    assert told.value.code == "card.pulled"


@pytest.mark.parametrize("name", sorted(sample_id_cards()))
def test_a_card_as_json_says_everything_but_the_picture(name: str) -> None:
    card = sample_id_cards()[name]
    facts = json.loads(json.dumps(card_as_json(card), ensure_ascii=False))
    assert set(facts) == {field.name for field in fields(IdCard)} - {"photo"} | {"nation_name"}
    assert facts["id_no"] == card.id_no
    assert facts["kind"] == card.kind
    assert facts["birth"] == str(card.birth)
    assert facts["valid_to"] == (str(card.valid_to) if card.valid_to else None)


def test_what_a_person_has_to_look_at_is_in_it() -> None:
    odd = replace(RESIDENT, needs_manual_check=("name", "id_no"))
    assert card_as_json(odd)["needs_manual_check"] == ["name", "id_no"]


def test_the_picture_is_there_when_it_is_asked_for() -> None:
    photo = card_as_json(RESIDENT, with_photo=True)["photo_wlt"]
    assert b64decode(str(photo)) == RESIDENT.photo
