"""Every page and state of the screen with believable content, by name."""

from __future__ import annotations

from typing import Any

import states_choices
import states_enclosed
import states_entries
import states_lists
from mock_viewmodels import CLASSES, FieldList
from state import IN_SERVICE, State

TOPICS = [
    ("family", "婚育收养", "生育登记 结婚预约", "Family", "Births, weddings"),
    ("education", "教育培训", "入学 助学金", "Education", "School, grants"),
    ("work", "求职执业", "就业 营业执照", "Work", "Jobs, licences"),
    ("health", "就医保健", "参保 异地就医", "Health", "Insurance, care"),
    ("insurance", "社会保险", "养老认证 领待遇", "Pensions", "Proof of life"),
    ("welfare", "福利救助", "低保 高龄津贴", "Welfare", "Allowances"),
    ("transport", "交通旅游", "通行证 乘车卡", "Travel", "Permits, passes"),
    ("documents", "证件办理", "身份证 居住证", "Documents", "Cards, permits"),
    ("justice", "司法公证", "调解 法律援助", "Justice", "Mediation, aid"),
]


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

IN_SERVICE_EN = {"title": "Old-age allowance", "applicant": "王*花  370982********0022"}


def _topics(language: str) -> list[dict[str, str]]:
    if language == "en":
        return [{"id": i, "name": n, "icon": i, "examples": e} for i, _, _, n, e in TOPICS]
    return [{"id": i, "name": n, "icon": i, "examples": e} for i, n, e, _, _ in TOPICS]


def _home(language: str) -> dict[str, Any]:
    english = language == "en"
    return {
        "topics": _topics(language),
        "popular": [
            {"id": "602", "name": "Old-age allowance" if english else "高龄津贴申请"},
            {"id": "904", "name": "People's mediation" if english else "人民调解申请"},
        ],
        "bundles": [
            {
                "id": "b1",
                "name": "A child is born" if english else "新生儿出生",
                "note": "5 offices, 1 form" if english else "5 个部门,填 1 张表",
            },
            {
                "id": "b2",
                "name": "Disability support" if english else "助残一件事",
                "note": "15 papers, 1 form" if english else "15 份材料并成 1 张表",
            },
            {
                "id": "b3",
                "name": "After a death" if english else "公民身后",
                "note": "9 matters at once" if english else "9 件事一次说清",
            },
        ],
    }


GUIDE = {
    "itemName": "高龄津贴申请",
    "summary": "年满 80 周岁的本县户籍老人,每月可以领一份高龄津贴。本人来办,家里人代办都行。",
    "figures": [
        {"label": "materials", "before": "6", "after": "1"},
        {"label": "steps", "before": "5", "after": "1"},
        {"label": "days", "before": "45", "after": "22"},
    ],
    "materials": [
        {"name": "本人身份证", "how": "放在感应区读一下就行,不用复印", "required": True},
        {"name": "社保卡或银行卡", "how": "津贴打到这张卡上,记得卡号也行", "required": True},
        {"name": "户口簿", "how": "身份证住址不在本县时才要", "required": False},
    ],
    "steps": ["在这台机器上填表、签字", "村里核实", "镇民政办审核", "县民政局批准,次月发放"],
    "fee": "不收费",
    "result": "高龄津贴,按月打到卡上",
    "whoDecides": "宁阳县民政局",
    "limit": "22 个工作日",
    "phone": "0538-7000000",
}

