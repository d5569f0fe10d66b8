"""ippeveprinter, the IPP printer that CUPS brings along, and hands to take its paper away.

It is a real printer in all it says; only the paper is missing. For each document it runs a command,
which here asks this process line by line what to tell: one more side printed, no more paper. It
looks for Avahi on a message bus and will not start without one, so it is given a bus of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread

from drivers.api import DeviceFault
from drivers.document_printer.client import IppClient, JobTicket
from drivers.document_printer.exchange import Exchange
from drivers.document_printer.outcome import WANTED, Job
from drivers.document_printer.pages import KIND, count_pages
from drivers.simulators.child_process import (
    LOOPBACK,
    PATIENCE_S,
    ChildProcess,
    free_port,
    listening,
)
from kiosk.clock import SystemClock
from kiosk.errors import BugError

PROGRAMS = ("ippeveprinter", "dbus-daemon")
PATH = "/ipp/print"
HANDS = "hands"
"""Name of the jobs that print nothing and only tell how the printer is."""
LOOK_S = 0.05
STOPPING = frozenset({"processing-to-stop-point", "job-canceled-by-user"})
COMMAND = """\
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(os.environ["BIANMIN_HANDS"])
words = {key[4:].lower(): value for key, value in os.environ.items() if key.startswith("IPP_")}
line.sendall(json.dumps({"file": sys.argv[1], **words}).encode() + b"\\n")
for text in line.makefile():
    if text.startswith("END"):
        sys.exit(0)
    sys.stderr.write(text)
    sys.stderr.flush()
