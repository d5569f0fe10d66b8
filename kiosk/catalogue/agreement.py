"""Whether an item's facts and its form fit each other, where the one speaks of the other."""

from __future__ import annotations

from pathlib import PurePath

from kiosk.catalogue.approval import compiled
from kiosk.catalogue.model import ItemFacts
from kiosk.errors import EnvironmentFault
from kiosk.forms.form import Form


def require_agreement(facts: ItemFacts, form: Form, place: str | PurePath) -> None:
    """Check parts and rule of an item against its form.

    Args:
        facts: of the item.
        form: its form.
        place: file the facts stand in, for the message.

    Raises:
        EnvironmentFault: ``catalogue.parts``, a part would get nothing to decide about;
            ``catalogue.rule``, the rule names what the form does not ask, or is no condition.
    """
    seen = {one for departments in form.routing.values() for one in departments}
    for department, part in facts.parts.by_department.items():
        if department not in seen and not part.needs:
            raise EnvironmentFault(
                "catalogue.parts",
                f"{place}: {department} has a part in item {facts.id} and gets nothing to see.",
                "Name it in the column bind::kiosk:department of the questions it needs.",
            )
    if facts.instant_approval is not None:
        compiled(facts.instant_approval, form)
