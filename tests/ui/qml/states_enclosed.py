"""Questions answered by what is drawn, photographed or said, or by the place."""

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


HOUSE = "/data/house"
PHOTO = "image://kiosk/photo/1"
ASKED_FOR_PHOTO = {
    "heading": "房子现在是什么样?",
    "hint": "拍房子的正面,门牌要看得见。",
    "step": 4,
    "steps": 8,
}


def photographed(state: dict[str, Any], kind: str = "image", **field: Any) -> State:
    """The page of a photograph; `state` is what the camera's view-model says."""
    camera = {
        "state": {"ref": "", "state": "", "problem": "", "picture": "", "missing": "", **state},
        "view": field.pop("view", PHOTO if state.get("state") in ("seeing", "taking") else ""),
        "outline": field.pop("outline", []),
        "hint": field.pop("hint", ""),
        "countdown": field.pop("countdown", 0.0),
    }
    blank = {"ref": HOUSE, "kind": kind, "label": "房子现在是什么样?"}
    file = {"photographedAs": "image/jpeg", **field.pop("file", {})}
    asked = {**ASKED_FOR_PHOTO, **field.pop("asked", {})}
    fields = [{**blank, "label": asked["heading"], "file": file, **field}]
    return State("Questions", {**asked, "camera": camera}, IN_SERVICE, fields=fields)


HELD = {"value": "image-1.jpg", "file": {"picture": PHOTO, "count": 1}}


SKETCH = {"heading": "画一画地界", "hint": "从大路画起,标出邻居家。"}


def _wave(colour: str, width: int, top: float) -> dict[str, Any]:
    """A line across the pad."""
    points = [
        [60.0 + 26 * step, top + 60 * ((step % 7) / 7), 16.0 * step, 0.5] for step in range(32)
    ]
    return {"points": points, "colour": colour, "width": width}


DRAWN = [_wave("dark", 6, 120.0), _wave("red", 16, 240.0), _wave("blue", 6, 380.0)]


def _enclosed(
    kind: str, label: str, value: str, count: int = 1, picture: str = PHOTO
) -> dict[str, Any]:
    """A line of the check page about a file."""
    return {
        "section": "附件",
        "label": label,
        "value": value,
        "ref": f"/data/{kind}",
        "changeable": True,
        "source": "person",
        "kind": kind,
        "picture": picture,
        "count": count,
    }


STATES: dict[str, State] = {
    "question-audio": _said({}),
    "question-audio-error": _said({}, error="answer.required"),
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
    "question-place": _placed("35.7125 117.7672 210 10"),
    "question-place-here": _placed("35.7125 117.7672 210 10", value="35.7125 117.7672 210 10"),
    "question-place-unknown": _placed("", required=False),
    "question-photo": photographed({}),
    "question-photo-opening": photographed({"ref": HOUSE, "state": "seeing"}, view=""),
    "question-photo-seeing": photographed({"ref": HOUSE, "state": "seeing"}),
    "question-photo-front": photographed(
        {"ref": HOUSE, "state": "seeing"}, appearances=["new-front"]
    ),
    "question-photo-taking": photographed({"ref": HOUSE, "state": "taking"}),
    "question-photo-dark": photographed({"ref": HOUSE, "state": "seeing", "problem": "photo.dark"}),
    "question-photo-taken": photographed({"ref": HOUSE, "state": "taken", "picture": PHOTO}),
    "question-photo-unplugged": photographed(
        {"ref": HOUSE, "state": "failed", "problem": "photo.camera_unplugged"}
    ),
    "question-photo-kept": photographed({}, **HELD),
    "question-photo-none-needed": photographed({"missing": "photo.not_fitted"}),
    "question-photo-none": photographed({"missing": "photo.camera_unplugged"}, required=False),
    "question-drawing": photographed({}, "drawing", asked=SKETCH, value=[]),
    "question-drawing-drawn": photographed(
        {}, "drawing", asked=SKETCH, value=DRAWN, file={"size": [984, 560]}
    ),
    "question-annotate-photo": photographed(
        {}, "drawing", asked=SKETCH, appearances=["annotate"], value=[]
    ),
    "question-annotate": photographed(
        {},
        "drawing",
        asked=SKETCH,
        appearances=["annotate"],
        value=DRAWN,
        file={"size": [984, 560], "ground": PHOTO, "photographed": True},
    ),
    "check-enclosed": State(
        "Check",
        {
            "answers": [
                _enclosed("image", "房子现在是什么样?", "image-1.jpg"),
                _enclosed("file", "土地证", "papers-2.pdf", 3),
                _enclosed("drawing", "画一画地界", "drawing-3.png"),
                _enclosed("signature", "见证人签名", "signature-4.png"),
                _enclosed("audio", "说一说事情的经过", "audio-5.oga", picture=""),
            ]
        },
        IN_SERVICE,
    ),
}
