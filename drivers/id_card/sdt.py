"""Driver for identity card readers that speak SDT, over any line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.api import DeviceClass, DeviceFault
from drivers.id_card import codec
from drivers.id_card.frames import Command, FrameParser, Reply
from drivers.id_card.functions import (
    FIND,
    READ,
    READ_NEWEST_ADDRESS,
    SAM_ID,
    SAM_STATUS,
    SELECT,
    content_of,
    newest_address_of,
    sam_id_of,
)
from drivers.id_card.speed import Speeds, call_back
from drivers.id_card.status_words import (
    CHECK_READER,
    LAY_AGAIN,
    OF_THE_READER,
    StatusWord,
    fault_of,
)
from drivers.transports import Transport, TransportFault
from kiosk.clock import Clock, SystemClock

if TYPE_CHECKING:
    from kiosk.identity.card import IdCard

ANSWER_S = 1.0
"""How long a reader may think about anything but a read."""
GREETING_S = 0.4
"""How long the first answer is waited for before the question is asked again: a reader that was
just switched on has not heard the one before, and should not wait for us."""
_GREETINGS = 3
READ_ANSWER_S = 3.0
"""How long a reader may read the card before the first byte of its answer comes."""
GAP_S = 0.2
"""A pause this long inside an answer ends it: no reader pauses, converters at most 16 ms."""
FLOW_S = 4.0
"""The longest answer at the slowest speed takes 2.5 s from first byte to last."""
QUIET_S = 0.05
"""After a broken exchange the line must be quiet this long before the next question."""
OPEN_S = 2.0

_GONE = frozenset({StatusWord.FIND_FAILED, StatusWord.SELECT_FAILED})
_UNCLEAR = frozenset({StatusWord.READ_FAILED, StatusWord.RANDOM_NUMBER})
"""Said both of a damaged card and of one that left the field in mid-read."""
_LINE_FAULTS = {
    "line.jammed": "card.reader_silent",
    "line.ambiguous": "card.reader_ambiguous",
}
_MISSES = 2
"""So many failed questions in a row mean that the card is gone; one may be radio noise."""


class AnswerCutOff(DeviceFault):
    """The reader began an answer and did not finish it."""


class SdtIdCardReader:
    """One SDT reader.

    `find` answers True once for a card; afterwards the reader does not find it again until it
    was lifted (docs/decisions/0010). `read` gives a whole card or raises: text, photo and
    newest address come from the same selection of the same card.

    Faults: codes that begin with ``card.reader_`` concern the reader, every other code concerns
    the card that lies there, which has to be lifted and laid again.

    Args:
        name: its name in the configuration.
        transport: a closed line to it.
        clock: where deadlines are measured.
    """

    device_class = DeviceClass.ID_CARD_READER

    def __init__(self, name: str, transport: Transport, *, clock: Clock | None = None) -> None:
        self.name = name
        self._transport = transport
        self._clock = clock or SystemClock()
        self._unsettled = False
        self._unselected = 0
        self._unheard = True
        """Whether a card may have been selected without our hearing of it."""
        self._tried_speeds = False
        self._details: dict[str, str] = {}

    def open(self) -> None:
        """Open the line, check that the reader's security module is well and ask its number."""
        try:
            self._open_line()
            self._greet()
            self._details = {"line": str(self._transport), **self._number()}
        except TransportFault as fault:
            self._transport.close()
            raise _reader_fault(fault) from fault
        except DeviceFault:
            self._transport.close()
            raise

    def close(self) -> None:
        """Release the line; safe to call twice."""
        self._transport.close()

    def details(self) -> dict[str, str]:
        """``line``: where it was found; ``sam_id``: number printed on it, where it tells."""
        return self._details

    def find(self) -> bool:
        """Whether a card that was not yet read lies on the reader; selects it.

        A card that was selected when nobody heard of it (the answer came garbled, or the reader
        was opened anew since) does not answer a search any more; it is found all the same.
        """
        unheard, self._unheard = self._unheard, True
        found = self._search() or (unheard and self._holds_card())
        self._unheard = False
        return found

    def _search(self) -> bool:
        """Look for a card and select it.

        A card that is found but cannot be selected is passing through the field: it counts as
        not found, unless it happens twice in a row.
        """
        status = self._ask(FIND, ANSWER_S).sw3
        if status == StatusWord.FIND_FAILED:
            self._unselected = 0
            return False
        if status != StatusWord.CARD_FOUND:
            raise fault_of(status)
        status = self._ask(SELECT, ANSWER_S).sw3
        if status == StatusWord.SELECT_FAILED and not self._unselected:
            self._unselected += 1
            return False
        self._unselected = 0
        if status == StatusWord.SELECT_FAILED:
            raise DeviceFault(
                "card.damaged", "A card was found but could not be selected, twice.", LAY_AGAIN
            )
        if status != StatusWord.OK:
            raise fault_of(status)
        return True

    def read(self) -> IdCard:
        """Read the card that was found: text, photo and the address written to it last."""
        try:
            reply = self._ask(READ, READ_ANSWER_S)
            if reply.sw3 in _UNCLEAR:
                raise fault_of(reply.sw3)
            content = content_of(reply)
            reply = self._ask(READ_NEWEST_ADDRESS, ANSWER_S)
            if reply.sw3 in _UNCLEAR:
                raise fault_of(reply.sw3)
            return codec.decode(content, newest_address_of(reply))
        except DeviceFault as fault:
            if _may_mean_pulled(fault) and not self.present():
                raise DeviceFault(
                    "card.pulled", "The card was taken away while it was being read.", LAY_AGAIN
                ) from fault
            raise

    def present(self) -> bool:
        """Whether the card that was read still lies there.

        Asks for its newest address: a card that was read answers "here it is" or "there is
        none", a card that has left the field does not answer at all.
        """
        return any(self._holds_card() for _ in range(_MISSES))

    def _holds_card(self) -> bool:
        """Whether a card that was selected answers."""
        status = self._ask(READ_NEWEST_ADDRESS, ANSWER_S).sw3
        return status in {StatusWord.OK, StatusWord.NO_SUCH_CONTENT}

    def _open_line(self) -> None:
        try:
            self._transport.open(self._in(OPEN_S))
        except TransportFault:
            self._tried_speeds = False
            raise
        self._unsettled = True
        self._unselected = 0
        self._unheard = True

    def _greet(self) -> None:
        """Check that a reader answers and is well; one that runs at another speed is called back.

        The other speeds are tried once for a reader that stays silent: trying takes longer than
        a reader that was switched on again should wait.
        """
        try:
            status = self._status()
        except DeviceFault as fault:
            line = self._transport
            if fault.code != "card.reader_silent" or not isinstance(line, Speeds):
                raise
            if self._tried_speeds or not call_back(line, self._ask):
                self._tried_speeds = True
                raise
            status = self._status()
        if status != StatusWord.OK:
            raise fault_of(status)
        self._tried_speeds = False

    def _status(self) -> int:
        """How the security module is, asked up to three times."""
        for _ in range(_GREETINGS - 1):
            try:
                return self._ask(SAM_STATUS, GREETING_S).sw3
            except DeviceFault as fault:
                if fault.code != "card.reader_silent":
                    raise
        return self._ask(SAM_STATUS, GREETING_S).sw3

    def _number(self) -> dict[str, str]:
        """The number of the security module; nothing from a reader that gives none."""
        try:
            return {"sam_id": sam_id_of(self._ask(SAM_ID, ANSWER_S))}
        except DeviceFault as fault:
            if fault.code.startswith("card.reader_"):
                raise
            return {}

    def _ask(self, command: Command, answer_s: float) -> Reply:
        """Send one command and wait for its answer.

        What a reader says that can read no card at all is a fault whatever it was asked.
        """
        try:
            self._settle()
            self._unsettled = True
            self._transport.write(command.to_bytes(), self._in(ANSWER_S))
            reply = self._answer(answer_s)
        except TransportFault as fault:
            raise _reader_fault(fault) from fault
        self._unsettled = False
        if reply.sw3 in OF_THE_READER:
            raise fault_of(reply.sw3)
        return reply

    def _answer(self, answer_s: float) -> Reply:
        """Wait for the first intact frame."""
        data = self._transport.read(1, self._in(answer_s))
        if not data:
            raise DeviceFault(
                "card.reader_silent",
                f"The card reader {self.name} does not answer.",
                CHECK_READER,
            )
        parser = FrameParser()
        broken = False
        last = self._in(FLOW_S)
        while True:
            frames = parser.feed(data) if data else parser.give_up()
            for frame in frames:
                reply = Reply.from_body(frame.body) if frame.intact else None
                if reply is not None:
                    return reply
                broken = True
            if not data or self._clock.monotonic() > last:
                raise self._unfinished(broken=broken)
            data = self._transport.read(parser.wanted, min(last, self._in(GAP_S)))

    def _unfinished(self, *, broken: bool) -> DeviceFault:
        if broken:
            return DeviceFault(
                "card.garbled",
                f"The answer of the card reader {self.name} has a wrong check byte.",
                "Check the cable and its plugs, keep it away from mains leads.",
            )
        return AnswerCutOff(
            "card.garbled",
            f"The card reader {self.name} broke off in the middle of its answer.",
            CHECK_READER,
        )

    def _settle(self) -> None:
        """Throw away what an earlier exchange left on the line."""
        wait = QUIET_S if self._unsettled else 0.0
        last = self._in(ANSWER_S)
        while self._transport.read(4096, self._in(wait)):
            if self._clock.monotonic() > last:
                raise DeviceFault(
                    "card.garbled", f"The card reader {self.name} sends without end.", CHECK_READER
                )

    def _in(self, seconds: float) -> float:
        return self._clock.monotonic() + seconds


def _may_mean_pulled(fault: DeviceFault) -> bool:
    return isinstance(fault, AnswerCutOff) or fault.code in {"card.damaged", "card.reader_silent"}


def _reader_fault(fault: TransportFault) -> DeviceFault:
    """The card reader's word for a fault of its line."""
    code = _LINE_FAULTS.get(fault.code, "card.reader_unplugged")
    return DeviceFault(code, fault.message, fault.remedy)
