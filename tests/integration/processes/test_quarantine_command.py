"""`kiosk quarantine` on a real store, in the test's own process."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.bootstrap import open_store
from kiosk.cases import delivery, file_delivery
from kiosk.cases.delivery import Delivered, Refused
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.files import OutboxFile
from kiosk.cases.messages import Counts
from kiosk.cases.ports import CaseStore
from kiosk.cases.samples import (
    ANSWERS,
    CARD,
    NOON,
    SteppingClock,
    sample_submission,
    sample_terminal,
)
from kiosk.cli.main import main
from kiosk.clock import SystemClock
from kiosk.config import Config, load_config

SEALED = b"sealed"
NAME = sha256(SEALED).hexdigest()
AT = "2026-11-21T12:00:00+08:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "terminal.toml"
    found.write_text('data_dir = "data"\n', encoding="utf-8")
    return found


@pytest.fixture
def config(path: Path) -> Config:
    return load_config(path)


@pytest.fixture
def refused(config: Config) -> tuple[Deposit, Deposit]:
    """Two cases: of the first a file was refused, the second was refused itself."""
    clock = SteppingClock()
    store = open_store(config, SystemClock())
    with store.unit_of_work() as uow:
        uow.terminal.save(sample_terminal().identity)
        uow.commit()
    first, second = (
        deposit(store.unit_of_work(), sample_submission(strokes=1, png_bytes=10), clock=clock)
        for _ in range(2)
    )
    with store.unit_of_work() as uow:
        uow.files.add(OutboxFile(NAME, first.case_id, len(SEALED), NOON), SEALED)
        uow.commit()
    delivery.lease_batch(
        store.unit_of_work(), owner="run", limit=9, max_bytes=10**6, lease_s=180, clock=clock
    )
    delivery.acknowledge(
        store.unit_of_work(), b"{}", [Delivered(first.message_id, "c")], clock=clock
    )
    no = Refused(second.message_id, "envelope.key", "Sealed to no key of ours.")
    delivery.quarantine(store.unit_of_work(), "run", [no])
    leased = file_delivery.lease_file(store.unit_of_work(), owner="run", lease_s=180, clock=clock)
    assert leased is not None
    file_delivery.quarantine_file(store.unit_of_work(), leased, reason="file.hash", detail="No.")
    store.close()
    return first, second


def counts(config: Config) -> Counts:
    store: CaseStore = open_store(config, SystemClock())
    found = delivery.counts(store.reading())
    store.close()  # type: ignore[attr-defined] # the real one
    return found


def quarantine(path: Path, *words: str) -> int:
    return main(["quarantine", "--config", str(path), *words])


def test_what_was_refused_is_listed_with_its_case_and_why(
    path: Path, refused: tuple[Deposit, Deposit], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = refused
    assert quarantine(path) == 0
    said = capsys.readouterr().out
    assert said.splitlines() == [
        f"{AT} {second.number} message {second.message_id} envelope.key Sealed to no key of ours.",
        f"{AT} {first.number} file {NAME} file.hash No.",
    ]
    assert not any(word in said for word in (CARD.name, CARD.id_no, *ANSWERS.values()))


def test_it_is_listed_for_programs_and_stays_where_it_is(
    path: Path,
    config: Config,
    refused: tuple[Deposit, Deposit],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert quarantine(path, "--json") == 0
    sheet = json.loads(capsys.readouterr().out)
    assert sheet["resent"] == 0
    assert sheet["held"][1] == {
        "what": "file",
        "name": NAME,
        "case": refused[0].number,
        "code": "file.hash",
        "text": "No.",
        "at": AT,
    }
    assert (counts(config).quarantined, counts(config).files_quarantined) == (1, 1)


@pytest.mark.usefixtures("refused")
def test_it_is_sent_again_when_that_is_wanted(
    path: Path, config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    assert quarantine(path, "--resend") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 of 2 will be sent again."
    after = counts(config)
    assert (after.queued, after.files) == (1, 1)
    assert (after.quarantined, after.files_quarantined) == (0, 0)
    assert quarantine(path, "--resend") == 0
    assert capsys.readouterr().out == "Nothing is in quarantine.\n"


def test_a_terminal_without_a_store_is_not_given_one(
    path: Path, config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    assert quarantine(path) == 0
    assert capsys.readouterr().out == "Nothing is in quarantine.\n"
    assert not config.data_dir.exists()
