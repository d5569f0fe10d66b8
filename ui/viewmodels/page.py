"""What every page's view-model is: a view of the session and a way to tell it what was touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from kiosk.journey.events import Event
    from ui.conductor import Conductor


class PageViewModel(QObject):
    """Base of the pages' view-models.

    Each keeps what it shows as plain values, compares before it tells QML, and blanks them when
    its page is left, so that nothing of a person stays behind.

    Args:
        conductor: the session and those who act for it.
    """

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor

    def title(self) -> str:
        """What stands at the top of the screen; empty for the name of the service point."""
        return ""

    def refresh(self) -> None:
        """Show the session as it is now."""
        raise NotImplementedError

    def blank(self) -> None:
        """Show nothing."""
        raise NotImplementedError

    def tell(self, event: Event) -> None:
        """Tell the session what was touched."""
        self._conductor.send(event)

    def update(self, name: str, value: object, changed: Callable[[], None]) -> None:
        """Keep a value under an attribute and tell QML if it is another."""
        if getattr(self, name) != value:
            setattr(self, name, value)
            changed()
