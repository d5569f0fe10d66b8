"""Find out what one unit can do by asking it, while it stands idle and has paper.

Clones differ from what they copy, so nothing is believed but answers, and silence is no proof of
anything but that it is useless to ask.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.api import ChineseFont, Confirmation
from drivers.receipt_printer import commands
from drivers.receipt_printer.commands import Asked
from drivers.receipt_printer.conversation import ANSWER_S, Conversation
from drivers.receipt_printer.replies import REPORT_LENGTH, is_plain, is_report, printer_text
from drivers.receipt_printer.unit import Answered, Findings, Wishes
from kiosk.clock import Clock

NAME_S = 0.5
QUIET_S = 0.15
"""A report that has come to its end is followed by so much silence, at least."""
QR_ANSWER = b"\x37\x36"
BY_NUMBER = Answered(value=Confirmation.PROCESS_ID, how="asked: answered GS ( H function 48")


class Probe:
    """Questions to one unit.

    Every method raises `TransportFault` when the line breaks.

    Args:
        talk: the conversation with it, on an open line.
        clock: where deadlines are measured.
    """

    def __init__(self, talk: Conversation, clock: Clock) -> None:
        self._talk = talk
        self._clock = clock

    def name(self) -> dict[Asked, str]:
        """What the unit says it is; without an answer to the first question it is asked no more.

        Serial number, then model and firmware.
        """
        names: dict[Asked, str] = {}
        for what in (Asked.SERIAL, Asked.MODEL, Asked.FIRMWARE):
            text = self._text(what)
            if not text and not names:
                break
            names[what] = text
        return names

    def findings(self, wishes: Wishes) -> Findings:
        """Ask what the configuration leaves open; the unit may report changes from now on."""
        asks = wishes.confirmation is Confirmation.UNPROBED
        return Findings(
            automatic_status=self._reports() if wishes.automatic_status else None,
            confirmation=self._confirmation() if asks else None,
            native_qr=self._native_qr() if wishes.native_qr is None else None,
            chinese=self._chinese() if wishes.chinese is None else None,
        )

    def _reports(self) -> Answered:
        """Reports of another width than the reference's are ended: the rest looks like fences."""
        heard = self._hear(commands.REPORT_CHANGES, ANSWER_S)
        if not heard:
            return Answered(value="no", how="asked: silent to GS a")
        reports = [heard[at : at + REPORT_LENGTH] for at in range(0, len(heard), REPORT_LENGTH)]
        if all(map(_is_whole, reports)):
            return Answered(value="yes", how="asked: answered GS a with four bytes")
        self._talk.send(commands.REPORT_NOTHING, self._clock.monotonic() + ANSWER_S)
        self._talk.overhear(QUIET_S, self._clock.monotonic() + QUIET_S)
        how = f"asked: answered GS a with {len(heard)} bytes, which is not the reference"
        return Answered(value="no", how=how)

    def _confirmation(self) -> Answered:
        self._talk.forget()
        number = self._talk.fresh_job()
        if self._answers(commands.process_id(number), lambda: number in self._talk.replies.jobs):
            return BY_NUMBER
        if self._answers(commands.FENCE, lambda: bool(self._talk.replies.fences)):
            if number in self._talk.replies.jobs:
                return BY_NUMBER  # it was busy with something before
            how = "asked: silent to GS ( H, answered GS r 1"
            return Answered(value=Confirmation.FENCE, how=how)
        return Answered(value=Confirmation.NONE, how="asked: silent to GS ( H and to GS r 1")

    def _native_qr(self) -> Answered | None:
        heard = self._hear(commands.ASK_QR_SIZE, NAME_S)
        if QR_ANSWER not in heard:
            return None
        return Answered(value="yes", how="asked: answered GS ( k function 82")

    def _chinese(self) -> Answered | None:
        said = self._text(Asked.FONTS)
        if not said:
            return None
        plain = said.lower().replace(" ", "")
        named = (font for font in (ChineseFont.GB18030, ChineseFont.GB2312) if font.value in plain)
        font = next(named, ChineseFont.NONE)
        return Answered(value=font, how=f"asked: GS I 69 answered {said}")

    def _text(self, what: Asked) -> str:
        return printer_text(self._hear(commands.ask_unit(what), NAME_S, b"\x00"))

    def _hear(self, question: bytes, patience_s: float, end: bytes = b"") -> bytes:
        self._talk.forget()
        deadline = self._clock.monotonic() + patience_s
        self._talk.send(question, deadline)
        return self._talk.overhear(QUIET_S, deadline, end)

    def _answers(self, question: bytes, answered: Callable[[], bool]) -> bool:
        self._talk.replies.fences.clear()
        until = self._clock.monotonic() + ANSWER_S
        self._talk.send(question, until)
        return self._talk.wait(answered, until)


def _is_whole(report: bytes) -> bool:
    return len(report) == REPORT_LENGTH and is_report(report[0]) and all(map(is_plain, report[1:]))
