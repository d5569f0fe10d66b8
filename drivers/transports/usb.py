"""The bulk pipes of a USB device, over libusb.

A device is found anew by its numbers at every `open`, so it may come back at another port and
under another address.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from threading import Event, Lock
from typing import Any

import usb.core
import usb.util

from drivers.transports import TransportFault
from drivers.transports.usb_ids import UsbIds
from kiosk.clock import Clock

CHUNK = 4096
SLICE_S = 0.1
"""Longest wait in one transfer: so soon `close` ends a wait in another thread."""

_BROKEN = (usb.core.USBError, OSError, NotImplementedError, ValueError)
"""What pyusb raises: ValueError and NotImplementedError of descriptors that make no sense."""


@dataclass(slots=True)
class _Claimed:
    """A device that is ours, and its pipes in the order of their addresses."""

    device: Any
    ins: list[Any]
    outs: list[Any]
    held: bytes = b""
    """Received, not yet asked for."""
    due: int = 0
    """Which pipe the next packet comes from."""
    place: str = field(default="")


class UsbTransport:
    """One interface with bulk pipes of one USB device.

    Some devices have two pairs of pipes, one for the head of a message and one for its rest
    (`head`). What is written is then one whole message, and what it is answered with is read
    from the first pipe until a packet no longer than a head has come, from then on from the
    second one.

    Args:
        ids: which device.
        clock: where deadlines are measured.
        head: bytes of a message that go through the first of two pipes; 0: everything goes
            through one pipe, however many there are.
        interface_class: class of the interface (7: printer); None for the first with bulk pipes.
        backend: what carries transfers; None for libusb.
    """

    def __init__(
        self,
        ids: UsbIds,
        *,
        clock: Clock,
        head: int = 0,
        interface_class: int | None = None,
        backend: object = None,
    ) -> None:
        self.ids = ids
        self._clock = clock
        self._head = head
        self._interface_class = interface_class
        self._backend = backend
        self._gate = Lock()
        """Held by whoever opens or closes."""
        self._io = Lock()
        """Held by whoever waits for a transfer; `close` first says so, then takes this."""
        self._closing = Event()
        self._claimed: _Claimed | None = None

    def __str__(self) -> str:
        claimed = self._claimed
        return f"usb://{self.ids}" + (f", {claimed.place}" if claimed else "")

    def open(self, deadline: float) -> None:  # noqa: ARG002 - claiming a device never waits
        """Find and claim the device; raises ``line.missing`` or ``line.ambiguous``."""
        self.close()
        with self._gate:
            device = self._find()
            try:
                claimed = self._claim(device)
            except _BROKEN as error:
                usb.util.dispose_resources(device)
                raise self._missing(error) from error
            with self._io:
                self._closing.clear()
                self._claimed = claimed

    def read(self, n: int, deadline: float) -> bytes:
        """Read up to `n` bytes, or what had come by the deadline."""
        with self._io:
            while True:
                claimed = self._opened()
                if len(claimed.held) >= n:
                    break
                packet = self._receive(claimed, claimed.ins[claimed.due], deadline)
                if not packet:
                    break
                if self._split(claimed) and len(packet) <= self._head:
                    claimed.due = 1
                claimed.held += packet
            data, claimed.held = claimed.held[:n], claimed.held[n:]
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """Hand all of `data` to the device."""
        with self._io:
            claimed = self._opened()
            parts = [(claimed.outs[0], data)]
            if self._split(claimed):
                self._forget_answers(claimed, deadline)
                parts = [
                    (claimed.outs[0], data[: self._head]),
                    (claimed.outs[1], data[self._head :]),
                ]
            sent = 0
            for pipe, part in parts:
                sent = self._send(pipe, part, deadline, sent)

    def close(self) -> None:
        """Release the device; safe to call twice and from another thread, where it ends a wait."""
        with self._gate:
            self._closing.set()
            with self._io:
                if self._claimed is not None:
                    usb.util.dispose_resources(self._claimed.device)
                self._claimed = None

    def _find(self) -> Any:
        try:
            found = list(
                usb.core.find(
                    find_all=True,
                    idVendor=self.ids.vendor,
                    idProduct=self.ids.product,
                    backend=self._backend,
                )
            )
        except usb.core.NoBackendError as error:
            raise TransportFault(
                "line.missing",
                "The library that reaches USB devices is not installed.",
                "Install the Debian package libusb-1.0-0.",
            ) from error
        except _BROKEN as error:
            raise self._missing(error) from error
        if len(found) == 1 and not self.ids.serial:
            return found[0]
        return self.ids.choose([(device, self._serial_of(device)) for device in found])

    def _serial_of(self, device: Any) -> str:
        """Its serial number; empty when it has none.

        Raises:
            TransportFault: this user may not ask it.
        """
        try:
            # opens it: pyusb does not tell why a string cannot be read
            device.is_kernel_driver_active(0)
        except usb.core.USBError as error:
            if error.errno in {errno.EACCES, errno.EPERM}:
                raise self._missing(error) from error
        except NotImplementedError:
            pass  # this system has no drivers that could hold it
        try:
            serial = device.serial_number
        except _BROKEN:
            serial = ""
        usb.util.dispose_resources(device)
        return str(serial or "")

    def _claim(self, device: Any) -> _Claimed:
        """Take the interface, away from a driver of the kernel where there is one."""
        try:
            configuration = device.get_active_configuration()
        except usb.core.USBError as error:
            if error.errno in {errno.EACCES, errno.ENODEV}:
                raise
            device.set_configuration()
            configuration = device.get_active_configuration()
        for interface in configuration:
            ins = sorted(_bulk(interface, usb.util.ENDPOINT_IN), key=_address)
            outs = sorted(_bulk(interface, usb.util.ENDPOINT_OUT), key=_address)
            if ins and outs and self._interface_class in {None, interface.bInterfaceClass}:
                break
        else:
            raise ValueError("it has no pair of bulk pipes")
        number = interface.bInterfaceNumber
        try:
            if device.is_kernel_driver_active(number):
                device.detach_kernel_driver(number)
        except NotImplementedError:
            pass  # this system has no drivers to take it from
        usb.util.claim_interface(device, number)
        return _Claimed(device, ins, outs, place=f"bus {device.bus}, address {device.address}")

    def _split(self, claimed: _Claimed) -> bool:
        return self._head > 0 and len(claimed.ins) > 1 and len(claimed.outs) > 1

    def _receive(self, claimed: _Claimed, pipe: Any, deadline: float) -> bytes:
        """The next packet; empty when none had come by the deadline.

        One packet at a time: a larger transfer would wait for a packet that is not full.
        """
        while True:
            self._opened()
            left = deadline - self._clock.monotonic()
            try:
                packet = claimed.device.read(
                    pipe.bEndpointAddress, pipe.wMaxPacketSize, _milliseconds(left)
                )
            except usb.core.USBTimeoutError:
                packet = b""
            except _BROKEN as error:
                raise self._lost(error) from error
            if packet or left <= 0:
                return bytes(packet)

    def _send(self, pipe: Any, data: bytes, deadline: float, sent: int) -> int:
        """Send all of `data`; gives how many bytes of the whole are gone then."""
        place = 0
        while place < len(data):
            claimed = self._opened(sent)
            left = deadline - self._clock.monotonic()
            try:
                count = claimed.device.write(
                    pipe.bEndpointAddress, data[place : place + CHUNK], _milliseconds(left)
                )
            except usb.core.USBTimeoutError as error:
                if left > 0:
                    continue
                raise TransportFault(
                    "line.jammed",
                    f"The USB device {self.ids} takes no more data after {sent} bytes.",
                    "Unplug the device and plug it in again.",
                    sent=sent,
                ) from error
            except _BROKEN as error:
                raise self._lost(error, sent) from error
            place += count
            sent += count
        return sent

    def _forget_answers(self, claimed: _Claimed, deadline: float) -> None:
        """Empty both pipes: the next answer begins with a head."""
        claimed.held = b""
        claimed.due = 0
        for pipe in claimed.ins[:2]:
            while self._receive(claimed, pipe, min(deadline, self._clock.monotonic())):
                if self._clock.monotonic() > deadline:
                    raise TransportFault(
                        "line.jammed",
                        f"The USB device {self.ids} sends without end.",
                        "Unplug the device and plug it in again.",
                        sent=0,
                    )

    def _opened(self, sent: int = 0) -> _Claimed:
        if self._claimed is None:
            raise self._lost("it is not open", sent)
        if self._closing.is_set():
            raise self._lost("it was closed", sent)
        return self._claimed

    def _missing(self, error: Exception) -> TransportFault:
        remedy = "Unplug the device and plug it in again."
        number = getattr(error, "errno", None)
        if number in {errno.EACCES, errno.EPERM}:
            remedy = "Give the service user access with a udev rule, as operating.md shows."
        elif number == errno.EBUSY:
            remedy = "Another program holds it: stop that program."
        return TransportFault(
            "line.missing", f"The USB device {self.ids} cannot be opened: {error}.", remedy
        )

    def _lost(self, why: object, sent: int = 0) -> TransportFault:
        return TransportFault(
            "line.lost",
            f"The line to the USB device {self.ids} broke: {why}.",
            "Check the plug of the device.",
            sent=sent,
        )


def _bulk(interface: Any, direction: int) -> Iterator[Any]:
    for endpoint in interface:
        if (
            usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
            and usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction
        ):
            yield endpoint


def _address(endpoint: Any) -> int:
    return int(endpoint.bEndpointAddress)


def _milliseconds(left: float) -> int:
    """Time-out of one transfer; 0 would mean for ever."""
    return max(1, ceil(min(left, SLICE_S) * 1000))
