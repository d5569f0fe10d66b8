"""The functions of PC/SC that are needed, from `libpcsclite` by ctypes.

The library's interface is that of Windows' winscard and has not changed for twenty years; why it
is bound here: docs/decisions/0022. Nothing here waits longer than the library does, which for
`transmit` is as long as the card pleases (`drivers.card_reader.calls`).
"""

from __future__ import annotations

from ctypes import (
    CDLL,
    POINTER,
    Structure,
    byref,
    c_char_p,
    c_long,
    c_ubyte,
    c_ulong,
    c_void_p,
    create_string_buffer,
    sizeof,
)
from dataclasses import dataclass
from enum import IntEnum, IntFlag

from drivers.api import DeviceFault

LIBRARY = "libpcsclite.so.1"
ATR_ROOM = 33
ANSWER_ROOM = 65538
"""The longest answer: 65536 bytes and the status."""
NAMES_ROOM = 8192
"""16 readers with names of 128 bytes, several times over."""

_SCOPE_SYSTEM = 2
_SHARE_EXCLUSIVE = 1
_PROTOCOL_T0_OR_T1 = 3
_UNPOWER_CARD = 2
_MASK = 0xFFFFFFFF


class Trouble(IntEnum):
    """What PC/SC answers when something is not well."""

    INVALID_HANDLE = 0x80100003
    UNKNOWN_READER = 0x80100009
    TIMEOUT = 0x8010000A
    SHARING_VIOLATION = 0x8010000B
    NO_SMARTCARD = 0x8010000C
    PROTO_MISMATCH = 0x8010000F
    COMM_ERROR = 0x80100013
    NOT_TRANSACTED = 0x80100016
    READER_UNAVAILABLE = 0x80100017
    NO_SERVICE = 0x8010001D
    SERVICE_STOPPED = 0x8010001E
    NO_READERS_AVAILABLE = 0x8010002E
    UNSUPPORTED_CARD = 0x80100065
    UNRESPONSIVE_CARD = 0x80100066
    UNPOWERED_CARD = 0x80100067
    RESET_CARD = 0x80100068
    REMOVED_CARD = 0x80100069


class ReaderState(IntFlag):
    """What PC/SC knows of a reader and of what is in it."""

    UNKNOWN = 0x0004
    UNAVAILABLE = 0x0008
    EMPTY = 0x0010
    PRESENT = 0x0020
    MUTE = 0x0200


class PcscError(Exception):
    """A PC/SC function did not succeed.

    Args:
        function: its name.
        number: what it answered, one of `Trouble` or another number.
    """

    def __init__(self, function: str, number: int) -> None:
        known = number in set(Trouble)
        super().__init__(f"{function}: {Trouble(number).name if known else hex(number)}")
        self.number = number


@dataclass(frozen=True, slots=True)
class Slot:
    """A reader as it is now.

    Args:
        state: of the reader and what is in it.
        events: how often a card was put in or taken out since the service began.
        atr: of the card that is in it.
    """

    state: ReaderState
    events: int
    atr: bytes


class _ReaderStateStruct(Structure):
    """SCARD_READERSTATE."""

    _fields_ = (
        ("reader", c_char_p),
        ("user_data", c_void_p),
        ("current_state", c_ulong),
        ("event_state", c_ulong),
        ("atr_length", c_ulong),
        ("atr", c_ubyte * ATR_ROOM),
    )


class _IoRequest(Structure):
    """SCARD_IO_REQUEST."""

    _fields_ = (("protocol", c_ulong), ("length", c_ulong))


@dataclass(frozen=True, slots=True)
class Connection:
    """A card that was claimed.

    Args:
        handle: PC/SC's word for it.
        protocol: 1 for T=0, 2 for T=1.
    """

    handle: int
    protocol: int


