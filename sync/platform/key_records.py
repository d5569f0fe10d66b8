"""A platform's own keys, one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.envelope import PlatformKey, PlatformPrivateKey
from sync.protocol.signers import SignerAnnouncement


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A pair for messages.

    Args:
        private: opens them.
        public: what terminals seal to.
        withdrawn: whether it is offered to nobody any more; it goes on opening.
    """

    private: PlatformPrivateKey = field(repr=False)
    public: PlatformKey
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Signer:
    """A key the platform signs acknowledgements, feed pages, clock offers and its words with.

    Args:
        key_id: its name.
        key: private half.
        announcement: the word of the one before it; the first one has none.
    """

    key_id: str
    key: Ed25519PrivateKey = field(repr=False)
    announcement: SignerAnnouncement | None = None

    @property
    def public(self) -> bytes:
        """The raw public half."""
        return self.key.public_key().public_bytes_raw()

    def is_in_use(self, now: datetime) -> bool:
        """Whether the moment from which on it signs has come."""
        return self.announcement is None or self.announcement.begins_at <= now
