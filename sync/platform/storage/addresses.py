"""From an address to a storage."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from kiosk.errors import EnvironmentFault
from sync.platform.storage.folder import FolderStorage
from sync.platform.storage.objects import Storage


def open_storage(url: str) -> Storage:
    """The storage at an address; one in the network is not asked for anything yet.

    Args:
        url: a folder's path, ``file:///FOLDER``, or
            ``s3://BUCKET/PREFIX?endpoint=URL&region=NAME&style=path|virtual``.

    Raises:
        EnvironmentFault: ``files.url``, ``files.storage``, ``files.credentials``, or
            ``library.missing``.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _no_place() from None
    if parts.scheme == "s3":
        try:
            from sync.platform.storage.s3 import open_s3  # its package is not everywhere
        except ImportError as error:
            raise EnvironmentFault(
                "library.missing",
                f"Files in an object store need the package botocore ({error}).",
                "Install the packages of requirements.lock, or bianmin-kiosk[platform-s3].",
            ) from error
        return open_s3(parts)
    if parts.scheme not in {"", "file"} or parts.netloc or not parts.path:
        raise _no_place()
    return FolderStorage(Path(unquote(parts.path) if parts.scheme else url))


def _no_place() -> EnvironmentFault:
    return EnvironmentFault(
        "files.url",
        "The address in --files is no place for files.",  # not repeated: a key may stand in it
        "Write the path of a folder, file:///FOLDER or s3://BUCKET/PREFIX?endpoint=URL.",
    )
