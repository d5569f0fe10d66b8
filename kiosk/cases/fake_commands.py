"""The fake store's commands; see `kiosk.cases.fakes`."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kiosk.cases.records import CommandState, RemoteCommand


class FakeCommandRepository:
    """See `kiosk.cases.ports.CommandRepository`.

    Args:
        kept: what there is.
    """

    def __init__(self, kept: dict[UUID, RemoteCommand]) -> None:
        self._kept = kept

    def add(self, command: RemoteCommand) -> bool:
        """Keep a command once."""
        positions = {one.position for one in self._kept.values()}
        if command.command_id in self._kept or command.position in positions:
            return False
        self._kept[command.command_id] = command
        return True

    def get(self, command_id: UUID) -> RemoteCommand | None:
        """One command by the platform's name for it."""
        return self._kept.get(command_id)

    def unsettled(self) -> list[RemoteCommand]:
        """Those the platform has not been told the outcome of, in the order of its feed."""
        found = (one for one in self._kept.values() if one.state is not CommandState.SETTLED)
        return sorted(found, key=lambda one: one.position)

    def save(self, command: RemoteCommand) -> None:
        """Keep how far it has come; the rest is left alone."""
        kept = self._kept[command.command_id]
        self._kept[command.command_id] = replace(kept, state=command.state)
