"""Letting a terminal in."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import SystemClock
from sync.conformance.bench import Applicant, Bench
from sync.conformance.checks import Room, same
from sync.conformance.line import JSON
from sync.conformance.terminal import FACTS
from sync.protocol.enrolment import SECRET_BYTES, EnrolmentToken, enrolment_request

ROOM = Room("enrolment", "Enrolment")


@ROOM.check
def proof(bench: Bench) -> None:
    """A request that its own key did not sign is refused, and does not use up the token."""
    applicant = bench.second
    right = applicant.request()
    wrong = Ed25519PrivateKey.generate().sign(b"something else")
    bent = right.model_copy(update={"proof": wrong})
    applicant.ask(bent).refused(400, "enrolment.proof")


@ROOM.check
def malformed(bench: Bench) -> None:
    """Content that is no enrolment request is refused as such."""
    content = b'{"token": "?"}'
    bench.line.ask("POST", "/v1/enrolments", content, JSON).refused(400, "enrolment.malformed")


@ROOM.check
def unknown_token(bench: Bench) -> None:
    """A token that nobody made lets nobody in."""
    made_up = EnrolmentToken.make(SystemClock().token(SECRET_BYTES), b"no platform's key")
    Applicant(made_up, bench.line).ask().refused(403, "enrolment.token")


@ROOM.check
def answer(bench: Bench) -> None:
    """A right request is answered with a number, keys, settings, and the key the token names."""
    bench.first.enrol()


@ROOM.check
def repeated(bench: Bench) -> None:
    """The same request again, whose answer may have been lost, gets the same number and keys."""
    first = bench.terminal.reply
    again = bench.first.read(bench.first.ask())
    same(again.terminal, first.terminal, "number")
    same(again.platform_keys, first.platform_keys, "platform_keys")
    same(again.acknowledgement_key, first.acknowledgement_key, "acknowledgement_key")


@ROOM.check
def once(bench: Bench) -> None:
    """A token that was used lets no other key in."""
    _ = bench.terminal
    stranger = enrolment_request(bench.first.token, Ed25519PrivateKey.generate(), FACTS)
    bench.first.ask(stranger).refused(403, "enrolment.token")


@ROOM.check
def one_number_for_a_key(bench: Bench) -> None:
    """A key that a terminal has is not let in a second time, and that does not use up the token."""
    request = enrolment_request(bench.second.token, bench.terminal.key, FACTS)
    bench.second.ask(request).refused(409, "enrolment.key")


@ROOM.check
def other_number(bench: Bench) -> None:
    """A terminal that says a number the token is not for is refused, which uses up no token."""
    applicant = bench.second
    number = bench.terminal.number
    request = enrolment_request(applicant.token, applicant.key, FACTS, number)
    applicant.ask(request).refused(409, "enrolment.number")


@ROOM.check
def every_token_lets_in(bench: Bench) -> None:
    """A token that was shown in requests that were refused lets its terminal in afterwards."""
    applicant = bench.second
    other = applicant.enrol()
    same(other.number != bench.terminal.number, True, "another number than the first terminal's")
