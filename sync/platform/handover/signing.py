"""Signing what goes to a department (RFC 9421), with the key that signs for terminals, too."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from uuid import UUID

from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from requests.structures import CaseInsensitiveDict

from kiosk.clock import Clock
from sync.platform.keys import PlatformKeys

TAG = "bianmin-handover-v1"
DELIVERY = "Bianmin-Delivery"
_LABEL = "platform"
_COVERED = ("@method", "@target-uri", "content-type", "bianmin-delivery")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request that brings a case.

    Args:
        url: where to.
        body: the case.
        headers: its header fields.
    """

    url: str
    body: bytes = field(repr=False)
    headers: MutableMapping[str, str] = field(default_factory=CaseInsensitiveDict)
    method: str = "POST"


def signed(url: str, body: bytes, *, delivery: UUID, keys: PlatformKeys, clock: Clock) -> Outgoing:
    """A request whose receiver can tell who made it, when, for whom and with which content.

    Args:
        url: the department's webhook.
        body: what it gets.
        delivery: by which it knows a repeat.
        keys: the platform's.
        clock: time.
    """
    signer_key = keys.signer(clock.now())
    request = Outgoing(url, body)
    request.headers["Content-Type"] = "application/json"
    request.headers[DELIVERY] = str(delivery)
    signer = HTTPMessageSigner(
        signature_algorithm=ED25519,
        key_resolver=MappingKeyResolver(
            public_keys={}, private_keys={signer_key.key_id: signer_key.key}
        ),
    )
    signer.sign(
        request,
        key_id=signer_key.key_id,
        created=clock.now(),
        label=_LABEL,
        tag=TAG,
        covered_component_ids=_COVERED,
        body=body,
    )
    return request
