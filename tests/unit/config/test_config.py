import dataclasses
import json
import tomllib
from datetime import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from drivers.api import DeviceClass
from kiosk.config import (
    DEVICE_CLASSES,
    Config,
    ConfigError,
    DeviceSettings,
    FileSettings,
    OpenRosaServer,
    Site,
    load_config,
    review_config,
)
from kiosk.hours import Hours

WHOLE = """
data_dir = "data"
platform_url = "http://127.0.0.1:8080/"
language = "en"
read_aloud = true
full_screen = false
catalogue = "items"
trust_list = "trust.json"

[files]
most_kbit_s = 256
quiet_hours = ["08:30-11:30", "22:00-05:00"]

[openrosa]
url = "https://central.example/v1/projects/3/submission"
user = "terminal@example.org"
password_file = "openrosa.password"
auth = "digest"

[site]
name = "汶南镇便民服务中心"
division = "370982104001"
duty = ["李秀英", "王建国"]
phone = "0538-7000000"

[[site.notice]]
title = "公示"
text = "本月低保名单"

[[device]]
name = "id_card"
class = "id_card_reader"
url = "sdt+serial:///dev/ttyUSB0"
"""


SAME_NAME = 'data_dir = "x"\n' + 2 * '[[device]]\nname = "a"\nclass = "code_reader"\nurl = ""\n'
MISTAKES: list[tuple[str, str]] = [
    ("", "data_dir"),
    ("data_dir = 3", "data_dir"),
    ('data_dir = "x"\ncolour = "red"', "colour"),
    ('data_dir = "x"\nlanguage = "fr"', "language"),
    ('data_dir = "x"\nfull_screen = "yes"', "full_screen"),
    ('data_dir = "x"\nread_aloud = 1', "read_aloud"),
    ('data_dir = "x"\nplatform_url = "ftp://x"', "platform_url"),
    ('data_dir = "x"\nsite = 3', "site"),
    ('data_dir = "x"\n[site]\ndivision = "3709"', "site.division"),
    ('data_dir = "x"\n[site]\nduty = "李"', "site.duty"),
    ('data_dir = "x"\n[site]\ncolour = "red"', "site.colour"),
    ('data_dir = "x"\n[site]\nnotice = ["a"]', "site.notice"),
    ('data_dir = "x"\n[site]\nlatitude = 35.7', "site.longitude"),
    ('data_dir = "x"\n[site]\naltitude = 10', "site.latitude"),
    ('data_dir = "x"\n[site]\nlatitude = 91\nlongitude = 1', "site.latitude"),
    ('data_dir = "x"\n[site]\nlatitude = "35.7"\nlongitude = 1', "site.latitude"),
    ('data_dir = "x"\n[site]\nlatitude = true\nlongitude = 1', "site.latitude"),
    ('data_dir = "x"\n[site]\nlatitude = 35\nlongitude = 117\naccuracy = -1', "accuracy"),
    ('data_dir = "x"\n[site]\nlatitude = 0\nlongitude = 0', "measured"),
    ('data_dir = "x"\ndevice = "a"', "device"),
    ('data_dir = "x"\n[[device]]\nclass = "id_card_reader"', "device.name"),
    ('data_dir = "x"\n[[device]]\nname = "a"\nclass = "oven"', "device.class"),
    ('data_dir = "x"\n[[device]]\nname = "a"\nport = 1', "device.port"),
    ('data_dir = ""', "data_dir"),
    ('data_dir = "x"\n[[site.notice]]\nhead = "a"', "site.notice.head"),
    ('data_dir = "x"\n[[site.notice]]\ntext = 3', "site.notice.text"),
    ('data_dir = "x"\n[[device]]\nname = "a"\nclass = "lights"\nurl = 3', "device.url of a"),
    ('data_dir = "x"\nfiles = 3', "files"),
    ('data_dir = "x"\n[files]\nspeed = 3', "files.speed"),
    ('data_dir = "x"\n[files]\nmost_kbit_s = -1', "files.most_kbit_s"),
    ('data_dir = "x"\n[files]\nmost_kbit_s = "64"', "files.most_kbit_s"),
    ('data_dir = "x"\n[files]\nmost_kbit_s = true', "files.most_kbit_s"),
    ('data_dir = "x"\n[files]\nquiet_hours = "08:00-09:00"', "files.quiet_hours"),
    ('data_dir = "x"\n[files]\nquiet_hours = [8]', "files.quiet_hours"),
    ('data_dir = "x"\n[files]\nquiet_hours = ["8:00-9:00"]', "files.quiet_hours"),
    ('data_dir = "x"\n[files]\nquiet_hours = ["08:00-24:00"]', "files.quiet_hours"),
    ('data_dir = "x"\nopenrosa = 3', "openrosa"),
    ('data_dir = "x"\n[openrosa]', "openrosa.url"),
    ('data_dir = "x"\n[openrosa]\nurl = "central.example"', "openrosa.url"),
    ('data_dir = "x"\n[openrosa]\nurl = "https://x"\nport = 1', "openrosa.port"),
    ('data_dir = "x"\n[openrosa]\nurl = "https://x"\nauth = "oauth"', "openrosa.auth"),
    ('data_dir = "x"\n[openrosa]\nurl = "https://x"\nuser = "a"', "openrosa.password_file"),
]
"""What is wrong, and what the sentence about it must name."""
BEYOND_SCHEMAS: list[tuple[str | bytes, str]] = [
    ('data_dir = "x"\n[site]\nlatitude = nan\nlongitude = 1', "site.latitude"),
    ('data_dir = "x"\n[files]\nquiet_hours = ["08:00-08:00"]', "files.quiet_hours"),
    (SAME_NAME, "device.name"),
    ("data_dir = ", "no TOML"),
    (b'data_dir = "\xe3\xeb"', "UTF-8"),
    ('data_dir = "~nobody-of-that-name/x"', "data_dir"),
    ('data_dir = "a\\u0000b"', "data_dir"),
]
"""What no JSON Schema can say: no TOML, a name twice, a folder of nobody."""


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "terminal.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, WHOLE))
    assert config.data_dir == tmp_path / "data"
    assert config.database == tmp_path / "data" / "bianmin.db"
    assert config.key_file.parent == config.data_dir
    assert config.platform_url == "http://127.0.0.1:8080"
    assert config.language == "en"
    assert config.full_screen is False
    assert config.read_aloud is True
    assert config.catalogue == tmp_path / "items"
    assert config.trust_list == tmp_path / "trust.json"
    assert config.site.duty == ("李秀英", "王建国")
    assert config.site.hotline == "12345"
    assert config.site.notices[0].title == "公示"
    assert config.files == FileSettings(
        256, (Hours(time(8, 30), time(11, 30)), Hours(time(22), time(5)))
    )
    assert config.devices == (
        DeviceSettings("id_card", "id_card_reader", "sdt+serial:///dev/ttyUSB0"),
    )


