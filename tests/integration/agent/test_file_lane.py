"""The lane of files against a platform written by hand, which misbehaves when it is told to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import pytest

from drivers.simulators.upload_platform import Asked, Reply, Upload, UploadPlatform, problem
from kiosk.cases import delivery, file_delivery
from kiosk.cases.delivery import Delivered
from kiosk.cases.deposit import deposit
from kiosk.cases.fakes import FakeStore
from kiosk.cases.files import PART_BYTES, OutboxFile
from kiosk.cases.messages import MessageState
from kiosk.cases.records import CaseState
from kiosk.cases.samples import NOON, SampleTerminal, SteppingClock, sample_submission
from kiosk.config import FileSettings
from kiosk.hours import Hours
from sync.agent.answers import StopKind, Stopped
from sync.agent.client import PlatformClient
from sync.agent.files import FileSender
from sync.agent.line import Lane, Line
from sync.agent.settings import AgentSettings

SMALL = sample_submission(strokes=1, png_bytes=10)
SEALED = bytes(range(251)) * 5000
NAME = hashlib.sha256(SEALED).hexdigest()
Script = Callable[[Asked], Reply | None]


@dataclass
class Sending:
    """The sending side of one terminal with one file, and the platform."""

    platform: UploadPlatform
    store: FakeStore
    clock: SteppingClock
    client: PlatformClient
    line: Line
    settings: AgentSettings
    stop: Event
    pauses: list[float]
    sender: FileSender = None  # type: ignore[assignment] # see __post_init__

    def __post_init__(self) -> None:
        self.sender = self.make()

    def make(self, **files: Any) -> FileSender:
        def pause(seconds: float) -> None:
            self.pauses.append(seconds)
            self.clock.advance(seconds)

        settings = replace(self.settings, files=FileSettings(**files))
        return FileSender(
            self.store, self.client, self.line, settings, self.clock, stop=self.stop, pause=pause
        )

    def file(self) -> OutboxFile:
        with self.store.reading() as uow:
            found = uow.files.get(NAME)
        assert found is not None
        return found

    def asked(self, method: str) -> list[Asked]:
        return [one for one in self.platform.asked if one.method == method]

    def sent(self) -> int:
        return sum(len(one.content) for one in self.asked("PATCH"))

    def tries(self, times: int = 1) -> None:
        """Let it try, each time after any wait it may have."""
        for _ in range(times):
            self.clock.advance(4000)
            while self.sender.step():
                pass


def arrived(sending: Sending) -> bool:
    upload = sending.platform.uploads[NAME]
    whole = upload.content == SEALED
    there = sending.file().state is MessageState.ACKNOWLEDGED
    assert whole or not there, "called received, and not there"
    return there


@pytest.fixture
def sending(
    terminal: SampleTerminal,
    fake_store: FakeStore,
    clock: SteppingClock,
    settings: AgentSettings,
) -> Iterator[Sending]:
    with UploadPlatform("0817", "ack-1", terminal.acknowledging) as platform:
        identity = replace(terminal.identity, platform_url=platform.url)
        with fake_store.unit_of_work() as uow:
            uow.terminal.save(identity)
            uow.commit()
        done = deposit(fake_store.unit_of_work(), SMALL, clock=clock)
        with fake_store.unit_of_work() as uow:
            uow.files.add(OutboxFile(NAME, done.case_id, len(SEALED), NOON), SEALED)
            uow.commit()
        delivery.acknowledge(
            fake_store.unit_of_work(), b"{}", [Delivered(done.message_id, "c")], clock=clock
        )
        platform.uploads[NAME] = Upload(len(SEALED))
        client = PlatformClient(identity, settings, clock)
        line = Line(fake_store, clock)
        yield Sending(platform, fake_store, clock, client, line, settings, Event(), [])
        client.close()


def test_a_file_goes_piece_by_piece_and_the_case_counts_as_received(sending: Sending) -> None:
    assert sending.sender.step()
    assert arrived(sending)
    assert not sending.sender.step()
    sizes = [len(one.content) for one in sending.asked("PATCH")]
    assert sizes[:-1] == [PART_BYTES // 8, PART_BYTES // 4, PART_BYTES // 2, *[PART_BYTES] * 3]
    assert sending.sent() == len(SEALED)
    with sending.store.reading() as uow:
        (case,) = uow.cases.by_person(next(iter(sending.store.data.cases.values())).person)
        assert uow.files.part(NAME, 0) == b""
    assert case.state is CaseState.DELIVERED
    assert delivery.counts(sending.store.reading()).pending == 0


def test_an_upload_that_was_begun_goes_on_where_it_stands(sending: Sending) -> None:
    sending.platform.uploads[NAME].content = bytearray(SEALED[:700_001])
    sending.tries()
    assert arrived(sending)
    assert sending.sent() == len(SEALED) - 700_001
    assert sending.asked("POST") == []


def test_a_file_that_is_there_already_is_not_sent_again(sending: Sending) -> None:
    sending.platform.uploads[NAME].content = bytearray(SEALED)
    sending.tries()
    assert arrived(sending)
    assert sending.sent() == 0


def test_an_expired_upload_is_begun_anew(sending: Sending) -> None:
    sending.platform.uploads[NAME].expired = True
    sending.tries()
    assert arrived(sending)


def cut(_: Asked) -> Reply:
    return Reply(None)


def html(_: Asked) -> Reply:
    return Reply(200, {"Content-Type": "text/html"}, b"log in")


def empty(_: Asked) -> Reply:
    return Reply(204)


def no_number(_: Asked) -> Reply:
    return Reply(204, {"Tus-Resumable": "1.0.0", "Upload-Offset": "all"})


def endless_number(_: Asked) -> Reply:
    return Reply(204, {"Tus-Resumable": "1.0.0", "Upload-Offset": "9" * 5000})


def busy(_: Asked) -> Reply:
    return Reply(503, {"Retry-After": "77"})


def no_such_call(_: Asked) -> Reply:
    return problem(404, "http.not_found")


@pytest.mark.parametrize("at", [0, 1, 2, 5, 9], ids="request {}".format)
@pytest.mark.parametrize(
    "script", [cut, html, empty, no_number, endless_number, busy, no_such_call]
)
def test_whatever_goes_wrong_once_it_goes_on_and_sends_nothing_twice(
    sending: Sending, script: Script, at: int
) -> None:
    sending.platform.scripts = [lambda _: None] * at + [script]
    sending.tries()
    assert not arrived(sending)
    file = sending.file()
    assert file.state is MessageState.RETRY_WAIT
    assert file.reason
    sending.tries()
    assert arrived(sending)
    lost = 1 if 2 <= at < 9 else 0  # what a piece was not taken of goes once more
    assert sending.sent() <= len(SEALED) + lost * PART_BYTES


def test_an_answer_lost_after_the_piece_was_taken_costs_nothing(sending: Sending) -> None:
    def lose(asked: Asked) -> Reply:
        sending.platform.answer(asked)
        return Reply(None)

    sending.platform.scripts = [lambda _: None] * 3 + [lose]
    sending.tries(2)
    assert arrived(sending)
    assert sending.sent() == len(SEALED)


def test_an_upload_that_expires_in_the_middle_is_begun_anew(sending: Sending) -> None:
    def expire(_: Asked) -> None:
        sending.platform.uploads[NAME].content = None
        sending.platform.uploads[NAME].expired = True

    sending.platform.scripts = [lambda _: None] * 3 + [expire]
    sending.tries()
    assert arrived(sending)


def test_a_platform_that_lost_some_gets_it_again(sending: Sending) -> None:
    def lose(_: Asked) -> None:
        del sending.platform.uploads[NAME].content[5:]  # type: ignore[index] # it was begun

    sending.platform.scripts = [lambda _: None] * 3 + [lose]
    sending.tries()
    assert arrived(sending)


def test_a_false_hint_is_found_out(sending: Sending) -> None:
    def boast(_: Asked) -> Reply:
        return Reply(204, {"Tus-Resumable": "1.0.0", "Upload-Offset": str(len(SEALED))})

    sending.platform.scripts = [lambda _: None] * 2 + [boast] * 2
    sending.tries(2)
    assert arrived(sending)


def test_one_that_never_agrees_is_left_for_later(sending: Sending) -> None:
    def elsewhere(asked: Asked) -> Reply | None:
        return problem(409, "file.offset") if asked.method == "PATCH" else None

    sending.platform.scripts = [elsewhere] * 20
    sending.sender.step()
    assert sending.file().reason == "file.offset"
    assert len(sending.platform.asked) < 12
    sending.platform.scripts.clear()
    sending.tries()
    assert arrived(sending)


@pytest.mark.parametrize(
    "change",
    [{"sha256": "0" * 64}, {"size": 3}, {"offset": "many"}],
    ids=["another file", "another size", "another shape"],
)
def test_a_signed_answer_about_something_else_proves_nothing(
    sending: Sending, change: dict[str, Any]
) -> None:
    def other(asked: Asked) -> Reply:
        sending.platform.answer(replace(asked, method="POST", headers={}))
        return sending.platform.state(NAME, complete=True, **change)

    sending.platform.scripts = [other]
    sending.sender.step()
    assert sending.file().reason == "platform.answer"
    sending.tries()
    assert arrived(sending)


def test_a_state_in_place_of_a_taken_piece_is_no_word_about_the_piece(sending: Sending) -> None:
    def state(_: Asked) -> Reply:
        return sending.platform.state(NAME)

    sending.platform.scripts = [lambda _: None] * 2 + [state]
    sending.sender.step()
    assert sending.file().reason == "platform.answer"
    sending.tries()
    assert arrived(sending)


@pytest.mark.parametrize("at", [1, 2])
def test_a_refused_file_is_set_aside_and_the_next_one_goes(sending: Sending, at: int) -> None:
    def refuse(_: Asked) -> Reply:
        return problem(422, "file.unknown")

    sending.platform.scripts = [lambda _: None] * at + [refuse]
    assert sending.sender.step()
    file = sending.file()
    assert (file.state, file.reason) == (MessageState.QUARANTINED, "file.unknown")
    counts = delivery.counts(sending.store.reading())
    assert (counts.files, counts.files_quarantined) == (0, 1)


def damage(sending: Sending) -> Callable[[Asked], None]:
    """Let what has come of the file change at the platform."""

    def change(_: Asked) -> None:
        content = sending.platform.uploads[NAME].content
        assert content is not None
        content[0] ^= 1

    return change


def test_a_file_that_arrived_damaged_is_begun_anew_once(sending: Sending) -> None:
    sending.platform.scripts = [lambda _: None] * 3 + [damage(sending)]
    assert not sending.sender.step()
    file = sending.file()
    assert (file.state, file.reason, file.sent) == (MessageState.RETRY_WAIT, "file.hash", 0)
    sending.tries()
    assert arrived(sending)
    assert sending.sent() == 2 * len(SEALED)


def test_one_that_is_damaged_twice_is_set_aside_until_a_technician_sends_it(
    sending: Sending,
) -> None:
    for _ in range(2):
        sending.platform.scripts = [lambda _: None] * 3 + [damage(sending)]
        sending.tries()
    file = sending.file()
    assert (file.state, file.reason) == (MessageState.QUARANTINED, "file.hash")
    assert file_delivery.resend_files(sending.store.unit_of_work(), [NAME]) == 1
    sending.platform.scripts = [lambda _: None] * 3 + [damage(sending)]
    sending.tries(2)
    assert arrived(sending)


def test_a_file_without_bytes_is_set_aside(sending: Sending) -> None:
    with sending.store.unit_of_work() as uow:
        uow.files.drop_content(NAME)
        uow.commit()
    sending.sender.step()
    assert sending.file().reason == "file.gone"


def test_pieces_shrink_on_a_bad_line_and_grow_again(sending: Sending) -> None:
    sending.platform.scripts = [cut, cut, cut]
    sending.tries(3)
    assert not arrived(sending)
    sending.tries()
    assert arrived(sending)
    sizes = [len(one.content) for one in sending.asked("PATCH")]
    assert sizes[0] == PART_BYTES // 16
    assert max(sizes) > PART_BYTES // 2


def over(sending: Sending, bits_s: float, pieces: int = 1000) -> Script:
    """A line that carries so much, for so many pieces; one is given up after 30 seconds."""

    def carry(asked: Asked) -> Reply | None:
        if len(sending.asked("PATCH")) < pieces:
            sending.platform.scripts.append(carry)
        seconds = len(asked.content) * 8 / bits_s
        sending.clock.advance(min(seconds, 30.0))
        return Reply(None) if seconds > 30.0 else None

    return carry


@pytest.mark.parametrize("kbit_s", [9.6, 28, 64, 256])
def test_on_a_slow_line_pieces_take_five_seconds_and_none_is_lost(
    sending: Sending, kbit_s: float
) -> None:
    sending.platform.scripts = [over(sending, kbit_s * 1000)]
    began = sending.clock.monotonic()
    assert sending.sender.step()
    assert arrived(sending)
    assert sending.sent() == len(SEALED)
    assert sending.clock.monotonic() - began == pytest.approx(len(SEALED) * 8 / (kbit_s * 1000))
    usual = max(16 * 1024, int(kbit_s * 1000 / 8 * 5))
    assert {len(one.content) for one in sending.asked("PATCH")[4:-1]} <= {usual - 1, usual}


def test_a_line_that_becomes_slow_and_good_again_is_followed(sending: Sending) -> None:
    sending.platform.scripts = [lambda _: None] * 5 + [over(sending, 28_000, pieces=9)]
    sending.tries(4)
    assert arrived(sending)
    sizes = [len(one.content) for one in sending.asked("PATCH")]
    assert min(sizes[3:9]) < PART_BYTES // 8
    assert max(sizes[9:]) == PART_BYTES


def test_a_piece_that_is_taken_makes_the_next_wait_short_again(sending: Sending) -> None:
    sending.platform.scripts = [cut] * 6
    sending.tries(6)
    sending.platform.scripts = [lambda _: None] * 3 + [cut]
    sending.tries()
    sending.clock.advance(1.0)  # the longest that a first failure waits
    assert sending.sender.step()
    assert arrived(sending)


def test_a_piece_that_is_lost_says_nothing_about_a_line_on_which_others_answer(
    sending: Sending,
) -> None:
    sending.line.answered(Lane.FEED, offset_s=0)
    returns = sending.line.returns
    sending.platform.scripts = [lambda _: None] * 2 + [cut]
    sending.sender.step()
    with sending.store.reading() as uow:
        assert uow.link.get().online
    sending.line.answered(Lane.FEED, offset_s=0)
    assert sending.line.returns == returns
    assert not sending.sender.step(), "nothing returned, so that it goes on resting"
    assert sending.file().due_at > sending.clock.now()  # type: ignore[operator] # it waits
    sending.line.stopped(
        Lane.FEED, Stopped(StopKind.NETWORK, "network.unreachable", ""), offset_s=0
    )
    sending.line.answered(Lane.FEED, offset_s=0)
    assert sending.line.returns == returns + 1
    assert sending.sender.step()
    assert arrived(sending)


def test_where_files_alone_go_over_a_line_a_lost_piece_says_that_it_is_down(
    sending: Sending,
) -> None:
    sending.platform.scripts = [lambda _: None] * 4 + [cut]
    sending.sender.step()
    with sending.store.reading() as uow:
        assert not uow.link.get().online


def test_the_network_s_return_ends_the_wait(sending: Sending) -> None:
    sending.platform.scripts = [cut]
    sending.sender.step()
    assert not sending.sender.step()
    assert len(sending.platform.asked) == 1
    sending.line.answered("delivery", offset_s=0)  # type: ignore[arg-type] # the lane's value
    assert sending.sender.step()
    assert arrived(sending)


def test_files_take_no_more_of_the_line_than_they_may(sending: Sending) -> None:
    began = sending.clock.monotonic()
    sending.sender = sending.make(most_kbit_s=800)
    sending.sender.step()
    assert arrived(sending)
    assert max(len(one.content) for one in sending.asked("PATCH")) <= 100_000
    seconds = sending.clock.monotonic() - began
    assert seconds == pytest.approx(len(SEALED) / 100_000)


def test_under_a_low_limit_pieces_stay_large_enough_and_the_pauses_grow(sending: Sending) -> None:
    began = sending.clock.monotonic()
    sending.sender = sending.make(most_kbit_s=8)
    sending.sender.step()
    assert arrived(sending)
    assert {len(one.content) for one in sending.asked("PATCH")[:-1]} == {4096}
    assert sending.clock.monotonic() - began == pytest.approx(len(SEALED) / 1000)


def test_no_file_is_begun_in_quiet_hours(sending: Sending) -> None:
    sending.sender = sending.make(quiet_hours=(Hours.parse("11:59-12:01"),))
    assert not sending.sender.step()
    assert sending.platform.asked == []
    sending.clock.advance(60)
    assert sending.sender.step()
    assert arrived(sending)


def test_a_file_rests_when_quiet_hours_begin_and_goes_on_after_them(sending: Sending) -> None:
    sending.sender = sending.make(most_kbit_s=80, quiet_hours=(Hours.parse("12:01-13:00"),))
    assert not sending.sender.step()
    file = sending.file()
    assert file.reason == "file.paused"
    assert 0 < file.sent < len(SEALED)
    assert delivery.counts(sending.store.reading()).file_bytes == len(SEALED) - file.sent
    sending.sender = sending.make()
    sending.tries()
    assert arrived(sending)
    assert sending.sent() == len(SEALED)


def test_a_run_that_lost_its_lease_stops_sending(sending: Sending) -> None:
    def steal(_: Asked) -> None:
        with sending.store.unit_of_work() as uow:
            (file,) = uow.files.in_state(MessageState.SENDING)
            uow.files.save(replace(file, state=MessageState.QUEUED, lease=None))
            uow.commit()

    sending.platform.scripts = [lambda _: None] * 2 + [steal]
    assert sending.sender.step()
    assert len(sending.asked("PATCH")) == 1
    sending.tries()
    assert arrived(sending)


def test_a_new_run_goes_on_with_what_a_killed_one_left(sending: Sending) -> None:
    left = file_delivery.lease_file(
        sending.store.unit_of_work(), owner="killed", lease_s=180, clock=sending.clock
    )
    assert left is not None
    sending.platform.uploads[NAME].content = bytearray(SEALED[:12345])
    assert sending.sender.step()
    assert arrived(sending)
    assert sending.sent() == len(SEALED) - 12345


def test_who_is_told_to_stop_begins_no_further_piece(sending: Sending) -> None:
    def stop(_: Asked) -> None:
        sending.stop.set()

    sending.platform.scripts = [lambda _: None] * 2 + [stop]
    sending.sender.run()
    assert len(sending.asked("PATCH")) == 1
    assert sending.file().reason == "file.paused"
    assert sending.file().sent == len(sending.asked("PATCH")[0].content)


def test_a_store_that_cannot_write_is_tried_again(sending: Sending) -> None:
    sending.store.fail_commits = 3

    def end(seconds: float) -> None:
        sending.pauses.append(seconds)
        sending.clock.advance(4000)
        if arrived(sending):
            sending.stop.set()

    sender = FileSender(
        sending.store,
        sending.client,
        sending.line,
        sending.settings,
        sending.clock,
        stop=sending.stop,
        pause=end,
    )
    sender.run()
    assert arrived(sending)
    assert sending.pauses.count(sending.settings.network_retry_s) == 3
