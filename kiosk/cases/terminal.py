"""Who this terminal is to the platform; known once it is enrolled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.errors import EnvironmentFault
from sync.protocol.numbers import YEARS, local_day

if TYPE_CHECKING:  # the envelope brings the cryptography library, too slow before the first frame
    from sync.protocol.envelope import PlatformKey


class NotEnrolled(EnvironmentFault):
    """The terminal has no identity yet. Code: ``terminal.not_enrolled``."""

    def __init__(self) -> None:
        super().__init__(
            "terminal.not_enrolled",
            "This terminal is not enrolled with a platform, so it can take no case.",
            "Run: kiosk enrol TOKEN",
        )


class Revoked(EnvironmentFault):
    """The platform does not let this terminal in any more. Code: ``terminal.revoked``."""

    def __init__(self) -> None:
        super().__init__(
            "terminal.revoked",
            "The platform has revoked this terminal; it has wiped itself and takes no case.",
            "If that was a mistake: kiosk enrol --again, with a token for its number.",
        )


class ClockUnset(EnvironmentFault):
    """The machine's clock stands outside the years a deposit number can name.

    Code: ``clock.unset``. Usually the battery that keeps it going is dead.
    """

    def __init__(self, year: int) -> None:
        super().__init__(
            "clock.unset",
            f"The machine's clock shows the year {year}, so no deposit can be dated.",
            "Set the clock (timedatectl set-time), or let the network set it; change its battery.",
        )


@dataclass(frozen=True, slots=True)
class TerminalIdentity:
    """What enrolment gives.

    Args:
        terminal: the terminal's number, four digits.
        platform_url: base URL of the platform.
        private_key: 32 raw bytes of the Ed25519 key made on this terminal.
        platform_keys: keys to seal to, newest first; the first of a suite we know is in use.
        acknowledgement_keys: key id → 32 raw bytes of the Ed25519 keys the platform signs with,
            oldest first; the last ones may only have been announced.
        place: name the platform knows the service point by.
        feed_wait_s: how long the platform wants a feed request to wait.
        batch_messages: how many messages it wants in one batch at most.
        revoked_at: since when the platform does not let it in any more.
        next_key: 32 raw bytes of the key that is to take the place of `private_key`; empty where
            none is (`kiosk.cases.key_change`).
    """

    terminal: str
    platform_url: str
    private_key: bytes = field(repr=False)
    platform_keys: tuple[PlatformKey, ...]
    acknowledgement_keys: Mapping[str, bytes]
    place: str = ""
    feed_wait_s: int = 25
    batch_messages: int = 100
    revoked_at: datetime | None = None
    next_key: bytes = field(default=b"", repr=False)


def check_enrolled(identity: TerminalIdentity | None) -> TerminalIdentity:
    """Make sure that the terminal may speak to its platform.

    Raises:
        EnvironmentFault: `NotEnrolled`, `Revoked`.
    """
    if identity is None:
        raise NotEnrolled
    if identity.revoked_at is not None:
        raise Revoked
    return identity


def check_ready(identity: TerminalIdentity | None, now: datetime) -> TerminalIdentity:
    """Make sure that a case can be taken at all, before anybody fills anything in.

    Returns:
        The identity, which is there.

    Raises:
        EnvironmentFault: `NotEnrolled`, `Revoked`, `ClockUnset`.
    """
    enrolled = check_enrolled(identity)
    if local_day(now).year not in YEARS:
        raise ClockUnset(now.year)
    return enrolled
