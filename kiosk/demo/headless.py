"""The demo without a display: visits on the real screen, off-screen, and what came of them."""

from __future__ import annotations

import json
import platform
import shutil
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

from kiosk import bootstrap, log
from kiosk.config import load_config
from kiosk.demo.paper import keep_receipt
from kiosk.demo.player import Player
from kiosk.demo.visits import Visit, differences, load_visits
from kiosk.demo.world import World, wait_until

PORTRAIT = (1080, 1920)
ARRIVAL_S = 30.0
"""How long a case may take from the network's return to the platform."""


def play(out: Path) -> dict[str, Any]:
    """Play every visit and write ``report.json``, screens, receipts and ``platform.json``.

    Returns:
        The report; its ``ok`` is true when the platform holds what was entered, case by case.
    """
    log.configure()
    for name in ("screens", "receipts"):
        shutil.rmtree(out / name, ignore_errors=True)
        (out / name).mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory(prefix="bianmin-") as folder,
        World(Path(folder), paced=False) as world,
    ):
        app = bootstrap.build_screen(load_config(world.config_file), windowed=True, size=PORTRAIT)
        try:
            player = Player(app, world, out / "screens")
            player.wait_for("the screen to be ready", lambda: app.ready_at is not None)
            visits = [_play_one(visit, player, world, out) for visit in load_visits()]
        finally:
            app.close()
        cases = world.export()
    _write(out / "platform.json", cases)
    report = {
        "ok": all(entry["platform"]["equal"] for entry in visits) and len(cases) == len(visits),
        "journeys": visits,
        "versions": _versions(),
    }
    _write(out / "report.json", report)
    return report


def _play_one(visit: Visit, player: Player, world: World, out: Path) -> dict[str, Any]:
    if visit.network == "down":
        world.line.cut()
    if visit.agent == "killed":
        world.line.hold_answers()
    if visit.printer == "paper_out":
        world.printer.paper_out()
    number = player.deposit(visit)
    if visit.agent == "killed":
        # the platform has the case, the answer never arrived: the moment that makes duplicates
        wait_until(lambda: number in _numbers(world), ARRIVAL_S, "the case at the platform")
        world.kill_agent()
        world.line.restore()
        world.start_agent()
    outcome = player.receipt_outcome(visit)
    if visit.printer == "paper_out":
        world.printer.load_paper()
        outcome = player.reprint(visit)
    receipt = keep_receipt(
        world.printer.receipts[-1], player.receipt_pdf(number), number, outcome, out
    )
    if visit.network == "down":
        player.picture("saved-offline", visit)
        world.line.restore()
    player.wait_for_delivery(visit)
    player.finish(visit)
    case = _case_of(world, number)
    found = differences(visit, case["body"])
    return {
        "name": visit.name,
        "deposit_number": number,
        "seconds": player.track.seconds,
        "steps": player.track.steps,
        "screens": player.track.screens,
        "receipt": receipt,
        "network": visit.network,
        "platform": {"state": case["state"], "equal": not found, "differences": found},
    }


def _numbers(world: World) -> set[str]:
    return {case["deposit_number"] for case in world.export()}


def _case_of(world: World, number: str) -> dict[str, Any]:
    [case] = [case for case in world.export() if case["deposit_number"] == number]
    return case


def _versions() -> dict[str, str]:
    packages = ("bianmin-kiosk", "PySide6-Essentials", "sqlcipher3", "SQLAlchemy", "cryptography")
    return {"python": platform.python_version()} | {
        package: metadata.version(package) for package in packages
    }


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
