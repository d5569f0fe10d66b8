"""What a printer is and can do, and whose word there is for a printed document."""

import pytest

from drivers.api import Sides, Witness
from drivers.document_printer.client import Operation
from drivers.document_printer.description import Description
from drivers.document_printer.message import Value


def of(**attributes: tuple[Value, ...]) -> Description:
    return Description.of({name.replace("_", "-"): found for name, found in attributes.items()})


@pytest.mark.parametrize(
    ("device", "witness"),
    [
        ("ipp://192.168.1.60/ipp/print", Witness.QUEUE),
        ("ipps://192.168.1.60:443/ipp/print", Witness.QUEUE),
        ("ipp://HP%20LaserJet%20%28USB%29._ipp._tcp.local/ipp/print", Witness.QUEUE),
        ("dnssd://Printer._ipp._tcp.local./?uuid=1", Witness.QUEUE),
        ("ipp://192.168.1.60/ipp/print?waitjob=false", Witness.NOBODY),
        ("ipp://server/printers/A4", Witness.NOBODY),
        ("ipps://server:631/classes/all", Witness.NOBODY),
        ("usb://Pantum/P3300?serial=1", Witness.NOBODY),
        ("socket://192.168.1.60:9100", Witness.NOBODY),
        ("lpd://192.168.1.60/queue", Witness.NOBODY),
        ("cups-pdf:/", Witness.NOBODY),
        ("file:///dev/null", Witness.NOBODY),
        ("hp:/usb/LaserJet", Witness.NOBODY),
        ("http://192.168.1.60:631/ipp/print", Witness.NOBODY),
    ],
)
def test_only_a_back_end_that_waits_is_a_witness(device: str, witness: Witness) -> None:
    found = of(device_uri=(device,))
    assert found.is_queue
    assert found.capabilities.witness is witness
    assert found.capabilities.provenance.startswith("asked: a CUPS queue")


def test_a_queue_that_hides_its_device_is_no_witness() -> None:
    found = of(operations_supported=(int(Operation.CUPS_GET_DEFAULT),))
    assert (found.is_queue, found.capabilities.witness) == (True, Witness.NOBODY)


def test_a_printer_itself_is_its_own_witness() -> None:
    found = of(operations_supported=(2, 5, 6, 8, 9, 11))
    assert (found.is_queue, found.two_steps) == (False, True)
    assert found.capabilities.witness is Witness.PRINTER


def test_the_configuration_has_the_last_word() -> None:
    found = Description.of({"device-uri": ("usb://x",)}, Witness.PRINTER)
    assert found.capabilities.witness is Witness.PRINTER
    assert found.capabilities.provenance == "set in the configuration"


def test_abilities_are_read_and_never_assumed() -> None:
    rich = of(
        document_format_supported=("application/pdf", "image/urf"),
        sides_supported=("one-sided", "two-sided-long-edge"),
        color_supported=(True,),
        media_supported=("iso_a4_210x297mm",),
        copies_supported=((1, 20),),
        printer_make_and_model=("Pantum BP5100DN",),
    ).capabilities
    assert rich.formats == {"application/pdf", "image/urf"}
    assert rich.sides == {Sides.ONE, Sides.TWO_LONG_EDGE}
    assert (rich.colour, rich.a4, rich.copies) == (True, True, 20)
    poor = of(copies_supported=(1,)).capabilities
    assert (poor.formats, poor.sides) == (frozenset(), {Sides.ONE})
    assert (poor.colour, poor.a4, poor.copies) == (False, False, 1)
