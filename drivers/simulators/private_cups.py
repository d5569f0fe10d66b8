"""A CUPS of one's own on loopback, with nothing of the machine's: neither its queues nor its files.

It runs Debian's cupsd with the access rules that Debian ships for jobs, as root, because its
back ends and filters change to another user.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from drivers.document_printer.client import IppClient
from drivers.document_printer.exchange import Exchange
from drivers.simulators.child_process import (
    LOOPBACK,
    PATIENCE_S,
    ChildProcess,
    free_port,
    listening,
)
from kiosk.clock import SystemClock
from kiosk.errors import BugError

PROGRAMS = ("cupsd", "lpadmin", "cupsdisable", "cupsreject")
MODEL = "printer-make-and-model"
SETTINGS = """\
Listen {host}:{port}
Browsing No
DefaultAuthType Basic
WebInterface No
PreserveJobHistory Yes
PreserveJobFiles No
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  SubscriptionPrivateAccess default
  SubscriptionPrivateValues default
  <Limit Create-Job Print-Job Print-URI Validate-Job>
    Order deny,allow
  </Limit>
  <Limit Send-Document Send-URI Hold-Job Release-Job Restart-Job Cancel-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
FILES = """\
ServerRoot {folder}/root
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/access_log
ErrorLog {folder}/error_log
PageLog {folder}/page_log
FileDevice Yes
User lp
Group lp
SystemGroup root
"""


class PrivateCups:
    """One cupsd."""

    def __init__(self) -> None:
        self.port = 0
        self._folder = Path(tempfile.mkdtemp(prefix="bianmin-cups-"))
        self._clock = SystemClock()
        self._daemon: ChildProcess | None = None

    @staticmethod
    def missing() -> str:
        """What this machine lacks for it; empty when it has all."""
        lacking = [program for program in PROGRAMS if shutil.which(program) is None]
        if lacking:
            return f"not installed: {', '.join(lacking)}"
        return "" if os.geteuid() == 0 else "cupsd has to be started as root"

    def start(self) -> None:
        """Make its folders and start it; returns when it answers."""
        self._folder.chmod(0o755)
        for name in ("root", "cache", "cache/rss", "state", "state/certs"):
            (self._folder / name).mkdir()
        for name, mode in (("spool", 0o710), ("spool/tmp", 0o1770)):
            (self._folder / name).mkdir()
            shutil.chown(self._folder / name, "root", "lp")
            (self._folder / name).chmod(mode)
        (self._folder / "root/cups-files.conf").write_text(FILES.format(folder=self._folder))
        for last in (False, False, True):
            self.port = free_port()
            settings = SETTINGS.format(host=LOOPBACK, port=self.port)
            (self._folder / "root/cupsd.conf").write_text(settings)
            self.come_back(last=last)
            if self._daemon is not None:
                return

    def stop(self) -> None:
        """End it and remove its files."""
        self.go_away()
        shutil.rmtree(self._folder, ignore_errors=True)

    def go_away(self) -> None:
        """End it and keep its files."""
        if self._daemon is not None:
            self._daemon.end(gently=True)
            self._daemon = None

    def come_back(self, *, last: bool = True) -> None:
        """Start it with its old files, at its old port."""
        root = self._folder / "root"
        daemon = ChildProcess(
            ["cupsd", "-f", "-c", f"{root}/cupsd.conf", "-s", f"{root}/cups-files.conf"],
            self._folder / "cupsd.out",
        )
        try:
            daemon.wait_until(lambda: listening(self.port))
        except BugError:
            daemon.end()
            if last:
                raise
        else:
            self._daemon = daemon

    def freeze(self) -> None:
        """Let it answer nothing, with its port open."""
        if self._daemon is not None:
            self._daemon.freeze()

    def thaw(self) -> None:
        """Let it answer again."""
        if self._daemon is not None:
            self._daemon.thaw()

    # --- queues -----------------------------------------------------------------------------

    def url(self, queue: str) -> str:
        """Address of a queue."""
        return f"ipp://{LOOPBACK}:{self.port}/printers/{queue}"

    def add(self, queue: str, device: str, *, driver: Path | None = None) -> str:
        """Add a queue that takes jobs at once; answers its address.

        Args:
            queue: its name.
            device: where it leads, such as ``socket://127.0.0.1:9100``.
            driver: file of its driver (PPD); without one it passes on what it gets.
        """
        how = ["-P", str(driver)] if driver else []
        self._manage("lpadmin", "-p", queue, "-E", "-v", device, *how, "-o", "PageSize=A4")
        return self.url(queue)

    def add_driverless(self, queue: str, printer: str) -> str:
        """Add a queue whose driver CUPS makes of what the printer says; answers its address.

        In CUPS 2.4.0 to 2.4.7 lpadmin returns before there is a driver: a thread of cupsd's still
        asks the printer. Then, with no regard to what goes on meanwhile, it says that the queue is
        idle and takes jobs, though it may print or have been paused or closed, and exchanges its
        filters, so that a job that comes between is aborted as one that nothing can convert
        (OpenPrinting/cups, issue 347). That CUPS names the driver comes last.
        """
        self._manage("lpadmin", "-p", queue, "-E", "-v", printer, "-m", "everywhere")
        exchange = Exchange(LOOPBACK, self.port, f"/printers/{queue}", tls=None, clock=self._clock)
        client = IppClient(exchange, self.url(queue))

        def named() -> bool:
            answer = client.printer([MODEL], self._clock.monotonic() + PATIENCE_S)
            return str(answer[MODEL][0]).endswith("IPP Everywhere")

        if self._daemon is not None:
            self._daemon.wait_until(named)
        return self.url(queue)

    def remove(self, queue: str) -> None:
        """Remove a queue."""
        self._manage("lpadmin", "-x", queue)

    def pause(self, queue: str) -> None:
        """Let a queue take jobs and pass none on, as CUPS does by itself after a failure."""
        self._manage("cupsdisable", queue)

    def resume(self, queue: str) -> None:
        """Let it pass jobs on again."""
        self._manage("cupsenable", queue)

    def reject(self, queue: str) -> None:
        """Let a queue take no jobs."""
        self._manage("cupsreject", queue)

    def spooled(self) -> list[Path]:
        """Documents that lie in the spool."""
        return sorted((self._folder / "spool").glob("d*"))

    def _manage(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [program, "-h", f"{LOOPBACK}:{self.port}", *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "CUPS_STATEDIR": str(self._folder / "state")},
        )
        if done.returncode != 0:
            raise BugError(f"{program} {' '.join(words)}: {done.stderr.strip()}")
