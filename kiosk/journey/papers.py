"""Papers: photographed pages in an order that whoever photographed them may change."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_BYTES = 300_000
"""Most bytes of one page, however much room there is."""
PLANNED = 5
"""Papers have rarely more pages; each of so many has room."""
ENOUGH = 40 * 1024
"""With less room than this no page is worth taking."""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One page.

    Args:
        version: another number for every other photograph.
        content: the photograph, JPEG.
    """

    version: int
    content: bytes = field(repr=False)


Papers = tuple[PaperPage, ...]


def put(papers: Papers, page: PaperPage, place: int | None) -> Papers:
    """The page in the place of another (0 for the first), or after the last."""
    if place is None or place not in range(len(papers)):
        return (*papers, page)
    return (*papers[:place], page, *papers[place + 1 :])


def without(papers: Papers, place: int) -> Papers:
    """All but one."""
    return tuple(page for at, page in enumerate(papers) if at != place)


def moved(papers: Papers, place: int, to: int) -> Papers:
    """One page before or after others; as it was where there is no such place."""
    if not {place, to} <= set(range(len(papers))):
        return papers
    rest = without(papers, place)
    return (*rest[:to], papers[place], *rest[to:])


def share(room: int, pages: int) -> int:
    """Bytes that the next page may have: what is left is left for those still to come, too.

    Args:
        room: bytes that are left for everything.
        pages: how many pages there are already.
    """
    fair = max(room // max(1, PLANNED - pages), ENOUGH)
    return min(MOST_BYTES, room, fair)
