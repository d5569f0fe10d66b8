"""From the first page to the questions: welcome, home, topic, guide, card, consent; dialogs."""

from __future__ import annotations

from state import IN_SERVICE, State

FEW = ("低保", "高龄津贴", "残疾人补贴", "临时救助", "老年证")

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

NOTICES = [
    {
        "title": "汶南镇明天上午停电检修",
        "text": "11 月 23 日 8:00 到 12:00,汶河村、汶河北村停电检修线路。\n"
        "停电时这台机器靠电池还能用半小时,急事请早来。\n供电所电话 95598。",
        "until": "2026年11月23日",
    },
    {
        "title": "2027 年度城乡居民基本医疗保险集中缴费开始了,12 月 31 日以前都可以在这里办",
        "text": "每人 400 元。低保对象、特困人员由政府代缴,不用来办。带上身份证就行。",
        "until": "2026年12月31日",
    },
    {"title": "高龄津贴 11 月发放公示", "text": "汶河村 12 人,名单贴在村委会。", "until": ""},
]

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
    "home-notices": State(
        "Home", {"readerState": "ready", "notices": [one["title"] for one in NOTICES]}
    ),
    "home-notice": State(
        "Home", {"readerState": "ready", "notices": [NOTICES[1]["title"]]}, {"power": "battery"}
    ),
    "notices": State("Notices", {"notices": NOTICES}),
    "notices-none": State("Notices", {"notices": []}),
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
    "topic-many": State(
        "Topic",
        {
            "name": "福利救助",
            "items": [
                {"id": f"{600 + number}", "name": name, "note": "在这里填一张表,不用跑第二趟"}
                for number, name in enumerate(FEW)
            ],
            "further": 1385,
        },
        {"title": "福利救助"},
    ),
    "guide": State("Guide", GUIDE, {"title": "办事指南"}),
    "guide-printed": State("Guide", {**GUIDE, "slip": "printed"}, {"title": "办事指南"}),
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
    "help": State("Home", {}, {"helpOpen": True}),
    "speech": State("Home", {}, {"speech": True, "speechOpen": True}),
    "speech-trouble": State(
        "Home", {}, {"speechOpen": True}, spoken={"on": False, "problem": "sound.unplugged"}
    ),
    "idle": State("Home", {}, {"idleSeconds": 17, "applicant": "王*花  370982********0022"}),
    "power-out": State("Home", {"readerState": "ready"}, {"power": "battery"}),
    "attract-resting": State(
        "Attract",
        {"notices": [{"title": "高龄津贴 11 月发放公示", "text": "汶河村 12 人,公示还剩 3 天"}]},
        {"power": "empty"},
    ),
    "attract-revoked": State(
        "Attract",
        {"notices": [{"title": "高龄津贴 11 月发放公示", "text": "汶河村 12 人,公示还剩 3 天"}]},
        {"revoked": True, "power": "empty", "online": False},
    ),
    "attract-near": State("Attract", {"notices": []}, {"somebodyNear": True}),
}
