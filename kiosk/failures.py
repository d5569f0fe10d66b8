"""What failed behind the screen, as an event of the log that repeats nobody's words."""

from __future__ import annotations

import traceback
from types import TracebackType

import structlog

OURS = ("kiosk", "ui", "drivers", "sync")

_events = structlog.get_logger()


def report(work: str, error: BaseException, **facts: str) -> None:
    """Log that some work failed: kind and place of the error, and its code if it has one.

    Its words are left out: a database or a parser may repeat in them what a person said.

    Args:
        work: what was being done, such as ``record_print``.
        error: what was raised.
        facts: what else helps to find it, such as the item; nothing of a person.
    """
    _events.error(
        "screen.work_failed",
        work=work,
        kind=type(error).__name__,
        code=str(getattr(error, "code", "")),
        place=place_of(error),
        **facts,
    )


def report_uncaught(
    kind: type[BaseException],  # noqa: ARG001 -- the shape of sys.excepthook
    error: BaseException,
    trace: TracebackType | None,  # noqa: ARG001 -- the error carries it
) -> None:
    """Take what nobody caught, as `sys.excepthook`: Qt hands exceptions of slots there."""
    report("slot", error)


def place_of(error: BaseException) -> str:
    """Module and line of the innermost call of ours that the error came through."""
    places = [
        (str(frame.f_globals.get("__name__", "")), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    ours = [place for place in places if place[0].partition(".")[0] in OURS]
    for module, line in reversed(ours or places):
        return f"{module}:{line}"
    return ""


class Repeated:
    """Tells of work that is done again and again only when it begins to fail, or fails otherwise.

    Args:
        work: what is being done.
    """

    def __init__(self, work: str) -> None:
        self._work = work
        self._last: tuple[type[BaseException], str] | None = None

    def failed(self, error: BaseException | None) -> bool:
        """Whether it failed this time; None says that it did not."""
        this = None if error is None else (type(error), str(getattr(error, "code", "")))
        if error is not None and this != self._last:
            report(self._work, error)
        self._last = this
        return error is not None
