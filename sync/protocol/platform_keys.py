"""How a terminal says which of the platform's keys it knows."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.envelope import PlatformKey


def digest_of(keys: Iterable[PlatformKey]) -> str:
    """SHA-256 of the canonical JSON of these keys, as enrolment tells them, in their order."""
    told = [
        {
            "key_id": key.key_id,
            "suite": key.suite,
            "public_key": base64.b64encode(key.public_key).decode(),
        }
        for key in keys
    ]
    return sha256_hex(canonical(told))
