"""`kiosk devices read-card` at a reader on a serial line."""

import json
from collections.abc import Iterator

import pytest

from drivers.simulators.id_card_reader import IdCardReaderSimulator
from drivers.simulators.sample_cards import SimulatedCard, sample_id_cards
from kiosk.cli.main import main
from kiosk.identity.card import CardKind


@pytest.fixture
def reader() -> Iterator[IdCardReaderSimulator]:
    simulator = IdCardReaderSimulator(paced=False)
    simulator.start()
    yield simulator
    simulator.stop()


def read_card(reader: IdCardReaderSimulator, *options: str) -> int:
    return main(["devices", "read-card", "--port", reader.path, *options])


@pytest.mark.parametrize("kind", CardKind)
def test_what_the_card_says_is_printed(
    reader: IdCardReaderSimulator, kind: CardKind, capsys: pytest.CaptureFixture[str]
) -> None:
    card = sample_id_cards()[kind]
    reader.lay(SimulatedCard.sample(kind))
    assert read_card(reader, "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["kind"], facts["id_no"]) == (kind, card.id_no)
    assert facts["name"] == card.name
    assert facts["birth"] == card.birth.isoformat()
    assert "photo_wlt" not in facts

    reader.lift()
    reader.lay(SimulatedCard.sample(kind))
    assert read_card(reader) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"{'id_no':20}{card.id_no}" in lines


def test_an_address_will_do_for_a_port(
    reader: IdCardReaderSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    reader.lay(SimulatedCard.sample())
    address = f"sdt+serial://{reader.path}?baud=115200"
    assert main(["devices", "read-card", "--port", address, "--photo", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["photo_wlt"]) > 1024


@pytest.mark.parametrize(
    ("port", "code"),
    [("/dev/no-such-port", "card.reader_unplugged"), ("smoke+signal://hill", "config.device_url")],
)
def test_a_port_that_is_not_there_is_one_sentence(
    port: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["devices", "read-card", "--port", port, "--timeout", "1"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("kiosk devices: ")
    assert said.err.endswith(f"[{code}]\n")


def test_without_a_card_it_says_so_in_time(
    reader: IdCardReaderSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert read_card(reader, "--timeout", "0.5") == 2
    assert capsys.readouterr().err.endswith("[card.not_laid]\n")
