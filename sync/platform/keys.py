"""The platform's own keys: what it opens messages with and what it signs answers with."""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.protocol.envelope import (
    EnvelopeError,
    PlatformKey,
    PlatformPrivateKey,
    SuiteName,
    generate_platform_key,
)

FILE_NAME = "platform-keys.json"
_FORMAT = "bianmin-platform-keys/1"


@dataclass(frozen=True, slots=True)
class PlatformKeys:
    """Keys of one platform.

    Args:
        sealing: pairs for messages, newest first; old ones stay so that old messages open.
        acknowledgement_id: name of the signing key.
        acknowledgement: signs acknowledgements, feed pages and clock offers.
    """

    sealing: tuple[tuple[PlatformPrivateKey, PlatformKey], ...] = field(repr=False)
    acknowledgement_id: str
    acknowledgement: Ed25519PrivateKey = field(repr=False)

    def private_key(self, key_id: str) -> PlatformPrivateKey:
        """The private half of the key a message was sealed to.

        Raises:
            EnvelopeError: this platform never had such a key.
        """
        for private, _ in self.sealing:
            if private.key_id == key_id:
                return private
        raise EnvelopeError(
            "envelope.key", f"This platform has no key {key_id}.", "Enrol the terminal again."
        )

    @property
    def public_keys(self) -> tuple[PlatformKey, ...]:
        """What terminals may seal to, newest first."""
        return tuple(public for _, public in self.sealing)

    @property
    def acknowledgement_public(self) -> bytes:
        """The raw public half of the signing key."""
        return self.acknowledgement.public_key().public_bytes_raw()


def open_keys(folder: Path, clock: Clock) -> PlatformKeys:
    """The keys in `folder`, made at the first call.

    Raises:
        EnvironmentFault: ``keys.unreadable``, ``keys.damaged`` or ``keys.exposed``.
    """
    path = folder / FILE_NAME
    try:
        if not path.exists():
            fresh = PlatformKeys(
                sealing=(_new_sealing_key(clock, SuiteName.X25519),),
                acknowledgement_id=_key_id("ack", clock),
                acknowledgement=Ed25519PrivateKey.generate(),
            )
            _write(path, fresh, only_if_new=True)
        if path.stat().st_mode & 0o077:
            raise EnvironmentFault(
                "keys.exposed",
                f"Other users of this machine can read {path}.",
                f"Run: chmod 600 {path}",
            )
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise _unusable(path, error) from error
    return _parse(text, path)


def _unusable(path: Path, error: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        "keys.unreadable",
        f"The platform's keys in {path} cannot be used: {error.strerror}.",
        "Check owner and mode of the file and its folder.",
    )


def rotate(folder: Path, clock: Clock, suite: SuiteName) -> PlatformKeys:
    """Add a new key for terminals to seal to; the old ones go on opening what was sealed to them.

    Raises:
        EnvironmentFault: as `open_keys`.
    """
    with _alone(folder):
        keys = open_keys(folder, clock)
        newer = PlatformKeys(
            sealing=(_new_sealing_key(clock, suite), *keys.sealing),
            acknowledgement_id=keys.acknowledgement_id,
            acknowledgement=keys.acknowledgement,
        )
        _write(folder / FILE_NAME, newer, only_if_new=False)
    return newer


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one rotation at a time read and write: a key that is lost leaves cases sealed for ever.

    Raises:
        EnvironmentFault: ``keys.unreadable``.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise _unusable(folder, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _key_id(use: str, clock: Clock) -> str:
    return f"{use}-{clock.now():%Y%m%d}-{clock.token(4).hex()}"


def _new_sealing_key(clock: Clock, suite: SuiteName) -> tuple[PlatformPrivateKey, PlatformKey]:
    return generate_platform_key(_key_id("seal", clock), suite)


def _write(path: Path, keys: PlatformKeys, *, only_if_new: bool) -> None:
    document = {
        "format": _FORMAT,
        "acknowledgement": {
            "key_id": keys.acknowledgement_id,
            "private_key": _encode(keys.acknowledgement.private_bytes_raw()),
        },
        "sealing": [
            {
                "key_id": private.key_id,
                "suite": private.suite,
                "private_key": _encode(private.private_key),
                "public_key": _encode(public.public_key),
            }
            for private, public in keys.sealing
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


def _parse(text: str, path: Path) -> PlatformKeys:
    try:
        document = _document(text)
        sealing = tuple(
            (
                PlatformPrivateKey(one["key_id"], one["suite"], _decode(one["private_key"])),
                PlatformKey(one["key_id"], one["suite"], _decode(one["public_key"])),
            )
            for one in document["sealing"]
        )
        signing = document["acknowledgement"]
        private = Ed25519PrivateKey.from_private_bytes(_decode(signing["private_key"]))
        return PlatformKeys(sealing, signing["key_id"], private)
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise EnvironmentFault(
            "keys.damaged",
            f"The key file {path} is damaged.",
            "Restore it from a backup; without it no received case can be opened.",
        ) from error


def _document(text: str) -> Any:
    document = json.loads(text)
    if document["format"] != _FORMAT:
        raise ValueError(document["format"])
    return document


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
