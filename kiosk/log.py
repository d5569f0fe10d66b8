"""The log: one JSON object a line on stderr, every event named here, no personal data.

The service manager keeps stderr; a line looks like
``{"event": "device.failed", "device": "id_card", "code": "card.reader_unplugged", …}``.
"""

from __future__ import annotations

import sys

import structlog

EVENTS = {
    "screen.first_frame": "the first page is on the glass; `seconds` since the process began",
    "screen.ready": "store, devices and catalogue are there; `seconds` since the process began",
}
"""Every event the program logs, and what it means. `tests/unit/test_log_events.py` holds the code
to it."""


def configure() -> None:
    """Send the log of this process to stderr as JSON lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
