"""What the form check knows of pictures, sounds and films in labels."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.forms.form import Form
from kiosk.forms.review.finding import Finding, Severity
from kiosk.forms.review.rules import text_place
from kiosk.forms.review.sheets import Workbook

PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "bmp"})
"""Kinds of picture the screen shows, by the end of the file's name."""


def findings(form: Form, workbook: Workbook | None) -> Iterator[Finding]:
    """Films, which no terminal shows, and pictures of a kind the screen does not know."""
    translations = form.model.translations
    for language, entries in translations.entries.items():
        for text_id, entry in entries.items():
            place = text_place(workbook, text_id, language)
            if "video" in entry.forms:
                yield Finding(
                    Severity.WARNING,
                    "form.video",
                    f"The label “{text_id}” has a film, which a terminal does not show.",
                    "Say it in the hint, or show it in pictures (media::image).",
                    place,
                    text_id,
                )
            for kind in ("image", "big-image"):
                name = "".join(map(str, entry.forms[kind].parts)) if kind in entry.forms else ""
                if name and name.rpartition(".")[2].lower() not in PICTURES:
                    yield Finding(
                        Severity.WARNING,
                        "form.picture",
                        f"The screen does not show pictures like “{name.rpartition('/')[2]}”.",
                        "Save it as PNG or JPEG.",
                        place,
                        text_id,
                    )
