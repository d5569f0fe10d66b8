"""How the results are told: a line for each check, or one JSON object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sync.conformance.checks import Verdict
from sync.conformance.run import Result

_WORDS = {Verdict.PASSED: "PASSED", Verdict.FAILED: "FAILED", Verdict.NOT_RUN: "NOT RUN"}


def lines(result: Result) -> str:
    """A result as people read it."""
    check = result.check
    told = f'{_WORDS[result.verdict]:8}{check.name}  {check.demand} ("{check.section}")'
    match result.verdict:
        case Verdict.PASSED:
            return told
        case Verdict.FAILED:
            return f"{told}\n        came: {result.detail}"
        case Verdict.NOT_RUN:
            return f"{told}\n        why: {result.detail}"


def counts(results: Sequence[Result]) -> dict[str, int]:
    """How many there are of each verdict."""
    found = Counter(one.verdict for one in results)
    return {str(verdict): found[verdict] for verdict in Verdict}


def document(url: str, results: Sequence[Result]) -> dict[str, Any]:
    """All results as one JSON object."""
    return {
        "format": "bianmin-conformance/1",
        "platform": url,
        "counts": counts(results),
        "checks": [
            {
                "name": one.check.name,
                "section": one.check.section,
                "demand": one.check.demand,
                "verdict": str(one.verdict),
                "detail": one.detail,
            }
            for one in results
        ],
    }
