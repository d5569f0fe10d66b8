"""Make printers for documents from their addresses.

=========================================  ======================================================
``ipp://localhost:631/printers/A4``        a queue of CUPS
``ipp://192.168.1.60:631/ipp/print``       a printer that speaks IPP itself; ``ipps://`` the same
                                           over TLS, with ``certificate`` the file of the
                                           printer's own certificate (PEM)
=========================================  ======================================================

``confirm`` says whose word there is for a printed document: ask (find out), printer, or none.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path

from drivers.address import Address
from drivers.api import Device, Witness
from drivers.fitting import Fitting, Maker

PORT = 631
CONFIRMATIONS = {"ask": Witness.UNASKED, "printer": Witness.PRINTER, "none": Witness.NOBODY}


def _ipp(address: Address, fitting: Fitting) -> Device:
    return _printer(address, fitting, None)


def _ipps(address: Address, fitting: Fitting) -> Device:
    file = address.text("certificate")
    if file is None:
        return _printer(address, fitting, ssl.create_default_context())
    if not Path(file).is_absolute():
        raise address.wrong(
            f"the option certificate cannot be «{file}»", "Write the whole path of a file."
        )
    try:
        context = ssl.create_default_context(cafile=file)
    except OSError as error:
        raise address.wrong(
            f"the certificate {file} cannot be read",
            "Save it: openssl s_client -connect HOST:631 </dev/null | openssl x509 > FILE.",
        ) from error
    # the printer made it itself: it stands for no authority, and often for no name
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.check_hostname = False
    return _printer(address, fitting, context)


def _printer(address: Address, fitting: Fitting, tls: ssl.SSLContext | None) -> Device:
    from drivers.document_printer.client import IppClient
    from drivers.document_printer.exchange import Exchange
    from drivers.document_printer.ipp import IppDocumentPrinter

    host, port, path = _place(address)
    exchange = Exchange(host, port, path, tls=tls, clock=fitting.clock)
    return IppDocumentPrinter(
        address.name,
        IppClient(exchange, str(exchange)),
        witness=CONFIRMATIONS[address.choose("confirm", CONFIRMATIONS, "ask")],
        clock=fitting.clock,
    )


def _place(address: Address) -> tuple[str, int, str]:
    parts = address.parts
    try:
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise address.wrong(str(error), "A port is a number from 1 to 65535.") from error
    if "@" in parts.netloc:
        raise address.wrong(
            "it holds a name or a password", "Allow this terminal to print without one."
        )
    if not host or parts.path in {"", "/"}:
        raise address.wrong(
            "it needs a host and a path",
            f"Write {parts.scheme}://localhost/printers/NAME for a queue of CUPS, or "
            f"{parts.scheme}://host/ipp/print for a printer.",
        )
    return host, port or PORT, parts.path


MAKERS: Mapping[str, Maker] = {"ipp": _ipp, "ipps": _ipps}