KNOWN = [
    {"label": "姓名", "value": "王秀花"},
    {"label": "出生日期", "value": "1944 年 8 月 15 日"},
    {"label": "住址", "value": "山东省宁阳县汶南镇汶河村 3 组 17 号"},
]
TIMELINE = [
    {"when": "今天", "what": "材料已收齐,存在这台机器里", "done": True},
    {"when": "联网后", "what": "报到镇民政办,您的手机会收到短信", "done": False},
    {"when": "22 个工作日内", "what": "村里核实、镇里审核、县里批准", "done": False},
    {"when": "批准后次月", "what": "补贴打到尾号 0018 的账户", "done": False},
]
DONE = {
    "number": "L0817 261121 0042 K",
    "timeline": TIMELINE,
    "phone": "0538-7000000",
    "takeCard": True,
}
CASES = [
    {
        "number": "L0817 261121 0042 K",
        "name": "高龄津贴申请",
        "state": "in_review",
        "at": "2026 年 11 月 21 日",
        "timeline": [
            {"state": "queued", "at": "11 月 21 日 09:24", "text": ""},
            {"state": "accepted", "at": "11 月 22 日 10:02", "text": ""},
            {"state": "in_review", "at": "11 月 24 日 15:40", "text": "村里已核实,镇里正在审核"},
        ],
    },
    {
        "number": "L0817 260903 0017 7",
        "name": "人民调解申请",
        "state": "queued",
        "at": "2026 年 9 月 3 日",
        "timeline": [{"state": "queued", "at": "9 月 3 日 14:11", "text": ""}],
    },
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
    "attract": State(
        "Attract",
        {
            "notices": [
                {"title": "高龄津贴 11 月发放公示", "text": "汶河村 12 人,公示还剩 3 天"},
                {"title": "农村低保年度复核", "text": "名单贴在村委会,公示还剩 5 天"},
                {"title": "城乡居民医保集中缴费", "text": "12 月 31 日前都能在这里办"},
            ]
        },
    ),
    "home": State("Home", {"readerState": "ready"}, {"online": False}),
    "home-known": State(
        "Home", {"readerState": "ready"}, {"applicant": "王*花  370982********0022"}
    ),
    "home-failed": State("Home", {"readerState": "failed", "problem": "card.pulled"}),
    "home-search": State(
        "Home",
        {
            "query": "gaoling",
            "results": [
                {"id": "602", "name": "高龄津贴申请", "note": "年满 80 周岁,每月一份"},
                {"id": "603", "name": "高龄津贴停发申报", "note": "家里老人过世后由家属来办"},
            ],
        },
    ),
    "topic": State(
        "Topic",
        {
            "name": "福利救助",
            "items": [
                {"id": "602", "name": "高龄津贴申请", "note": "年满 80 周岁,每月一份"},
                {"id": "601", "name": "最低生活保障申请", "note": "家里收入低于本县标准"},
                {"id": "604", "name": "临时救助", "note": "突然遇到难处,先救急"},
            ],
        },
        {"title": "福利救助"},
    ),
    "guide": State("Guide", GUIDE, {"title": "办事指南"}),
    "guide-not-enrolled": State(
        "Guide", {**GUIDE, "problem": "terminal.not_enrolled"}, {"title": "办事指南"}
    ),
    "identify-lay": State("Identify", {"state": "lay"}, {"title": "高龄津贴申请"}),
    "identify-reading": State("Identify", {"state": "reading"}, {"title": "高龄津贴申请"}),
    "identify-take": State("Identify", {"state": "take", "maskedName": "王*花"}, IN_SERVICE),
    "identify-failed": State(
        "Identify", {"state": "failed", "problem": "card.pulled"}, {"title": "高龄津贴申请"}
    ),
    "identify-expired": State(
        "Identify", {"state": "expired", "problem": "card.expired"}, {"title": "高龄津贴申请"}
    ),
    "identify-not-accepted": State("Identify", {"state": "notAccepted"}, {"title": "高龄津贴申请"}),
    "identify-no-reader": State(
        "Identify",
        {"state": "noReader", "problem": "card.reader_unplugged"},
        {"title": "高龄津贴申请"},
    ),
    "consent": State(
        "Consent",
        {
            "texts": [
                {
                    "id": "privacy",
                    "title": "您的信息怎么用",
                    "body": "我们读取您身份证上的姓名、号码、住址和照片,只用来办高龄津贴。"
                    "填好的内容当场加密,只有县民政局能打开;这台机器不留明文。"
                    "办完、退出或 2 分钟没人操作,屏幕上的内容全部清掉。",
                },
                {
                    "id": "commitment",
                    "title": "告知承诺",
                    "body": "您承诺填的内容真实。以承诺代替户籍证明和收入证明,"
                    "不用再跑派出所和村委会开证明。",
                },
            ]
        },
        IN_SERVICE,
    ),
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
    "check": State(
        "Check",
        {
            "answers": [
                {
                    "section": "申请人",
                    "label": "姓名",
                    "value": "王秀花",
                    "ref": "name",
                    "changeable": False,
                    "source": "card",
                },
                {
                    "section": "申请人",
                    "label": "身份证号",
                    "value": "370982********0022",
                    "ref": "idno",
                    "changeable": False,
                    "source": "card",
                },
                {
                    "section": "申请人",
                    "label": "现住址",
                    "value": "山东省宁阳县汶南镇汶河村 3 组 17 号",
                    "ref": "address",
                    "changeable": True,
                    "source": "",
                },
                {
                    "section": "发到哪里",
                    "label": "银行卡号",
                    "value": "6228 4804 0256 4890 018",
                    "ref": "bank",
                    "changeable": True,
                    "source": "",
                },
                {
                    "section": "发到哪里",
                    "label": "开户行",
                    "value": "中国农业银行宁阳汶南支行",
                    "ref": "branch",
                    "changeable": True,
                    "source": "",
                },
                {
                    "section": "联系家里人",
                    "label": "联系人",
                    "value": "李志强(儿子)",
                    "ref": "contact",
                    "changeable": True,
                    "source": "",
                },
                {
                    "section": "联系家里人",
                    "label": "手机号",
                    "value": "138 5380 0000",
                    "ref": "phone",
                    "changeable": True,
                    "source": "",
                },
                {
                    "section": "联系家里人",
                    "label": "备用电话",
                    "value": "",
                    "ref": "spare",
                    "changeable": True,
                    "source": "",
                },
            ]
        },
        IN_SERVICE,
    ),
    "sign-empty": State(
        "Sign",
        {"statement": "我申请高龄津贴,以上内容是我本人核对过的,都是真的。", "empty": True},
        IN_SERVICE,
    ),
    "sign-written": State(
        "Sign",
        {"statement": "我申请高龄津贴,以上内容是我本人核对过的,都是真的。", "empty": False},
        IN_SERVICE,
        strokes=True,
    ),
    "sign-problem": State(
        "Sign",
        {
            "statement": "我申请高龄津贴,以上内容是我本人核对过的,都是真的。",
            "empty": False,
            "problem": "store.unavailable",
        },
        IN_SERVICE,
    ),
    "done-printing": State("Done", {**DONE, "printState": "printing"}, {"title": "高龄津贴申请"}),
    "done-printed": State(
        "Done", {**DONE, "printState": "printed", "state": "delivered"}, {"title": "高龄津贴申请"}
    ),
    "done-failed": State(
        "Done",
        {**DONE, "printState": "failed", "printProblem": "print.paper_out"},
        {"title": "高龄津贴申请"},
    ),
    "done-unknown": State(
        "Done",
        {**DONE, "printState": "unknown", "printProblem": "print.silent", "state": "accepted"},
        {"title": "高龄津贴申请"},
    ),
    "finish-card": State("Finish", {"cardPresent": True, "seconds": 18}),
    "finish": State("Finish", {"cardPresent": False, "seconds": 6}),
    "cases-lay": State("MyCases", {"state": "lay"}, {"title": "我的办件"}),
    "cases-list": State("MyCases", {"state": "list", "cases": CASES}, {"title": "我的办件"}),
    "cases-none": State("MyCases", {"state": "none"}, {"title": "我的办件"}),
    "cases-failed": State(
        "MyCases", {"state": "failed", "problem": "card.reader_silent"}, {"title": "我的办件"}
    ),
    "scan-looking": State("Scan", {"state": "looking"}, {"title": "扫一扫"}),
    "scan-not-ours": State("Scan", {"state": "notOurs"}, {"title": "扫一扫"}),
    "scan-no-reader": State("Scan", {"state": "noReader"}, {"title": "扫一扫"}),
    "help": State("Home", {}, {"helpOpen": True}),
    "speech": State("Home", {}, {"speech": True, "speechOpen": True}),
    "speech-trouble": State(
        "Home", {}, {"speechOpen": True}, spoken={"on": False, "problem": "sound.unplugged"}
    ),
    "idle": State("Home", {}, {"idleSeconds": 17, "applicant": "王*花  370982********0022"}),
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
    "power-out": State("Home", {"readerState": "ready"}, {"power": "battery"}),
    "power-low": State(
        "Questions",
        {"heading": "现在住在哪里?", "step": 3, "steps": 6},
        {**IN_SERVICE, "power": "low"},
        [{"ref": "address", "kind": "text", "label": "现住址", "value": ""}],
    ),
    "attract-near": State("Attract", {"notices": []}, {"somebodyNear": True}),
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
    **states_choices.STATES,
    **states_entries.STATES,
    **states_enclosed.STATES,
    **states_lists.STATES,
}


