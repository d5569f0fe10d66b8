"""收件凭证: the slip a citizen takes home when an application has been deposited.

It names everything masked and says that acceptance is the platform's
act. The terminal's signature comes with the signed QR code (`kiosk.documents.receipt_code`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Protocol

from kiosk.documents import receipt_code
from kiosk.documents.slip import Align, Block, Field, Qr, Rule, Size, Slip, Space, Text
from sync.protocol.numbers import LOCAL_TIME, group

_FIRST_LANGUAGE = "zh_CN"


class DepositFacts(Protocol):
    """What stands on the receipt; `kiosk.cases.records.ReceiptFacts` has this shape.

    A protocol, because cases and documents stand side by side and neither knows the other.
    """

    @property
    def number(self) -> str:
        """Deposit number, not grouped."""

    @property
    def item_name(self) -> Mapping[str, str]:
        """Language → name of the item."""

    @property
    def masked_name(self) -> str:
        """Such as ``王*花``."""

    @property
    def masked_id_no(self) -> str:
        """Such as ``370982********0022``."""

    @property
    def deposited_at(self) -> datetime:
        """When, aware."""

    @property
    def terminal(self) -> str:
        """Terminal number."""

    @property
    def place_name(self) -> str:
        """The service point."""

    @property
    def materials(self) -> tuple[tuple[str, str, int], ...]:
        """What was handed in: (name, kind such as ``original`` or ``copy``, count)."""

    @property
    def expected(self) -> Mapping[str, str]:
        """Language → what happens next."""

    @property
    def hotline(self) -> str:
        """Telephone number for questions, may be empty."""

    @property
    def adds_text(self) -> bool:
        """Whether the first print carried text of the form."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The receipt's words in one language; see ``words/deposit_receipt.*.json``."""

    language: str
    title: str
    number: str
    caption: str
    item: str
    applicant: str
    id_no: str
    deposited_at: str
    moment: str
    terminal: str
    materials: str
    material: str
    kinds: Mapping[str, str]
    next: str
    left_out: str
    provisional: str
    hotline: str
    keep: str


@cache
def _words(language: str) -> _Words:
    folder = files("kiosk.documents.words")
    file = folder / f"deposit_receipt.{language}.json"
    if not file.is_file():
        file = folder / f"deposit_receipt.{_FIRST_LANGUAGE}.json"
    return _Words(**json.loads(file.read_text(encoding="utf-8")))


def deposit_receipt(
    facts: DepositFacts, language: str = _FIRST_LANGUAGE, texts: Sequence[str] = ()
) -> Slip:
    """The receipt for one deposit, in the citizen's language (Chinese where it has no words).

    Args:
        facts: what stands on it.
        language: of its words.
        texts: what the form adds. Nobody keeps it: a receipt printed later says that it is left
            out.

    Raises:
        NumberError: the facts hold no deposit number.
    """
    words = _words(language)
    at = facts.deposited_at.astimezone(LOCAL_TIME)
    blocks: list[Block] = [
        Text(facts.place_name, align=Align.CENTRE),
        Text(words.title, Size.LARGE, Align.CENTRE, bold=True),
        Rule(),
        Text(words.number, Size.SMALL, Align.CENTRE),
        Text(group(facts.number), Size.LARGE, Align.CENTRE, bold=True),
        Space(0.5),
        Qr(receipt_code.encode(facts.number), words.caption),
        Rule(),
        Field(words.item, _in(facts.item_name, language), bold=True),
        Field(words.applicant, facts.masked_name),
        Field(words.id_no, facts.masked_id_no),
        Field(words.deposited_at, words.moment.format(at=at)),
        Field(words.terminal, facts.terminal),
    ]
    if facts.materials:
        blocks.append(Rule())
        blocks.append(Text(words.materials, Size.SMALL))
        blocks.extend(
            Text(words.material.format(name=name, kind=words.kinds.get(kind, kind), count=count))
            for name, kind, count in facts.materials
        )
    if expected := _in(facts.expected, language):
        blocks += [Rule(), Text(words.next, Size.SMALL), Text(expected)]
    if texts:
        blocks.append(Rule())
        blocks.extend(Text(line) for text in texts for line in text.splitlines() if line.strip())
    elif facts.adds_text:
        blocks += [Rule(), Text(words.left_out, Size.SMALL)]
    blocks += [Rule(), Text(words.provisional, align=Align.CENTRE, bold=True)]
    if facts.hotline:
        blocks.append(Text(f"{words.hotline} {facts.hotline}", align=Align.CENTRE))
    blocks.append(Text(words.keep, Size.SMALL, Align.CENTRE))
    return Slip(words.title, words.language, tuple(blocks))


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get(_FIRST_LANGUAGE, "")
