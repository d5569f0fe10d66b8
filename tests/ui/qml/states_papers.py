"""Papers, photographed page by page under the document camera or with the photo camera."""

from __future__ import annotations

from typing import Any

from state import State
from states_enclosed import HOUSE, PHOTO, photographed

DEED = {
    "heading": "土地证",
    "hint": "封面和写了字的每一页都要。",
}

PAPERS = {"photographedAs": "application/pdf"}

LIES = [0.259, 0.07, 0.741, 0.07, 0.741, 0.93, 0.259, 0.93]
"""Where a page lies under the document camera."""


def _page(state: str, hint: str = "", *, countdown: float = 0.0, **more: Any) -> State:
    """The page of papers, with a document camera."""
    return photographed(
        {"ref": HOUSE, "state": state, "desk": True, **more},
        "file",
        asked=DEED,
        file=PAPERS,
        outline=[] if hint in {"no_page", ""} else LIES,
        hint=hint,
        countdown=countdown,
    )


def _kept(count: int, **camera: Any) -> State:
    """Papers that were photographed."""
    pages = [f"image://kiosk/paper/{number}" for number in range(1, count + 1)]
    file = {**PAPERS, "picture": pages[-1], "count": count, "pages": pages}
    return photographed(camera, "file", asked=DEED, value="papers-1.pdf", file=file)


STATES: dict[str, State] = {
    "question-file": photographed({}, "file", asked=DEED, file=PAPERS),
    "question-file-page": photographed(
        {"ref": HOUSE, "state": "seeing"}, "file", asked=DEED, file=PAPERS
    ),
    "question-page-none": _page("seeing", "no_page"),
    "question-page-ready": _page("seeing", "ready", countdown=0.6),
    "question-page-glare": _page("seeing", "glare"),
    "question-page-next": _page("seeing", "next"),
    "question-page-taken": _page("taken", picture=PHOTO, codes=["L0817202611220417K"]),
    "question-page-blurred": _page("taken", picture=PHOTO, advice="page.blurred"),
    "question-page-unplugged": _page("failed", problem="page.camera_unplugged"),
    "question-page-again": _page("seeing", "ready", countdown=0.3, place=1),
    "question-file-one": _kept(1),
    "question-file-kept": _kept(3),
    "question-file-many": _kept(9),
    "question-file-no-camera": _kept(3, missingPapers="page.camera_unplugged"),
    "question-file-no-room": photographed(
        {"ref": HOUSE, "state": "failed", "problem": "photo.no_room"},
        "file",
        asked=DEED,
        value="papers-1.pdf",
        file={**PAPERS, "picture": PHOTO, "count": 5},
    ),
    "question-file-counter": photographed({}, "file", asked=DEED, file={"photographedAs": ""}),
}
