"""A terminal hears of the platform's new keys in its feed, while the platform goes on serving."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import requests

from sync.platform.keys import announce_signer, rotate, withdraw
from sync.protocol.envelope import PlatformKey, SuiteName
from sync.protocol.messages import FeedPage, Outcome
from sync.protocol.platform_keys import digest_of
from sync.protocol.signatures import verify_answer
from sync.protocol.signers import SignerChain, follow


def known(terminal: Any) -> list[PlatformKey]:
    return [one.key() for one in terminal.enrolment.platform_keys]


def page(terminal: Any, keys: str = "", wait: int = 0) -> FeedPage:
    asked = f"&keys={keys}" if keys else ""
    response = terminal.send(terminal.signed("GET", f"/v1/feed?after=0&wait={wait}{asked}"))
    assert response.status_code == 200, response.text
    verify_answer(
        response.json(), purpose="feed", terminal=terminal.number, keys=terminal.platform_keys
    )
    return FeedPage.model_validate_json(response.content)


def rotated(platform: Any, suite: SuiteName = SuiteName.X25519) -> str:
    """As another process does it; the new key's name."""
    return rotate(platform.settings.data, platform.clock, suite).public_keys[0].key_id


def test_who_knows_the_keys_or_does_not_ask_is_told_nothing(platform: Any, terminal: Any) -> None:
    assert page(terminal, digest_of(known(terminal))).keys is None
    rotated(platform)
    assert page(terminal).keys is None, "a terminal that does not know the word would stumble"


def test_new_keys_are_told_to_this_request_and_what_is_sealed_to_either_opens(
    platform: Any, terminal: Any
) -> None:
    before = terminal.message()
    name = rotated(platform, SuiteName.MLKEM768_X25519)
    offer = page(terminal, digest_of(known(terminal))).keys
    assert offer is not None
    assert offer.nonce == terminal.nonce
    assert [one.key_id for one in offer.platform_keys] == [name, known(terminal)[0].key_id]
    terminal.enrolment = terminal.enrolment.model_copy(
        update={"platform_keys": offer.platform_keys}
    )
    after = terminal.message()
    assert after.key_id == name
    reply = terminal.deliver(before, after)
    assert [one.outcome for one in reply.results] == [Outcome.ACCEPTED] * 2
    assert page(terminal, digest_of(known(terminal))).keys is None


def test_who_waits_for_news_is_told_at_once(platform: Any, terminal: Any) -> None:
    digest = digest_of(known(terminal))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(page, terminal, digest, 60)
        name = rotated(platform)
        offer = waiting.result(50).keys
    assert offer is not None
    assert offer.platform_keys[0].key_id == name


def test_whoever_is_let_in_afterwards_gets_the_new_key(platform: Any, new_terminal: Any) -> None:
    name = rotated(platform)
    assert known(new_terminal())[0].key_id == name


def test_a_key_that_was_withdrawn_is_named_no_more_and_what_is_sealed_to_it_opens(
    platform: Any, terminal: Any, new_terminal: Any
) -> None:
    old = known(terminal)[0].key_id
    new = rotated(platform)
    late = terminal.message()
    digest = digest_of(platform.parts.keys.latest().public_keys)
    withdraw(platform.settings.data, platform.clock, old)
    offer = page(terminal, digest).keys
    assert offer is not None
    assert [one.key_id for one in offer.platform_keys] == [new]
    assert [one.key_id for one in known(new_terminal())] == [new]
    assert late.key_id == old
    assert [one.outcome for one in terminal.deliver(late).results] == [Outcome.ACCEPTED]


def news(terminal: Any, signer: str, wait: int = 0) -> FeedPage:
    response = terminal.send(
        terminal.signed("GET", f"/v1/feed?after=0&wait={wait}&signer={signer}")
    )
    assert response.status_code == 200, response.text
    verify_answer(
        response.json(), purpose="feed", terminal=terminal.number, keys=terminal.platform_keys
    )
    return FeedPage.model_validate_json(response.content)


def test_the_next_signing_key_is_announced_in_the_feed_and_signs_from_its_day_on(
    platform: Any, terminal: Any, new_terminal: Any
) -> None:
    first = terminal.enrolment.acknowledgement_key.key_id
    token = platform.token()
    assert news(terminal, first).signers is None
    assert requests.get(f"{platform.url}/v1/signers", timeout=30).json() == {"signers": []}
    day = platform.clock.now() + timedelta(days=30)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(news, terminal, first, 60)
        announce_signer(platform.settings.data, platform.clock, day)
        told = waiting.result(50).signers
    assert told is not None
    chain = SignerChain.model_validate_json(
        requests.get(f"{platform.url}/v1/signers", timeout=30).content
    )
    assert chain.signers == told
    keys = follow(told, terminal.platform_keys)
    assert news(terminal, told[-1].key_id).signers is None
    assert news(terminal, "ack-of-nobody").signers is None
    assert page(terminal).signers is None, "a terminal that does not know the word would stumble"

    platform.clock.ahead = terminal.clock.ahead = timedelta(days=30, minutes=1)
    terminal.platform_keys = {told[-1].key_id: keys[told[-1].key_id]}
    assert news(terminal, told[-1].key_id).events == ()
    platform.clock.ahead = timedelta()
    late = new_terminal(token)
    assert late.enrolment.acknowledgement_key.key_id == first, "the key its token names"


def test_a_token_names_the_key_of_its_day_and_one_made_later_the_next(
    platform: Any, new_terminal: Any
) -> None:
    before = platform.token()
    announce_signer(platform.settings.data, platform.clock, platform.clock.now())
    old, new = new_terminal(before), new_terminal()
    (first, second) = (one.key_id for one in platform.parts.keys.latest().signers)
    assert old.enrolment.acknowledgement_key.key_id == first
    assert new.enrolment.acknowledgement_key.key_id == second
    new.feed()
