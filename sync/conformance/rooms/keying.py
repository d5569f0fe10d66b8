"""Keys that change: a terminal's own, those to seal to, those the platform signs with."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from kiosk.errors import EnvironmentFault
from sync.conformance.bench import Bench
from sync.conformance.checks import Room, fail, need, same
from sync.conformance.line import Answer
from sync.conformance.rooms.delivering import ACCEPTED, expect
from sync.conformance.terminal import TrialTerminal
from sync.protocol.envelope import MessageKind
from sync.protocol.key_change import KEY_PURPOSE, KeyChangeBody, change_key
from sync.protocol.messages import FeedPage, KeyReply
from sync.protocol.platform_keys import digest_of
from sync.protocol.signatures import verify_answer
from sync.protocol.signers import SignerChain, follow

ROOM = Room("key", "Another key")
OFFERS = Room("offers", "Feed")
SIGNERS = Room("signers", "Signing keys")
_KEY = "/v1/key"
_FEED = "/v1/feed?after=0&wait=0"
_OPERATOR_S = 600.0
_LOOK_AGAIN_S = 1.0


def _said(terminal: TrialTerminal, following: Ed25519PrivateKey) -> KeyChangeBody:
    return change_key(
        terminal.number,
        current=terminal.key,
        following=following,
        epoch=terminal.clock.uuid7(),
    )


def _show(
    terminal: TrialTerminal, said: KeyChangeBody, key: Ed25519PrivateKey | None = None
) -> Answer:
    return terminal.ask("POST", _KEY, said.model_dump_json().encode(), key=key)


def _state(terminal: TrialTerminal, said: KeyChangeBody, answer: Answer) -> str:
    """What the platform has signed about a key."""
    document = answer.ok().object()
    try:
        verify_answer(
            document,
            purpose=KEY_PURPOSE,
            terminal=terminal.number,
            keys=terminal.acknowledgement_keys,
        )
        reply = KeyReply.model_validate(document)
    except EnvironmentFault as fault:
        fail(fault.message)
    except ValidationError:
        fail(f"no answer as it has to be: {answer}")
    need(reply.public_key == said.public_key, "the answer is about another key")
    return reply.state


@ROOM.check
def malformed(bench: Bench) -> None:
    """What announces no key is refused as such."""
    bench.terminal.ask("POST", _KEY, b"{}").refused(400, "key.malformed")


@ROOM.check
def proof(bench: Bench) -> None:
    """A key that did not sign that it follows the one in use, of this terminal, is refused."""
    terminal, new = bench.terminal, Ed25519PrivateKey.generate()
    right = _said(terminal, new)
    elsewhere = change_key(
        "0001" if terminal.number != "0001" else "0002",
        current=terminal.key,
        following=new,
        epoch=right.epoch,
    )
    other = change_key(
        terminal.number, current=Ed25519PrivateKey.generate(), following=new, epoch=right.epoch
    )
    for said in (right.model_copy(update={"proof": bytes(64)}), elsewhere, other):
        _show(terminal, said).refused(400, "key.proof")
    _show(terminal, right, new).refused(401, "signature.invalid")


@ROOM.check
def taken(bench: Bench) -> None:
    """The key of another terminal is refused."""
    said = _said(bench.terminal, bench.other.key)
    _show(bench.terminal, said).refused(409, "key.taken")


@ROOM.check
def announced(bench: Bench) -> None:
    """A key that is announced rightly is signed for, again the same, and both keys are let in."""
    terminal = bench.terminal
    said = _said(terminal, Ed25519PrivateKey.generate())
    for _ in range(2):
        same(_state(terminal, said, _show(terminal, said)), "announced", "state")
    terminal.ask("GET", _FEED).ok()


@ROOM.check
def announced_again(bench: Bench) -> None:
    """Another announcement takes the place of one whose key was never used."""
    terminal, old = bench.terminal, bench.terminal.key
    first, second = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    for key in (first, second):
        _show(terminal, _said(terminal, key)).ok()
    terminal.ask("GET", _FEED, key=first).refused(401, "signature.invalid")
    terminal.ask("GET", _FEED, key=old).ok()
    terminal.ask("GET", _FEED, key=second).ok()
    terminal.key = second


@ROOM.check
def in_use(bench: Bench) -> None:
    """The first request of the new key puts it in the old one's place, which is refused then."""
    terminal, new = bench.terminal, Ed25519PrivateKey.generate()
    old = terminal.key
    said = _said(terminal, new)
    _show(terminal, said).ok()
    for _ in range(2):
        same(_state(terminal, said, _show(terminal, said, new)), "in_use", "state")
    terminal.key = new
    terminal.ask("GET", _FEED).ok()
    terminal.ask("GET", _FEED, key=old).refused(401, "terminal.key_former")
    terminal.ask("GET", _FEED, key=Ed25519PrivateKey.generate()).refused(401, "signature.invalid")


