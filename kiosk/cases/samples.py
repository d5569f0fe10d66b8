"""A made-up application and a made-up terminal, for tests and benchmarks."""

from __future__ import annotations

import hashlib
import math
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases.submission import (
    Applicant,
    ConsentGiven,
    MaterialHandedIn,
    Place,
    Point,
    Signature,
    Submission,
)
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import uuid7_at
from kiosk.identity.card import CardKind, IdCard, Sex
from sync.protocol.envelope import PlatformPrivateKey, generate_platform_key

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
"""Noon of a day at the terminal."""
CARD = IdCard(
    kind=CardKind.RESIDENT,
    name="王秀花",
    sex=Sex.FEMALE,
    nation="01",
    birth=date(1953, 8, 15),
    address="山东省宁阳县伏山镇样例村12号",
    id_no="370982195308150022",
    issuer="宁阳县公安局",
    valid_from=date(2013, 5, 1),
    valid_to=None,
)
ANSWERS = {"bank_account": "6228480402564890018", "relative_phone": "13812345678"}


class SteppingClock:
    """A clock that stands still until it is told to go, and random numbers from a seed."""

    def __init__(self, start: datetime = NOON, *, seed: int = 0) -> None:
        self._now = start
        self._monotonic = 1000.0
        self._random = random.Random(seed)  # noqa: S311 # to be repeatable is the point

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def set_wall(self, moment: datetime) -> None:
        """Set the wall clock, as a technician does; the monotonic clock does not notice."""
        self._now = moment

    def now(self) -> datetime:
        """Wall clock."""
        return self._now

    def monotonic(self) -> float:
        """Seconds that only go forward."""
        return self._monotonic

    def uuid7(self) -> UUID:
        """A new identifier."""
        return uuid7_at(self._now, self.token(10))

    def token(self, length: int) -> bytes:
        """Bytes of the seed's sequence."""
        return self._random.randbytes(length)


@dataclass(frozen=True, slots=True)
class SampleTerminal:
    """A terminal with the platform's private key, so that a test can open what it sealed."""

    identity: TerminalIdentity
    platform_key: PlatformPrivateKey
    acknowledging: Ed25519PrivateKey


def sample_terminal(
    number: str = "0817", platform_url: str = "http://127.0.0.1:1"
) -> SampleTerminal:
    """A terminal enrolled with a platform that does not exist."""
    private, public = generate_platform_key("sample-1")
    acknowledging = Ed25519PrivateKey.generate()
    identity = TerminalIdentity(
        terminal=number,
        platform_url=platform_url,
        private_key=Ed25519PrivateKey.generate().private_bytes_raw(),
        platform_keys=(public,),
        acknowledgement_keys={"ack-1": acknowledging.public_key().public_bytes_raw()},
        place="伏山镇便民服务中心",
        feed_wait_s=1,
    )
    return SampleTerminal(identity, private, acknowledging)


def sample_submission(
    *, card: IdCard = CARD, strokes: int = 18, png_bytes: int = 4000
) -> Submission:
    """An old-age allowance application as the terminal hands it over.

    Args:
        card: who applies.
        strokes: pen strokes of fourteen points; 18 are 王秀花 on a 60 Hz glass.
        png_bytes: size of the picture of the signature.
    """
    digest = hashlib.sha256("我同意".encode()).hexdigest()
    drawn = tuple(
        tuple(
            Point(40.0 + 3 * i + 20 * s, round(90 + 40 * math.sin(i / 5 + s), 1), 16 * i + 220 * s)
            for i in range(14)
        )
        for s in range(strokes)
    )
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in ANSWERS.items())
    return Submission(
        item_id="602",
        item_code="370982000602",
        item_version="1",
        form_id="602",
        form_version="1",
        applicant=Applicant(card, "card", {"reader": "sdt", "read_at": NOON.isoformat()}),
        consents=(ConsentGiven("privacy", "1", digest, NOON),),
        answers=dict(ANSWERS),
        instance=f'<data id="602">{fields}</data>'.encode(),
        attachments=(),
        signature=Signature(drawn, random.Random(1).randbytes(png_bytes), digest),  # noqa: S311 # a picture nobody looks at
        routing={"civil_affairs": ("/data/bank_account",)},
        started_at=NOON - timedelta(minutes=4),
        item_name={"zh_CN": "高龄津贴", "en": "Old-age allowance"},
        place=Place("伏山镇便民服务中心", "370982104000", "0538-5000000"),
        materials=(MaterialHandedIn("居民身份证", "original", 1),),
        expected={"zh_CN": "20 个工作日内办结", "en": "Decided within 20 working days"},
        adds_text=True,
    )
