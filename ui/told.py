"""What the screen tells assistive technology, which is what it says aloud: the same tree, read.

After Qt's accessibility interfaces (names and roles of IAccessible2 and AT-SPI).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtQuick import QQuickItem, QQuickWindow

Role = QAccessible.Role
FIELDS = frozenset({Role.EditableText, Role.SpinBox, Role.Slider, Role.ComboBox})
CHOICES = frozenset({Role.RadioButton, Role.CheckBox})
CONTROLS = FIELDS | CHOICES | {Role.Button, Role.Link, Role.ListItem, Role.Canvas}
ALERTS = frozenset({Role.AlertMessage, Role.StatusBar})
READ = ALERTS | {Role.Heading, Role.StaticText, Role.ProgressBar, Role.Graphic}
PERSONAL = "personal"
"""Property of an item: what it shows is somebody's own affair."""
MASKED = "masked"
"""Property of a field: what is in it is never read out."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing on the screen.

    Args:
        role: its role by Qt's name, such as ``RadioButton``.
        name: its name or its words.
        value: what is in a field, as it is shown.
        description: what else is told of it.
        checkable: whether it can be on and off.
        checked: whether it is on.
        masked: whether its value is hidden even from who writes it.
        personal: whether its words are somebody's own affair.
        place: which one it is of those like it, from 1; 0 where it is alone.
        count: how many there are.
    """

    role: str
    name: str
    value: str = ""
    description: str = ""
    checkable: bool = False
    checked: bool = False
    masked: bool = False
    personal: bool = False
    place: int = 0
    count: int = 0

    @property
    def is_field(self) -> bool:
        """Whether something is written or set in it."""
        return self.role in _names(FIELDS)

    @property
    def is_choice(self) -> bool:
        """Whether it is one of several answers."""
        return self.role in _names(CHOICES)

    @property
    def is_alert(self) -> bool:
        """Whether it is to be heard as soon as it appears."""
        return self.role in _names(ALERTS)

    @property
    def is_control(self) -> bool:
        """Whether one does something with it."""
        return self.role in _names(CONTROLS)

    def plain(self) -> dict[str, Any]:
        """As a dictionary, for QML."""
        return asdict(self)


def told_of(item: QQuickItem | None) -> Told | None:
    """What is told of an item; None where it says nothing."""
    if item is None:
        return None
    interface = _interface(item)
    if interface is None or not interface.text(QAccessible.Text.Name):
        return None
    return _told(interface)


def page_of(window: QQuickWindow) -> list[Told]:
    """Everything on the page, or in the dialog over it, in the order of reading."""
    root = _interface(window)
    if root is None:
        return []
    tops = [child for child in _children(root) if not child.state().invisible]
    over = [child for child in tops if child.role() == Role.Dialog]
    pages = over[-1:] or [child for child in tops if child.role() == Role.Pane]
    return [told for page in pages for told in _parts(page)]


def _parts(interface: QAccessibleInterface) -> Iterator[Told]:
    """What is in it, each thing once: a panel's name is often its heading's as well."""
    said = ""
    for child in _children(interface):
        if child.state().invisible:
            continue
        role = child.role()
        if role in CONTROLS:
            yield _told(child)
            continue
        name = child.text(QAccessible.Text.Name).strip()
        if role in READ and name and name not in said:
            said += name + "\n"
            yield _told(child)
        for part in _parts(child):
            if part.is_control or part.name not in said:
                said += "" if part.is_control else part.name + "\n"
                yield part


def _told(interface: QAccessibleInterface) -> Told:
    state = interface.state()
    role = interface.role()
    field = role in FIELDS
    description = interface.text(QAccessible.Text.Description).strip()
    value = interface.text(QAccessible.Text.Value).strip() or description if field else ""
    place, count = _place_of(interface) if role in CHOICES else (0, 0)
    item = _object(interface)
    return Told(
        role=role.name,
        name=interface.text(QAccessible.Text.Name).strip(),
        value=value,
        description="" if field else description,
        checkable=bool(state.checkable),
        checked=bool(state.checked),
        masked=bool(state.passwordEdit) or bool(item is not None and item.property(MASKED)),
        personal=bool(item is not None and item.property(PERSONAL)),
        place=place,
        count=count,
    )


def _place_of(interface: QAccessibleInterface) -> tuple[int, int]:
    parent = interface.parent()
    if isinstance(_object(parent), QWindow):
        return 0, 0
    alike = [
        child.object()
        for child in _children(parent)
        if child.role() == interface.role() and not child.state().invisible
    ]
    me = interface.object()
    return (alike.index(me) + 1, len(alike)) if me in alike else (0, 0)


def _interface(thing: QObject) -> QAccessibleInterface | None:
    """What tells of an item; None where nothing does, which Qt's types do not say."""
    return QAccessible.queryAccessibleInterface(thing)


def _object(interface: QAccessibleInterface) -> QObject | None:
    return interface.object()


def _children(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for place in range(interface.childCount()):
        yield interface.child(place)


def _names(roles: frozenset[Role]) -> set[str]:
    return {role.name for role in roles}
