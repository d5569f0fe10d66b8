from datetime import UTC, datetime

from kiosk.cases.records import ReceiptFacts
from kiosk.store.rows import _receipt_facts, _receipt_json


def test_a_receipt_that_an_older_program_kept_added_no_text() -> None:
    facts = ReceiptFacts(
        number="L08172611210001K",
        item_name={"zh_CN": "高龄津贴申请"},
        masked_name="王*花",
        masked_id_no="370982********0022",
        deposited_at=datetime(2026, 11, 21, 7, 4, 59, tzinfo=UTC),
        terminal="0817",
        place_name="汶南镇便民服务中心",
    )
    stored = _receipt_json(facts)
    del stored["adds_text"]
    assert _receipt_facts(stored) == facts
