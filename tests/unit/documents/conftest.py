import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.cases.records import ReceiptFacts
from sync.protocol.numbers import DepositNumber


@pytest.fixture
def facts() -> ReceiptFacts:
    """What the cases keep of a deposit."""
    return ReceiptFacts(
        number=DepositNumber(817, date(2026, 11, 21), 42).text,
        item_name={"zh_CN": "高龄津贴申请", "en": "Old-age allowance"},
        masked_name="王*花",
        masked_id_no="370982********0022",
        deposited_at=datetime(2026, 11, 21, 7, 4, 59, tzinfo=UTC),
        terminal="0817",
        place_name="汶南镇便民服务中心",
        materials=(("高龄津贴申请表", "electronic", 1),),
        expected={"zh_CN": "22 个工作日内告诉您结果", "en": "Within 22 working days"},
        hotline="0538-7000000",
    )


@pytest.fixture
def extracted(tmp_path: Path) -> Callable[[bytes], str]:
    """Text of a PDF as poppler reads it, in the order it was drawn."""

    def read(pdf: bytes) -> str:
        assert shutil.which("pdftotext"), "install the Debian package poppler-utils"
        file = tmp_path / "slip.pdf"
        file.write_bytes(pdf)
        command = ["pdftotext", "-raw", "-enc", "UTF-8", str(file), "-"]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode()

    return read
