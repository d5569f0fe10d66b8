"""``kiosk-platform serve``."""

from __future__ import annotations

import argparse
from pathlib import Path

from sync.platform.cli.options import Commands, whole_number
from sync.platform.cli.place import settings_of
from sync.platform.settings import Acceptance


def add(commands: Commands) -> None:
    """Add the command."""
    serve = commands.add("serve", run, as_json=False)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument(
        "--port",
        type=whole_number("port", 0, 65535),
        required=True,
        metavar="N",
        help="0 for a free one",
    )
    serve.add_argument("--ready-file", type=Path, metavar="F", help="written when ready (JSON)")
    serve.add_argument(
        "--acceptance",
        type=Acceptance,
        choices=list(Acceptance),
        default=Acceptance.BY_RULE,
        help="who accepts delivered cases (default: %(default)s)",
    )
    serve.add_argument(
        "--rate",
        type=whole_number("rate", 1, 100_000),
        default=50,
        metavar="N",
        help="requests a second a terminal may make",
    )
    serve.add_argument(
        "--workers",
        type=whole_number("number of workers", 1, 256),
        default=1,
        metavar="N",
        help="processes that answer (1)",
    )
    serve.add_argument("--certificate", type=Path, metavar="F", help="TLS certificate (PEM)")
    serve.add_argument("--certificate-key", type=Path, metavar="F", help="its private key (PEM)")
    serve.add_argument("--behind-tls", action="store_true", help="a proxy in front speaks TLS")


def run(options: argparse.Namespace) -> int:
    """Answer terminals until stopped."""
    from sync.platform import log  # as below
    from sync.platform.server import Listening, serve  # loads FastAPI, which no other command needs

    log.configure()
    return serve(
        settings_of(options),
        Listening(
            host=options.host,
            port=options.port,
            certificate=options.certificate,
            certificate_key=options.certificate_key,
            behind_tls=options.behind_tls,
            ready_file=options.ready_file,
        ),
        options.workers,
    )
