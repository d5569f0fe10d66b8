"""A catalogue as a folder, whether it came as one or as a zip file that somebody may have bent."""

from __future__ import annotations

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from kiosk.errors import EnvironmentFault
from sync.platform.catalogue.limits import MAX_BYTES, MAX_ITEMS, too_large

_MAX_ENTRIES = MAX_ITEMS * 10
_CHUNK = 1024 * 1024
_DEPTH = 3
"""Folders and file of a path, at most: ``catalogue/602/form.xml``."""


@contextmanager
def unpacked(source: Path) -> Iterator[Path]:
    """The folder of a catalogue; what was unpacked for it is gone afterwards.

    Args:
        source: a folder, or a zip file of one; in it everything may lie in one folder.

    Raises:
        EnvironmentFault: ``catalogue.file`` (there is nothing that can be read),
            ``catalogue.archive`` (the zip file is damaged, or wants to write elsewhere),
            ``catalogue.size``.
    """
    if source.is_dir():
        yield source
        return
    if not source.is_file():
        raise EnvironmentFault(
            "catalogue.file",
            f"There is no catalogue {source}.",
            "Name the folder of a catalogue, or a zip file of one.",
        )
    with tempfile.TemporaryDirectory(prefix="bianmin-catalogue-") as folder:
        try:
            with zipfile.ZipFile(source) as archive:
                _unpack(archive, Path(folder))
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:  # what zipfile says of damaged, encrypted and strangely packed files
            raise _bent(f"{source.name} cannot be unpacked: {error}") from error
        except OSError as error:
            raise EnvironmentFault(
                "catalogue.file",
                f"{source} cannot be unpacked: {error.strerror or error}.",
                "Look at the file's mode, and at the room in the temporary folder.",
            ) from error
        yield _inner(Path(folder))


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > _MAX_ENTRIES:
        raise _bent(f"It holds {len(entries)} files, more than {_MAX_ENTRIES}")
    left = MAX_BYTES
    for entry in entries:
        target = folder / _place(entry)
        target.parent.mkdir(parents=True, exist_ok=True)
        left -= _write(archive, entry, target, left)


def _place(entry: zipfile.ZipInfo) -> PurePosixPath:
    path = PurePosixPath(entry.filename)
    plain = not path.is_absolute() and ".." not in path.parts and len(path.parts) <= _DEPTH
    if not plain or "\\" in entry.filename or not entry.filename.isprintable():
        raise _bent(f"It holds {entry.filename[:200]!r}, which is no place in a catalogue")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _bent(f"It holds {entry.filename[:200]!r}, which points elsewhere")
    return path


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Unpack one file; what the archive says of sizes is not believed."""
    written = 0
    try:
        with archive.open(entry) as packed, target.open("xb") as file:
            while chunk := packed.read(_CHUNK):
                written += len(chunk)
                if written > left:
                    raise too_large("The unpacked catalogue", MAX_BYTES)
                file.write(chunk)
    except FileExistsError as error:
        raise _bent(f"It holds {entry.filename[:200]!r} twice") from error
    return written


def _inner(folder: Path) -> Path:
    """The folder in which the catalogue lies: this one, or the only one in it."""
    inside = list(folder.iterdir())
    if len(inside) == 1 and inside[0].is_dir() and not (inside[0] / "item.json").exists():
        return inside[0]
    return folder


def _bent(message: str) -> EnvironmentFault:
    return EnvironmentFault(
        "catalogue.archive", f"{message}.", "Pack the catalogue's folder again as a zip file."
    )
