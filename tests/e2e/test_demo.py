"""The whole way once, as `script/demo --headless` plays it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import cv2
import pypdf
import pytest

from drivers.codes.search import decode_file
from kiosk.documents import receipt_code

# the whole folder of tests is one group: the demo is played once and looked at many times
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [project_root / "script" / "demo", "--headless", "--out", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def report(out: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return content


def test_the_demo_ends_well_and_everything_arrived(report: dict[str, Any]) -> None:
    assert report["ok"] is True
    assert [journey["platform"]["differences"] for journey in report["journeys"]] == [[]] * 4
    assert {journey["name"] for journey in report["journeys"]} >= {
        "online",
        "offline-then-back",
        "agent-killed",
    }


def test_every_deposit_number_is_one_case_at_the_platform(
    out: Path, report: dict[str, Any]
) -> None:
    cases = json.loads((out / "platform.json").read_text(encoding="utf-8"))
    numbers = [case["deposit_number"] for case in cases]
    assert sorted(numbers) == sorted(journey["deposit_number"] for journey in report["journeys"])
    assert len(set(numbers)) == 4
    assert len({case["case_number"] for case in cases}) == 4


def test_a_journey_tells_its_pages_with_their_times(report: dict[str, Any]) -> None:
    for journey in report["journeys"]:
        pages = [step["page"] for step in journey["steps"]]
        assert pages == [
            *("Attract", "Home", "Guide", "Identify", "Consent", "Questions"),
            *("Check", "Sign", "Done", "Finish"),
        ]
        assert journey["seconds"] == pytest.approx(
            sum(step["seconds"] for step in journey["steps"]), abs=0.01
        )


def test_every_screen_named_is_there_and_no_two_of_them_are_blank(
    out: Path, report: dict[str, Any]
) -> None:
    screens = [name for journey in report["journeys"] for name in journey["screens"]]
    assert len(screens) == len(set(screens)) > 40
    for name in screens:
        picture = cv2.imread(str(out / name))
        assert picture is not None, name
        assert picture.shape == (1920, 1080, 3)
        assert picture.std() > 10, f"{name} is blank"


def test_a_receipt_is_kept_as_bytes_picture_and_pdf_with_the_same_number(
    out: Path, report: dict[str, Any]
) -> None:
    for journey in report["journeys"]:
        receipt = journey["receipt"]
        assert receipt["outcome"] == "PRINTED"
        number = journey["deposit_number"]
        text = pypdf.PdfReader(out / receipt["pdf"]).pages[0].extract_text()
        assert number in text.replace(" ", "")
        assert b"\x1b@" in (out / receipt["escpos"]).read_bytes()
        codes = [receipt_code.parse(code.text) for code in decode_file(out / receipt["png"])]
        assert codes == [number]


def test_versions_are_told(report: dict[str, Any]) -> None:
    assert set(report["versions"]) >= {"python", "bianmin-kiosk", "PySide6-Essentials"}
