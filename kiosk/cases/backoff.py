"""How long to wait before the next attempt: full jitter between nothing and a growing bound."""

from __future__ import annotations

from kiosk.clock import Clock

FIRST_S = 1.0
CAP_S = 300.0
_DOUBLINGS = 16
_RANDOM_BYTES = 4


def bound_s(attempt: int, *, cap_s: float = CAP_S) -> float:
    """The longest wait after an attempt, in seconds: 1, 2, 4 … `cap_s`.

    Args:
        attempt: which attempt has failed, from 1.
        cap_s: upper end.
    """
    return min(cap_s, FIRST_S * float(1 << min(max(attempt - 1, 0), _DOUBLINGS)))


def jittered_s(attempt: int, clock: Clock, *, cap_s: float = CAP_S) -> float:
    """A random wait below `bound_s`, so that terminals that failed together return apart."""
    random = int.from_bytes(clock.token(_RANDOM_BYTES)) / float(1 << 8 * _RANDOM_BYTES)
    return bound_s(attempt, cap_s=cap_s) * random
