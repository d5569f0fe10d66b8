"""Everything a device may tell."""

from __future__ import annotations

from drivers.api.card_reader import ChipFailed, ChipInserted, ChipRead, ChipRemoved
from drivers.api.code_reader import CodeFound
from drivers.api.document_camera import PageSeen
from drivers.api.id_card_reader import CardFailed, CardFound, CardRead, CardRemoved
from drivers.api.microphone import RecordingEnded, SoundHeard
from drivers.api.photo_camera import ViewSeen
from drivers.api.power_supply import PowerChanged
from drivers.api.presence_sensor import PresenceChanged
from drivers.api.status import StatusChanged

DeviceEvent = (
    StatusChanged
    | CardFound
    | CardRead
    | CardFailed
    | CardRemoved
    | ChipInserted
    | ChipRead
    | ChipFailed
    | ChipRemoved
    | CodeFound
    | ViewSeen
    | PageSeen
    | SoundHeard
    | RecordingEnded
    | PowerChanged
    | PresenceChanged
)
