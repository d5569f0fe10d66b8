"""Where the sealed bytes of files are: whole objects by name, in a folder or an object store.

Objects are written once, read from their beginning and removed; none is ever changed in place. That
is all an S3-compatible store needs to offer, and all the platform asks for.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

from kiosk.errors import BugError, EnvironmentFault

_CHUNK = 256 * 1024


class AbsentObjectError(EnvironmentFault):
    """The storage works and has no object of this name. Code: ``files.absent``."""


class Storage(Protocol):
    """Objects by name; a name has parts with a slash between, like a path.

    Raises:
        EnvironmentFault: ``files.storage``; it cannot be reached or written.
    """

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a whole object, durable when this returns; an error of `chunks` leaves nothing."""

    def read(self, name: str) -> Iterator[bytes]:
        """An object's bytes in pieces.

        Raises:
            AbsentObjectError: there is none of this name.
        """

    def remove(self, prefix: str) -> None:
        """Remove the object of this name, or all whose names begin with it and a slash."""

    def free_bytes(self) -> int:
        """How much more it can hold."""


class FolderStorage:
    """Files in a folder.

    Args:
        folder: where; made if absent, private to this user.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with self._named():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file beside its place and move it there."""
        path = self._path(name)
        with self._named():
            self._folder.stat()  # made at the start: if it is gone, a disk is
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, partial = tempfile.mkstemp(prefix=".", dir=path.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    for chunk in chunks:
                        file.write(chunk)
                    file.flush()
                    os.fsync(file.fileno())
                Path(partial).replace(path)
            except BaseException:
                Path(partial).unlink(missing_ok=True)
                raise
            for folder in path.parents:
                _sync(folder)
                if folder == self._folder:
                    break

    def read(self, name: str) -> Iterator[bytes]:
        """A file's bytes in pieces."""
        with self._named(), self._open(name) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def remove(self, prefix: str) -> None:
        """Remove a file, or a folder with all in it."""
        path = self._path(prefix)
        with self._named():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """What the disk has left for this user."""
        with self._named():
            return shutil.disk_usage(self._folder).free

    def _open(self, name: str) -> BinaryIO:
        try:
            return self._path(name).open("rb")
        except FileNotFoundError as error:
            self._folder.stat()  # without the folder itself, nothing is known about the object
            raise AbsentObjectError(
                "files.absent", f"The folder of files has no {name}.", "Restore a backup."
            ) from error

    def _path(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if not parts or any(part in {"..", "/"} or part.startswith(".") for part in parts):
            raise BugError("an object's name leads out of its folder")
        return self._folder.joinpath(*parts)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise EnvironmentFault(
                "files.storage",
                f"The folder of files {self._folder} cannot be used: {error.strerror}.",
                "Check its disk, owner and mode; name another with --files.",
            ) from error


def open_storage(url: str) -> Storage:
    """The storage at an address.

    Args:
        url: ``file:///FOLDER`` or a folder's path.

    Raises:
        EnvironmentFault: ``files.url``, ``files.storage``.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"", "file"} or parts.netloc or not parts.path:
        raise EnvironmentFault(
            "files.url",
            f"{url!r} is no place for files.",
            "Write the path of a folder, or file:///FOLDER.",
        )
    return FolderStorage(Path(unquote(parts.path) if parts.scheme else url))


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
