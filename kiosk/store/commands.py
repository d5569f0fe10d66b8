"""The platform's commands of a unit of work, over one connection."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, RowMapping, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kiosk.cases.records import CommandState, RemoteCommand
from kiosk.store.tables import commands

# Statements are built once: building one costs as much as running it.

_THIS = commands.c.command_id == bindparam("which")
_ADD = upsert(commands).on_conflict_do_nothing()
_COMMAND = select(commands).where(_THIS)
_UNSETTLED = (
    select(commands)
    .where(commands.c.state != CommandState.SETTLED.value)
    .order_by(commands.c.position)
)
_SAVE = update(commands).where(_THIS).values(state=bindparam("reached"))


class SqlCommandRepository:
    """See `kiosk.cases.ports.CommandRepository`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, command: RemoteCommand) -> bool:
        """Keep a command once."""
        values = {
            "position": command.position,
            "command_id": command.command_id,
            "name": command.name,
            "at": command.at,
            "expires_at": command.expires_at,
            "state": command.state.value,
        }
        return self._connection.execute(_ADD, values).rowcount == 1

    def get(self, command_id: UUID) -> RemoteCommand | None:
        """One command by the platform's name for it."""
        row = self._connection.execute(_COMMAND, {"which": command_id}).mappings().first()
        return None if row is None else _command(row)

    def unsettled(self) -> list[RemoteCommand]:
        """Those the platform has not been told the outcome of, in the order of its feed."""
        return [_command(row) for row in self._connection.execute(_UNSETTLED).mappings()]

    def save(self, command: RemoteCommand) -> None:
        """Keep how far it has come."""
        values = {"which": command.command_id, "reached": command.state.value}
        self._connection.execute(_SAVE, values)


def _command(row: RowMapping) -> RemoteCommand:
    return RemoteCommand(
        command_id=row["command_id"],
        position=row["position"],
        name=row["name"],
        at=row["at"],
        expires_at=row["expires_at"],
        state=CommandState(row["state"]),
    )
