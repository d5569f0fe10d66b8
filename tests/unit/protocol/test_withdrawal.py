"""Withdrawals as they travel."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.body import BodyError
from sync.protocol.numbers import DepositNumber
from sync.protocol.withdrawal import WithdrawalBody, WithdrawerBody

BODY = WithdrawalBody(
    case_id=uuid4(),
    deposit_number=DepositNumber(817, date(2026, 11, 21), 18).text,
    by=WithdrawerBody(read_at=datetime(2026, 11, 22, 3, 59, tzinfo=UTC)),
    at=datetime(2026, 11, 22, 4, tzinfo=UTC),
)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 # the strategy adds the zone


def changed(**changes: object) -> bytes:
    return json.dumps(json.loads(BODY.to_bytes()) | changes).encode()


@given(case_id=st.uuids(), sequence=st.integers(1, 9999), read_at=MOMENTS, at=MOMENTS)
def test_a_withdrawal_reads_back(
    case_id: object, sequence: int, read_at: datetime, at: datetime
) -> None:
    body = WithdrawalBody.model_validate(
        {
            "case_id": case_id,
            "deposit_number": DepositNumber(817, date(2026, 11, 21), sequence).text,
            "by": {"read_at": read_at},
            "at": at,
        }
    )
    assert WithdrawalBody.from_bytes(body.to_bytes()) == body


def test_it_names_nobody() -> None:
    said = json.loads(BODY.to_bytes())
    assert set(said) == {"format", "case_id", "deposit_number", "by", "at"}
    assert said["by"] == {"source": "card", "read_at": "2026-11-22T03:59:00Z"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "bianmin-withdrawal/2"},
        {"deposit_number": "L0"},
        {"case_id": "602"},
        {"at": "2026-11-22T04:00:00"},
        {"by": {}},
        {"by": {"source": "typed", "read_at": "2026-11-22T04:00:00Z"}},
        {"by": {"source": "card", "read_at": "today"}},
        {"by": {"source": "card", "read_at": "2026-11-22T04:00:00Z", "id_no": "1"}},
        {"reason": "other"},
    ],
)
def test_what_is_no_withdrawal_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BodyError):
        WithdrawalBody.from_bytes(changed(**wrong))


@given(st.binary(max_size=60))
def test_whatever_else_comes_is_refused(data: bytes) -> None:
    with pytest.raises(BodyError):
        WithdrawalBody.from_bytes(data)
