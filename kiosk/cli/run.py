"""`kiosk run`: the terminal's screen."""

from __future__ import annotations

import argparse

from kiosk.cli.options import add_config


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "run",
        help="show the terminal's screen",
        description="Show the terminal's screen until it is closed or gets SIGTERM. The log goes "
        "to stderr, one JSON object a line.",
    )
    add_config(parser)
    parser.add_argument(
        "--windowed", action="store_true", help="in a window, whatever the file says"
    )
    parser.add_argument(
        "--size",
        type=_size,
        metavar="WxH",
        help="size of the window in pixels, such as 1080x1920; implies --windowed",
    )
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Show the screen until it is closed."""
    from kiosk import bootstrap  # heavy: Qt is only loaded by the command that shows something
    from kiosk.config import load_config

    return bootstrap.run_terminal(
        load_config(arguments.config),
        windowed=arguments.windowed or arguments.size is not None,
        size=arguments.size,
    )


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.partition("x")
    if not (cross and width.isdigit() and height.isdigit() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"{text} is no size such as 1080x1920")
    return int(width), int(height)
