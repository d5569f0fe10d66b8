"""What a printer is and can do, read from its own description."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from drivers.api import DocumentPrinterCapabilities, Sides, Witness
from drivers.document_printer.client import Operation
from drivers.document_printer.message import Value
from drivers.document_printer.reasons import words

WANTED = (
    "operations-supported",
    "document-format-supported",
    "sides-supported",
    "media-supported",
    "color-supported",
    "copies-supported",
    "job-sheets-supported",
    "printer-make-and-model",
    "printer-firmware-string-version",
    "device-uri",
)
"""Attributes `Description.of` reads. Only CUPS has a ``device-uri``."""
WAITING = frozenset({"ipp", "ipps", "dnssd", "implicitclass"})
"""Back ends of CUPS that ask the printer until the job is done."""
NOT_WAITING = frozenset({"false", "no", "off"})
A4 = "iso_a4_210x297mm"
MANY = 9999


@dataclass(frozen=True, slots=True)
class Description:
    """A printer.

    Args:
        capabilities: what it can do.
        is_queue: whether it is a queue of CUPS, not the printer itself.
        two_steps: whether it takes a job and its document one after the other.
        bannerless: whether it has to be told to print no sheet of its own around a job.
        model: make and model.
        firmware: its version; empty when it does not say.
        device: kind of the way behind a queue, such as ``usb``; empty without one.
    """

    capabilities: DocumentPrinterCapabilities
    is_queue: bool
    two_steps: bool
    bannerless: bool
    model: str
    firmware: str
    device: str

    @classmethod
    def of(
        cls, attributes: Mapping[str, tuple[Value, ...]], witness: Witness = Witness.UNASKED
    ) -> Description:
        """Read a printer's answer.

        Args:
            attributes: the answer; empty before the first.
            witness: as the configuration says; UNASKED means: find out.
        """
        operations = frozenset(attributes.get("operations-supported", ()))
        device = "".join(words(attributes, "device-uri")[:1])
        is_queue = Operation.CUPS_GET_DEFAULT in operations or bool(device)
        if witness is not Witness.UNASKED:
            provenance = "set in the configuration"
        elif attributes:
            witness, provenance = _witness(device, is_queue=is_queue)
        else:
            provenance = "not asked yet"
        model = words(attributes, "printer-make-and-model")
        firmware = words(attributes, "printer-firmware-string-version")
        return cls(
            capabilities=DocumentPrinterCapabilities(
                formats=frozenset(words(attributes, "document-format-supported")),
                sides=_sides(words(attributes, "sides-supported")),
                colour=attributes.get("color-supported") == (True,),
                a4=A4 in words(attributes, "media-supported"),
                copies=_most_copies(attributes),
                witness=witness,
                provenance=provenance,
            ),
            is_queue=is_queue,
            two_steps={Operation.CREATE_JOB, Operation.SEND_DOCUMENT} <= operations,
            bannerless="none" in words(attributes, "job-sheets-supported"),
            model="".join(model[:1]),
            firmware=", ".join(firmware),
            device=urlsplit(device).scheme,
        )


def _witness(device: str, *, is_queue: bool) -> tuple[Witness, str]:
    """Whose word a "completed" is."""
    if not is_queue:
        return Witness.PRINTER, "asked: the printer itself answers"
    parts = urlsplit(device)
    scheme = parts.scheme or "unknown"
    if scheme not in WAITING:
        return Witness.NOBODY, f"asked: a CUPS queue, and its back end «{scheme}» only hands over"
    if dict(parse_qsl(parts.query)).get("waitjob", "").lower() in NOT_WAITING:
        return Witness.NOBODY, "asked: a CUPS queue that was told not to wait (waitjob)"
    if parts.path.startswith(("/printers/", "/classes/")):
        return Witness.NOBODY, "asked: a CUPS queue that leads to another queue"
    return Witness.QUEUE, f"asked: a CUPS queue, and its back end «{scheme}» waits for the printer"


def _sides(keywords: tuple[str, ...]) -> frozenset[Sides]:
    return frozenset({Sides.ONE, *(side for side in Sides if side in keywords)})


def _most_copies(attributes: Mapping[str, tuple[Value, ...]]) -> int:
    match attributes.get("copies-supported"):
        case ((int(), int(most)), *_) | (int(most), *_):
            return max(1, most)
        case _:
            return MANY
