"""What several records of a catalogue are made of: texts in languages, units of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

FIRST_LANGUAGE = "zh_CN"
LANGUAGES = (FIRST_LANGUAGE, "en")
"""Every text of a catalogue exists in all of these."""


class FromJson:
    """Base of what stands in a catalogue's JSON files: a field nobody knows is an error there."""

    __slots__ = ()
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - pydantic asks for this very name


@dataclass(frozen=True, slots=True)
class Localized:
    """One text in several languages.

    Args:
        texts: language code (``zh_CN``, ``en`` …) → text.
    """

    texts: Mapping[str, str]

    def __post_init__(self) -> None:
        if not self.texts.get(FIRST_LANGUAGE, "").strip():
            raise ValueError(f"the text in {FIRST_LANGUAGE} is missing")

    def in_language(self, code: str) -> str:
        """The text in language `code`, in Chinese where that language has none."""
        return self.texts.get(code) or self.texts[FIRST_LANGUAGE]

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> CoreSchema:
        """Read from a JSON object of language → text; every language of the catalogue is asked."""
        from pydantic_core import core_schema  # only a loader needs it, the first frame does not

        def complete(texts: dict[str, str]) -> Localized:
            missing = [code for code in LANGUAGES if not texts.get(code, "").strip()]
            if missing:
                raise ValueError(f"the text in {', '.join(missing)} is missing")
            return cls(texts)

        text = core_schema.str_schema(strict=True)
        return core_schema.no_info_after_validator_function(
            complete, core_schema.dict_schema(core_schema.str_schema(), text)
        )


class LimitUnit(StrEnum):
    """Unit of a time limit."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"
