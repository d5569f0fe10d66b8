"""A terminal made up for the trial: real keys, real signatures, cases about nobody."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import SystemClock
from sync.conformance.checks import fail, need, same
from sync.conformance.line import JSON, PATIENCE, Answer, Line
from sync.protocol.body import (
    ApplicantBody,
    CaseBody,
    FormBody,
    ItemBody,
    PlaceBody,
    SignatureBody,
    TimesBody,
)
from sync.protocol.canonical import canonical
from sync.protocol.envelope import EnvelopeContext, MessageKind, PlatformKey
from sync.protocol.messages import EnrolmentReply, MessageIn, TerminalFacts
from sync.protocol.numbers import DepositNumber, local_day
from sync.protocol.signatures import sign_request

FACTS = TerminalFacts(software_version="conformance")
PLACE = "一致性测试"

Bend = Callable[[requests.PreparedRequest], None]
"""Changes a request after it was signed."""


class ShiftedClock(SystemClock):
    """The machine's clock, put ahead or back."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        """Wall clock, aware, UTC."""
        return super().now() + self.ahead


@dataclass(slots=True)
class TrialTerminal:
    """One of them.

    Args:
        line: the way to the platform.
        key: its own.
        reply: what the platform let it in with.
        learnt: signing keys of the platform that were announced since.
    """

    line: Line
    key: Ed25519PrivateKey = field(repr=False)
    reply: EnrolmentReply
    learnt: Mapping[str, bytes] = field(default_factory=dict)
    clock: ShiftedClock = field(init=False)
    _sequence: int = field(init=False)

    def __post_init__(self) -> None:
        """Take the platform's time, which need not be this machine's."""
        self.clock = ShiftedClock(self.reply.server_time - SystemClock().now())
        # whoever tries the same terminal's number twice a day does not give the same numbers twice
        self._sequence = 1 + secrets.randbelow(8000)

    @property
    def number(self) -> str:
        """Its number."""
        return self.reply.terminal

    @property
    def platform_key(self) -> PlatformKey:
        """What it seals to."""
        return self.reply.platform_keys[0].key()

    @property
    def acknowledgement_keys(self) -> Mapping[str, bytes]:
        """What it believes, by name of the key."""
        key = self.reply.acknowledgement_key
        return {key.key_id: key.public_key, **self.learnt}

    # --- asking -----------------------------------------------------------------------------------

    def signed(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        ahead: timedelta = timedelta(),
        key: Ed25519PrivateKey | None = None,
        number: str = "",
    ) -> tuple[requests.PreparedRequest, str]:
        """A signed request and its nonce.

        Args:
            method: of it.
            path: and query.
            content: None for none.
            headers: beside what every request has.
            ahead: how far the clock of the signature is from the platform's.
            key: another one to sign with.
            number: another one to sign for.
        """
        if content is not None and headers is None:
            headers = JSON
        request = self.line.prepare(method, path, content, headers)
        clock = ShiftedClock(self.clock.ahead + ahead)
        nonce = sign_request(
            request, terminal=number or self.number, key=key or self.key, clock=clock
        )
        return request, nonce

    def ask(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        bend: Bend | None = None,
        wait_s: float = 0.0,
        **signing: Any,
    ) -> Answer:
        """Send a request, signed anew for each attempt, until the platform has time for it.

        Args:
            method: of it.
            path: and query.
            content: None for none.
            headers: beside what every request has.
            bend: changes it after it was signed.
            wait_s: how long the platform may think about it.
            signing: as `signed`.
        """
        for _ in range(PATIENCE):
            request, _nonce = self.signed(method, path, content, headers, **signing)
            if bend is not None:
                bend(request)
            answer = self.line.send(request, wait_s=wait_s)
            if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                break
            time.sleep(answer.wait_s)
        return answer

    # --- messages ---------------------------------------------------------------------------------

    def case(self, **changes: Any) -> CaseBody:
        """A case as an ordinary visit leaves it."""
        now = self.clock.now()
        number = DepositNumber(int(self.number), local_day(now), self._sequence)
        self._sequence += 1
        fields: dict[str, Any] = {
            "case_id": self.clock.uuid7(),
            "deposit_number": number.text,
            "item": ItemBody(
                id="602", code="11370982MB2857374A4371014000602", version="1", name={}
            ),
            "form": FormBody(id="kiosk.602", version="1"),
            "applicant": ApplicantBody(
                kind="resident",
                name="测试",
                sex="2",
                nation="01",
                birth=date(1953, 8, 15),
                id_no="370982195308150022",
                source="card",
            ),
            "answers": {"phone": "13800000000"},
            "instance": "<data><phone>13800000000</phone></data>",
            "signature": SignatureBody(
                strokes=(((1.0, 2.0, 0.0, 0.5), (3.5, 4.25, 16.0, 0.75)),),
                png=b"\x89PNG",
                summary_sha256="1" * 64,
            ),
            "place": PlaceBody(terminal=self.number, name=PLACE),
            "times": TimesBody(started_at=now, deposited_at=now),
        }
        return CaseBody(**(fields | changes))

    def queue(self) -> Queue:
        """A new queue, in an epoch of its own: no check stands in another's way."""
        return Queue(self)

    def post(self, messages: Sequence[Any]) -> Answer:
        """Send a batch of messages, or of what is to be taken for messages."""
        items = [
            one.model_dump(mode="json", exclude_none=True) if isinstance(one, MessageIn) else one
            for one in messages
        ]
        return self.ask("POST", "/v1/messages", canonical({"messages": items}))

    def deliver(self, *messages: Any) -> list[dict[str, Any]]:
        """Send a batch and give the results in its order.

        Raises:
            FailedError: the platform did not answer each message.
        """
        answer = self.post(messages).ok()
        results = answer.object().get("results")
        if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
            fail(f"no results: {answer}")
        same(len(results), len(messages), "number of results")
        return results

    # --- feed -------------------------------------------------------------------------------------

    def feed(self, after: int = 0, wait: int = 0, **knows: bool) -> dict[str, Any]:
        """A page of the feed.

        Args:
            after: the position it begins behind.
            wait: seconds.
            knows: kinds of events the terminal says that it knows: ``commands``, ``notices``,
                ``corrections``.

        Raises:
            FailedError: it is none.
        """
        known = "".join(f"&{name}=1" for name, does in knows.items() if does)
        answer = self.ask("GET", f"/v1/feed?after={after}&wait={wait}{known}", wait_s=wait).ok()
        page = answer.object()
        events = page.get("events")
        need(
            isinstance(events, list)
            and all(isinstance(one, dict) and _whole(one.get("position")) for one in events)
            and _whole(page.get("cursor")),
            f"no page of the feed: {answer}",
        )
        return page

    def end_of_feed(self) -> int:
        """The position behind everything the platform has told this terminal."""
        page = self.feed()
        while page["events"] or page.get("more"):
            before = page["cursor"]
            page = self.feed(before)
            need(page["cursor"] > before or not page["events"], "the cursor does not move on")
        return int(page["cursor"])