def test_the_place_on_the_map_is_written_as_forms_write_it(tmp_path: Path) -> None:
    text = 'data_dir = "x"\n[site]\nlatitude = 35.7125\nlongitude = 117\naltitude = 210.5'
    position = load_config(write(tmp_path, text)).site.position
    assert position is not None
    assert position.geopoint == "35.7125 117.0 210.5 0.0"


def test_a_place_that_nobody_measured_is_none(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, WHOLE)).site.position is None


def test_the_shortest_file_needs_only_a_data_folder(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, 'data_dir = "/srv/x"'))
    assert config.data_dir == Path("/srv/x")
    assert config.devices == ()
    assert config.catalogue is None
    assert config.trust_list is None
    assert config.read_aloud is False


@pytest.mark.parametrize(("text", "named"), [*MISTAKES, *BEYOND_SCHEMAS])
def test_each_mistake_is_told_with_file_key_and_remedy(
    tmp_path: Path, text: str | bytes, named: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert named in str(caught.value)
    assert str(path) in str(caught.value)
    assert caught.value.remedy


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load_config(tmp_path / "none.toml")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    text = WHOLE.replace('"en"', '"fr"').replace("true", "1").replace("phone", "phones")
    path = write(tmp_path, text)
    _, mistakes = review_config(path)
    assert [mistake.message for mistake in mistakes] == [
        f"{path}: language is 'fr'.",
        f"{path}: read_aloud is 1.",
        f"{path}: there is no key called site.phones.",
    ]
    assert "Perhaps phone was meant." in mistakes[-1].remedy


def validator() -> Any:
    schema = json.loads((files("kiosk") / "config.schema.json").read_text(encoding="utf-8"))
    return jsonschema_rs.Draft202012Validator(schema)


@pytest.mark.parametrize(
    "text", [WHOLE, 'data_dir = "/srv/x"', 'data_dir = "x"\n[site]\nlatitude = 1\nlongitude = 0']
)
def test_the_schema_takes_what_the_program_takes(tmp_path: Path, text: str) -> None:
    assert validator().is_valid(tomllib.loads(text))
    assert review_config(write(tmp_path, text))[1] == []


@pytest.mark.parametrize(("text", "named"), MISTAKES)
def test_the_schema_refuses_what_the_program_refuses(text: str, named: str) -> None:
    assert not validator().is_valid(tomllib.loads(text)), named


def test_the_schema_knows_every_key_and_class() -> None:
    schema = json.loads((files("kiosk") / "config.schema.json").read_text(encoding="utf-8"))
    device = schema["properties"]["device"]["items"]["properties"]
    assert set(device["class"]["enum"]) == set(DEVICE_CLASSES) == set(DeviceClass)
    for keys, kind in (
        (schema["properties"], Config),
        (schema["properties"]["site"]["properties"], Site),
        (device, DeviceSettings),
        (schema["properties"]["files"]["properties"], FileSettings),
        (schema["properties"]["openrosa"]["properties"], OpenRosaServer),
    ):
        fields = {field.name for field in dataclasses.fields(kind)}
        words = {"device_class": "class", "devices": "device", "notices": "notice"}
        own = {words.get(name, name) for name in fields} - {"position"}
        assert own == set(keys) - {"latitude", "longitude", "altitude", "accuracy"}


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("08:30-11:30", ["08:30", "11:29"], ["08:29", "11:30", "23:00"]),
        ("22:00-05:00", ["22:00", "23:59", "00:00", "04:59"], ["21:59", "05:00", "12:00"]),
    ],
)
def test_hours_end_before_their_end_and_may_pass_midnight(
    text: str, inside: list[str], outside: list[str]
) -> None:
    hours = Hours.parse(text)
    assert all(time.fromisoformat(moment) in hours for moment in inside)
    assert not any(time.fromisoformat(moment) in hours for moment in outside)
