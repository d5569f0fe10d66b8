"""A whole service point on one machine: platform, network line, devices, agent.

Everything is the real thing but the devices, and those speak the real bytes: the platform and the
agent are processes of their own, the line between them is a socket that can be cut, the card
reader is a pty, the printer a TCP port.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from PIL.Image import Image, new

from drivers.microphone.sample import write_tone
from drivers.simulators.id_card_reader import IdCardReaderSimulator
from drivers.simulators.network import LoopbackLine
from drivers.simulators.pcsc_service import PcscService
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from kiosk.demo.more_devices import MoreDevices
from kiosk.errors import BugError, EnvironmentFault

EMPTY_VIEW = (640, 480)
READY_SECONDS = 120
"""How long a process may take until it says it is ready; a slow disk is allowed for."""

SITE = Path(__file__).with_name("site.toml")
"""What the demo's service point is called and says."""


class World:
    """Starts everything in a folder of its own and stops it again.

    Args:
        folder: empty folder for the platform's and the terminal's data.
        full_screen: whether the terminal's window takes the whole screen.
        language: what the screen speaks when a session begins.
        more: fit the devices that only hands use, too.
        chips: the PC/SC service of such a terminal; None where none can run.
        paced: whether the card reader takes as long as on a real line.
    """

    def __init__(
        self,
        folder: Path,
        *,
        full_screen: bool = False,
        language: str = "zh_CN",
        more: bool = False,
        chips: PcscService | None = None,
        paced: bool = True,
    ) -> None:
        self.folder = folder
        self.config_file = folder / "terminal.toml"
        self.picture = folder / "camera" / "frame.png"
        self.sound = folder / "said.wav"
        self.card_reader = IdCardReaderSimulator(paced=paced)
        self.printer = ReceiptPrinterSimulator()
        self.more = MoreDevices(folder / "devices", chips) if more else None
        self._line: LoopbackLine | None = None
        self._full_screen = full_screen
        self._language = language
        self._platform: subprocess.Popen[bytes] | None = None
        self._agent: subprocess.Popen[bytes] | None = None

    # --- start and stop ---------------------------------------------------------------------------

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> None:
        self._start_devices()
        port = self._start_platform()
        self._line = LoopbackLine("127.0.0.1", port)
        self._line.start()
        self._write_config(self.line.port)
        token = self._platform_command("token", "--place", "汶南镇便民服务中心", "--json")["token"]
        self._run([*KIOSK, "enrol", "--config", str(self.config_file), "-"], said=token)
        self.start_agent()

    def _start_devices(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.picture.parent.mkdir(exist_ok=True)
        write_tone(self.sound)
        self.card_reader.start()
        self.printer.start()
        if self.more is not None:
            self.more.start()

    def _write_config(self, port: int) -> None:
        self.config_file.write_text(self._config(port), encoding="utf-8")

    def close(self) -> None:
        """Stop agent, line, devices and platform, in this order."""
        self._stop(self._agent)
        if self._line is not None:
            self._line.stop()
        self.card_reader.stop()
        self.printer.stop()
        if self.more is not None:
            self.more.stop()
        self._stop(self._platform)

    # --- what can be done to it -------------------------------------------------------------------

    @property
    def line(self) -> LoopbackLine:
        """The line between agent and platform."""
        if self._line is None:
            raise BugError("the world was not started")
        return self._line

    def show_to_camera(self, picture: Image) -> None:
        """Hold a picture before the camera; it sees the old one or the new one, never half."""
        fresh = self.picture.with_suffix(".new.png")
        picture.save(fresh)
        fresh.replace(self.picture)

    def show_nothing(self) -> None:
        """Take away whatever is held before the camera."""
        self.show_to_camera(new("L", EMPTY_VIEW, 255))

    def show_last_receipt(self) -> None:
        """Hold the receipt printed last before the camera; nothing if there is none yet."""
        receipts = self.printer.receipts
        if receipts:
            self.show_to_camera(receipts[-1].image)
        else:
            self.show_nothing()

    def start_agent(self) -> None:
        """Start the sync agent."""
        self._agent = self._spawn(
            [*KIOSK, "sync", "--config", str(self.config_file)], log="agent.log"
        )

    def kill_agent(self) -> None:
        """Kill the sync agent as a power cut would: it gets no chance to tidy up."""
        if self._agent is None:
            raise BugError("there is no agent to kill")
        self._agent.send_signal(signal.SIGKILL)
        self._agent.wait()
        self._agent = None

    def export(self) -> list[dict[str, Any]]:
        """What the platform has received and decrypted."""
        cases: list[dict[str, Any]] = self._platform_command("export", "--json")["cases"]
        return cases

    # --- processes --------------------------------------------------------------------------------

    def _start_platform(self) -> int:
        ready = self.folder / "platform.ready"
        ready.unlink(missing_ok=True)
        self._platform = self._spawn(
            [
                *(*PLATFORM, "serve", "--data", str(self._platform_data)),
                *("--port", "0", "--ready-file", str(ready)),
            ],
            log="platform.log",
        )
        wait_until(ready.exists, READY_SECONDS, "the platform to be ready", self._platform)
        port: int = json.loads(ready.read_text())["port"]
        return port

    @property
    def _platform_data(self) -> Path:
        return self.folder / "platform"

    def _platform_command(self, *words: str) -> dict[str, Any]:
        output = self._run([*PLATFORM, words[0], "--data", str(self._platform_data), *words[1:]])
        answer: dict[str, Any] = json.loads(output)
        return answer

    def _config(self, port: int) -> str:
        return f"""
data_dir = "terminal"
platform_url = "http://127.0.0.1:{port}"
language = "{self._language}"
full_screen = {str(self._full_screen).lower()}
{SITE.read_text(encoding="utf-8")}
[[device]]
name = "id_card"
class = "id_card_reader"
url = "sdt+serial://{self.card_reader.path}?baud=115200"

[[device]]
name = "receipt"
class = "receipt_printer"
url = "escpos+tcp://127.0.0.1:{self.printer.port}?width=80"

[[device]]
name = "camera"
class = "code_reader"
url = "camera+file://{self.picture}"

[[device]]
name = "microphone"
class = "microphone"
url = "sample+file://{self.sound}"
{self.more.config() if self.more is not None else ""}"""

    def _spawn(self, command: Sequence[str], *, log: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as output:
            return subprocess.Popen(command, stdout=output, stderr=output, env=_environment())

    def _run(self, command: Sequence[str], *, said: str = "") -> str:
        done = subprocess.run(
            command, input=said, capture_output=True, text=True, env=_environment(), check=False
        )
        if done.returncode != 0:
            raise EnvironmentFault(
                "demo.command",
                f"{' '.join(command[:4])} … ended with {done.returncode}: {done.stderr.strip()}",
            )
        return done.stdout

    def _stop(self, process: subprocess.Popen[bytes] | None) -> None:
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Desk(World):
    """The devices of a service point alone: no platform, no line, no agent."""

    def _start(self) -> None:
        self._start_devices()
        self._write_config(port=9)  # the port where nobody answers (RFC 863)


KIOSK = (sys.executable, "-m", "kiosk.cli.main")
PLATFORM = (sys.executable, "-m", "sync.platform.cli")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1"}


def wait_until(
    condition: Callable[[], bool],
    seconds: float,
    what: str,
    process: subprocess.Popen[bytes] | None = None,
) -> None:
    """Wait for a condition outside this process, looking every 20 ms.

    Raises:
        EnvironmentFault: it did not come true in time, or `process` ended meanwhile.
    """
    tick = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        if process is not None and process.poll() is not None:
            raise EnvironmentFault("demo.ended", f"Waiting for {what}: the process has ended.")
        tick.wait(0.02)
    raise EnvironmentFault("demo.late", f"Waited {seconds} s for {what} in vain.")
