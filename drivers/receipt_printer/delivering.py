"""Hand a job to the printer, and know how far it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.receipt_printer.confirming import MISSES
from drivers.receipt_printer.conversation import Conversation
from drivers.transports import TransportFault

PACE_S = 0.5
"""On a serial line the printer is asked whether it lives each time so much has been sent."""
BITS_A_BYTE = 10


@dataclass(frozen=True, slots=True)
class Delivered:
    """How far a job came.

    Args:
        whole: every byte was handed over.
        begun: at least one was.
        lacking: so many bytes at most are missing of the command that broke off.
        fault: what broke it off; None when it is whole, or when the printer fell silent.
    """

    whole: bool
    begun: bool
    lacking: int = 0
    fault: TransportFault | None = None


def deliver(
    talk: Conversation, blocks: Sequence[bytes], deadline: float, *, baud: int | None = None
) -> Delivered:
    """Hand over a job.

    A serial line stays up when the printer loses its power and comes back, and what was sent
    meanwhile is lost; so it is asked between the blocks whether it still answers.

    Args:
        talk: the conversation with the printer.
        blocks: the job, in complete commands.
        deadline: when to give up.
        baud: speed of a serial line whose printer answers questions; None: send all at once.
    """
    longest = max(map(len, blocks))
    sent = 0
    try:
        for stretch in _stretches(blocks, baud):
            talk.send(stretch, deadline)
            sent += len(stretch)
            if baud and not _lives(talk, len(stretch) * BITS_A_BYTE / baud, deadline):
                return Delivered(whole=False, begun=True, lacking=longest)
    except TransportFault as fault:
        jammed = fault.code == "line.jammed" and fault.sent is not None
        gone = sent + (fault.sent or 0)
        begun = gone > 0 or fault.sent is None
        lacking = _rest_of_block(blocks, gone) if jammed else longest
        return Delivered(whole=False, begun=begun, lacking=lacking if begun else 0, fault=fault)
    return Delivered(whole=True, begun=True)


def _stretches(blocks: Sequence[bytes], baud: int | None) -> list[bytes]:
    """Blocks that are sent in one go."""
    if not baud:
        return [b"".join(blocks)]
    stretches = [b""]
    for block in blocks:
        stretches[-1] += block
        if len(stretches[-1]) * BITS_A_BYTE / baud >= PACE_S:
            stretches.append(b"")
    return [stretch for stretch in stretches if stretch]


def _lives(talk: Conversation, line_s: float, deadline: float) -> bool:
    """Whether the printer answers once the line has carried what was written to it."""
    return any(talk.answers(line_s, deadline) for _ in range(MISSES))


def _rest_of_block(blocks: Sequence[bytes], gone: int) -> int:
    end = 0
    for block in blocks:
        end += len(block)
        if gone <= end:
            return end - gone
    return 0