sys.exit(1)
"""


@dataclass(frozen=True, slots=True)
class Printed:
    """A document that came out whole.

    Args:
        title: what the job was called.
        pages: of the document.
        copies: of each page.
        sides: as it was asked for; empty when it was not.
        media: the paper it was asked for; empty when it was not.
    """

    title: str
    pages: int
    copies: int
    sides: str
    media: str


class EvePrinter:
    """One printer on loopback.

    Args:
        two_sided: whether it prints on both sides.
        formats: media types it takes.
        counts: whether it says how many sides have been printed.
    """

    def __init__(
        self,
        *,
        two_sided: bool = True,
        formats: tuple[str, ...] = (KIND,),
        counts: bool = True,
    ) -> None:
        self.port = 0
        self.printed: list[Printed] = []
        """What came out whole."""
        self.sides_out = 0
        """Printed sides of all jobs, those of broken ones too."""
        self._two_sided = two_sided
        self._formats = formats
        self._counts = counts
        self._folder = Path(tempfile.mkdtemp(prefix="bianmin-eve-"))
        self._state = Condition()
        self._blocks: set[str] = set()
        self._after: tuple[int, str] | None = None
        self._job: _Line | None = None
        self._number = 0
        self._to_tell: list[str] = []
        self._power = False
        self._bus: ChildProcess | None = None
        self._program: ChildProcess | None = None
        self._door: socket.socket | None = None
        self._thread = Thread(target=self._listen, name="eve-printer", daemon=True)

    @staticmethod
    def missing() -> str:
        """What this machine lacks for it; empty when it has all."""
        lacking = [program for program in PROGRAMS if shutil.which(program) is None]
        return f"not installed: {', '.join(lacking)}" if lacking else ""

    @property
    def url(self) -> str:
        """Its address."""
        return f"ipp://{LOOPBACK}:{self.port}{PATH}"

    # --- life -------------------------------------------------------------------------------

    def start(self) -> None:
        """Switch it on; returns when it answers."""
        address = f"unix:path={self._folder / 'bus'}"
        self._bus = ChildProcess(
            ["dbus-daemon", "--session", f"--address={address}", "--nofork", "--nopidfile"],
            self._folder / "bus.log",
        )
        self._bus.wait_until((self._folder / "bus").exists)
        (self._folder / "command.py").write_text(COMMAND, "ascii")
        command = self._folder / "command"
        command.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -IS "{self._folder}/command.py" "$@"\n', "utf-8"
        )
        command.chmod(0o755)
        (self._folder / "spool").mkdir()
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self._folder / "hands"))
        self._door.listen()
        self._thread.start()
        self._switch_on()

    def stop(self) -> None:
        """Switch it off for good and remove its files."""
        with self._state:
            self._power = False
            self._state.notify_all()
        for process in (self._program, self._bus):
            if process is not None:
                process.end()
        if self._door is not None:
            self._door.shutdown(socket.SHUT_RDWR)
            self._thread.join(PATIENCE_S)
            self._door.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    # --- hands ------------------------------------------------------------------------------

    def paper_out(self, *, after: int | None = None) -> None:
        """Take the paper away, now or after so many more printed sides."""
        self._block("media-empty", after)

    def paper_low(self) -> None:
        """Leave only a few sheets."""
        self._tell("STATE: +media-low")

    def load_paper(self) -> None:
        """Put in paper. A printer that has no job sees it when it is switched on again."""
        with self._state:
            job = self._job
            self._blocks.discard("media-empty")
            self._state.notify_all()
        if job is None:
            self.unplug()
            self.replug()
        else:
            self._tell("STATE: -media-empty,media-low")

    def open_cover(self, *, after: int | None = None) -> None:
        """Open the cover, now or after so many more printed sides."""
        self._block("cover-open", after)

    def close_cover(self) -> None:
        """Close it; a job goes on."""
        self._unblock("cover-open")

    def jam(self, *, after: int | None = None) -> None:
        """Jam the paper."""
        self._block("media-jam", after)

    def clear_jam(self) -> None:
        """Take the jammed paper out; the job goes on."""
        self._unblock("media-jam")

    def hold(self) -> None:
        """Be slow: print nothing until `release`, and complain of nothing."""
        with self._state:
            self._blocks.add("")

    def release(self) -> None:
        """Go on."""
        with self._state:
            self._blocks.discard("")
            self._state.notify_all()

    def say(self, keyword: str) -> None:
        """Give a reason for its state, such as ``toner-low``."""
        self._tell(f"STATE: +{keyword}")

    def fall_silent(self) -> None:
        """Answer nothing any more."""
        if self._program is not None:
            self._program.freeze()

    def speak(self) -> None:
        """Answer again."""
        if self._program is not None:
            self._program.thaw()

    def unplug(self) -> None:
        """Pull the plug: it forgets its jobs."""
        with self._state:
            self._power = False
        if self._program is not None:
            self._program.end()
        with self._state:
            self._blocks.clear()
            self._after = None
            self._state.notify_all()
            self._state.wait_for(lambda: self._job is None, PATIENCE_S)

    def replug(self) -> None:
        """Switch it on again, at the same port."""
        self._switch_on()

    def cancel_at_the_panel(self) -> None:
        """Press the cancel button: the job that is being printed ends."""
        client, clock = self.client(), SystemClock()
        with self._state:
            number = self._number
        client.cancel(number, clock.monotonic() + PATIENCE_S)

    @property
    def working(self) -> bool:
        """Whether it is at a job."""
        return self._job is not None

    def client(self) -> IppClient:
        """A way to it, past the driver."""
        return IppClient(
            Exchange(LOOPBACK, self.port, PATH, tls=None, clock=SystemClock()), self.url
        )

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        """Wait until something has happened; False after a minute."""
        clock = SystemClock()
        until = clock.monotonic() + PATIENCE_S
        while not condition():
            if clock.monotonic() > until:
                return False
            with self._state:
                self._state.wait(LOOK_S)
        return True

    # --- inside -----------------------------------------------------------------------------

    def _switch_on(self) -> None:
        for last in (False, False, True):
            self.port = self.port or free_port()
            self._program = ChildProcess(
                self._command(), self._folder / "printer.log", self._environment()
            )
            try:
                self._program.wait_until(lambda: listening(self.port))
            except BugError:
                self._program.end()
                if last:
                    raise
                self.port = 0  # somebody else took it in between
            else:
                self._power = True
                return

    def _command(self) -> list[str]:
        return [
            "ippeveprinter",
            *("-r", "off", "-n", "localhost", "-p", str(self.port)),
            *("-c", str(self._folder / "command"), "-d", str(self._folder / "spool")),
            *("-f", ",".join(self._formats), "-K", str(self._folder)),
            *(["-2"] if self._two_sided else []),
            *("-v", "Bianmin"),
        ]

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._folder / 'bus'}",
            "BIANMIN_HANDS": str(self._folder / "hands"),
            "HOME": str(self._folder),
        }

    def _block(self, keyword: str, after: int | None) -> None:
        if after is not None:
            with self._state:
                self._after = (self.sides_out + after, keyword)
            return
        with self._state:
            self._blocks.add(keyword)
        self._tell(f"STATE: +{keyword}")

    def _unblock(self, keyword: str) -> None:
        self._tell(f"STATE: -{keyword}")
        with self._state:
            self._blocks.discard(keyword)
            self._state.notify_all()

    def _tell(self, text: str) -> None:
        """Have the printer say something: by the job it is at, or by one made for that."""
        with self._state:
            if self._job is not None:
                self._job.send(text)
                return
            self._to_tell.append(text)
        client, clock = self.client(), SystemClock()
        until = clock.monotonic() + PATIENCE_S
        number = client.print(JobTicket(HANDS), b"%PDF-", KIND, until)
        while not Job.of(client.job(number, WANTED, until)).ended:
            with self._state:
                self._state.wait(LOOK_S)

    def _listen(self) -> None:
        while True:
            try:
                line = _Line(self._door.accept()[0]) if self._door else None
            except OSError:
                return
            if line is not None:
                with contextlib.suppress(OSError, ValueError):  # it was switched off meanwhile
                    self._serve(line)
                line.close()
                with self._state:
                    self._job = None
                    self._state.notify_all()

    def _serve(self, line: _Line) -> None:
        asked = line.asked()
        title = asked.get("job_name", "")
        if title == HANDS:
            with self._state:
                lines, self._to_tell = self._to_tell, []
            line.send(*lines, "END")
            return
        with self._state:
            self._job, self._number = line, int(asked["job_id"])
            self._state.notify_all()
        pages = count_pages(Path(asked["file"]).read_bytes())
        copies = int(asked.get("copies", "1"))
        line.send(f"ATTR: job-impressions={pages * copies}")
        for number in range(1, pages * copies + 1):
            if not self._may_go_on(self._number):
                line.send("END")
                return
            with self._state:
                self.sides_out += 1
                self._state.notify_all()
            if self._counts:
                line.send(f"ATTR: job-impressions-completed={number}")
        with self._state:
            sides, media = asked.get("sides", ""), asked.get("media", "")
            self.printed.append(Printed(title, pages, copies, sides, media))
            self._state.notify_all()
        line.send("END")

    def _may_go_on(self, number: int) -> bool:
        """Wait while something is in the way; False when the job is not wanted any more."""
        with self._state:
            if self._after is not None and self._after[0] <= self.sides_out:
                keyword = self._after[1]
                self._after = None
                self._blocks.add(keyword)
                if self._job is not None:
                    self._job.send(f"STATE: +{keyword}")
        client, clock = self.client(), SystemClock()
        while True:
            with self._state:
                if self._state.wait_for(lambda: not (self._blocks and self._power), LOOK_S):
                    return self._power
            with contextlib.suppress(DeviceFault):  # it is silent, or was switched off
                job = Job.of(client.job(number, WANTED, clock.monotonic() + 1.0))
                if job.ended or STOPPING & job.reasons:
                    return False


class _Line:
    """The other end of the command that the printer runs."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def asked(self) -> dict[str, str]:
        with self._line.makefile() as file:
            found: dict[str, str] = json.loads(file.readline())
            return found

    def send(self, *texts: str) -> None:
        self._line.sendall("".join(f"{text}\n" for text in texts).encode())

    def close(self) -> None:
        self._line.close()
