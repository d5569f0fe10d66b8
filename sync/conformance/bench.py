"""What the checks of one run share: the platform's address, its tokens, and two terminals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from kiosk.errors import EnvironmentFault
from sync.conformance.checks import FailedError, NotRunError, fail
from sync.conformance.line import JSON, Answer, Line
from sync.conformance.terminal import FACTS, TrialTerminal
from sync.protocol.enrolment import EnrolmentToken, check_platform, enrolment_request
from sync.protocol.messages import EnrolmentReply, EnrolmentRequest


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever runs the suite knows of the platform, and how patient they are.

    Args:
        rotated: the platform has had a new key to seal to, so that it must name two.
        slow: checks that take long are run, too.
        requests: how often to ask before the platform is believed to have no limit.
        feed_wait_s: how long the feed is asked to wait for an event that is sent meanwhile.
        commands: an operator gives a command to the terminal whose number `ask` tells.
        notice: there is a public notice for every terminal.
        correction: an operator asks for a correction of the case whose number `ask` tells.
        result: an operator approves cases whose numbers `ask` tells, and adds a document to each.
        revocation: an operator revokes the terminal whose number `ask` tells.
        signer: an operator announces another signing key when `ask` says so.
        ask: tells an operator what to do now.
    """

    rotated: bool = False
    slow: bool = False
    requests: int = 1500
    feed_wait_s: int = 40
    commands: bool = False
    notice: bool = False
    correction: bool = False
    result: bool = False
    revocation: bool = False
    signer: bool = False
    ask: Callable[[str], None] = print


@dataclass(slots=True)
class Applicant:
    """A token and the key that is to be let in with it.

    Args:
        token: unused, as the platform's operator made it.
        line: the way to the platform.
    """

    token: EnrolmentToken
    line: Line
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate, repr=False)
    _terminal: TrialTerminal | None = field(default=None, init=False)
    _refused: str = field(default="", init=False)

    @property
    def terminal(self) -> TrialTerminal | None:
        """What it was let in as, if it was."""
        return self._terminal

    def request(self) -> EnrolmentRequest:
        """What it asks with."""
        return enrolment_request(self.token, self.key, FACTS)

    def ask(self, request: EnrolmentRequest | None = None) -> Answer:
        """Ask to be let in."""
        content = (request or self.request()).model_dump_json().encode()
        return self.line.ask("POST", "/v1/enrolments", content, JSON)

    def enrol(self) -> TrialTerminal:
        """Be let in, once however often this is called.

        Raises:
            FailedError: the platform does not answer as it must.
        """
        if self._refused:
            raise FailedError(self._refused)
        if self._terminal is None:
            try:
                self._terminal = TrialTerminal(self.line, self.key, self.read(self.ask()))
            except FailedError as failed:
                self._refused = str(failed)
                raise
        return self._terminal

    def read(self, answer: Answer) -> EnrolmentReply:
        """What the platform answered.

        Raises:
            FailedError: not what it must.
        """
        answer.ok()
        try:
            reply = EnrolmentReply.model_validate_json(answer.content)
            check_platform(self.token, reply)
        except ValidationError as error:
            fields = sorted({".".join(map(str, one["loc"])) for one in error.errors()})
            fail(f"these members are missing or wrong: {', '.join(fields)}")
        except EnvironmentFault as fault:
            fail(fault.message)
        return reply


class Bench:
    """All a check may ask for.

    Args:
        line: the way to the platform.
        tokens: unused; the first is for the terminal most checks speak as.
        wishes: of whoever runs this.
    """

    def __init__(self, line: Line, tokens: Sequence[EnrolmentToken], wishes: Wishes) -> None:
        self.line = line
        self.wishes = wishes
        self.first = Applicant(tokens[0], line)
        self._second = Applicant(tokens[1], line) if len(tokens) > 1 else None

    @staticmethod
    def not_run(why: str) -> NoReturn:
        """Leave a check out.

        Raises:
            NotRunError: always.
        """
        raise NotRunError(why)

    @property
    def second(self) -> Applicant:
        """Another token.

        Raises:
            NotRunError: there is none.
        """
        if self._second is None:
            raise NotRunError("it needs another unused token: give --token twice")
        return self._second

    @property
    def terminal(self) -> TrialTerminal:
        """The terminal most checks speak as.

        Raises:
            NotRunError: the platform does not let it in.
        """
        return self._let_in(self.first)

    @property
    def other(self) -> TrialTerminal:
        """Another terminal.

        Raises:
            NotRunError: there is no token for it, or the platform does not let it in.
        """
        return self._let_in(self.second)

    @property
    def enrolled(self) -> list[TrialTerminal]:
        """The terminals that were let in so far."""
        found = [self.first, self._second]
        return [one.terminal for one in found if one is not None and one.terminal is not None]

    def _let_in(self, applicant: Applicant) -> TrialTerminal:
        try:
            return applicant.enrol()
        except FailedError as failed:
            raise NotRunError(f"the terminal was not let in: {failed}") from failed
