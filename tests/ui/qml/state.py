"""What one picture of a page is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

IN_SERVICE = {"title": "高龄津贴申请", "applicant": "王*花  370982********0022"}


@dataclass(frozen=True)
class State:
    """One picture: the page, its view-model's values, what else the application says."""

    page: str
    values: dict[str, Any] = field(default_factory=dict)
    app: dict[str, Any] = field(default_factory=dict)
    fields: list[dict[str, Any]] | None = None
    strokes: bool = False
    focus: str = ""
    spoken: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)
    then: str = ""
    """What is touched after `focus`."""
