"""A department is told what is wrong with the answers it sees, and of no other question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sync.platform.catalogue.importing import import_catalogue
from sync.platform.handover.run import Handed
from sync.protocol.body import FormBody

NAME = "civil_affairs"
PHONE, BANK = "/data/contact/phone", "/data/bank/bank_name"


def test_a_department_hears_of_doubts_about_what_it_sees(
    platform: Any,
    terminal: Any,
    department: Any,
    departments: Any,
    hand_over: Any,
    *,
    fetch: Any,
    two_items: Path,
) -> None:
    import_catalogue(platform.parts.database, two_items, actor="a", clock=platform.clock)
    facts = json.loads((two_items / "602" / "item.json").read_text(encoding="utf-8"))
    form = FormBody(id=facts["form_id"], version=facts["form_version"])
    departments.add(NAME, department.url, actor="a")
    other = departments.add("township", "", actor="a").token
    case = terminal.case(
        form=form,
        instance="<data><contact><phone>1</phone></contact><bank><bank_name>x</bank_name></bank></data>",
        answers={"contact": {"phone": "1"}, "bank": {"bank_name": "x"}},
        routing={NAME: (PHONE,), "township": ("/data/bank",)},
    )
    whole = terminal.case(form=FormBody(id="another", version="1"))
    terminal.deliver(terminal.message(case), terminal.message(whole))
    assert hand_over().once() == Handed(2, 2, 0)
    checks = {one["case_id"]: one["check"] for one in department.cases}  # in no order of ours
    mine = checks[str(case.case_id)]
    assert mine["result"] == "doubtful"
    assert {"code": "answer.constraint", "question": PHONE} in mine["doubts"]
    assert {one["question"] for one in mine["doubts"]} <= {"/data", "/data/contact", PHONE}
    assert checks[str(whole.case_id)] == {
        "result": "doubtful",
        "doubts": [{"code": "form.other", "question": ""}],
    }
    (theirs,) = fetch(other, "cases", name="township").json()["cases"]
    doubts = theirs["check"]["doubts"]
    assert {"code": "answer.choice", "question": BANK} in doubts
    assert PHONE not in {one["question"] for one in doubts}


def test_a_case_of_a_version_nobody_imported_is_handed_over_unchecked(
    terminal: Any, department: Any, departments: Any, hand_over: Any
) -> None:
    departments.add(NAME, department.url, actor="a")
    terminal.deliver(terminal.message())
    assert hand_over().once() == Handed(1, 1, 0)
    assert department.cases[0]["check"] == {
        "result": "unchecked",
        "doubts": [{"code": "form.absent", "question": ""}],
    }
