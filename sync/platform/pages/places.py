"""Places in lists that are sorted by when something was received, as addresses name them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sync.platform.problems import ProblemError

_US = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def name_of(received_at: datetime, case_id: UUID) -> str:
    """A row's place, for an address."""
    return f"{(received_at - _EPOCH) // _US}.{case_id.hex}"


def place_of(name: str) -> tuple[datetime, UUID]:
    """What `name_of` named.

    Raises:
        ProblemError: ``request.parameters``, it named nothing so.
    """
    moment, _, case_id = name.partition(".")
    try:
        return _EPOCH + int(moment) * _US, UUID(hex=case_id)
    except (ValueError, OverflowError) as error:
        raise ProblemError(400, "request.parameters", "There is no such place.") from error
