"""一次性告知书: the slip that says everything that is missing in a case, all at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Protocol

from kiosk.documents import receipt_code
from kiosk.documents.deposit_receipt import DepositFacts
from kiosk.documents.slip import Align, Block, Field, Qr, Rule, Size, Slip, Space, Text
from sync.protocol.numbers import group

_FIRST_LANGUAGE = "zh_CN"


class MissingFacts(Protocol):
    """One thing that is missing; `kiosk.cases.records.MissingPart` has this shape."""

    @property
    def name(self) -> Mapping[str, str]:
        """Language → the paper or entry."""

    @property
    def reason(self) -> Mapping[str, str]:
        """Language → what is wrong with it."""

    @property
    def sample(self) -> Mapping[str, str]:
        """Language → how it should be; may be empty."""

    @property
    def legal_basis(self) -> Mapping[str, str]:
        """Language → what asks for it; may be empty."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The slip's words in one language; see ``words/correction_notice.*.json``."""

    language: str
    title: str
    greeting: str
    number: str
    caption: str
    item: str
    applicant: str
    until: str
    day: str
    sample: str
    legal_basis: str
    afterwards: str
    hotline: str


@cache
def _words(language: str) -> _Words:
    folder = files("kiosk.documents.words")
    file = folder / f"correction_notice.{language}.json"
    if not file.is_file():
        file = folder / f"correction_notice.{_FIRST_LANGUAGE}.json"
    return _Words(**json.loads(file.read_text(encoding="utf-8")))


def correction_notice(
    facts: DepositFacts,
    missing: Sequence[MissingFacts],
    until: date,
    language: str = _FIRST_LANGUAGE,
) -> Slip:
    """Everything that is missing, in the citizen's language (Chinese where it has no words).

    Args:
        facts: of the case, masked.
        missing: all of it.
        until: the last day on which it may come.
        language: of the slip's words.

    Raises:
        NumberError: the facts hold no deposit number.
    """
    words = _words(language)
    blocks: list[Block] = [
        Text(facts.place_name, align=Align.CENTRE),
        Text(words.title, Size.LARGE, Align.CENTRE, bold=True),
        Rule(),
        Field(words.item, _in(facts.item_name, language), bold=True),
        Field(words.applicant, facts.masked_name),
        Field(words.number, group(facts.number)),
        Rule(),
        Text(words.greeting),
    ]
    for place, part in enumerate(missing, 1):
        blocks.append(Space(0.5))
        blocks.append(Text(f"{place}. {_in(part.name, language)}", bold=True))
        blocks.append(Text(_in(part.reason, language)))
        if sample := _in(part.sample, language):
            blocks.append(Text(f"{words.sample}{sample}"))
        if basis := _in(part.legal_basis, language):
            blocks.append(Text(f"{words.legal_basis}{basis}", Size.SMALL))
    blocks += [
        Rule(),
        Field(words.until, words.day.format(day=until), bold=True),
        Text(words.afterwards),
        Space(0.5),
        Qr(receipt_code.encode(facts.number), words.caption),
    ]
    if facts.hotline:
        blocks.append(Text(f"{words.hotline} {facts.hotline}", align=Align.CENTRE))
    return Slip(words.title, words.language, tuple(blocks))


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get(_FIRST_LANGUAGE) or next(iter(texts.values()), "")
