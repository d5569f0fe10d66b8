"""How an item is decided: its parts, if it is a bundle, and a rule that approves at once.

Both are written in ``item.json`` and carried out by the platform; the terminal decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kiosk.catalogue.fields import FromJson, LimitUnit, Localized

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

FEWEST_PARTS, MOST_PARTS = 2, 64
"""Of one bundle; at most as many departments as one case can be handed over to."""
_CODE = re.compile(r"[\w.-]{1,64}")
_VALUE = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class PartLimit(FromJson):
    """Within which time a department decides, from when it can begin.

    Args:
        number: how many, at least 1.
        unit: of what.
    """

    number: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError("a limit is at least 1")


@dataclass(frozen=True, slots=True)
class Part(FromJson):
    """What one department does for a bundle (一件事).

    Args:
        name: the department's, as citizens read it.
        produces: names of values this department finds out or makes, such as ``card_no``.
        needs: values of others; the part begins when they are there.
        after: departments that have to be done before, though nothing of theirs is needed.
        limit: within which it decides; None is only within the limit of the whole.
    """

    name: Localized
    produces: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    limit: PartLimit | None = None


@dataclass(frozen=True)
class Parts:
    """The parts of a bundle, checked: they can all begin some day.

    Args:
        by_department: department code → its part, in the order people read them; empty for an
            item that is no bundle.

    Raises:
        ValueError: they contradict each other, or wait for each other in a circle.
    """

    by_department: Mapping[str, Part] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if not self.by_department:
            return
        if not FEWEST_PARTS <= len(self.by_department) <= MOST_PARTS:
            raise ValueError(f"a bundle has {FEWEST_PARTS} to {MOST_PARTS} parts")
        for department, part in self.by_department.items():
            self._check(department, part)
        try:
            TopologicalSorter({one: self.waits_for(one) for one in self.by_department}).prepare()
        except CycleError as error:
            circle = " waits for ".join(reversed(error.args[1]))
            raise ValueError(f"nobody can begin: {circle}") from error

    def __bool__(self) -> bool:
        """Whether the item is a bundle."""
        return bool(self.by_department)

    def waits_for(self, department: str) -> tuple[str, ...]:
        """The departments that have to be done before a part begins, in the order of the parts."""
        part = self.by_department[department]
        return tuple(
            other
            for other, its in self.by_department.items()
            if other in part.after or set(its.produces) & set(part.needs)
        )

    def _check(self, department: str, part: Part) -> None:
        if not _CODE.fullmatch(department):
            raise ValueError(f"{department!r} is no code of a department")
        others = {one: its for one, its in self.by_department.items() if one != department}
        made = [value for its in others.values() for value in its.produces]
        for value in part.produces:
            if not _VALUE.fullmatch(value):
                raise ValueError(
                    f"{department} produces {value!r}: write small letters, digits and _"
                )
            if value in made or part.produces.count(value) > 1:
                raise ValueError(f"{value} is produced twice")
        for value in part.needs:
            if value not in made:
                raise ValueError(f"{department} needs {value}, which no other part produces")
        for other in part.after:
            if other not in others:
                raise ValueError(f"{department} comes after {other}, which is no other part")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, handler: Any) -> CoreSchema:
        """Read from a JSON object of department → part."""
        from pydantic_core import core_schema  # only a loader needs it, the first frame does not

        return core_schema.no_info_after_validator_function(
            cls, handler.generate_schema(dict[str, Part])
        )


@dataclass(frozen=True, slots=True)
class ApprovalRule(FromJson):
    """秒批: when the answers alone are enough to approve.

    What does not meet the condition goes to a person: a rule never refuses.

    Args:
        rule: name that never changes, such as ``607-card``.
        version: grows whenever the condition changes.
        approve_when: an expression as in the form, with ``${question}`` for answers.
    """

    rule: str
    version: str
    approve_when: str

    def __post_init__(self) -> None:
        for name, text in (("rule", self.rule), ("version", self.version)):
            if not _CODE.fullmatch(text):
                raise ValueError(f"{name}: write 1 to 64 letters, digits, dots and dashes")
        if not self.approve_when.strip():
            raise ValueError("approve_when is empty")
