"""What speaks against answers: each way in which they can be other than their form says."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kiosk.forms import Form, load_form
from kiosk.forms.filling import fill
from sync.platform.form_checks import doubts
from sync.platform.form_checks.doubts import doubts_about
from sync.protocol.body import (
    ApplicantBody,
    AttachmentBody,
    CaseBody,
    FormBody,
    ItemBody,
    PlaceBody,
    SignatureBody,
    TimesBody,
)
from sync.protocol.numbers import LOCAL_TIME, DepositNumber

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
FORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>家庭</h:title><model>
<instance><data id="family" version="1">
 <name/><birth/><age/><married/><spouse/><bank/><benefits/><amount/><level/><price/>
 <seen/><photo/><stamp/><code/>
 <member jr:template=""><who/><share/></member><members/>
</data></instance>
<bind nodeset="/data/name" type="string" required="true()"/>
<bind nodeset="/data/birth" type="date" constraint=". &lt;= today()"/>
<bind nodeset="/data/age" type="int"
 calculate="int((decimal-date-time(today()) - decimal-date-time(/data/birth)) div 365.25)"/>
<bind nodeset="/data/spouse" relevant="/data/married = 'yes'"/>
<bind nodeset="/data/amount" type="int"/>
<bind nodeset="/data/price" type="decimal"/>
<bind nodeset="/data/seen" type="dateTime"/>
<bind nodeset="/data/stamp" calculate="concat('S', now())"/>
<bind nodeset="/data/code" calculate="concat(/data/stamp, '!')"/>
<bind nodeset="/data/photo" type="binary"/>
<bind nodeset="/data/member/share" type="int" constraint=". &gt; 0"/>
<bind nodeset="/data/members" type="int" calculate="count(/data/member)"/>
<setvalue event="odk-instance-load" ref="/data/seen" value="now()"/>
</model></h:head>
<h:body>
<input ref="/data/name"><label>姓名</label></input>
<input ref="/data/birth"><label>生日</label></input>
<select1 ref="/data/married"><label>婚否</label>
 <item><label>是</label><value>yes</value></item><item><label>否</label><value>no</value></item>
</select1>
<input ref="/data/spouse"><label>配偶</label></input>
<select1 ref="/data/bank"><label>银行</label>
 <item><label>农商行</label><value>rcb</value></item>
 <item><label>农行</label><value>abc</value></item>
</select1>
<select ref="/data/benefits"><label>补贴</label>
 <item><label>甲</label><value>a</value></item><item><label>乙</label><value>b</value></item>
</select>
<input ref="/data/amount"><label>金额</label></input>
<range ref="/data/level" start="1" end="5" step="1"><label>程度</label></range>
<input ref="/data/price"><label>价格</label></input>
<upload ref="/data/photo" mediatype="image/*"><label>照片</label></upload>
<group ref="/data/member"><label>家人</label><repeat nodeset="/data/member">
 <input ref="/data/member/who"><label>谁</label></input>
 <input ref="/data/member/share"><label>份额</label></input>
</repeat></group>
</h:body></h:html>
"""
ANSWERS = {
    "/data/name": "王秀花",
    "/data/birth": "1943-08-15",
    "/data/married": "no",
    "/data/bank": "rcb",
    "/data/benefits": "a b",
    "/data/amount": "12",
    "/data/level": "3",
    "/data/price": "2.5",
    "/data/photo": "photo.jpg",
    "/data/member[1]/who": "甲",
    "/data/member[1]/share": "1",
    "/data/member[2]/who": "乙",
    "/data/member[2]/share": "2",
}
PHOTO = AttachmentBody.of("photo.jpg", "image/jpeg", b"JPEG")


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form(FORM)


@pytest.fixture
def case(form: Form) -> Callable[..., CaseBody]:
    """A case as a terminal writes it, with changes afterwards."""
    session = form.open(now=lambda: NOW - timedelta(minutes=9), tz=LOCAL_TIME)
    fill(session, ANSWERS)
    session.finish()
    instance, answers = session.to_xml(), json.loads(json.dumps(session.to_json()))

    def make(
        *xml: tuple[str, str], answer: Callable[[Any], None] | None = None, **changes: Any
    ) -> CaseBody:
        text = instance
        for old, new in xml:
            assert old in text
            text = text.replace(old, new)
        typed = copy.deepcopy(answers)
        if answer is not None:
            answer(typed)
        fields: dict[str, Any] = {
            "case_id": "0193a000-0000-7000-8000-000000000001",
            "deposit_number": DepositNumber(817, date(2026, 11, 21), 42).text,
            "item": ItemBody(id="602", code="A", version="1", name={}),
            "form": FormBody(id="family", version="1"),
            "applicant": ApplicantBody(
                kind="resident",
                name="王秀花",
                sex="2",
                birth=date(1943, 8, 15),
                id_no="370982194308150025",
                source="card",
            ),
            "answers": typed,
            "instance": text,
            "attachments": (PHOTO,),
            "signature": SignatureBody(strokes=(), png=b"", summary_sha256="0" * 64),
            "place": PlaceBody(terminal="0817", name="汶南镇"),
            "times": TimesBody(started_at=NOW, deposited_at=NOW),
        }
        return CaseBody.model_validate(fields | changes)

    return make


def found(body: CaseBody, form: Form) -> list[tuple[str, str]]:
    return [(str(one.code), one.question) for one in doubts_about(body, form)]


