"""A USB bus without wires: pyusb's backend over simulated devices.

`drivers.transports.usb` runs on it unchanged; only libusb and the kernel are missing.
"""

from __future__ import annotations

import errno
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Condition
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from drivers.transports.usb_ids import UsbIds

PACKET = 64
"""Bytes in a full packet at full speed."""

_ENGLISH = 0x0409
_SERIAL_STRING = 3
_GET_DESCRIPTOR = 6
_DEVICE, _CONFIGURATION, _STRING, _INTERFACE, _ENDPOINT = 1, 2, 3, 4, 5
_BULK = 2
_IN = 0x80


@dataclass
class SimulatedUsbDevice:
    """One device with bulk pipes.

    Args:
        ids: what it says of itself.
        pipes: addresses of its endpoints; with bit 7 they lead to the host.
        hear: called with endpoint and data of every transfer from the host.
        interface_class: what its interface is for; 255: for its maker to know.
    """

    ids: UsbIds
    pipes: Sequence[int]
    hear: Callable[[int, bytes], None]
    interface_class: int = 0xFF
    address: int = 0
    claimed: bool = False
    kernel_driver: bool = False
    """Whether a driver of the kernel holds the interface."""
    refused: int = 0
    """Errno that opening it ends with; 0 when it can be opened."""
    jammed: bool = False
    """Whether it takes nothing from the host."""
    waiting: dict[int, deque[bytes]] = field(default_factory=dict)
    """Packets for the host, by endpoint."""


