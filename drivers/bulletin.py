"""How the devices of a running terminal are, for another process to read.

The process that runs the devices writes a small JSON file at every change; a technician's command
reads it instead of disturbing the devices. Nothing in it is of a person.
"""

from __future__ import annotations

import json
import os
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

import structlog

from drivers.api import DeviceEvent, Status, StatusChanged
from drivers.supervisor import Supervisor
from kiosk.errors import EnvironmentFault

FILE = "status.json"
NOT_SUPPORTED = "not_supported"

log = structlog.get_logger(__name__)


def lines(supervisor: Supervisor) -> list[dict[str, Any]]:
    """How each device is, as JSON objects: what does not apply to its class is left out.

    Besides the entries of `Status`: ``message`` and ``remedy`` for a technician when something is
    wrong, and ``details`` of the unit (`drivers.api.Described`).
    """
    return [_line(status, supervisor) for status in supervisor.statuses()]


def _line(status: Status, supervisor: Supervisor) -> dict[str, Any]:
    line: dict[str, Any] = {}
    for field in fields(status):
        value = getattr(status, field.name)
        if value is None or value == NOT_SUPPORTED:
            continue
        line[field.name] = value.isoformat() if isinstance(value, datetime) else value
    line["class"] = line.pop("device_class")
    fault = supervisor.fault(status.device)
    if fault is not None:
        line |= {"message": fault.message, "remedy": fault.remedy}
    return {**line, "details": dict(supervisor.details(status.device))}


class Bulletin:
    """Tells other processes how the devices are.

    Args:
        folder: where the file is kept; made if absent.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writing = Lock()
        self._failed = False

    def follow(self, supervisor: Supervisor) -> None:
        """Write at every change from now on; a disk that cannot be written is logged once."""

        def heard(event: DeviceEvent) -> None:
            if isinstance(event, StatusChanged):
                self._post(supervisor)

        supervisor.subscribe(heard)

    def _post(self, supervisor: Supervisor) -> None:
        with self._writing:
            pid = os.getpid()
            sheet = {"pid": pid, "began": _began(pid), "devices": lines(supervisor)}
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                fresh = self._folder / f"{FILE}.new"
                fresh.write_text(json.dumps(sheet, ensure_ascii=False), encoding="utf-8")
                fresh.replace(self._folder / FILE)
            except OSError as error:
                if not self._failed:
                    log.warning("device.bulletin_failed", reason=error.strerror)
                self._failed = True
            else:
                self._failed = False


def read(folder: Path) -> list[dict[str, Any]] | None:
    """How the devices of the terminal that runs now are; None when none runs.

    Raises:
        EnvironmentFault: ``device.bulletin`` when what was written cannot be read.
    """
    file = folder / FILE
    try:
        sheet = json.loads(file.read_text(encoding="utf-8"))
        devices: list[dict[str, Any]] = sheet["devices"]
        began = sheet["began"]
        now_began = _began(sheet["pid"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise EnvironmentFault(
            "device.bulletin",
            f"The terminal tells how its devices are in {file}, which cannot be read"
            f" ({type(error).__name__}).",
            "Ask as the user the terminal runs as; if it does not run, delete the file.",
        ) from error
    return devices if began == now_began else None


def _began(pid: int) -> int | None:
    """When a process began, in ticks since boot (proc(5)); None when there is none.

    Together with its number this names one process, however often numbers are used again.
    """
    try:
        stat = Path(f"/proc/{int(pid)}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(stat.rsplit(")", 1)[1].split()[19])
