"""Call a reader back that runs at another speed than the line.

A reader keeps the speed it was told last, for instance by a maker's program. At another speed it
hears nothing but noise and stays silent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from drivers.api import DeviceFault
from drivers.id_card.frames import Command, Reply
from drivers.id_card.functions import BAUDS, SAM_STATUS, change_baud
from drivers.id_card.status_words import StatusWord

ANSWER_S = 0.25
"""How long a reader may think about how it is; real ones take some milliseconds."""


@runtime_checkable
class Speeds(Protocol):
    """A line whose speed can be changed.

    Attributes:
        baud: its speed in bit/s.
    """

    baud: int

    def set_baud(self, baud: int) -> None:
        """Go on at another speed."""


def call_back(line: Speeds, ask: Callable[[Command, float], Reply]) -> bool:
    """Look for the reader at every other speed and tell it to come to that of the line.

    Args:
        line: open; it has its speed again afterwards.
        ask: sends a command and waits so many seconds for the answer; raises `DeviceFault`.

    Returns:
        Whether a reader was found and came.
    """
    wanted = line.baud
    try:
        for baud in BAUDS:
            line.set_baud(baud)
            try:
                ask(SAM_STATUS, ANSWER_S)
                return ask(change_baud(wanted), ANSWER_S).sw3 == StatusWord.OK
            except DeviceFault as fault:
                if fault.code not in {"card.reader_silent", "card.garbled"}:
                    raise
        return False
    finally:
        line.set_baud(wanted)
