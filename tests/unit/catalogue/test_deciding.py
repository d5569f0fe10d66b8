"""Parts of a bundle and rules of instant approval: what may stand in an item's facts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.catalogue.agreement import require_agreement
from kiosk.catalogue.approval import compiled
from kiosk.catalogue.authoring.building import built_files
from kiosk.catalogue.deciding import ApprovalRule, Part, Parts
from kiosk.catalogue.fields import Localized
from kiosk.catalogue.loader import load_facts
from kiosk.errors import EnvironmentFault
from kiosk.forms.errors import FormError
from kiosk.forms.form import Form, load_form

NAME = Localized({"zh_CN": "县残联", "en": "Disabled federation"})
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
 <h:head><h:title>t</h:title><model>
  <instance><data id="f" version="1"><kind/><age/><a><same/></a><b><same/></b>
   <child><income/></child></data></instance>
  <bind nodeset="/data/kind" type="string"/><bind nodeset="/data/age" type="int"/>
  <bind nodeset="/data/child/income" type="int"/>
 </model></h:head>
 <h:body><input ref="/data/kind"/><input ref="/data/age"/>
  <group ref="/data/child"><repeat nodeset="/data/child"><input ref="/data/child/income"/></repeat>
  </group></h:body></h:html>"""


def part(**changes: Any) -> Part:
    return Part(NAME, **changes)


def named(name: str) -> dict[str, str]:
    return {"zh_CN": name, "en": name}


@pytest.fixture
def folder(tmp_path: Path, two_items: Path) -> Path:
    """A catalogue to change."""
    return Path(shutil.copytree(two_items, tmp_path / "catalogue"))


@pytest.fixture
def change(folder: Path) -> Callable[..., None]:
    """Writes fields into the facts of 602."""

    def write(**fields: Any) -> None:
        file = folder / "602" / "item.json"
        facts = json.loads(file.read_text(encoding="utf-8")) | fields
        file.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        (folder / "602" / "item.xlsx").unlink(missing_ok=True)  # it says something else now

    return write


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form(FORM)


# --- parts ----------------------------------------------------------------------------------------


def test_a_part_waits_for_who_makes_what_it_needs_and_for_who_comes_before() -> None:
    parts = Parts(
        {
            "federation": part(produces=("card_no",)),
            "civil": part(needs=("card_no",)),
            "security": part(after=("civil",), needs=("card_no",)),
            "medical": part(),
        }
    )
    assert parts
    assert parts.waits_for("federation") == ()
    assert parts.waits_for("civil") == ("federation",)
    assert parts.waits_for("security") == ("federation", "civil")
    assert parts.waits_for("medical") == ()


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"a": part()}, "2 to 64 parts"),
        ({str(number): part() for number in range(65)}, "2 to 64 parts"),
        ({"a b": part(), "c": part()}, "no code of a department"),
        ({"a": part(produces=("Card No",)), "b": part()}, "write small letters"),
        ({"a": part(produces=("x",)), "b": part(produces=("x",))}, "x is produced twice"),
        ({"a": part(produces=("x", "x")), "b": part()}, "x is produced twice"),
        ({"a": part(needs=("x",)), "b": part()}, "a needs x, which no other part produces"),
        ({"a": part(needs=("x",), produces=("x",)), "b": part()}, "a needs x, which no other"),
        ({"a": part(after=("z",)), "b": part()}, "a comes after z, which is no other part"),
        ({"a": part(after=("a",)), "b": part()}, "a comes after a, which is no other part"),
        ({"a": part(after=("b",)), "b": part(after=("a",))}, "nobody can begin: . waits for"),
        (
            {
                "a": part(after=("c",)),
                "b": part(needs=("x",)),
                "c": part(after=("b",)),
                "d": part(produces=("y",)),
                "e": part(produces=("x",), after=("a",)),
            },
            "nobody can begin: (. waits for ){4}.$",
        ),
    ],
)
def test_parts_that_can_never_begin_or_contradict_each_other_are_refused(
    parts: dict[str, Part], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        Parts(parts)


def test_an_item_that_is_no_bundle_has_no_parts(two_items: Path) -> None:
    assert not Parts()
    for item in load_catalogue(two_items).items.values():
        assert not item.parts
        assert item.instant_approval is None


def test_a_circle_is_told_when_the_catalogue_is_loaded(
    folder: Path, change: Callable[..., None]
) -> None:
    change(
        parts={
            "village": {"name": named("村"), "after": ["township"]},
            "township": {"name": named("镇"), "after": ["village"]},
        }
    )
    with pytest.raises(EnvironmentFault, match=r"602.item\.json: field 'parts': .* waits") as told:
        load_catalogue(folder)
    assert told.value.code == "catalogue.field"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"village": {"name": {"zh_CN": "村"}}, "b": {"name": named("乙")}}, "parts.village.name"),
        ({"village": {"name": named("村"), "before": []}, "b": {}}, "parts.village"),
        (
            {
                "village": {"name": named("村"), "limit": {"number": 0, "unit": "day"}},
                "b": {"name": named("乙")},
            },
            "parts.village.limit",
        ),
    ],
)
def test_a_part_that_is_written_wrong_is_told_by_its_place(
    folder: Path, change: Callable[..., None], wrong: dict[str, Any], field: str
) -> None:
    change(parts=wrong)
    with pytest.raises(EnvironmentFault, match=f"field '{field}") as told:
        load_facts(folder / "602")
    assert told.value.code == "catalogue.field"


