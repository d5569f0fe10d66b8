"""Installing a catalogue: verified, put together beside the one in use, and switched to at once.

    <place>/current            → versions/<n>, what the terminal loads
    <place>/previous           → the one before
    <place>/versions/<n>/      catalogues as `load_catalogue` reads them
    <place>/parts/             the verified parts they were made of, by digest
    <place>/trust/             the root that is trusted, and what was seen of the repository last

A power cut at any moment leaves the old catalogue or the new one.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.ngclient import TargetFile, Updater, UpdaterConfig

from kiosk.catalogue.distribution.archives import MANIFEST, unpack
from kiosk.catalogue.distribution.sources import Fetcher, address_of
from kiosk.catalogue.prepared import load_prepared, prepare
from kiosk.errors import EnvironmentFault

CURRENT, PREVIOUS = "current", "previous"
_ANCHOR = "anchor.json"
_UNFINISHED = ".unfinished"
_MOST_METADATA = 64 * 1024 * 1024  # bytes; a province's catalogue has 100,000 parts
_REASONS = (
    (ExpiredMetadataError, "catalogue.expired", "it is too old; nobody vouches for it any more"),
    (UnsignedMetadataError, "catalogue.signature", "it is not signed by the keys trusted here"),
    (BadVersionNumberError, "catalogue.rolled_back", "it is older than what was seen before"),
    (LengthOrHashMismatchError, "catalogue.tampered", "a file is not what was signed"),
    (DownloadHTTPError, "catalogue.incomplete", "a file of it is not there"),
    (DownloadError, "catalogue.unreachable", "it cannot be read"),
    (RepositoryError, "catalogue.repository", "it is no repository of a catalogue"),
)


@dataclass(frozen=True, slots=True)
class Installed:
    """A catalogue that is in use now.

    Args:
        version: as it was published.
        changed: False where it was in use before.
        items: how many it has.
    """

    version: int
    changed: bool
    items: int


def install(source: str, place: Path, root: bytes | None = None) -> Installed:
    """Install the newest catalogue of a repository.

    Args:
        source: an address, or a folder such as that of a USB stick.
        place: the folder of catalogues of this terminal.
        root: the root metadata to trust, at the first time; later ones come signed by it.

    Raises:
        EnvironmentFault: ``catalogue.expired``, ``.signature``, ``.rolled_back``, ``.tampered``,
            ``.incomplete``, ``.unreachable``, ``.repository``, ``.part``, ``.trust`` (no root is
            trusted yet), ``.installing`` (another install runs), ``.room`` (it cannot be written),
            or what `load_catalogue` says. The catalogue in use stays.
    """
    try:
        with _alone(place):
            return _install(source, place, root)
    except OSError as error:
        raise EnvironmentFault(
            "catalogue.room",
            f"The catalogue cannot be written into {place}: {error.strerror}.",
            "Make room, or look at who owns the folder; the catalogue in use stays.",
        ) from error


def _install(source: str, place: Path, root: bytes | None) -> Installed:
    updater = _updater(source, place, _trusted(place / "trust", root))
    with _told(source):
        updater.refresh()
    parts = place / "parts"
    parts.mkdir(exist_ok=True)
    manifest = json.loads(_part(updater, MANIFEST, parts, source).read_bytes())
    version = int(manifest["version"])
    if version_in_use(place) == version:
        return Installed(version, False, len(load_prepared(place / CURRENT).items))
    unfinished = place / "versions" / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    used = {MANIFEST}
    for name, target in manifest["parts"].items():
        archive = _part(updater, target, parts, source)
        unpack(archive, name, unfinished)
        used.add(target)
    prepare(unfinished)
    mark = unfinished / "version"
    mark.write_text(f"{version}\n")
    mark.chmod(0o644)
    items = len(load_prepared(unfinished).items)
    os.sync()  # a hundred thousand files one by one would take minutes
    finished = place / "versions" / str(version)
    shutil.rmtree(finished, ignore_errors=True)
    unfinished.rename(finished)
    _to_disk(finished.parent)
    _switch(place, finished)
    _tidy(place, updater, used)
    return Installed(version, True, items)


def roll_back(place: Path) -> int:
    """Take the catalogue before; the version that is in use now.

    Raises:
        EnvironmentFault: ``catalogue.no_previous``.
    """
    with _alone(place):
        before = place / PREVIOUS
        if not before.exists():
            raise EnvironmentFault(
                "catalogue.no_previous",
                f"{place} holds no catalogue before the one in use.",
                "Install another one.",
            )
        _switch(place, before.resolve())
        return version_in_use(place) or 0


def version_in_use(place: Path) -> int | None:
    """The version of the catalogue in use; None where there is none."""
    try:
        return int((place / CURRENT / "version").read_text())
    except (OSError, ValueError):
        return None


def _trusted(trust: Path, root: bytes | None) -> bytes:
    """The root to begin with; one that was given before stays."""
    anchor = trust / _ANCHOR
    if not anchor.exists():
        if root is None:
            raise EnvironmentFault(
                "catalogue.trust",
                "This terminal trusts nobody's catalogues yet.",
                "Give the repository's 1.root.json by --root, from a source you trust.",
            )
        trust.mkdir(exist_ok=True)
        unfinished = anchor.with_suffix(".new")
        unfinished.write_bytes(root)
        _to_disk(unfinished)
        unfinished.replace(anchor)
        _to_disk(trust)
    return anchor.read_bytes()


def _updater(source: str, place: Path, root: bytes) -> Updater:
    address = address_of(source).rstrip("/")
    config = UpdaterConfig(snapshot_max_length=_MOST_METADATA, targets_max_length=_MOST_METADATA)
    with _told(source):
        return Updater(
            str(place / "trust"),
            f"{address}/metadata/",
            str(place / "parts"),
            f"{address}/targets/",
            Fetcher(),
            config,
            bootstrap=root,
        )


def _part(updater: Updater, path: str, parts: Path, source: str) -> Path:
    """A part's file, verified; downloaded unless it is there."""
    with _told(source):
        target = updater.get_targetinfo(path)
    if target is None:
        raise _refused(source, "catalogue.incomplete", f"{path} is not signed")
    file = parts / _name(target)
    with _told(source):
        if updater.find_cached_target(target, str(file)) is None:
            updater.download_target(target, str(file))
    return file


