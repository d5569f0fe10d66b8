"""Publishing a catalogue: a repository that terminals trust by its root key (TUF 1.0).

What is new is written first and named last, by the timestamp: a terminal that asks meanwhile sees
the catalogue before.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from tuf.api.exceptions import RepositoryError, StorageError
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Role,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

from kiosk.catalogue.distribution.archives import MANIFEST, parts_of
from kiosk.catalogue.distribution.keys import signer
from kiosk.catalogue.loader import load_catalogue
from kiosk.errors import EnvironmentFault

Role_ = TypeVar("Role_", Targets, Snapshot, Timestamp)
ROOT_DAYS = 3_650
"""For how long terminals may begin with a root."""
_SIGNED_BY = {"root": "root", "targets": "targets", "snapshot": "online", "timestamp": "online"}


@dataclass(frozen=True, slots=True)
class Published:
    """What was published.

    Args:
        version: of the catalogue, 1 and up.
        parts: of it.
        new: how many of them no terminal has yet.
    """

    version: int
    parts: int
    new: int


def publish(folder: Path, repository: Path, keys: Path, now: datetime, days: int) -> Published:
    """Publish the catalogue in a folder.

    Args:
        folder: the catalogue, built.
        repository: made at the first time; terminals read it over the network or from a stick.
        keys: folder of the keys.
        now: the time.
        days: how long terminals take it for news.

    Raises:
        EnvironmentFault: ``catalogue.*`` where the catalogue is not right, ``catalogue.key``, or
            ``catalogue.repository`` where the repository is of other keys, or cannot be written.
    """
    load_catalogue(folder)
    expires = (now + timedelta(days=days)).replace(microsecond=0)
    try:
        return _publish(parts_of(folder), _Repository(repository, keys), now, expires)
    except (OSError, RepositoryError, StorageError) as error:
        raise EnvironmentFault(
            "catalogue.repository",
            f"The repository {repository} cannot be written: {error}.",
            "Look at the folder and its room; terminals go on with what was published before.",
        ) from error


def _publish(
    parts: dict[str, bytes], repository: _Repository, now: datetime, expires: datetime
) -> Published:
    repository.require_root(now)
    targets = repository.load("targets", Targets(expires=expires))
    snapshot = repository.load("snapshot", Snapshot(expires=expires))
    timestamp = repository.load("timestamp", Timestamp(expires=expires))
    again = (repository.metadata / "timestamp.json").exists()
    if again:
        for signed in (targets.signed, snapshot.signed, timestamp.signed):
            signed.version += 1
            signed.expires = expires
    version = targets.signed.version
    manifest = {
        "version": version,
        "parts": {name: f"{name}.zip" for name in sorted(parts)},
    }
    contents = {f"{name}.zip": content for name, content in parts.items()}
    contents[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    before = targets.signed.targets
    targets.signed.targets = {
        path: TargetFile.from_data(path, content, ["sha256"]) for path, content in contents.items()
    }
    new = [
        path
        for path, target in targets.signed.targets.items()
        if path not in before or before[path].hashes != target.hashes
    ]
    for path, content in contents.items():
        repository.put_target(path, content)
    snapshot.signed.meta["targets.json"] = MetaFile(version)
    timestamp.signed.snapshot_meta = MetaFile(snapshot.signed.version)
    repository.put("targets", targets, f"{version}.targets.json")
    repository.put("snapshot", snapshot, f"{snapshot.signed.version}.snapshot.json")
    repository.put("timestamp", timestamp, "timestamp.json")
    return Published(version, len(parts), sum(path != MANIFEST for path in new))


class _Repository:
    """The folder of a repository, and the keys it is signed with."""

    def __init__(self, folder: Path, keys: Path) -> None:
        self.metadata = folder / "metadata"
        self._targets = folder / "targets"
        self._signers = {role: signer(keys, name) for role, name in _SIGNED_BY.items()}
        self.metadata.mkdir(parents=True, exist_ok=True)
        self._targets.mkdir(exist_ok=True)

    def require_root(self, now: datetime) -> None:
        """Write the root at the first time.

        Raises:
            EnvironmentFault: ``catalogue.repository``: the repository's root names other keys.
        """
        ids = {role: [one.public_key.keyid] for role, one in self._signers.items()}
        newest = max(self.metadata.glob("*.root.json"), key=_number, default=None)
        if newest is not None:
            root = Metadata[Root].from_file(str(newest)).signed
            if any(root.roles[role].keyids != wanted for role, wanted in ids.items()):
                raise EnvironmentFault(
                    "catalogue.repository",
                    f"{newest} names other keys than those given.",
                    "Sign with the keys the repository began with; terminals would refuse others.",
                )
            return
        expires = (now + timedelta(days=ROOT_DAYS)).replace(microsecond=0)
        root = Root(
            expires=expires,
            keys={one.public_key.keyid: one.public_key for one in self._signers.values()},
            roles={role: Role(wanted, 1) for role, wanted in ids.items()},
            consistent_snapshot=True,
        )
        self.put("root", Metadata(root), "1.root.json")

    def load(self, role: str, otherwise: Role_) -> Metadata[Role_]:
        """The newest metadata of a role, or those of a new repository."""
        pattern = "timestamp.json" if role == "timestamp" else f"*.{role}.json"
        newest = max(self.metadata.glob(pattern), key=_number, default=None)
        return Metadata(otherwise) if newest is None else Metadata.from_file(str(newest))

    def put(self, role: str, metadata: Metadata[Any], name: str) -> None:
        """Sign metadata and write them."""
        metadata.sign(self._signers[role])
        _write(self.metadata / name, metadata.to_bytes(JSONSerializer(compact=True)))

    def put_target(self, path: str, content: bytes) -> None:
        """Write a part under its digest, unless it is there."""
        file = self._targets / f"{hashlib.sha256(content).hexdigest()}.{path}"
        if not file.exists():
            _write(file, content)


def _number(file: Path) -> int:
    first = file.name.partition(".")[0]
    return int(first) if first.isdigit() else 0


def _write(file: Path, content: bytes) -> None:
    """Write a file whole: who reads meanwhile sees it as it was."""
    unfinished = file.with_name(f".{file.name}.new")
    unfinished.write_bytes(content)
    unfinished.replace(file)