def view_models(name: str, language: str) -> tuple[Any, Any]:
    """The application's and the page's view-model of a state."""
    state = STATES[name]
    values = dict(state.values)
    if state.page == "Home":
        values = {**_home(language), **values}
    if state.page == "Done":
        values["qr"] = "image://kiosk/qr/1"
    if state.page == "Questions":
        values["camera"] = CLASSES["CameraViewModel"](**values.get("camera", {}))
        values["codeWindow"] = CLASSES["CodeWindowViewModel"](**values.get("codeWindow", {}))
        values["recorder"] = CLASSES["RecorderViewModel"](**values.get("recorder", {}))
    page = CLASSES[f"{state.page}ViewModel"](**values)
    if state.fields is not None:
        page.values["fields"] = FieldList(state.fields)
    place = {
        "placeName": "Wennan Town Service Centre" if language == "en" else "汶南镇便民服务中心",
        "duty": "Li Xiuying, Wang Jianguo" if language == "en" else "李秀英、王建国",
        "hotline": "12345",
        "phone": "0538-7000000",
        "clockText": "09:24",
        "language": language,
        "canSpeak": True,
        "voice": CLASSES["SpeechViewModel"](**state.spoken),
        "writing": CLASSES["WritingViewModel"](**state.written),
    }
    app = CLASSES["AppViewModel"](**{**place, **state.app})
    app.values.update({"page": state.page, "pageModel": page})
    return app, page
