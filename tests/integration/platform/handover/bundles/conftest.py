"""A platform whose catalogue holds what a test puts there, and terminals that hand cases in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.catalogue import starter_folder
from kiosk.forms.filling import fill
from kiosk.forms.form import load_form
from sync.platform.bundles import Bundles, DecidedPart
from sync.platform.states import PartState
from sync.protocol.body import FormBody, ItemBody
from sync.protocol.numbers import LOCAL_TIME

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
 <h:head><h:title>t</h:title><model>
  <instance><data id="f" version="1"><kind/><age/><word/></data></instance>
  <bind nodeset="/data/kind" type="string" required="true()"/>
  <bind nodeset="/data/age" type="int" constraint=". &lt; 130"/>
  <bind nodeset="/data/word" type="string"/>
 </model></h:head>
 <h:body><input ref="/data/kind"/><input ref="/data/age"/><input ref="/data/word"/></h:body>
</h:html>"""


def named(name: str) -> dict[str, str]:
    return {"zh_CN": name, "en": name}


PARTS = {
    "federation": {"name": named("残联"), "produces": ["card_no", "card_level"]},
    "civil": {
        "name": named("民政"),
        "needs": ["card_no"],
        "limit": {"number": 10, "unit": "working_day"},
    },
    "security": {"name": named("人社"), "after": ["federation"]},
    "medical": {"name": named("医保"), "limit": {"number": 3, "unit": "working_day"}},
}
ROUTING = {
    "federation": ("/data/kind",),
    "civil": ("/data/kind", "/data/word"),
    "security": ("/data/word",),
    "medical": ("/data/word",),
    "township": ("/data/kind",),
}
CARD = {"card_no": "37098219530815002244", "card_level": "2"}


class Shelf:
    """The catalogue of the platform under test: versions of items, as files."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], dict[str, bytes]] = {}
        self.asked = 0

    def files_of(self, item: str, version: str) -> dict[str, bytes] | None:
        self.asked += 1
        return self.items.get((item, version))

    def put(self, item: str, version: str = "1", form: str = FORM, **facts: Any) -> None:
        text = (starter_folder() / "602" / "item.json").read_text(encoding="utf-8")
        whole = json.loads(text) | {"id": item, "version": version, "form_id": "f"}
        whole |= {"form_version": "1"} | facts
        self.items[item, version] = {
            "item.json": json.dumps(whole, ensure_ascii=False).encode(),
            "form.xml": form.encode(),
        }

    def rule(self, item: str, condition: str, **more: Any) -> None:
        said = {"rule": f"{item}-small", "version": "3", "approve_when": condition}
        self.put(item, instant_approval=said, **more)


@pytest.fixture
def shelf() -> Shelf:
    """Holds the bundle 604, and what a test puts there before the platform asks for it."""
    shelf = Shelf()
    shelf.put("604", parts=PARTS)
    return shelf


@pytest.fixture
def platform(start_platform: Callable[..., Any], shelf: Shelf) -> Any:
    """A platform with that catalogue."""
    return start_platform(files_of=shelf.files_of)


@pytest.fixture
def bundles(platform: Any) -> Bundles:
    """Takes the decisions of departments."""
    parts = platform.parts
    return Bundles(parts.database, parts.decisions, parts.keys, platform.clock)


@pytest.fixture
def approve(bundles: Bundles) -> Callable[..., DecidedPart]:
    """Lets a department approve."""

    def approve(number: str, department: str, **more: Any) -> DecidedPart:
        values = more.pop("produced", CARD if department == "federation" else {})
        return bundles.decide(
            number, department, PartState.APPROVED, values, actor=department, **more
        )

    return approve


@pytest.fixture
def refuse(bundles: Bundles) -> Callable[..., DecidedPart]:
    """Lets a department refuse."""

    def refuse(number: str, department: str, **more: Any) -> DecidedPart:
        return bundles.decide(number, department, PartState.REFUSED, {}, actor=department, **more)

    return refuse


@pytest.fixture
def filled() -> Callable[..., dict[str, Any]]:
    """Fields of a case whose form was filled in with some answers."""

    def fields(item: str, form: str = FORM, **answers: object) -> dict[str, Any]:
        loaded = load_form(form)
        session = loaded.open(now=lambda: datetime.now(UTC), tz=LOCAL_TIME)
        fill(session, answers)
        return {
            "item": ItemBody(id=item, code=f"11370982MB2857374A437{item}", version="1", name={}),
            "form": FormBody(id=loaded.id, version=loaded.version),
            "answers": session.to_json(),
            "instance": session.to_xml(),
            "attachments": (),
        }

    return fields


@pytest.fixture
def bundle(filled: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Fields of a case of the bundle."""
    return filled("604", kind="new", word="w") | {"routing": ROUTING}


@pytest.fixture
def deposited(terminal: Any, bundle: dict[str, Any]) -> Callable[..., str]:
    """Hands a bundle in, and gives its case number."""

    def deposited(**changes: Any) -> str:
        (result,) = terminal.deliver(terminal.message(terminal.case(**bundle | changes))).results
        number: str = result.case_number
        return number

    return deposited


@pytest.fixture
def states(platform: Any) -> Callable[[str], dict[str, str]]:
    """The states of a case's parts, by department, and of the case itself, under its own name."""

    def states(number: str) -> dict[str, str]:
        with platform.parts.database.reading() as transaction:
            case = transaction.case_by_number(number)
            parts = transaction.parts.of_case(case.case_id)
        return {"case": case.state} | {part.department: part.state for part in parts}

    return states
