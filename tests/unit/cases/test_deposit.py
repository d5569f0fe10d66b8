import hashlib
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases.deposit import deposit, person_index, warm_up
from kiosk.cases.fakes import FakeStore
from kiosk.cases.messages import MessageState, OutboxMessage
from kiosk.cases.numbering import Row
from kiosk.cases.records import CaseState
from kiosk.cases.samples import (
    ANSWERS,
    CARD,
    NOON,
    SampleTerminal,
    SteppingClock,
    sample_submission,
)
from kiosk.cases.sealing import INLINE_BYTES, MOST_INLINE_BYTES
from kiosk.cases.submission import Attachment, Point
from kiosk.cases.terminal import NotEnrolled
from kiosk.errors import EnvironmentFault
from sync.protocol.body import CaseBody
from sync.protocol.envelope import EnvelopeError, MessageKind, open_sealed, verify_envelope
from sync.protocol.numbers import NumberError, parse_deposit_number
from sync.protocol.sealed_files import MAX_FILE_BYTES, open_file


def only_message(store: FakeStore) -> OutboxMessage:
    (message,) = store.data.messages.values()
    return message


def opened(store: FakeStore, terminal: SampleTerminal) -> CaseBody:
    message = only_message(store)
    plain = open_sealed(message.body, message.context, terminal.platform_key)
    return CaseBody.from_bytes(plain)


