"""What stands inside the envelope."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from sync.protocol.body import (
    MAX_ATTACHED_BYTES,
    MAX_ATTACHMENTS,
    AgentBody,
    ApplicantBody,
    AttachmentBody,
    AuditBreakBody,
    BodyError,
    CaseBody,
    ForkBody,
    FormBody,
    ItemBody,
    PlaceBody,
    PrintOutcomeBody,
    SealedFileBody,
    SignatureBody,
    TimesBody,
    read_audit,
)
from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.numbers import DepositNumber
from sync.protocol.sealed_files import sealed_size

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
NUMBER = DepositNumber(817, date(2026, 11, 21), 42)
SEALED = SealedFileBody(sha256="d" * 64, size=9 + 16, key=b"k" * 32)
APPLICANT = ApplicantBody(
    kind="resident",
    name="阿依古丽·买买提",
    sex="2",
    birth=date(1953, 8, 15),
    id_no="370982195308150022",
    source="card",
)


def case(**changes: Any) -> CaseBody:
    fields: dict[str, Any] = {
        "case_id": UUID(int=7),
        "deposit_number": NUMBER.text,
        "item": ItemBody(id="602", code="A1", version="1", name={"en": "x"}),
        "form": FormBody(id="f", version="1"),
        "applicant": APPLICANT,
        "answers": {"/data/age": 80, "/data/rate": 0.1, "/data/rows": [{"name": "王"}], "/n": None},
        "instance": "<data/>",
        "attachments": (AttachmentBody.of("a.png", "image/png", b"\x00\xff"),),
        "signature": SignatureBody(
            strokes=(((0.1, 2.0, 16.7, 0.5),),), png=b"png", summary_sha256="a" * 64
        ),
        "place": PlaceBody(terminal="0817", name="汶南镇"),
        "times": TimesBody(started_at=NOW, deposited_at=NOW),
    }
    return CaseBody(**(fields | changes))


def test_a_body_reads_back_as_it_was() -> None:
    body = case(agent=AgentBody(person=APPLICANT, mandate_sha256="b" * 64))
    assert CaseBody.from_bytes(body.to_bytes()) == body


def test_a_body_is_canonical_json_with_plain_names() -> None:
    data = case().to_bytes()
    assert canonical(json.loads(data)) == data
    found = json.loads(data)
    assert found["attachments"][0]["content"] == "AP8="
    assert found["times"]["started_at"] == "2026-11-21T08:00:00Z"
    assert "阿依古丽·买买提".encode() in data


def test_an_attachment_may_travel_on_its_own_lane() -> None:
    apart = AttachmentBody(name="a", media_type="image/png", sha256="c" * 64, size=9, file=SEALED)
    assert CaseBody.from_bytes(case(attachments=(apart,)).to_bytes()).attachments == (apart,)
    assert "key" not in repr(apart)


@pytest.mark.parametrize(
    "change",
    [
        {"file": None},
        {"content": b"\x00" * 9, "sha256": sha256_hex(b"\x00" * 9)},
        {"size": 10},
    ],
)
def test_an_attachment_travels_exactly_one_way(change: dict[str, Any]) -> None:
    good: dict[str, Any] = {"name": "a", "media_type": "image/png", "sha256": "c" * 64, "size": 9}
    with pytest.raises(ValidationError):
        AttachmentBody(**(good | {"file": SEALED} | change))


@pytest.mark.parametrize("change", [{"key": b"k" * 31}, {"size": 60 * 1024 * 1024}])
def test_a_sealed_file_has_a_whole_key_and_a_size_that_is_allowed(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SealedFileBody(**(SEALED.model_dump() | change))


@pytest.mark.parametrize("change", [{"size": 3}, {"sha256": sha256_hex(b"other")}])
def test_an_attachment_is_what_it_says(change: dict[str, Any]) -> None:
    good = AttachmentBody.of("a.png", "image/png", b"\x00\xff").model_dump()
    with pytest.raises(ValidationError):
        AttachmentBody(**(good | change))


def test_a_case_has_no_more_files_than_allowed() -> None:
    one = AttachmentBody.of("a.png", "image/png", b"\x00\xff")
    assert len(case(attachments=(one,) * MAX_ATTACHMENTS).attachments) == MAX_ATTACHMENTS
    with pytest.raises(ValidationError, match="too_long"):
        case(attachments=(one,) * (MAX_ATTACHMENTS + 1))


def test_the_files_of_a_case_are_no_larger_together_than_allowed() -> None:
    def apart(size: int) -> AttachmentBody:
        file = SEALED.model_copy(update={"size": sealed_size(size)})
        return AttachmentBody(name="a", media_type="b", sha256="c" * 64, size=size, file=file)

    half = MAX_ATTACHED_BYTES // 2
    body = case(attachments=(apart(half), apart(half)))
    assert CaseBody.from_bytes(body.to_bytes()) == body
    with pytest.raises(ValidationError, match="too large together"):
        case(attachments=(apart(half), apart(half), apart(1)))


@pytest.mark.parametrize(
    "number", [NUMBER.grouped, NUMBER.text.lower(), NUMBER.text[:-1] + "0", "L0817"]
)
def test_a_deposit_number_travels_whole_and_right(number: str) -> None:
    with pytest.raises(ValidationError):
        case(deposit_number=number)


def test_a_fault_names_fields_and_never_values() -> None:
    found = json.loads(case().to_bytes())
    found["applicant"]["sex"] = "秘密"
    found["surprise"] = "秘密"
    with pytest.raises(BodyError) as caught:
        CaseBody.from_bytes(json.dumps(found).encode())
    assert caught.value.code == "body.invalid"
    assert "applicant.sex" in str(caught.value)
    assert "surprise" in str(caught.value)
    assert "秘密" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"{"])
def test_what_is_no_body_is_said(data: bytes) -> None:
    with pytest.raises(BodyError):
        CaseBody.from_bytes(data)


def test_moments_need_their_zone() -> None:
    naive = datetime(2026, 11, 21, 8, 0)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValidationError):
        TimesBody(started_at=naive, deposited_at=NOW)


def test_base64_is_the_standard_alphabet_and_nothing_else() -> None:
    text = case().model_dump(mode="json")["attachments"][0]
    assert AttachmentBody.model_validate(text).content == b"\x00\xff"
    for wrong in ("AP8", "AP8=\n", "AP-_", "AP8=AP8=", "é"):
        with pytest.raises(ValidationError):
            AttachmentBody.model_validate(text | {"content": wrong})


def test_a_print_outcome_reads_back() -> None:
    outcome = PrintOutcomeBody(
        case_id=UUID(int=7), deposit_number=NUMBER.text, result="printed", at=NOW
    )
    assert PrintOutcomeBody.from_bytes(outcome.to_bytes()) == outcome


def test_a_word_about_a_fork_is_read_and_every_other_audit_is_left_alone() -> None:
    said = ForkBody(left=UUID(int=1), begun=UUID(int=2), moved=3, at=NOW)
    assert read_audit(said.to_bytes()) == said
    for other in (b'{"format": "another/1"}', b"{}", b"[]", b"no JSON"):
        assert read_audit(other) is None
    too_many = said.to_bytes().replace(b'"moved":3', b'"moved":9007199254740992')
    assert too_many != said.to_bytes()
    assert read_audit(too_many) is None


def test_a_word_about_a_changed_log_is_read() -> None:
    said = AuditBreakBody(position=7, at=NOW)
    assert read_audit(said.to_bytes()) == said
    assert read_audit(said.to_bytes().replace(b'"position":7', b'"position":0')) is None
