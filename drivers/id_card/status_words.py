"""What the reader says with SW3, and what it means for the person and the technician."""

from __future__ import annotations

from enum import IntEnum

from drivers.api import DeviceFault

LAY_AGAIN = "Lift the card, lay it flat in the middle of the reader and leave it there."
CHECK_READER = "Unplug the reader and plug it in again; if that does not help, replace it."


class StatusWord(IntEnum):
    """SW3 of GA/T 467 readers."""

    OK = 0x90
    NO_SUCH_CONTENT = 0x91
    CARD_FOUND = 0x9F
    CHECKSUM_ERROR = 0x10
    LENGTH_ERROR = 0x11
    BAD_COMMAND = 0x21
    NO_AUTHORITY = 0x23
    UNRECOGNISED = 0x24
    CARD_TO_SAM_AUTHENTICATION = 0x31
    SAM_TO_CARD_AUTHENTICATION = 0x32
    INFORMATION_AUTHENTICATION = 0x33
    UNKNOWN_CARD_TYPE = 0x40
    READ_FAILED = 0x41
    RANDOM_NUMBER = 0x47
    SELF_TEST_FAILED = 0x60
    SAM_NOT_AUTHORISED = 0x66
    FIND_FAILED = 0x80
    SELECT_FAILED = 0x81


OF_THE_READER = frozenset({StatusWord.SELF_TEST_FAILED, StatusWord.SAM_NOT_AUTHORISED})
"""Said in answer to anything, by a reader that can read no card at all."""

_FAULTS: dict[StatusWord, tuple[str, str, str]] = {
    StatusWord.OK: (
        "card.garbled",
        "The reader says the function went well, which does not fit the question.",
        CHECK_READER,
    ),
    StatusWord.NO_SUCH_CONTENT: (
        "card.damaged",
        "The card lacks the content that was asked for.",
        "Try another card; if only this one fails, it has to be replaced by the police.",
    ),
    StatusWord.CARD_FOUND: (
        "card.garbled",
        "The reader says a card was found, which does not fit the question.",
        CHECK_READER,
    ),
    StatusWord.CHECKSUM_ERROR: (
        "card.garbled",
        "The reader received a frame with a wrong check byte.",
        "Check the cable and its plugs, keep it away from mains leads.",
    ),
    StatusWord.LENGTH_ERROR: (
        "card.garbled",
        "The reader received a frame with a wrong length.",
        "Check the cable and its plugs, keep it away from mains leads.",
    ),
    StatusWord.BAD_COMMAND: (
        "card.garbled",
        "The reader does not know the command.",
        "Check that the reader follows GA/T 467 and that the configuration names the right one.",
    ),
    StatusWord.NO_AUTHORITY: (
        "card.not_authenticated",
        "The reader's security module has no authority for this function.",
        "Have the security module authorised by its maker or replace the reader.",
    ),
    StatusWord.UNRECOGNISED: (
        "card.garbled",
        "The reader failed with an error it cannot name.",
        CHECK_READER,
    ),
    StatusWord.CARD_TO_SAM_AUTHENTICATION: (
        "card.not_authenticated",
        "The card did not accept the reader's security module.",
        LAY_AGAIN,
    ),
    StatusWord.SAM_TO_CARD_AUTHENTICATION: (
        "card.not_authenticated",
        "The reader's security module did not accept the card; it may be forged.",
        "If it happens again with a card that looks sound, a person has to check the card.",
    ),
    StatusWord.INFORMATION_AUTHENTICATION: (
        "card.not_authenticated",
        "The information on the card is not signed as it should be; it may be forged.",
        "If it happens again with a card that looks sound, a person has to check the card.",
    ),
    StatusWord.UNKNOWN_CARD_TYPE: (
        "card.unknown_kind",
        "The reader does not know this kind of card.",
        "Use a resident identity card, or update the reader for newer cards.",
    ),
    StatusWord.READ_FAILED: (
        "card.damaged",
        "The card could not be read although it still lies on the reader.",
        LAY_AGAIN,
    ),
    StatusWord.RANDOM_NUMBER: (
        "card.damaged",
        "The card did not give the random number the reader asked it for.",
        LAY_AGAIN,
    ),
    StatusWord.SELF_TEST_FAILED: (
        "card.reader_self_test",
        "The security module of the reader failed its self-test: no card can be read.",
        CHECK_READER,
    ),
    StatusWord.SAM_NOT_AUTHORISED: (
        "card.reader_unauthorised",
        "The security module of the reader is not authorised: no card can be read.",
        "Have the security module authorised by its maker or replace the reader.",
    ),
    StatusWord.FIND_FAILED: (
        "card.pulled",
        "No card lies on the reader.",
        LAY_AGAIN,
    ),
    StatusWord.SELECT_FAILED: (
        "card.pulled",
        "The card could not be selected.",
        LAY_AGAIN,
    ),
}


def fault_of(sw3: int) -> DeviceFault:
    """The fault that an unwanted SW3 stands for."""
    try:
        code, message, remedy = _FAULTS[StatusWord(sw3)]
    except ValueError:
        return DeviceFault(
            "card.garbled", f"The reader answered with the unknown status {sw3:02X}.", CHECK_READER
        )
    return DeviceFault(code, f"{message} (status {sw3:02X})", remedy)
