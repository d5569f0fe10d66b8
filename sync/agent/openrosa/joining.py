"""The identity of a terminal that no platform enrols, and the key its cases are sealed to.

An OpenRosa server has no key to seal to. Cases are sealed all the same, exactly as for a platform,
to a key whose private half is a file only the agent reads: what `kiosk.cases` freezes is one thing,
and a store that is copied without that file tells nothing of a case (docs/decisions/0038).
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases.terminal import TerminalIdentity
from kiosk.errors import EnvironmentFault
from sync.agent.answers import Stopped
from sync.agent.openrosa.answers import Ready
from sync.agent.openrosa.client import OpenRosaClient
from sync.protocol.envelope import PlatformPrivateKey, SuiteName, generate_platform_key
from sync.protocol.numbers import MAX_TERMINAL

KEY_ID = "openrosa"
_KEY_BYTES = 32
_FILE_MODE = 0o600


def is_openrosa(identity: TerminalIdentity) -> bool:
    """Whether this terminal's cases are sealed for an OpenRosa server."""
    return identity.platform_keys[0].key_id == KEY_ID


def join(number: int, url: str, place: str, key_file: Path) -> TerminalIdentity:
    """Make the identity and write its key.

    Args:
        number: the terminal's number, which nobody else gives it.
        url: of the server, for people to see.
        place: name of the service point.
        key_file: where the private key goes; must not exist.

    Raises:
        EnvironmentFault: ``openrosa.number``, ``openrosa.key``.
    """
    if not 1 <= number <= MAX_TERMINAL:
        raise EnvironmentFault(
            "openrosa.number",
            f"{number} is no terminal's number.",
            f"Give it one from 1 to {MAX_TERMINAL} that no other terminal of this server has.",
        )
    private, public = generate_platform_key(KEY_ID)
    try:
        descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(private.private_key)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise EnvironmentFault(
            "openrosa.key",
            f"The key file {key_file} cannot be made: {error.strerror}.",
            "A key that is there may be needed to open cases: move it away, never delete it.",
        ) from error
    return TerminalIdentity(
        terminal=f"{number:04}",
        platform_url=url,
        private_key=Ed25519PrivateKey.generate().private_bytes_raw(),
        platform_keys=(public,),
        acknowledgement_keys={},
        place=place,
    )


def check(client: OpenRosaClient) -> Ready:
    """Ask the server whether it is there and wants us.

    Raises:
        EnvironmentFault: ``openrosa.*``, ``network.*``.
    """
    ready = client.look()
    if isinstance(ready, Stopped):
        raise EnvironmentFault(
            ready.code, ready.detail, "Check url, user and auth in the section [openrosa]."
        )
    return ready


def load_key(key_file: Path) -> PlatformPrivateKey:
    """The key that frozen cases are opened with.

    Raises:
        EnvironmentFault: ``openrosa.key``.
    """
    try:
        with key_file.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            raw = file.read(_KEY_BYTES + 1)
    except OSError as error:
        raise EnvironmentFault(
            "openrosa.key",
            f"The key file {key_file} cannot be read: {error.strerror}.",
            "Restore it from the backup; without it no case that waits can be delivered.",
        ) from error
    if len(raw) != _KEY_BYTES or stat.S_IMODE(mode) & 0o077:
        raise EnvironmentFault(
            "openrosa.key",
            f"The key file {key_file} is damaged or can be read by other users.",
            f"Run: chmod 600 {key_file}; if it is damaged, restore it from the backup.",
        )
    return PlatformPrivateKey(KEY_ID, SuiteName.X25519, raw)
