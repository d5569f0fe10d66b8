"""What the documents name exists: links, files, tests, commands, settings."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers import registry
from drivers.fitting import Fitting
from kiosk.cli.main import build_parser
from kiosk.clock import SystemClock
from kiosk.config import Config, DeviceSettings, Notice, Site, load_config
from sync.platform.cli.main import build_parser as platform_parser

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FOLDERS = r"(?:benchmarks|docs|drivers|kiosk|script|sync|tests|ui)"
WORDS_IN_THE_FILE = {
    "devices": "[[device]]",
    "device_class": "class",
    "notices": "site.notice",
    "position": "latitude",
}


@pytest.fixture(params=PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def page(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_every_link_leads_somewhere(page: Path) -> None:
    # what is quoted links nowhere
    prose = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose)
    pictures = ROOT / "docs" / "pictures"
    dead = [
        link
        for link in links
        if "://" not in link
        and not (page.parent / link).exists()
        and (any(pictures.glob("*.png")) or pictures not in (page.parent / link).parents)
    ]
    assert dead == []


def test_every_file_that_is_named_exists(page: Path) -> None:
    named = re.findall(rf"`({FOLDERS}/[\w./*-]*)(?:::\w+)?`", page.read_text(encoding="utf-8"))
    missing = [
        name
        for name in named
        if not (ROOT / name).exists()
        and not any(ROOT.glob(name.rstrip("/")))
        and not name.startswith("docs/pictures")
    ]
    assert missing == []


def test_every_test_that_is_named_exists(page: Path) -> None:
    named = re.findall(r"(tests/[\w/]+\.py)::(\w+)", page.read_text(encoding="utf-8"))
    missing = [
        (file, test)
        for file, test in named
        if f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_whatever_is_called_met_names_its_tests() -> None:
    page = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| ")]
    states = {row[2].strip() for row in rows} - {"state"}
    assert states == {"met", "partly", "not yet"}
    assert [row[1] for row in rows if row[2].strip() == "met" and ".py::test_" not in row[3]] == []


def test_the_list_of_decisions_is_whole() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8")))
    assert listed == {file.name for file in folder.glob("0*.md")}
    numbers = sorted(name[:4] for name in listed)
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def command_lines() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            found = re.fullmatch(
                r"(?:    |ExecStart=.*?|)(?:\S*/)?(kiosk|kiosk-platform) ([a-z]+\b.*)", line
            )
            if found and not line.startswith(("| ", "- ")):
                words = re.split(r"  +", found[2])[0]  # what stands behind it says what it does
                yield found[1], words


@pytest.mark.parametrize(("program", "words"), sorted(set(command_lines())))
def test_every_command_line_is_understood(program: str, words: str) -> None:
    parser = build_parser() if program == "kiosk" else platform_parser()
    parser.parse_args(shlex.split(words))


def test_there_are_command_lines_to_understand() -> None:
    assert len(set(command_lines())) > 8


def test_the_example_configuration_is_right(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    [example] = re.findall(r"(?ms)^```toml\n(.*?)^```", page)
    file = tmp_path / "terminal.toml"
    file.write_text(example, encoding="utf-8")
    config = load_config(file)
    assert len(registry.build(config.devices, Fitting(SystemClock()))) == len(registry.MAKERS)
    for kind in (Config, Site, Notice, DeviceSettings):
        for field in dataclasses.fields(kind):
            assert WORDS_IN_THE_FILE.get(field.name, field.name) in example, field.name


def test_every_kind_of_device_address_is_explained() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for device_class, makers in registry.MAKERS.items():
        assert f"| `{device_class}` |" in page
        for scheme in makers:
            assert f"`{scheme}://" in page
