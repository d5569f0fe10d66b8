"""How large a catalogue may be, and what cannot be taken."""

from __future__ import annotations

from kiosk.errors import EnvironmentFault

MAX_BYTES = 200 * 1024 * 1024
"""Of all files of a catalogue, unpacked (protocol.md of the design, §4)."""
MAX_FORM_BYTES = 5 * 1024 * 1024
"""Of one form, as it was written and as XForms."""
MAX_TEXT_BYTES = 1024 * 1024
"""Of one JSON file or text; the longest known has 20 KiB."""
MAX_ITEMS = 50_000
MAX_FILES = 1_000
"""Of one item."""
MIB = 1024 * 1024


def too_large(what: str, limit: int) -> EnvironmentFault:
    """The fault ``catalogue.size``: something has more bytes than `limit`."""
    return EnvironmentFault(
        "catalogue.size",
        f"{what} has more than {limit // MIB} MiB.",
        "Make pictures smaller, or take out what no form uses.",
    )
