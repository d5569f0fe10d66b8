"""What the operator page shows, and the one thing that can be done there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from sync.platform.commands import give
from sync.platform.handover.subscription import Departments
from sync.platform.notices import post
from sync.platform.pages.words import LANGUAGES
from sync.platform.revoking import revoke
from sync.platform.states import State
from sync.platform.store import ActRow, CaseRow, CheckRow, RatingRow
from sync.platform.store import tables as t
from sync.protocol.command_names import CommandName
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.envelope import MessageKind
from sync.protocol.health import DeviceReport, HealthBody, TerminalReport
from sync.protocol.satisfaction import Satisfaction

REPORT = TerminalReport(
    software_version="0.1.0",
    messages={"queued": 2, "retry_wait": 3, "acknowledged": 7, "quarantined": 1},
    files=4,
    file_bytes=4096,
    files_quarantined=0,
    reasons={"body.invalid": 1},
    oldest_unsent=datetime(2026, 11, 20, 4, 0, tzinfo=UTC),
    clock_offset_s=1.25,
    free_bytes=5 * 2**30,
    devices=(
        DeviceReport(
            device="receipt",
            device_class="receipt_printer",
            state="degraded",
            reason="print.paper_out",
        ),
        DeviceReport(device="card", device_class="id_card_reader", state="online"),
    ),
)
EVIL = "<script>alert(1)</script>\"' onx=\u202eteg\u2066 &amp;"


class Rows(HTMLParser):
    """The rows of all tables of a page, each a list of what its cells say."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.rows[-1][-1] = " ".join(self.rows[-1][-1].split())
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def facts(html: str) -> dict[str, str]:
    """What the lists of names and values of a page say."""
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", html, re.DOTALL)
    plain = [tuple(" ".join(re.sub(r"<[^>]*>", "", one).split()) for one in pair) for pair in pairs]
    return dict(plain)


def say_how(terminal: Any, report: TerminalReport = REPORT) -> None:
    body = HealthBody(at=terminal.clock.now(), report=report).to_bytes()
    terminal.deliver(terminal.message(kind=MessageKind.HEALTH, plaintext=body))


def cases_of(platform: Any) -> list[CaseRow]:
    with platform.parts.database.reading() as transaction:
        found: list[CaseRow] = transaction.cases()
    return found


def set_case(platform: Any, case: CaseRow, **values: Any) -> None:
    with platform.parts.database.engine.begin() as connection:
        connection.execute(update(t.cases).where(t.cases.c.case_id == case.case_id).values(values))


def add_cases(platform: Any, number: int) -> list[CaseRow]:
    """More cases like the first one, all of one moment."""
    with platform.parts.database.reading() as transaction:
        [case] = transaction.cases()
        message = transaction.message(case.message_id)
    messages = [replace(message, id=uuid4(), seq=1000 + n) for n in range(number)]
    copies = [
        replace(case, case_id=uuid4(), case_number=f"C{n:04}", message_id=messages[n].id)
        for n in range(number)
    ]
    with platform.parts.database.begin() as transaction:
        transaction.add_messages(messages)
        transaction.add_cases(copies)
    return [case, *copies]


def pages_from(browser: Any, path: str) -> list[list[list[str]]]:
    """The rows of a list, page by page, as far as there is another."""
    pages = []
    while True:
        html = browser.get(path).text
        pages.append(Rows(html).rows[1:])
        further = re.search(r'rel="next" href="([^"]*)"', html)
        if further is None:
            return pages
        path = path.partition("?")[0] + further[1].replace("&amp;", "&")


