"""Questions that are written, dialled, turned or ticked."""

from __future__ import annotations

from typing import Any

from state import IN_SERVICE, State

RICH_LABEL = "带<b>身份证</b>原件，<u>不要</u>复印件"
GUIDANCE = (
    "家里吃饭在一起、钱也在一起的人都算。\n\n• 在外打工、钱寄回家的，算\n• 分了家单过的，不算"
)
STEPS = {"first": "0", "by": "1", "places": "0", "count": "11"}
NOW = {"now": "2026-11-21T09:30"}


def _asked(heading: str, kind: str, *, hint: str = "", **field: Any) -> State:
    """A page with one question."""
    question = {"ref": "q", "kind": kind, "label": heading, **field}
    values: dict[str, Any] = {
        "heading": heading,
        "hint": hint,
        "guidance": field.get("guidance", ""),
        "step": 3,
        "steps": 6,
    }
    return State("Questions", values, IN_SERVICE, [question])


STATES: dict[str, State] = {
    "entry-text-long-rare": _asked(
        "户口簿上的曾用名是什么?", "text", value="𠮷田㐂之助𪚥", maxLength=8, required=False
    ),
    "entry-masked": _asked(
        "给查询进度设一个口令", "text", value="feng shou 88", appearances=["masked"]
    ),
    "entry-masked-digits": _asked(
        "取件口令", "digits", value="880215", appearances=["numbers", "masked"], maxLength=6
    ),
    "entry-url": _asked(
        "村里的网页地址是什么?", "text", value="wenhe.example.cn/gongshi", appearances=["url"]
    ),
    "entry-rows": _asked(
        "家里有什么难处?",
        "text",
        appearances=["multiline"],
        settings={"rows": "8"},
        hint="想到什么写什么。",
    ),
    "entry-integer": _asked(
        "家里有几口人?",
        "number",
        value="5",
        settings={"whole": "True", "negative": "False"},
        guidance=GUIDANCE,
    ),
    "entry-decimal": _asked(
        "井水的水位比地面高多少?",
        "number",
        value="-1.25",
        settings={"whole": "False", "negative": "True"},
        hint="比地面低，就是负数。单位是米。",
    ),
    "entry-thousands": _asked(
        "去年全家一共收入多少元?",
        "number",
        value="1234567.5",
        appearances=["thousands-sep"],
        settings={"whole": "False", "negative": "False"},
    ),
    "entry-number-error": _asked(
        "家里有几口人?",
        "number",
        value="0",
        settings={"whole": "True", "negative": "False"},
        error="至少有您一位，填 1 或更多。",
    ),
    "entry-range": _asked(
        "膝盖疼得厉害吗?", "range", value="7", settings=STEPS, hint="0 是不疼，10 是疼得受不了。"
    ),
    "entry-range-empty": _asked("膝盖疼得厉害吗?", "range", settings=STEPS, error="这里还没有填"),
    "entry-range-decimal": _asked(
        "这块地有多少亩?",
        "range",
        value="0.3",
        appearances=["no-ticks"],
        settings={"first": "0", "by": "1", "places": "1", "count": "101"},
    ),
    "entry-range-descending": _asked(
        "最冷的夜里屋里几度?",
        "range",
        value="-5",
        settings={"first": "10", "by": "-5", "places": "0", "count": "7"},
    ),
    "entry-range-vertical": _asked(
        "井水到井口多高?", "range", value="4", appearances=["vertical"], settings=STEPS
    ),
    "entry-range-picker": _asked(
        "每周来几次?", "range", value="2", appearances=["picker"], settings=STEPS
    ),
    "entry-range-one": _asked(
        "加装一个扶手?",
        "range",
        value="1",
        settings={"first": "0", "by": "1", "places": "0", "count": "2"},
    ),
    "entry-rating": _asked(
        "您对村医满意吗?",
        "range",
        value="4",
        appearances=["rating"],
        settings={"first": "1", "by": "1", "places": "0", "count": "5"},
    ),
    "entry-rating-ten": _asked(
        "您对村医满意吗?",
        "range",
        appearances=["rating"],
        settings={"first": "1", "by": "1", "places": "0", "count": "10"},
    ),
    "entry-date-empty": _asked("哪一天住进来的?", "date", settings=NOW, required=False),
    "entry-month": _asked(
        "从哪个月开始领的?", "date", value="2024-03-01", appearances=["month-year"], settings=NOW
    ),
    "entry-year": _asked(
        "房子是哪一年盖的?", "date", value="1998-01-01", appearances=["year"], settings=NOW
    ),
    "entry-time": _asked("几点方便?", "time", value="15:05", settings=NOW),
    "entry-moment": _asked(
        "哪一天几点出的事?", "date_time", value="2024-02-29T23:05", settings=NOW
    ),
    "entry-moment-error": _asked(
        "哪一天几点出的事?", "date_time", settings=NOW, error="这里还没有填"
    ),
    "entry-acknowledge": State(
        "Questions",
        {"heading": "先说清楚几件事", "step": 5, "steps": 6},
        IN_SERVICE,
        [
            {
                "ref": "promise",
                "kind": "acknowledge",
                "label": "带身份证原件，不要复印件",
                "rich": {"label": RICH_LABEL},
                "hint": "• 当天有效\n• 过期要重来",
                "value": "",
            }
        ],
    ),
    "entry-marked": State(
        "Questions",
        {
            "heading": "去镇上之前，先备齐这几样",
            "headingRich": "去镇上之前，先<b>备齐</b>这几样",
            "hint": "缺一样都要再跑一趟。",
            "hintRich": '<font color="#cc0000">缺一样</font>都要再跑一趟。',
            "step": 5,
            "steps": 6,
        },
        IN_SERVICE,
        [
            {
                "ref": "note",
                "kind": "note",
                "label": "要带的",
                "hint": "1. 身份证\n2. 社保卡 或银行卡\n• 网上也能看 (http://wenhe.example.cn)",
                "rich": {
                    "hint": "1. 身份证<br>2. <b>社保卡</b> 或银行卡<br>"
                    "• 网上也能看 (http://wenhe.example.cn)"
                },
                "guidance": GUIDANCE,
            },
            {
                "ref": "place",
                "kind": "text",
                "label": "到哪个窗口办？",
                "rich": {"label": "到<b>哪个窗口</b>办？"},
                "hint": "一般是 3 号。",
                "guidance": GUIDANCE,
                "required": False,
            },
        ],
    ),
}
