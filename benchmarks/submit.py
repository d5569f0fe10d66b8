"""From confirm to durable: one deposit against a bare fsynced commit of the same bytes.

Bare means: the finished rows of that deposit, handed to the driver in one transaction, into an
equal database. What a deposit costs above that is ours: numbering, checking, sealing, signing.
`ratio_to_body_insert` compares with the sealed bytes alone in a table without any index.
All run interleaved, so that a slow moment of the disk hits all. Prints one JSON object; ends 1 if
a bound is missed.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases.deposit import deposit, warm_up
from kiosk.cases.submission import (
    Applicant,
    ConsentGiven,
    Place,
    Point,
    Signature,
    Submission,
)
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import SystemClock
from kiosk.identity.card import CardKind, IdCard, Sex
from kiosk.store import Store
from kiosk.store.engine import connector
from sync.protocol.envelope import generate_platform_key

ROUNDS = 400
WARM_UP = 20
BOUNDS = {"durable_p95_ms": 20.0, "ratio_to_bare_commit": 3.0}


def submission() -> Submission:
    """An allowance application as the terminal sends it: form, consent, signature on glass."""
    card = IdCard(
        kind=CardKind.RESIDENT,
        name="王秀花",
        sex=Sex.FEMALE,
        nation="01",
        birth=date(1953, 8, 15),
        address="山东省宁阳县伏山镇样例村12号",
        id_no="370982195308150022",
        issuer="宁阳县公安局",
        valid_from=date(2013, 5, 1),
        valid_to=None,
    )
    # 王秀花: 4 + 7 + 7 pen strokes, 4 seconds of a 60 Hz glass that gives tenths of a pixel
    strokes = tuple(
        tuple(
            Point(40.0 + 3 * i + 20 * s, round(90 + 40 * math.sin(i / 5 + s), 1), 16 * i + 220 * s)
            for i in range(14)
        )
        for s in range(18)
    )
    answers = {f"question_{n}": f"答案 {n}" for n in range(25)}
    instance = (
        "<data id='602'>" + "".join(f"<{k}>{v}</{k}>" for k, v in answers.items()) + "</data>"
    )
    digest = hashlib.sha256(b"text").hexdigest()
    now = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    return Submission(
        item_id="602",
        item_code="370982000602",
        item_version="1",
        form_id="602",
        form_version="1",
        applicant=Applicant(card, "card", {"reader": "sdt", "read_at": now.isoformat()}),
        consents=(ConsentGiven("privacy", "1", digest, now),),
        answers=answers,
        instance=instance.encode(),
        attachments=(),
        signature=Signature(strokes, os.urandom(4000), digest),
        routing={"civil_affairs": ("/data/question_1",)},
        started_at=now,
        item_name={"zh_CN": "高龄津贴", "en": "Old-age allowance"},
        place=Place("伏山镇便民服务中心", "370982104", "0538-5000000"),
    )


def p95(seconds: list[float]) -> float:
    """95th percentile in milliseconds."""
    return sorted(seconds)[math.ceil(len(seconds) * 0.95) - 1] * 1000


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
    _, platform_key = generate_platform_key("bench")
    store = Store.open(folder / "kiosk.db", key)
    with store.unit_of_work() as uow:
        uow.terminal.save(
            TerminalIdentity(
                terminal="0817",
                platform_url="http://127.0.0.1",
                private_key=Ed25519PrivateKey.generate().private_bytes_raw(),
                platform_keys=(platform_key,),
                acknowledgement_keys={},
            )
        )
        uow.commit()
    bare = Bare(folder, key)
    watching = connector(folder / "kiosk.db", key)()
    application = submission()
    deposits: list[float] = []
    commits: list[float] = []
    inserts: list[float] = []
    size = 0
    for _ in range(ROUNDS + WARM_UP):
        start = time.perf_counter()
        deposit(store.unit_of_work(), application, clock=clock)
        deposits.append(time.perf_counter() - start)
        rows = last_rows(watching)
        body = rows[-1][1][1]
        size = len(body)
        commits.append(bare.commit_rows(rows))
        inserts.append(bare.commit_body(body))
    watching.close()
    store.close()
    deposits, commits, inserts = deposits[WARM_UP:], commits[WARM_UP:], inserts[WARM_UP:]
    return {
        "durable_p95_ms": round(p95(deposits), 3),
        "durable_median_ms": round(statistics.median(deposits) * 1000, 3),
        "ratio_to_bare_commit": round(statistics.median(deposits) / statistics.median(commits), 2),
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
