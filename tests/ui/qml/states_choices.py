"""Questions with choices: lists, searches, tables, ranks."""

from __future__ import annotations

from typing import Any

from state import IN_SERVICE, State

STATES: dict[str, State] = {}

RELATIONS = ("配偶", "子女", "父母", "兄弟姐妹", "孙子女", "其他亲属")
DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日", "每天")
FEELINGS = ("很不满意", "不满意", "一般", "满意", "很满意")
AGREE = ("完全不同意这个说法", "不太同意", "说不上来,要看情况", "比较同意", "完全同意这个说法")
VILLAGES = (
    "李树村", "黎山村", "柳林村", "凌水沟村", "老石桥村", "梁上庄村", "鲁山社区居委会", "刘沙窝村",
)  # fmt: skip


def choices(*labels: str, images: tuple[str, ...] = ()) -> list[dict[str, str]]:
    """Choices as the fields model has them."""
    names = [*images, *[""] * (len(labels) - len(images))]
    return [
        {"value": f"c{number}", "label": label, "image": image}
        for number, (label, image) in enumerate(zip(labels, names, strict=True))
    ]


def select(
    heading: str, offered: list[dict[str, str]], *appearances: str, **more: Any
) -> dict[str, Any]:
    """One question with choices."""
    return {
        "ref": "one",
        "kind": "select_one",
        "label": heading,
        "choices": offered,
        "appearances": list(appearances),
        **more,
    }


def page(field: dict[str, Any], *, hint: str = "", focus: str = "", **values: Any) -> State:
    """A page with one such question."""
    return State(
        "Questions",
        {"heading": field["label"], "hint": hint, "step": 3, "steps": 6, **values},
        app=IN_SERVICE,
        fields=[{**field, "hint": hint}],
        focus=focus,
    )


def found(
    text: str, state: str = "found", hits: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """A search as the view-model tells it."""
    return {"ref": "one", "text": text, "state": state, "choices": hits or []}


RELATION = "领取人是您的什么人?"
VILLAGE = "您住在哪个村?"
LONG = choices(*(f"第{number}村民委员会" for number in range(1, 61)))
HITS = choices(*VILLAGES)

STATES |= {
    "choices-columns": page(
        select(
            "哪几天方便上门?", choices(*DAYS), "columns", kind="select_multiple", value=["c1", "c4"]
        )
    ),
    "choices-columns-2": page(select(RELATION, choices(*RELATIONS), "columns-2", value="c1")),
    "choices-columns-4": page(
        select("哪天方便上门?", choices(*DAYS), "columns-4", "no-buttons", value="c2")
    ),
    "choices-pack": page(
        select(
            "家里有哪些农具?",
            choices("犁", "锄头", "手扶拖拉机", "喷雾器", "三轮车", "水泵"),
            "columns-pack",
            kind="select_multiple",
            value=["c2"],
        )
    ),
    "choices-no-buttons": page(select(RELATION, choices(*RELATIONS[:4]), "no-buttons", value="c0")),
    "choices-quick": page(select("您是一个人住吗?", choices("是", "不是"), "quick")),
    "choices-scale": page(
        select("您对村里的服务满意吗?", choices(*FEELINGS), "likert", value="c3")
    ),
    "choices-scale-words": page(
        select("“村里的路修得好”,您同意吗?", choices(*AGREE), "likert", value="c1")
    ),
    "choices-scale-error": page(
        select("您对村里的服务满意吗?", choices(*FEELINGS), "likert", error="answer.required"),
        errors=[{"ref": "one", "text": "answer.required"}],
    ),
    "choices-minimal": page(select(RELATION, choices(*RELATIONS), "minimal")),
    "choices-minimal-answered": page(
        select(
            RELATION, choices(*RELATIONS), "minimal", value="c1", chosen=choices(*RELATIONS)[1:2]
        )
    ),
    "choices-minimal-open": page(
        select(
            RELATION, choices(*RELATIONS), "minimal", value="c1", chosen=choices(*RELATIONS)[1:2]
        ),
        focus="fold_one",
    ),
    "choices-pictured": page(
        select(
            "您要申请哪一种?",
            choices(
                "修房子",
                "种树苗",
                "通自来水",
                "修路",
                images=("house.png", "tree.png", "water.png", "road.png"),
            ),
            value="c0",
        )
    ),
    "choices-search": page(
        select(VILLAGE, LONG, choiceCount=612_483), hint="写村名,也可以只写拼音的头几个字母。"
    ),
    "choices-search-found": page(
        select(VILLAGE, LONG, choiceCount=612_483), found=found("ls", hits=HITS), focus="input_one"
    ),
    "choices-search-found-closed": page(
        select(VILLAGE, LONG, choiceCount=612_483), found=found("ls", hits=HITS)
    ),
    "choices-search-nothing": page(
        select(VILLAGE, LONG, choiceCount=612_483), found=found("lsqqq")
    ),
    "choices-search-looking": page(
        select(VILLAGE, LONG, choiceCount=612_483), found=found("ls", "searching")
    ),
    "choices-search-failed": page(
        select(VILLAGE, LONG, choiceCount=612_483), found=found("ls", "failed")
    ),
    "choices-search-answered": page(
        select(VILLAGE, LONG, choiceCount=612_483, value="c0", chosen=HITS[:1])
    ),
    "choices-search-many": page(
        select(
            "这几年在哪些村住过?",
            LONG,
            choiceCount=612_483,
            kind="select_multiple",
            value=["c0", "c1"],
            chosen=HITS[:2],
        ),
        found=found("liu", hits=HITS[2:6]),
    ),
}
