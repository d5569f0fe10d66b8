"""Addresses of A4 printers."""

import pytest

from drivers.api import DeviceClass, Witness
from drivers.document_printer.ipp import IppDocumentPrinter
from drivers.fitting import Fitting
from drivers.registry import DeviceConfig, build
from kiosk.clock import SystemClock


@pytest.mark.parametrize(
    ("url", "witness"),
    [
        ("ipp://localhost/printers/A4", Witness.UNASKED),
        ("ipp://192.168.1.60:8631/ipp/print?confirm=printer", Witness.PRINTER),
        ("ipp://[fe80::1]/ipp/print?confirm=none", Witness.NOBODY),
        ("ipps://printer.local/ipp/print?confirm=ask", Witness.UNASKED),
    ],
)
def test_each_address_makes_the_driver(url: str, witness: Witness) -> None:
    config = DeviceConfig("a4", DeviceClass.DOCUMENT_PRINTER, url)
    (printer,) = build([config], Fitting(SystemClock()))
    assert isinstance(printer, IppDocumentPrinter)
    assert (printer.name, printer.capabilities.witness) == ("a4", witness)
