"""Says at the end how many peer cases passed, are excluded and why, or are not passed yet."""

from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    outcomes: Counter[str] = Counter()
    for outcome in ("passed", "failed", "xfailed", "xpassed", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            if "tests/peers/" in getattr(report, "nodeid", "") and "case" in report.nodeid:
                outcomes[outcome] += 1
    if not outcomes:
        return
    terminalreporter.section("peer cases")
    if outcomes["skipped"]:
        terminalreporter.line(
            "the recorded cases (../shared/cases) are not here; nothing was compared"
        )
        return
    terminalreporter.line(
        f"passed {outcomes['passed']}, not passed yet {outcomes['xfailed']}, "
        f"failed {outcomes['failed'] + outcomes['xpassed']}"
    )
    reason = ""
    excluded: Counter[str] = Counter()
    for line in (HERE / "excluded.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            reason = line[2:]
        elif line:
            excluded[reason] += 1
    for text, number in excluded.items():
        terminalreporter.line(f"excluded {number}: {text}")
