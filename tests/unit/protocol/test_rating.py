"""Ratings as they travel, and the national interface's levels and reasons."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from sync.protocol.body import BodyError
from sync.protocol.numbers import DepositNumber
from sync.protocol.rating import MAX_TEXT, RatingBody
from sync.protocol.satisfaction import Satisfaction, reasons

BODY = RatingBody(
    case_id=uuid4(),
    deposit_number=DepositNumber(817, date(2026, 11, 21), 18).text,
    satisfaction=Satisfaction.UNSATISFIED,
    reasons=("207", "214"),
    text="等了很久",
    at=datetime(2026, 11, 21, 4, tzinfo=UTC),
)


def changed(**changes: object) -> bytes:
    return json.dumps(json.loads(BODY.to_bytes()) | changes).encode()


def test_a_rating_reads_back() -> None:
    assert RatingBody.from_bytes(BODY.to_bytes()) == BODY
    assert RatingBody.from_bytes(changed(reasons=[], text="")).reasons == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"satisfaction": "content"},
        {"reasons": ["510"]},
        {"reasons": ["207", "207"]},
        {"reasons": ["207", "999"]},
        {"text": "长" * (MAX_TEXT + 1)},
        {"format": "bianmin-rating/2"},
        {"deposit_number": "L0"},
        {"stars": 2},
    ],
)
def test_what_is_no_rating_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BodyError):
        RatingBody.from_bytes(changed(**wrong))


def test_each_interface_counts_the_levels_its_way() -> None:
    assert [level.stars for level in Satisfaction] == [5, 4, 3, 2, 1]
    assert [level.grade for level in Satisfaction] == [1, 2, 3, 4, 5]


def test_every_level_has_its_eight_reasons_in_both_languages() -> None:
    said = reasons()
    assert list(said) == list(Satisfaction)
    codes = [one.code for level in Satisfaction for one in said[level]]
    wanted = [(5, 510), (4, 406), (3, 307), (2, 207), (1, 108)]
    assert codes == [str(first + place) for _, first in wanted for place in range(8)]
    for level, found in said.items():
        for one in found:
            assert one.code[0] == str(level.stars)
            assert set(one.words) == {"zh_CN", "en"}
            assert all(one.words.values())
