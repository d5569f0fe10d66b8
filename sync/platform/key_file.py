"""The file the platform's own keys stand in: read and written whole, by one at a time."""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from kiosk.errors import EnvironmentFault
from sync.platform.key_records import SealingKey, Signer
from sync.protocol.envelope import PlatformKey, PlatformPrivateKey
from sync.protocol.signers import SignerAnnouncement

_FIRST_FORMAT = "bianmin-platform-keys/1"
"""One signing key, and nothing was ever withdrawn."""
_FORMAT = "bianmin-platform-keys/2"

Keys = tuple[tuple[SealingKey, ...], tuple[Signer, ...]]


def read(path: Path) -> Keys:
    """The keys in a file.

    Raises:
        EnvironmentFault: ``keys.damaged``.
        OSError: it cannot be read.
    """
    text = path.read_text(encoding="utf-8")
    try:
        document = json.loads(text)
        signing = _signing(document)
        if not signing:
            raise ValueError("no signing key")  # noqa: TRY301 # the same end as other damage
        sealing = tuple(map(_sealing_key, document["sealing"]))
        return sealing, tuple(map(_signer, signing))
    except (ValueError, KeyError, TypeError, binascii.Error, ValidationError) as error:
        raise EnvironmentFault(
            "keys.damaged",
            f"The key file {path} is damaged.",
            "Restore it from a backup; without it no received case can be opened.",
        ) from error


def write(
    path: Path, sealing: tuple[SealingKey, ...], signers: tuple[Signer, ...], *, only_if_new: bool
) -> None:
    """Put keys into a file, whole or not at all; when it returns, power may fail.

    Raises:
        OSError: it cannot be written.
    """
    document = {
        "format": _FORMAT,
        "signing": [
            {
                "key_id": one.key_id,
                "private_key": _encode(one.key.private_bytes_raw()),
                "announcement": one.announcement and one.announcement.model_dump(mode="json"),
            }
            for one in signers
        ],
        "sealing": [
            {
                "key_id": one.private.key_id,
                "suite": one.private.suite,
                "private_key": _encode(one.private.private_key),
                "public_key": _encode(one.public.public_key),
                "withdrawn": one.withdrawn,
            }
            for one in sealing
        ],
    }
    # a name nobody can foresee, made anew and for us alone, even in a folder others may write to
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    partial = Path(name)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    if only_if_new:
        try:
            os.link(partial, path)  # fails where a parallel start was first; its keys count then
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    else:
        partial.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one change at a time read and write: a key that is lost leaves cases sealed for ever.

    Raises:
        EnvironmentFault: ``keys.unreadable``.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise unusable(folder, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def unusable(path: Path, error: OSError) -> EnvironmentFault:
    """What is said of keys that cannot be had."""
    return EnvironmentFault(
        "keys.unreadable",
        f"The platform's keys in {path} cannot be used: {error.strerror}.",
        "Check owner and mode of the file and its folder.",
    )


def _signing(document: Any) -> list[Any]:
    match document["format"]:
        case found if found == _FORMAT:
            return list(document["signing"])
        case found if found == _FIRST_FORMAT:
            return [document["acknowledgement"]]
        case other:
            raise ValueError(other)


def _signer(one: Any) -> Signer:
    announcement = one.get("announcement")
    return Signer(
        one["key_id"],
        Ed25519PrivateKey.from_private_bytes(_decode(one["private_key"])),
        announcement and SignerAnnouncement.model_validate(announcement),
    )


def _sealing_key(one: Any) -> SealingKey:
    return SealingKey(
        PlatformPrivateKey(one["key_id"], one["suite"], _decode(one["private_key"])),
        PlatformKey(one["key_id"], one["suite"], _decode(one["public_key"])),
        withdrawn=bool(one.get("withdrawn")),
    )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