class UsbBus(usb.backend.IBackend):  # type: ignore[misc]  # pyusb has no types
    """Simulated devices on one bus; controls may be called from any thread."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = Condition()
        self._devices: list[SimulatedUsbDevice] = []
        self._last_address = 0

    # --- what a hand and the devices do -----------------------------------------------------

    def plug(self, device: SimulatedUsbDevice) -> None:
        """Plug a device in; it gets the next address, as on a real bus."""
        with self._changed:
            self._last_address += 1
            device.address = self._last_address
            device.claimed = False
            device.waiting = {pipe: deque() for pipe in device.pipes if pipe & _IN}
            self._devices.append(device)

    def unplug(self, device: SimulatedUsbDevice) -> None:
        """Pull a device out: every transfer ends, what it was sending is lost."""
        with self._changed:
            if device in self._devices:
                self._devices.remove(device)
            self._changed.notify_all()

    def plugged(self, device: SimulatedUsbDevice) -> bool:
        """Whether it is plugged in."""
        with self._changed:
            return device in self._devices

    def send(self, device: SimulatedUsbDevice, pipe: int, data: bytes) -> None:
        """Give `data` to the host as soon as it asks, in packets."""
        with self._changed:
            for start in range(0, len(data), PACKET):
                device.waiting[pipe].append(data[start : start + PACKET])
            self._changed.notify_all()

    # --- pyusb's backend: descriptors -------------------------------------------------------

    def enumerate_devices(self) -> Iterator[SimulatedUsbDevice]:
        """Every device that is plugged in now."""
        with self._changed:
            return iter(list(self._devices))

    def get_device_descriptor(self, dev: SimulatedUsbDevice) -> object:
        """Descriptor and place of a device."""
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=_DEVICE,
            bcdUSB=0x0200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=PACKET,
            idVendor=dev.ids.vendor,
            idProduct=dev.ids.product,
            bcdDevice=0x0100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=_SERIAL_STRING if dev.ids.serial else 0,
            bNumConfigurations=1,
            address=dev.address,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=2,
        )

    def get_configuration_descriptor(self, dev: SimulatedUsbDevice, config: int) -> object:
        """The one configuration."""
        del dev, config
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=_CONFIGURATION,
            wTotalLength=0,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0x80,
            bMaxPower=50,
            extra_descriptors=[],
        )

    def get_interface_descriptor(
        self, dev: SimulatedUsbDevice, intf: int, alt: int, config: int
    ) -> object:
        """The one interface; raises IndexError for any other."""
        del config
        if intf or alt:
            raise IndexError("There is one interface with one setting.")
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=_INTERFACE,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=len(dev.pipes),
            bInterfaceClass=dev.interface_class,
            bInterfaceSubClass=0,
            bInterfaceProtocol=0,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(
        self, dev: SimulatedUsbDevice, ep: int, intf: int, alt: int, config: int
    ) -> object:
        """One of the bulk pipes."""
        del intf, alt, config
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=_ENDPOINT,
            bEndpointAddress=dev.pipes[ep],
            bmAttributes=_BULK,
            wMaxPacketSize=PACKET,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    # --- pyusb's backend: a device in use ---------------------------------------------------

    def open_device(self, dev: SimulatedUsbDevice) -> SimulatedUsbDevice:
        """Open a device, if this process may."""
        with self._changed:
            self._check(dev)
            if dev.refused:
                raise _error(dev.refused)
        return dev

    def close_device(self, dev_handle: SimulatedUsbDevice) -> None:
        """Nothing to be done; interfaces are released before."""

    def get_configuration(self, dev_handle: SimulatedUsbDevice) -> int:
        """Number of the one configuration."""
        with self._changed:
            self._check(dev_handle)
        return 1

    def is_kernel_driver_active(self, dev_handle: SimulatedUsbDevice, intf: int) -> bool:
        """Whether a driver of the kernel holds it."""
        del intf
        return dev_handle.kernel_driver

    def detach_kernel_driver(self, dev_handle: SimulatedUsbDevice, intf: int) -> None:
        """Take it from the kernel."""
        del intf
        dev_handle.kernel_driver = False

    def claim_interface(self, dev_handle: SimulatedUsbDevice, intf: int) -> None:
        """Take it for one program."""
        del intf
        with self._changed:
            self._check(dev_handle)
            if dev_handle.claimed or dev_handle.kernel_driver:
                raise _error(errno.EBUSY)
            dev_handle.claimed = True

    def release_interface(self, dev_handle: SimulatedUsbDevice, intf: int) -> None:
        """Give it back."""
        del intf
        with self._changed:
            dev_handle.claimed = False

    def bulk_write(
        self, dev_handle: SimulatedUsbDevice, ep: int, intf: int, data: array[int], timeout: int
    ) -> int:
        """Hand `data` to the device."""
        del intf
        with self._changed:
            self._check(dev_handle)
            if dev_handle.jammed:
                self._changed.wait(timeout / 1000)
                self._check(dev_handle)
                raise _timeout()
        dev_handle.hear(ep, data.tobytes())
        return len(data)

    def bulk_read(
        self, dev_handle: SimulatedUsbDevice, ep: int, intf: int, buff: array[int], timeout: int
    ) -> int:
        """The next packet of a pipe."""
        del intf
        waiting = dev_handle.waiting[ep]
        with self._changed:
            self._changed.wait_for(
                lambda: waiting or dev_handle not in self._devices, timeout / 1000
            )
            self._check(dev_handle)
            if not waiting:
                raise _timeout()
            packet = waiting.popleft()
        if len(packet) > len(buff):
            raise _error(errno.EOVERFLOW)
        buff[: len(packet)] = array("B", packet)
        return len(packet)

    def ctrl_transfer(  # noqa: PLR0917 - pyusb's signature
        self,
        dev_handle: SimulatedUsbDevice,
        bmRequestType: int,  # noqa: N803 - pyusb's names
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: array[int],
        timeout: int,
    ) -> int:
        """Answer what the standard asks of every device for its strings."""
        del bmRequestType, wIndex, timeout
        with self._changed:
            self._check(dev_handle)
        if bRequest != _GET_DESCRIPTOR or wValue >> 8 != _STRING:
            raise _error(errno.EPIPE)
        text = dev_handle.ids.serial.encode("utf-16-le")
        content = text if wValue & 0xFF else _ENGLISH.to_bytes(2, "little")
        answer = bytes((2 + len(content), _STRING)) + content
        data[: len(answer)] = array("B", answer)
        return len(answer)

    def _check(self, device: SimulatedUsbDevice) -> None:
        if device not in self._devices:
            raise _error(errno.ENODEV)


def _error(number: int) -> Any:
    return usb.core.USBError("The simulated bus says so", None, number)


def _timeout() -> Any:
    return usb.core.USBTimeoutError("Operation timed out", None, errno.ETIMEDOUT)
