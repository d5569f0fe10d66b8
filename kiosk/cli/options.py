"""Options that several commands share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

DEFAULT_CONFIG = Path("/etc/bianmin/terminal.toml")


def add_config(parser: argparse.ArgumentParser) -> None:
    """Add ``--config FILE`` (else the variable BIANMIN_CONFIG, else the system's file)."""
    parser.add_argument(
        "--config",
        type=Path,
        default=Path(os.environ.get("BIANMIN_CONFIG", DEFAULT_CONFIG)),
        metavar="FILE",
        help="the terminal's configuration file (default: %(default)s)",
    )
