"""`kiosk ask` at a reader on a serial line, with the real platform."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from drivers.simulators.id_card_reader import IdCardReaderSimulator
from drivers.simulators.sample_cards import SimulatedCard, sample_id_cards
from kiosk.bootstrap import open_store
from kiosk.cases.deposit import deposit
from kiosk.cases.enquiry import case_by_number
from kiosk.cases.records import CaseState
from kiosk.cases.samples import sample_submission
from kiosk.cli.main import main
from kiosk.clock import SystemClock
from kiosk.config import load_config
from kiosk.identity.card import CardKind, IdCard
from kiosk.identity.citizen_number import check_character
from sync.agent.enrolment import enrol
from sync.protocol.messages import TerminalFacts

CLOCK = SystemClock()


@pytest.fixture
def reader() -> Iterator[IdCardReaderSimulator]:
    simulator = IdCardReaderSimulator(paced=False)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def configuration(tmp_path: Path, reader: IdCardReaderSimulator) -> Path:
    file = tmp_path / "terminal.toml"
    file.write_text(
        'data_dir = "data"\n[[device]]\nname = "card"\nclass = "id_card_reader"\n'
        f'url = "sdt+serial://{reader.path}"\n'
    )
    return file


@pytest.fixture
def known(platform: Any, configuration: Path) -> Iterator[Any]:
    """The store of a terminal that is enrolled."""
    store = open_store(load_config(configuration), CLOCK)
    with store.unit_of_work() as uow:
        facts = TerminalFacts(software_version="0.1.0")
        uow.terminal.save(enrol(platform.url, platform.token(), facts))
        uow.commit()
    yield store
    store.close()


@pytest.fixture
def card() -> IdCard:
    """Of somebody this platform has not seen: it answers nobody endlessly."""
    sample = sample_id_cards()[CardKind.RESIDENT]
    region = 100_000 + uuid4().int % 900_000  # none begins with 0
    first17 = f"{region}{sample.id_no[6:17]}"
    return replace(sample, id_no=first17 + check_character(first17))


@pytest.fixture
def accepted(
    known: Any,
    card: IdCard,
    start_agent: Callable[..., Any],
    wait_for: Callable[[Callable[[], object]], None],
) -> str:
    """The number of a case of the card's owner."""
    submission = sample_submission(card=card, strokes=1, png_bytes=10)
    number = deposit(known.unit_of_work(), submission, clock=CLOCK).number
    agent = start_agent(known)

    def is_accepted() -> bool:
        case = case_by_number(known.reading(), number)
        return case is not None and case.state == CaseState.ACCEPTED

    wait_for(is_accepted)
    agent.end()  # its log is not to stand between what the command prints
    return number


@pytest.fixture
def document(platform: Any, tmp_path: Path, accepted: str) -> None:
    """What came of that case."""
    platform.run("decide", accepted, "approved")
    file = tmp_path / "licence.pdf"
    file.write_bytes(b"%PDF-1.7 licence")
    platform.run("result", "add", accepted, str(file), "--kind", "licence")


@pytest.mark.usefixtures("document")
def test_how_much_there_is_is_told_and_nothing_of_anybody(
    configuration: Path,
    card: IdCard,
    reader: IdCardReaderSimulator,
    capfd: pytest.CaptureFixture[str],
) -> None:
    capfd.readouterr()
    reader.lay(SimulatedCard.from_id_card(card))
    assert main(["ask", "--config", str(configuration), "--json"]) == 0
    said = capfd.readouterr()
    found = json.loads(said.out)
    assert (found["cases"], found["results"], found["fetched"]) == (1, 1, 1)
    reader.lift()
    reader.lay(SimulatedCard.from_id_card(card))
    assert main(["ask", "--config", str(configuration), "--port", reader.path]) == 0
    more = capfd.readouterr()
    assert "1 cases, 1 documents" in more.out
    for secret in (card.id_no, card.name, "高龄津贴"):
        assert secret not in said.out + said.err + more.out + more.err


@pytest.mark.usefixtures("known")
def test_a_card_nobody_lays_is_said(
    configuration: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "--config", str(configuration), "--timeout", "0"]) == 2
    assert "[card.not_laid]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "terminal.not_enrolled"),
        ('[openrosa]\nurl = "https://central.example"\n', "visit.no_platform"),
    ],
)
def test_a_terminal_that_has_no_platform_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, code: str
) -> None:
    file = tmp_path / "other.toml"
    file.write_text(f'data_dir = "other"\n{content}')
    assert main(["ask", "--config", str(file)]) == 2
    assert f"[{code}]" in capsys.readouterr().err


def test_a_terminal_without_a_reader_says_so(
    known: Any, configuration: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert known.terminal() is not None
    configuration.write_text('data_dir = "data"\n')
    assert main(["ask", "--config", str(configuration)]) == 2
    assert "[config.unusable]" in capsys.readouterr().err
