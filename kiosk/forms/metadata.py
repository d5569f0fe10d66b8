"""Values a form does not ask for: preloads and the identity of the submission."""

from __future__ import annotations

import random as random_module
import uuid
from collections.abc import Callable, Mapping

from kiosk.forms.instance import InstanceNode
from kiosk.forms.model import Model
from kiosk.forms.xpath import dates
from kiosk.forms.xpath.context import Scope
from kiosk.forms.xpath.nodes import Node


def preload_values(
    root: InstanceNode,
    scope_of: Callable[[Node], Scope],
    given: Mapping[str, str],
    random: random_module.Random,
) -> None:
    """Fill what ``jr:preload`` names (ODK XForms §preload attributes)."""
    scope = scope_of(root)
    moment = scope.now().astimezone(scope.zone)
    for node in root.walk():
        bind = node.definition.bind
        if not bind.preload:
            continue
        name = f"{bind.preload}:{bind.preload_parameters}"
        if bind.preload == "uid":
            if not node.stored:
                node.stored = new_identity(random)
        elif name in ("timestamp:start", "timestamp:end"):
            node.stored = dates.write(moment)
        elif name == "date:today":
            node.stored = dates.write(moment.date())
        elif bind.preload == "property":
            node.stored = given.get(bind.preload_parameters, node.stored)


def new_identity(random: random_module.Random) -> str:
    """``uuid:`` and a random UUID (OpenRosa metadata)."""
    return f"uuid:{uuid.UUID(int=random.getrandbits(128), version=4)}"


def renew_identity(model: Model, root: InstanceNode, random: random_module.Random) -> None:
    """A new version of a submission: a new instanceID, the old one as deprecatedID."""
    del model
    for node in root.walk():
        if node.qname.rpartition(":")[2] == "instanceID":
            node.stored = new_identity(random)
