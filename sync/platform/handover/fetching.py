"""Giving out what a department's system asks for: the answers to ``/v1/departments``."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from kiosk.clock import Clock
from sync.platform.handover.document import HandedCase, attachments_for, handed_case
from sync.platform.handover.subscription import token_sha256
from sync.platform.keys import PlatformKeys
from sync.platform.opened import open_attachment, open_case
from sync.platform.parts import values_for
from sync.platform.problems import ProblemError
from sync.platform.storage import AbsentObjectError, Storage
from sync.platform.store import Database
from sync.protocol.wire import WireModel

MOST_CASES = 100
_MOST_BYTES = 4 * 1024 * 1024
"""Of answers a page holds, unless its first case alone has more."""
_RUSH = timedelta(seconds=10)


class HandedPage(WireModel):
    """Cases after a position.

    Args:
        department: whose they are.
        cases: in the order of their positions.
        cursor: what to ask for next with; that of the question if there was nothing.
        more: whether there are more already.
    """

    department: str
    cases: tuple[HandedCase, ...]
    cursor: int
    more: bool


class HandedUpTo(WireModel):
    """A department has every case up to a position."""

    cursor: Annotated[int, Field(ge=0, le=2**53 - 1, strict=True)]


class HandedMark(WireModel):
    """What an acknowledgement came to; `news` is how many cases it was the first one for."""

    department: str
    cursor: int
    news: int


class Giving:
    """The use-cases of ``/v1/departments``.

    Args:
        database: where everything is.
        storage: the sealed bytes of files.
        keys: what cases are opened with.
        rate: requests a second one department may make for long.
        clock: the platform's time.
    """

    def __init__(
        self, database: Database, storage: Storage, keys: PlatformKeys, *, rate: int, clock: Clock
    ) -> None:
        self._database = database
        self._storage = storage
        self._keys = keys
        self._gap = timedelta(seconds=1) / rate
        self._clock = clock

    def admit(self, name: str, authorization: str) -> None:
        """Let a department in that shows its token.

        Raises:
            ProblemError: 401 ``department.token``, 429 ``request.rate``.
        """
        scheme, _, token = authorization.partition(" ")
        with self._database.reading() as transaction:
            found = transaction.handovers.department(name)
        if (
            scheme.lower() != "bearer"
            or found is None
            or found.removed_at is not None
            or not hmac.compare_digest(token_sha256(token.strip()), found.token_sha256)
        ):
            raise ProblemError(
                401, "department.token", "This is not the token of a department of this name."
            )
        now = self._clock.now()
        with self._database.begin() as transaction:
            if not transaction.handovers.allow(name, now=now, gap=self._gap, credit=_RUSH):
                raise ProblemError(429, "request.rate", "This department asks too often.")

    def page(self, name: str, after: int, limit: int) -> HandedPage:
        """Cases after a position.

        Raises:
            ProblemError: 409 ``department.cursor``.
        """
        cases: list[HandedCase] = []
        taken = 0
        with self._database.reading() as transaction:
            last = transaction.handovers.last(name)
            _require_past(after, last)
            for row in transaction.handovers.after(name, after, limit):
                (case,) = transaction.cases_among([row.case_id], [])
                body = open_case(transaction, case, self._keys)
                parts = transaction.parts.of_case(row.case_id)
                produced = values_for(name, parts, self._keys)
                check = transaction.checks.of(row.case_id)
                given = handed_case(row, case, body, produced, check)
                taken += len(given.model_dump_json())
                if cases and taken > _MOST_BYTES:
                    break
                cases.append(given)
        cursor = cases[-1].position if cases else after
        return HandedPage(department=name, cases=tuple(cases), cursor=cursor, more=cursor < last)

    def acknowledge(self, name: str, cursor: int) -> HandedMark:
        """Note that a department has everything up to a position; nothing of it is brought again.

        Raises:
            ProblemError: 409 ``department.cursor``.
        """
        with self._database.begin() as transaction:
            _require_past(cursor, transaction.handovers.last(name))
            news = transaction.handovers.acknowledge(name, cursor, self._clock.now())
        return HandedMark(department=name, cursor=cursor, news=news)

    def file(self, name: str, case_number: str, sha256: str) -> bytes:
        """The content of a file that an answer of this department names.

        Raises:
            ProblemError: 404 ``department.file``, or 404 ``file.missing`` and ``file.unreadable``
                where the platform should have it.
        """
        unknown = ProblemError(
            404, "department.file", "No case of this department names this file."
        )
        with self._database.reading() as transaction:
            case = transaction.case_by_number(case_number)
            if case is None or transaction.handovers.of_case(name, case.case_id) is None:
                raise unknown
            body = open_case(transaction, case, self._keys)
            uploads = transaction.uploads.of_case(case.case_id)
        attachments = attachments_for(name, body)
        attachment = next((one for one in attachments if one.sha256 == sha256), None)
        if attachment is None:
            raise unknown
        gone = ProblemError(404, "file.missing", "The platform does not have this file any more.")
        if attachment.file is not None and attachment.file.sha256 not in uploads:
            raise gone
        try:
            content = open_attachment(attachment, uploads, self._storage)
        except AbsentObjectError as error:
            raise gone from error
        if content is None:
            raise ProblemError(404, "file.unreadable", "The terminal sent something else.")
        return content


def _require_past(cursor: int, last: int) -> None:
    if cursor > last:
        raise ProblemError(
            409,
            "department.cursor",
            f"This platform has come to {last} only.",
            "It may have been restored from a backup: ask from there, and compare delivery ids.",
        )
