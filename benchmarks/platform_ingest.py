"""How many signed cases a second a platform with PostgreSQL takes on this machine's cores.

Terminals post batches of 100 sealed, signed cases (4 KiB each) to `kiosk-platform serve` with a
worker a core, all over one loopback address, and every case counts from its first byte until the
signed acknowledgement of its batch has come. Server, workers and the terminals that send share the
cores; PostgreSQL waits for its disk at every commit.

What the limit is stands beside: the same rows by a bare COPY into equal tables, as many at a time
and as durably, and one check of a signature and one opening of an envelope of that size for each
case. `limit_cases_per_s` is what all cores together could do if nothing else had to be done, and
`share_of_limit` how much of it was reached. `cpu_us_per_case` says who needed the processors, and
`cores_busy` how much of them all got: less than there are means that they waited for the disk or
that something else ran here. Prints one JSON object; ends 1 if a bound is missed.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import make_url

from kiosk.clock import SystemClock
from sync.platform.checking import TerminalKey
from sync.platform.fleet.sample import SEALED_BYTES, sample_batches
from sync.protocol.enrolment import EnrolmentToken, enrolment_request
from sync.protocol.envelope import (
    EnvelopeContext,
    MessageKind,
    generate_platform_key,
    open_sealed,
    seal,
    sign_envelope,
    verify_envelope,
)
from sync.protocol.messages import MAX_BATCH_MESSAGES as BATCH
from sync.protocol.messages import EnrolmentReply, TerminalFacts
from sync.protocol.signatures import sign_request, verify_answer

ROOT = Path(__file__).resolve().parents[1]
TERMINALS = 8
CASES = int(os.environ.get("BENCH_CASES", "24000"))
WARM_UP_BATCHES = 4
BOUND_PER_S = 1770.0
BOUND_GROWTH = 1.1
ROUNDS = 400
COPIED = ("messages", "cases", "feed")
COPY_HEAD, COPY_END = 19, b"\xff\xff"


@dataclass
class Terminal:
    """An enrolled terminal with its batches, each a whole signed request."""

    number: str
    key: Ed25519PrivateKey
    reply: EnrolmentReply
    batches: list[bytes]

    @property
    def platform_keys(self) -> dict[str, bytes]:
        """What its answers are signed with."""
        return {self.reply.acknowledgement_key.key_id: self.reply.acknowledgement_key.public_key}


def bodies(number: str, secret: bytes, reply: EnrolmentReply, count: int) -> list[bytes]:
    """The contents of a terminal's batches; takes long, so each terminal has a process."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    sealed_to = reply.platform_keys[0].key()
    return list(
        sample_batches(
            number, key, sealed_to, count, place="汶南镇便民服务中心", clock=SystemClock()
        )
    )


def enrol(url: str, token: str) -> tuple[Ed25519PrivateKey, EnrolmentReply]:
    """Let a terminal in."""
    key = Ed25519PrivateKey.generate()
    asked = enrolment_request(
        EnrolmentToken.parse(token), key, TerminalFacts(software_version="bench")
    )
    answer = requests.post(
        f"{url}/v1/enrolments",
        data=asked.model_dump_json(),
        headers={"Content-Type": "application/json"},
        timeout=30,
    )
    return key, EnrolmentReply.model_validate_json(answer.content)


def send(url: str, terminal: Terminal, batches: list[bytes], answers: list[bytes]) -> None:
    """Post batches one after the other on one connection, signed as they go."""
    where = urlsplit(url)
    line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=120)
    clock = SystemClock()
    for body in batches:
        request = requests.Request(
            "POST", f"{url}/v1/messages", data=body, headers={"Content-Type": "application/json"}
        ).prepare()
        sign_request(request, terminal=terminal.number, key=terminal.key, clock=clock)
        line.request("POST", "/v1/messages", body, dict(request.headers))
        answer = line.getresponse()
        content = answer.read()
        assert answer.status == HTTPStatus.OK, content
        answers.append(content)
    line.close()


