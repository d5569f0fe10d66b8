from pathlib import Path

import pytest

from kiosk.config import ConfigError, DeviceSettings, load_config

WHOLE = """
data_dir = "data"
platform_url = "http://127.0.0.1:8080/"
language = "en"
read_aloud = true
full_screen = false
catalogue = "items"

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
    assert config.site.duty == ("李秀英", "王建国")
    assert config.site.hotline == "12345"
    assert config.site.notices[0].title == "公示"
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
    assert config.read_aloud is False


@pytest.mark.parametrize(
    ("text", "named"),
    [
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
        ('data_dir = "x"\n[site]\nlatitude = nan\nlongitude = 1', "site.latitude"),
        ('data_dir = "x"\n[site]\nlatitude = 35\nlongitude = 117\naccuracy = -1', "accuracy"),
        ('data_dir = "x"\n[site]\nlatitude = 0\nlongitude = 0', "measured"),
        ('data_dir = "x"\ndevice = "a"', "device"),
        ('data_dir = "x"\n[[device]]\nclass = "id_card_reader"', "device.name"),
        ('data_dir = "x"\n[[device]]\nname = "a"\nclass = "oven"', "device.class"),
        ('data_dir = "x"\n[[device]]\nname = "a"\nport = 1', "device.port"),
        (
            (
                'data_dir = "x"\n'
                '[[device]]\nname = "a"\nclass = "code_reader"\nurl = ""\n'
                '[[device]]\nname = "a"\nclass = "code_reader"\nurl = ""'
            ),
            "device.name",
        ),
        ("data_dir = ", "no TOML"),
        ('data_dir = "汶"'.encode("gb18030"), "UTF-8"),
    ],
)
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
