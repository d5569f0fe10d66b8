"""Whoever guesses tokens is let wait: so many wrong ones from one address, then one a minute."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta

from kiosk.clock import Clock
from sync.platform.problems import ProblemError
from sync.platform.store import Database

AT_ONCE = 10
"""Refusals an address may have before it has to wait."""
GAP = timedelta(minutes=1)
"""How long one is remembered."""
_LONGEST = 64
"""Characters of an address that are kept."""
_NETWORK_BITS = 64
"""What one customer of an IPv6 network has at least; he may use any address of it."""


@contextmanager
def limited(database: Database, host: str, clock: Clock) -> Iterator[None]:
    """Let an enrolment be tried from an address, and count it if it is refused.

    Only refusals count: a village hall may enrol all its terminals at once. They stand in the
    database, so that they count for every worker.

    Args:
        database: where they stand.
        host: the peer's address.
        clock: the platform's time.

    Raises:
        ProblemError: 429 ``enrolment.rate``, or what the enrolment raised.
    """
    address = network_of(host)
    wait_s = wait_after_refusals(database, [address], clock)
    if wait_s:
        raise ProblemError(
            429,
            "enrolment.rate",
            "Too many enrolments were refused from this address.",
            "Wait a few minutes, then try once with the right token.",
            retry_after_s=wait_s,
        )
    try:
        yield
    except ProblemError:
        note_refusal(database, [address], clock)
        raise


def wait_after_refusals(database: Database, whose: Collection[str], clock: Clock) -> int:
    """For how many seconds nobody among these may try again; 0 if they may."""
    with database.reading() as transaction:
        quiet_in = max(transaction.tries.quiet_in(one, clock.now()) for one in whose)
    return max(0, math.ceil((quiet_in - (AT_ONCE - 1) * GAP).total_seconds()))


def note_refusal(database: Database, whose: Collection[str], clock: Clock) -> None:
    """Count a refusal for each of these."""
    with database.begin() as transaction:
        transaction.tries.sweep(clock.now())
    with database.begin() as transaction:
        for one in sorted(whose):  # so that two workers never wait in a circle
            transaction.tries.note(one, clock.now(), GAP)


def network_of(host: str) -> str:
    """What counts as one address: itself, or the network of 64 bits of an IPv6 address."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:  # a name a proxy gave, or a peer without an address
        return host[:_LONGEST]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _NETWORK_BITS), strict=False))
