"""One device by its address, without a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # drivers are loaded by the command that uses them
    from drivers.api import DeviceClass


def make(device_class: DeviceClass, url: str) -> Any:
    """A closed driver of the class; the caller says which protocol that is.

    Raises:
        EnvironmentFault: ``config.device_url`` and the like.
    """
    from drivers.fitting import Fitting
    from drivers.registry import DeviceConfig, build
    from kiosk.clock import SystemClock

    (device,) = build([DeviceConfig(device_class, device_class, url)], Fitting(SystemClock()))
    return device
