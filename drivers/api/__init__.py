"""The words of the device model: protocols, states, events and outcomes.

After CEN XFS4IoT and UnifiedPOS. Drivers implement the protocols, the supervisor runs each device
on a thread of its own, everybody else sees only what is in this package. Each class
has a module: its protocol, what it can tell, and what becomes of what it is asked for.
"""

from drivers.api.card_reader import (
    CardHolder,
    CardReader,
    Chip,
    ChipCard,
    ChipFailed,
    ChipInserted,
    ChipRead,
    ChipRemoved,
    SocialSecurityCard,
)
from drivers.api.code_reader import Code, CodeFound, CodeReader, CodeView, Queueing, Seeing
from drivers.api.document_camera import (
    DocumentCamera,
    Outline,
    Page,
    PageHint,
    PageSeen,
    PageView,
)
from drivers.api.document_printer import (
    DocumentPrinter,
    DocumentPrinterCapabilities,
    Sides,
    Witness,
)
from drivers.api.events import DeviceEvent
from drivers.api.id_card_reader import CardFailed, CardFound, CardRead, CardRemoved, IdCardReader
from drivers.api.lights import LightPlace, Lights, LightState
from drivers.api.microphone import Microphone, RecordingEnded, SoundHeard
from drivers.api.photo_camera import VIEW_LONGEST, CameraCapabilities, Frame, PhotoCamera, ViewSeen
from drivers.api.power_supply import Floor, PowerChanged, PowerState, PowerSupply
from drivers.api.presence_sensor import PresenceChanged, PresenceSensor
from drivers.api.printing import PrintOutcome, PrintResult
from drivers.api.receipt_printer import (
    Announcing,
    ChineseFont,
    Confirmation,
    Cutter,
    PrinterCapabilities,
    ReceiptPrinter,
)
from drivers.api.speaker import (
    RATES,
    USUAL,
    Prosody,
    SoundOutcome,
    SoundResult,
    Speaker,
    SpeakerCapabilities,
    Utterance,
    Wanted,
    always,
)
from drivers.api.status import (
    Described,
    Device,
    DeviceClass,
    DeviceFault,
    DeviceState,
    Headset,
    Interruptible,
    Media,
    Paper,
    Status,
    StatusChanged,
    Toner,
)

__all__ = [
    "RATES",
    "USUAL",
    "VIEW_LONGEST",
    "Announcing",
    "CameraCapabilities",
    "CardFailed",
    "CardFound",
    "CardHolder",
    "CardRead",
    "CardReader",
    "CardRemoved",
    "ChineseFont",
    "Chip",
    "ChipCard",
    "ChipFailed",
    "ChipInserted",
    "ChipRead",
    "ChipRemoved",
    "Code",
    "CodeFound",
    "CodeReader",
    "CodeView",
    "Confirmation",
    "Cutter",
    "Described",
    "Device",
    "DeviceClass",
    "DeviceEvent",
    "DeviceFault",
    "DeviceState",
    "DocumentCamera",
    "DocumentPrinter",
    "DocumentPrinterCapabilities",
    "Floor",
    "Frame",
    "Headset",
    "IdCardReader",
    "Interruptible",
    "LightPlace",
    "LightState",
    "Lights",
    "Media",
    "Microphone",
    "Outline",
    "Page",
    "PageHint",
    "PageSeen",
    "PageView",
    "Paper",
    "PhotoCamera",
    "PowerChanged",
    "PowerState",
    "PowerSupply",
    "PresenceChanged",
    "PresenceSensor",
    "PrintOutcome",
    "PrintResult",
    "PrinterCapabilities",
    "Prosody",
    "Queueing",
    "ReceiptPrinter",
    "RecordingEnded",
    "Seeing",
    "Sides",
    "SocialSecurityCard",
    "SoundHeard",
    "SoundOutcome",
    "SoundResult",
    "Speaker",
    "SpeakerCapabilities",
    "Status",
    "StatusChanged",
    "Toner",
    "Utterance",
    "ViewSeen",
    "Wanted",
    "Witness",
    "always",
]
