"""What may be wrong with a catalogue that is to be installed; the one in use stays."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.catalogue.distribution.archives import parts_of, unpack
from kiosk.catalogue.distribution.installing import (
    CURRENT,
    install,
    roll_back,
    version_in_use,
)
from kiosk.catalogue.distribution.keys import make_keys
from kiosk.catalogue.distribution.publishing import publish
from kiosk.errors import EnvironmentFault

NOW = datetime.now(UTC)  # what is signed today is valid today; the library asks the real clock


class Publisher:
    """A catalogue, its keys and its repository."""

    def __init__(self, folder: Path, two_items: Path) -> None:
        self.catalogue = Path(shutil.copytree(two_items, folder / "catalogue"))
        self.keys, self.repository = folder / "keys", folder / "repository"
        make_keys(self.keys)

    @property
    def root(self) -> bytes:
        return (self.repository / "metadata" / "1.root.json").read_bytes()

    def publish(self, name: str = "", now: datetime = NOW, days: int = 30) -> None:
        """Publish, with another name of an item."""
        if name:
            file = self.catalogue / "602" / "item.json"
            item = json.loads(file.read_bytes())
            item["name"]["zh_CN"] = name
            file.write_text(json.dumps(item, ensure_ascii=False), "utf-8")
        publish(self.catalogue, self.repository, self.keys, now, days)


@pytest.fixture
def publisher(tmp_path: Path, two_items: Path) -> Publisher:
    made = Publisher(tmp_path, two_items)
    made.publish()
    return made


@pytest.fixture
def place(tmp_path: Path, publisher: Publisher) -> Path:
    """Version 1 is in use."""
    place = tmp_path / "place"
    assert install(str(publisher.repository), place, publisher.root).changed
    return place


def name_of(place: Path) -> str:
    return load_catalogue(place / CURRENT).item("602").name.in_language("zh_CN")


def test_a_newer_catalogue_is_taken_and_the_one_before_is_kept(
    publisher: Publisher, place: Path
) -> None:
    running = load_catalogue(place / CURRENT)
    publisher.publish("新名字")
    done = install(str(publisher.repository), place)
    assert (done.version, done.changed, done.items) == (2, True, 2)
    assert name_of(place) == "新名字"
    # a program that runs sees the catalogue it began with, whole
    assert running.item("602").name.in_language("zh_CN") == "高龄津贴申请"
    assert roll_back(place) == 1
    assert name_of(place) == "高龄津贴申请"
    assert roll_back(place) == 2
    assert name_of(place) == "新名字"


def test_what_is_in_use_is_not_installed_again(publisher: Publisher, place: Path) -> None:
    done = install(str(publisher.repository), place)
    assert (done.version, done.changed) == (1, False)


def test_a_third_catalogue_removes_the_first(publisher: Publisher, place: Path) -> None:
    for name in ("第二版", "第三版"):
        publisher.publish(name)
        install(str(publisher.repository), place)
    assert sorted(entry.name for entry in (place / "versions").iterdir()) == ["2", "3"]
    assert len(list((place / "parts").iterdir())) == 4  # home, two items, the list of parts


def test_an_item_that_is_withdrawn_is_gone_after_it(publisher: Publisher, place: Path) -> None:
    shutil.rmtree(publisher.catalogue / "904")
    home = publisher.catalogue / "home.json"
    content = json.loads(home.read_bytes())
    content["popular"] = ["602"]
    home.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    publisher.publish()
    install(str(publisher.repository), place)
    assert list(load_catalogue(place / CURRENT).items) == ["602"]


def test_the_same_catalogue_is_the_same_parts_to_the_byte(publisher: Publisher) -> None:
    copied = publisher.catalogue.with_name("copy")
    shutil.copytree(publisher.catalogue, copied)
    for file in copied.rglob("*"):
        file.touch()
    assert parts_of(copied) == parts_of(publisher.catalogue)


def test_people_s_spreadsheets_stay_at_home(place: Path) -> None:
    assert (place / CURRENT / "602" / "form.xml").exists()
    assert not list((place / CURRENT).rglob("*.xlsx"))


def test_everybody_may_read_what_is_in_use(place: Path) -> None:
    current = (place / CURRENT).resolve()
    for entry in (place, current.parent, current, *current.rglob("*")):
        assert entry.stat().st_mode & 0o044 == 0o044, entry


# --- repositories that are refused ----------------------------------------------------------------


def newest_part(publisher: Publisher) -> Path:
    parts = (publisher.repository / "targets").glob("*.602.zip")
    return max(parts, key=lambda part: part.stat().st_mtime_ns)


def spoil_part(publisher: Publisher, _: Path) -> None:
    part = newest_part(publisher)
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)


def cut_part(publisher: Publisher, _: Path) -> None:
    part = newest_part(publisher)
    part.write_bytes(part.read_bytes()[:-100])


def lose_part(publisher: Publisher, _: Path) -> None:
    for part in (publisher.repository / "targets").glob("*.602.zip"):
        part.unlink()


def lose_metadata(publisher: Publisher, _: Path) -> None:
    (publisher.repository / "metadata" / "2.targets.json").unlink()


def spoil_metadata(publisher: Publisher, _: Path) -> None:
    file = publisher.repository / "metadata" / "timestamp.json"
    content = json.loads(file.read_bytes())
    content["signed"]["expires"] = "2099-01-01T00:00:00Z"
    file.write_text(json.dumps(content))


def cut_metadata(publisher: Publisher, _: Path) -> None:
    file = publisher.repository / "metadata" / "2.snapshot.json"
    file.write_bytes(file.read_bytes()[:50])


def wrong_key(publisher: Publisher, tmp_path: Path) -> None:
    shutil.rmtree(publisher.repository)
    publisher.keys = tmp_path / "other keys"
    make_keys(publisher.keys)
    publisher.publish("假的")
    publisher.publish("假的")


def expired(publisher: Publisher, _: Path) -> None:
    publisher.publish(now=NOW - timedelta(days=40), days=30)


def no_repository(publisher: Publisher, _: Path) -> None:
    shutil.rmtree(publisher.repository)
    publisher.repository.mkdir()


def rubbish(publisher: Publisher, _: Path) -> None:
    (publisher.repository / "metadata" / "timestamp.json").write_text("<html>")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (spoil_part, "catalogue.tampered"),
        (cut_part, "catalogue.tampered"),
        (lose_part, "catalogue.incomplete"),
        (lose_metadata, "catalogue.incomplete"),
        (spoil_metadata, "catalogue.signature"),
        (cut_metadata, "catalogue.repository"),
        (wrong_key, "catalogue.signature"),
        (expired, "catalogue.expired"),
        (no_repository, "catalogue.incomplete"),
        (rubbish, "catalogue.repository"),
    ],
)
def test_what_is_not_right_is_refused_with_a_reason(
    publisher: Publisher,
    place: Path,
    tmp_path: Path,
    spoil: Callable[[Publisher, Path], None],
    code: str,
) -> None:
    publisher.publish("新名字")
    spoil(publisher, tmp_path)
    with pytest.raises(EnvironmentFault) as caught:
        install(str(publisher.repository), place)
    assert caught.value.code == code
    assert version_in_use(place) == 1
    assert name_of(place) == "高龄津贴申请"


def test_a_repository_from_before_is_refused(publisher: Publisher, place: Path) -> None:
    old = publisher.repository.with_name("old")
    shutil.copytree(publisher.repository, old)
    publisher.publish("新名字")
    install(str(publisher.repository), place)
    with pytest.raises(EnvironmentFault) as caught:
        install(str(old), place)
    assert caught.value.code == "catalogue.rolled_back"
    assert name_of(place) == "新名字"


def test_what_was_mended_is_taken_after_all(publisher: Publisher, place: Path) -> None:
    publisher.publish("新名字")
    part = newest_part(publisher)
    content = part.read_bytes()
    part.write_bytes(content[:-10])
    with pytest.raises(EnvironmentFault):
        install(str(publisher.repository), place)
    part.write_bytes(content)
    assert install(str(publisher.repository), place).version == 2


def test_a_terminal_that_trusts_nobody_says_so(publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        install(str(publisher.repository), tmp_path / "new")
    assert caught.value.code == "catalogue.trust"


def test_another_root_does_not_replace_the_one_that_is_trusted(
    place: Path, tmp_path: Path, two_items: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = Publisher(tmp_path / "other", two_items)
    other.publish("假的")
    with pytest.raises(EnvironmentFault) as caught:
        install(str(other.repository), place, other.root)
    assert caught.value.code == "catalogue.signature"
    assert name_of(place) == "高龄津贴申请"


def test_publishing_with_other_keys_is_refused(publisher: Publisher, tmp_path: Path) -> None:
    publisher.keys = tmp_path / "other keys"
    make_keys(publisher.keys)
    with pytest.raises(EnvironmentFault) as caught:
        publisher.publish("新名字")
    assert caught.value.code == "catalogue.repository"


def test_keys_are_never_written_over(publisher: Publisher) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        make_keys(publisher.keys)
    assert caught.value.code == "catalogue.key"
    assert (publisher.keys / "root.pem").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [None, b"rubbish"])
def test_a_key_that_cannot_be_read_is_told(publisher: Publisher, content: bytes | None) -> None:
    key = publisher.keys / "online.pem"
    key.unlink()
    if content is not None:
        key.write_bytes(content)
    with pytest.raises(EnvironmentFault) as caught:
        publisher.publish("新名字")
    assert caught.value.code == "catalogue.key"


def test_a_wrong_catalogue_is_not_published(publisher: Publisher) -> None:
    (publisher.catalogue / "602" / "guide.json").write_text("{")
    with pytest.raises(EnvironmentFault) as caught:
        publisher.publish()
    assert caught.value.code == "catalogue.unreadable"
    assert not (publisher.repository / "metadata" / "2.targets.json").exists()


def test_there_is_nothing_to_go_back_to_at_first(place: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        roll_back(place)
    assert caught.value.code == "catalogue.no_previous"


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/b", "", "x\n", "lists/../../evil"])
def test_a_part_that_leads_elsewhere_is_not_unpacked(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "part.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(zipfile.ZipInfo(name), "x")
    for part in ("602", "home"):
        with pytest.raises(EnvironmentFault) as caught:
            unpack(archive, part, tmp_path / "into")
        assert caught.value.code == "catalogue.part"
    assert not (tmp_path / "evil").exists()


def test_a_part_that_is_a_link_or_no_zip_is_not_unpacked(tmp_path: Path) -> None:
    archive = tmp_path / "part.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    for _ in range(2):
        with pytest.raises(EnvironmentFault) as caught:
            unpack(archive, "602", tmp_path / "into")
        assert caught.value.code == "catalogue.part"
        archive.write_bytes(b"PK rubbish")


# --- over the network -----------------------------------------------------------------------------


@pytest.fixture
def served(publisher: Publisher) -> Iterator[str]:
    handler = functools.partial(
        http.server.SimpleHTTPRequestHandler, directory=str(publisher.repository)
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_catalogue_comes_over_the_network(publisher: Publisher, place: Path, served: str) -> None:
    publisher.publish("新名字")
    assert install(served, place).version == 2
    assert name_of(place) == "新名字"


def test_an_address_nobody_answers_at_is_told(place: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        install("http://127.0.0.1:9", place)
    assert caught.value.code == "catalogue.unreachable"
    assert version_in_use(place) == 1


def test_killed_at_any_step_it_leaves_the_old_or_the_new(publisher: Publisher, place: Path) -> None:
    publisher.publish("新名字")
    script = Path(__file__).with_name("kill_at_every_step.py")
    done = subprocess.run(
        [sys.executable, script, publisher.repository, place],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["steps"] > 30
    assert told["old"] > 30
    assert told["new"] >= 2
