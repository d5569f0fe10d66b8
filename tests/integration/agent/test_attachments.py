"""Photographs, papers and drawings on their whole way: terminal, agent, platform, export."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kiosk.cases import delivery
from kiosk.cases.deposit import deposit
from kiosk.cases.records import CaseRecord, CaseState
from kiosk.cases.samples import sample_submission
from kiosk.cases.submission import Attachment
from kiosk.clock import SystemClock
from kiosk.documents.copies import copies_pdf
from kiosk.documents.photographs import photograph
from kiosk.journey import papers
from kiosk.journey.enclosures import MOST_BYTES
from kiosk.journey.photographing import MOST_PIXELS, PICTURE_BYTES
from kiosk.store import Store

CLOCK = SystemClock()


def picture(most_bytes: int) -> bytes:
    """As large as a photograph may be: nothing is harder to make small than noise."""
    seen = Image.effect_noise((1600, 1200), 60).convert("RGB")
    return photograph(*seen.size, seen.tobytes(), most_pixels=MOST_PIXELS, most_bytes=most_bytes)


@pytest.fixture(scope="module")
def enclosed() -> tuple[Attachment, ...]:
    """As much as the pages let anybody enclose."""
    house, page = picture(PICTURE_BYTES), picture(papers.MOST_BYTES)
    deed = copies_pdf([page] * 2)
    drawing = bytes(range(256)) * 64
    found = (
        Attachment("image-1.jpg", "image/jpeg", house),
        Attachment("papers-2.pdf", "application/pdf", deed),
        Attachment("drawing-3.png", "image/png", drawing),
    )
    rest = MOST_BYTES - sum(len(each.content) for each in found)
    return (*found, Attachment("audio-4.oga", "audio/ogg", bytes(rest)))


def test_as_much_as_may_be_enclosed_arrives_byte_for_byte(
    platform: Any,
    enrolled: Store,
    start_agent: Callable[[Store], Any],
    wait_for: Callable[[Callable[[], object]], None],
    enclosed: tuple[Attachment, ...],
) -> None:
    assert sum(len(each.content) for each in enclosed) == MOST_BYTES
    submission = replace(sample_submission(), attachments=enclosed)
    done = deposit(enrolled.unit_of_work(), submission, clock=CLOCK)
    start_agent(enrolled)
    wait_for(lambda: delivery.counts(enrolled.reading()).pending == 0)
    folder = platform.data.parent / "attachments"
    cases = json.loads(platform.run("export", "--json", "--attachments", str(folder)))["cases"]
    (case,) = (case for case in cases if case["deposit_number"] == done.number)
    arrived = case["body"]["attachments"]
    assert [each["name"] for each in arrived] == [each.name for each in enclosed]
    for sent, found in zip(enclosed, arrived, strict=True):
        assert found["sha256"] == hashlib.sha256(sent.content).hexdigest()
        assert Path(found["file"]).read_bytes() == sent.content


def test_a_case_is_received_only_with_its_files(
    platform: Any,
    enrolled: Store,
    start_agent: Callable[[Store], Any],
    wait_for: Callable[[Callable[[], object]], None],
) -> None:
    paper = bytes(range(256)) * 12_000  # far more than a message may have
    submission = replace(
        sample_submission(), attachments=(Attachment("a.pdf", "application/pdf", paper),)
    )
    done = deposit(enrolled.unit_of_work(), submission, clock=CLOCK)
    counts = delivery.counts(enrolled.reading())
    assert counts.files == 1
    assert counts.file_bytes > len(paper)

    def case() -> CaseRecord:
        with enrolled.reading() as uow:
            found = uow.cases.get(done.case_id)
        assert found is not None
        return found

    assert case().acknowledged_at is None
    start_agent(enrolled)
    wait_for(lambda: case().state is CaseState.ACCEPTED)
    counts = delivery.counts(enrolled.reading())
    assert (counts.pending, counts.files, counts.file_bytes) == (0, 0, 0)
    (shown,) = (one for one in platform.export()["cases"] if one["deposit_number"] == done.number)
    assert shown["body"]["attachments"][0]["received"]
    assert [one["state"] for one in shown["states"]] == ["delivered", "accepted"]


AGENT = """
import sys
from pathlib import Path
from threading import Event
from kiosk.clock import SystemClock
from kiosk.config import FileSettings
from kiosk.store import Store
from sync.agent.run import run_agent
from sync.agent.settings import AgentSettings

store = Store.open(Path(sys.argv[1]), bytes(range(32)))
slow = FileSettings(most_kbit_s=500)  # the whole would take a hundred seconds
settings = AgentSettings(Path(sys.argv[1] + ".lock"), look_s=0.1, files=slow)
run_agent(settings, store, clock=SystemClock(), stop_event=Event())
"""


def test_an_agent_killed_in_the_middle_of_a_file_goes_on_with_it(
    platform: Any,
    enrolled: Store,
    tmp_path: Path,
    start_agent: Callable[[Store], Any],
    wait_for: Callable[[Callable[[], object]], None],
) -> None:
    paper = bytes(range(256)) * 24_000
    submission = replace(
        sample_submission(), attachments=(Attachment("a.pdf", "application/pdf", paper),)
    )
    done = deposit(enrolled.unit_of_work(), submission, clock=CLOCK)
    whole = delivery.counts(enrolled.reading()).file_bytes

    def left() -> int:
        return delivery.counts(enrolled.reading()).file_bytes

    for _ in range(2):
        before = left()
        with subprocess.Popen([sys.executable, "-c", AGENT, str(tmp_path / "kiosk.db")]) as agent:
            wait_for(lambda before=before: left() < before)  # type: ignore[misc] # bound at once
            agent.kill()
        assert 0 < left() < whole
    start_agent(enrolled)
    wait_for(lambda: delivery.counts(enrolled.reading()).pending == 0)
    folder = platform.data.parent / "killed"
    cases = json.loads(platform.run("export", "--json", "--attachments", str(folder)))["cases"]
    (case,) = (case for case in cases if case["deposit_number"] == done.number)
    (found,) = case["body"]["attachments"]
    assert Path(found["file"]).read_bytes() == paper
