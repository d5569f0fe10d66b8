"""Make drivers from the terminal's configuration.

A device is named by an address, ``protocol+transport://place?option=value``; the ``makers`` of each
class list theirs. What no class knows may be brought by another package (`drivers.plugins`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drivers import plugins
from drivers.address import Address, Configured
from drivers.api import Device, DeviceClass
from drivers.card_reader import makers as card_reader
from drivers.codes import makers as codes
from drivers.document_camera import makers as document_camera
from drivers.document_printer import makers as document_printer
from drivers.fitting import Fitting, Maker
from drivers.id_card import makers as id_card
from drivers.lights import makers as lights
from drivers.microphone import makers as microphone
from drivers.photo import makers as photo
from drivers.power_supply import makers as power_supply
from drivers.presence import makers as presence
from drivers.receipt_printer import makers as receipt_printer
from drivers.scanners import makers as scanners
from drivers.speaker import makers as speaker
from kiosk.errors import EnvironmentFault

MAKERS: Mapping[DeviceClass, Mapping[str, Maker]] = {
    DeviceClass.ID_CARD_READER: id_card.MAKERS,
    DeviceClass.CARD_READER: card_reader.MAKERS,
    DeviceClass.CODE_READER: {**codes.MAKERS, **scanners.MAKERS},
    DeviceClass.RECEIPT_PRINTER: receipt_printer.MAKERS,
    DeviceClass.DOCUMENT_PRINTER: document_printer.MAKERS,
    DeviceClass.PHOTO_CAMERA: photo.MAKERS,
    DeviceClass.DOCUMENT_CAMERA: document_camera.MAKERS,
    DeviceClass.SPEAKER: speaker.MAKERS,
    DeviceClass.MICROPHONE: microphone.MAKERS,
    DeviceClass.LIGHTS: lights.MAKERS,
    DeviceClass.POWER_SUPPLY: power_supply.MAKERS,
    DeviceClass.PRESENCE_SENSOR: presence.MAKERS,
}
"""What makes the devices of each class, by the scheme of their address."""


@dataclass(frozen=True, slots=True)
class DeviceConfig:
    """One device of the configuration.

    Args:
        name: what logs and status call it, unique.
        device_class: what it is for.
        url: its address, as this module's head lists them.
    """

    name: str
    device_class: DeviceClass
    url: str


def build(config: Sequence[Configured], fitting: Fitting) -> list[Device]:
    """Make a closed driver for each device.

    Raises:
        EnvironmentFault: ``config.device_url`` for an address that cannot be understood
            or names a camera that has a job already, ``config.device_class`` for an unknown class,
            ``config.device_name`` for a name that is there twice, ``config.plugin`` for a plug-in
            that cannot be used.
    """
    devices, faults = _try_all(config, fitting)
    if faults:
        raise faults[0]
    return devices


def review(config: Sequence[Configured], fitting: Fitting) -> list[EnvironmentFault]:
    """Everything `build` could complain about; nothing is opened."""
    return _try_all(config, fitting)[1]


def _try_all(
    config: Sequence[Configured], fitting: Fitting
) -> tuple[list[Device], list[EnvironmentFault]]:
    devices: list[Device] = []
    faults: list[EnvironmentFault] = []
    names: set[str] = set()
    cameras: dict[str, str] = {}
    for device in config:
        try:
            _check_name(device.name, names)
            devices.append(_build_one(device, fitting))
            _check_camera(Address.of(device), cameras)
        except EnvironmentFault as fault:
            faults.append(fault)
    return devices, faults


def _check_name(name: str, taken: set[str]) -> None:
    if name in taken:
        raise EnvironmentFault(
            "config.device_name",
            f"Two devices are called «{name}».",
            "Give each device in the configuration a name of its own.",
        )
    taken.add(name)


def _build_one(config: Configured, fitting: Fitting) -> Device:
    address = Address.of(config)
    try:
        device_class = DeviceClass(config.device_class)
    except ValueError as error:
        raise EnvironmentFault(
            "config.device_class",
            f"Device «{config.name}»: there is no device class «{config.device_class}».",
            f"Use one of: {', '.join(DeviceClass)}.",
        ) from error
    device = _maker(address, device_class)(address, fitting)
    address.check_all_used()
    if device.device_class is not device_class:  # only another package's driver can say so
        raise address.wrong(
            f"its driver says that it is of the class {device.device_class}",
            "Ask the author of the plug-in.",
        )
    return device


def _maker(address: Address, device_class: DeviceClass) -> Maker:
    scheme = address.parts.scheme
    makers = MAKERS.get(device_class, {})
    if scheme in makers:
        return makers[scheme]
    plugin = plugins.find(scheme)
    if plugin is not None and plugin.device_class is device_class:
        return plugin.make
    if plugin is not None:
        raise address.wrong(
            f"«{scheme}» makes devices of the class {plugin.device_class}, not {device_class}",
            f'Write class = "{plugin.device_class}", or another address.',
        )
    known = [*makers, *plugins.schemes()]
    raise address.wrong(
        f"«{scheme or address.url}» is no way to reach a device of the class {device_class}",
        f"Begin the address with one of: {', '.join(f'{scheme}://' for scheme in known)}.",
    )


def _check_camera(address: Address, taken: dict[str, str]) -> None:
    """One camera does one job: no two drivers can hold it open."""
    if not address.parts.scheme.endswith("+device"):
        return
    number = address.parts.netloc
    if number in taken:
        raise address.wrong(
            f"camera {number} is that of «{taken[number]}» already",
            "Fit another camera, or take one of the two out of the configuration.",
        )
    taken[number] = address.name
