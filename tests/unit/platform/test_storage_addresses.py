"""Addresses of storages: what is understood, what is refused, and that no key is repeated."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kiosk.errors import EnvironmentFault
from sync.platform.storage import FolderStorage, open_storage
from sync.platform.storage.s3 import Place, S3Storage, open_s3

HTTPS = "https://store.example:9000"


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush")


def place(url: str) -> Place:
    return open_s3(urlsplit(url))._place


def test_an_address_names_bucket_prefix_endpoint_region_and_style() -> None:
    assert place("s3://files") == Place("files", "")
    assert place(f"s3://my.files/a/b%20c/?endpoint={HTTPS}&region=cn-north-1") == Place(
        "my.files", "a/b c/", HTTPS, "cn-north-1", "path"
    )
    assert place(f"s3://files?endpoint={HTTPS}&style=virtual").style == "virtual"
    for loopback in ("http://127.0.0.1:9000", "http://localhost", "http://[::1]:9000"):
        assert place(f"s3://files?endpoint={loopback}").endpoint == loopback
    assert place("s3://files/a").shown == "s3://files/a/"


@pytest.mark.parametrize(
    "url",
    [
        "s3://",
        "s3:///files",
        "s3://FILES",
        "s3://id:hush-hush@files",
        "s3://files?secret=hush-hush",
        "s3://files?endpoint=http://store.example",
        "s3://files?endpoint=https://id:hush-hush@store.example",
        "s3://files?endpoint=https://store.example:port",
        "s3://files?endpoint=ftp://store.example",
        "s3://files?endpoint=https://",
        "s3://files?endpoint=https://h?hush-hush",
        "s3://files?style=odd",
        "s3://files?region=a%20b/c",
        "s3://files/a//b",
        "s3://files/../b",
        "s3://files#a",
    ],
)
def test_an_address_that_is_none_is_told_without_what_stands_in_it(url: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        open_storage(url)
    assert caught.value.code == "files.url"
    assert "hush-hush" not in f"{caught.value} {caught.value.remedy}"


def test_a_place_in_the_network_is_not_asked_for_anything_when_it_is_opened() -> None:
    assert isinstance(open_storage("s3://files?endpoint=https://store.invalid"), S3Storage)


def test_keys_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text("[default]\naws_access_key_id = id\naws_secret_access_key = hush-hush\n")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    assert isinstance(open_storage("s3://files"), S3Storage)


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_CONFIG_FILE"])
def test_nothing_but_the_address_says_where_files_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\nendpoint_url = http://elsewhere.example\n")
    elsewhere = str(config) if name == "AWS_CONFIG_FILE" else "http://elsewhere.example"
    monkeypatch.setenv(name, elsewhere)
    storage = open_s3(urlsplit("s3://files?region=cn-north-1"))
    for client in (storage._client, storage._probe):
        url = urlsplit(client.meta.endpoint_url)
        assert url.scheme == "https"
        assert (url.hostname or "").endswith(".amazonaws.com.cn")


@pytest.mark.parametrize("profile", ["", "nobody"])
def test_without_keys_the_platform_says_where_they_belong(
    monkeypatch: pytest.MonkeyPatch, profile: str
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    if profile:
        monkeypatch.setenv("AWS_PROFILE", profile)
    with pytest.raises(EnvironmentFault) as caught:
        open_storage("s3://files")
    assert caught.value.code == "files.credentials"
    assert "AWS_ACCESS_KEY_ID" in (caught.value.remedy or "")


def test_without_its_package_everything_else_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delitem(sys.modules, "sync.platform.storage.s3")
    monkeypatch.setitem(sys.modules, "botocore", None)
    monkeypatch.setitem(sys.modules, "botocore.session", None)
    with pytest.raises(EnvironmentFault) as caught:
        open_storage("s3://files")
    assert caught.value.code == "library.missing"
    assert "botocore" in str(caught.value)
    assert isinstance(open_storage(str(tmp_path)), FolderStorage)
