"""What happened on a day, in the names of the national exchange: the same bytes every time."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.catalogue.importing import import_catalogue
from sync.platform.exchange import daily, writing
from sync.platform.exchange.columns import TABLES
from sync.platform.exchange.daily import Upload, daily_upload
from sync.platform.states import State
from sync.protocol.body import AgentBody, ApplicantBody, AttachmentBody, ItemBody

DAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
"""09:30 in Beijing."""


class Clock(SystemClock):
    """Stands still where it is put."""

    at = MORNING + timedelta(days=30)

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def at(platform: Any, terminal: Any) -> Callable[[datetime], None]:
    """Puts the clocks of platform and terminal."""

    def put(moment: datetime) -> None:
        ahead = moment - datetime.now(UTC)
        platform.clock.ahead = terminal.clock.ahead = ahead

    return put


@pytest.fixture
def upload(platform: Any, tmp_path: Path) -> Callable[..., Upload]:
    def write(day: date = DAY, out: str = "out", clock: Clock | None = None) -> Upload:
        return daily_upload(
            platform.parts.database,
            platform.parts.keys,
            day,
            tmp_path / out,
            data=platform.settings.data,
            actor="王主任",
            clock=clock or Clock(),
        )

    return write


def lines(done: Upload, table: str) -> list[dict[str, str]]:
    content = (done.folder / f"{table}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in content.splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def deliver(terminal: Any, **changes: Any) -> str:
    (result,) = terminal.deliver(terminal.message(terminal.case(**changes))).results
    number: str = result.case_number
    return number


def test_a_day_tells_what_was_accepted_how_it_went_on_and_how_it_ended(
    platform: Any,
    terminal: Any,
    at: Callable[[datetime], None],
    upload: Callable[..., Upload],
    two_items: Path,
) -> None:
    import_catalogue(platform.parts.database, two_items, actor="王主任", clock=platform.clock)
    at(MORNING)
    number = deliver(
        terminal,
        item=ItemBody(id="602", code="11370800MB2857374A4370511030000", version="1", name={}),
        answers={"contact": {"phone": "13812345678"}, "home": {"live_address": "汶南镇三村"}},
    )
    at(MORNING + timedelta(hours=2))
    platform.parts.decisions.decide(number, State.IN_REVIEW, actor="李科员")
    at(MORNING + timedelta(hours=3))
    platform.parts.decisions.decide(number, State.APPROVED, actor="李科员", text="同意\u2028发放")
    done = upload()
    (accept,) = lines(done, "up_pro_accept")
    assert {name: value for name, value in accept.items() if value} == {
        "row_guid": accept["row_guid"],
        "project_no": number,
        "task_code": "11370800MB2857374A4370511030000",
        "task_name": "高龄津贴申请",
        "task_version": "1",
        "project_type": "2",
        "applyer_name": "王秀花",
        "applyer_type": "1",
        "applyer_page_type": "111",
        "applyer_page_code": "370982195308150022",
        "apply_date": accept["apply_date"],
        "contact_mobile": "13812345678",
        "address": "汶南镇三村",
        "org_name": "县民政局",
        "org_code": "11370800MB2857374A",
        "accept_date": accept["accept_date"],
        "promise_date": "2026-12-23 23:59:59",
        "cd_batch": "20261123",
    }
    assert accept["apply_date"].startswith("2026-11-23 09:3")
    assert accept["accept_date"].startswith("2026-11-23 09:3")
    steps = lines(done, "up_pro_process")
    assert [one["process_name"] for one in steps] == [
        "平台已收到",
        "已受理",
        "审核中",
        "审核通过",
    ]
    assert [one["handle_user_name"] for one in steps] == ["", "", "李科员", "李科员"]
    assert [one["event_start_time"] for one in steps[1:]] == [
        one["event_end_time"] for one in steps[:-1]
    ]
    (result,) = lines(done, "up_pro_result")
    assert result["result_explain"] == "同意\u2028发放"
    assert result["result_date"].startswith("2026-11-23 12:3")
    (material,) = lines(done, "up_pro_material")
    assert (material["material_name"], material["get_num"]) == ("photo.png", "1")
    for table, columns in TABLES.items():
        names = [column.name for column in columns]
        assert all(list(record) == names for record in lines(done, table))
    assert len({record["row_guid"] for table in TABLES for record in lines(done, table)}) == 7


def test_the_manifest_counts_and_hashes_and_says_what_the_receiver_will_miss(
    terminal: Any, at: Callable[[datetime], None], upload: Callable[..., Upload]
) -> None:
    at(MORNING)
    deliver(terminal)
    done = upload()
    manifest = json.loads((done.folder / "manifest.json").read_bytes())
    assert manifest == done.manifest
    assert (manifest["day"], manifest["complete"], manifest["unreadable"]) == (
        "2026-11-23",
        True,
        [],
    )
    for name, described in manifest["files"].items():
        content = (done.folder / name).read_bytes()
        assert described["sha256"] == hashlib.sha256(content).hexdigest()
        assert (described["bytes"], described["records"]) == (len(content), content.count(b"\n"))
    assert manifest["files"]["up_pro_accept.jsonl"]["empty"] == dict.fromkeys(
        (
            *("apply_type", "catalog_code", "cd_operation", "cd_time", "data_source"),
            *("org_code", "org_name", "project_type"),
        ),
        1,
    )
    modes = {one.stat().st_mode & 0o777 for one in done.folder.iterdir()}
    assert (modes, done.folder.stat().st_mode & 0o777) == ({0o600}, 0o700)


def test_the_same_day_again_is_the_same_to_the_byte_and_each_act_is_kept(
    platform: Any, terminal: Any, at: Callable[[datetime], None], upload: Callable[..., Upload]
) -> None:
    at(MORNING)
    number = deliver(terminal)
    first = upload()
    before = contents(first.folder)
    written_at = (first.folder / "up_pro_accept.jsonl").stat().st_mtime_ns
    later = Clock()
    later.at += timedelta(days=5)
    again = upload(clock=later)
    assert (first.changed, again.changed) == (True, False)
    assert contents(first.folder) == before
    assert (first.folder / "up_pro_accept.jsonl").stat().st_mtime_ns == written_at
    at(MORNING + timedelta(days=1))
    platform.parts.decisions.decide(number, State.IN_REVIEW, actor="李科员")
    assert upload().changed is False
    assert contents(upload(out="elsewhere").folder) == before
    with platform.parts.database.reading() as transaction:
        acts = [one for one in transaction.acts() if one.act == "daily-upload"]
    assert [one.subject for one in acts] == ["2026-11-23: 1 + 2 + 0 + 1 records"] * 4


def test_files_somebody_spoiled_are_written_again(
    terminal: Any, at: Callable[[datetime], None], upload: Callable[..., Upload]
) -> None:
    at(MORNING)
    deliver(terminal)
    done = upload()
    before = contents(done.folder)
    (done.folder / "up_pro_accept.jsonl").write_bytes(b"")
    assert upload().changed
    assert contents(done.folder) == before


def test_a_day_ends_at_midnight_in_beijing(
    terminal: Any, at: Callable[[datetime], None], upload: Callable[..., Upload]
) -> None:
    at(datetime(2026, 11, 22, 15, 59, 0, tzinfo=UTC))
    before = deliver(terminal)
    at(datetime(2026, 11, 22, 16, 0, 30, tzinfo=UTC))
    after = deliver(terminal)
    assert [one["project_no"] for one in lines(upload(), "up_pro_accept")] == [after]
    yesterday = upload(DAY - timedelta(days=1))
    assert [one["project_no"] for one in lines(yesterday, "up_pro_accept")] == [before]


def test_a_day_that_goes_on_says_so_and_one_to_come_is_refused(
    upload: Callable[..., Upload],
) -> None:
    clock = Clock()
    clock.at = MORNING
    done = upload(clock=clock)
    assert done.manifest["complete"] is False
    assert done.records == {f"{table}.jsonl": 0 for table in TABLES}
    with pytest.raises(EnvironmentFault) as told:
        upload(DAY + timedelta(days=1), clock=clock)
    assert told.value.code == "exchange.day"


def test_a_case_accepted_again_after_a_correction_is_told_once(
    platform: Any, terminal: Any, at: Callable[[datetime], None], upload: Callable[..., Upload]
) -> None:
    at(MORNING)
    number = deliver(terminal)
    for hour, state in enumerate(
        (State.IN_REVIEW, State.CORRECTION_REQUESTED, State.ACCEPTED, State.WITHDRAWN), 1
    ):
        at(MORNING + timedelta(hours=hour))
        platform.parts.decisions.decide(number, state, actor="李科员")
    done = upload()
    assert len(lines(done, "up_pro_accept")) == len(lines(done, "up_pro_material")) == 1
    assert len(lines(done, "up_pro_process")) == 6
    assert [one["result_explain"] for one in lines(done, "up_pro_result")] == ["已撤回"]


def test_who_acts_for_somebody_is_the_contact_and_strange_numbers_are_none(
    terminal: Any, at: Callable[[datetime], None], upload: Callable[..., Upload]
) -> None:
    at(MORNING)
    agent = ApplicantBody(
        kind="hmt_permit",
        name="陈大文",
        sex="1",
        birth=date(1980, 1, 1),
        id_no="810000198001010012",
        source="card",
    )
    deliver(
        terminal,
        agent=AgentBody(person=agent, mandate_sha256="0" * 64),
        answers={"rows": [{"phone": "13812345678"}], "phone": "12345"},
        item=ItemBody(id="X1", code="1", version="v2", name={"zh_CN": "试办\n事项"}),
        attachments=(AttachmentBody.of("长" * 200, "image/png", b"a"),) * 2,
    )
    done = upload()
    (accept,) = lines(done, "up_pro_accept")
    assert (accept["contact_name"], accept["contact_type"], accept["contact_code"]) == (
        "陈大文",
        "",
        "810000198001010012",
    )
    assert (accept["contact_mobile"], accept["task_version"]) == ("", "")
    assert accept["task_name"] == "试办\n事项"
    assert len(lines(done, "up_pro_material")) == 2


def test_a_province_gives_its_codes_in_a_file(
    platform: Any, terminal: Any, at: Callable[[datetime], None], upload: Callable[..., Upload]
) -> None:
    at(MORNING)
    number = deliver(terminal)
    platform.parts.decisions.decide(number, State.WITHDRAWN, actor="李科员")
    with platform.parts.database.reading() as transaction:
        code = transaction.case_by_number(number).item_code
    codes = {
        "data_source": "37",
        "cd_operation": "I",
        "apply_type": "5",
        "get_type": "2",
        "is_delivery_results": "0",
        "handle_user_name": "系统",
        "event_name": {"accepted": "2", "withdrawn": "9"},
        "result_type": {"withdrawn": "5"},
        "catalog_code": {code: "000100000000"},
        "task_handle_item": {code: code + "01"},
    }
    (platform.settings.data / "exchange.json").write_text(json.dumps(codes))
    done = upload()
    (accept,) = lines(done, "up_pro_accept")
    assert (accept["catalog_code"], accept["task_handle_item"]) == ("000100000000", code + "01")
    assert (accept["data_source"], accept["cd_operation"], accept["apply_type"]) == ("37", "I", "5")
    assert [one["event_name"] for one in lines(done, "up_pro_process")] == ["", "2", "9"]
    assert lines(done, "up_pro_process")[0]["handle_user_name"] == "系统"
    (result,) = lines(done, "up_pro_result")
    assert (result["result_type"], result["is_delivery_results"]) == ("5", "0")
    assert lines(done, "up_pro_material")[0]["get_type"] == "2"


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"colour": "red"}', '{"event_name": {"gone": "1"}}', "[" * 100_000]
)
def test_codes_that_cannot_be_read_are_told(
    platform: Any, upload: Callable[..., Upload], content: str
) -> None:
    (platform.settings.data / "exchange.json").write_text(content)
    with pytest.raises(EnvironmentFault) as told:
        upload()
    assert told.value.code == "exchange.codes"


def test_a_case_sealed_to_a_key_that_is_gone_is_left_out_and_named(
    terminal: Any,
    at: Callable[[datetime], None],
    upload: Callable[..., Upload],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at(MORNING)
    gone, kept = deliver(terminal), deliver(terminal)
    read = daily.open_case

    def opened(transaction: Any, case: Any, keys: Any) -> Any:
        if case.case_number == gone:
            raise EnvironmentFault("envelope.key_unknown", "It is gone.")
        return read(transaction, case, keys)

    monkeypatch.setattr(daily, "open_case", opened)
    done = upload()
    assert done.unreadable == [gone]
    assert [one["project_no"] for one in lines(done, "up_pro_accept")] == [kept]
    assert len(lines(done, "up_pro_process")) == 4


def test_a_database_that_fails_is_no_case_that_cannot_be_read(
    terminal: Any,
    at: Callable[[datetime], None],
    upload: Callable[..., Upload],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    at(MORNING)
    deliver(terminal)

    def fails(*_: Any) -> None:
        raise EnvironmentFault("store.gone", "It does not answer.")

    monkeypatch.setattr(daily, "open_case", fails)
    with pytest.raises(EnvironmentFault) as told:
        upload()
    assert told.value.code == "store.gone"
    assert list((tmp_path / "out" / "2026-11-23").iterdir()) == []


def test_many_events_are_read_some_at_a_time_in_their_order(
    terminal: Any,
    at: Callable[[datetime], None],
    upload: Callable[..., Upload],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at(MORNING)
    numbers = [deliver(terminal) for _ in range(4)]
    whole = contents(upload().folder)
    monkeypatch.setattr("sync.platform.store.exchange._AT_ONCE", 3)
    done = upload(out="in pieces")
    assert contents(done.folder) == whole
    assert [one["project_no"] for one in lines(done, "up_pro_accept")] == numbers


# --- the folder -----------------------------------------------------------------------------------


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True)
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield
    os.close(descriptor)


def test_two_at_once_do_not_mix_their_files(upload: Callable[..., Upload], tmp_path: Path) -> None:
    with locked(tmp_path / "out" / "2026-11-23"):
        with pytest.raises(EnvironmentFault) as told:
            upload()
        assert told.value.code == "exchange.busy"
    assert upload().changed


def test_a_place_that_cannot_be_written_is_told(
    upload: Callable[..., Upload], tmp_path: Path
) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(EnvironmentFault) as told:
        upload()
    assert told.value.code == "exchange.file"


def test_what_breaks_off_while_files_change_leaves_no_manifest_and_the_next_run_mends_it(
    terminal: Any,
    at: Callable[[datetime], None],
    upload: Callable[..., Upload],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at(MORNING)
    deliver(terminal)
    folder = upload().folder
    deliver(terminal)
    moved = []
    replace = Path.replace

    def breaks_off(self: Path, target: Path) -> Path:
        if len(moved) == 2:
            raise OSError(28, "No space left on device")
        moved.append(target)
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(writing.Path, "replace", breaks_off)
        with pytest.raises(EnvironmentFault, match="No space left"):
            upload()
    assert not (folder / "manifest.json").exists()
    assert [name for name in contents(folder) if name.startswith(".")] == []
    assert upload().changed
    assert contents(folder) == contents(upload(out="elsewhere").folder)


# --- the command ----------------------------------------------------------------------------------


def test_the_command_says_what_it_wrote(tmp_path: Path, new_database: Callable[..., str]) -> None:
    options = ("--data", str(tmp_path / "data"), "--database", new_database())

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sync.platform.cli", "daily-upload", *options, *words],
            capture_output=True,
            text=True,
            check=False,
        )

    place = ("--out", str(tmp_path / "out"))
    done = run("--date", "2026-01-05", *place)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "up_pro_accept.jsonl  0"
    assert done.stdout.splitlines()[-1].endswith("2026-01-05  written")
    again = json.loads(run("--date", "2026-01-05", "--json", *place).stdout)
    assert (again["changed"], again["complete"]) == (False, True)
    wrong = run("--date", "21.11.2026", *place)
    assert wrong.returncode == 2
    assert "is no day" in wrong.stderr