def test_the_platform_reads_exactly_what_was_handed_over(
    store: FakeStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    submission = replace(
        sample_submission(), attachments=(Attachment("户口簿.jpg", "image/jpeg", b"\xff\xd8jpeg"),)
    )
    done = deposit(store.unit_of_work(), submission, clock=clock)
    body = opened(store, terminal)
    assert body.case_id == done.case_id
    assert body.deposit_number == done.number
    assert body.answers == ANSWERS
    assert body.instance.encode() == submission.instance
    assert (body.applicant.name, body.applicant.id_no) == (CARD.name, CARD.id_no)
    assert body.applicant.valid_to is None
    assert body.attachments[0].content == b"\xff\xd8jpeg"
    assert body.signature.png == submission.signature.png
    drawn = [
        [(point.x, point.y, point.t_ms, point.pressure) for point in stroke]
        for stroke in submission.signature.strokes
    ]
    assert [list(stroke) for stroke in body.signature.strokes] == drawn
    assert body.consents[0].sha256 == submission.consents[0].sha256
    assert body.routing == {"civil_affairs": ("/data/bank_account",)}
    assert body.place.terminal == "0817"
    assert body.times.deposited_at == NOON
    assert body.item.name == dict(submission.item_name)


def test_times_of_a_stroke_travel_as_whole_milliseconds(
    store: FakeStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    signature = replace(
        sample_submission().signature, strokes=((Point(1.5, 2, 0), Point(2, 3.25, 16.7, 0.5)),)
    )
    deposit(store.unit_of_work(), replace(sample_submission(), signature=signature), clock=clock)
    assert opened(store, terminal).signature.strokes == (((1.5, 2, 0, 1.0), (2, 3.25, 17, 0.5)),)


def test_the_message_is_sealed_to_its_own_place_and_signed_by_the_terminal(
    store: FakeStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    deposit(store.unit_of_work(), sample_submission(), clock=clock)
    message = only_message(store)
    key = Ed25519PrivateKey.from_private_bytes(terminal.identity.private_key).public_key()
    verify_envelope(message.body, message.context, message.signature, key)
    elsewhere = replace(message.context, seq=message.context.seq + 1)
    with pytest.raises(EnvelopeError):
        open_sealed(message.body, elsewhere, terminal.platform_key)
    assert (message.epoch, message.seq) == (message.context.epoch, message.context.seq)
    assert not message.moved
    assert message.kind is MessageKind.CASE
    assert message.state is MessageState.QUEUED


def test_the_number_names_terminal_local_day_and_sequence(
    store: FakeStore, clock: SteppingClock
) -> None:
    numbers = []
    for moment in (NOON, NOON, NOON + timedelta(hours=13)):
        clock.set_wall(moment)
        numbers.append(deposit(store.unit_of_work(), sample_submission(), clock=clock).number)
    first = store.start
    assert [number[:15] for number in numbers] == [
        f"L0817261121{first:04}",
        f"L0817261121{first + 1:04}",
        f"L0817261122{first:04}",
    ]
    assert all(parse_deposit_number(number).text == number for number in numbers)


def test_a_clock_set_back_gives_no_number_twice(store: FakeStore, clock: SteppingClock) -> None:
    numbers = set()
    for moment in (NOON, NOON + timedelta(days=1), NOON, NOON - timedelta(days=3650), NOON):
        clock.set_wall(moment)
        numbers.add(deposit(store.unit_of_work(), sample_submission(), clock=clock).number)
    assert len(numbers) == 5


def test_the_case_row_is_queued_and_masked(store: FakeStore, clock: SteppingClock) -> None:
    done = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    case = store.data.cases[done.case_id]
    assert case.state is CaseState.QUEUED
    assert case.receipt == done.receipt
    assert done.receipt.masked_name == "王*花"
    assert done.receipt.masked_id_no == "370982********0022"
    assert done.receipt.materials == (("居民身份证", "original", 1),)
    assert done.receipt.hotline == "0538-5000000"
    shown = repr(case) + repr(done)
    assert CARD.name not in shown
    assert CARD.id_no not in shown


def test_the_person_index_needs_the_secret_and_forgives_case_of_letters() -> None:
    assert person_index(b"s", "11010519491231002x ") == person_index(b"s", "11010519491231002X")
    assert person_index(b"s", CARD.id_no) != person_index(b"t", CARD.id_no)
    assert CARD.id_no.encode() not in person_index(b"s", CARD.id_no)


def test_a_terminal_without_identity_takes_no_case(clock: SteppingClock) -> None:
    store = FakeStore(clock)
    with pytest.raises(NotEnrolled) as caught:
        deposit(store.unit_of_work(), sample_submission(), clock=clock)
    assert caught.value.code == "terminal.not_enrolled"
    assert "kiosk enrol" in str(caught.value)
    assert store.data.cases == {}


def test_large_files_travel_beside_their_case_and_only_the_platform_opens_them(
    store: FakeStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    small, large = random.Random(1).randbytes(INLINE_BYTES), random.Random(2).randbytes(300_000)  # noqa: S311 -- any bytes
    submission = replace(
        sample_submission(),
        attachments=(
            Attachment("a.png", "image/png", small),
            Attachment("b.pdf", "application/pdf", large),
            Attachment("c.oga", "audio/ogg", large),
        ),
    )
    done = deposit(store.unit_of_work(), submission, clock=clock)
    assert len(only_message(store).body) < 3 * INLINE_BYTES
    inline, *apart = opened(store, terminal).attachments
    assert (inline.content, inline.file) == (small, None)
    with store.reading() as uow:
        waiting = uow.files.in_state(MessageState.QUEUED)
    assert [file.case_id for file in waiting] == [done.case_id] * 2
    assert [file.sha256 for file in waiting] == [one.file and one.file.sha256 for one in apart]
    for one in apart:
        assert one.file is not None
        sealed = store.data.files.contents[one.file.sha256]
        assert hashlib.sha256(sealed).hexdigest() == one.file.sha256
        assert b"".join(open_file([sealed], one.file.key)) == large
        assert (one.size, one.sha256) == (len(large), hashlib.sha256(large).hexdigest())
        assert large[:64] not in sealed


def test_many_small_files_do_not_swell_their_case(
    store: FakeStore, clock: SteppingClock, terminal: SampleTerminal
) -> None:
    many = tuple(Attachment(f"{n}.png", "image/png", bytes(INLINE_BYTES)) for n in range(40))
    deposit(store.unit_of_work(), replace(sample_submission(), attachments=many), clock=clock)
    attachments = opened(store, terminal).attachments
    assert sum(len(one.content or b"") for one in attachments) == MOST_INLINE_BYTES
    assert [one.name for one in attachments] == [one.name for one in many]


@pytest.mark.parametrize(
    "change",
    [
        {"instance": b"<data>" + bytes(b"x" * 1_100_000) + b"</data>"},
        {"attachments": (Attachment("a.pdf", "application/pdf", bytes(MAX_FILE_BYTES + 1)),)},
    ],
    ids=["case", "file"],
)
def test_what_is_too_large_is_refused_and_leaves_nothing(
    store: FakeStore, clock: SteppingClock, change: dict[str, Any]
) -> None:
    large = replace(sample_submission(), **change)
    with pytest.raises(EnvironmentFault) as caught:
        deposit(store.unit_of_work(), large, clock=clock)
    assert caught.value.code == "deposit.too_large"
    assert (store.data.cases, store.data.messages, store.data.last_seq, store.data.days) == (
        {},
        {},
        0,
        {},
    )


def test_the_ten_thousandth_case_of_a_day_is_refused_with_a_sentence(
    store: FakeStore, clock: SteppingClock
) -> None:
    store.data.days[NOON.date(), 1] = Row(1, 9999)
    with pytest.raises(NumberError) as caught:
        deposit(store.unit_of_work(), sample_submission(), clock=clock)
    assert caught.value.code == "number.exhausted"


def test_a_submission_that_does_not_fit_the_protocol_leaves_nothing(
    store: FakeStore, clock: SteppingClock
) -> None:
    with pytest.raises(ValueError, match="code"):
        deposit(store.unit_of_work(), replace(sample_submission(), item_code="?"), clock=clock)
    assert store.data.messages == {}


def test_warming_up_needs_nothing() -> None:
    warm_up()


def test_a_disk_that_is_full_at_the_commit_leaves_nothing(
    store: FakeStore, clock: SteppingClock
) -> None:
    store.fail_commits = 1
    with pytest.raises(EnvironmentFault):
        deposit(store.unit_of_work(), sample_submission(), clock=clock)
    assert store.data.cases == {}
    kept = deposit(store.unit_of_work(), sample_submission(), clock=clock)
    assert int(kept.number[11:15]) == store.start


@pytest.mark.parametrize("year", [1970, 1999, 2100])
def test_a_clock_that_was_never_set_is_told_and_nothing_is_kept(
    store: FakeStore, clock: SteppingClock, year: int
) -> None:
    clock.set_wall(clock.now().replace(year=year))
    with pytest.raises(EnvironmentFault) as caught:
        deposit(store.unit_of_work(), sample_submission(), clock=clock)
    assert caught.value.code == "clock.unset"
    assert str(year) in caught.value.message
    assert not store.data.messages
