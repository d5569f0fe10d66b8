"""Drivers that other packages bring.

A package names its drivers in the entry point group ``bianmin.drivers``::

    [project.entry-points."bianmin.drivers"]
    "text+file" = "example_codes:text_file"

The name is the scheme of the addresses the driver answers to; the value is a `Plugin`. It is
imported only when the configuration has such an address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from drivers.api import DeviceClass
from drivers.fitting import Maker
from kiosk.errors import EnvironmentFault

GROUP = "bianmin.drivers"


@dataclass(frozen=True, slots=True)
class Plugin:
    """A driver of another package.

    Args:
        device_class: what its devices are for.
        make: makes one from its address.
    """

    device_class: DeviceClass
    make: Maker


def schemes() -> list[str]:
    """The schemes that plug-ins of this machine answer to; nothing is imported."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def find(scheme: str) -> Plugin | None:
    """The plug-in for a scheme; None when no package brings one.

    Raises:
        EnvironmentFault: ``config.plugin`` when two packages bring one, or when what a package
            brings cannot be imported or is no `Plugin`.
    """
    points = tuple(entry_points(group=GROUP, name=scheme))
    if not points:
        return None
    if len(points) > 1:
        raise _wrong(points, "several packages bring a driver for it", "Uninstall all but one.")
    try:
        plugin = points[0].load()
    except Exception as error:  # a border: what another package does at import is not ours
        kind = type(error).__name__
        raise _wrong(
            points, f"it cannot be imported ({kind}: {error})", "Mend or uninstall the package."
        ) from error
    if not isinstance(plugin, Plugin):
        raise _wrong(
            points,
            f"«{points[0].value}» is no drivers.plugins.Plugin",
            "Ask the author of the package; docs/writing-a-driver.md shows one.",
        )
    return plugin


def _wrong(points: Sequence[EntryPoint], what: str, remedy: str) -> EnvironmentFault:
    packages = ", ".join(sorted({point.dist.name if point.dist else "?" for point in points}))
    return EnvironmentFault(
        "config.plugin",
        f"The driver plug-in «{points[0].name}» ({packages}) cannot be used: {what}.",
        remedy,
    )
