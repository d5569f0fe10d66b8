"""What a printer says of itself, as states and codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.api import DeviceState, Paper, Toner
from drivers.document_printer.reasons import TROUBLES, Report, device_state

IDLE, PROCESSING, STOPPED = 3, 4, 5
A4 = "iso_a4_210x297mm"


def report(
    state: int, *reasons: str, ready: tuple[str, ...] = (), accepting: bool = True
) -> Report:
    return Report.of(
        {
            "printer-state": (state,),
            "printer-state-reasons": reasons or ("none",),
            "printer-is-accepting-jobs": (accepting,),
            "media-ready": ready,
        },
        itself=True,
    )


@pytest.mark.parametrize(
    ("state", "reasons", "code"),
    [
        (IDLE, (), ""),
        (PROCESSING, ("none",), ""),
        (IDLE, ("media-low-report",), ""),
        (IDLE, ("media-empty-report",), "document.paper_out"),
        (PROCESSING, ("media-empty-warning", "media-needed-warning"), "document.paper_out"),
        (STOPPED, ("media-empty-error",), "document.paper_out"),
        (IDLE, ("media-empty",), "document.paper_out"),
        (IDLE, ("cover-open-report",), "document.cover_open"),
        (STOPPED, ("door-open-error", "media-jam-error"), "document.paper_jam"),
        (IDLE, ("input-tray-missing",), "document.tray_missing"),
        (IDLE, ("output-area-full-warning",), "document.output_full"),
        (IDLE, ("toner-low-warning", "marker-supply-low-report"), ""),
        (IDLE, ("toner-empty-warning",), ""),
        (IDLE, ("toner-empty-error",), "document.toner_out"),
        (STOPPED, ("marker-supply-empty-warning",), "document.toner_out"),
        (IDLE, ("opc-life-over-error",), "document.worn"),
        (IDLE, ("offline-report",), "document.offline"),
        (IDLE, ("connecting-to-device",), ""),
        (STOPPED, ("paused",), "document.paused"),
        (STOPPED, ("none",), "document.paused"),
        (IDLE, ("com.example.needs-tea-error",), "document.hardware"),
        (IDLE, ("com.example.needs-tea", "cups-missing-filter-warning"), ""),
        (IDLE, ("",), ""),
    ],
)
def test_each_reason_has_a_code_or_is_none_to_speak_of(
    state: int, reasons: tuple[str, ...], code: str
) -> None:
    assert report(state, *reasons).problem == code


def test_a_printer_that_takes_no_jobs_says_so_first() -> None:
    assert report(STOPPED, "media-empty", accepting=False).problem == "document.not_accepting"


def test_an_empty_tray_beside_one_with_a4_is_only_low() -> None:
    spare = report(IDLE, "media-empty-warning", ready=(A4, "iso_a5_148x210mm"))
    assert (spare.problem, spare.paper) == ("", Paper.LOW)
    assert report(IDLE, "media-empty-error", ready=(A4,)).paper is Paper.OUT
    assert report(IDLE, "media-empty-report", ready=("na_letter_8.5x11in",)).paper is Paper.OUT


def test_a_queue_knows_nothing_of_trays() -> None:
    attributes = {"printer-state-reasons": ("media-empty-report",), "media-ready": (A4,)}
    assert Report.of(attributes, itself=False).problem == "document.paper_out"


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        (("none",), (Paper.FULL, Toner.FULL, False)),
        (("media-low",), (Paper.LOW, Toner.FULL, False)),
        (("media-jam-error",), (Paper.JAMMED, Toner.FULL, False)),
        (("toner-low-report",), (Paper.FULL, Toner.LOW, False)),
        (("toner-empty-error",), (Paper.FULL, Toner.OUT, False)),
        (("cover-open", "media-empty"), (Paper.OUT, Toner.FULL, True)),
    ],
)
def test_paper_toner_and_cover_are_told_apart(
    reasons: tuple[str, ...], told: tuple[Paper, Toner, bool]
) -> None:
    found = report(IDLE, *reasons)
    assert (found.paper, found.toner, found.cover_open) == told


def test_a_held_up_job_is_explained_by_warnings_too() -> None:
    assert "document.toner_out" in report(PROCESSING, "toner-empty-warning").suspicions
    assert "document.offline" in report(PROCESSING, "connecting-to-device").suspicions
    assert report(PROCESSING, "toner-low-warning").suspicions == frozenset()


def test_a_printer_that_says_nothing_is_not_made_to() -> None:
    silent = Report.of({}, itself=True)
    assert (silent.state, silent.problem, silent.accepting) == (0, "", True)


@given(
    st.integers(-5, 10),
    st.lists(st.text(max_size=20) | st.sampled_from(sorted(TROUBLES)) | st.none() | st.integers()),
)
def test_no_answer_is_too_strange(state: int, reasons: list[str | int | None]) -> None:
    attributes = {"printer-state": (state,), "printer-state-reasons": tuple(reasons)}
    found = Report.of(attributes, itself=False)
    assert found.problem == "" or found.problem.startswith("document.")


def test_every_trouble_makes_a_state_that_is_not_well() -> None:
    for code in {*TROUBLES.values(), "document.not_accepting", "document.format"}:
        assert device_state(code) in {
            DeviceState.OFFLINE,
            DeviceState.HARDWARE_ERROR,
            DeviceState.USER_ERROR,
        }
    assert device_state("") is DeviceState.ONLINE
