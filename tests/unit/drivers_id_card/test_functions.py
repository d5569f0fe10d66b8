import pytest

from drivers.api import DeviceFault
from drivers.id_card import functions
from drivers.id_card.frames import PREAMBLE, Reply
from drivers.id_card.functions import CardContent
from drivers.id_card.status_words import StatusWord, fault_of

TEXT = bytes(range(256))
PHOTO = TEXT * 4
CODES = {
    "card.pulled",
    "card.damaged",
    "card.unknown_kind",
    "card.not_authenticated",
    "card.garbled",
    "card.reader_self_test",
    "card.reader_unauthorised",
}


def test_the_answer_to_a_read_is_the_one_of_the_design() -> None:
    content = CardContent(TEXT, PHOTO)
    frame = functions.read_reply(content).to_bytes()
    assert len(frame) == 1295
    assert frame.startswith(PREAMBLE + bytes.fromhex("05 08 00 00 90 01 00 04 00"))
    assert functions.content_of(functions.read_reply(content)) == content


@pytest.mark.parametrize(
    ("fingerprints", "length", "total"),
    [(0, 0x050A, 1297), (512, 0x070A, 1809), (1024, 0x090A, 2321)],
)
def test_fingerprints_have_their_length_before_the_text_and_are_dropped(
    fingerprints: int, length: int, total: int
) -> None:
    content = CardContent(TEXT, PHOTO, bytes(fingerprints))
    reply = functions.read_with_fingerprints_reply(content)
    frame = reply.to_bytes()
    assert len(frame) == total
    assert frame[5:16] == (
        length.to_bytes(2) + bytes.fromhex("00 00 90 01 00 04 00") + fingerprints.to_bytes(2)
    )
    assert functions.content_of(reply) == CardContent(TEXT, PHOTO)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01\x00",
        b"\x01\x00\x04\x00" + bytes(1279),
        b"\x01\x00\x04\x00" + bytes(1281),
        b"\x01\x00\x04\x00\x01\x00" + bytes(256 + 1280),
        b"\x01\x00\x04\x00\x02\x00" + bytes(1280),
        b"\x01\x00\x04\x00\x02\x00" + bytes(1280 + 1024),
        b"\x04\x00\x01\x00" + bytes(1280),
        b"\x00\x00\x05\x00" + bytes(1280),
    ],
)
def test_lengths_that_contradict_each_other_are_garbled(data: bytes) -> None:
    with pytest.raises(DeviceFault) as told:
        functions.content_of(Reply(0, 0, 0x90, data))
    assert told.value.code == "card.garbled"


def test_the_newest_address_is_there_or_not_or_wrong() -> None:
    assert functions.newest_address_of(Reply(0, 0, 0x90, bytes(70))) == bytes(70)
    assert functions.newest_address_of(Reply(0, 0, 0x91)) == b""
    with pytest.raises(DeviceFault):
        functions.newest_address_of(Reply(0, 0, 0x90, bytes(69)))
    with pytest.raises(DeviceFault):
        functions.newest_address_of(Reply(0, 0, 0x41))


def test_the_number_of_the_security_module_is_written_as_on_the_reader() -> None:
    data = bytes.fromhex("0500 0300 3d0a3501 87d61200 b1cb7400")
    assert functions.sam_id_of(Reply(0, 0, 0x90, data)) == "05-03-20253245-0001234567-0007654321"
    with pytest.raises(DeviceFault):
        functions.sam_id_of(Reply(0, 0, 0x90, data[:-1]))
    with pytest.raises(DeviceFault):
        functions.sam_id_of(Reply(0, 0, 0x66))


@pytest.mark.parametrize("word", StatusWord)
def test_every_status_word_has_a_known_code_a_sentence_and_a_remedy(word: StatusWord) -> None:
    fault = fault_of(word)
    assert fault.code in CODES
    assert len(fault.message) > 20
    assert fault.remedy.endswith(".")


def test_an_unknown_status_is_named() -> None:
    fault = fault_of(0x77)
    assert fault.code == "card.garbled"
    assert "77" in fault.message


def test_a_speed_no_reader_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        functions.change_baud(4800)
