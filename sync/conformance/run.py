"""Running the checks against one platform, in the order of the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import requests

from kiosk.errors import EnvironmentFault
from sync.conformance.bench import Bench, Wishes
from sync.conformance.checks import Check, FailedError, NotRunError, Verdict, shortened
from sync.conformance.line import Line
from sync.conformance.rooms import (
    acknowledging,
    commanding,
    correcting,
    delivering,
    enrolling,
    feeding,
    keying,
    querying,
    revoking,
    sealing,
    serving,
    signing,
    uploading,
    withdrawing,
)
from sync.protocol.enrolment import EnrolmentToken

ROOMS = (
    serving.HEALTH,
    enrolling.ROOM,
    signing.ROOM,
    delivering.ROOM,
    sealing.ROOM,
    uploading.ROOM,
    acknowledging.ROOM,
    feeding.ROOM,
    commanding.ROOM,
    withdrawing.ROOM,
    feeding.NOTICES,
    correcting.ROOM,
    querying.ROOM,
    querying.RESULTS,
    keying.OFFERS,
    keying.ROOM,
    keying.SIGNERS,
    revoking.ROOM,  # no other terminal after this
    serving.ROOM,  # late: it asks so often that the platform has enough of this terminal
    serving.LAST,  # and this, that it has enough of this address
)
CHECKS: tuple[Check, ...] = tuple(check for room in ROOMS for check in room.checks)
"""All of them."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one check; `detail` says what came instead, or why it was not run."""

    check: Check
    verdict: Verdict
    detail: str = ""


def select(names: Sequence[str]) -> tuple[Check, ...]:
    """The checks of these names, or of rooms of these names; all if there is none.

    Raises:
        EnvironmentFault: ``conformance.unknown``.
    """
    for name in names:
        if not any(_fits(check, name) for check in CHECKS):
            raise EnvironmentFault(
                "conformance.unknown",
                f"There is no check {name[:80]!r}.",
                f"Rooms: {', '.join(sorted({room.name for room in ROOMS}))}.",
            )
    return tuple(
        check for check in CHECKS if not names or any(_fits(check, name) for name in names)
    )


def run(
    line: Line,
    tokens: Sequence[EnrolmentToken],
    wishes: Wishes,
    *,
    checks: Sequence[Check] = CHECKS,
    told: Callable[[Result], None] = lambda _: None,
) -> tuple[Result, ...]:
    """Run checks.

    Args:
        line: the way to the platform.
        tokens: unused ones of that platform, one at least.
        wishes: what is known of it.
        checks: which.
        told: hears each result as it comes.

    Raises:
        EnvironmentFault: ``conformance.unreachable``, nobody answers at this address.
    """
    try:
        line.ask("GET", "/healthz")
    except requests.RequestException as error:
        raise EnvironmentFault(
            "conformance.unreachable",
            f"Nobody answers at {line.url}: {type(error).__name__}.",
            "Check the address, and the certificate it shows.",
        ) from error
    bench = Bench(line, tokens, wishes)
    results = []
    for check in checks:
        result = _tried(check, bench, tokens)
        told(result)
        results.append(result)
    return tuple(results)


def _tried(check: Check, bench: Bench, tokens: Sequence[EnrolmentToken]) -> Result:
    try:
        check.run(bench)
    except FailedError as failed:
        return Result(check, Verdict.FAILED, _without_secrets(str(failed), tokens))
    except NotRunError as left:
        return Result(check, Verdict.NOT_RUN, _without_secrets(str(left), tokens))
    except (requests.RequestException, OSError) as error:
        came = f"no answer: {type(error).__name__}"
        return Result(check, Verdict.FAILED, came)
    return Result(check, Verdict.PASSED)


def _without_secrets(text: str, tokens: Sequence[EnrolmentToken]) -> str:
    for token in tokens:
        text = text.replace(token.secret, "…").replace(token.secret.lower(), "…")
    return shortened(text)


def _fits(check: Check, name: str) -> bool:
    return name in {check.name, check.name.partition(".")[0]}
