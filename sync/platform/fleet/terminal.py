"""One simulated terminal: let in, filled with cases while it has no network, and back again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import Clock, SystemClock
from kiosk.errors import EnvironmentFault
from sync.platform.fleet.sample import sample_batches
from sync.protocol.enrolment import EnrolmentToken, enrolment_request
from sync.protocol.messages import EnrolmentReply, TerminalFacts
from sync.protocol.signatures import sign_request, verify_answer

_TIMEOUT_S = (10.0, 120.0)
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 300.0
_AGAIN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_JSON = {"Content-Type": "application/json"}


@dataclass(slots=True)
class Delivery:
    """What became of a terminal's queue.

    Args:
        wait_s: from its return until its last case was acknowledged, seconds.
        requests: how often it asked.
        case_numbers: what the platform has signed for, by message id.
    """

    wait_s: float = 0.0
    requests: int = 0
    case_numbers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SimulatedTerminal:
    """A terminal with a queue in a folder.

    Args:
        url: address of the platform.
        place: name of the service point.
        key: its key.
        reply: what the platform let it in with.
        folder: where its sealed batches are.
    """

    url: str
    place: str
    key: Ed25519PrivateKey = field(repr=False)
    reply: EnrolmentReply
    folder: Path

    @classmethod
    def enrolled(
        cls, url: str, token: EnrolmentToken, *, place: str, folder: Path
    ) -> SimulatedTerminal:
        """Let one in.

        Raises:
            EnvironmentFault: ``fleet.refused``, ``fleet.unreachable``.
        """
        key = Ed25519PrivateKey.generate()
        asked = enrolment_request(token, key, TerminalFacts(software_version="simulated"))
        try:
            answer = requests.post(
                f"{url}/v1/enrolments",
                data=asked.model_dump_json(),
                headers=_JSON,
                timeout=_TIMEOUT_S,
            )
        except requests.RequestException as error:
            raise EnvironmentFault(
                "fleet.unreachable",
                f"Nobody answers at {url}: {type(error).__name__}.",
                "Start one with: kiosk-platform serve",
            ) from error
        if answer.status_code != HTTPStatus.OK:
            raise _refused(answer)
        reply = EnrolmentReply.model_validate_json(answer.content)
        mine = folder / reply.terminal
        mine.mkdir()
        return cls(url, place, key, reply, mine)

    @property
    def number(self) -> str:
        """Its number."""
        return self.reply.terminal

    def fill(self, count: int, processes: Executor) -> Future[None]:
        """Deposit so many cases without a network; in a process of its own, as it takes long."""
        return processes.submit(
            _fill, self.reply, self.key.private_bytes_raw(), self.place, count, self.folder
        )

    def deliver(self, clock: Clock) -> Delivery:
        """The network is back: send everything, as an agent does, until it is acknowledged.

        Raises:
            EnvironmentFault: ``fleet.refused``, the platform does not take what it should.
        """
        delivery = Delivery()
        begin = time.perf_counter()
        with requests.Session() as session:
            session.trust_env = False
            for path in sorted(self.folder.iterdir()):
                body = path.read_bytes()
                for answer in self._answers(session, body, clock, delivery):
                    self._believe(answer, delivery)
        delivery.wait_s = time.perf_counter() - begin
        return delivery

    def _answers(
        self, session: requests.Session, body: bytes, clock: Clock, delivery: Delivery
    ) -> Iterator[dict[str, Any]]:
        """Post one batch until it is answered; full jitter between tries (protocol.md, §2)."""
        longest = _FIRST_WAIT_S
        while True:
            request = session.prepare_request(
                requests.Request("POST", f"{self.url}/v1/messages", data=body, headers=_JSON)
            )
            sign_request(request, terminal=self.number, key=self.key, clock=clock)
            delivery.requests += 1
            shortest = 0.0
            try:
                answer = session.send(request, timeout=_TIMEOUT_S)
            except requests.RequestException:
                pass  # unknown outcome: the same bytes again
            else:
                if answer.status_code == HTTPStatus.OK:
                    yield answer.json()
                    return
                if answer.status_code not in _AGAIN:
                    raise _refused(answer)
                shortest = float(answer.headers.get("Retry-After", "0"))
            time.sleep(max(shortest, Random(clock.token(8)).uniform(0, longest)))  # noqa: S311
            longest = min(2 * longest, _LONGEST_WAIT_S)

    def _believe(self, answer: dict[str, Any], delivery: Delivery) -> None:
        key = self.reply.acknowledgement_key
        verify_answer(
            answer, purpose="messages", terminal=self.number, keys={key.key_id: key.public_key}
        )
        for result in answer["results"]:
            if result["outcome"] == "refused":
                raise EnvironmentFault(
                    "fleet.refused", f"The platform refused a case: {result['text']}"
                )
            delivery.case_numbers[result["id"]] = result["case_number"]


def _fill(reply: EnrolmentReply, secret: bytes, place: str, count: int, folder: Path) -> None:
    batches = sample_batches(
        reply.terminal,
        Ed25519PrivateKey.from_private_bytes(secret),
        reply.platform_keys[0].key(),
        count,
        place=place,
        clock=SystemClock(),
    )
    for number, batch in enumerate(batches):
        (folder / f"{number:04}").write_bytes(batch)


def _refused(answer: requests.Response) -> EnvironmentFault:
    try:
        said = json.loads(answer.content)["title"]
    except (ValueError, KeyError, TypeError):
        said = "no words of a platform"
    return EnvironmentFault("fleet.refused", f"The platform answered {answer.status_code}: {said}.")
