"""A folder and somebody else's object store, each with a way to look behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from drivers.simulators.object_store import ObjectStore
from sync.platform.storage import FolderStorage, Storage, open_storage


@dataclass
class Rig:
    """A storage.

    Args:
        storage: under test.
        folder: where its objects really are.
        again: opens the same place once more, as another machine would.
    """

    storage: Storage
    folder: Path
    again: Callable[[], Storage]


@pytest.fixture(params=["folder", "s3"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    if request.param == "folder":
        folder = tmp_path / "files"
        return Rig(FolderStorage(folder), folder, lambda: FolderStorage(folder))
    store: ObjectStore = request.getfixturevalue("object_store")
    bucket = f"b{uuid4().hex}"
    address = store.address(bucket, "some/files")
    folder = store.bucket(bucket) / "some" / "files"
    return Rig(open_storage(address), folder, lambda: open_storage(address))