@ROOM.check
def sealed_before(bench: Bench) -> None:
    """What was sealed before a change carries the old key's signature, and is accepted."""
    terminal, queue = bench.terminal, bench.terminal.queue()
    before = queue.message(plain=b'{"n": 1}', kind=MessageKind.HEALTH)
    new = Ed25519PrivateKey.generate()
    said = _said(terminal, new)
    _show(terminal, said).ok()
    _show(terminal, said, new).ok()
    terminal.key = new
    (result,) = terminal.deliver(before)
    expect(result, ACCEPTED)


@OFFERS.check
def keys(bench: Bench) -> None:
    """Who names other keys than there are is told all of them with its nonce, and no one else."""
    terminal = bench.terminal
    known = [one.key() for one in terminal.reply.platform_keys]
    request, nonce = terminal.signed("GET", f"{_FEED}&keys={'0' * 64}")
    page = _page(terminal, terminal.line.send(request))
    if page.keys is None:
        fail("no keys for a terminal that knows none of them")
    same(page.keys.nonce, nonce, "nonce")
    offered = [one.key() for one in page.keys.platform_keys]
    same([one.key_id for one in offered], [one.key_id for one in known], "keys")
    again = _page(terminal, terminal.ask("GET", f"{_FEED}&keys={digest_of(offered)}"))
    need(again.keys is None, "keys for a terminal that knows them all")
    need(_page(terminal, terminal.ask("GET", _FEED)).keys is None, "keys nobody asked for")


def _page(terminal: TrialTerminal, answer: Answer) -> FeedPage:
    document = answer.ok().object()
    try:
        verify_answer(
            document, purpose="feed", terminal=terminal.number, keys=terminal.acknowledgement_keys
        )
        return FeedPage.model_validate(document)
    except EnvironmentFault as fault:
        fail(fault.message)
    except ValidationError:
        fail(f"no page of the feed: {answer}")


def _chain(bench: Bench) -> SignerChain:
    answer = bench.line.ask("GET", "/v1/signers").ok()
    try:
        return SignerChain.model_validate_json(answer.content)
    except ValidationError:
        fail(f"no chain of signing keys: {answer}")


@SIGNERS.check
def chain(bench: Bench) -> None:
    """`GET /v1/signers` gives every announcement, each signed by the key before, to anybody."""
    found = _chain(bench).signers
    for before, after in pairwise(found):
        same(after.by, before.key_id, "the key an announcement is signed by")
        try:
            known = follow([after], {before.key_id: before.public_key})
        except EnvironmentFault as fault:
            fail(fault.message)
        need(after.key_id in known, f"{after.key_id} is announced by nobody")
    names = {one.key_id for one in found} | {one.by for one in found[:1]}
    own = set(bench.terminal.acknowledgement_keys)
    need(not found or own & names, f"the key that signs, {own}, stands in no announcement")


@SIGNERS.check
def next_key(bench: Bench) -> None:
    """A new signing key is announced in the feed by the one in use, and signs from its day on."""
    if not bench.wishes.signer:
        bench.not_run("it needs an operator who announces a signing key: --expect-signer")
    terminal = bench.terminal
    known = dict(terminal.acknowledgement_keys)
    last = list(known)[-1]
    bench.wishes.ask("Announce another signing key now, to sign at once.")
    deadline = time.monotonic() + _OPERATOR_S
    document = _feed_after(terminal, last)
    while not document.get("signers"):
        need(time.monotonic() < deadline, "nobody announced one, or the feed does not tell of it")
        time.sleep(_LOOK_AGAIN_S)
        document = _feed_after(terminal, last)
    try:
        learnt = follow(_chain(bench).signers, known)
        verify_answer(document, purpose="feed", terminal=terminal.number, keys=learnt)
        page = FeedPage.model_validate(document)
        told = follow(page.signers or (), known)
    except EnvironmentFault as fault:
        fail(fault.message)
    except ValidationError:
        fail("no page of the feed")
    need(len(learnt) > len(known), "the chain leads to no new key")
    same(told, learnt, "keys that the feed tells of")
    for one in bench.enrolled:
        one.learnt = {name: key for name, key in learnt.items() if name not in known}


def _feed_after(terminal: TrialTerminal, signer: str) -> dict[str, Any]:
    return terminal.ask("GET", f"{_FEED}&signer={signer}").ok().object()
