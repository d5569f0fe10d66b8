"""The keys that catalogues are signed with: one for the root, one for targets, one for the rest.

The root key names the others and can replace them; keep it away from the network. The one called
``online`` signs often (snapshot, timestamp), so that a terminal notices when news are held back.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from kiosk.errors import EnvironmentFault

NAMES = ("root", "targets", "online")


def make_keys(folder: Path) -> list[Path]:
    """Make the keys; none is written over.

    Raises:
        EnvironmentFault: ``catalogue.key`` where there is one already, or none can be written.
    """
    files = [_file(folder, name) for name in NAMES]
    for file in files:
        if file.exists():
            raise EnvironmentFault(
                "catalogue.key",
                f"{file} is there already, and is not written over.",
                "Use it, or name another folder.",
            )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in files:
            key = Ed25519PrivateKey.generate()
            file.touch(mode=0o600)
            file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    except OSError as error:
        raise EnvironmentFault(
            "catalogue.key",
            f"The keys cannot be written into {folder}: {error.strerror}.",
            "Name a folder that may be written.",
        ) from error
    return files


def signer(folder: Path, name: str) -> CryptoSigner:
    """Signs with a key.

    Raises:
        EnvironmentFault: ``catalogue.key`` where it cannot be read.
    """
    file = _file(folder, name)
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise EnvironmentFault(
            "catalogue.key",
            f"The key {file} cannot be read.",
            "Make keys once with: kiosk catalogue keys FOLDER",
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise EnvironmentFault(
            "catalogue.key",
            f"The key {file} is of another kind than Ed25519.",
            "Make keys once with: kiosk catalogue keys FOLDER",
        )
    return CryptoSigner(key)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.pem"
