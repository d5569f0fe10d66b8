"""A folder as a storage: for one machine, or for several that mount it."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from kiosk.errors import BugError, EnvironmentFault
from sync.platform.storage.objects import AbsentObjectError, FullStorageError, Stored, parts_of

_CHUNK = 256 * 1024
_PARTIAL = "."
"""What the names of files begin with while they are written."""
_OF_THE_DISK = "lost+found"
_OTHERS_TOO = {errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST}
"""While a folder is removed others may remove of it, too, or put something new into it."""
_FULL = {errno.ENOSPC, errno.EDQUOT}


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
            descriptor, partial = tempfile.mkstemp(prefix=_PARTIAL, dir=path.parent)
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
        path = self._folder.joinpath(*parts_of(prefix))
        with self._named():
            if path.is_dir():
                shutil.rmtree(path, onerror=_not_removed)
            else:
                path.unlink(missing_ok=True)

    def stored(self) -> Iterator[Stored]:
        """All files, folder by folder, with those that are being written.

        What the disk refuses to tell of is left out: who reads it hears why.
        """
        with self._named():
            self._folder.stat()  # if it is gone, nothing is known of what was in it
            for parent, folders, files in os.walk(self._folder, onerror=self._refused):
                if parent == os.fspath(self._folder) and _OF_THE_DISK in folders:
                    folders.remove(_OF_THE_DISK)
                folders.sort()
                for file in sorted(files):
                    path = Path(parent, file)
                    try:
                        found = path.stat()
                    except OSError:  # removed since we looked, or damaged
                        continue
                    yield Stored(
                        path.relative_to(self._folder).as_posix(),
                        found.st_size,
                        datetime.fromtimestamp(found.st_mtime, UTC),
                    )

    def free_bytes(self) -> int:
        """What the disk has left for this user."""
        with self._named():
            return shutil.disk_usage(self._folder).free

    def answers(self) -> None:
        """Find the folder there, and ours to write."""
        with self._named():
            self._folder.stat()
            if not os.access(self._folder, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    def _refused(self, error: OSError) -> None:
        if error.filename == os.fspath(self._folder):
            raise error

    def _open(self, name: str) -> BinaryIO:
        try:
            return self._path(name).open("rb")
        except FileNotFoundError as error:
            self._folder.stat()  # without the folder itself, nothing is known about the object
            raise AbsentObjectError(name) from error

    def _path(self, name: str) -> Path:
        parts = parts_of(name)
        if any(part.startswith(_PARTIAL) for part in parts):
            raise BugError("an object's name is one of those that are being written")
        return self._folder.joinpath(*parts)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise FullStorageError from error
            raise EnvironmentFault(
                "files.storage",
                f"The folder of files {self._folder} cannot be used: {error.strerror}.",
                "Check its disk, owner and mode; name another with --files.",
            ) from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_removed(_: object, __: str, failed: tuple[type, BaseException, object]) -> None:
    error = failed[1]
    if not (isinstance(error, OSError) and error.errno in _OTHERS_TOO):
        raise error
