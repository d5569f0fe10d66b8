"""With the file encryption switched off: what remains protected is what sealing protects."""

import json
from pathlib import Path

import pytest

from kiosk.cases.deposit import deposit
from kiosk.cases.enquiry import cases_of, record_print
from kiosk.cases.samples import (
    ANSWERS,
    CARD,
    SteppingClock,
    sample_submission,
    sample_terminal,
)
from kiosk.store import Store

SECRETS = [CARD.name, CARD.id_no, CARD.address, *ANSWERS.values()]


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


@pytest.fixture
def used(tmp_path: Path, clock: SteppingClock) -> Path:
    """A data folder in which a case was deposited, printed and looked up; database still open."""
    store = Store.open_unencrypted(tmp_path / "kiosk.db", clock=clock)
    with store.unit_of_work() as uow:
        uow.terminal.save(sample_terminal().identity)
        uow.commit()
    done = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    record_print(store.unit_of_work(), done.number, "printed", "", clock=clock)
    assert len(cases_of(store.reading(), CARD.id_no)) == 1
    content = on_disk(tmp_path)
    store.close()
    (tmp_path / "while-open").write_bytes(content)
    return tmp_path


def test_the_search_would_find_what_is_in_clear(used: Path) -> None:
    content = on_disk(used)
    assert b"SQLite format 3" in content
    assert "王*花".encode() in content
    assert "高龄津贴".encode() in content


@pytest.mark.parametrize("secret", SECRETS)
def test_no_name_number_or_answer_is_in_clear_on_the_disk(used: Path, secret: str) -> None:
    content = on_disk(used)
    for spelling in (
        secret.encode(),
        secret.encode("utf-16-le"),
        secret.encode("gb18030"),
        json.dumps(secret).strip('"').encode(),
        secret.encode().hex().encode(),
    ):
        assert spelling not in content
