"""Delivering to a strict OpenRosa server over real HTTP, with every fault on the way."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kiosk.cases import delivery
from kiosk.cases.deposit import Deposit, deposit
from kiosk.cases.enquiry import record_print
from kiosk.cases.messages import MessageState
from kiosk.cases.records import CaseState
from kiosk.cases.sealing import seal_message
from sync.agent.openrosa.delivery import OpenRosaDeliverer
from sync.protocol.body import CaseBody
from sync.protocol.envelope import MessageKind, generate_platform_key, open_sealed
from sync.protocol.sealed_files import seal_file

Make = Callable[..., Any]
AN_HOUR = 3600.0


def put(bench: Any, submission: Any) -> Deposit:
    return deposit(bench.store.unit_of_work(), submission, clock=bench.clock)


def run(bench: Any, tries: int = 1) -> None:
    """Let the deliverer try; time passes after each try."""
    for _ in range(tries):
        while bench.deliverer.step():
            pass
        bench.clock.advance(AN_HOUR)


def message_of(bench: Any, made: Deposit) -> Any:
    return bench.store.data.messages[made.message_id]


@pytest.mark.parametrize("auth", ["none", "basic", "digest"])
def test_a_case_arrives_whole_after_a_head(
    central: Any, make_bench: Make, make_submission: Make, auth: str
) -> None:
    central.auth = auth
    bench = make_bench(user="") if auth == "none" else make_bench(auth)
    submission = make_submission(1, 400, 40_000)
    made = put(bench, submission)
    run(bench)
    kept = central.kept["uuid:1"]
    assert kept.xml == submission.instance
    assert kept.files == {one.name: one.content for one in submission.attachments}
    assert kept.complete
    assert central.asked[0] == "HEAD"
    assert central.complaints == []
    message = message_of(bench, made)
    assert message.state is MessageState.ACKNOWLEDGED
    assert b"OpenRosaResponse" in bench.store.data.answers[message.acknowledgement - 1]
    with bench.store.reading() as uow:
        case = uow.cases.get(made.case_id)
        assert case.state is CaseState.DELIVERED
        assert not uow.files.unfinished([made.case_id])
        assert uow.link.get().online


def test_of_a_case_that_arrived_nothing_readable_stays(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    bench = make_bench()
    made = put(bench, make_submission(1, 40_000))
    assert message_of(bench, made).body
    run(bench)
    assert central.kept["uuid:1"].complete
    assert message_of(bench, made).body == b""
    with bench.store.reading() as uow:
        [file] = uow.files.in_state(MessageState.ACKNOWLEDGED)
        assert uow.files.part(file.sha256, 0) == b""


@pytest.mark.parametrize(
    "fault",
    ["portal", "redirect", "nothing", "200", "201 portal", "lost", "500", "503", "404 page", "401"],
)
def test_only_an_envelope_with_201_ends_the_tries_and_each_is_the_same_to_the_byte(
    central: Any, make_bench: Make, make_submission: Make, fault: str
) -> None:
    bench = make_bench()
    made = put(bench, make_submission(1, 400))
    central.faults = [fault, fault]
    for _ in range(2):
        run(bench)
        message = message_of(bench, made)
        assert message.state is MessageState.RETRY_WAIT
        assert message.reason
        assert not bench.store.data.link.online
        with bench.store.reading() as uow:
            assert uow.cases.get(made.case_id).acknowledged_at is None
    run(bench)
    assert message_of(bench, made).state is MessageState.ACKNOWLEDGED
    assert len(set(central.posts)) == 1
    assert list(central.kept) == ["uuid:1"]
    assert bench.store.data.link.online


@pytest.mark.parametrize("fault", ["portal", "redirect", "nothing", "500", "503", "401", "403"])
def test_nothing_is_posted_to_what_does_not_answer_a_head_as_it_should(
    central: Any, make_bench: Make, make_submission: Make, fault: str
) -> None:
    bench = make_bench()
    made = put(bench, make_submission(1))
    central.head_faults = [fault]
    run(bench)
    assert "POST" not in central.asked
    assert message_of(bench, made).state is MessageState.RETRY_WAIT
    run(bench)
    assert central.kept["uuid:1"].complete


def test_a_wait_that_the_server_asks_for_is_kept(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    bench = make_bench()
    made = put(bench, make_submission(1))
    central.faults = ["503"]
    assert not bench.deliverer.step()
    bench.clock.advance(599)
    assert not bench.deliverer.step()
    assert message_of(bench, made).state is MessageState.RETRY_WAIT
    bench.clock.advance(10)
    assert bench.deliverer.step()


@pytest.mark.parametrize(
    ("fault", "code"),
    [("409", "openrosa.conflict"), ("400", "openrosa.refused"), ("404", "openrosa.refused")],
)
def test_a_submission_that_is_refused_stands_in_nobodys_way(
    central: Any, make_bench: Make, make_submission: Make, fault: str, code: str
) -> None:
    bench = make_bench()
    made, other = put(bench, make_submission(1)), put(bench, make_submission(2))
    central.faults = [fault]
    run(bench)
    refused = message_of(bench, made)
    assert (refused.state, refused.reason) == (MessageState.QUARANTINED, code)
    assert refused.detail.endswith("no")
    assert message_of(bench, other).state is MessageState.ACKNOWLEDGED
    assert delivery.resend(bench.store.unit_of_work(), [made.message_id]) == 1
    run(bench)
    assert set(central.kept) == {"uuid:1", "uuid:2"}


def test_one_that_the_server_always_fails_at_stands_in_nobodys_way(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    bench = make_bench()
    made, other = put(bench, make_submission(1)), put(bench, make_submission(2))
    central.poison = b"uuid:1"
    for _ in range(60):
        bench.deliverer.step()
        bench.clock.advance(1)
    assert message_of(bench, other).state is MessageState.ACKNOWLEDGED
    assert message_of(bench, made).state is MessageState.RETRY_WAIT
    central.poison = b""
    run(bench, 2)
    assert message_of(bench, made).state is MessageState.ACKNOWLEDGED


def test_a_large_case_goes_in_requests_under_the_servers_limit(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    central.limit = 100_000
    bench = make_bench()
    submission = make_submission(1, 40_000, 40_000, 97_000, 4_000)
    put(bench, submission)
    run(bench)
    assert [len(body) <= central.limit for body in central.posts] == [True, True, True]
    assert all(submission.instance in body for body in central.posts)
    assert [b"*isIncomplete*" in body for body in central.posts] == [True, True, False]
    kept = central.kept["uuid:1"]
    assert kept.complete
    assert kept.files == {one.name: one.content for one in submission.attachments}


def test_an_attempt_goes_on_where_the_one_before_broke_off(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    central.limit = 100_000
    bench = make_bench()
    put(bench, make_submission(1, 90_000, 90_000, 90_000))
    central.faults = ["", "lost"]
    run(bench, 2)
    assert central.kept["uuid:1"].complete
    first, lost, again, last = central.posts
    assert lost == again
    assert len({first, again, last}) == 3


def test_after_a_restart_every_request_is_the_same_to_the_byte(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    central.limit = 100_000
    bench = make_bench()
    put(bench, make_submission(1, 90_000, 90_000))
    central.faults = ["", "lost"]
    run(bench)
    old = bench.deliverer
    bench.deliverer = OpenRosaDeliverer(
        old._store,
        old._client,
        old._line,
        old._key,
        settings=old._settings,
        clock=old._clock,
    )
    run(bench)
    assert central.kept["uuid:1"].complete
    assert central.posts[:2] == central.posts[2:]


@pytest.mark.parametrize("sizes", [(200_000,), (4_000, 200_000)])
def test_a_file_over_the_limit_waits_for_a_person(
    central: Any, make_bench: Make, make_submission: Make, sizes: tuple[int, ...]
) -> None:
    central.limit = 100_000
    bench = make_bench()
    made = put(bench, make_submission(1, *sizes))
    run(bench)
    message = message_of(bench, made)
    assert (message.state, message.reason) == (MessageState.QUARANTINED, "openrosa.too_large")
    assert f"photo-{len(sizes) - 1}.jpg" in message.detail
    assert "100000" in message.detail
    assert central.posts == []
    central.limit = None
    delivery.resend(bench.store.unit_of_work(), [made.message_id])
    run(bench)
    assert central.kept["uuid:1"].complete


def test_a_form_over_the_limit_waits_for_a_person(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    central.limit = 100
    bench = make_bench()
    made = put(bench, make_submission(1))
    run(bench)
    assert message_of(bench, made).reason == "openrosa.too_large"
    assert message_of(bench, made).detail.startswith("The form itself")


def test_a_proxy_that_takes_less_than_the_server_says_gets_less(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    central.proxy_limit = 100_000
    bench = make_bench()
    submission = make_submission(1, 90_000, 90_000, 90_000)
    put(bench, submission)
    run(bench)
    assert central.kept["uuid:1"].complete
    assert len(central.kept["uuid:1"].files) == 3


@pytest.mark.parametrize("sizes", [(), (200_000,)])
def test_what_even_alone_is_too_much_for_the_proxy_waits_for_a_person(
    central: Any, make_bench: Make, make_submission: Make, sizes: tuple[int, ...]
) -> None:
    central.proxy_limit = 100
    bench = make_bench()
    made = put(bench, make_submission(1, *sizes))
    run(bench)
    assert message_of(bench, made).reason == "openrosa.too_large"


def test_a_digest_that_has_grown_old_is_made_anew(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    central.auth = "digest"
    bench = make_bench("digest")
    put(bench, make_submission(1))
    run(bench)
    central.nonce = "n2"
    put(bench, make_submission(2))
    run(bench)
    assert set(central.kept) == {"uuid:1", "uuid:2"}


@pytest.mark.parametrize(
    ("auth", "wants"), [("digest", "basic"), ("basic", "digest"), ("digest", "broken")]
)
def test_another_authentication_than_the_server_wants_is_told(
    central: Any, make_bench: Make, make_submission: Make, auth: str, wants: str
) -> None:
    central.auth = wants
    bench = make_bench(auth)
    made = put(bench, make_submission(1))
    run(bench)
    message = message_of(bench, made)
    assert (message.state, message.reason) == (
        MessageState.RETRY_WAIT,
        "openrosa.authentication",
    )
    asked = {"broken": "Digest"}.get(wants, wants.capitalize())
    assert f"asks for {asked}" in message.detail


@pytest.mark.parametrize(
    ("location", "there"),
    [("/canonical", True), ("http://elsewhere.example/", False)],
)
def test_submissions_go_where_the_server_says_on_its_own_host_only(
    central: Any, make_bench: Make, make_submission: Make, location: str, *, there: bool
) -> None:
    central.location = location
    bench = make_bench()
    put(bench, make_submission(1))
    run(bench)
    assert central.kept["uuid:1"].complete
    assert (central.paths[-1] == location) is there


def test_what_only_platforms_are_told_is_put_away_and_said_so(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    bench = make_bench()
    made = put(bench, make_submission(1))
    record_print(
        bench.store.unit_of_work(),
        made.number,
        outcome_result="printed",
        reason="",
        clock=bench.clock,
    )
    run(bench)
    states = [one.state for one in bench.store.data.messages.values()]
    assert states == [MessageState.ACKNOWLEDGED] * 2
    assert any(b"takes nothing but submissions" in answer for answer in bench.store.data.answers)
    assert len(central.posts) == 1


def add(bench: Any, kind: MessageKind, **changed: Any) -> Any:
    """A message of another kind, or sealed to another key."""
    with bench.store.unit_of_work() as uow:
        identity = changed.get("identity", uow.terminal.get())
        message = seal_message(
            b"{}",
            identity,
            message_id=bench.clock.uuid7(),
            case_id=None,
            place=uow.numbers.next_seq(),
            kind=kind,
            item_version="",
            created_at=bench.clock.now(),
            clock=bench.clock,
        )
        uow.outbox.add(message)
        uow.commit()
    return message


def test_a_correction_that_no_server_understands_waits_for_a_person(
    central: Any, make_bench: Make
) -> None:
    bench = make_bench()
    message = add(bench, MessageKind.CORRECTION)
    run(bench)
    assert bench.store.data.messages[message.message_id].reason == "openrosa.kind"
    assert central.posts == []


def test_a_case_that_was_sealed_for_a_platform_waits_for_a_person(
    central: Any, make_bench: Make
) -> None:
    bench = make_bench()
    with bench.store.reading() as uow:
        identity = replace(uow.terminal.get(), platform_keys=(generate_platform_key("p-1")[1],))
    message = add(bench, MessageKind.CASE, identity=identity)
    run(bench)
    assert bench.store.data.messages[message.message_id].reason == "envelope.unreadable"
    assert central.posts == []


@pytest.mark.parametrize("damage", ["gone", "broken", "other"])
def test_a_case_whose_file_is_damaged_waits_for_a_person(
    central: Any, make_bench: Make, make_submission: Make, damage: str
) -> None:
    bench = make_bench()
    made = put(bench, make_submission(1, 40_000))
    contents = bench.store.data.files.contents
    [name] = contents
    match damage:
        case "gone":
            contents[name] = b""
        case "broken":
            contents[name] = contents[name][:-1] + b"x"
        case _:
            message = message_of(bench, made)
            body = CaseBody.from_bytes(
                open_sealed(message.body, message.context, bench.deliverer._key)
            )
            [attachment] = body.attachments
            contents[name] = b"".join(seal_file(b"another photograph", attachment.file.key))
    run(bench)
    broken = damage == "broken"
    assert message_of(bench, made).reason == ("envelope.unreadable" if broken else "openrosa.file")
    assert central.posts == []


def test_a_server_is_looked_for_while_nothing_is_to_be_sent(central: Any, make_bench: Make) -> None:
    bench = make_bench()
    bench.deliverer.step()
    assert bench.store.data.link.online
    bench.deliverer.step()
    assert central.asked == ["HEAD"]
    central.head_faults = ["portal"]
    run(bench, 2)
    assert bench.store.data.link.problem == "openrosa.not_the_server"
    run(bench)
    assert bench.store.data.link.online


def test_a_wrong_answer_never_shows_the_secret_in_the_address(
    central: Any, make_bench: Make, make_submission: Make
) -> None:
    bench = make_bench()
    made = put(bench, make_submission(1))
    central.head_faults = ["nothing"]
    run(bench)
    assert message_of(bench, made).reason == "network.unreachable"
    assert "s3cret" not in message_of(bench, made).detail
