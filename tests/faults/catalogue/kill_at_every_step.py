"""Kills an install at each of its steps on the disk; what it leaves is looked at, and finished.

Usage: kill_at_every_step.py REPOSITORY PLACE

PLACE has version 1 in use; REPOSITORY has version 2. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from kiosk.catalogue import load_catalogue
from kiosk.catalogue.distribution.installing import CURRENT, install, version_in_use

WRITING = os.O_WRONLY | os.O_RDWR
KILLED = 9


def step_of(event: str, arguments: tuple[Any, ...], place: str) -> bool:
    """Whether the disk changes below the place."""
    if event == "open":
        path, _, flags = arguments
        return isinstance(path, str) and path.startswith(place) and bool(flags & WRITING)
    changes = {"os.rename", "os.symlink", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}
    return event in changes and any(str(one).startswith(place) for one in arguments[:2])


def child(repository: str, place: Path, last: int) -> int:
    """Install, and die before step `last` + 1; how many steps there were when it did not."""
    steps = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal steps
        if step_of(event, arguments, str(place)):
            steps += 1
            if steps > last:
                os._exit(KILLED)

    sys.addaudithook(watch)
    install(repository, place)
    return steps


def seen(place: Path) -> list[str]:
    """Everything a terminal would show, read."""
    catalogue = load_catalogue(place / CURRENT)
    return [repr(item) + str(len(item.form_xml())) for item in catalogue.items.values()]


def main() -> int:
    """Kill at every step."""
    repository, original = sys.argv[1], Path(sys.argv[2])
    whole = {1: seen(original)}
    outcomes: dict[int, int] = {1: 0, 2: 0}
    for last in range(100_000):
        place = original.with_name(f"try-{last}")
        shutil.copytree(original, place, symlinks=True)
        pid = os.fork()
        if pid == 0:
            child(repository, place, last)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        version = version_in_use(place)
        if version not in (1, 2):
            raise AssertionError(f"step {last}: version {version} is in use")
        if version == 2:
            whole.setdefault(2, seen(place))
        if seen(place) != whole[version]:
            raise AssertionError(f"step {last}: what is in use is not version {version}")
        outcomes[version] += 1
        install(repository, place)
        if version_in_use(place) != 2:
            raise AssertionError(f"step {last}: it cannot be finished")
        shutil.rmtree(place)
        if os.waitstatus_to_exitcode(status) == 0:
            json.dump({"steps": last, "old": outcomes[1], "new": outcomes[2]}, sys.stdout)
            return 0
        if os.waitstatus_to_exitcode(status) != KILLED:
            raise AssertionError(f"step {last}: it failed by itself")
    raise AssertionError("it does not end")


if __name__ == "__main__":
    raise SystemExit(main())
