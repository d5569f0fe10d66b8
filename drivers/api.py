"""The words of the device model: protocols, states, events and outcomes.

After CEN XFS4IoT and UnifiedPOS. Drivers implement the protocols, the supervisor runs each device
on a thread of its own, everybody else sees only what is in this module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from kiosk.documents.slip import Slip
from kiosk.errors import EnvironmentFault
from kiosk.identity.card import IdCard


class DeviceClass(StrEnum):
    """What a device is for."""

    ID_CARD_READER = "id_card_reader"
    CODE_READER = "code_reader"
    RECEIPT_PRINTER = "receipt_printer"
    PHOTO_CAMERA = "photo_camera"
    SPEAKER = "speaker"
    MICROPHONE = "microphone"


class DeviceState(StrEnum):
    """XFS4IoT device state. UNKNOWN is not OK; NO_DEVICE (not fitted) is not OFFLINE."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"
    NO_DEVICE = "no_device"
    HARDWARE_ERROR = "hardware_error"
    USER_ERROR = "user_error"
    BUSY = "busy"


class Paper(StrEnum):
    """Paper of a printer."""

    FULL = "full"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"
    UNKNOWN = "unknown"
    NOT_SUPPORTED = "not_supported"


class Media(StrEnum):
    """Card in or on a reader."""

    PRESENT = "present"
    NOT_PRESENT = "not_present"
    UNKNOWN = "unknown"
    NOT_SUPPORTED = "not_supported"


class Headset(StrEnum):
    """What is plugged where the speaker's sound comes out."""

    PLUGGED = "plugged"
    NOT_PLUGGED = "not_plugged"
    UNKNOWN = "unknown"
    """The socket does not tell: everybody in the room may be listening."""
    NOT_SUPPORTED = "not_supported"


@dataclass(frozen=True, slots=True)
class Status:
    """A device's state at a moment.

    Args:
        device: the name it has in the configuration, for instance ``id_card``.
        device_class: what it is for.
        state: device state.
        reason: stable code such as ``card.reader_unplugged``; empty when all is well.
        since: when this state began.
        last_ok: when the device last answered well; None if never.
        paper: printers only.
        media: readers only.
        cover_open: printers only; None where it cannot be known.
        headset: speakers only.
    """

    device: str
    device_class: DeviceClass
    state: DeviceState
    reason: str
    since: datetime
    last_ok: datetime | None = None
    paper: Paper = Paper.NOT_SUPPORTED
    media: Media = Media.NOT_SUPPORTED
    cover_open: bool | None = None
    headset: Headset = Headset.NOT_SUPPORTED


class DeviceFault(EnvironmentFault):
    """A device did not do what was asked; `code` starts with its class's word.

    ``card.``, ``code.``, ``print.``, ``photo.``, ``sound.`` or ``microphone.``.

    Transports raise it with ``line.`` and their driver turns that into a word of its own class.
    """


# --- events -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The device's status is now another."""

    status: Status


@dataclass(frozen=True, slots=True)
class CardFound:
    """A card lies on the reader; reading has begun."""

    device: str


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card was read whole."""

    device: str
    card: IdCard


@dataclass(frozen=True, slots=True)
class CardFailed:
    """A card was there but could not be read; it must be lifted and laid again.

    Codes: ``card.pulled``, ``card.damaged``, ``card.unknown_kind``, ``card.not_authenticated``,
    ``card.garbled``, ``card.reader_unplugged``, ``card.reader_silent``.
    """

    device: str
    code: str


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card was lifted off the reader."""

    device: str


@dataclass(frozen=True, slots=True)
class CodeFound:
    """A code was decoded from the camera, scanner or a picture."""

    device: str
    code: Code


@dataclass(frozen=True, slots=True)
class ViewSeen:
    """What a photo camera sees just now, small; the next one is a fraction of a second away."""

    device: str
    frame: Frame = field(repr=False)


@dataclass(frozen=True, slots=True)
class SoundHeard:
    """A recording goes on.

    Args:
        device: the microphone.
        take: number of the recording, as it was asked for.
        seconds: how long it is now.
        level: how loud it is just now, 0 (only the room) to 1.
    """

    device: str
    take: int
    seconds: float
    level: float


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """A recording has ended: somebody ended it, it is as long as it may be, or it broke off.

    Args:
        device: the microphone.
        take: its number.
        content: what was heard, Opus in an Ogg file; empty when nothing was.
        seconds: how long it is.
        reason: code such as ``microphone.unplugged``; empty when it did not break off.
    """

    device: str
    take: int
    content: bytes = field(repr=False)
    seconds: float
    reason: str = ""


