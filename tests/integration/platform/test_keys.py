"""The platform's key file: a lost key leaves cases sealed for ever."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform import key_file
from sync.platform import keys as keys_module
from sync.platform.cli.main import main
from sync.platform.keys import (
    FILE_NAME,
    PlatformKeys,
    announce_signer,
    open_keys,
    rotate,
    withdraw,
)
from sync.protocol.envelope import SuiteName
from sync.protocol.signers import follow


class SetClock(SystemClock):
    """A clock that stands where it is put."""

    moment = datetime(2026, 11, 22, 4, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


def offered(keys: PlatformKeys) -> list[str]:
    return [key.key_id for key in keys.public_keys]


def code_of(work: Any) -> str:
    with pytest.raises(EnvironmentFault) as caught:
        work()
    return caught.value.code


def test_rotations_at_the_same_time_keep_every_key(tmp_path: Path) -> None:
    clock = SystemClock()
    first = open_keys(tmp_path, clock).public_keys[0].key_id
    with ThreadPoolExecutor(8) as pool:
        made = pool.map(lambda _: rotate(tmp_path, clock, SuiteName.X25519), range(8))
        newest = {keys.public_keys[0].key_id for keys in made}
    kept = {key.key_id for key in open_keys(tmp_path, clock).public_keys}
    assert kept == newest | {first}
    assert len(kept) == 9
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_two_first_starts_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda _: open_keys(tmp_path, SystemClock()), range(8))
        assert len({keys.first_signer.public for keys in found}) == 1
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="none") as caught:
        rotate(tmp_path / "none", SystemClock(), SuiteName.X25519)
    assert caught.value.code == "keys.unreadable"


def test_a_disk_that_is_full_is_said_and_the_keys_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = offered(open_keys(tmp_path, SystemClock()))

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(key_file, "write", full)
    code = code_of(lambda: rotate(tmp_path, SystemClock(), SuiteName.X25519))
    assert code == "keys.unreadable"
    assert offered(open_keys(tmp_path, SystemClock())) == before


def test_what_was_withdrawn_is_offered_no_more_and_opens_as_before(tmp_path: Path) -> None:
    clock = SystemClock()
    (old,) = offered(rotated(tmp_path, 0))
    new, _ = offered(rotated(tmp_path, 1))
    running = open_keys(tmp_path, clock)
    assert offered(withdraw(tmp_path, clock, old)) == [new]
    assert offered(running.latest()) == offered(open_keys(tmp_path, clock)) == [new]
    assert running.private_key(old).key_id == old
    assert open_keys(tmp_path, clock).private_key(old).key_id == old
    rotate(tmp_path, clock, SuiteName.X25519)
    assert old not in offered(open_keys(tmp_path, clock)), "a rotation does not bring it back"


def rotated(folder: Path, times: int) -> PlatformKeys:
    keys = open_keys(folder, SystemClock())
    for _ in range(times):
        keys = rotate(folder, SystemClock(), SuiteName.X25519)
    return keys


def test_neither_the_last_key_nor_one_nobody_has_is_withdrawn(tmp_path: Path) -> None:
    clock = SystemClock()
    new, old = offered(rotated(tmp_path, 1))
    withdraw(tmp_path, clock, old)
    for key, code in ((old, "keys.unknown"), ("seal-x", "keys.unknown"), (new, "keys.last")):
        assert code_of(lambda key=key: withdraw(tmp_path, clock, key)) == code
    assert offered(open_keys(tmp_path, clock)) == [new]


def test_an_operator_s_changes_are_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> str:
        assert main([*words, "--data", str(tmp_path)]) in {0, None}
        return capsys.readouterr().out

    def shown() -> Any:
        return json.loads(run("keys", "--json"))

    (old,) = (one["key_id"] for one in shown()["sealing"])
    run("keys", "--rotate")
    assert f"only opens {old}" in run("keys", "--withdraw", old)
    assert shown()["withdrawn"] == [old]
    signs = shown()["acknowledgement"]["key_id"]
    assert "signs with ack-" in run("keys", "--rotate-signing", "--days", "0")
    (announced,) = shown()["announced"]
    assert announced["by"] == signs
    assert shown()["acknowledgement"]["key_id"] == announced["key_id"]
    acts = json.loads(run("acts", "--json"))
    assert [one["act"] for one in acts] == ["keys:rotate", "keys:withdraw", "keys:announce"]
    assert acts[1]["of"] == old
    assert acts[2]["of"].startswith(announced["key_id"])


def test_another_key_signs_from_its_moment_on(tmp_path: Path) -> None:
    clock = SetClock()
    first = open_keys(tmp_path, clock)
    noon = clock.moment + timedelta(days=30)
    announce_signer(tmp_path, clock, noon)
    assert first.signer(noon - timedelta(microseconds=1)).key_id == first.first_signer.key_id
    following = first.signer(noon)  # found in the file by who has run since before
    assert following.key_id != first.first_signer.key_id
    assert open_keys(tmp_path, clock).first_signer.key_id == first.first_signer.key_id
    assert code_of(lambda: announce_signer(tmp_path, clock, noon)) == "keys.announced"
    clock.moment = noon
    announce_signer(tmp_path, clock, noon)
    keys = open_keys(tmp_path, clock)
    known = {first.first_signer.key_id: first.first_signer.public}
    chain = follow(keys.announcements, known)
    assert list(chain.items()) == [(one.key_id, one.public) for one in keys.signers]


def test_without_its_file_a_platform_that_runs_signs_on(tmp_path: Path) -> None:
    keys = open_keys(tmp_path, SystemClock())
    (tmp_path / FILE_NAME).unlink()
    assert keys.signer(SystemClock().now()).key_id == keys.first_signer.key_id


def test_there_are_no_more_changes_than_terminals_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys_module, "MAX_CHAIN", 1)
    clock = SystemClock()
    announce_signer(tmp_path, clock, clock.now())
    assert code_of(lambda: announce_signer(tmp_path, clock, clock.now())) == "keys.too_many"


def test_a_file_of_the_version_before_is_read_and_kept(tmp_path: Path) -> None:
    clock = SystemClock()
    before = open_keys(tmp_path, clock)
    path = tmp_path / FILE_NAME
    document = json.loads(path.read_text(encoding="utf-8"))
    (signer,) = document.pop("signing")
    del signer["announcement"], document["sealing"][0]["withdrawn"]
    document |= {"format": "bianmin-platform-keys/1", "acknowledgement": signer}
    path.write_text(json.dumps(document), encoding="utf-8")
    after = open_keys(tmp_path, clock)
    assert offered(after) == offered(before)
    assert after.first_signer.public == before.first_signer.public
    assert offered(rotate(tmp_path, clock, SuiteName.X25519))[1:] == offered(before)
    assert open_keys(tmp_path, clock).first_signer.public == before.first_signer.public


@pytest.mark.parametrize(
    "change", [{"format": "bianmin-platform-keys/9"}, {"signing": []}, {"sealing": [{}]}]
)
def test_a_damaged_file_is_said_to_be(tmp_path: Path, change: dict[str, Any]) -> None:
    open_keys(tmp_path, SystemClock())
    path = tmp_path / FILE_NAME
    document = json.loads(path.read_text(encoding="utf-8")) | change
    path.write_text(json.dumps(document), encoding="utf-8")
    assert code_of(lambda: open_keys(tmp_path, SystemClock())) == "keys.damaged"
