"""Verifying: what is said of a code, whatever it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from kiosk.verification import claims as claims_of_codes
from kiosk.verification import cose
from kiosk.verification.algorithms import is_signed
from kiosk.verification.claims import Claims, ClaimsError
from kiosk.verification.trust import TrustedKey, TrustList
from kiosk.verification.wrapping import WrappingError, is_code, unwrap

_CLOCKS_APART = timedelta(minutes=5)
"""How much the clock of an issuer may be ahead of ours."""
_UNSIGNED = "BM1:"


class Outcome(StrEnum):
    """What a code is."""

    GENUINE = "genuine"
    CHANGED = "changed"
    UNKNOWN_ISSUER = "unknown_issuer"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_YET_VALID = "not_yet_valid"
    UNREADABLE = "unreadable"


class Reason(StrEnum):
    """Why it is that."""

    SIGNED = "signed"
    SIGNATURE = "signature"
    DAMAGED = "damaged"
    KEY_UNKNOWN = "key_unknown"
    KIND_NOT_ALLOWED = "kind_not_allowed"
    TIME_OVER = "time_over"
    KEY_TIME_OVER = "key_time_over"
    KEY_REVOKED = "key_revoked"
    TIME_TO_COME = "time_to_come"
    KEY_TIME_TO_COME = "key_time_to_come"
    UNSIGNED = "unsigned"
    NO_CODE = "no_code"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a code.

    Args:
        outcome: what it is.
        reason: why.
        key_id: the key it names; empty where it was not read so far.
        issuer: language → who signed it, by the trust list; empty unless the signature holds.
        claims: what it says; None unless the signature holds: nobody vouches for it otherwise.
    """

    outcome: Outcome
    reason: Reason
    key_id: bytes = b""
    issuer: Mapping[str, str] = field(default_factory=dict)
    claims: Claims | None = None


def verify(text: str, trust: TrustList, now: datetime) -> Verdict:
    """Say what a code is; every text has a verdict.

    Args:
        text: of the code.
        trust: whose signatures are believed.
        now: aware.
    """
    text = text.strip()  # base45 never ends with a space: readers may have cut nothing off
    if not is_code(text):
        unsigned = text.startswith(_UNSIGNED)
        return Verdict(Outcome.UNREADABLE, Reason.UNSIGNED if unsigned else Reason.NO_CODE)
    try:
        message = cose.read(unwrap(text))
    except (WrappingError, cose.CoseError):
        return Verdict(Outcome.CHANGED, Reason.DAMAGED)
    known = trust.with_id(message.key_id)
    if not known:
        return Verdict(Outcome.UNKNOWN_ISSUER, Reason.KEY_UNKNOWN, message.key_id)
    signers = [
        one
        for one in known
        if is_signed(one.key, message.algorithm, message.to_be_signed, message.signature)
    ]
    if not signers:
        return Verdict(Outcome.CHANGED, Reason.SIGNATURE, message.key_id)
    try:
        claims = claims_of_codes.read(message.payload)
    except ClaimsError:
        return Verdict(Outcome.CHANGED, Reason.DAMAGED, message.key_id)
    verdicts = [
        Verdict(*_judged(claims, one, now), message.key_id, one.issuer, claims) for one in signers
    ]
    good = (verdict for verdict in verdicts if verdict.outcome is Outcome.GENUINE)
    return next(good, verdicts[0])


def _judged(claims: Claims, signer: TrustedKey, now: datetime) -> tuple[Outcome, Reason]:
    """What is said of claims that are signed by a key of the list."""
    signed_at = claims.issued or now
    # who stole a key that was revoked may write any time into a code: none of them is believed
    revoked = signer.revoked is not None and signer.revoked <= now
    other_kind = signer.kinds is not None and claims.kind not in signer.kinds
    before_key = signer.valid_from is not None and signed_at < signer.valid_from - _CLOCKS_APART
    after_key = signer.valid_to is not None and signed_at > signer.valid_to
    to_come = max(signed_at, claims.begins or signed_at) > now + _CLOCKS_APART
    over = claims.expires is not None and claims.expires <= now
    checks = (
        (revoked, Outcome.REVOKED, Reason.KEY_REVOKED),
        (other_kind, Outcome.UNKNOWN_ISSUER, Reason.KIND_NOT_ALLOWED),
        (before_key, Outcome.NOT_YET_VALID, Reason.KEY_TIME_TO_COME),
        (after_key, Outcome.EXPIRED, Reason.KEY_TIME_OVER),
        (to_come, Outcome.NOT_YET_VALID, Reason.TIME_TO_COME),
        (over, Outcome.EXPIRED, Reason.TIME_OVER),
    )
    found = ((outcome, reason) for wrong, outcome, reason in checks if wrong)
    return next(found, (Outcome.GENUINE, Reason.SIGNED))
