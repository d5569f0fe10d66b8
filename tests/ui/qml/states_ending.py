"""After the questions: checking, signing, done, goodbye; and what became of earlier cases."""

from __future__ import annotations

from state import IN_SERVICE, State

from sync.protocol.satisfaction import reasons

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

ELSEWHERE = [
    {
        "number": "L0903 261030 0008 2",
        "name": "残疾人证办理",
        "state": "result_ready",
        "at": "2026 年 10 月 30 日",
        "timeline": [
            {"state": "delivered", "at": "10 月 30 日 10:02", "text": ""},
            {"state": "approved", "at": "11 月 12 日 09:30", "text": ""},
            {"state": "result_ready", "at": "11 月 12 日 09:31", "text": ""},
        ],
        "place": "大汶口镇便民服务中心",
        "missing": [],
        "until": "",
        "results": ["残疾人证", "残疾等级评定表"],
    },
]

MISSING = {
    "number": "L0817 261121 0043 I",
    "name": "高龄津贴申请",
    "state": "correction_requested",
    "at": "2026 年 11 月 21 日",
    "timeline": [
        {"state": "queued", "at": "11 月 21 日 09:24", "text": ""},
        {"state": "correction_requested", "at": "11 月 24 日 10:02", "text": ""},
    ],
    "missing": [
        {
            "name": "户口簿首页",
            "reason": "照片看不清,右边一角没照到。",
            "sample": "四个角都照进去,字要能看清",
            "basis": "《高龄津贴发放办法》第七条",
        },
        {"name": "银行卡号", "reason": "少了一位数字。", "sample": "", "basis": ""},
    ],
    "until": "2026年12月10日",
}

REASONS = {
    level: [{"code": one.code, "words": one.words["zh_CN"]} for one in said]
    for level, said in reasons().items()
}
CHOSEN = {level: [said[place].code for place in (1, 6)] for level, said in reasons().items()}

STATES: dict[str, State] = {
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
    "finish-stopped": State(
        "Finish",
        {"cardPresent": False, "seconds": 28, "stopped": "power.empty"},
        {"power": "empty"},
    ),
    "finish-stopped-card": State(
        "Finish",
        {"cardPresent": True, "seconds": 0, "stopped": "power.empty"},
        {"power": "empty"},
    ),
    "finish-rate": State("Finish", {"cardPresent": False, "seconds": 15, "mayRate": True}),
    "finish-rate-card": State("Finish", {"cardPresent": True, "seconds": 15, "mayRate": True}),
    "finish-rated": State(
        "Finish",
        {
            "cardPresent": False,
            "seconds": 25,
            "mayRate": True,
            "satisfaction": "very_satisfied",
            "reasons": REASONS["very_satisfied"],
            "chosenReasons": CHOSEN["very_satisfied"],
        },
    ),
    "finish-rated-poor": State(
        "Finish",
        {
            "cardPresent": False,
            "seconds": 25,
            "mayRate": True,
            "satisfaction": "very_unsatisfied",
            "reasons": REASONS["very_unsatisfied"],
            "chosenReasons": CHOSEN["very_unsatisfied"],
        },
    ),
    "finish": State("Finish", {"cardPresent": False, "seconds": 6}),
    "cases-lay": State("MyCases", {"state": "lay"}, {"title": "我的办件"}),
    "cases-list": State("MyCases", {"state": "list", "cases": CASES}, {"title": "我的办件"}),
    "cases-missing": State(
        "MyCases", {"state": "list", "cases": [MISSING, CASES[0]]}, {"title": "我的办件"}
    ),
    "cases-missing-printing": State(
        "MyCases",
        {"state": "list", "cases": [MISSING], "printing": "L08172611210043I"},
        {"title": "我的办件"},
    ),
    "cases-missing-no-paper": State(
        "MyCases",
        {"state": "list", "cases": [MISSING], "problem": "print.paper_out"},
        {"title": "我的办件"},
    ),
    "cases-elsewhere": State(
        "MyCases",
        {"state": "list", "cases": CASES[:1], "others": ELSEWHERE, "elsewhere": "told"},
        {"title": "我的办件"},
    ),
    "cases-missing-elsewhere": State(
        "MyCases",
        {
            "state": "list",
            "others": [MISSING | {"place": "大汶口镇便民服务中心", "results": []}],
            "elsewhere": "told",
        },
        {"title": "我的办件"},
    ),
    "cases-asking": State(
        "MyCases",
        {"state": "list", "cases": CASES, "elsewhere": "asking"},
        {"title": "我的办件"},
    ),
    "cases-not-asked": State(
        "MyCases",
        {"state": "list", "cases": CASES, "elsewhere": "failed"},
        {"title": "我的办件"},
    ),
    "cases-stale": State(
        "MyCases",
        {"state": "list", "cases": CASES, "elsewhere": "stale"},
        {"title": "我的办件"},
    ),
    "cases-none-stale": State(
        "MyCases", {"state": "none", "elsewhere": "stale"}, {"title": "我的办件"}
    ),
    "cases-searching-elsewhere": State(
        "MyCases", {"state": "searching", "elsewhere": "asking"}, {"title": "我的办件"}
    ),
    "cases-none-anywhere": State(
        "MyCases", {"state": "none", "elsewhere": "told"}, {"title": "我的办件"}
    ),
    "cases-none": State("MyCases", {"state": "none"}, {"title": "我的办件"}),
    "cases-failed": State(
        "MyCases", {"state": "failed", "problem": "card.reader_silent"}, {"title": "我的办件"}
    ),
}