def test_the_overview_counts_what_there_is(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any], browser: Any
) -> None:
    gone, silent = new_terminal(), new_terminal()
    revoke(platform.parts.database, gone.number, because="", actor="admin", clock=platform.clock)
    terminal.deliver(terminal.message())
    say_how(terminal)
    now = platform.clock.now()
    cases = add_cases(platform, 5)
    for case, yellow, red in zip(cases, (1, 1, 1, -1, -1, -2), (2, 2, 2, 1, 1, -1), strict=True):
        days = timedelta(days=1)
        set_case(platform, case, yellow_at=now + yellow * days, red_at=now + red * days)
    set_case(platform, cases[0], state=State.IN_REVIEW)
    post(
        platform.parts.database,
        title={"zh_CN": "停电"},
        text={"zh_CN": "明天"},
        begins_at=now,
        ends_at=now + timedelta(days=1),
        actor="admin",
        clock=platform.clock,
    )
    with platform.parts.database.engine.begin() as connection:
        connection.execute(
            update(t.terminals)
            .where(t.terminals.c.number == silent.number)
            .values(last_seen_at=now - timedelta(days=2))
        )
    html = browser.get().text
    said = facts(html)
    assert (said["总数"], said["失联"], said["有故障"], said["已停用"]) == ("3", "1", "1", "1")
    assert (said["绿灯"], said["黄灯"], said["红灯"]) == ("3", "2", "1")
    assert said["生效和待生效的公告"] == "1"
    assert (said["被拒收的消息"], said["缺失的文件"]) == ("0", "0")
    rows = dict(Rows(html).rows)
    assert (rows["已受理"], rows["审查中"], rows["总数"]) == ("5", "1", "6")


def test_the_list_of_terminals_says_how_each_is(
    terminal: Any, new_terminal: Callable[..., Any], browser: Any
) -> None:
    other = new_terminal()
    say_how(terminal)
    _, told, untold = Rows(browser.get("/terminals").text).rows
    assert told[:3] == [terminal.number, "汶南镇便民服务中心", "使用中"]
    assert told[4] == "消息被拒收 积压超过一天 receipt: 缺纸"
    assert told[5:] == ["5 消息, 4 文件", "2026-11-20 12:00:00", "1 × body.invalid", "0.1.0"]
    assert untold[0] == other.number
    assert untold[5] == "该终端尚未报告状况。"


def test_the_page_of_a_terminal_says_all_that_is_known_of_it(
    platform: Any, terminal: Any, browser: Any
) -> None:
    say_how(terminal)
    row = give(
        platform.parts.database,
        terminal.number,
        CommandName.SELF_TEST,
        actor="李",
        clock=platform.clock,
    )
    terminal.feed()
    word = CommandOutcomeBody(
        command_id=row.command_id,
        name="self-test",
        result="failed",
        code="print.paper_out",
        text="No paper.",
        at=terminal.clock.now(),
    )
    body = word.to_bytes()
    terminal.deliver(terminal.message(kind=MessageKind.COMMAND_OUTCOME, plaintext=body))
    html = browser.get(f"/terminals/{terminal.number}").text
    said = facts(html)
    assert said["地点"] == "汶南镇便民服务中心"
    assert said["软件版本"] == "0.1.0"
    assert said["待发送"] == "5 消息, 4 文件"
    assert said["被拒收"] == "1 × body.invalid"
    assert said["磁盘剩余（MiB）"] == "5120"
    rows = Rows(html).rows
    assert ["receipt", "凭条打印机", "部分故障", "缺纸"] in rows
    assert ["card", "身份证阅读器", "正常", ""] in rows
    [given] = [
        one for one in rows if one[1:] == ["自检", "李", "失败", "print.paper_out No paper."]
    ]
    [act] = [one for one in rows if one[1:] == ["李", "命令：自检", terminal.number]]
    assert given[0] == act[0]


def test_a_command_arrives_and_is_kept_with_the_operators_name(
    platform: Any, terminal: Any, browser: Any
) -> None:
    path = f"/terminals/{terminal.number}"
    answer = browser.send(f"{path}/commands", name="restart")
    assert answer.url == f"{platform.url}/operator{path}#commands"
    assert "已下达" in answer.text
    [event] = terminal.feed().events
    assert event.name == "restart"
    with platform.parts.database.reading() as transaction:
        last = transaction.acts()[-1]
    assert (last.actor, last.act, last.subject) == ("王主任", "command:restart", terminal.number)


