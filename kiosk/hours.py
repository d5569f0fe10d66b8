"""Hours of the day, as a technician writes them: ``08:30-11:30``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Self

_WRITTEN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of every day, over midnight where it ends before it begins.

    Args:
        begin: the first moment in it.
        end: the first moment after it; another than `begin`.
    """

    begin: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``HH:MM-HH:MM``.

        Raises:
            ValueError: it is not written so, or is nothing or the whole day.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        hour, minute, end_hour, end_minute = map(int, found.groups())
        begin, end = time(hour, minute), time(end_hour, end_minute)
        if begin == end:
            raise ValueError(text)
        return cls(begin, end)

    def __contains__(self, moment: time) -> bool:
        if self.begin < self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end
