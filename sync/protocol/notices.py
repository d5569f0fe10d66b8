"""Public notices in the feed (docs/protocol.md, "Notices")."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from sync.protocol.wire import Language, Moment, Seq, WireModel

MAX_TITLE = 60
"""Characters of a notice's title: two lines in large letters."""
MAX_TEXT = 2000
"""Characters of what a notice says."""

# Neither controls (C0, C1) nor what lets a text be read otherwise than it is written (Unicode's
# line and paragraph separators, and its marks that turn the direction of writing)
NEVER = r"\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"

Title = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_TITLE, pattern=rf"^[^\x00-\x1f{NEVER}]*$"),
]
"""One line that is shown to everybody."""
Paragraphs = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=MAX_TEXT, pattern=rf"^[^\x00-\x09\x0b-\x1f{NEVER}]*$"
    ),
]
"""Lines that are shown to everybody."""


class NoticeEvent(WireModel):
    """Something everybody is to know, shown from `begins_at` on and before `ends_at`.

    Args:
        position: its place in the terminal's feed.
        notice_id: its name; a notice is never changed, only withdrawn.
        at: when it was posted.
        begins_at: not to be shown before.
        ends_at: from then on not to be shown any more.
        title: by language.
        text: by language, the same ones; lines are parted by a line feed.
    """

    position: Seq
    kind: Literal["notice"] = "notice"
    notice_id: UUID
    at: Moment
    begins_at: Moment
    ends_at: Moment
    title: Annotated[dict[Language, Title], Field(min_length=1, max_length=10)]
    text: Annotated[dict[Language, Paragraphs], Field(min_length=1, max_length=10)]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.title.keys() != self.text.keys():
            raise ValueError("Title and text have to be in the same languages.")
        if self.begins_at >= self.ends_at:
            raise ValueError("A notice ends after it begins.")
        return self


class NoticeWithdrawnEvent(WireModel):
    """A notice is not to be shown any more, whatever its time."""

    position: Seq
    kind: Literal["notice_withdrawn"] = "notice_withdrawn"
    notice_id: UUID
    at: Moment
