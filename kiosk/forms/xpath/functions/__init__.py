"""The functions of the ODK XForms standard, by the kind of thing they work on."""

from __future__ import annotations

from kiosk.forms.xpath.functions import (
    choices,
    geography,
    logic,
    moments,
    nodesets,
    numbers,
    signed,
    texts,
)
from kiosk.forms.xpath.functions.registry import REGISTRY

__all__ = [
    "REGISTRY", "choices", "geography", "logic", "moments", "nodesets", "numbers", "signed",
    "texts",
]  # fmt: skip
