"""`kiosk devices scan`: read the codes in pictures."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any


def add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the action."""
    parser = actions.add_parser(
        "scan",
        help="read the codes in pictures",
        description="Read every code in each picture. Ends with 1 when a file cannot be read; a "
        "picture without a code is none of its business.",
    )
    parser.add_argument("images", nargs="+", type=Path, metavar="IMAGE", help="a picture file")
    parser.add_argument("--json", action="store_true", help="print one JSON object for each file")
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what each picture holds."""
    lines = map(_scan, arguments.images)
    failed = 0
    for line in lines:
        failed += "error" in line
        if arguments.json:
            print(json.dumps(line, ensure_ascii=False), flush=True)
            continue
        for code in line["codes"]:
            # a code's text is a stranger's: control characters must not reach the terminal
            words = json.dumps(code["text"], ensure_ascii=False)
            print(f"{line['file']}: {code['symbology']} {words} ({code['decoder']})")
        if not line["codes"]:
            print(f"{line['file']}: {line.get('message', 'no code')}")
    return 1 if failed else 0


def _scan(image: Path) -> dict[str, Any]:
    from drivers.codes.search import decode_file  # brings NumPy and the decoders
    from kiosk.errors import EnvironmentFault

    began = time.perf_counter()
    try:
        codes = decode_file(image)
    except EnvironmentFault as fault:
        return {"file": str(image), "codes": [], "error": fault.code, "message": str(fault)}
    ms = round(1000 * (time.perf_counter() - began), 1)
    return {
        "file": str(image),
        "codes": [
            {
                "text": code.text,
                "bytes_hex": code.content.hex(),
                "symbology": code.symbology,
                "decoder": code.decoder,
                "ms": ms,
            }
            for code in codes
        ],
    }
