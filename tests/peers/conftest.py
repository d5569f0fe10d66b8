"""Says at the end how many peer cases passed, which are excluded and why, and how many failed."""

from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KINDS = {"assertions": "test_expression_case[", "sessions": "test_session_case["}


def excluded() -> dict[str, list[str]]:
    """Reason to the names of the cases; those of assertions hold their expression behind ` | `."""
    found: dict[str, list[str]] = {}
    reason = ""
    for line in (HERE / "excluded.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            reason = line[2:]
        elif line:
            found.setdefault(reason, []).append(line)
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    outcomes: Counter[tuple[str, str]] = Counter()
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            node = getattr(report, "nodeid", "")
            for kind, test in KINDS.items():
                if "tests/peers/" in node and test in node:
                    outcomes[kind, outcome] += 1
    if not outcomes:
        return
    terminalreporter.section("peer cases")
    if any(outcome == "skipped" for _, outcome in outcomes):
        terminalreporter.line(
            "the recorded cases (../shared/cases) are not here; nothing was compared"
        )
        return
    by_reason = excluded()
    for kind in KINDS:
        left_out = sum(
            (" | " in name) == (kind == "assertions")
            for names in by_reason.values()
            for name in names
        )
        passed = outcomes[kind, "passed"]
        failed = outcomes[kind, "failed"] + outcomes[kind, "error"]
        share = 100 * left_out / (passed + failed + left_out)
        terminalreporter.line(
            f"{kind}: passed {passed}, excluded {left_out} ({share:.1f} %), failed {failed}"
        )
    for reason, names in by_reason.items():
        terminalreporter.line(f"excluded {len(names)}: {reason}")
        for name in names:
            terminalreporter.line(f"    {name}")
