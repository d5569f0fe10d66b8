"""What a citizen asks the platform during one visit; nothing of it touches the disk.

A visit has a key of its own to which answers are sealed. It is in memory only and is let go of with
the visit: what was recorded on the line opens for nobody afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Self
from uuid import UUID

import requests
from pydantic import ValidationError

from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.agent.answers import Answer, Answered, Rejected, Stopped
from sync.agent.client import PlatformClient
from sync.agent.settings import AgentSettings
from sync.protocol.body import BodyError
from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.envelope import EnvelopeError, first_usable
from sync.protocol.queries import (
    QUERIES_PURPOSE,
    RESULTS_PURPOSE,
    AnswerContext,
    AskerBody,
    CollectedBody,
    QueryAnswerBody,
    QueryBody,
    QueryContext,
    QueryIn,
    QueryReply,
    ResultOffer,
    SessionKey,
)
from sync.protocol.sealed_files import MAX_FILE_BYTES, open_file, sealed_size

_OK = 200
_DOCUMENT = "application/octet-stream"
_JSON = {"Content-Type": "application/json"}
_EVIDENCE_AGE = "query.evidence_age"
_FORMER_KEY = "terminal.key_former"


class VisitFault(EnvironmentFault):
    """The platform did not answer a visit, or not with what it was asked for.

    Codes: those of `sync.agent.answers` and of the platform; ``visit.unreadable``, an answer that
    is not for this visit; ``visit.damaged``, a document that is not what the answer named.
    """


@dataclass(frozen=True, slots=True)
class Shown:
    """Who stands at the terminal, as a card showed it.

    Args:
        kind: of the card.
        name: as the card says.
        id_no: its number.
        read_at: when it was read, by the terminal's own clock.
        evidence: what else speaks for it, by name, such as ``reader``; ``verified_by`` for a code.
        source: ``card``, or ``code``.
    """

    kind: str
    name: str = field(repr=False)
    id_no: str = field(repr=False)
    read_at: datetime
    evidence: Mapping[str, str] = field(default_factory=dict)
    source: str = "card"

    def asker(self, offset: timedelta) -> AskerBody:
        """The same by the platform's time."""
        read_at = (self.read_at + offset).isoformat()
        return AskerBody.model_validate(
            {
                "kind": self.kind,
                "name": self.name,
                "id_no": self.id_no,
                "source": self.source,
                "evidence": {**self.evidence, "read_at": read_at},
            }
        )


@dataclass(frozen=True, slots=True)
class _Document:
    """The bytes of a document, believed only once they fit their hash."""

    content: bytes = field(repr=False)


class VisitClient(PlatformClient):
    """The calls of a visit, beside those of the agent."""

    most_bytes = sealed_size(MAX_FILE_BYTES)

    def post_query(self, content: bytes) -> Answer:
        """``POST /v1/queries``: JSON of a `QueryIn`."""
        request = requests.Request(
            "POST", f"{self._base}/v1/queries", data=content, headers=dict(_JSON)
        )
        return self._corrected(request, self._judge(QUERIES_PURPOSE))

    def get_result(self, grant: UUID) -> Answer | _Document:
        """``GET /v1/results/…``: the sealed bytes of a document."""
        request = requests.Request("GET", f"{self._base}/v1/results/{grant}")
        return self._corrected(request, partial(_document, self._judge(RESULTS_PURPOSE)))

    def post_collected(self, grant: UUID, content: bytes) -> Answer:
        """``POST /v1/results/…/collected``: JSON of a `CollectedBody`."""
        path = f"{self._base}/v1/results/{grant}/collected"
        request = requests.Request("POST", path, data=content, headers=dict(_JSON))
        return self._corrected(request, self._judge(RESULTS_PURPOSE))


