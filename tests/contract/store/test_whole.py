"""Cases that leave in one piece, in every store; runs on the fake and on the real one."""

from dataclasses import replace

from kiosk.cases import whole
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.enquiry import record_print
from kiosk.cases.files import PART_BYTES
from kiosk.cases.messages import MessageState
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import CaseState
from kiosk.cases.samples import SteppingClock, sample_submission
from kiosk.cases.submission import Attachment

PHOTO = Attachment("photo.jpg", "image/jpeg", bytes(PART_BYTES + 1000))


def put(store: CaseStore, clock: SteppingClock) -> tuple[Deposit, str]:
    submission = replace(sample_submission(strokes=1, png_bytes=10), attachments=(PHOTO,))
    made = deposit(store.unit_of_work(), submission, clock=clock)
    with store.reading() as uow:
        [file] = uow.files.in_state(MessageState.QUEUED)
    return made, file.sha256


def test_a_file_is_read_whole_however_many_parts_it_has(
    store: CaseStore, clock: SteppingClock
) -> None:
    _, name = put(store, clock)
    content = whole.file_content(store.reading(), name)
    assert content is not None
    assert len(content) > len(PHOTO.content)
    assert whole.file_content(store.reading(), "0" * 64) is None


def test_what_arrived_is_received_and_erased_with_its_files(
    store: CaseStore, clock: SteppingClock
) -> None:
    made, name = put(store, clock)
    with store.reading() as uow:
        message = uow.outbox.get(made.message_id)
    assert message is not None
    whole.arrived(store.unit_of_work(), message, [name, "0" * 64], b"<ok/>", clock=clock)
    with store.reading() as uow:
        kept = uow.outbox.get(made.message_id)
        assert kept is not None
        assert kept.state is MessageState.ACKNOWLEDGED
        assert kept.body == b""
        assert kept.sha256 == message.sha256
        assert kept.acknowledgement is not None
        assert uow.outbox.acknowledgement(kept.acknowledgement) == b"<ok/>"
        file = uow.files.get(name)
        assert file is not None
        assert (file.state, file.sent) == (MessageState.ACKNOWLEDGED, file.size)
        assert uow.files.part(name, 0) == b""
        case = uow.cases.get(made.case_id)
        assert case is not None
        assert (case.state, case.acknowledged_at) == (CaseState.DELIVERED, clock.now())
        assert uow.outbox.counts().pending == 0


def test_only_the_case_itself_makes_a_case_received(store: CaseStore, clock: SteppingClock) -> None:
    made, _ = put(store, clock)
    record_print(store.unit_of_work(), made.number, "printed", "", clock=clock)
    with store.reading() as uow:
        _, word = uow.outbox.in_state(MessageState.QUEUED)
    whole.arrived(store.unit_of_work(), word, (), b"not sent", clock=clock)
    with store.reading() as uow:
        case = uow.cases.get(made.case_id)
        first = uow.outbox.get(made.message_id)
    assert case is not None
    assert case.acknowledged_at is None
    assert first is not None
    assert first.body