DeviceEvent = (
    StatusChanged
    | CardFound
    | CardRead
    | CardFailed
    | CardRemoved
    | CodeFound
    | ViewSeen
    | SoundHeard
    | RecordingEnded
)


# --- results ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Code:
    """One decoded code.

    Args:
        text: strictly decoded text; empty when `content` is no text in a known encoding.
        content: the raw bytes of the code.
        symbology: ``QRCode``, ``Code128`` …
        decoder: ``zxing-cpp`` or ``zbar``.
    """

    text: str
    content: bytes
    symbology: str
    decoder: str


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a camera.

    Args:
        width: in pixels.
        height: in pixels.
        pixels: three bytes (red, green, blue) a pixel, rows from the top, without padding.
    """

    width: int
    height: int
    pixels: bytes = field(repr=False)


class PrintResult(StrEnum):
    """Three-valued: after UNKNOWN nothing is sent again, the person is asked."""

    PRINTED = "PRINTED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """What became of a print job.

    Args:
        result: printed, failed or unknown.
        reason: code such as ``print.paper_out``, ``print.cover_open``, ``print.silent``,
            ``print.unplugged``; empty after PRINTED.
    """

    result: PrintResult
    reason: str = ""


class SoundResult(StrEnum):
    """What became of something to be heard."""

    FINISHED = "FINISHED"
    """It was heard to its end."""
    STOPPED = "STOPPED"
    """It was cut short, or never begun, because somebody wanted silence or something else."""
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class SoundOutcome:
    """What became of something to be heard.

    Args:
        result: finished, stopped or failed.
        reason: code such as ``sound.unplugged``; empty unless it failed.
    """

    result: SoundResult
    reason: str = ""


# --- capabilities -------------------------------------------------------------------------------


class Confirmation(StrEnum):
    """How a printer says that a job is on paper."""

    PROCESS_ID = "process_id"
    """`GS ( H` function 48: the printer returns the job's own number when it is printed."""
    FENCE = "fence"
    """`GS r 1` behind the data: it answers once everything before it has been worked off."""
    NONE = "none"
    """It never says; every job ends UNKNOWN."""
    UNPROBED = "unprobed"
    """Not yet asked, because the printer could not take a question."""


@dataclass(frozen=True, slots=True)
class PrinterCapabilities:
    """What one receipt printer can do.

    Args:
        paper_mm: width of the roll.
        dots: printable dots across (203 dpi).
        columns: narrow characters across; a Chinese character takes two.
        native_qr: whether it draws QR codes itself (`GS ( k`).
        confirmation: how it confirms a job.
        provenance: how `confirmation` is known, for the diagnostics page.
    """

    paper_mm: int
    dots: int
    columns: int
    native_qr: bool
    confirmation: Confirmation
    provenance: str


@dataclass(frozen=True, slots=True)
class Prosody:
    """How something is to sound (the word and the two measures of SSML).

    Args:
        rate: of speech, 1 as usual, 0.6 to 1.5; a recording keeps its own.
        volume: from 0, silent, to 1, as loud as the terminal's amplifier is set.
    """

    rate: float = 1.0
    volume: float = 1.0


USUAL = Prosody()
RATES = (0.6, 1.5)
"""Slowest and fastest speech."""
Wanted = Callable[[], bool]
"""Whether somebody still wants to hear it."""


def always() -> bool:
    """What is wanted in any case."""
    return True


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence to be spoken.

    Args:
        text: the words.
        language: as the screen names it, for instance ``zh_CN``.
        prosody: how it sounds.
        private: it tells something of a person: never said unless a headset is plugged in.
    """

    text: str
    language: str
    prosody: Prosody = USUAL
    private: bool = False


@dataclass(frozen=True, slots=True)
class SpeakerCapabilities:
    """What one speaker can do.

    Args:
        languages: languages it speaks, as the screen names them: ``zh_CN``, ``en``.
        tells_headset: whether it knows that a headset is plugged in.
    """

    languages: tuple[str, ...]
    tells_headset: bool


VIEW_LONGEST = 640
"""Longer side in pixels of the pictures of a view that moves."""


@dataclass(frozen=True, slots=True)
class CameraCapabilities:
    """What one photo camera can do.

    Args:
        width: of a photograph in pixels.
        height: of a photograph in pixels.
    """

    width: int
    height: int


# --- device classes -----------------------------------------------------------------------------


@runtime_checkable
class IdCardReader(Protocol):
    """Reads identity cards.

    All calls block, are made from the device's own thread, and raise `DeviceFault` when the
    reader fails.
    """

    name: str

    def open(self) -> None:
        """Open the transport and check that a reader answers (SAM status)."""

    def close(self) -> None:
        """Release the transport; safe to call twice."""

    def find(self) -> bool:
        """Whether a card that was not yet read lies on the reader (find + select)."""

    def read(self) -> IdCard:
        """Read the card that was found."""

    def present(self) -> bool:
        """Whether the card that was read still lies there."""


@runtime_checkable
class CodeReader(Protocol):
    """Decodes codes seen by a camera or scanner."""

    name: str

    def open(self) -> None:
        """Open the camera or the scanner's port."""

    def close(self) -> None:
        """Release it; safe to call twice."""

    def scan(self) -> Code | None:
        """Look once (one frame, or what the scanner sent); None when there is no code."""


