"""Errors end in logs: what they say must not be a citizen's, nor a secret of the terminal."""

from __future__ import annotations

import traceback
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.cases.deposit import deposit
from kiosk.cases.samples import CARD, SteppingClock, sample_submission, sample_terminal
from kiosk.errors import BugError
from kiosk.store import Store
from kiosk.store.engine import connector
from sync.protocol.envelope import PlatformKey

KEY = bytes(range(32))


def test_an_error_of_the_database_does_not_repeat_the_row(store: Store, path: Path) -> None:
    connection = connector(path, KEY)()
    connection.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON terminal BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    connection.close()
    marked = PlatformKey("key-7", "hpke-x25519-aes256gcm", b"in the row only")
    identity = replace(sample_terminal().identity, platform_keys=(marked,))
    with pytest.raises(BugError) as caught, store.unit_of_work() as uow:
        uow.terminal.save(identity)
    told = "".join(traceback.format_exception(caught.value))
    assert "RAISE" in told or "no" in told
    assert marked.public_key.hex() not in told


def test_an_answer_that_does_not_fit_is_not_repeated(store: Store, clock: SteppingClock) -> None:
    card = replace(CARD, address="泰山脚下第一户" * 200)
    with pytest.raises(ValueError, match="address") as caught:
        deposit(store.unit_of_work(), sample_submission(card=card), clock=clock)
    told = "".join(traceback.format_exception(caught.value))
    assert "泰山脚下" not in told
    assert CARD.id_no not in told
