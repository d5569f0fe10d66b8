"""The platform's log: JSON lines on stderr, every event named here, no personal data."""

from __future__ import annotations

import structlog

from kiosk.log import Stderr

EVENTS = {
    "platform.ready": "the platform answers; `url`, `cpu_s` the start took",
    "platform.stopped": "the platform has ended in order",
    "worker.ended": "a worker ended by itself and is started again; `pid`, `status`",
    "cases.accepted_by_silence": "nobody spoke about `count` cases for five working days",
    "cases.not_watched": "the deadlines could not be looked at; `code`; tried again after a minute",
    "batch.received": "a batch was written; `terminal`, counts by outcome",
    "case.unopened": "a case cannot be opened to be checked; `case`, `code`; again in an hour",
    "case.unchecked": "our own mistake while checking a case; `case`, `kind` or how many `tries`",
    "form.unusable": "a form cannot be opened to check cases by; `item`, `item_version`, `code`",
    "cases.not_checked": "cases could not be checked against their forms; `code`; tried again",
    "file.received": "a file is here whole; `terminal`, `file`",
    "files.swept": "uploads nobody goes on with were removed from the storage; `count`",
    "files.missing": "files that came whole are not in the storage; `count`, the `first` of them",
    "files.found": "files that cases waited for were here whole; `count`, the `first` of them",
    "files.unknown": "objects in the storage belong to no case; `count`, the `first` of them",
    "feeds.not_watched": "news for terminals that wait could not be looked for; `code`; told once",
    "files.not_watched": "the storage of files cannot be used; `code`; told once until it is",
    "files.watched_again": "the storage of files can be used again",
    "terminal.enrolled": "a terminal was let in; `terminal`",
    "terminal.key": "a terminal has shown its next key; `terminal`, `state`",
    "terminal.former_key": "somebody signed with a key that was replaced; `terminal`; once a key",
    "terminal.wiped": "a revoked terminal has wiped itself; `terminal`, `kept` sealed things",
    "handover.ready": "cases are handed over to departments from now on",
    "handover.stopped": "hand-over has ended in order",
    "handover.sorted": "the departments of `count` cases were read",
    "handover.unsorted": "a case cannot be opened to be read; `case`, `code`; again in an hour",
    "handover.strange_routing": "a form names departments that cannot be; `case`, `left_out`",
    "handover.delivered": "a department has a case; `department`, `delivery`, `attempts`",
    "handover.failed": "a department did not take a case; `department`, `code`, `status`",
    "handover.given_up": "a case is left to the operator; `department`, `delivery`, `code`",
    "handover.stands_still": "hand-over cannot work now; `code`, `department`; tried again",
    "query.answered": "somebody asked for their cases; `terminal`",
    "query.unreadable": "a case could not be opened for whom it is of; `case_number`, `code`",
    "cases.indexed": "cases of an older version can be found by their people now; `count`",
    "cases.not_indexed": "whose older cases are could not be noted; `code`; tried again",
    "operator.refused": "somebody could not sign in at the operator page; `code`",
    "openrosa.received": "a request of an OpenRosa submission was kept; `user`, `complete`",
    "items.unusable": "an item's facts cannot be read; `item`, `version`, `code`",
    "rule.unusable": "a rule cannot be asked, its case went to a person; `item`, `rule`, `code`",
    "request.refused": "a request was not answered as it wished; `status`, `code`",
    "request.failed": "our own mistake while answering; `path`, with the traceback",
}
"""Every event the platform logs, and what it means; a test holds the code to it."""


def configure() -> None:
    """Send the log of this process to stderr as JSON lines."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: Stderr(),
        cache_logger_on_first_use=False,  # as in `kiosk.log`
    )
