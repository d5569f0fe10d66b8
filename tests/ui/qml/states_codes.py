"""Pages that take codes: answers that are scanned, and a receipt that is held to the window."""

from __future__ import annotations

from typing import Any

from state import IN_SERVICE, State

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


SIGHT = {"view": "image://kiosk/code/1"}

AT = [0.4, 0.25, 0.6, 0.25, 0.6, 0.606, 0.4, 0.606]
"""Where the code stands in that picture."""

SIGHT_OF_CODE = {**SIGHT, "outline": AT}

STATES: dict[str, State] = {
    "question-code": _scanned({}),
    "question-code-seen": _scanned({"inHand": ""}, value="81890123456789012345", readOnly=True),
    "question-code-not-it": _scanned({"about": BOX, "problem": "code.is_receipt"}),
    "question-code-sight": _scanned({}, codeWindow=SIGHT),
    "question-code-sight-found": _scanned({}, codeWindow=SIGHT_OF_CODE),
    "question-code-sight-not-it": _scanned(
        {"about": BOX, "problem": "code.is_receipt"},
        codeWindow=SIGHT_OF_CODE,
    ),
    "question-code-no-reader": _scanned({"usable": False, "inHand": ""}),
    "question-code-covered": _scanned(
        {"usable": False, "inHand": "", "missing": "code.camera_dark"}
    ),
    "question-code-frozen": _scanned(
        {"usable": False, "inHand": "", "missing": "code.camera_frozen"}
    ),
    "question-code-no-scanner": _scanned(
        {"usable": False, "inHand": "", "missing": "code.scanner_unplugged"}
    ),
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
    "scan-looking": State("Scan", {"state": "looking"}, {"title": "扫一扫"}),
    "scan-not-ours": State("Scan", {"state": "notOurs"}, {"title": "扫一扫"}),
    "scan-no-reader": State(
        "Scan", {"state": "noReader", "problem": "code.no_camera"}, {"title": "扫一扫"}
    ),
    "scan-covered": State(
        "Scan", {"state": "noReader", "problem": "code.camera_dark"}, {"title": "扫一扫"}
    ),
    "scan-frozen": State(
        "Scan", {"state": "noReader", "problem": "code.camera_frozen"}, {"title": "扫一扫"}
    ),
    "scan-no-scanner": State(
        "Scan", {"state": "noReader", "problem": "code.scanner_unplugged"}, {"title": "扫一扫"}
    ),
    "scan-sight": State("Scan", {"codeWindow": SIGHT}, {"title": "扫一扫"}),
    "scan-sight-found": State("Scan", {"codeWindow": SIGHT_OF_CODE}, {"title": "扫一扫"}),
    "scan-sight-not-ours": State(
        "Scan", {"state": "notOurs", "codeWindow": SIGHT_OF_CODE}, {"title": "扫一扫"}
    ),
}