def test_what_a_terminal_writes_is_beyond_doubt(case: Callable[..., CaseBody], form: Form) -> None:
    # minutes after it was filled in: the stamps of the moment are others by now
    assert found(case(), form) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "question"),
    [
        ("王秀花", "", "answer.required", "name"),
        ("<birth>1943-08-15", "<birth>2026-11-22", "answer.constraint", "birth"),
        ("<birth>1943-08-15", "<birth>1943-02-30", "answer.type", "birth"),
        ("<age>83", "<age>84", "answer.calculated", "age"),
        ("<bank>rcb", "<bank>icbc", "answer.choice", "bank"),
        ("<benefits>a b", "<benefits>a z", "answer.choice", "benefits"),
        ("<amount>12", "<amount>many", "answer.type", "amount"),
        ("<level>3", "<level>9", "answer.constraint", "level"),
        ("</data>", "<spouse>李四</spouse></data>", "answer.not_asked", "spouse"),
        ("</data>", "<more>x</more></data>", "answer.unknown", ""),
        ("<who>甲", "<who><a>1</a>甲", "answer.unknown", "member[1]/who"),
        ("<members>2", "<members>3", "answer.calculated", "members"),
        ("<share>2", "<share>0", "answer.constraint", "member[2]/share"),
        ("photo.jpg", "other.jpg", "attachment.missing", "photo"),
    ],
)
def test_each_way_to_break_the_form_is_told_with_its_question_and_no_answer(
    case: Callable[..., CaseBody], form: Form, *, old: str, new: str, code: str, question: str
) -> None:
    path = f"/data/{question}".rstrip("/")
    told = found(case((old, new)), form)
    assert (code, path) in told
    assert len({one for _, one in told}) == len(told), "each question once"


def test_the_typed_answers_have_to_be_those_of_the_xml(
    case: Callable[..., CaseBody], form: Form
) -> None:
    def other(answers: Any) -> None:
        answers["bank"] = "abc"
        answers["member"][1]["share"] = 7
        answers["secret"] = "x"

    assert found(case(answer=other), form) == [
        ("answer.differs", "/data/bank"),
        ("answer.differs", "/data/member[2]/share"),
        ("answer.unknown", "/data"),
    ]


def test_rows_are_counted_and_a_row_that_is_none_is_told(
    case: Callable[..., CaseBody], form: Form
) -> None:
    assert ("answer.rows", "/data/member") in found(
        case(answer=lambda answers: answers["member"].pop()), form
    )
    assert ("answer.differs", "/data/member[1]") in found(
        case(answer=lambda answers: answers["member"].__setitem__(0, "x")), form
    )


def test_a_calculated_value_is_that_of_the_day_it_was_handed_in(
    case: Callable[..., CaseBody], form: Form
) -> None:
    years_ago = TimesBody(
        started_at=NOW - timedelta(days=3650), deposited_at=NOW - timedelta(days=3650)
    )
    assert found(case(times=years_ago), form) == [("answer.calculated", "/data/age")]


def test_who_was_at_it_at_midnight_may_have_been_told_another_day(
    case: Callable[..., CaseBody], form: Form
) -> None:
    # born on that day: as of the evening there is a year less
    birthday = datetime(2026, 11, 21, 16, 1, tzinfo=UTC)  # one minute past midnight in Beijing
    born = (("<birth>1943-08-15", "<birth>1943-11-22"), ("<age>83", "<age>82"))

    def typed(answers: Any) -> None:
        answers |= {"birth": "1943-11-22", "age": 82}

    over = TimesBody(started_at=birthday - timedelta(minutes=9), deposited_at=birthday)
    late = TimesBody(started_at=birthday, deposited_at=birthday)
    assert found(case(*born, answer=typed, times=over), form) == []
    assert found(case(*born, answer=typed, times=late), form) == [
        ("answer.calculated", "/data/age")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("<price>2.5", "<price>2.50"), ("<benefits>a b", "<benefits> a  b"), ("<bank>", "<bank>")],
)
def test_the_same_answer_written_otherwise_is_no_doubt(
    case: Callable[..., CaseBody], form: Form, old: str, new: str
) -> None:
    assert found(case((old, new)), form) == []


def test_what_clients_add_about_themselves_is_no_answer(
    case: Callable[..., CaseBody], form: Form
) -> None:
    meta = '<o:meta xmlns:o="http://openrosa.org/xforms"><o:instanceID>u</o:instanceID></o:meta>'
    assert found(case(("</data>", f"{meta}</data>")), form) == []


@pytest.mark.parametrize(
    ("instance", "code"),
    [
        ("<data><a></data>", "answers.unreadable"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><data>&b;</data>", "answers.unreadable"),
        ("<other/>", "answers.unreadable"),
        (f"<data>{' ' * doubts.MOST_CHARACTERS}</data>", "answers.too_long"),
    ],
    ids=["broken", "entities", "another root", "long"],
)
def test_what_cannot_be_opened_is_one_doubt_about_the_whole(
    case: Callable[..., CaseBody], form: Form, instance: str, code: str
) -> None:
    assert found(case(instance=instance), form) == [(code, "")]


def test_of_many_doubts_the_first_are_told(
    case: Callable[..., CaseBody], form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubts, "MOST_DOUBTS", 3)
    assert len(found(case(instance="<data/>"), form)) == 3


NO_RESULT = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>a</h:title><model><instance><data id="a" version="1"><list/><sum/></data>
</instance><bind nodeset="/data/sum" calculate="string-length(/data/list) div 0"/>
</model></h:head>
<h:body><range ref="/data/list"><label>b</label></range></h:body></h:html>
"""


def test_a_range_without_ends_takes_everything(case: Callable[..., CaseBody]) -> None:
    form = load_form(NO_RESULT)
    session = form.open(now=lambda: NOW, tz=LOCAL_TIME)
    fill(session, {"/data/list": "7"})
    body = case(instance=session.to_xml(), answers=json.loads(json.dumps(session.to_json())))
    assert found(body, form) == []
