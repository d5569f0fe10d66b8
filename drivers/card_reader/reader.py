"""Driver for readers of chip cards that are reached by PC/SC."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from drivers.api import Chip, ChipCard, DeviceClass, DeviceFault
from drivers.card_reader import social_security
from drivers.card_reader.calls import Calls, HangsError
from drivers.card_reader.pcsc import Connection, Pcsc, PcscError, ReaderState, Trouble
from drivers.card_reader.vendor import SocialSecurityLibrary
from kiosk.clock import Clock

Answer = TypeVar("Answer")
SERVICE_S = 2.0
"""The service answers everything that does not concern a card within a millisecond."""
CONNECT_S = 5.0
"""Powering a card up and agreeing on a protocol takes a second at most."""
READ_S = 6.0
LEAVING_S = 1.0
"""The service looks for a card every 0.4 s; commands fail before it has seen the card go."""
STATUS_BYTES = 2
PUT_IN_AGAIN = "Take the card out and put it in again, chip first and chip up."
RECONNECT = "Pull the reader's plug and plug it in again."

_GONE = frozenset(
    {
        Trouble.UNKNOWN_READER,
        Trouble.READER_UNAVAILABLE,
        Trouble.NO_READERS_AVAILABLE,
    }
)
_NO_SERVICE = frozenset({Trouble.NO_SERVICE, Trouble.SERVICE_STOPPED, Trouble.INVALID_HANDLE})
_PULLED = frozenset({Trouble.REMOVED_CARD, Trouble.NO_SMARTCARD})
_MUTE = frozenset(
    {
        Trouble.UNRESPONSIVE_CARD,
        Trouble.UNPOWERED_CARD,
        Trouble.UNSUPPORTED_CARD,
        Trouble.PROTO_MISMATCH,
    }
)


class PcscCardReader:
    """One reader.

    Args:
        name: its name in the configuration.
        reader: what PC/SC's name of it begins with; empty takes the first reader.
        clock: where deadlines are measured.
        library: makes the library; raises `DeviceFault` when it is not installed.
        vendor: reads whose card it is; None where there is no such library.
    """

    device_class = DeviceClass.CARD_READER

    def __init__(
        self,
        name: str,
        reader: str = "",
        *,
        clock: Clock,
        library: Callable[[], Pcsc] = Pcsc,
        vendor: SocialSecurityLibrary | None = None,
    ) -> None:
        self.name = name
        self._wanted = reader
        self._clock = clock
        self._new_library = library
        self._library: Pcsc | None = None
        self._vendor = vendor
        self._calls = Calls()
        self._context: int | None = None
        self._reader = ""
        self._connection: Connection | None = None
        self._claimed: int | None = None
        """Which insertion the connection belongs to."""

    def open(self) -> None:
        """Begin to talk to the service and find the reader."""
        self.close()
        if self._library is None:
            self._library = self._new_library()
        library = self._library
        context = self._ask(SERVICE_S, library.establish)
        self._context = context
        try:
            readers = self._ask(SERVICE_S, lambda: library.readers(context))
            self._reader = self._choose(readers)
        except DeviceFault:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the card and the service; safe to call twice."""
        self._disconnect()
        context, library, self._context = self._context, self._library, None
        if context is not None and library is not None:
            self._calls.later(lambda: _quietly(lambda: library.release(context)))
        self._calls.end()

    def details(self) -> Mapping[str, str]:
        """What PC/SC calls it."""
        return {"reader": self._reader} if self._reader else {}

    def chip(self) -> Chip | None:
        """The card that is in it; None when there is none."""
        library, context = self._opened()
        slot = self._ask(SERVICE_S, lambda: library.slot(context, self._reader))
        if slot.state & (ReaderState.UNKNOWN | ReaderState.UNAVAILABLE):
            raise self._unplugged()
        if not slot.state & ReaderState.PRESENT:
            self._disconnect()
            return None
        if self._claimed not in {None, slot.events}:
            self._disconnect()  # another card, or the same one put in again
        return Chip(slot.events, b"" if slot.state & ReaderState.MUTE else slot.atr)

    def read(self) -> ChipCard:
        """Claim the card and read what it shows anybody."""
        self._disconnect()
        library, context = self._opened()
        chip = self.chip()
        if chip is None:
            raise self._pulled()
        self._connection = self._ask(CONNECT_S, lambda: library.connect(context, self._reader))
        self._claimed = chip.insertion
        powered = self.chip()  # only now its answer to reset is sure to be known
        if powered is None or powered.insertion != chip.insertion:
            raise self._pulled()
        last = self._clock.monotonic() + READ_S

        def send(apdu: bytes) -> bytes:
            left = max(0.0, last - self._clock.monotonic())
            return self.transmit(apdu, deadline_s=left)

        found = social_security.read(send)
        if found is not None and self._vendor is not None:
            found = replace(found, holder=self._vendor.holder(send))
        return ChipCard(powered.atr, found)

    def transmit(self, apdu: bytes, *, deadline_s: float) -> bytes:
        """Send a command to the card that was read."""
        library, _ = self._opened()
        connection = self._connection
        if connection is None:
            raise self._pulled()
        try:
            return self._exchange(library, connection, apdu, deadline_s)
        except DeviceFault as fault:
            if fault.code == "chip.damaged" and self._is_leaving():
                raise self._pulled() from fault
            raise

    # --- inside -----------------------------------------------------------------------------

    def _opened(self) -> tuple[Pcsc, int]:
        if self._library is None or self._context is None:
            raise self._unplugged()
        return self._library, self._context

    def _choose(self, readers: list[str]) -> str:
        fitting = [reader for reader in readers if reader.startswith(self._wanted)]
        if not fitting:
            there = ", ".join(readers) or "none"
            raise DeviceFault(
                "chip.reader_unplugged",
                f"PC/SC knows no reader «{self._wanted or 'any'}»; there are: {there}.",
                "Check the reader's plug, and its name in the configuration.",
            )
        return fitting[0]

    def _disconnect(self) -> None:
        connection, library, self._connection = self._connection, self._library, None
        self._claimed = None
        if connection is not None and library is not None:
            self._calls.later(lambda: _quietly(lambda: library.disconnect(connection)))

    def _ask(self, limit_s: float, call: Callable[[], Answer]) -> Answer:
        """Call the library; what goes wrong becomes a fault."""
        held_up = self._calls.hanging
        try:
            return self._calls.make(limit_s, call)
        except HangsError as error:
            if held_up:
                raise DeviceFault(
                    "chip.reader_silent",
                    f"The reader «{self.name}» is still busy with what it was asked before.",
                    RECONNECT,
                ) from error
            raise DeviceFault(
                "chip.no_answer", f"The card in «{self.name}» does not answer.", PUT_IN_AGAIN
            ) from error
        except PcscError as error:
            raise self._fault(error) from error

    def _fault(self, error: PcscError) -> DeviceFault:
        number = error.number
        if number in _NO_SERVICE:
            return DeviceFault(
                "chip.service_silent",
                f"The PC/SC service does not run ({error}).",
                "sudo systemctl restart pcscd.socket",
            )
        if number in _GONE:
            return self._unplugged()
        if number in _PULLED:
            return self._pulled()
        if number in _MUTE:
            return DeviceFault(
                "chip.unresponsive",
                f"What is in «{self.name}» does not answer as a chip does ({error}).",
                PUT_IN_AGAIN,
            )
        if number == Trouble.SHARING_VIOLATION:
            return DeviceFault(
                "chip.taken",
                f"Another program holds the card in «{self.name}».",
                "Stop the programs that use the reader.",
            )
        return DeviceFault(
            "chip.damaged", f"Talking to the card in «{self.name}» failed ({error}).", PUT_IN_AGAIN
        )

    def _exchange(
        self, library: Pcsc, connection: Connection, apdu: bytes, limit_s: float
    ) -> bytes:
        answer = self._ask(limit_s, lambda: library.transmit(connection, apdu))
        if len(answer) < STATUS_BYTES:  # also pcscd's word for a card pulled while it thought
            raise DeviceFault(
                "chip.damaged", f"The card in «{self.name}» broke off its answer.", PUT_IN_AGAIN
            )
        return answer

    def _is_leaving(self) -> bool:
        """Whether the card is out, or will be as soon as the service looks again."""
        library, context = self._opened()
        slot = self._ask(SERVICE_S, lambda: library.slot(context, self._reader))
        if slot.state & ReaderState.PRESENT:
            wait_ms = int(LEAVING_S * 1000)
            slot = self._ask(
                SERVICE_S, lambda: library.next_slot(context, self._reader, slot, wait_ms)
            )
        return not slot.state & ReaderState.PRESENT

    def _pulled(self) -> DeviceFault:
        return DeviceFault(
            "chip.pulled", f"No card that was read is in «{self.name}».", PUT_IN_AGAIN
        )

    def _unplugged(self) -> DeviceFault:
        return DeviceFault(
            "chip.reader_unplugged", f"The reader «{self.name}» is not there.", RECONNECT
        )


def _quietly(call: Callable[[], None]) -> None:
    """Let go of what may be gone already."""
    try:
        call()
    except PcscError:
        return
