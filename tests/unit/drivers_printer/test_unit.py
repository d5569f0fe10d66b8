"""What is known of a printer, how it is known, and what is remembered of it."""

from pathlib import Path

import pytest

from drivers.api import ChineseFont, Confirmation, Cutter
from drivers.receipt_printer.notes import MOST_UNITS, PrinterNotes
from drivers.receipt_printer.profiles import profiles
from drivers.receipt_printer.unit import Answered, Findings, Unit, Wishes
from kiosk.errors import EnvironmentFault

YES = Answered(value="yes", how="asked: it said so")
BY_FENCE = Answered(value="fence", how="asked: it said so")


def test_a_printer_nobody_knows_is_as_most_are() -> None:
    capable = Unit.of(Wishes(), Findings()).capabilities
    assert (capable.paper_mm, capable.dots, capable.columns) == (80, 576, 48)
    assert (capable.native_qr, capable.chinese) == (False, ChineseFont.GB18030)
    assert (capable.cutter, capable.confirmation) == (Cutter.PARTIAL, Confirmation.UNPROBED)
    assert dict(capable.provenance) == {
        "native_qr": "assumed",
        "chinese": "assumed",
        "cutter": "assumed",
        "confirmation": "not asked yet",
        "automatic_status": "not asked yet",
    }


def test_what_the_unit_answers_counts_more_than_its_profile() -> None:
    wishes = Wishes(profile=profiles()["ZJ-5870"])
    assert not Unit.of(wishes, Findings()).native_qr.value
    found = Unit.of(wishes, Findings(native_qr=YES, confirmation=BY_FENCE))
    assert (found.native_qr.value, found.native_qr.how) == (True, YES.how)
    assert found.confirmation.value is Confirmation.FENCE


def test_the_configuration_counts_most() -> None:
    wishes = Wishes(
        paper_mm=58,
        native_qr=False,
        chinese=ChineseFont.GB2312,
        cutter=Cutter.FULL,
        confirmation=Confirmation.NONE,
        automatic_status=False,
        profile=profiles()["TM-T20II"],
    )
    unit = Unit.of(wishes, Findings(native_qr=YES, confirmation=BY_FENCE, automatic_status=YES))
    assert set(unit.provenance.values()) == {"set in the configuration"}
    assert unit.setting.paper.dots == 384
    assert not unit.setting.native_qr
    assert unit.setting.cutter is Cutter.FULL
    assert unit.confirmation.value is Confirmation.NONE


def test_an_answer_of_another_version_is_no_answer() -> None:
    unit = Unit.of(Wishes(), Findings(chinese=Answered(value="big5", how="?")))
    assert unit.chinese.how == "assumed"


def test_a_profile_brings_width_knife_and_codes() -> None:
    unit = Unit.of(Wishes(profile=profiles()["TM-T20II"]), Findings())
    assert (unit.paper.millimetres, unit.paper.dots) == (80, 576)
    assert unit.native_qr.how == "profile TM-T20II"
    assert unit.cutter.value is Cutter.PARTIAL
    narrow = Unit.of(Wishes(profile=profiles()["POS-5890"]), Findings())
    assert (narrow.paper.millimetres, narrow.paper.columns) == (58, 32)
    assert (narrow.native_qr.value, narrow.cutter.value) == (False, Cutter.NONE)
    coarse = Unit.of(Wishes(profile=profiles()["TM-T88V"]), Findings())
    assert (coarse.paper.millimetres, coarse.paper.columns) == (80, 42)


def test_only_printers_of_this_language_are_profiles() -> None:
    known = profiles()
    assert "TM-T20II" in known
    assert not {"OCD-100", "AF-240", "TM-U220", "TSP600"} & set(known)
    assert all(profile.dots is None or profile.dots >= 300 for profile in known.values())


def test_a_profile_that_does_not_know_its_width_is_80_mm() -> None:
    assert Unit.of(Wishes(profile=profiles()["RP326"]), Findings()).paper.dots == 576


def test_profiles_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    profiles.cache_clear()
    monkeypatch.setattr("drivers.receipt_printer.profiles.files", lambda _: None)
    with pytest.raises(EnvironmentFault) as caught:
        profiles()
    assert caught.value.code == "config.printer_profiles"
    assert "python-escpos" in caught.value.remedy


FOUND = Findings(confirmation=BY_FENCE, native_qr=YES)


def test_what_a_unit_answered_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "devices" / "receipt_printers.json"
    PrinterNotes(file).keep("SIM S1", FOUND)
    PrinterNotes(file).keep("SIM S2", Findings())
    again = PrinterNotes(file)
    assert again.recall("SIM S1") == FOUND
    assert again.recall("SIM S2") == Findings()
    assert again.recall("SIM S3") is None
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_that_one_confirms_nothing_is_not_remembered(tmp_path: Path) -> None:
    none = Findings(confirmation=Answered(value="none", how="asked: silent"))
    notes = PrinterNotes(tmp_path / "notes.json")
    notes.keep("SIM S1", none)
    assert notes.recall("SIM S1") == Findings()
    assert PrinterNotes(tmp_path / "notes.json").recall("SIM S1") == Findings()


def test_without_a_file_the_program_remembers_as_long_as_it_runs() -> None:
    notes = PrinterNotes(None)
    notes.keep("SIM S1", FOUND)
    assert notes.recall("SIM S1") == FOUND


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"units": {"a": {"what": 1}}}', b"\xff"])
def test_notes_that_cannot_be_understood_are_begun_anew(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.json"
    file.write_bytes(content)
    notes = PrinterNotes(file)
    assert notes.recall("SIM S1") is None
    notes.keep("SIM S1", FOUND)
    assert PrinterNotes(file).recall("SIM S1") == FOUND


def test_notes_that_cannot_be_written_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "notes.json").mkdir()
    notes = PrinterNotes(tmp_path / "notes.json")
    notes.keep("SIM S1", FOUND)
    assert notes.recall("SIM S1") == FOUND


def test_old_units_are_forgotten(tmp_path: Path) -> None:
    notes = PrinterNotes(tmp_path / "notes.json")
    for number in range(MOST_UNITS + 1):
        notes.keep(f"S{number}", FOUND)
    again = PrinterNotes(tmp_path / "notes.json")
    assert (again.recall("S0"), again.recall(f"S{MOST_UNITS}")) == (None, FOUND)


@pytest.mark.parametrize(
    ("findings", "wishes", "enough"),
    [
        (Findings(), Wishes(), False),
        (Findings(confirmation=BY_FENCE), Wishes(), False),
        (Findings(confirmation=BY_FENCE, automatic_status=YES), Wishes(), True),
        (Findings(confirmation=BY_FENCE), Wishes(automatic_status=False), True),
        (Findings(automatic_status=YES), Wishes(confirmation=Confirmation.FENCE), True),
    ],
)
def test_a_unit_is_asked_again_only_for_what_is_open(
    findings: Findings, wishes: Wishes, *, enough: bool
) -> None:
    assert findings.suffice(wishes) is enough
