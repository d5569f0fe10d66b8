"""What the fake store lets go of when the terminal is revoked; see `kiosk.cases.fakes`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.cases.messages import MessageState

if TYPE_CHECKING:
    from kiosk.cases.fakes import FakeData


def wipe(data: FakeData, secret: bytes) -> None:
    """Delete what the platform has signed for, and what tells of people."""
    sent = MessageState.ACKNOWLEDGED
    unsent = {one.case_id for one in data.messages.values() if one.state is not sent}
    unsent |= {one.case_id for one in data.files.files.values() if one.state is not sent}
    unsent -= {None}
    data.secret = secret
    data.prints.clear()
    data.events.clear()
    data.corrections.clear()
    data.commands.clear()
    data.messages = {
        name: one if one.state is not sent else replace(one, body=b"")
        for name, one in data.messages.items()
        if one.state is not sent or one.case_id in unsent
    }
    data.files.files = {
        name: one for name, one in data.files.files.items() if one.case_id in unsent
    }
    data.cases = {
        name: replace(
            one, person=b"", receipt=replace(one.receipt, masked_name="", masked_id_no="")
        )
        for name, one in data.cases.items()
        if name in unsent
    }
