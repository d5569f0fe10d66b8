"""办事指南: the slip to take away that says what an item needs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kiosk.catalogue.model import ServiceItem
from kiosk.documents.slip import Align, Block, Field, Rule, Size, Slip, Space, Text

_FIRST_LANGUAGE = "zh_CN"
_BOX = "□"


@dataclass(frozen=True, slots=True)
class _Words:
    """The slip's words in one language; see ``words/guide_slip.*.json``."""

    language: str
    title: str
    item: str
    code: str
    materials: str
    optional: str
    nothing: str
    steps: str
    fee: str
    limit: str
    result: str
    decided_by: str
    phone: str
    afterwards: str


@cache
def _words(language: str) -> _Words:
    folder = files("kiosk.documents.words")
    file = folder / f"guide_slip.{language}.json"
    if not file.is_file():
        file = folder / f"guide_slip.{_FIRST_LANGUAGE}.json"
    return _Words(**json.loads(file.read_text(encoding="utf-8")))


def guide_slip(item: ServiceItem, place_name: str, language: str = _FIRST_LANGUAGE) -> Slip:
    """What an item needs, in the citizen's language (Chinese where it has no words).

    Args:
        item: the item.
        place_name: of the service point.
        language: of the slip's words.
    """
    words, guide = _words(language), item.guide
    blocks: list[Block] = [
        Text(place_name, align=Align.CENTRE),
        Text(words.title, Size.LARGE, Align.CENTRE, bold=True),
        Rule(),
        Field(words.item, item.name.in_language(language), bold=True),
        Field(words.code, item.id),
        Rule(),
        Text(words.materials if guide.materials else words.nothing, bold=True),
    ]
    for material in guide.materials:
        optional = "" if material.required else words.optional
        blocks.append(Space(0.3))
        blocks.append(Text(f"{_BOX} {material.name.in_language(language)}{optional}"))
        blocks.append(Text(material.how.in_language(language), Size.SMALL))
    if guide.steps:
        blocks += [Rule(), Text(words.steps, bold=True)]
        blocks += [
            Text(f"{number}. {step.in_language(language)}")
            for number, step in enumerate(guide.steps, 1)
        ]
    blocks.append(Rule())
    blocks += [
        Field(label, value)
        for label, value in (
            (words.fee, guide.fee.in_language(language)),
            (words.limit, item.promised_limit.words.in_language(language)),
            (words.result, guide.result.in_language(language)),
            (words.decided_by, guide.who_decides.in_language(language)),
            (words.phone, guide.consult_phone),
        )
        if value
    ]
    blocks += [Space(0.5), Text(words.afterwards)]
    return Slip(words.title, words.language, tuple(blocks))
