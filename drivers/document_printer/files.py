"""Print a technician's PDF for once, on a printer nobody knows yet, and say what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import structlog

from drivers.api import DeviceClass, DeviceFault, DocumentPrinter, PrintOutcome, PrintResult
from drivers.fitting import Fitting
from drivers.registry import DeviceConfig, build
from kiosk.errors import EnvironmentFault

PATIENCE_S = 90.0
LARGEST_FILE = 100 * 1024 * 1024
TITLE = "bianmin-test"
"""What queues call it; the name of the file may be somebody's."""

log = structlog.get_logger(__name__)


def print_file(
    file: Path, url: str, fitting: Fitting, *, deadline_s: float = PATIENCE_S
) -> PrintOutcome:
    """Print a PDF on the printer at an address.

    Args:
        file: the PDF.
        url: the printer's address.
        fitting: the clock; notes are neither read nor written.
        deadline_s: seconds until it has to be printed; the outcome may take some 8 s longer, for
            asking what the printer is and for cancelling the job.

    Returns:
        What became of it; FAILED ``document.not_pdf`` for a file that is no PDF.

    Raises:
        EnvironmentFault: ``document.file`` for a file that cannot be read, ``config.device_url``
            for an address that cannot be understood, ``config.plugin`` for a plug-in that cannot
            be used.
    """
    content = _content(file)
    printer = _printer(url, fitting)
    try:
        printer.open()
    except DeviceFault as fault:
        log.warning(
            "device.failed",
            device=printer.name,
            code=fault.code,
            message=fault.message,
            remedy=fault.remedy,
        )
        return PrintOutcome(PrintResult.FAILED, fault.code)
    try:
        return printer.print(content, title=TITLE, deadline_s=deadline_s)
    finally:
        printer.close()


def _content(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        content = file.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EnvironmentFault(
            "document.file", f"The file {file} cannot be read: {reason}.", "Check its path."
        ) from error
    if size > LARGEST_FILE:
        raise EnvironmentFault(
            "document.file", f"The file {file} is too large.", "Print something smaller."
        )
    return content


def _printer(url: str, fitting: Fitting) -> DocumentPrinter:
    config = DeviceConfig("printer", DeviceClass.DOCUMENT_PRINTER, url)
    (printer,) = build([config], Fitting(fitting.clock))
    return cast("DocumentPrinter", printer)
