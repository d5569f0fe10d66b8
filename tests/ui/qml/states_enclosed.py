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
    values = {**ASKED_FOR_CODE, "codes": seen, "codeWindow": field.pop("codeWindow", {})}
    return State("Questions", values, IN_SERVICE, fields=[{**blank, **field}])


HELD_TO_CAMERA = {"view": "image://kiosk/code/1"}
AT = [0.4, 0.25, 0.6, 0.25, 0.6, 0.606, 0.4, 0.606]
"""Where the code stands in that picture."""

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


def _photographed(state: dict[str, Any], kind: str = "image", **field: Any) -> State:
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
DEED = {
    "heading": "土地证",
    "hint": "封面和写了字的每一页都要。",
}
PAPERS = {"photographedAs": "application/pdf"}
LIES = [0.259, 0.07, 0.741, 0.07, 0.741, 0.93, 0.259, 0.93]
"""Where a page lies under the document camera."""


def _page(state: str, hint: str = "", *, countdown: float = 0.0, **more: Any) -> State:
    """The page of papers, with a document camera."""
    return _photographed(
        {"ref": HOUSE, "state": state, "desk": True, **more},
        "file",
        asked=DEED,
        file=PAPERS,
        outline=[] if hint in {"no_page", ""} else LIES,
        hint=hint,
        countdown=countdown,
    )


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
    "question-code": _scanned({}),
    "question-code-seen": _scanned({"inHand": ""}, value="81890123456789012345", readOnly=True),
    "question-code-not-it": _scanned({"about": BOX, "problem": "code.is_receipt"}),
    "question-code-sight": _scanned({}, codeWindow=HELD_TO_CAMERA),
    "question-code-sight-found": _scanned({}, codeWindow={**HELD_TO_CAMERA, "outline": AT}),
    "question-code-sight-not-it": _scanned(
        {"about": BOX, "problem": "code.is_receipt"},
        codeWindow={**HELD_TO_CAMERA, "outline": AT},
    ),
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
    "question-photo": _photographed({}),
    "question-photo-opening": _photographed({"ref": HOUSE, "state": "seeing"}, view=""),
    "question-photo-seeing": _photographed({"ref": HOUSE, "state": "seeing"}),
    "question-photo-front": _photographed(
        {"ref": HOUSE, "state": "seeing"}, appearances=["new-front"]
    ),
    "question-photo-taking": _photographed({"ref": HOUSE, "state": "taking"}),
    "question-photo-dark": _photographed(
        {"ref": HOUSE, "state": "seeing", "problem": "photo.dark"}
    ),
    "question-photo-taken": _photographed({"ref": HOUSE, "state": "taken", "picture": PHOTO}),
    "question-photo-unplugged": _photographed(
        {"ref": HOUSE, "state": "failed", "problem": "photo.camera_unplugged"}
    ),
    "question-photo-kept": _photographed({}, **HELD),
    "question-photo-none-needed": _photographed({"missing": "photo.not_fitted"}),
    "question-photo-none": _photographed({"missing": "photo.camera_unplugged"}, required=False),
    "question-file": _photographed({}, "file", asked=DEED, file=PAPERS),
    "question-file-page": _photographed(
        {"ref": HOUSE, "state": "seeing"}, "file", asked=DEED, file=PAPERS
    ),
    "question-page-none": _page("seeing", "no_page"),
    "question-page-ready": _page("seeing", "ready", countdown=0.6),
    "question-page-glare": _page("seeing", "glare"),
    "question-page-next": _page("seeing", "next"),
    "question-page-taken": _page("taken", picture=PHOTO, codes=["L0817202611220417K"]),
    "question-page-blurred": _page("taken", picture=PHOTO, advice="page.blurred"),
    "question-page-unplugged": _page("failed", problem="page.camera_unplugged"),
    "question-file-kept": _photographed(
        {},
        "file",
        asked=DEED,
        value="papers-1.pdf",
        file={**PAPERS, "picture": PHOTO, "count": 3},
    ),
    "question-file-no-room": _photographed(
        {"ref": HOUSE, "state": "failed", "problem": "photo.no_room"},
        "file",
        asked=DEED,
        value="papers-1.pdf",
        file={**PAPERS, "picture": PHOTO, "count": 5},
    ),
    "question-file-counter": _photographed({}, "file", asked=DEED, file={"photographedAs": ""}),
    "question-drawing": _photographed({}, "drawing", asked=SKETCH, value=[]),
    "question-drawing-drawn": _photographed(
        {}, "drawing", asked=SKETCH, value=DRAWN, file={"size": [984, 560]}
    ),
    "question-annotate-photo": _photographed(
        {}, "drawing", asked=SKETCH, appearances=["annotate"], value=[]
    ),
    "question-annotate": _photographed(
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
