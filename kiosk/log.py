"""The log: one JSON object a line on stderr, every event named here, no personal data.

The service manager keeps stderr; a line looks like
``{"event": "device.failed", "device": "id_card", "code": "card.reader_unplugged", …}``.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from threading import Lock

import structlog

EVENTS = {
    "screen.first_frame": "the first page is on the glass; `seconds` since the process began",
    "screen.ready": "store, devices and catalogue are there; `seconds` since the process began",
    "screen.restarts": "the screen ends because an operator wants it to begin anew",
    "elsewhere.silent": "the platform was not asked for a person's cases, or did not say; `code`",
    "screen.work_failed": "`work` behind the screen failed; `kind`, `code`, `place` of the error",
    "device.failed": "a device stopped working; `device`, `code`, `message`, `remedy`; once",
    "device.recovered": "it works again after `seconds`; once",
    "device.hangs": "a call to a device passed its deadline and was left; `device`, `call`",
    "device.driver_raised": "a driver raised what it should not: ours to mend",
    "device.listener_raised": "somebody who hears of devices raised: ours to mend",
    "device.left_behind": "a device's thread did not end at the stop; `device`",
    "device.bulletin_failed": "how the devices are cannot be written for other commands; `reason`",
    "device.printer_probed": "how a printer confirms that it has printed; `confirmation`",
    "device.notes_unusable": "what printers answered cannot be kept or read; `file`, `error`",
    "device.picture_unreadable": "a camera's picture could not be read; `device`, `code`",
    "device.zbar_missing": "the second decoder is not installed; the first goes on alone",
}
"""Every event of the terminal's screen and devices, and what it means; the agent's are in
`sync.agent.events`, the platform's in `sync.platform.log`. `tests/unit/test_log_events.py` holds
the code to them."""


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
        logger_factory=lambda *_: Stderr(),
        # who has spoken before hears of a later configuration, too; a line costs microseconds more
        cache_logger_on_first_use=False,
    )


class Stderr:
    """Writes to whatever stderr is now; that nobody can read it any more stops nobody's work."""

    _writing = Lock()

    def msg(self, line: str) -> None:
        """Write one line."""
        with self._writing, suppress(OSError, ValueError):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = exception = msg
