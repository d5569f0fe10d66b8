"""Questions answered by what is drawn, photographed, said, scanned or enclosed."""

from __future__ import annotations

from typing import Any

from state import IN_SERVICE, State

SAID = "/data/story"
AUDIO = {"ref": SAID, "kind": "audio", "label": "说一说事情的经过"}
ASKED_TO_SPEAK = {
    "heading": "说一说事情的经过",
    "hint": "什么时候、在哪里、和谁。说普通话、家乡话都行。",
    "step": 4,
    "steps": 9,
}


def _said(recorder: dict[str, Any], **field: Any) -> State:
    """The page of a recording; `recorder` are the values of its view-model."""
    recorder = {**recorder, "state": {"missing": "", "lengths": {}, **recorder.get("state", {})}}
    values = {**ASKED_TO_SPEAK, "recorder": recorder}
    return State("Questions", values, IN_SERVICE, fields=[{**AUDIO, **field}])


KEPT = {"value": "audio-1.oga", "display": "audio-1.oga"}
LENGTHS = {"lengths": {"audio-1.oga": 47.2}}

BOX = "/data/parcel"
ASKED_FOR_CODE = {
    "heading": "药盒上的追溯码是多少?",
    "hint": "盒子侧面的一排黑白条,下面有一串数字。",
    "step": 3,
    "steps": 6,
}


def _scanned(codes: dict[str, Any], **field: Any) -> State:
    """The page of a code; `codes` is what the view-model says of the code reader."""
    seen = {"usable": True, "inHand": BOX, "about": "", "problem": "", **codes}
    blank = {"ref": BOX, "kind": "code", "label": "药盒上的追溯码是多少?"}
    values = {**ASKED_FOR_CODE, "codes": seen}
    return State("Questions", values, IN_SERVICE, fields=[{**blank, **field}])


WHERE = {
    "heading": "事情是在这里发生的吗?",
    "hint": "",
    "step": 2,
    "steps": 6,
    "placeName": "汶南镇便民服务中心",
}


def _placed(position: str, **field: Any) -> State:
    """The page of a place; `position` is the terminal's own."""
    blank = {"ref": "/data/where", "kind": "place", "label": "事情是在这里发生的吗?"}
    values = {**WHERE, "position": position}
    return State("Questions", values, IN_SERVICE, fields=[{**blank, **field}])


STATES: dict[str, State] = {
    "question-audio": _said({}),
    "question-audio-listening": _said({"state": {"ref": SAID}, "seconds": 12.3, "level": 0.62}),
    "question-audio-kept": _said({"state": LENGTHS}, **KEPT),
    "question-audio-playing": _said({"state": {"heard": SAID, **LENGTHS}}, **KEPT),
    "question-audio-again": _said(
        {"state": {"ref": SAID, **LENGTHS}, "seconds": 104.0, "level": 0.2}, **KEPT
    ),
    "question-audio-broken-off": _said(
        {
            "state": {
                "about": SAID,
                "problem": "microphone.unplugged",
                "missing": "microphone.unplugged",
                **LENGTHS,
            }
        },
        **KEPT,
    ),
    "question-audio-nothing": _said(
        {"state": {"about": SAID, "problem": "microphone.nothing_heard"}}
    ),
    "question-audio-none": _said({"state": {"missing": "microphone.not_fitted"}}, required=False),
    "question-code": _scanned({}),
    "question-code-seen": _scanned({"inHand": ""}, value="81890123456789012345", readOnly=True),
    "question-code-not-it": _scanned({"about": BOX, "problem": "code.is_receipt"}),
    "question-code-no-reader": _scanned({"usable": False, "inHand": ""}),
    "question-code-device-only": _scanned({"usable": False, "inHand": ""}, readOnly=True),
    "question-code-two": State(
        "Questions",
        {
            "heading": "两盒药的追溯码",
            "hint": "一盒一盒地扫。",
            "step": 3,
            "steps": 6,
            "codes": {"usable": True, "inHand": f"{BOX}2", "about": "", "problem": ""},
        },
        IN_SERVICE,
        fields=[
            {
                "ref": f"{BOX}1",
                "kind": "code",
                "label": "第一盒",
                "value": "81890123456789012345",
                "readOnly": True,
            },
            {"ref": f"{BOX}2", "kind": "code", "label": "第二盒", "required": False},
        ],
    ),
    "question-place": _placed("35.7125 117.7672 210 10"),
    "question-place-here": _placed("35.7125 117.7672 210 10", value="35.7125 117.7672 210 10"),
    "question-place-unknown": _placed("", required=False),
}
