"""Every command in an `sh` block of the documents is run, here or by the test named here."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *ROOT.glob("*.md"),
    *(path for path in (ROOT / "docs").rglob("*.md") if "decisions" not in path.parts),
]

RUN_BY = {
    "kiosk key --rotate --config FILE": (
        "tests/integration/agent/test_key_change.py"
        "::test_a_technician_has_it_changed_while_the_agent_works"
    ),
    "kiosk-platform keys --data DIR --withdraw KEY": (
        "tests/integration/platform/test_keys.py::test_an_operator_s_changes_are_recorded"
    ),
    "git clone REPOSITORY bianmin && cd bianmin": "needs a repository; nothing of ours to test",
    "script/demo": "tests/e2e/test_demo.py::test_the_demo_ends_well_and_everything_arrived",
    "script/demo --headless --out out": (
        "tests/e2e/test_demo.py::test_the_demo_ends_well_and_everything_arrived"
    ),
    "script/test": "is what runs this",
    "script/test tests/unit/config": "is what runs this, with fewer tests",
    "kiosk forms preview form.xlsx --windowed": (
        "tests/e2e/test_forms_preview.py::test_it_is_shown_until_it_is_closed"
    ),
    "kiosk forms preview docs/examples/every-question/form.xlsx": (
        "tests/e2e/test_forms_preview.py::test_it_is_shown_until_it_is_closed"
    ),
    ".venv/bin/kiosk devices watch --config FILE": (
        "tests/integration/devices/test_devices_command.py::test_watch_tells_of_every_change"
    ),
    ".venv/bin/kiosk devices read-card --port /dev/ttyUSB0": (
        "tests/integration/devices/test_read_card.py::test_what_the_card_says_is_printed"
    ),
    ".venv/bin/kiosk devices scan picture.jpg": (
        "tests/integration/devices/test_scan.py::test_every_code_is_told_with_its_bytes"
    ),
    ".venv/bin/kiosk devices print slip.txt --printer escpos+tcp://192.168.1.50:9100": (
        "tests/integration/devices/test_print.py::test_a_text_is_printed_once_and_said_to_be"
    ),
    ".venv/bin/kiosk devices print page.pdf --printer ipp://localhost:631/printers/A4": (
        "tests/faults/document_printer/test_print_file.py::test_a_file_is_printed_and_its_name_is_told_nobody"
    ),
    ".venv/bin/kiosk devices speak 您好": (
        "tests/integration/devices/test_speak.py::test_a_sentence_is_said"
    ),
    "kiosk-platform simulate-fleet http://127.0.0.1:8000 --data DIR --terminals 245 --cases 200": (
        "tests/integration/platform/test_fleet.py::test_the_command_says_what_came_of_it"
    ),
    "kiosk-platform conformance https://platform.example --token TOKEN --token TOKEN": (
        "tests/integration/platform/conformance/test_conforming.py::test_the_command_tells_what_it_found"
    ),
    "kiosk-platform department retry civil_affairs --data DIR": (
        "tests/integration/platform/handover/test_departments.py::test_the_command_lets_in_shows_and_turns_away"
    ),
    "kiosk-platform department remove civil_affairs --data DIR": (
        "tests/integration/platform/handover/test_departments.py::test_the_command_lets_in_shows_and_turns_away"
    ),
    "kiosk verify certificate.png --trust trust.json": (
        "tests/integration/verification/test_verify_command.py::test_a_picture_is_verified"
    ),
    "kiosk verify 'BM2:…' --json": (
        "tests/integration/verification/test_verify_command.py::test_each_text_is_an_object"
    ),
    "kiosk catalogue keys KEYS": (
        "tests/integration/processes/test_catalogue_command.py::test_a_catalogue_is_published_installed_and_taken_back"
    ),
    "kiosk catalogue publish FOLDER REPOSITORY --keys KEYS": (
        "tests/integration/processes/test_catalogue_command.py::test_a_catalogue_is_published_installed_and_taken_back"
    ),
    "kiosk catalogue install https://catalogue.example PLACE --root 1.root.json": (
        "tests/integration/processes/test_catalogue_command.py::test_a_catalogue_is_published_installed_and_taken_back"
    ),
    "kiosk catalogue rollback PLACE": (
        "tests/integration/processes/test_catalogue_command.py::test_a_catalogue_is_published_installed_and_taken_back"
    ),
    "script/bench submit": "tests/e2e/test_benchmarks.py::test_a_benchmark_prints_one_object",
}
"""Commands that are not run here, and who runs them."""


ANSWERS = {
    "/data/applicant/name": "王秀花",
    "/data/applicant/birth": "1953-08-15",
    "/data/applicant/id_no": "370982195308150022",
    "/data/contact/phone": "13705380033",
    "/data/opponents/opponent[1]/opponent_name": "张大山",
    "/data/opponents/opponent[1]/opponent_relation": "neighbour",
    "/data/dispute/dispute_kind": "homestead",
    "/data/when_page/began_on": "2026-09-01",
    "/data/facts_page/facts": "对方盖房，占了我家院墙外半米。",
    "/data/request_page/request": "把多占的地方让出来。",
    "/data/history/tried": "talked",
    "/data/evidence_page/evidence": "photo witness",
    "/data/mediator_page/mediator": "any",
    "/data/voluntary_page/voluntary": "OK",
}
"""A whole application for mediation (item 904), by path."""


def documented() -> list[tuple[str, str]]:
    found = []
    for document in sorted(DOCUMENTS):
        for block in re.findall(r"(?ms)^```sh\n(.*?)^```", document.read_text(encoding="utf-8")):
            found += [
                (document.name, line.split("  #")[0].strip())
                for line in block.splitlines()
                if line.strip() and not line.startswith("#")
            ]
    return found


@pytest.mark.parametrize(
    "command", sorted({command for _, command in documented() if command not in RUN_BY})
)
def test_a_documented_command_works(command: str, tmp_path: Path) -> None:
    config = tmp_path / "terminal.toml"
    config.write_text('data_dir = "data"\n', encoding="utf-8")
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(ANSWERS), encoding="utf-8")
    starter = ROOT / "kiosk" / "catalogue" / "starter"
    if any(word in command.split() for word in ("FOLDER", "OLD")):
        for name in ("catalogue", "old", "new"):
            shutil.copytree(starter, tmp_path / name)
    stand_in = {
        "FOLDER": str(tmp_path / "catalogue"),
        "OLD": str(tmp_path / "old"),
        "NEW": str(tmp_path / "new"),
        "FILE": str(config),
        "DIR": str(tmp_path / "data"),
        "form.xlsx": str(starter / "904" / "form.xlsx"),
        "answers.json": str(answers),
    }
    words = [stand_in.get(word, word) for word in shlex.split(command)]
    environment = {**os.environ, "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr


def test_commands_run_elsewhere_are_still_documented_and_their_tests_exist() -> None:
    commands = {command for _, command in documented()}
    for command, where in RUN_BY.items():
        assert command in commands, f"{command} is in no document any more"
        if "::" in where:
            file, name = where.split("::")
            assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")
