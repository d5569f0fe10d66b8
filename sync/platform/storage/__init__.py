"""Where the sealed bytes of files are: whole objects by name, in a folder or an object store.

Objects are written once, read from their beginning and removed; none is ever changed in place. That
is all an S3-compatible store needs to offer, and all the platform asks for.
"""

from __future__ import annotations

from sync.platform.storage.addresses import open_storage
from sync.platform.storage.folder import FolderStorage
from sync.platform.storage.objects import AbsentObjectError, FullStorageError, Storage, Stored

__all__ = [
    "AbsentObjectError",
    "FolderStorage",
    "FullStorageError",
    "Storage",
    "Stored",
    "open_storage",
]
