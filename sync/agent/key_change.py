"""Showing the platform this terminal's next key, on the thread that reads the feed."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases.key_change import finish, give_up
from kiosk.cases.ports import CaseStore
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from sync.agent.answers import Answer, Answered, Rejected, StopKind, Stopped
from sync.agent.client import PlatformClient
from sync.agent.standing import Standing
from sync.protocol.key_change import change_key

TRIES = 5
"""How often the outcome is asked for before the other lanes go on with the key in use."""
LATER_S = 600.0
"""How long after that, or after a refusal, it is tried again."""
_NOT_KNOWN = "signature.invalid"
_UNABLE = "platform."
"""How the codes begin of a platform that cannot answer just now."""
_events = structlog.get_logger()


class KeyChange:
    """From the moment a next key is kept to the moment it is in use.

    Which of the two keys the platform lets in is known from its answers alone, never from what
    was sent. So the next key is tried first: if the answer that it is in use was lost, the one in
    use must not be shown any more. Only if it is unknown there, the one in use announces it.

    Args:
        store: where the keys are.
        client: of this thread.
        standing: what all threads sign with.
        clock: time.
    """

    def __init__(
        self, store: CaseStore, client: PlatformClient, standing: Standing, clock: Clock
    ) -> None:
        self._store = store
        self._client = client
        self._standing = standing
        self._clock = clock
        self._tries = 0
        self._not_before = 0.0

    def is_due(self, identity: TerminalIdentity) -> bool:
        """Whether there is a next key to be shown now."""
        return bool(identity.next_key) and self._clock.monotonic() >= self._not_before

    def ask(self, identity: TerminalIdentity, epoch: UUID) -> Answer:
        """Show the platform the next key; nobody else asks it anything meanwhile.

        Args:
            identity: with a next key.
            epoch: of the database.
        """
        self._standing.halt()
        current = Ed25519PrivateKey.from_private_bytes(identity.private_key)
        following = Ed25519PrivateKey.from_private_bytes(identity.next_key)
        said = change_key(identity.terminal, current=current, following=following, epoch=epoch)
        content = said.model_dump_json().encode()
        answer = self._client.post_key(content, following)
        if isinstance(answer, Stopped) and answer.code == _NOT_KNOWN:
            answer = self._client.post_key(content, current)
            if isinstance(answer, Answered):
                answer = self._client.post_key(content, following)
        return answer

    def take(self, identity: TerminalIdentity, answer: Answer) -> Stopped | None:
        """Go on as the platform's answer says.

        Returns:
            What stands in the way, if the outcome is not known.

        Raises:
            EnvironmentFault: the store cannot be written; the next try finds the same again.
        """
        match answer:
            case Answered(document=document) if document.get("state") == "in_use":
                work = partial(finish, self._store.unit_of_work(), identity.next_key)
                self._standing.change(partial(work, clock=self._clock))
                _events.info("key.changed")
            case Rejected(code=code, detail=detail):
                self._give_up(code, detail)
            case Stopped(kind=StopKind.TERMINAL, code=code, detail=detail):
                self._give_up(code, detail)
            case Stopped(kind=StopKind.PLATFORM, code=code, detail=detail) if not code.startswith(
                _UNABLE
            ):
                self._give_up(code, detail)  # a platform that does not know the call
            case _:
                return self._fail(answer)
        self._tries = 0
        self._standing.go_on()
        return None

    def _give_up(self, code: str, detail: str) -> None:
        """Stay with the key in use for a while."""
        self._not_before = self._clock.monotonic() + LATER_S
        _events.warning("key.refused", code=code, detail=detail)
        give_up(self._store.unit_of_work(), code, detail, clock=self._clock)

    def _fail(self, answer: Answer) -> Stopped:
        self._tries += 1
        if self._tries >= TRIES:
            # messages must not wait for this for ever, whatever stands between
            self._tries = 0
            self._not_before = self._clock.monotonic() + LATER_S
            self._standing.go_on()
        if isinstance(answer, Stopped):
            return answer
        return Stopped(StopKind.PLATFORM, "platform.key", "The key change has no known answer.")
