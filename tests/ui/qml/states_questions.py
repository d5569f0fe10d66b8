"""Questions of everyday kinds, and the keyboard on the glass."""

from __future__ import annotations

from state import IN_SERVICE, State

VILLAGE = [
    [[60, 165], [250, 158]],
    [[160, 55], [160, 480]],
    [[155, 165], [115, 270], [50, 360]],
    [[165, 200], [235, 280]],
    [[270, 165], [490, 155]],
    [[410, 55], [410, 460], [350, 430]],
    [[300, 240], [350, 330]],
]
"""村 as a finger writes it on the pad."""
KNOWN = [
    {"label": "姓名", "value": "王秀花"},
    {"label": "出生日期", "value": "1944 年 8 月 15 日"},
    {"label": "住址", "value": "山东省宁阳县汶南镇汶河村 3 组 17 号"},
]
BANK_ERROR = "卡号少了一位,一般是 19 位。请对照卡面再看一看。"
BANK = {
    "heading": "补贴发到哪个银行账户?",
    "hint": "填本人的社保卡或银行卡号,卡正面那一长串数字。",
    "step": 4,
    "steps": 6,
    "known": [{"label": "户名", "value": "王*花"}],
}


def _choices(*labels: str) -> list[dict[str, str]]:
    return [{"value": f"c{n}", "label": label} for n, label in enumerate(labels)]


