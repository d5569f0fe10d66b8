"""All that a form says, once it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.forms.body import BodyElement
from kiosk.forms.definition import Definition, SetValue
from kiosk.forms.errors import FormError
from kiosk.forms.itext import Translations
from kiosk.forms.xpath.nodes import Node


@dataclass(slots=True)
class Model:
    """All that a form's XML says."""

    title: str
    root: Definition
    namespaces: dict[str, str]
    default_namespace: str
    by_path: dict[str, Definition] = field(default_factory=dict)
    instances: dict[str, Node] = field(default_factory=dict)
    translations: Translations = field(default_factory=Translations)
    load_actions: list[SetValue] = field(default_factory=list)
    body: tuple[BodyElement, ...] = ()
    warnings: list[FormError] = field(default_factory=list)