def drain(url: str, terminals: list[Terminal], which: slice) -> tuple[float, list[list[bytes]]]:
    """All terminals at once; seconds, and the answers of each."""
    answers: list[list[bytes]] = [[] for _ in terminals]
    threads = [
        threading.Thread(target=send, args=(url, one, one.batches[which], kept))
        for one, kept in zip(terminals, answers, strict=True)
    ]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begin, answers


def check(terminals: list[Terminal], answers: list[list[bytes]]) -> int:
    """How many cases the platform says, signed, that it has taken."""
    taken = set()
    for terminal, kept in zip(terminals, answers, strict=True):
        for content in kept:
            answer = json.loads(content)
            verify_answer(
                answer, purpose="messages", terminal=terminal.number, keys=terminal.platform_keys
            )
            taken |= {
                one["case_number"] for one in answer["results"] if one["outcome"] == "accepted"
            }
    return len(taken)


def bare_copy(address: str, cases: int) -> float:
    """Seconds of the same rows, a batch a transaction, from memory into equal tables."""
    rows: dict[str, list[bytes]] = {}
    head = b""
    with psycopg.connect(address) as line:
        for table in COPIED:
            line.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            with (
                line.cursor() as cursor,
                cursor.copy(f"COPY {table} TO STDOUT (FORMAT BINARY)") as reading,
            ):
                found = [bytes(piece) for piece in reading]
            # the header of the format comes with the first row, its end stands alone
            head, first = found[0][:COPY_HEAD], found[0][COPY_HEAD:]
            rows[table] = [piece for piece in (first, *found[1:]) if piece not in {b"", COPY_END}]
            assert len(rows[table]) % cases == 0, (table, len(rows[table]))
        line.commit()
        begin = time.perf_counter()
        for batch in range(0, cases, BATCH):
            for table in COPIED:
                each = len(rows[table]) // cases
                part = rows[table][batch * each : (batch + BATCH) * each]
                with (
                    line.cursor() as cursor,
                    cursor.copy(f"COPY bare_{table} FROM STDIN (FORMAT BINARY)") as writing,
                ):
                    writing.write(b"".join((head, *part, COPY_END)))
            line.commit()
        return time.perf_counter() - begin


def bare_checks() -> tuple[float, float]:
    """Seconds of one core for one check of a signature, and for one opening of an envelope."""
    key = Ed25519PrivateKey.generate()
    private, public = generate_platform_key("bench")
    context = EnvelopeContext("0001", SystemClock().uuid7(), 1, MessageKind.CASE, "1", "bench")
    sealed = seal(os.urandom(SEALED_BYTES - 48), context, public)
    signature = sign_envelope(sealed, context, key)
    open_sealed(sealed, context, private)
    public_key = TerminalKey(key.public_key().public_bytes_raw())
    begin = time.process_time()
    for _ in range(ROUNDS):
        verify_envelope(sealed, context, signature, public_key)
    middle = time.process_time()
    for _ in range(ROUNDS):
        open_sealed(sealed, context, private)
    end = time.process_time()
    return (middle - begin) / ROUNDS, (end - middle) / ROUNDS


def family(pid: int) -> list[int]:
    """A process and all that came of it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def cpu_of(pids: list[int]) -> float:
    """Seconds of processor time these processes have had so far."""
    ticks = 0
    for pid in pids:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(after_name[11]) + int(after_name[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> int:
    """The largest peak of resident memory among a process's workers, in KiB."""
    peaks = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        status = Path(f"/proc/{child}/status").read_text()
        peaks += [int(line.split()[1]) for line in status.splitlines() if line[:6] == "VmHWM:"]
    return max(peaks)


