"""A loaded form: what it defines, checked and ordered, ready to be opened any number of times."""

from __future__ import annotations

import random as random_module
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from kiosk.forms import checks, graph
from kiosk.forms.body import BodyElement, Intent
from kiosk.forms.errors import FormError
from kiosk.forms.lists import Media
from kiosk.forms.markup import parse_xml
from kiosk.forms.model import Model
from kiosk.forms.reader import read_model

if TYPE_CHECKING:
    from kiosk.forms.session import Session


class Form:
    """A form of the catalogue.

    Attributes:
        media: the files that came with it, by name.
        id, version, title: as the form says; empty when it does not.
        warnings: what is wrong with it and yet no reason to refuse it.
        languages: names of its languages, such as ``English (en)``; empty when it has one only.
        default_language: the one a session begins in, None without languages.
        device_fill: path of a group to the call outside that fills its fields.
        routing: path of a leaf to the codes of the departments that see it (inherited).
    """

    def __init__(self, model: Model, media: Media) -> None:
        self.model = model
        self.media = media
        self.graph = graph.build(model.root)
        checks.check(model)
        attributes = {each.name: each.text for each in model.root.template.attributes}
        self.id = attributes.get("id", "")
        self.version = attributes.get("version", "")
        self.title = model.title
        self.warnings = tuple(model.warnings)
        self.languages = model.translations.languages
        self.default_language = model.translations.default
        self.device_fill: Mapping[str, Intent] = MappingProxyType(dict(_intents(model.body)))
        self.routing: Mapping[str, tuple[str, ...]] = MappingProxyType(
            {
                each.path: each.bind.departments
                for each in model.root.walk()
                if each.bind.departments and each.is_leaf
            }
        )

    def open(
        self,
        *,
        now: Callable[[], datetime],
        tz: tzinfo,
        language: str | None = None,
        preload: Mapping[str, str] | None = None,
        random: random_module.Random | None = None,
        instance: str | bytes | None = None,
        edit: bool = False,
    ) -> Session:
        """Begin a session.

        Args:
            now: the clock; aware.
            tz: time zone of today(), now() and of dates without one.
            language: one of `languages`, or its code (``en``, ``zh_CN``); else the default.
            preload: values for ``jr:preload="property"`` by name (deviceid, username …).
            random: source of random(), uuid() and shuffles; the system's own when None.
            instance: answers given before (`Session.to_xml`), to go on with.
            edit: with `instance`: a new version of a submission made before, which gets a new
                instanceID and keeps the old one as deprecatedID.

        Raises:
            FormError: an initial value cannot be computed, or the instance is not of this form.
        """
        from kiosk.forms.session import Session  # the session knows the form, not the reverse

        return Session(
            self,
            now=now,
            tz=tz,
            language=language,
            preload=preload or {},
            # nothing here is secret: shuffles, draws and UUIDs of instances
            random=random or random_module.SystemRandom(),
            instance=instance,
            edit=edit,
        )


def load_form(
    source: str | bytes | Path,
    *,
    media: Media | None = None,
    placeholders: bool = False,
    list_folder: Path | None = None,
) -> Form:
    """Load a form.

    Args:
        source: XForms XML, or the path of a file with it.
        media: files that come with the form, by name, for ``jr://`` resources: their bytes, or
            where they are. A long CSV file given by its path is never loaded whole.
        list_folder: where index files of long CSV files are kept; beside them when None.
        placeholders: let a missing file count as an empty list, to look at a form without them.

    Raises:
        FormError: the form is wrong; says where and what to do.
    """
    data = source.read_bytes() if isinstance(source, Path) else source
    place = source.name if isinstance(source, Path) else "the form"
    try:
        return Form(
            read_model(
                parse_xml(data, place=place),
                media or {},
                placeholders=placeholders,
                list_folder=list_folder,
            ),
            media or {},
        )
    except RecursionError as error:  # pragma: no cover # libxml2 stops at 256 levels before
        raise FormError(
            "The form is nested too deeply.", place=place, remedy="Flatten its groups."
        ) from error


def _intents(elements: tuple[BodyElement, ...]) -> list[tuple[str, Intent]]:
    found: list[tuple[str, Intent]] = []
    for element in elements:
        if element.control.intent is not None and element.control.ref:
            found.append((element.control.ref, element.control.intent))
        found.extend(_intents(element.children))
    return found