def test_a_bundle_is_read_with_all_it_says(folder: Path, change: Callable[..., None]) -> None:
    change(
        parts={
            "village": {"name": named("村"), "produces": ["visited_on"]},
            "civil_affairs": {
                "name": named("民政"),
                "needs": ["visited_on"],
                "limit": {"number": 3, "unit": "working_day"},
            },
        }
    )
    parts = load_catalogue(folder).item("602").parts
    assert list(parts.by_department) == ["village", "civil_affairs"]
    assert parts.waits_for("civil_affairs") == ("village",)
    limit = parts.by_department["civil_affairs"].limit
    assert limit is not None
    assert (limit.number, limit.unit) == (3, "working_day")


def test_a_bundle_has_no_rule(folder: Path, change: Callable[..., None]) -> None:
    change(
        parts={"village": {"name": named("村")}, "township": {"name": named("镇")}},
        instant_approval={"rule": "602-x", "version": "1", "approve_when": "true()"},
    )
    with pytest.raises(EnvironmentFault, match="it has no instant_approval"):
        load_facts(folder / "602")


def test_the_build_tells_of_a_department_that_gets_nothing_to_see(
    folder: Path, change: Callable[..., None]
) -> None:
    change(parts={"village": {"name": named("村")}, "police": {"name": named("公安")}})
    with pytest.raises(EnvironmentFault, match="police has a part in item 602") as told:
        list(built_files(folder))
    assert told.value.code == "catalogue.parts"


# --- rules ----------------------------------------------------------------------------------------


def rule(condition: str, name: str = "x-1", version: str = "1") -> ApprovalRule:
    return ApprovalRule(name, version, condition)


def asked(form: Form, condition: str, **answers: str) -> bool:
    session = form.open(now=lambda: datetime.now(UTC), tz=UTC)
    for name, value in answers.items():
        session.set("/data/child[1]/income" if name == "income" else f"/data/{name}", value)
    return compiled(rule(condition), form).met(session)


def test_a_rule_asks_for_answers_by_their_names(form: Form) -> None:
    condition = "${kind} = 'renewal' and ${ age } >= 60"
    assert asked(form, condition, kind="renewal", age="60") is True
    assert asked(form, condition, kind="renewal", age="59") is False
    assert asked(form, condition, kind="renewal") is False
    assert asked(form, "selected(${kind}, 'b')", kind="a b") is True
    assert asked(form, "sum(${income}) <= 500", income="500") is True


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("${colour} = 'red'", r"\$\{colour\} names no question of form f"),
        ("${same} = 'x'", r"\$\{same\} names several questions"),
        ("/data/kind = 'x'", "named by"),
        ("${kind} = /data/colour", "named by"),
        ("${kind}/.. = 'x'", "named by"),
        ("${child}[1] = 'x'", "named by"),
        (". = 'x'", "named by"),
        ("${kind}", "no condition"),
        ("${age} + 1", "no condition"),
        ("'no'", "no condition"),
        ("concat(${kind}, 'x')", "no condition"),
        ("${age} > random()", "not the same each time"),
        ("${age} >", "character|ends|expected|end"),
        ("colour(${age}) = 1", "unknown"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused(form: Form, condition: str, why: str) -> None:
    with pytest.raises(FormError, match=why) as told:
        compiled(rule(condition), form)
    assert told.value.code == "catalogue.rule"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": "no spaces"}, "rule: write 1 to 64"),
        ({"version": ""}, "version: write 1 to 64"),
        ({"condition": "  "}, "approve_when is empty"),
    ],
)
def test_a_rule_has_a_name_a_version_and_a_condition(fields: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        rule(**({"condition": "true()"} | fields))


def test_the_build_tells_of_a_rule_that_names_no_question(
    folder: Path, change: Callable[..., None]
) -> None:
    change(
        instant_approval={"rule": "602-x", "version": "1", "approve_when": "${agee} >= 80"},
    )
    with pytest.raises(EnvironmentFault, match="agee") as told:
        list(built_files(folder))
    assert told.value.code == "catalogue.rule"
    change(instant_approval={"rule": "602-x", "version": "1", "approve_when": "${age} >= 80"})
    built = [str(file.target.relative_to(folder)) for file in built_files(folder)]
    assert "602/form.xml" in built
    facts = load_facts(folder / "602")
    require_agreement(facts, load_form(folder / "602" / "form.xml"), "item.json")