def test_a_command_that_is_none_or_for_nobody_is_not_given(
    platform: Any, terminal: Any, browser: Any
) -> None:
    path = f"/terminals/{terminal.number}/commands"
    assert browser.send(path, name="format-disk").status_code == 400
    assert browser.send(path).status_code == 400
    assert browser.send("/terminals/9999/commands", name="restart").status_code == 404
    assert browser.post(path, {"name": "restart"}).status_code == 403
    with platform.parts.database.reading() as transaction:
        assert transaction.commands.every() == []


def test_a_revoked_terminal_is_told_nothing(platform: Any, terminal: Any, browser: Any) -> None:
    revoke(
        platform.parts.database,
        terminal.number,
        because="被盗",
        actor="admin",
        clock=platform.clock,
    )
    html = browser.get(f"/terminals/{terminal.number}").text
    assert facts(html)["停用原因"] == "被盗"
    assert "下达命令" not in html


@pytest.mark.parametrize(
    "path", ["/terminals/9999", "/cases/nothing", "/nothing", "/static/nothing"]
)
def test_what_is_not_there_has_a_page_of_its_own(path: str, browser: Any) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "没有这个页面、终端或办件。" in answer.text


@pytest.mark.parametrize("path", ["/terminals/x%00", "/cases/x%00", "/cases/" + "9" * 100])
def test_an_address_nothing_can_have_is_wrong(path: str, browser: Any) -> None:
    answer = browser.get(path)
    assert answer.status_code == 400
    assert "地址或筛选条件不正确。" in answer.text


def test_cases_are_filtered(
    platform: Any, terminal: Any, new_terminal: Callable[..., Any], browser: Any
) -> None:
    other = new_terminal()
    terminal.deliver(terminal.message())
    other.deliver(other.message())
    first, second = cases_of(platform)
    now, day = platform.clock.now(), timedelta(days=1)
    set_case(platform, first, state=State.IN_REVIEW, yellow_at=now - day, red_at=now + day)
    set_case(platform, second, yellow_at=now - day, red_at=now - day)
    Departments(platform.parts.database, platform.clock).add("civil_affairs", "", actor="admin")
    with platform.parts.database.begin() as transaction:
        transaction.handovers.give({"civil_affairs": [(uuid4(), first.case_id)]}, now)

    def shown(query: str) -> list[str]:
        rows = Rows(browser.get(f"/cases?{query}").text).rows[1:]
        return [one[0] for one in rows]

    assert shown("") == [second.case_number, first.case_number]
    assert shown("state=in_review") == [first.case_number]
    assert shown("light=yellow") == [first.case_number]
    assert shown("light=red") == [second.case_number]
    assert shown("light=green") == []
    assert shown(f"terminal={other.number}") == [second.case_number]
    assert shown("department=civil_affairs") == [first.case_number]
    assert shown("department=other") == []
    assert shown(f"state=in_review&light=yellow&terminal={terminal.number}") == [first.case_number]
    assert shown("light=red&state=in_review") == []
    for query in (
        "department=%00",
        "state=x",
        "light=x",
        "behind=x",
        "behind=1.x",
        f"behind={10**30}.{UUID(int=1)}",
    ):
        answer = browser.get(f"/cases?{query}")
        assert answer.status_code == 400
        assert "地址或筛选条件不正确。" in answer.text


def test_every_case_stands_on_one_page_though_all_came_at_one_moment(
    platform: Any, terminal: Any, browser: Any
) -> None:
    terminal.deliver(terminal.message())
    made = add_cases(platform, 119)
    pages = pages_from(browser, "/cases")
    assert [len(one) for one in pages] == [50, 50, 20]
    numbers = [row[0] for one in pages for row in one]
    assert sorted(numbers) == sorted(one.case_number for one in made)
    now = platform.clock.now()
    for case in made:
        set_case(platform, case, yellow_at=now, red_at=now)
    assert [len(one) for one in pages_from(browser, "/cases?light=red")] == [50, 50, 20]
    pages = pages_from(browser, f"/cases?state=accepted&terminal={terminal.number}&department=")
    assert [len(one) for one in pages] == [50, 50, 20]


