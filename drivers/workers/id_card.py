"""The card reader's thread: find, read, wait for the lift."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TypeVar

from drivers.api import (
    CardFailed,
    CardFound,
    CardRead,
    CardRemoved,
    DeviceFault,
    DeviceState,
    IdCardReader,
    Media,
    Status,
)
from drivers.workers.base import DeviceWorker, Surroundings
from kiosk.identity.card import IdCard

Answer = TypeVar("Answer")


def concerns_reader(fault: DeviceFault) -> bool:
    """Whether the reader failed; every other fault is about the card that lies there."""
    return fault.code.startswith("card.reader_") or fault.code in {"card.hung", "card.driver_error"}


class Lies(Enum):
    """What lies on the reader, as far as is known."""

    NOTHING = auto()
    READ = auto()
    """A card that was read; the reader tells when it is lifted."""
    FAILED = auto()
    """A card that could not be read; the reader cannot tell when it is lifted, only when one is
    laid again."""


class IdCardWorker(DeviceWorker[IdCardReader]):
    """Polls one reader while it is enabled."""

    def __init__(self, reader: IdCardReader, surroundings: Surroundings) -> None:
        super().__init__(reader, surroundings)
        self._status = replace(self._status, media=Media.UNKNOWN)
        self._lies = Lies.NOTHING
        self._next = 0.0

    def _step(self) -> float:
        left = self._next - self.clock.monotonic()
        if left > 0:
            return left  # woken early: readers want their pause all the same
        if not self.enabled:
            if not self._ask_present() and self._lies is Lies.READ:
                self._media(Media.NOT_PRESENT)
            return self._pause(self.pace.heartbeat_s)
        if self._lies is Lies.READ:
            if not self._ask_present():
                self._removed()
            return self._pause(self.pace.find_s)
        self._look()
        return self._pause(self.pace.find_s)

    def _enabled_changed(self, enabled: bool) -> None:  # noqa: FBT001 — the state itself
        if enabled:
            self._next = min(self._next, self.clock.monotonic() + self.pace.find_s)

    def _pause(self, seconds: float) -> float:
        self._next = self.clock.monotonic() + seconds
        return seconds

    def _ask_present(self) -> bool:
        answer = self._asked("present", self.pace.call_limit_s, self._device.present)
        present = self._sensible("present", answer, bool)
        self._well()
        return present

    def _look(self) -> None:
        try:
            answer = self._asked("find", self.pace.call_limit_s, self._device.find)
            found = self._sensible("find", answer, bool)
        except DeviceFault as fault:
            # Noise while nothing need lie there tells of the line, not of a card.
            if concerns_reader(fault) or fault.code == "card.garbled":
                raise
            if self._lies is not Lies.FAILED:
                self._begin_card()
                self._failed(fault)
            return
        self._well()
        if found:
            self._begin_card()
            self._read()
        elif self._lies is Lies.NOTHING:
            self._media(Media.NOT_PRESENT)

    def _begin_card(self) -> None:
        if self._lies is Lies.FAILED:
            self._removed()  # it can only be found again after a lift
        self._media(Media.PRESENT)
        self._tell(CardFound(self._device.name))

    def _read(self) -> None:
        try:
            answer = self._asked("read", self.pace.call_limit_s, self._device.read)
            card = self._sensible("read", answer, IdCard)
        except DeviceFault as fault:
            self._failed(fault)
            if concerns_reader(fault):
                raise
            return
        self._well()
        self._lies = Lies.READ
        if self.enabled:
            self._tell(CardRead(self._device.name, card))

    def _failed(self, fault: DeviceFault) -> None:
        self._lies = Lies.FAILED
        self._media(Media.UNKNOWN)
        self._tell(CardFailed(self._device.name, fault.code))
        if fault.code == "card.pulled":
            self._removed()

    def _removed(self) -> None:
        self._lies = Lies.NOTHING
        self._media(Media.NOT_PRESENT)
        self._tell(CardRemoved(self._device.name))

    def _sensible(self, what: str, answer: object, kind: type[Answer]) -> Answer:
        """What a driver answered, if it is of the kind it should be: nothing else gets further."""
        if isinstance(answer, kind):
            return answer
        raise self._fault(
            "driver_error", f"The call «{what}» was answered with a {type(answer).__name__}."
        )

    def _media(self, media: Media) -> None:
        self._change(replace(self.status, media=media))

    def _change(self, status: Status) -> None:
        """A reader that does not answer does not know either what lies on it."""
        if status.state is not DeviceState.ONLINE:
            status = replace(status, media=Media.UNKNOWN)
        super()._change(status)
