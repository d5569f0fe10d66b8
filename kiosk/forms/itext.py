"""The translations of a form's texts (``<itext>``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.forms.definition import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One text in one language: by form (empty for the plain one, guidance, image, audio …)."""

    forms: dict[str, Text]


@dataclass(slots=True)
class Translations:
    """All translations by language, then by id; `default` is the language a session begins in."""

    languages: tuple[str, ...] = ()
    default: str | None = None
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)

    def find(self, text_id: str, language: str | None, form: str = "") -> Text | None:
        """The text in the language, else in the default language, else None."""
        for each in (language, self.default):
            entry = self.entries.get(each or "", {}).get(text_id)
            if entry is not None and form in entry.forms:
                return entry.forms[form]
        return None

    def has(self, text_id: str) -> bool:
        """Whether there is such a text in any language."""
        return any(text_id in entries for entries in self.entries.values())

    def forms(self, text_id: str) -> tuple[str, ...]:
        """The forms beside the written one that a text has in any language."""
        return tuple(
            dict.fromkeys(
                form
                for entries in self.entries.values()
                if text_id in entries
                for form in entries[text_id].forms
                if form
            )
        )

    def match(self, wanted: str) -> str | None:
        """The form's language that `wanted` means: its name, or its code as in ``English (en)``."""
        code = wanted.replace("_", "-").lower()
        for language in self.languages:
            tag = language.rpartition("(")[2].rstrip(")").strip().replace("_", "-").lower()
            if language == wanted or tag == code:
                return language
        primary = code.partition("-")[0]
        for language in self.languages:
            tag = language.rpartition("(")[2].rstrip(")").strip().replace("_", "-").lower()
            if tag.partition("-")[0] == primary:
                return language
        return None