def test_acts_are_paged_the_newest_first(platform: Any, browser: Any) -> None:
    now = platform.clock.now()
    with platform.parts.database.begin() as transaction:
        for number in range(118):
            transaction.record(ActRow(now, "admin", "revoke", f"{number:04}"))
    pages = pages_from(browser, "/acts")
    assert [len(one) for one in pages] == [50, 50, 20]
    rows = [row for one in pages for row in one]
    assert [row[3] for row in rows[:118]] == [f"{number:04}" for number in reversed(range(118))]
    assert [row[1:] for row in rows[118:]] == [
        ["王主任", "登录", "127.0.0.1"],
        ["admin", "添加操作员", "王主任"],
    ]
    assert browser.get("/acts?behind=x").status_code == 400


def test_a_case_is_shown_without_what_somebody_entered(
    platform: Any, terminal: Any, browser: Any
) -> None:
    terminal.deliver(terminal.message())
    [case] = cases_of(platform)
    now = platform.clock.now()
    doubts = '[{"code": "answer.required", "question": "/data/bank"}]'
    with platform.parts.database.begin() as transaction:
        transaction.handovers.give({"civil_affairs": [(uuid4(), case.case_id)]}, now)
        transaction.checks.keep([CheckRow(case.case_id, "doubtful", doubts, now)])
    platform.parts.decisions.decide(
        case.case_number, State.IN_REVIEW, actor="李科员", text="王秀花您好"
    )
    html = browser.get(f"/cases/{case.case_number}").text
    said = facts(html)
    assert said["状态"] == "审查中"
    assert said["收件编号"] == case.deposit_number
    assert said["事项"] == "602"
    rows = Rows(html).rows
    assert ["civil_affairs", "等待移交"] in rows
    assert ["必填项未填", "/data/bank", "answer.required"] in rows
    states = [one[1] for one in rows if len(one) == 3 and one[1] in {"已送达", "已受理", "审查中"}]
    assert states[-1] == "审查中"
    assert "李科员" in html
    for secret in ("王秀花", "370982195308150022", "13812345678", "6228480402564890018"):
        assert secret not in html
        assert secret not in browser.get("/cases").text
    assert browser.get(f"/cases/{case.deposit_number}").status_code == 200


def test_nothing_that_came_from_elsewhere_is_more_than_text(
    platform: Any, terminal: Any, browser: Any
) -> None:
    terminal.deliver(terminal.message())
    [case] = cases_of(platform)
    long = "长" * 3000
    with platform.parts.database.engine.begin() as connection:
        connection.execute(update(t.terminals).values(place=EVIL))
    set_case(platform, case, item_id=EVIL, item_code="<b>", item_version=EVIL)
    now = platform.clock.now()
    with platform.parts.database.begin() as transaction:
        transaction.record(ActRow(now, EVIL, "<img src=x>", terminal.number))
        transaction.record(ActRow(now, "admin", "revoke", f"{terminal.number}: {EVIL}"))
        transaction.checks.keep(
            [CheckRow(case.case_id, "doubtful", f'[{{"code": "<i>", "question": "{long}"}}]', now)]
        )
    for path in (
        "/terminals",
        f"/terminals/{terminal.number}",
        "/cases",
        f"/cases/{case.case_number}",
        "/acts",
        "/cases?terminal=%22%3E%3Cb%3E",
        "/cases?department=%22%3E%3Cscript%3E&behind=1.00000000000000000000000000000001",
        "/nothing/%3Cscript%3E?lang=en&x=%22%3E%3Cscript%3E",
    ):
        html = browser.get(path).text
        for bad in ("<script", "<img", "<b>", "<i>", "\u202e", "\u2066", "&amp;amp;lt", "长" * 501):
            assert bad not in html, path
        assert not re.search(r"<[^>]*\sonx", html)
    shown = browser.get("/terminals").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39; onx=\ufffdteg\ufffd &amp;amp;" in shown


