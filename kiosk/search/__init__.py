"""Finding by words, by pinyin and by initials, as people write them on the glass.

`Lines` are texts made ready, `Query` is what somebody wrote, `Gathering` collects the best lines.
``ls``, ``lishu``, ``lish``, ``lshu`` and 李树 all find 李树; 重 is found as *chong* and as *zhong*.
"""

from __future__ import annotations

from kiosk.search.gathering import Gathering, Rank
from kiosk.search.lines import Lines, folded
from kiosk.search.query import Query

__all__ = ["Gathering", "Lines", "Query", "Rank", "folded"]
