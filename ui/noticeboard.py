"""What everybody is to know: the site's own notices, and the platform's in their time."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kiosk import failures
from kiosk.journey.ports import CHINA

if TYPE_CHECKING:
    from kiosk.cases.records import PostedNotice
    from ui.services import Services
    from ui.worker import Worker

Entry = dict[str, str]
FIRST_LANGUAGE = "zh_CN"


class Noticeboard(QObject):
    """The notices that are to be shown now.

    Args:
        services: the site, the store and the clock.
        worker: looks into the store.
    """

    changed = Signal()

    def __init__(self, services: Services, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._worker = worker
        self._posted: tuple[PostedNotice, ...] = ()
        self._looking = failures.Repeated("look_at_notices")

    def look(self) -> None:
        """See what is to be shown now; tells when that is other than before."""
        self._worker.run(self._in_force, self._seen)

    def entries(self, language: str) -> list[Entry]:
        """What is to be shown, what ends first coming first and the site's own last.

        Args:
            language: of the person; what is not said in it is said in Chinese.

        Returns:
            `title`, `text` and `until`: the last day as ISO 8601, empty where there is none.
        """
        posted = [
            {
                "title": notice.title.get(language) or _otherwise(notice.title),
                "text": notice.text.get(language) or _otherwise(notice.text),
                "until": _last_day(notice),
            }
            for notice in self._posted
        ]
        site = self._services.site.notices
        return posted + [{"title": one.title, "text": one.text, "until": ""} for one in site]

    def _in_force(self) -> tuple[PostedNotice, ...]:
        from kiosk.cases.notices import notices_in_force  # not before the first frame

        services = self._services
        return tuple(notices_in_force(services.store.reading(), clock=services.clock))

    def _seen(self, done: Future[tuple[PostedNotice, ...]]) -> None:
        if self._looking.failed(done.exception()):
            return  # what was to be shown a moment ago is no worse than nothing
        posted = done.result()
        if posted != self._posted:
            self._posted = posted
            self.changed.emit()


def _otherwise(words: Mapping[str, str]) -> str:
    """The words in the first language, else in any."""
    return words.get(FIRST_LANGUAGE) or next(iter(words.values()))


def _last_day(notice: PostedNotice) -> str:
    last = (notice.ends_at - timedelta(microseconds=1)).astimezone(CHINA)
    return last.date().isoformat()
