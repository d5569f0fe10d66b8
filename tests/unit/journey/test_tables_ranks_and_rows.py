"""Tables of lists, orders, rows, and the headings and pictures around them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.forms import Form, load_form
from kiosk.forms.xlsform import convert
from kiosk.journey.enclosures import Makers
from kiosk.journey.fields import Field, Kind
from kiosk.journey.ports import CHINA
from kiosk.journey.questionnaire import Questionnaire

CHOICES = """
| choices |
| | list_name | name | label::中文 (zh_CN) | label::English (en) |
| | freq | never | 从不 | Never |
| | freq | some | 有时 | Sometimes |
| | freq | always | 总是 | Always |
| | other | x | 甲 | X |
| | other | y | 乙 | Y |
| settings |
| | form_id | version | form_title | default_language |
| | lists | 1 | lists | 中文 (zh_CN) |
"""
HEAD = "| survey |\n| | type | name | label::中文 (zh_CN) | label::English (en)"


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., Questionnaire]:
    """Begin a form of these rows; `columns` follow after the labels."""

    def begin(rows: str, columns: str = "", language: str = "zh_CN") -> Questionnaire:
        sheet = tmp_path / "form.md"
        lines = "\n".join(line.strip() for line in rows.strip().splitlines())
        sheet.write_text(f"{HEAD} |{columns}\n{lines}{CHOICES}")
        form: Form = load_form(convert(sheet))
        session = form.open(now=lambda: datetime(2026, 11, 21, tzinfo=UTC), tz=CHINA)
        return Questionnaire(session, language, Makers(lambda _: b"", lambda _: b""))

    return begin


def kinds(questions: Questionnaire) -> list[str]:
    return [field.kind.value for field in questions.page().fields]


def only(questions: Questionnaire) -> Field:
    (field,) = questions.page().fields
    return field


# --- tables ---------------------------------------------------------------------------------------

TABLE = """
| | begin_group | care | 怎么过的 | How is it | 每行选一个 | Tick each | table-list | |
| | select_one freq | cook | 做饭 | Cooking | | | | yes |
| | select_one freq | wash | 洗衣 | Washing | 机洗也算 | By machine too | | yes |
| | end_group | | | | | | | |
"""
HINTED = " hint::中文 (zh_CN) | hint::English (en) | appearance | required |"


def test_a_table_list_is_one_table_under_the_labels_of_its_group(ask: Any) -> None:
    questions = ask(TABLE, HINTED)
    page = questions.page()
    table = only(questions)
    assert (page.heading, page.hint, page.step, page.steps) == ("怎么过的", "每行选一个", 1, 1)
    assert (table.kind, table.label, table.required) == (Kind.TABLE, "", True)
    assert [(c.value, c.label) for c in table.choices] == [
        ("never", "从不"),
        ("some", "有时"),
        ("always", "总是"),
    ]
    assert [(q.ref, q.label, q.hint) for q in table.questions] == [
        ("/data/care/cook", "做饭", ""),
        ("/data/care/wash", "洗衣", "机洗也算"),
    ]


def test_every_row_of_a_table_is_answered_and_mended_by_itself(ask: Any) -> None:
    questions = ask(TABLE, HINTED)
    assert questions.answer("/data/care/cook", "some")
    assert not questions.answer("/data/care/reserved_name_for_field_list_labels_3", "some")
    assert not questions.proceed()
    assert questions.page().errors == (("/data/care/wash", "answer.required"),)
    assert [q.error for q in only(questions).questions] == ["", "answer.required"]
    questions.answer("/data/care/wash", "always")
    assert questions.page().errors == ()
    assert questions.proceed()
    assert [(a.section, a.label, a.value) for a in questions.answers()] == [
        ("怎么过的", "做饭", "有时"),
        ("怎么过的", "洗衣", "总是"),
    ]


def test_the_labels_of_a_list_give_a_table_its_words_and_ask_nothing(ask: Any) -> None:
    questions = ask(
        """
        | | begin_group | page | 页 | Page | field-list | |
        | | select_one freq | head | 多久一次 | How often | label | yes |
        | | select_one freq | a | 甲 | A | list-nolabel | yes |
        | | select_multiple freq | b | 乙 | B | list | |
        | | end_group | | | | | |
        """,
        " appearance | required |",
    )
    table = only(questions)
    assert (table.label, [q.kind.value for q in table.questions]) == (
        "多久一次",
        ["select_one", "select_multiple"],
    )
    assert [q.required for q in table.questions] == [True, False]
    questions.answer("/data/page/a", "some")
    questions.answer("/data/page/b", "never always")
    assert questions.proceed()
    assert [a.value for a in questions.answers()] == ["有时", "从不、总是"]


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        # another list, something between, a single row: no table
        (("select_one freq a|list", "select_one other b|list"), ["select_one", "select_one"]),
        (
            ("select_one freq a|list", "text t|", "select_one freq b|list"),
            ["select_one", "text", "select_one"],
        ),
        (("select_one freq h|label", "select_one freq a|list-nolabel"), ["section", "select_one"]),
        (("text t|", "select_one freq h|label"), ["text", "section"]),
        (("select_one freq a|", "select_one freq b|"), ["select_one", "select_one"]),
        # two tables below each other, each with words of its own
        (
            (
                "select_one freq g|label",
                "select_one freq a|list-nolabel",
                "select_one freq b|list-nolabel",
                "select_one other h|label",
                "select_one other c|list-nolabel",
                "select_one other d|list-nolabel",
            ),
            ["table", "table"],
        ),
    ],
)
def test_only_rows_of_one_list_below_each_other_are_a_table(
    ask: Any, rows: tuple[str, ...], shown: list[str]
) -> None:
    lines = ["| | begin_group | page | 页 | Page | field-list |"]
    for row in rows:
        question, _, appearance = row.partition("|")
        type_, _, name = question.rpartition(" ")
        lines.append(f"| | {type_} | {name} | {name} | {name} | {appearance} |")
    lines.append("| | end_group | | | | |")
    assert kinds(ask("\n".join(lines), " appearance |")) == shown


def test_tables_in_a_row_keep_the_words_of_their_groups(ask: Any) -> None:
    questions = ask(
        """
        | | begin_repeat | child | 孩子 | Child | |
        | | begin_group | care | 怎么过的 | How is it | table-list |
        | | select_one freq | a | 甲 | A | |
        | | select_one freq | b | 乙 | B | |
        | | end_group | | | | |
        | | end_repeat | | | | |
        """,
        " appearance |",
    )
    questions.edit_row("/data/child[1]")
    assert [(f.kind.value, f.label) for f in questions.page().fields] == [
        ("section", "怎么过的"),
        ("table", ""),
    ]
    assert questions.answer("/data/child[1]/care/b", "some")


def test_a_page_of_heads_alone_is_no_page(ask: Any) -> None:
    questions = ask(
        """
        | | select_one freq | h | 多久 | How often | label | yes |
        | | text | t | 文 | T | | |
        """,
        " appearance | required |",
    )
    assert questions.page().steps == 1
    assert questions.page().heading == "文"
    assert questions.proceed()


# --- orders ---------------------------------------------------------------------------------------

RANK = "| | rank freq | order | 排一排 | Order them | yes |"


def test_an_order_nobody_touched_is_no_answer(ask: Any) -> None:
    questions = ask(RANK, " required |")
    assert [choice.value for choice in only(questions).choices] == ["never", "some", "always"]
    assert only(questions).value == ""
    assert not questions.proceed()
    assert questions.page().errors == (("/data/order", "answer.required"),)


def test_an_order_is_whole_or_it_is_not_taken(ask: Any) -> None:
    questions = ask(RANK, " required |")
    assert not questions.answer("/data/order", "always never")
    assert not questions.answer("/data/order", "always never never")
    assert not questions.answer("/data/order", "always never some more")
    assert questions.answer("/data/order", "always never some")
    assert only(questions).value == "always never some"
    assert questions.proceed()


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh_CN", "1. 总是；2. 从不；3. 有时"), ("en", "1. Always; 2. Never; 3. Sometimes")],
)
def test_an_order_is_read_with_its_places(ask: Any, language: str, words: str) -> None:
    questions = ask(RANK, " required |", language)
    questions.answer("/data/order", "always never some")
    assert [a.value for a in questions.answers()] == [words]


def test_an_order_can_be_taken_back_where_it_is_not_needed(ask: Any) -> None:
    questions = ask(RANK.replace("yes", ""), " required |")
    questions.answer("/data/order", "always never some")
    questions.answer("/data/order", "")
    assert only(questions).value == ""
    assert questions.proceed()


def test_an_order_of_a_list_that_changed_is_asked_for_again(ask: Any) -> None:
    questions = ask(
        """
        | | begin_group | page | 页 | Page | field-list | |
        | | select_one other | less | 少一个 | One less | | |
        | | rank freq | order | 排 | Order | | not(name = 'some' and ${less} = 'x') |
        | | end_group | | | | | |
        """,
        " appearance | choice_filter |",
    )
    questions.answer("/data/page/less", "x")
    assert questions.answer("/data/page/order", "always never")
    questions.answer("/data/page/less", "y")
    assert not questions.proceed()
    assert questions.page().errors == (("/data/page/order", "answer.required"),)
    questions.answer("/data/page/order", "always some never")
    assert questions.proceed()


# --- headings and pictures ------------------------------------------------------------------------

GROUPS = """
| | begin_group | page | 怎么找到您 | How to find | 我们会打电话 | We call | field-list | map.png |
| | begin_group | own | 您自己 | Yourself | 平时用的 | The usual one | | |
| | text | phone | 手机 | Phone | | | | phone.png |
| | begin_group | deep | 细节 | Details | | | | |
| | text | room | 房号 | Room | | | | |
| | end_group | | | | | | | |
| | end_group | | | | | | | |
| | text | note | 留言 | Note | | | | |
| | end_group | | | | | | | |
"""
PICTURED = " hint::中文 (zh_CN) | hint::English (en) | appearance | media::image |"


def test_groups_on_a_page_keep_their_words_over_what_they_hold(ask: Any) -> None:
    page = ask(GROUPS, PICTURED).page()
    assert (page.heading, page.hint) == ("怎么找到您", "我们会打电话")
    assert [(f.kind.value, f.label, f.hint) for f in page.fields] == [
        ("section", "怎么找到您", ""),  # carries the page's picture
        ("section", "您自己", "平时用的"),
        ("text", "手机", ""),
        ("section", "细节", ""),
        ("text", "房号", ""),
        ("text", "留言", ""),
    ]
    assert page.fields[0].media["image"] == "jr://images/map.png"
    assert page.fields[2].media["image"] == "jr://images/phone.png"


def test_nobody_answers_a_heading(ask: Any) -> None:
    questions = ask(GROUPS, PICTURED)
    assert not questions.answer("/data/page/own", "x")
    assert questions.answer("/data/page/own/deep/room", "3")
    assert questions.proceed()
    assert [(a.label, a.value) for a in questions.answers()] == [
        ("手机", ""),
        ("房号", "3"),
        ("留言", ""),
    ]


def test_a_heading_goes_with_all_that_is_under_it(ask: Any) -> None:
    questions = ask(
        """
        | | begin_group | page | 页 | Page | field-list | |
        | | select_one other | which | 哪个 | Which | | |
        | | begin_group | more | 更多 | More | | ${which} = 'x' |
        | | text | t | 文 | T | | |
        | | end_group | | | | | |
        | | end_group | | | | | |
        """,
        " appearance | relevant |",
    )
    assert kinds(questions) == ["select_one"]
    questions.answer("/data/page/which", "x")
    assert kinds(questions) == ["select_one", "section", "text"]


# --- rows -----------------------------------------------------------------------------------------

CHILD = """
| | begin_repeat | child | 孩子 | Child | | |
| | text | name | 姓名 | Name | yes | position(..) <= 3 |
| | text | school | 学校 | School | | |
| | end_repeat | | | | | |
"""
LIMITED = " required | constraint |"


def rows(questions: Questionnaire) -> list[tuple[str, list[str]]]:
    return [(row.title, [line.value for line in row.lines]) for row in only(questions).rows]


def add(questions: Questionnaire, *names: str) -> None:
    for name in names:
        assert questions.add_row("/data/child")
        assert questions.answer(f"/data/child[{only_row(questions)}]/name", name)
        questions.proceed()


def only_row(questions: Questionnaire) -> int:
    return int(questions.page().ref.rpartition("[")[2].rstrip("]"))


def test_rows_come_and_go_down_to_none_and_the_page_may_be_left(ask: Any) -> None:
    questions = ask(CHILD, LIMITED)
    assert rows(questions) == [("孩子 1", [])]
    assert questions.remove_row("/data/child[1]")
    field = only(questions)
    assert (field.rows, field.can_add, field.can_remove) == ((), True, False)
    assert questions.proceed()
    add(questions, "大毛", "二毛")
    assert rows(questions) == [("孩子 1", ["大毛"]), ("孩子 2", ["二毛"])]
    assert questions.remove_row("/data/child[1]")
    assert rows(questions) == [("孩子 1", ["二毛"])]
    assert not questions.remove_row("/data/child[2]")


def test_no_row_comes_beyond_what_the_form_has_room_for(ask: Any) -> None:
    questions = ask(CHILD, LIMITED)
    questions.remove_row("/data/child[1]")
    add(questions, "大毛", "二毛", "三毛")
    assert (only(questions).can_add, only(questions).settings["most"]) == (False, "3")
    assert not questions.add_row("/data/child")
    questions.remove_row("/data/child[2]")
    assert only(questions).can_add


def test_the_row_that_was_left_last_is_told(ask: Any) -> None:
    questions = ask(CHILD, LIMITED)
    questions.remove_row("/data/child[1]")
    add(questions, "大毛", "二毛")
    assert only(questions).settings["last"] == "/data/child[2]"
    questions.edit_row("/data/child[1]")
    questions.back()
    assert only(questions).settings["last"] == "/data/child[1]"
    questions.remove_row("/data/child[1]")
    assert only(questions).settings["last"] == ""
    questions.add_row("/data/child")
    questions.back()  # a row without an answer goes again
    assert (len(only(questions).rows), only(questions).settings["last"]) == (1, "")


def test_what_is_to_be_mended_is_told_at_its_row(ask: Any) -> None:
    questions = ask(
        """
        | | begin_group | page | 页 | Page | field-list | | |
        | | text | town | 村 | Village | | yes | |
        | | begin_repeat | child | 孩子 | Child | | | 2 |
        | | text | name | 姓名 | Name | | yes | |
        | | end_repeat | | | | | | |
        | | end_group | | | | | | |
        """,
        " appearance | required | repeat_count |",
    )
    questions.edit_row("/data/page/child[2]")
    questions.answer("/data/page/child[2]/name", "二毛")
    questions.proceed()
    assert not questions.proceed()
    town, child = questions.page().fields
    assert (town.error, [row.error for row in child.rows]) == (
        "answer.required",
        ["answer.required", ""],
    )
    assert (child.can_add, child.can_remove) == (False, False)
    assert [ref for ref, _ in questions.page().errors] == ["/data/page/town", "/data/page/child"]


@pytest.mark.parametrize("count", ["0", "3"])
def test_a_counted_repeat_has_its_rows_and_no_page_without(ask: Any, count: str) -> None:
    questions = ask(
        f"""
        | | text | town | 村 | Village | |
        | | begin_repeat | child | 孩子 | Child | {count} |
        | | text | name | 姓名 | Name | |
        | | end_repeat | | | | |
        """,
        " repeat_count |",
    )
    assert questions.page().steps == (1 if count == "0" else 2)
    questions.proceed()
    if count == "3":
        assert len(only(questions).rows) == 3
        assert not questions.add_row("/data/child")
        assert not questions.remove_row("/data/child[1]")


NESTED = """
| | begin_repeat | child | 孩子 | Child | |
| | text | name | 姓名 | Name | yes |
| | begin_repeat | toy | 玩具 | Toy | |
| | text | what | 什么 | What | yes |
| | end_repeat | | | | |
| | end_repeat | | | | |
"""


def test_rows_in_rows_say_where_one_is(ask: Any) -> None:
    questions = ask(NESTED, " required |")
    questions.edit_row("/data/child[1]")
    questions.answer("/data/child[1]/name", "大毛")
    assert questions.page().heading == "孩子 1"
    questions.edit_row("/data/child[1]/toy[1]")
    assert questions.page().heading == "孩子 1 · 玩具 1"
    questions.answer("/data/child[1]/toy[1]/what", "球")
    questions.proceed()
    assert questions.add_row("/data/child[1]/toy")
    questions.answer("/data/child[1]/toy[2]/what", "车")
    questions.proceed()
    questions.proceed()
    assert rows(questions) == [("孩子 1", ["大毛", "2"])]
    assert questions.proceed()
    assert [(a.section, a.value) for a in questions.answers()] == [
        ("孩子 1", "大毛"),
        ("孩子 1 · 玩具 1", "球"),
        ("孩子 1 · 玩具 2", "车"),
    ]


def test_continue_goes_into_the_row_in_the_row_that_is_not_done(ask: Any) -> None:
    questions = ask(NESTED, " required |")
    questions.edit_row("/data/child[1]")
    questions.answer("/data/child[1]/name", "大毛")
    assert not questions.proceed()
    assert questions.page().ref == "/data/child[1]/toy[1]"
