"""Rows of OpenRosa users and submissions, inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sync.platform.store import catalogue_tables as c
from sync.platform.store import openrosa_tables as t
from sync.platform.store.catalogue import ItemRow


@dataclass(frozen=True, slots=True)
class OpenRosaUserRow:
    """Somebody who may submit.

    Args:
        name: of the account.
        terminal: number of the terminal it stands in the place of.
        signing_key: 32 raw bytes of the Ed25519 key that signs what is made of its submissions.
        token_sha256: of the password; for Basic authentication.
        digest_ha1: MD5 of name, realm and password; for Digest authentication (RFC 2617).
        added_at: when an operator let it in, the last time.
        removed_at: when an operator turned it away.
    """

    name: str
    terminal: str
    signing_key: bytes = field(repr=False)
    token_sha256: str
    digest_ha1: str = field(repr=False)
    added_at: datetime
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission.

    Args:
        instance_id: its name everywhere.
        terminal: whose.
        xml_sha256: of the instance.
        begun_at: when its first request came.
        case_id: of the case that was made of it.
        message: the message with that case, as JSON; None while files are to come.
        completed_at: when that case was here.
    """

    instance_id: str
    terminal: str
    xml_sha256: str
    begun_at: datetime
    case_id: UUID | None = None
    message: str | None = field(default=None, repr=False)
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartRow:
    """The instance of a submission (without a name), or one of its files."""

    instance_id: str
    name: str
    sha256: str
    size: int
    media_type: str
    part_id: UUID
    key_id: str
    sealed: bytes = field(repr=False)


class OpenRosaRows:
    """What `Transaction.openrosa` can do."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- users --------------------------------------------------------------------------------

    def user(self, name: str) -> OpenRosaUserRow | None:
        """An account, also one that was turned away."""
        row = self._connection.execute(select(t.users).where(t.users.c.name == name))
        found = row.mappings().first()
        return None if found is None else OpenRosaUserRow(**found)

    def users(self) -> list[OpenRosaUserRow]:
        """All accounts by name."""
        rows = self._connection.execute(select(t.users).order_by(t.users.c.name)).mappings()
        return [OpenRosaUserRow(**row) for row in rows]

    def save_user(self, user: OpenRosaUserRow) -> None:
        """Keep an account in place of the one of that name."""
        self._connection.execute(delete(t.users).where(t.users.c.name == user.name))
        self._connection.execute(t.users.insert().values(**_values(user)))

    # --- forms --------------------------------------------------------------------------------

    def item_of_form(self, form_id: str, form_version: str) -> ItemRow | None:
        """The newest item that has a form."""
        found = (
            select(c.items)
            .where(c.items.c.form_id == form_id, c.items.c.form_version == form_version)
            .order_by(c.items.c.position.desc(), c.items.c.item_id)
            .limit(1)
        )
        row = self._connection.execute(found).mappings().first()
        return None if row is None else ItemRow(**row)

    def items(self) -> list[ItemRow]:
        """Every version of every item, the newest of an item first."""
        found = select(c.items).order_by(c.items.c.item_id, c.items.c.position.desc())
        return [ItemRow(**row) for row in self._connection.execute(found).mappings()]

    # --- submissions --------------------------------------------------------------------------

    def submission(self, begun: SubmissionRow) -> SubmissionRow:
        """A submission as it is, begun if it is new; nobody else changes it until we are done."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(t.submissions).values(**_values(begun))
        self._connection.execute(statement.on_conflict_do_nothing())
        found = select(t.submissions).where(t.submissions.c.instance_id == begun.instance_id)
        row = self._connection.execute(found.with_for_update()).mappings().one()
        return SubmissionRow(**row)

    def incomplete(self, terminal: str) -> int:
        """How many submissions of a user wait for more."""
        counted = select(func.count()).where(
            t.submissions.c.terminal == terminal, t.submissions.c.message.is_(None)
        )
        return int(self._connection.execute(counted).scalar_one())

    def parts(self, instance_id: str) -> list[PartRow]:
        """Instance and files of a submission by name, the instance first."""
        found = select(t.parts).where(t.parts.c.instance_id == instance_id)
        rows = self._connection.execute(found).mappings()
        # not by the database: each sorts letters in its own way
        return sorted((PartRow(**row) for row in rows), key=attrgetter("name"))

    def add_parts(self, parts: Sequence[PartRow]) -> None:
        """Keep parts that are new."""
        if parts:
            self._connection.execute(t.parts.insert(), [_values(part) for part in parts])

    def freeze(self, instance_id: str, case_id: UUID, message: str) -> None:
        """Keep the message that was made of a submission, if none was before."""
        self._connection.execute(
            update(t.submissions)
            .where(t.submissions.c.instance_id == instance_id, t.submissions.c.message.is_(None))
            .values(case_id=case_id, message=message)
        )

    def complete(self, instance_id: str, now: datetime) -> None:
        """Count a submission as a case, and let go of what it was made of."""
        self._connection.execute(
            update(t.submissions)
            .where(t.submissions.c.instance_id == instance_id)
            .values(completed_at=now, message="")
        )
        self._connection.execute(
            update(t.parts).where(t.parts.c.instance_id == instance_id).values(sealed=b"")
        )

    def forget_begun_before(self, moment: datetime) -> None:
        """Forget submissions that were begun before a moment and never came whole."""
        unfinished = select(t.submissions.c.instance_id).where(
            t.submissions.c.message.is_(None), t.submissions.c.begun_at < moment
        )
        for table in (t.parts, t.submissions):
            self._connection.execute(delete(table).where(table.c.instance_id.in_(unfinished)))

    def forget(self, instance_id: str) -> None:
        """Forget a submission that no case can be made of."""
        for table in (t.parts, t.submissions):
            self._connection.execute(delete(table).where(table.c.instance_id == instance_id))


def _values(row: OpenRosaUserRow | SubmissionRow | PartRow) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in fields(row)}