def measure(folder: Path) -> dict[str, Any]:
    """Run the platform, the terminals, and then what is bare."""
    cores = os.cpu_count() or 1
    address = os.environ["BIANMIN_POSTGRESQL"]
    ready = folder / "ready"
    command = [sys.executable, "-m", "sync.platform.cli"]
    data = ["--data", str(folder / "data"), "--database", address]
    server = subprocess.Popen(
        [*command, "serve", *data, "--port=0", f"--ready-file={ready}", f"--workers={cores}"],
        stderr=subprocess.DEVNULL,
    )
    try:
        while not ready.exists():
            assert server.poll() is None, "the platform did not start"
            time.sleep(0.05)
        found = json.loads(ready.read_text())
        url = found["url"]
        enrolled = []
        for _ in range(TERMINALS):
            done = subprocess.run(
                [*command, "token", *data], capture_output=True, text=True, check=True
            )
            enrolled.append(enrol(url, done.stdout))
        count = CASES // TERMINALS // BATCH * BATCH + WARM_UP_BATCHES * BATCH
        with ProcessPoolExecutor(cores) as pool:
            making = [
                pool.submit(bodies, reply.terminal, key.private_bytes_raw(), reply, count)
                for key, reply in enrolled
            ]
            terminals = [
                Terminal(reply.terminal, key, reply, made.result())
                for (key, reply), made in zip(enrolled, making, strict=True)
            ]
        drain(url, terminals, slice(0, WARM_UP_BATCHES))
        at_first = memory_of(found["pid"])
        postmaster = Path(make_url(address).query["host"], "data", "postmaster.pid")
        groups = {
            "workers": family(found["pid"]),
            "postgresql": family(int(postmaster.read_text().split()[0])),
            "terminals": [os.getpid()],
        }
        before = {name: cpu_of(pids) for name, pids in groups.items()}
        seconds, answers = drain(url, terminals, slice(WARM_UP_BATCHES, None))
        spent = {name: cpu_of(pids) - before[name] for name, pids in groups.items()}
        at_last = memory_of(found["pid"])
    finally:
        server.terminate()
        server.wait(30)
    cases = sum(len(kept) for kept in answers) * BATCH
    assert check(terminals, answers) == cases
    url_of = make_url(address).set(drivername="postgresql")
    all_cases = count * TERMINALS
    copying = bare_copy(url_of.render_as_string(hide_password=False), all_cases) / all_cases
    signature, opening = bare_checks()
    limit = cores / (signature + opening + copying)
    return {
        "cases_per_s": round(cases / seconds, 1),
        "cases": cases,
        "sealed_bytes": SEALED_BYTES,
        "cores": cores,
        "bare_copy_cases_per_s": round(1 / copying, 1),
        "bare_signature_checks_per_s_and_core": round(1 / signature, 1),
        "bare_openings_per_s_and_core": round(1 / opening, 1),
        "limit_cases_per_s": round(limit, 1),
        "share_of_limit": round(cases / seconds / limit, 3),
        "cpu_us_per_case": {name: round(one / cases * 1e6) for name, one in spent.items()},
        "cores_busy": round(sum(spent.values()) / seconds, 2),
        "worker_peak_mib": round(at_last / 1024, 1),
        "worker_peak_growth": round(at_last / at_first, 3),
    }


def main() -> int:
    """Measure with a PostgreSQL of its own."""
    if "BIANMIN_POSTGRESQL" not in os.environ:
        again = [ROOT / "script" / "with-postgresql", sys.executable, "-P", __file__]
        return subprocess.run(again, check=False).returncode
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    bounds = {"cases_per_s": [">=", BOUND_PER_S], "worker_peak_growth": ["<=", BOUND_GROWTH]}
    ok = figures["cases_per_s"] >= BOUND_PER_S and figures["worker_peak_growth"] <= BOUND_GROWTH
    print(
        json.dumps({"benchmark": "platform_ingest", "figures": figures, "bounds": bounds, "ok": ok})
    )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