class Pcsc:
    """The library.

    Raises:
        DeviceFault: ``chip.service_missing`` when it is not installed.
    """

    def __init__(self) -> None:
        try:
            library = CDLL(LIBRARY)
        except OSError as error:
            raise DeviceFault(
                "chip.service_missing",
                f"{LIBRARY} is not installed.",
                "sudo apt-get install pcscd libccid",
            ) from error
        self._library = library
        for name, arguments in _SIGNATURES.items():
            function = getattr(library, name)
            function.argtypes, function.restype = arguments, c_long

    def establish(self) -> int:
        """Begin to talk to the service; gives a context."""
        context = c_long()
        self._call("SCardEstablishContext", _SCOPE_SYSTEM, None, None, byref(context))
        return context.value

    def release(self, context: int) -> None:
        """End talking to the service."""
        self._call("SCardReleaseContext", context)

    def readers(self, context: int) -> list[str]:
        """Names of the readers that are plugged in; none when none is."""
        names, size = create_string_buffer(NAMES_ROOM), c_ulong(NAMES_ROOM)
        try:
            self._call("SCardListReaders", context, None, names, byref(size))
        except PcscError as error:
            if error.number == Trouble.NO_READERS_AVAILABLE:
                return []
            raise
        return [
            name.decode("utf-8", "replace") for name in names.raw[: size.value].split(b"\0") if name
        ]

    def slot(self, context: int, reader: str) -> Slot:
        """A reader as it is now; returns at once."""
        return self._status(context, reader, 0, 0)

    def next_slot(self, context: int, reader: str, known: Slot, wait_ms: int) -> Slot:
        """A reader as soon as it is otherwise than `known`, or after `wait_ms` milliseconds."""
        return self._status(context, reader, known.events << 16 | known.state, wait_ms)

    def _status(self, context: int, reader: str, known: int, wait_ms: int) -> Slot:
        state = _ReaderStateStruct(reader=reader.encode(), current_state=known)
        try:
            self._call("SCardGetStatusChange", context, wait_ms, byref(state), 1)
        except PcscError as error:
            if error.number != Trouble.TIMEOUT:
                raise
        word = int(state.event_state)
        atr = bytes(state.atr[: min(state.atr_length, ATR_ROOM)])
        return Slot(ReaderState(word & 0xFFFF), word >> 16 & 0xFFFF, atr)

    def connect(self, context: int, reader: str) -> Connection:
        """Claim the card in a reader for this program alone."""
        handle, protocol = c_long(), c_ulong()
        self._call(
            "SCardConnect",
            context,
            reader.encode(),
            _SHARE_EXCLUSIVE,
            _PROTOCOL_T0_OR_T1,
            byref(handle),
            byref(protocol),
        )
        return Connection(handle.value, protocol.value)

    def disconnect(self, connection: Connection) -> None:
        """Let go of a card; it forgets what was selected and proved."""
        self._call("SCardDisconnect", connection.handle, _UNPOWER_CARD)

    def transmit(self, connection: Connection, apdu: bytes) -> bytes:
        """Send a command and wait for the answer."""
        header = _IoRequest(connection.protocol, sizeof(_IoRequest))
        answer, size = create_string_buffer(ANSWER_ROOM), c_ulong(ANSWER_ROOM)
        self._call(
            "SCardTransmit",
            connection.handle,
            byref(header),
            apdu,
            len(apdu),
            None,
            answer,
            byref(size),
        )
        return answer.raw[: size.value]

    def _call(self, name: str, *arguments: object) -> None:
        number = getattr(self._library, name)(*arguments) & _MASK
        if number:
            raise PcscError(name, number)


_SIGNATURES = {
    "SCardEstablishContext": (c_ulong, c_void_p, c_void_p, POINTER(c_long)),
    "SCardReleaseContext": (c_long,),
    "SCardListReaders": (c_long, c_char_p, c_char_p, POINTER(c_ulong)),
    "SCardGetStatusChange": (c_long, c_ulong, POINTER(_ReaderStateStruct), c_ulong),
    "SCardConnect": (c_long, c_char_p, c_ulong, c_ulong, POINTER(c_long), POINTER(c_ulong)),
    "SCardDisconnect": (c_long, c_ulong),
    "SCardTransmit": (
        c_long,
        POINTER(_IoRequest),
        c_char_p,
        c_ulong,
        POINTER(_IoRequest),
        c_char_p,
        POINTER(c_ulong),
    ),
}
"""Arguments after winscard.h of pcsc-lite; each function answers a LONG, 0 for success."""
