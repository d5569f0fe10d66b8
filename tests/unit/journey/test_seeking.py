"""A choice in a long list is looked for; only the newest search counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.forms import Choice, load_form
from kiosk.journey import commands, events
from kiosk.journey.fields import OFFERED_AT_ONCE
from kiosk.journey.ports import CHINA
from kiosk.journey.seeking import SeekState

TOWNS = ("汶南镇", "重庆路街道")
VILLAGES = "".join(
    f"<item><name>v{n}</name><town>t{n % 2}</town><label>第{n}村</label></item>" for n in range(200)
)
XML = f"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>t</h:title><model><instance><data id="t">
<g><town/><v/><many/><note/></g></data></instance>
<instance id="villages"><root>{VILLAGES}</root></instance>
<bind nodeset="/data/g/town" type="string"/><bind nodeset="/data/g/v" type="string"/>
<bind nodeset="/data/g/note" type="string"/></model></h:head><h:body>
<group ref="/data/g" appearance="field-list"><label>Where</label>
<select1 ref="/data/g/town"><label>Town</label>
<item><label>{TOWNS[0]}</label><value>t0</value></item>
<item><label>{TOWNS[1]}</label><value>t1</value></item></select1>
<select1 ref="/data/g/v"><label>Village</label>
<itemset nodeset="instance('villages')/root/item[town = /data/g/town]">
<value ref="name"/><label ref="label"/></itemset></select1>
<select ref="/data/g/many"><label>Others</label>
<itemset nodeset="instance('villages')/root/item">
<value ref="name"/><label ref="label"/></itemset></select>
<input ref="/data/g/note"><label>Note</label></input></group></h:body></h:html>"""
FORM = load_form(XML)
TOWN, V, MANY = "/data/g/town", "/data/g/v", "/data/g/many"


@pytest.fixture
def walker(make: Callable[..., Any]) -> Any:
    def open_form(_item: object) -> Any:
        return FORM.open(now=walker.clock.now, tz=CHINA)

    walker = make(open_form=open_form)
    walker.reaches_questions()
    walker.does(events.Answered(TOWN, "t0"))
    return walker


def seeking(walker: Any) -> Any:
    return walker.journey.visit.application.seeking


def finds(walker: Any) -> None:
    """What the screen does with the command."""
    wanted = walker.last(commands.FindChoices)
    while not wanted.finder.prepare():
        pass
    found = wanted.finder.find(wanted.text, wanted.limit)
    walker.does(events.ChoicesFound(wanted.lookup, tuple(found)))


def field(walker: Any, ref: str) -> Any:
    page = walker.journey.visit.application.questionnaire.page()
    return next(each for each in page.fields if each.ref == ref)


def test_a_field_holds_a_portion_the_number_and_what_is_chosen(walker: Any) -> None:
    village = field(walker, V)
    assert (village.choice_count, len(village.choices)) == (100, OFFERED_AT_ONCE)
    walker.does(events.Answered(V, "v150"), events.Answered(MANY, "v199 v7"))
    assert field(walker, V).chosen == (Choice("v150", "第150村"),)
    assert field(walker, V).display == "第150村"
    assert [choice.label for choice in field(walker, MANY).chosen] == ["第7村", "第199村"]


def test_what_is_written_is_searched_and_what_is_found_is_told(walker: Any) -> None:
    walker.does(events.ChoicesSought(V, "d150c"))
    assert seeking(walker).state is SeekState.SEARCHING
    finds(walker)
    assert seeking(walker).state is SeekState.FOUND
    assert seeking(walker).choices == (Choice("v150", "第150村"),)


def test_results_of_an_earlier_search_are_nobodys(walker: Any) -> None:
    walker.does(events.ChoicesSought(V, "d1"))
    earlier = walker.last(commands.FindChoices).lookup
    walker.does(events.ChoicesSought(V, "d15"))
    walker.does(events.ChoicesFound(earlier, (Choice("v1", "第1村"),)))
    assert (seeking(walker).state, seeking(walker).choices) == (SeekState.SEARCHING, ())


def test_nothing_written_ends_the_search(walker: Any) -> None:
    walker.does(events.ChoicesSought(V, "d1"))
    before = walker.count(commands.FindChoices)
    walker.does(events.ChoicesSought(V, " "))
    assert seeking(walker).state is SeekState.NONE
    assert walker.count(commands.FindChoices) == before


def test_a_list_that_cannot_be_read_is_told(walker: Any) -> None:
    walker.does(events.ChoicesSought(V, "d1"))
    lookup = walker.last(commands.FindChoices).lookup
    walker.does(events.ChoicesFound(lookup, None))
    assert seeking(walker).state is SeekState.FAILED


@pytest.mark.parametrize("ref", ["/data/g/note", "/data/g", "/data/none", ""])
def test_what_offers_no_choices_is_not_searched(walker: Any, ref: str) -> None:
    walker.does(events.ChoicesSought(ref, "x"))
    assert seeking(walker).state is SeekState.NONE
    assert walker.count(commands.FindChoices) == 0


def test_another_parent_searches_again_in_the_other_list(walker: Any) -> None:
    walker.does(events.ChoicesSought(V, "d15c"))
    finds(walker)
    assert seeking(walker).choices == ()
    walker.does(events.Answered(TOWN, "t1"))
    assert (seeking(walker).state, seeking(walker).text) == (SeekState.SEARCHING, "d15c")
    finds(walker)
    assert seeking(walker).choices == (Choice("v15", "第15村"),)


@pytest.mark.parametrize("leaving", [events.Continued(), events.WentBack()])
def test_a_search_ends_with_its_page(walker: Any, leaving: Any) -> None:
    walker.does(events.ChoicesSought(V, "d150c"))
    lookup = walker.last(commands.FindChoices).lookup
    walker.does(leaving, events.ChoicesFound(lookup, (Choice("v150", "第150村"),)))
    assert (seeking(walker).ref, seeking(walker).text, seeking(walker).choices) == ("", "", ())


def test_choosing_in_a_search_does_not_search_again(walker: Any) -> None:
    walker.does(events.ChoicesSought(V, "d150c"))
    finds(walker)
    before = walker.count(commands.FindChoices)
    walker.does(events.Answered(V, "v150"))
    assert walker.count(commands.FindChoices) == before


def test_a_search_keeps_nobody_awake_and_goes_with_the_person(walker: Any) -> None:
    walker.does(events.ChoicesSought(V, "d150c"))
    assert "d150c" not in repr(walker.journey.visit)
    assert "d150c" not in repr(walker.last(commands.FindChoices))
    walker.does(events.ExitAsked())
    assert walker.journey.visit.application is None
    walker.does(events.ChoicesFound(walker.last(commands.FindChoices).lookup, ()))