class Visit:
    """Questions of one citizen, from one thread.

    Args:
        identity: gives who the terminal is just now; asked again when its key was changed.
        shown: who asks.
        settings: time-outs.
        clock: the terminal's.
        offset_s: the platform's time minus ours, seconds, as far as it is known.

    Raises:
        EnvironmentFault: ``platform.url``.
    """

    def __init__(
        self,
        identity: Callable[[], TerminalIdentity],
        shown: Shown,
        settings: AgentSettings,
        clock: Clock,
        *,
        offset_s: float = 0.0,
    ) -> None:
        self._identity = identity
        self._shown = shown
        self._settings = settings
        self._clock = clock
        self._key = SessionKey()
        self._signing = identity()
        self._client = VisitClient(self._signing, settings, clock, offset_s=offset_s)

    def __enter__(self) -> Self:
        """The visit itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close connections; the key goes with the visit."""
        self._client.close()

    def cases(self, after: str | None = None) -> QueryAnswerBody:
        """The citizen's cases, newest first.

        Args:
            after: case number of the last one of the page before.

        Raises:
            VisitFault: no answer that can be believed.
        """
        offset_s = self._client.offset_s
        try:
            return self._asked(after)
        except VisitFault as fault:
            # sealed before the platform said what time it is
            if fault.code != _EVIDENCE_AGE or self._client.offset_s == offset_s:
                raise
        return self._asked(after)

    def document(self, offer: ResultOffer) -> bytes:
        """A document, opened and checked.

        Raises:
            VisitFault: it does not come, or is not the one that was named.
        """
        came = self._said(lambda client: client.get_result(offer.id))
        sealed = came.content if isinstance(came, _Document) else b""
        try:
            content = b"".join(open_file([sealed], offer.file.key))
        except EnvelopeError as error:
            raise _damaged() from error
        if sha256_hex(content) != offer.sha256:
            raise _damaged()
        return content

    def collected(self, offer: ResultOffer, how: str) -> None:
        """Say that the citizen has a document.

        Args:
            offer: the document.
            how: ``printed`` or ``shown``.

        Raises:
            VisitFault: the platform has not heard it.
        """
        word = CollectedBody.model_validate({"how": how}).model_dump_json().encode()
        self._said(lambda client: client.post_collected(offer.id, word))

    def _asked(self, after: str | None) -> QueryAnswerBody:
        query_id = self._clock.uuid7()
        asker = self._shown.asker(timedelta(seconds=self._client.offset_s))
        body = QueryBody(asker=asker, session_key=self._key.body, after=after)

        def ask(client: VisitClient) -> Answer:
            identity = self._identity()
            key = first_usable(identity.platform_keys)
            context = QueryContext(identity.terminal, query_id, key.key_id)
            query = QueryIn.sealing(body, context, key)
            return client.post_query(canonical(query.model_dump(mode="json")))

        answer = self._said(ask)
        document = answer.document if isinstance(answer, Answered) else {}
        try:
            reply = QueryReply.model_validate(document)
            return self._key.open(reply.sealed, AnswerContext(reply.terminal, query_id))
        except (ValidationError, EnvelopeError, BodyError) as error:
            raise VisitFault(
                "visit.unreadable", "The platform's answer is not for this visit."
            ) from error

    def _said(self, ask: Callable[[VisitClient], Answer | _Document]) -> Answered | _Document:
        """What the platform says; asked once more if our key was changed while we asked.

        Raises:
            VisitFault: nothing, or that it will not.
        """
        # not only when it is refused: the platform tells its operators of who uses a former key
        self._sign_as(self._identity())
        answer = ask(self._client)
        if isinstance(answer, Stopped) and answer.code == _FORMER_KEY:
            self._sign_as(self._identity())
            answer = ask(self._client)
        if isinstance(answer, Stopped | Rejected):
            raise VisitFault(answer.code, answer.detail)
        return answer

    def _sign_as(self, identity: TerminalIdentity) -> None:
        if identity == self._signing:
            return
        self._signing, offset_s = identity, self._client.offset_s
        self._client.close()
        self._client = VisitClient(identity, self._settings, self._clock, offset_s=offset_s)


def _document(
    judge: Callable[[int, Mapping[str, str], bytes], Answer],
    status: int,
    headers: Mapping[str, str],
    content: bytes,
) -> Answer | _Document:
    if status == _OK and headers.get("Content-Type", "").strip().lower() == _DOCUMENT:
        return _Document(content)
    return judge(status, headers, content)


def _damaged() -> VisitFault:
    return VisitFault(
        "visit.damaged", "The document that came is not the one that was named.", "Ask again."
    )
