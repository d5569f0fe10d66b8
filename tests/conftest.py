"""What every test may ask for."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

# before any test imports Qt: no display, and the renderer terminals without a GPU use
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import pytest
import structlog
from hypothesis import HealthCheck, settings

from drivers.card_reader import reader
from drivers.simulators.object_store import KEY_ID, SECRET, ObjectStore
from drivers.simulators.pcsc_service import PcscService, why_not

# two cores are shared by two workers: how long one example takes says nothing about the code
settings.register_profile("bianmin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bianmin")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT


@pytest.fixture(scope="session")
def two_items(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter catalogue with two of its items, 602 and 904: what it holds otherwise changes.

    It is without life events, which are other items. To read only; whoever spoils it takes a copy.
    """
    from kiosk.catalogue.authoring.documents import home_documents, write_home  # few tests need it

    starter = ROOT / "kiosk" / "catalogue" / "starter"
    folder = tmp_path_factory.mktemp("two-items") / "catalogue"
    others = [
        entry.name
        for entry in starter.iterdir()
        if (entry / "item.json").is_file() and entry.name not in {"602", "904"}
    ]
    shutil.copytree(starter, folder, ignore=shutil.ignore_patterns(*others))
    home = json.loads((folder / "home.json").read_text("utf-8"))
    (folder / "home.json").write_text(json.dumps({**home, "bundles": []}), "utf-8")
    built = home_documents(write_home(folder)).files["home.json"]
    (folder / "home.json").write_bytes(built)
    return folder


@pytest.fixture(autouse=True)
def _a_log_nobody_has_set_up() -> Iterator[None]:
    """A command that ran in this process leaves the log as it found it.

    Errors are told in short: with rich, structlog draws every variable of every call, and who logs
    a database's error on an event loop stops it for longer than a test waits.
    """
    short = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    usual = structlog.get_config()["processors"]
    structlog.configure(processors=[*usual[:-1], short])
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def _pcsc_of_this_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PcscService]:
    """One place for the PC/SC service: its library looks there once in the life of a process."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    service = PcscService(tmp_path_factory.mktemp("pcsc"))
    yield service
    service.stop()


@pytest.fixture
def pcsc(
    _pcsc_of_this_process: PcscService, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PcscService]:
    """A PC/SC service that runs, with a virtual reader and no card in it.

    It is a process of its own: on a busy machine it may answer later than on a terminal.
    """
    for limit in ("SERVICE_S", "CONNECT_S", "READ_S"):
        monkeypatch.setattr(reader, limit, 60.0)
    service = _pcsc_of_this_process
    service.start()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def _object_store_of_this_process(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ObjectStore]:
    store = ObjectStore(tmp_path_factory.mktemp("buckets"))
    store.start()
    yield store
    store.stop()


@pytest.fixture
def object_store(
    _object_store_of_this_process: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> ObjectStore:
    """An S3-compatible store, and the keys to it in the environment."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    nowhere = os.devnull  # not what whoever runs the tests has at home
    monkeypatch.setenv("AWS_CONFIG_FILE", nowhere)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", nowhere)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    return _object_store_of_this_process
