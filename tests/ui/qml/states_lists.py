"""Questions in orders, tables and rows, with headings and pictures between them."""

from __future__ import annotations

from typing import Any

from state import IN_SERVICE, State

MEDIATION = {"title": "人民调解申请", "applicant": IN_SERVICE["applicant"]}
OFTEN = [
    {"value": "never", "label": "从不"},
    {"value": "some", "label": "有时"},
    {"value": "often", "label": "经常"},
    {"value": "always", "label": "每天"},
]


def _choices(*labels: str) -> list[dict[str, str]]:
    return [{"value": f"c{i}", "label": label} for i, label in enumerate(labels)]


def _question(ref: str, label: str, value: str = "", **more: Any) -> dict[str, Any]:
    return {
        "ref": ref,
        "kind": "select_one",
        "label": label,
        "hint": "",
        "value": value,
        "error": "",
        "required": True,
        **more,
    }


def _row(number: int, *values: str) -> dict[str, Any]:
    labels = ("姓名", "和老人的关系", "电话", "住在哪里", "多久来一次", "能不能过夜")
    return {
        "ref": f"child[{number}]",
        "title": f"第 {number} 位",
        "error": "",
        "lines": [
            {"label": label, "value": value, "kind": "text"}
            for label, value in zip(labels, values, strict=False)
        ],
    }


RANK_HINT = "最要紧的放在最上面。已经排好了,就点最下面那一行。"
NEEDS = _choices("有人上门做饭", "有人陪着看病", "修好漏雨的屋顶", "装上扶手和防滑垫", "有人说说话")

