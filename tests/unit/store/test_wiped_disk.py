"""After a wipe the file itself tells nothing of people, not even without encryption."""

from __future__ import annotations

from pathlib import Path

from kiosk.cases import delivery
from kiosk.cases.delivery import Delivered
from kiosk.cases.deposit import deposit
from kiosk.cases.retirement import retire, wipe
from kiosk.cases.samples import SteppingClock, sample_submission, sample_terminal
from kiosk.store import Store


def on_disk(path: Path) -> bytes:
    """The file and what stands beside it."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def test_neither_file_nor_log_holds_what_was_deleted(tmp_path: Path) -> None:
    path, clock, terminal = tmp_path / "kiosk.db", SteppingClock(), sample_terminal()
    store = Store.open_unencrypted(path, clock=clock)
    with store.unit_of_work() as uow:
        uow.terminal.save(terminal.identity)
        secret = uow.terminal.person_secret()
        uow.commit()
    sent, waiting = (deposit(store.unit_of_work(), sample_submission(), clock=clock) for _ in "12")
    with store.reading() as uow:
        (gone,) = uow.outbox.load([sent.message_id])
        (stays,) = uow.outbox.load([waiting.message_id])
    delivery.acknowledge(store.unit_of_work(), b"signed", [Delivered(sent.message_id)], clock=clock)
    masked = sent.receipt.masked_name.encode()
    piece = slice(100, 140)
    for told in (masked, secret, gone.body[piece], terminal.identity.private_key):
        assert told in on_disk(path)
    wipe(store, clock=clock)
    for told in (masked, secret, gone.body[piece]):
        assert told not in on_disk(path)
    assert stays.body[piece] in on_disk(path)
    assert terminal.identity.private_key in on_disk(path), "its last word is still to be signed"
    retire(store)
    assert terminal.identity.private_key not in on_disk(path)
    store.close()
