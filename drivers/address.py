"""Addresses of devices: ``protocol+transport://place?option=value``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from kiosk.errors import EnvironmentFault

BAUDS = (9600, 19200, 38400, 57600, 115200)
USB_IDS = re.compile(r"([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})")


class Configured(Protocol):
    """One device of the configuration, however it was read."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def device_class(self) -> str:
        """A value of `DeviceClass`."""

    @property
    def url(self) -> str:
        """Its address."""


class Address:
    """A device's address, taken apart; every complaint names the device.

    Attributes:
        name: the device's name in the configuration.
        parts: scheme, place and the rest.
        url: all of it, as it was written.
    """

    def __init__(self, config: Configured, parts: SplitResult, options: dict[str, str]) -> None:
        self.name = config.name
        self.parts = parts
        self.url = config.url
        self._options = options
        self._used: set[str] = set()

    @classmethod
    def of(cls, config: Configured) -> Address:
        """Take an address apart; raises ``config.device_url`` if that cannot be done."""
        try:
            parts = urlsplit(config.url)
            options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)
        except ValueError as error:
            broken = cls(config, urlsplit(""), {})
            raise broken.wrong(str(error), "Write it as protocol+transport://place.") from error
        if len({key for key, _ in options}) < len(options):
            broken = cls(config, parts, {})
            raise broken.wrong("an option is there twice", "Keep one of them.")
        return cls(config, parts, dict(options))

    def choose(self, option: str, choices: Mapping[str, object], default: str) -> str:
        """The value of an option with a fixed set of values."""
        self._used.add(option)
        value = self._options.get(option, default)
        if value not in choices:
            raise self.wrong(
                f"the option {option} cannot be «{value}»", f"Use one of: {', '.join(choices)}."
            )
        return value

    def folder(self, option: str) -> Path | None:
        """The folder an option names; None without it."""
        self._used.add(option)
        value = self._options.get(option)
        if value is None:
            return None
        folder = Path(value)
        if not folder.is_absolute():
            raise self.wrong(
                f"the option {option} cannot be «{value}»", "Write the whole path of a folder."
            )
        return folder

    def check_all_used(self) -> None:
        """Complain about an option nobody asked for; to be called when the driver is made."""
        for option in self._options:
            if option not in self._used:
                known = ", ".join(sorted(self._used)) or "none"
                raise self.wrong(
                    f"there is no option «{option}»", f"Options of this device: {known}."
                )

    def path(self) -> Path:
        """The whole path behind three slashes."""
        path = Path(unquote(self.parts.path))
        if self.parts.netloc or not path.is_absolute() or path == Path("/"):
            raise self.wrong(
                "it needs the whole path of a file",
                f"Write three slashes: {self.parts.scheme}:///folder/file.",
            )
        return path

    def host_and_port(self) -> tuple[str, int]:
        """A host's name or address, and a port."""
        try:
            host, port = self.parts.hostname, self.parts.port
        except ValueError as error:
            raise self.wrong(str(error), "A port is a number from 1 to 65535.") from error
        if not host or not port or self.parts.path not in {"", "/"}:
            raise self.wrong(
                "it needs a host and a port", f"Write {self.parts.scheme}://host:9100."
            )
        return host, port

    def place(self) -> str:
        """A name that stands by itself behind the two slashes."""
        if not self.parts.netloc or self.parts.path not in {"", "/"}:
            raise self.wrong(
                "it needs the name of a sound card",
                f"Write {self.parts.scheme}://default for the first; `aplay -L` lists them.",
            )
        return unquote(self.parts.netloc)

    def number(self) -> int:
        """The number of a camera."""
        text = self.parts.netloc
        if not (text.isascii() and text.isdigit()) or self.parts.path not in {"", "/"}:
            raise self.wrong(
                "it needs the number of a camera", f"Write {self.parts.scheme}://0 for the first."
            )
        return int(text)

    def text(self, option: str) -> str | None:
        """The value of an option that may be any text; None without it."""
        self._used.add(option)
        return self._options.get(option)

    def usb_ids(self) -> tuple[int, int]:
        """Vendor and product number of a USB device, as `lsusb` writes them."""
        match = USB_IDS.fullmatch(self.parts.netloc)
        if match is None or self.parts.path not in {"", "/"}:
            raise self.wrong(
                "it needs the vendor and product number of a USB device",
                f"Write {self.parts.scheme}://0400:c35a; `lsusb` lists them.",
            )
        return int(match[1], 16), int(match[2], 16)

    def baud(self, usual: int) -> int:
        """The option ``baud`` of a serial line."""
        bauds = {str(baud): baud for baud in BAUDS}
        return bauds[self.choose("baud", bauds, str(usual))]

    def wrong(self, what: str, remedy: str) -> EnvironmentFault:
        """A complaint: what is wrong with the address, and what to write instead."""
        return EnvironmentFault(
            "config.device_url",
            f"Device «{self.name}»: the address {self.url!r} is wrong: {what}.",
            remedy,
        )
