"""How long a deposit receipt takes as PDF, with fonts open and in a fresh process."""

from __future__ import annotations

import json
import statistics
import time
from datetime import UTC, date, datetime

from kiosk.cases.records import ReceiptFacts
from kiosk.documents.deposit_receipt import deposit_receipt
from kiosk.documents.pdf import slip_pdf
from sync.protocol.numbers import DepositNumber

RUNS = 200
BOUND_MS = 100.0
BOUND_BYTES = 60_000
RARE_NAMES = ("王*花", "欧阳*𠮷", "买买提·*尔", "龙*𪚥", "冯*䶮")


def facts(sequence: int) -> ReceiptFacts:
    """A deposit of its own, so that nothing but the fonts is kept from one to the next."""
    return ReceiptFacts(
        number=DepositNumber(817, date(2026, 11, 21), sequence).text,
        item_name={"zh_CN": "高龄津贴申请"},
        masked_name=RARE_NAMES[sequence % len(RARE_NAMES)],
        masked_id_no="370982********0022",
        deposited_at=datetime(2026, 11, 21, 7, sequence % 60, tzinfo=UTC),
        terminal="0817",
        place_name="汶南镇便民服务中心",
        materials=(("高龄津贴申请表", "electronic", 1), ("存折", "copy", 1)),
        expected={"zh_CN": "联网后自动报到镇里，22 个工作日内告诉您结果。"},
        hotline="0538-7000000",
    )


def one(sequence: int) -> tuple[float, int]:
    """Milliseconds and bytes of one receipt."""
    began = time.perf_counter()
    pdf = slip_pdf(deposit_receipt(facts(sequence)))
    return (time.perf_counter() - began) * 1000, len(pdf)


def main() -> None:
    """Print the figures as one JSON object."""
    first_ms, _ = one(1)
    times, sizes = zip(*(one(sequence) for sequence in range(2, RUNS + 2)), strict=True)
    figures = {
        "receipt_ms": round(statistics.quantiles(times, n=20)[-1], 2),
        "receipt_median_ms": round(statistics.median(times), 2),
        "first_receipt_ms": round(first_ms, 1),
        "receipt_bytes": max(sizes),
    }
    result = {
        "benchmark": "documents",
        "figures": figures,
        "bounds": {"receipt_ms": ["<=", BOUND_MS], "receipt_bytes": ["<=", BOUND_BYTES]},
        "ok": figures["receipt_ms"] <= BOUND_MS and figures["receipt_bytes"] <= BOUND_BYTES,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
