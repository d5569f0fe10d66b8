"""The sync agent: the only one that talks to the platform in the background.

    run          one process: lock, three threads, clean stop
    delivery     leases messages, sends them, settles what became of each
    batches      what a batch of messages looks like on the wire
    files        sends files of cases piece by piece, beside the messages
    commands     does what operators of the platform want
    feed         long-polls what the platform has to say
    line         what both know about the way to the platform
    client       signed requests and verified answers
    standing     who the terminal is just now, for all threads: its keys may change
    key_change   shows the platform the terminal's next key
    trust        which signing keys of the platform are believed
    clock        our clock, corrected by the platform's signed time
    answers      every kind of answer, by whom it concerns
    sending      the loop that lets a deliverer work
    openrosa     delivers to an OpenRosa server instead of a platform
    enrolment    becoming known to a platform
    visits       what a citizen asks, from the screen's process and never kept
    retirement   the end of a terminal that the platform revoked
    settings     time-outs and limits
    events       the log's events

It works on the `UnitOfWork` of `kiosk.cases.ports`; the store is handed in. No transaction is held
while a request is under way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.agent.run import run_agent

__all__ = ["run_agent"]


def __getattr__(name: str) -> object:
    """Import `run_agent` when it is first asked for: enrolment does not need the loops."""
    if name == "run_agent":
        from sync.agent.run import run_agent  # HTTP and pydantic, see above

        return run_agent
    raise AttributeError(name)