@dataclass(slots=True)
class Queue:
    """Messages of a terminal in one epoch."""

    terminal: TrialTerminal
    epoch: UUID = field(init=False)
    seq: int = 0

    def __post_init__(self) -> None:
        """Begin an epoch."""
        self.epoch = self.terminal.clock.uuid7()

    def message(
        self,
        body: CaseBody | None = None,
        *,
        plain: bytes | None = None,
        kind: MessageKind = MessageKind.CASE,
        case_id: UUID | None = None,
        seq: int = 0,
        key: PlatformKey | None = None,
        **changes: Any,
    ) -> MessageIn:
        """The next message of the queue.

        Args:
            body: a case; an ordinary one if there is no other content.
            plain: other content.
            kind: of the message.
            case_id: of the case it is about, if `body` does not say.
            seq: a place out of order.
            key: another key to seal to.
            changes: other parts of the context it is sealed and signed for.
        """
        terminal = self.terminal
        if plain is None:
            body = body or terminal.case()
            plain, case_id = body.to_bytes(), case_id or body.case_id
        if not seq:
            self.seq += 1
            seq = self.seq
        key = key or terminal.platform_key
        context: dict[str, Any] = {
            "terminal": terminal.number,
            "epoch": self.epoch,
            "seq": seq,
            "kind": kind,
            "item_version": body.item.version if body is not None else "",
            "key_id": key.key_id,
        }
        return MessageIn.sealing(
            plain,
            EnvelopeContext(**(context | changes)),
            platform_key=key,
            terminal_key=terminal.key,
            message_id=terminal.clock.uuid7(),
            case_id=case_id,
            created_at=terminal.clock.now(),
        )

    def note(self, content: dict[str, Any] | None = None, *, size: int = 0) -> MessageIn:
        """A message without a case, whose sealed bytes are so many if `size` says so."""
        overhead = len(self.message(plain=b"", kind=MessageKind.HEALTH, seq=1).sealed)
        plain = canonical(content or {})
        if size:
            plain = b'{"x":"' + b"0" * (size - overhead - 8) + b'"}'
        return self.message(plain=plain, kind=MessageKind.HEALTH)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
