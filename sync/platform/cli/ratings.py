"""``kiosk-platform ratings``: what people said about the service (好差评)."""

from __future__ import annotations

import argparse

from sync.platform.cli.options import Commands
from sync.platform.cli.output import print_json
from sync.platform.cli.place import opened
from sync.protocol.satisfaction import CHANNEL, CONTENT, Satisfaction


def add(commands: Commands) -> None:
    """Add the command."""
    commands.add("ratings", run)


def run(options: argparse.Namespace) -> None:
    """Show how content people are, by item; with --json every rating as interfaces number it."""
    with opened(options) as (database, _), database.reading() as transaction:
        if options.json:
            shown = [
                {
                    "case_number": one.case_number,
                    "item_code": one.item_code,
                    "terminal": one.terminal,
                    "channel": CHANNEL,
                    "satisfaction": one.satisfaction,
                    "stars": Satisfaction(one.satisfaction).stars,
                    "grade": Satisfaction(one.satisfaction).grade,
                    "reasons": [code for code in one.reasons.split(",") if code],
                    "at": one.at.isoformat(),
                    "received_at": one.received_at.isoformat(),
                }
                for one in transaction.ratings.every()
            ]
            print_json(shown)
            return
        counted = transaction.ratings.by_item()
    for item, levels in counted.items():
        rated = sum(levels.values())
        content = sum(levels.get(level, 0) for level in CONTENT)
        words = [
            f"{levels[level]} {level.replace('_', ' ')}"
            for level in Satisfaction
            if level in levels
        ]
        print(item, f"{rated} rated", f"{content / rated:.0%} content", *words, sep="  ")
