"""What faults of a line are called where the line leads to a scanner."""

from __future__ import annotations

from drivers.api import DeviceFault
from drivers.transports import TransportFault


def scanner_fault(fault: TransportFault) -> DeviceFault:
    """The code reader's word for a fault of its line."""
    return DeviceFault("code.scanner_unplugged", fault.message, fault.remedy)


def endless(name: str) -> DeviceFault:
    """The scanner sends without end."""
    return DeviceFault(
        "code.scanner_garbled",
        f"The scanner «{name}» sends without end.",
        "Compare its speed with the configuration; set it back as its manual shows.",
    )
