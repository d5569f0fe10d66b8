"""Letting a department's system in, and turning it away."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.handover.sending import check_url
from sync.platform.handover.sorting import NAME
from sync.platform.store import ActRow, Database, DepartmentRow, Standing

_TOKEN_BYTES = 32
_PREFIX = "BMD1-"


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A department that was let in; the token is known from here alone."""

    department: DepartmentRow
    token: str = field(repr=False)


def token_sha256(token: str) -> str:
    """How a token is kept; it has 256 random bits, so that nobody finds it by its hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class Departments:
    """Lets departments in.

    Args:
        database: where they are kept.
        clock: time and randomness.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, name: str, webhook: str, *, actor: str) -> Subscribed:
        """Let a department have its cases, also those that came before.

        Args:
            name: as forms name it.
            webhook: where they are brought; empty means that it fetches them.
            actor: who lets it in, for the record.

        Raises:
            EnvironmentFault: ``department.name``, ``department.webhook``, ``department.exists``.
        """
        if not NAME.fullmatch(name):
            raise EnvironmentFault(
                "department.name",
                "No department can have this name.",
                "Write its code as forms do: letters, digits, . _ -, 64 at most.",
            )
        if webhook:
            check_url(webhook)
        secret = base64.urlsafe_b64encode(self._clock.token(_TOKEN_BYTES)).decode().rstrip("=")
        token = _PREFIX + secret
        now = self._clock.now()
        row = DepartmentRow(name, webhook, token_sha256(token), now)
        with self._database.begin() as transaction:
            if not transaction.handovers.add(row):
                raise EnvironmentFault(
                    "department.exists",
                    f"The department {name} is there.",
                    "Remove it first: nothing is lost, and it gets a new token.",
                )
            transaction.record(ActRow(now, actor, "department:add", name))
        return Subscribed(row, token)

    def remove(self, name: str, *, actor: str) -> None:
        """Let a department have nothing more; what waits for it goes on waiting.

        Raises:
            EnvironmentFault: ``department.unknown``.
        """
        now = self._clock.now()
        with self._database.begin() as transaction:
            if not transaction.handovers.remove(name, now):
                raise _unknown(name)
            transaction.record(ActRow(now, actor, "department:remove", name))

    def retry(self, name: str, *, actor: str) -> int:
        """Bring again what was given up, and at once what waits; how many were given up.

        Raises:
            EnvironmentFault: ``department.unknown``.
        """
        now = self._clock.now()
        with self._database.begin() as transaction:
            department = transaction.handovers.department(name)
            if department is None or department.removed_at is not None:
                raise _unknown(name)
            count = transaction.handovers.retry(name, now)
            transaction.handovers.pause(department, 0, None)
            transaction.record(ActRow(now, actor, "department:retry", name))
        return count

    def list(self) -> list[dict[str, Any]]:
        """How every department stands, also those that forms name and nobody has added."""
        with self._database.reading() as transaction:
            added = {one.name: one for one in transaction.handovers.departments()}
            standings = transaction.handovers.standings()
        return [
            _shown(name, added.get(name), standings.get(name, Standing()))
            for name in sorted({*added, *standings})
        ]


def _shown(name: str, department: DepartmentRow | None, standing: Standing) -> dict[str, Any]:
    how = "not added" if department is None else department.webhook or "fetches"
    paused = None if department is None else department.paused_until
    return {
        "department": name,
        "how": how,
        "waiting": standing.waiting,
        "failing": standing.failing,
        "delivered": standing.delivered,
        "given_up": standing.given_up,
        "oldest": standing.oldest_at and standing.oldest_at.isoformat(),
        "paused_until": paused and paused.isoformat(),
    }


def _unknown(name: str) -> EnvironmentFault:
    return EnvironmentFault(
        "department.unknown",
        f"No department {name} was added.",
        "See: kiosk-platform department list",
    )
