"""What may be said to be missing, on the wire."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from sync.protocol.corrections import MAX_MISSING, MAX_WORDS, CorrectionRequest

PART = {"name": {"zh_CN": "户口簿首页"}, "reason": {"zh_CN": "看不清。\n请再照一次。"}}


def read(*parts: Any, **changes: Any) -> CorrectionRequest:
    whole = {"until": "2026-12-10", "missing": list(parts or [PART])}
    return CorrectionRequest.model_validate(whole | changes)


def test_a_request_names_papers_reasons_and_the_last_day() -> None:
    basis = {"zh_CN": "行政许可法第三十二条", "en": "Administrative Licensing Law, art. 32"}
    request = read(PART | {"sample": {"zh_CN": "四个角都要"}, "legal_basis": basis}, PART)
    assert request.missing[0].legal_basis == basis
    assert request.missing[1].sample is None
    assert CorrectionRequest.model_validate_json(request.model_dump_json()) == request


@pytest.mark.parametrize(
    "part",
    [
        {"name": {"zh_CN": "户口簿"}},
        PART | {"name": {}},
        PART | {"name": {"zh_CN": ""}},
        PART | {"reason": {"zh_CN": "x" * (MAX_WORDS + 1)}},
        PART | {"reason": {"zh_CN": "\x1b@"}},
        PART | {"reason": {"zh_CN": "\u202e"}},
        PART | {"colour": "red"},
    ],
)
def test_a_part_that_is_none_is_refused(part: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(part)


@pytest.mark.parametrize(
    "changes",
    [
        {"missing": []},
        {"missing": [PART] * (MAX_MISSING + 1)},
        {"until": "tomorrow"},
        {"format": "bianmin-correction/2"},
    ],
)
def test_a_request_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(**changes)