@runtime_checkable
class ReceiptPrinter(Protocol):
    """Prints slips on a thermal printer."""

    name: str

    def open(self) -> None:
        """Open the transport and ask for the printer's status."""

    def close(self) -> None:
        """Release the transport; safe to call twice."""

    def status(self) -> Status:
        """Ask the printer how it is; never assumes."""

    def print(self, slip: Slip, *, deadline_s: float) -> PrintOutcome:
        """Print and wait for the printer's own word that it is done."""


@runtime_checkable
class Speaker(Protocol):
    """Speaks, and plays recordings.

    `say` and `play` block until the last sound was heard or `stop` was called, and come from the
    device's own thread; `stop` comes from any thread, at any time.
    """

    name: str

    def open(self) -> None:
        """Check that there is a voice and a way out for its sound."""

    def close(self) -> None:
        """Fall silent and release what is held; safe to call twice."""

    def status(self) -> Status:
        """How it is, and whether a headset is plugged in; never assumes."""

    @property
    def capabilities(self) -> SpeakerCapabilities:
        """What it can do; known after `open`."""

    def say(
        self, text: str, language: str, prosody: Prosody = USUAL, wanted: Wanted = always
    ) -> SoundResult:
        """Speak one sentence; nothing of it is kept.

        Args:
            text: what to say.
            language: as the screen names it, for instance ``zh_CN``.
            prosody: how it sounds.
            wanted: asked before a sound begins; `stop` may have come just before it.

        Raises:
            DeviceFault: ``sound.no_voice`` for a language it does not speak, or what failed.
        """

    def play(self, wav: bytes, prosody: Prosody = USUAL, wanted: Wanted = always) -> SoundResult:
        """Play a recording.

        Args:
            wav: a whole WAV file, uncompressed PCM of 16 bits, one or two channels.
            prosody: how loud; the rate does not apply.
            wanted: asked before a sound begins; `stop` may have come just before it.

        Raises:
            DeviceFault: ``sound.unreadable`` for anything else, or what failed.
        """

    def stop(self) -> None:
        """End the sound that is being made, at once; the call that makes it returns STOPPED."""


@runtime_checkable
class PhotoCamera(Protocol):
    """Takes photographs of people and papers, and shows before what it sees.

    It sees nothing between `stop` and `start`: a camera that people stand before is open only while
    one of them wants a photograph.
    """

    name: str

    @property
    def capabilities(self) -> CameraCapabilities:
        """What it can do; known after `open`."""

    def open(self) -> None:
        """Check that there is a camera and that it gives a picture; it sees nothing afterwards."""

    def close(self) -> None:
        """Stop and release everything; safe to call twice."""

    def check(self) -> None:
        """Ask whether it is still there, without letting it see; raises `DeviceFault` if not."""

    def start(self) -> None:
        """Let it see."""

    def stop(self) -> None:
        """Let it see nothing any more; safe to call twice."""

    def look(self) -> Frame:
        """What it sees now, small enough for a view that moves (`VIEW_LONGEST`)."""

    def take(self) -> Frame:
        """A photograph, as large as it can."""


@runtime_checkable
class Microphone(Protocol):
    """Hears what people say.

    It listens only between `start` and `stop`. All calls block and come from the device's own
    thread.
    """

    name: str

    def open(self) -> None:
        """Check that there is a microphone."""

    def close(self) -> None:
        """Stop listening and release what is held; safe to call twice."""

    def check(self) -> None:
        """Check that it is still there; nothing that is heard meanwhile is kept."""

    def start(self) -> None:
        """Begin to listen."""

    def read(self) -> bytes:
        """What was heard next, at most a tenth of a second.

        Returns:
            Samples of 16 bits, little-endian, one channel, 16,000 a second (`kiosk.sound`).

        Raises:
            DeviceFault: ``microphone.unplugged``, ``microphone.silent`` or what else failed.
        """

    def stop(self) -> None:
        """Listen no longer; safe to call twice."""


@runtime_checkable
class Interruptible(Protocol):
    """A driver whose hanging call can be ended from outside."""

    def interrupt(self) -> None:
        """End the call another thread is waiting in; safe at any time, returns at once."""
