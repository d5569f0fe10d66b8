"""Keeping what the simulated printer put on paper, and the same receipt as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drivers.simulators.printer_paper import PrintedReceipt


def keep_receipt(
    printed: PrintedReceipt, pdf: bytes, number: str, outcome: str, out: Path
) -> dict[str, str]:
    """Write bytes, picture and PDF of one receipt; their names for the report."""
    folder = out / "receipts"
    (folder / f"{number}.escpos").write_bytes(printed.raw)
    printed.image.save(folder / f"{number}.png")
    (folder / f"{number}.pdf").write_bytes(pdf)
    return {
        "pdf": f"receipts/{number}.pdf",
        "escpos": f"receipts/{number}.escpos",
        "png": f"receipts/{number}.png",
        "outcome": outcome,
    }
