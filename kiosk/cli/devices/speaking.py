"""`kiosk devices speak`: let the speaker say something."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kiosk.cli.devices.single import make

if TYPE_CHECKING:
    from drivers.api import Speaker


def add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the action."""
    parser = actions.add_parser(
        "speak",
        help="say a sentence",
        description="Say a sentence through a speaker and wait until it was heard.",
    )
    parser.add_argument("text", metavar="TEXT", help="what to say")
    parser.add_argument(
        "--speaker",
        default="espeak+alsa://default",
        metavar="URL",
        help="address of the speaker (default: %(default)s)",
    )
    parser.add_argument("--language", default="zh_CN", help="zh_CN or en (default: %(default)s)")
    parser.add_argument(
        "--rate",
        type=_rate,
        default=1.0,
        help="0.6 (slow) to 1.5 (fast); 1 as usual",
    )
    parser.set_defaults(function=run)


def run(arguments: argparse.Namespace) -> int:
    """Say it; exit 0 when it was heard to its end."""
    from drivers.api import DeviceClass, Prosody, SoundResult  # for the command that uses them

    speaker: Speaker = make(DeviceClass.SPEAKER, arguments.speaker)
    speaker.open()
    try:
        result = speaker.say(arguments.text, arguments.language, Prosody(rate=arguments.rate))
    finally:
        speaker.close()
    return 0 if result is SoundResult.FINISHED else 1


def _rate(text: str) -> float:
    from drivers.api import RATES

    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    slowest, fastest = RATES
    if not slowest <= rate <= fastest:
        raise argparse.ArgumentTypeError(f"{text} is no rate from {slowest} to {fastest}")
    return rate
