"""What a terminal says of itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync.protocol.health import MAX_REASONS, MAX_STATES, DeviceReport, HealthBody, TerminalReport

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
READER = DeviceReport(device="card", device_class="id_card_reader", state="busy")
PRINTER = DeviceReport(
    device="receipt", device_class="receipt_printer", state="degraded", reason="print.paper_out"
)
REPORT = TerminalReport(
    software_version="0.1.0",
    messages={"queued": 2, "sending": 1, "retry_wait": 4, "acknowledged": 900, "quarantined": 3},
    files=1,
    file_bytes=700_000,
    files_quarantined=0,
    reasons={"body.invalid": 3},
    oldest_unsent=NOW,
    clock_offset_s=-0.3,
    free_bytes=1,
    devices=(READER, PRINTER),
)
CONTROLS = (0, 0x0A, 0x1B, 0x7F, 0x85, 0x9B, 0x061C, 0x200E, 0x200F, 0x2028, 0x202E, 0x2066, 0x2069)
BODY = HealthBody(at=NOW, report=REPORT)


def test_it_comes_back_from_its_bytes() -> None:
    assert HealthBody.from_bytes(BODY.to_bytes()) == BODY


def test_what_waits_and_what_does_not_serve_is_told_from_the_rest() -> None:
    assert REPORT.waiting == 7
    assert REPORT.unwell == (PRINTER,)
    nobody_knows = REPORT.model_copy(update={"devices": None})
    assert nobody_knows.unwell == ()


@pytest.mark.parametrize(
    ("part", "other"),
    [
        (b"bianmin-health/1", b"bianmin-health/2"),
        (b'"queued":2', b'"queued":-2'),
        (b'"body.invalid":3', b'"body.invalid":3.5'),
        (b'"software_version"', b'"name"'),
        *((b'"print.paper_out"', b'"\\u%04x"' % control) for control in CONTROLS),
        (b'"queued":2', b",".join(b'"%d":1' % n for n in range(MAX_STATES + 1))),
        (b'"body.invalid":3', b",".join(b'"%d":1' % n for n in range(MAX_REASONS + 1))),
    ],
)
def test_another_shape_is_not_read(part: bytes, other: bytes) -> None:
    made = BODY.to_bytes()
    assert part in made
    assert HealthBody.from_bytes(made.replace(part, other)) is None