STATES: dict[str, State] = {
    "question-rank": State(
        "Questions",
        {
            "heading": "老人最需要什么?",
            "hint": RANK_HINT,
            "step": 3,
            "steps": 6,
        },
        IN_SERVICE,
        [
            {
                "ref": "needs",
                "kind": "rank",
                "label": "老人最需要什么?",
                "hint": RANK_HINT,
                "choices": NEEDS,
            }
        ],
    ),
    "question-rank-given": State(
        "Questions",
        {"heading": "老人最需要什么?", "step": 3, "steps": 6},
        IN_SERVICE,
        [
            {
                "ref": "needs",
                "kind": "rank",
                "label": "需要",
                "value": "c2 c0 c4 c1 c3",
                "choices": NEEDS,
            }
        ],
    ),
    "question-table": State(
        "Questions",
        {"heading": "老人平时是怎么过的?", "hint": "每一行选一个。", "step": 3, "steps": 6},
        IN_SERVICE,
        [
            {
                "ref": "cook#table",
                "kind": "table",
                "label": "这些事多久做一次",
                "choices": OFTEN,
                "questions": [
                    _question("cook", "自己做饭", "often"),
                    _question("wash", "自己洗衣服", hint="洗衣机洗也算"),
                    _question("visit", "有人来看望", "always", required=False),
                ],
            }
        ],
    ),
    "question-table-error": State(
        "Questions",
        {
            "heading": "老人平时是怎么过的?",
            "step": 3,
            "steps": 6,
            "errors": [
                {"ref": "wash", "text": "还没有选多久洗一次衣服"},
                {"ref": "visit", "text": "answer.required"},
            ],
        },
        IN_SERVICE,
        [
            {
                "ref": "cook#table",
                "kind": "table",
                "label": "",
                "choices": OFTEN,
                "questions": [
                    _question("cook", "自己做饭", "often"),
                    _question("wash", "自己洗衣服", error="还没有选多久洗一次衣服"),
                    _question("visit", "有人来看望", error="answer.required"),
                    _question("help", "要人帮忙的事", "some often", kind="select_multiple"),
                ],
            }
        ],
    ),
    "question-table-long-words": State(
        "Questions",
        {"heading": "对村里的服务满意吗?", "step": 3, "steps": 6},
        IN_SERVICE,
        [
            {
                "ref": "clean#table",
                "kind": "table",
                "label": "",
                "choices": _choices(
                    "很满意,没有什么要改的", "还可以", "不太满意,希望改一改", "说不上来"
                ),
                "questions": [
                    _question("clean", "垃圾清运和公共厕所的卫生"),
                    _question("road", "路灯和路面", "c1"),
                ],
            }
        ],
    ),
    "question-table-pictures": State(
        "Questions",
        {"heading": "老人的日子过得怎么样?", "step": 3, "steps": 6},
        IN_SERVICE,
        [
            {
                "ref": "sleep#table",
                "kind": "table",
                "label": "",
                "choices": [
                    {**choice, "image": f"{choice['value']}.png"}
                    for choice in _choices("好", "一般", "不好")
                ],
                "questions": [
                    _question("sleep", "睡得怎么样", "c0"),
                    _question("food", "吃得怎么样"),
                ],
            }
        ],
    ),
    "question-repeat-blank": State(
        "Questions",
        {"heading": "家里还有谁照顾老人?", "step": 2, "steps": 7},
        MEDIATION,
        [
            {
                "ref": "child",
                "kind": "repeat",
                "label": "照顾的人",
                "rows": [_row(1)],
                "canRemove": True,
            }
        ],
    ),
    "question-repeat-none": State(
        "Questions",
        {"heading": "家里还有谁照顾老人?", "step": 2, "steps": 7},
        MEDIATION,
        [{"ref": "child", "kind": "repeat", "label": "照顾的人", "canRemove": False}],
    ),
    "question-repeat-fixed": State(
        "Questions",
        {"heading": "三间房,一间一间写", "step": 2, "steps": 7},
        MEDIATION,
        [
            {
                "ref": "child",
                "kind": "repeat",
                "label": "房间",
                "rows": [_row(1, "堂屋"), _row(2), _row(3)],
                "canAdd": False,
                "canRemove": False,
            }
        ],
    ),
    "question-repeat-full": State(
        "Questions",
        {"heading": "和谁有纠纷?", "step": 2, "steps": 7},
        MEDIATION,
        [
            {
                "ref": "child",
                "kind": "repeat",
                "label": "对方",
                "settings": {"most": "2"},
                "rows": [
                    _row(1, "李建国", "邻居", "138 5380 0000", "汶河村", "每天", "不能"),
                    {**_row(2, "李志强"), "error": "还没有写电话"},
                ],
                "canAdd": False,
            }
        ],
    ),
    "question-repeat-many": State(
        "Questions",
        {"heading": "参加合作社的人家", "step": 2, "steps": 7},
        MEDIATION,
        [
            {
                "ref": "child",
                "kind": "repeat",
                "label": "人家",
                "settings": {"last": "child[14]"},
                "rows": [_row(n, f"王家 {n} 口人") for n in range(1, 51)],
            }
        ],
    ),
    "question-picture": State(
        "Questions",
        {"heading": "您家的房子是哪一种?", "step": 2, "steps": 7},
        IN_SERVICE,
        [
            {
                "ref": "page",
                "kind": "section",
                "label": "您家的房子是哪一种?",
                "media": {"image": "house.png", "big-image": "house-large.png"},
            },
            {
                "ref": "kind",
                "kind": "select_one",
                "label": "房子的样子",
                "choices": _choices("瓦房", "平房", "楼房"),
            },
        ],
    ),
    "question-picture-missing": State(
        "Questions",
        {"heading": "您家的房子是哪一种?", "step": 2, "steps": 7},
        IN_SERVICE,
        [
            {
                "ref": "kind",
                "kind": "select_one",
                "label": "您家的房子是哪一种?",
                "media": {"image": "nowhere.png"},
                "choices": _choices("瓦房", "平房", "楼房"),
            },
        ],
    ),
    "question-sections": State(
        "Questions",
        {
            "heading": "怎么找到您和您的家里人?",
            "hint": "批下来或者要补材料时,我们打电话。",
            "step": 3,
            "steps": 6,
        },
        IN_SERVICE,
        [
            {"ref": "own", "kind": "section", "label": "您自己", "hint": "写平时用的号码"},
            {"ref": "phone", "kind": "digits", "label": "手机号", "value": "", "maxLength": 11},
            {"ref": "family", "kind": "section", "label": "家里人"},
            {"ref": "name", "kind": "text", "label": "姓名", "required": False},
            {"ref": "phone2", "kind": "digits", "label": "电话", "required": False},
        ],
    ),
}