STATES: dict[str, State] = {
    "question-known": State(
        "Questions",
        {
            "heading": "这些信息对吗?",
            "hint": "都是从身份证上读来的。",
            "step": 1,
            "steps": 6,
            "known": KNOWN,
        },
        IN_SERVICE,
        [
            {
                "ref": "ok",
                "kind": "note",
                "label": "住址变了也没关系",
                "hint": "先继续,后面可以填现在的住处。",
            }
        ],
    ),
    "question-digits-error": State(
        "Questions",
        BANK,
        IN_SERVICE,
        [
            {
                "ref": "bank",
                "kind": "digits",
                "label": "银行卡号",
                "value": "622848040256489001",
                "display": "6228 4804 0256 4890 01",
                "error": BANK_ERROR,
                "maxLength": 19,
            }
        ],
    ),
    "question-text-error": State(
        "Questions",
        {
            "heading": "现在住在哪里?",
            "hint": "写到门牌号或者几组几号,送通知单时用得上。",
            "step": 3,
            "steps": 6,
        },
        IN_SERVICE,
        [
            {
                "ref": "address",
                "kind": "text",
                "label": "现住址",
                "value": "汶南镇汶河村",
                "error": "还差门牌号或组号,例如 3 组 17 号。",
            }
        ],
    ),
    "question-multiline": State(
        "Questions",
        {"heading": "事情是怎么来的?", "hint": "像跟人说话一样写就行。", "step": 3, "steps": 7},
        {"title": "人民调解申请", "applicant": IN_SERVICE["applicant"]},
        [
            {
                "ref": "story",
                "kind": "text",
                "label": "事情经过",
                "value": "两家的地挨着,去年秋天他家把地垄往我家这边挪了半米,说了几回都没说通。",
                "appearances": ["multiline"],
            }
        ],
    ),
    "question-date": State(
        "Questions",
        {
            "heading": "从哪一天开始住在这里?",
            "hint": "不记得哪天,写个大概也行。",
            "step": 3,
            "steps": 6,
        },
        IN_SERVICE,
        [{"ref": "since", "kind": "date", "label": "开始居住日期", "value": "2019-03-05"}],
    ),
    "question-time": State(
        "Questions",
        {"heading": "什么时候方便接电话?", "step": 5, "steps": 6},
        IN_SERVICE,
        [{"ref": "call", "kind": "time", "label": "时间", "value": "09:30"}],
    ),
    "question-select-one": State(
        "Questions",
        {"heading": "您和老人是什么关系?", "step": 2, "steps": 6},
        IN_SERVICE,
        [
            {
                "ref": "relation",
                "kind": "select_one",
                "label": "关系",
                "value": "c1",
                "choices": _choices("本人", "儿子或女儿", "孙辈", "兄弟姐妹", "邻居或村干部"),
            }
        ],
    ),
    "question-select-many": State(
        "Questions",
        {"heading": "老人现在的情况有哪些?", "step": 2, "steps": 6},
        IN_SERVICE,
        [
            {
                "ref": "needs",
                "kind": "select_multiple",
                "label": "情况",
                "value": ["c0", "c2"],
                "choices": _choices(
                    "独自居住",
                    "行动不便",
                    "有残疾证",
                    "享受低保",
                    "长期卧床",
                    "听力不好",
                    "视力不好",
                    "以上都没有",
                ),
            }
        ],
    ),
    "question-acknowledge": State(
        "Questions",
        {
            "heading": "告知承诺",
            "hint": "请听我们说清楚,再决定。",
            "step": 5,
            "steps": 6,
        },
        IN_SERVICE,
        [
            {
                "ref": "promise",
                "kind": "acknowledge",
                "label": "我知道没有如实填写要退回多领的津贴",
                "hint": "情况有变,30 天内到村委会说一声就行。",
                "value": True,
            }
        ],
    ),
    "question-repeat": State(
        "Questions",
        {"heading": "和谁有纠纷?", "hint": "一个一个写,最多 10 个。", "step": 2, "steps": 7},
        {"title": "人民调解申请", "applicant": IN_SERVICE["applicant"]},
        [
            {
                "ref": "parties",
                "kind": "repeat",
                "label": "对方",
                "rows": [
                    {
                        "ref": "parties_1",
                        "title": "第 1 位",
                        "lines": [
                            {"label": "姓名", "value": "李建国"},
                            {"label": "电话", "value": "138****0000"},
                        ],
                    },
                    {
                        "ref": "parties_2",
                        "title": "第 2 位",
                        "lines": [
                            {"label": "姓名", "value": "李志强"},
                            {"label": "电话", "value": "没有填"},
                        ],
                    },
                ],
            }
        ],
    ),
    "question-obstacle": State(
        "Questions",
        {
            "heading": "这些信息对吗?",
            "step": 1,
            "steps": 6,
            "known": [
                {"label": "姓名", "value": "王秀花"},
                {"label": "出生日期", "value": "1953 年 8 月 15 日"},
            ],
            "obstacle": "年满 80 周岁才能申请，2033年8月15日 起就可以来办。",
        },
        IN_SERVICE,
        [],
    ),
    "question-note": State(
        "Questions",
        {"heading": "先说明一下", "step": 1, "steps": 7},
        {"title": "人民调解申请", "applicant": IN_SERVICE["applicant"]},
        [
            {
                "ref": "n1",
                "kind": "note",
                "label": "调解不收钱,双方自愿。",
                "hint": "调解员会先给两家打电话,约好时间再坐下来谈。",
            }
        ],
    ),
    "question-signature": State(
        "Questions",
        {"heading": "请见证人签个字", "step": 6, "steps": 7},
        {"title": "人民调解申请", "applicant": IN_SERVICE["applicant"]},
        [{"ref": "witness", "kind": "signature", "label": "见证人签名"}],
    ),
    "question-list": State(
        "Questions",
        {
            "heading": "怎么联系家里人?",
            "hint": "批下来或者要补材料时,我们打这个电话。",
            "step": 3,
            "steps": 6,
            "errors": [
                {"ref": "name", "text": "还没有写联系人姓名"},
                {"ref": "phone", "text": "手机号是 11 位,现在有 10 位"},
            ],
        },
        IN_SERVICE,
        [
            {"ref": "name", "kind": "text", "label": "联系人姓名", "error": "还没有写联系人姓名"},
            {
                "ref": "phone",
                "kind": "digits",
                "label": "手机号",
                "value": "1385380000",
                "display": "138 5380 000",
                "error": "手机号是 11 位,现在有 10 位",
                "maxLength": 11,
            },
            {
                "ref": "village",
                "kind": "text",
                "label": "所在村",
                "value": "汶河村",
                "display": "汶河村",
                "readOnly": True,
            },
            {"ref": "spare", "kind": "digits", "label": "备用电话", "required": False},
        ],
    ),
    "keyboard": State(
        "Questions",
        {
            "heading": "现在住在哪里?",
            "hint": "写到门牌号或者几组几号,送通知单时用得上。",
            "step": 3,
            "steps": 6,
        },
        IN_SERVICE,
        [{"ref": "address", "kind": "text", "label": "现住址", "value": ""}],
        focus="input_address",
    ),
    "power-low": State(
        "Questions",
        {"heading": "现在住在哪里?", "step": 3, "steps": 6},
        {**IN_SERVICE, "power": "low"},
        [{"ref": "address", "kind": "text", "label": "现住址", "value": ""}],
    ),
    "keyboard-writing": State(
        "Questions",
        {"heading": "现在住在哪里?", "step": 3, "steps": 6},
        IN_SERVICE,
        [{"ref": "address", "kind": "text", "label": "现住址", "value": "汶南镇李"}],
        focus="input_address",
        then="keyboardByHand",
        written={
            "offered": True,
            "count": 7,
            "drawn": VILLAGE,
            "candidates": ["村", "材", "忖", "衬", "付", "对", "讨", "树"],
        },
    ),
    "keyboard-writing-empty": State(
        "Questions",
        {"heading": "现在住在哪里?", "step": 3, "steps": 6},
        IN_SERVICE,
        [{"ref": "address", "kind": "text", "label": "现住址", "value": ""}],
        focus="input_address",
        then="keyboardByHand",
        written={"offered": True, "ready": False},
    ),
    "keyboard-either-way": State(
        "Questions",
        {"heading": "现在住在哪里?", "step": 3, "steps": 6},
        IN_SERVICE,
        [{"ref": "address", "kind": "text", "label": "现住址", "value": ""}],
        focus="input_address",
        written={"offered": True},
    ),
    "keyboard-writing-search": State(
        "Home",
        {"readerState": "ready"},
        focus="input_homeSearch",
        then="keyboardByHand",
        written={"offered": True},
    ),
    "keyboard-search": State("Home", {"readerState": "ready"}, focus="input_homeSearch"),
}
