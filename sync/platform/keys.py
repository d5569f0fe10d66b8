"""The platform's own keys: what it opens messages with and what it signs answers with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform import key_file
from sync.platform.key_records import SealingKey, Signer
from sync.protocol.envelope import (
    EnvelopeError,
    PlatformKey,
    PlatformPrivateKey,
    SuiteName,
    generate_platform_key,
)
from sync.protocol.signers import MAX_CHAIN, SignerAnnouncement, announce

FILE_NAME = "platform-keys.json"


@dataclass(frozen=True, slots=True)
class PlatformKeys:
    """Keys of one platform.

    Args:
        sealing: pairs for messages, newest first; old ones stay so that old messages open.
        signers: what it signs with, oldest first; the last ones may not have begun yet.
        path: the file they were read from.
    """

    sealing: tuple[SealingKey, ...] = field(repr=False)
    signers: tuple[Signer, ...] = field(repr=False)
    path: Path | None = None

    def latest(self) -> PlatformKeys:
        """These keys, or those that stand in their file by now: another process may change them.

        Raises:
            EnvironmentFault: ``keys.unreadable`` or ``keys.damaged``.
        """
        if self.path is None:
            return self
        try:
            stood = self.path.stat()
            return _read(self.path, stood.st_ino, stood.st_mtime_ns)
        except OSError as error:
            raise key_file.unusable(self.path, error) from error

    def private_key(self, key_id: str) -> PlatformPrivateKey:
        """The private half of the key a message was sealed to, withdrawn or not.

        Raises:
            EnvelopeError: this platform never had such a key.
        """
        # the file is not looked at for every message: most are sealed to a key that is known
        found = self.read_key(key_id) or self.latest().read_key(key_id)
        if found is None:
            raise EnvelopeError(
                "envelope.key", f"This platform has no key {key_id}.", "Enrol the terminal again."
            )
        return found

    def read_key(self, key_id: str) -> PlatformPrivateKey | None:
        """The private half of a key, as far as these were read from their file."""
        return next((one.private for one in self.sealing if one.private.key_id == key_id), None)

    def signer(self, now: datetime) -> Signer:
        """What is signed with at this moment."""
        try:
            signers = self.latest().signers
        except EnvironmentFault:  # what was read at the start still signs rightly
            signers = self.signers
        return next(one for one in reversed(signers) if one.is_in_use(now))

    @property
    def first_signer(self) -> Signer:
        """What was signed with at first; it stays the same for ever."""
        return self.signers[0]

    @property
    def public_keys(self) -> tuple[PlatformKey, ...]:
        """What terminals may seal to, newest first."""
        return tuple(one.public for one in self.sealing if not one.withdrawn)

    @property
    def announcements(self) -> tuple[SignerAnnouncement, ...]:
        """The chain of signing keys, oldest first."""
        return tuple(one.announcement for one in self.signers if one.announcement is not None)

    def announced_after(self, key_id: str) -> tuple[SignerAnnouncement, ...]:
        """What was announced after a signing key; nothing after one that never was."""
        names = [one.key_id for one in self.signers]
        if key_id not in names:
            return ()
        return self.announcements[names.index(key_id) :]


def open_keys(folder: Path, clock: Clock) -> PlatformKeys:
    """The keys in `folder`, made at the first call.

    Raises:
        EnvironmentFault: ``keys.unreadable``, ``keys.damaged`` or ``keys.exposed``.
    """
    path = folder / FILE_NAME
    try:
        if not path.exists():
            signer = Signer(_key_id("ack", clock), Ed25519PrivateKey.generate())
            sealing = (_new_sealing_key(clock, SuiteName.X25519),)
            key_file.write(path, sealing, (signer,), only_if_new=True)
        if path.stat().st_mode & 0o077:
            raise EnvironmentFault(
                "keys.exposed",
                f"Other users of this machine can read {path}.",
                f"Run: chmod 600 {path}",
            )
        return PlatformKeys(*key_file.read(path), path)
    except OSError as error:
        raise key_file.unusable(path, error) from error


def rotate(folder: Path, clock: Clock, suite: SuiteName) -> PlatformKeys:
    """Add a new key for terminals to seal to; the old ones go on opening what was sealed to them.

    Raises:
        EnvironmentFault: as `open_keys`.
    """
    return _change(
        folder,
        clock,
        lambda keys: replace(keys, sealing=(_new_sealing_key(clock, suite), *keys.sealing)),
    )


def withdraw(folder: Path, clock: Clock, key_id: str) -> PlatformKeys:
    """Offer a key to no terminal any more; what comes sealed to it is opened as before.

    Raises:
        EnvironmentFault: ``keys.unknown``, no such key is offered; ``keys.last``, it is the only
            one that is; or as `open_keys`.
    """

    def without(keys: PlatformKeys) -> PlatformKeys:
        offered = [one.key_id for one in keys.public_keys]
        if key_id not in offered:
            raise EnvironmentFault(
                "keys.unknown",
                f"No key {key_id[:80]!r} is offered to terminals.",
                "They are listed by: kiosk-platform keys",
            )
        if offered == [key_id]:
            raise EnvironmentFault(
                "keys.last",
                f"{key_id} is the only key terminals may seal to.",
                "Make another one first: kiosk-platform keys --rotate",
            )
        sealing = (
            replace(one, withdrawn=one.withdrawn or one.public.key_id == key_id)
            for one in keys.sealing
        )
        return replace(keys, sealing=tuple(sealing))

    return _change(folder, clock, without)


def announce_signer(folder: Path, clock: Clock, begins_at: datetime) -> PlatformKeys:
    """Make another signing key, and let the last one say from when on it signs.

    Raises:
        EnvironmentFault: ``keys.announced``, one that was announced has not begun yet;
            ``keys.too_many``; or as `open_keys`.
    """

    def with_another(keys: PlatformKeys) -> PlatformKeys:
        last = keys.signers[-1]
        if not last.is_in_use(clock.now()):
            raise EnvironmentFault(
                "keys.announced",
                f"The signing key {last.key_id} was announced and has not begun yet.",
                "Wait for its day: kiosk-platform keys",
            )
        if len(keys.signers) > MAX_CHAIN:
            raise EnvironmentFault(
                "keys.too_many", f"Terminals follow {MAX_CHAIN} changes of the signing key."
            )
        key_id, key = _key_id("ack", clock), Ed25519PrivateKey.generate()
        announcement = announce(
            key_id,
            key.public_key().public_bytes_raw(),
            begins_at=begins_at,
            by=last.key_id,
            key=last.key,
        )
        return replace(keys, signers=(*keys.signers, Signer(key_id, key, announcement)))

    return _change(folder, clock, with_another)


def _change(
    folder: Path, clock: Clock, change: Callable[[PlatformKeys], PlatformKeys]
) -> PlatformKeys:
    with key_file.alone(folder):
        changed = change(open_keys(folder, clock))
        path = folder / FILE_NAME
        try:
            key_file.write(path, changed.sealing, changed.signers, only_if_new=False)
        except OSError as error:
            raise key_file.unusable(path, error) from error
    return changed


@lru_cache(maxsize=4)
def _read(path: Path, inode: int, changed_ns: int) -> PlatformKeys:
    """The keys in a file as it stands; read once for each time it is written."""
    del inode, changed_ns
    return PlatformKeys(*key_file.read(path), path)


def _key_id(use: str, clock: Clock) -> str:
    return f"{use}-{clock.now():%Y%m%d}-{clock.token(4).hex()}"


def _new_sealing_key(clock: Clock, suite: SuiteName) -> SealingKey:
    return SealingKey(*generate_platform_key(_key_id("seal", clock), suite))
