"""What a city's terminals cost a platform while nothing happens, and how soon one hears of news.

245 terminals each have a request for news open at `kiosk-platform serve`, as they have nearly all
the time. ``processor_share`` is what the platform uses of one processor then. After that one after
the other is given a command by another process, as by an operator: ``heard_ms`` is the time until
it has the command.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import SystemClock
from sync.agent.answers import Answered
from sync.agent.client import PlatformClient
from sync.agent.enrolment import enrol
from sync.agent.settings import AgentSettings
from sync.platform.commands import give
from sync.platform.enrolment import issue_token
from sync.platform.keys import open_keys
from sync.platform.settings import Settings
from sync.platform.store import Database
from sync.protocol.command_names import CommandName
from sync.protocol.messages import TerminalFacts

TERMINALS = int(os.environ.get("BENCH_TERMINALS", "245"))
COMMANDS = 20
WAIT_S = 25
SETTLE_S, MEASURED_S = 5.0, 12.0
PATIENCE_S = 60.0
BOUNDS: dict[str, tuple[str, float]] = {
    "processor_share": ("<=", 0.2),
    "heard_ms_worst": ("<=", 2000.0),
}
PLATFORM = (sys.executable, "-P", "-m", "sync.platform.cli")


class City:
    """Terminals of a platform that wait for news."""

    def __init__(self, folder: Path, url: str) -> None:
        self._clock = SystemClock()
        self._database = Database(Settings(folder).database_url)
        self._keys = open_keys(folder, self._clock)
        self._settings = AgentSettings(folder / "agent.lock")
        self._url = url
        self.terminals = [self._enrolled() for _ in range(TERMINALS)]

    def _enrolled(self) -> TerminalIdentity:
        token = issue_token(self._database, self._keys, place="汶南镇", clock=self._clock)
        return enrol(self._url, token.text, TerminalFacts(software_version="1"))

    def listen(self, terminal: TerminalIdentity) -> tuple[float, int]:
        """Wait for news once: when the answer came, and how much news it brought."""
        client = PlatformClient(terminal, self._settings, self._clock)
        answer = client.get_feed(0, WAIT_S)
        assert isinstance(answer, Answered), answer
        return time.perf_counter(), len(answer.document["events"])

    def heard_ms(self, terminal: TerminalIdentity, listening: Any) -> float:
        """Give one a command; how long it takes until it has it."""
        began = time.perf_counter()
        give(
            self._database,
            terminal.terminal,
            CommandName.SELF_TEST,
            actor="bench",
            clock=self._clock,
        )
        at, news = listening.result(PATIENCE_S)
        assert news == 1, "it heard of nothing"
        return float((at - began) * 1000)

    def close(self) -> None:
        """No terminal is enrolled any more."""
        self._database.close()


def processor_s(pid: int) -> float:
    """Processor time of a process, seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(folder: Path) -> dict[str, float]:
    """Start a platform, let a city wait, and look at what it costs."""
    ready = folder / "ready.json"
    command = [*PLATFORM, "serve", "--data", str(folder), "--port", "0"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen([*command, "--ready-file", str(ready)], stderr=log) as process,
    ):
        try:
            until = time.monotonic() + PATIENCE_S
            while not (ready.exists() and ready.read_text()):
                assert time.monotonic() < until, "the platform does not start"
                time.sleep(0.02)
            city = City(folder, json.loads(ready.read_text())["url"])
            with ThreadPoolExecutor(TERMINALS) as pool:
                waiting = [pool.submit(city.listen, one) for one in city.terminals]
                time.sleep(SETTLE_S)
                began, used = time.perf_counter(), processor_s(process.pid)
                time.sleep(MEASURED_S)
                share = (processor_s(process.pid) - used) / (time.perf_counter() - began)
                assert not any(one.done() for one in waiting), "somebody did not wait"
                wait(waiting)
                chosen = city.terminals[:COMMANDS]
                waiting = [pool.submit(city.listen, one) for one in city.terminals]
                time.sleep(SETTLE_S)
                times = [city.heard_ms(*one) for one in zip(chosen, waiting, strict=False)]
            city.close()
        finally:
            process.terminate()
    return {
        "terminals": TERMINALS,
        "processor_share": round(share, 3),
        "heard_ms_median": round(statistics.median(times), 1),
        "heard_ms_worst": round(max(times), 1),
    }


def main() -> int:
    """Print the figures as one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    ok = all(figures[name] <= bound for name, (_, bound) in BOUNDS.items())
    print(json.dumps({"benchmark": "waiting", "figures": figures, "bounds": BOUNDS, "ok": ok}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
