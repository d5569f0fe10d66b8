"""From confirm to durable: one deposit against a bare fsynced commit of the same bytes.

Bare means: the finished rows of that deposit, handed to the driver in one transaction, into an
equal database. What a deposit costs above that is ours: numbering, checking, sealing, signing.
`ratio_to_body_insert` compares with the sealed bytes alone in a table without any index.
All run interleaved, so that a slow moment of the disk hits all; `ratio_of_pairs` is the median of
the ratios of neighbours, and `cpu` figures are processor time, for machines that do other work.
Prints one JSON object; ends 1 if a bound is missed.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from kiosk.cases.deposit import deposit, warm_up
from kiosk.cases.samples import sample_submission, sample_terminal
from kiosk.clock import SystemClock
from kiosk.store import Store
from kiosk.store.engine import connector

ROUNDS = 400
WARM_UP = 20
BOUNDS = {"durable_p95_ms": 20.0, "ratio_to_bare_commit": 3.0}


def p95(seconds: list[float]) -> float:
    """95th percentile in milliseconds."""
    return sorted(seconds)[math.ceil(len(seconds) * 0.95) - 1] * 1000


def cpu_ms(seconds: list[float]) -> float:
    """Median in milliseconds."""
    return round(statistics.median(seconds) * 1000, 3)


class Bare:
    """Commits without a program around them."""

    def __init__(self, folder: Path, key: bytes) -> None:
        Store.open(folder / "rows.db", key).close()
        self.rows = connector(folder / "rows.db", key)()
        self.body = connector(folder / "body.db", key)()
        self.body.execute("CREATE TABLE bodies (position INTEGER PRIMARY KEY, body BLOB)")

    def commit_rows(self, rows: list[tuple[str, tuple[Any, ...]]]) -> float:
        """Seconds of one durable insert of whole rows."""
        statements = [
            (f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * len(row))})", row)  # noqa: S608 # our own names
            for table, row in rows
        ]
        return self._commit(self.rows, statements)

    def commit_body(self, body: bytes) -> float:
        """Seconds of one durable insert of the sealed bytes alone."""
        return self._commit(self.body, [("INSERT INTO bodies (body) VALUES (?)", (body,))])

    @staticmethod
    def _commit(connection: Any, statements: list[tuple[str, tuple[Any, ...]]]) -> float:
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for statement, row in statements:
            connection.execute(statement, row)
        connection.execute("COMMIT")
        return time.perf_counter() - start


def last_rows(connection: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """The rows the last deposit wrote or changed."""
    tables = ("database", "day_sequences", "cases", "outbox", "bodies")
    return [
        (table, connection.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1").fetchone())  # noqa: S608 # our own names
        for table in tables
    ]


def measure(folder: Path) -> dict[str, Any]:
    """Run both and compare."""
    clock = SystemClock()
    key = clock.token(32)
    warm_up()
    store = Store.open(folder / "kiosk.db", key)
    with store.unit_of_work() as uow:
        uow.terminal.save(sample_terminal().identity)
        uow.commit()
    bare = Bare(folder, key)
    watching = connector(folder / "kiosk.db", key)()
    application = sample_submission()
    deposits: list[float] = []
    commits: list[float] = []
    inserts: list[float] = []
    cpu: list[float] = []
    bare_cpu: list[float] = []
    size = 0
    for _ in range(ROUNDS + WARM_UP):
        start, worked = time.perf_counter(), time.thread_time()
        deposit(store.unit_of_work(), application, clock=clock)
        deposits.append(time.perf_counter() - start)
        cpu.append(time.thread_time() - worked)
        rows = last_rows(watching)
        body = rows[-1][1][1]
        size = len(body)
        worked = time.thread_time()
        commits.append(bare.commit_rows(rows))
        bare_cpu.append(time.thread_time() - worked)
        inserts.append(bare.commit_body(body))
    watching.close()
    store.close()
    deposits, commits, inserts = deposits[WARM_UP:], commits[WARM_UP:], inserts[WARM_UP:]
    pairs = [ours / bare for ours, bare in zip(deposits, commits, strict=True)]
    return {
        "durable_p95_ms": round(p95(deposits), 3),
        "durable_median_ms": round(statistics.median(deposits) * 1000, 3),
        "ratio_to_bare_commit": round(statistics.median(deposits) / statistics.median(commits), 2),
        "ratio_of_pairs": round(statistics.median(pairs), 2),
        "cpu_median_ms": cpu_ms(cpu[WARM_UP:]),
        "bare_cpu_median_ms": cpu_ms(bare_cpu[WARM_UP:]),
        "bare_median_ms": round(statistics.median(commits) * 1000, 3),
        "bare_p95_ms": round(p95(commits), 3),
        "ratio_to_body_insert": round(statistics.median(deposits) / statistics.median(inserts), 2),
        "sealed_bytes": size,
        "rounds": ROUNDS,
    }


def main() -> int:
    """Measure beside the database's usual place, not on a memory file system."""
    parent = Path(os.environ.get("BENCH_DIR", tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        figures = measure(Path(folder))
    ok = all(figures[name] <= bound for name, bound in BOUNDS.items())
    bounds = {name: ["<=", bound] for name, bound in BOUNDS.items()}
    print(json.dumps({"benchmark": "submit", "figures": figures, "bounds": bounds, "ok": ok}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
