"""The agent's log: every event it writes, and what it means. No personal data."""

from __future__ import annotations

EVENTS = {
    "agent.started": "the agent runs; `released` messages were left leased by a former run",
    "agent.stopped": "the agent has ended in order",
    "agent.waiting": "there is no identity yet; `kiosk enrol` has to be run",
    "batch.delivered": "the platform has answered for `messages`; `refused` of them not taken",
    "batch.failed": "a batch has to be sent again; `messages`, `code`, `detail`",
    "message.quarantined": "a message was refused; `message`, `code`, `detail`",
    "file.delivered": "the platform has signed for a whole file; `file`",
    "file.failed": "a file has to be sent on later; `file`, `code`, `detail`",
    "file.quarantined": "a file was refused; `file`, `code`, `detail`",
    "epoch.forked": "this database is a copy of another; `moved` messages go on in a new epoch",
    "clock.wrong": "our clock is `offset_s` from the platform's",
    "command.settled": "an operator's command was dealt with; `command`, `result`, `code`",
    "command.postponed": "an operator's command waits; `command`, `code`; tried again",
    "command.raised": "an operator's command met a mistake of ours; `command`, `kind`, `place`",
    "feed.read": "the platform said something; `events`",
    "feed.passed_over": "the platform said something of `kinds` that this version does not know",
    "feed.failed": "the feed could not be read; `code`, `detail`",
    "line.up": "the platform is reached again; `woken` messages",
    "line.down": "the platform is not reached; `code`, `detail`",
    "store.failed": "the store refused; `code`; tried again",
}
