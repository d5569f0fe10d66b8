"""What the catalogue says about deciding an item: a bundle's parts, a rule that approves at once.

A version of an item never changes, so what was read of it once is kept. Cases of a version this
platform was never given are ordinary ones: no parts, and no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TypeVar

import structlog

from kiosk.catalogue.approval import Condition, compiled
from kiosk.catalogue.deciding import ApprovalRule, Parts
from kiosk.catalogue.loader import read_facts
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from kiosk.forms.form import Form, load_form

Value = TypeVar("Value")
FilesOf = Callable[[str, str], Mapping[str, bytes] | None]
"""The files of one version of an item, by name; None if it is not here."""
_LOOK_AGAIN = timedelta(seconds=10)
"""An item that is not here may be imported any moment."""
_MOST = 4096
"""Versions remembered; a terminal could name any number of them."""
_NO_FILES = frozenset({"form.xml", "form.xlsx"})
_events = structlog.get_logger()


@dataclass(frozen=True)
class Authored:
    """What one version of an item says about being decided.

    Args:
        form_id: form its cases are filled in with.
        form_version: of that.
        parts: of a bundle; empty for others.
        rule: that approves at once; None is never.
        files: of the item, by name; kept only where there is a rule.
    """

    form_id: str = ""
    form_version: str = ""
    parts: Parts = field(default_factory=Parts)
    rule: ApprovalRule | None = None
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def form(self) -> Form:
        """The form a rule is asked about.

        Raises:
            FormError: it is wrong.
        """
        media = {
            name: self.files[name]
            for name in self.files
            if name not in _NO_FILES and not name.endswith((".json", ".md"))
        }
        return load_form(self.files.get("form.xml", b""), media=media)

    @cached_property
    def condition(self) -> Condition:
        """The rule, ready to be asked.

        Raises:
            FormError: it is wrong, or its form is.
        """
        if self.rule is None:
            raise LookupError(self.form_id)
        return compiled(self.rule, self.form)


_NOTHING = Authored()


class Items:
    """Knows the items of this platform's catalogue.

    Args:
        files_of: where their files come from.
        clock: the platform's time.
    """

    def __init__(self, files_of: FilesOf, clock: Clock) -> None:
        self._files_of = files_of
        self._clock = clock
        self._known: dict[tuple[str, str], Authored] = {}
        self._absent: dict[tuple[str, str], float] = {}

    def of(self, item_id: str, version: str) -> Authored:
        """What a version of an item says; nothing special if it is not here.

        Raises:
            EnvironmentFault: the place where items are kept is unusable.
        """
        key = (item_id, version)
        if key in self._known:
            return self._known[key]
        now = self._clock.monotonic()
        if now < self._absent.get(key, now):
            return _NOTHING
        found = self._read(item_id, version)
        if found is None:
            _put(self._absent, key, now + _LOOK_AGAIN.total_seconds())
            return _NOTHING
        _put(self._known, key, found)
        return found

    def _read(self, item_id: str, version: str) -> Authored | None:
        files = self._files_of(item_id, version)
        if files is None:
            return None
        content = files.get("item.json", b"")
        try:
            facts = read_facts(content, f"item {item_id}, version {version}")
        except EnvironmentFault as fault:
            _events.error("items.unusable", item=item_id, version=version, code=fault.code)
            return None
        return Authored(
            facts.form_id,
            facts.form_version,
            facts.parts,
            facts.instant_approval,
            {} if facts.instant_approval is None else files,
        )


def _put(kept: dict[tuple[str, str], Value], key: tuple[str, str], value: Value) -> None:
    if len(kept) >= _MOST:
        kept.clear()
    kept[key] = value