def test_the_language_is_chosen_once(browser: Any) -> None:
    chinese = browser.get("/cases?state=approved")
    assert '<html lang="zh-CN">' in chinese.text
    [link] = re.findall(r'<a href="([^"]*)" lang="en">', chinese.text)
    assert link == "/operator/cases?state=approved&amp;lang=en"
    english = browser.get("/cases?state=approved&lang=en")
    assert '<html lang="en">' in english.text
    assert "There is nothing like this." in english.text
    assert "<h1>Overview</h1>" in browser.get().text
    assert "<h1>概况</h1>" in browser.get("/?lang=zh").text
    assert "<h1>概况</h1>" in browser.get("/?lang=xx").text
    assert LANGUAGES == ("zh", "en")


def test_every_table_and_field_has_its_name(platform: Any, terminal: Any, browser: Any) -> None:
    terminal.deliver(terminal.message())
    say_how(terminal)
    [case] = cases_of(platform)
    for path in (
        "/",
        "/terminals",
        f"/terminals/{terminal.number}",
        "/cases",
        "/ratings",
        "/acts",
    ):
        html = browser.get(path).text
        assert html.count("<main") == html.count("<h1") == html.count("<nav") == 1
        assert "<th>" not in html
        fields = set(re.findall(r'<(?:input|select) id="([\w-]+)"', html))
        assert fields <= set(re.findall(r'<label for="([\w-]+)"', html))
        assert len(re.findall(r"<(?:input|select) ", html)) == len(fields) + len(
            re.findall(r'type="hidden"', html)
        )
    assert case.case_number


# --- ratings --------------------------------------------------------------------------------------


def rate(platform: Any, cases: list[CaseRow], satisfaction: Satisfaction, *reasons: str) -> None:
    """Ratings as a terminal's messages leave them."""
    now = platform.clock.now()
    with platform.parts.database.begin() as transaction:
        transaction.ratings.keep(
            [
                RatingRow(case.case_id, case.message_id, satisfaction, ",".join(reasons), now, now)
                for case in cases
            ]
        )


def test_ratings_are_counted_by_item_and_told_one_by_one(
    platform: Any, terminal: Any, browser: Any
) -> None:
    terminal.deliver(terminal.message())
    first, second, third = add_cases(platform, 2)
    rate(platform, [first], Satisfaction.VERY_SATISFIED, "510", "517")
    rate(platform, [second], Satisfaction.SATISFIED)
    rate(platform, [third], Satisfaction.UNSATISFIED, "214", "999")
    rows = Rows(browser.get("/ratings").text).rows
    head, counted, other, *said = rows
    assert head[:3] == ["事项", "评价数", "满意率"]
    assert counted == [first.item_id, "3", "67%", "1", "1", "0", "1", "0"]
    assert other[1:3] == ["评价", "原因"]
    told = {row[5]: row[1:3] for row in said}
    assert told == {
        first.case_number: ["非常满意", "一个窗口，一次办结服务热情，效率高"],
        second.case_number: ["满意", ""],
        third.case_number: ["不满意", "服务态度生硬999"],
    }
    english = browser.get("/ratings?lang=en&satisfaction=unsatisfied").text
    (row,) = Rows(english).rows[3:]
    assert row[1] == "Unsatisfied"
    assert row[5] == third.case_number
    assert '<option value="unsatisfied" selected>' in english
    for query in ("satisfaction=5", "behind=x", "satisfaction=%00"):
        assert browser.get(f"/ratings?{query}").status_code == 400


def test_ratings_are_paged_though_all_came_at_one_moment(
    platform: Any, terminal: Any, browser: Any
) -> None:
    terminal.deliver(terminal.message())
    made = add_cases(platform, 119)
    rate(platform, made, Satisfaction.SATISFIED)
    assert len(Rows(browser.get("/ratings").text).rows) == 2 + 1 + 50
    pages = pages_from(browser, "/ratings?satisfaction=satisfied")
    numbers = [row[5] for one in pages for row in one if len(row) == 6 and row[5] != "办件编号"]
    assert sorted(numbers) == sorted(one.case_number for one in made)


def test_without_ratings_the_page_says_so(browser: Any) -> None:
    assert "没有符合条件的记录。" in browser.get("/ratings").text