def _name(target: TargetFile) -> str:
    return f"{target.hashes['sha256']}.{Path(target.path).name}"


@contextmanager
def _told(source: str) -> Iterator[None]:
    """Say in our words why a repository is refused."""
    try:
        yield
    except (RepositoryError, DownloadError) as error:
        for kind, code, why in _REASONS:
            if isinstance(error, kind):
                raise _refused(source, code, f"{why} ({error})") from error
        raise


def _refused(source: str, code: str, why: str) -> EnvironmentFault:
    return EnvironmentFault(
        code,
        f"The catalogue from {source} is not installed: {why}.",
        "The catalogue in use stays; ask those who publish it, or copy it to the stick again.",
    )


def _switch(place: Path, to: Path) -> None:
    """Let the terminal load another version from now on; the one until now is kept."""
    current = place / CURRENT
    if current.exists() and current.resolve() != to.resolve():
        _link(place / PREVIOUS, current.resolve())
    _link(current, to)


def _link(link: Path, to: Path) -> None:
    unfinished = link.with_name(f".{link.name}.new")
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(to.relative_to(link.parent.resolve()))
    unfinished.replace(link)
    _to_disk(link.parent)


def _tidy(place: Path, updater: Updater, used: set[str]) -> None:
    """Remove versions and parts that nobody needs any more."""
    kept = {(place / link).resolve() for link in (CURRENT, PREVIOUS)}
    for version in (place / "versions").iterdir():
        if version.resolve() not in kept:
            shutil.rmtree(version)
    targets = (updater.get_targetinfo(path) for path in used)
    names = {_name(target) for target in targets if target is not None}
    for file in (place / "parts").iterdir():
        if file.name not in names:
            file.unlink()


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One install at a time."""
    (place / "versions").mkdir(parents=True, exist_ok=True)
    for folder in (place, place / "versions"):
        folder.chmod(0o755)
    with (place / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise EnvironmentFault(
                "catalogue.installing",
                f"Somebody else is installing a catalogue into {place}.",
                "Wait until that is over.",
            ) from error
        yield


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
