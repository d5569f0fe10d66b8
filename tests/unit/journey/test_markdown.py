"""Texts of forms with markup: plain words for who listens, safe rich text for the screen."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journey.colours import LEAST_CONTRAST, legible, luminance
from kiosk.journey.markdown import Wording, quoted, rich_of, worded

ALLOWED = re.compile(r'</?[bu]>|<br>|<font color="#[0-9a-f]{6}">|</font>')


@pytest.mark.parametrize(
    ("written", "words", "rich"),
    [
        ("**b** __b__", "b b", "<b>b</b> <b>b</b>"),
        ("_e_ *e*", "e e", "<u>e</u> <u>e</u>"),
        ("请**小心**走", "请小心走", "请<b>小心</b>走"),
        ("请__小心__走", "请小心走", "请<b>小心</b>走"),
        ("**重要：**请带", "重要：请带", "<b>重要：</b>请带"),
        ("请带**身份证（原件）**来", "请带身份证（原件）来", "请带<b>身份证（原件）</b>来"),
        ("# 头\n正文", "头\n\n正文", "<b>头</b><br><br>正文"),
        ("a\nb **c**", "a\nb c", "a<br>b <b>c</b>"),
        ("- a\n- *b*", "• a\n• b", "• a<br>• <u>b</u>"),
        ("3. a\n4. *b*", "3. a\n4. b", "3. a<br>4. <u>b</u>"),
        (
            '<span style="color:red">红</span> x',
            "红 x",
            f'<font color="{legible("red")}">红</font> x',
        ),
    ],
)
def test_markup_becomes_rich_text_and_plain_words(written: str, words: str, rich: str) -> None:
    text = worded(written)
    assert text == words
    assert rich_of(text) == rich


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1. 姓名", "1. 姓名"),
        ("a < b & c", "a < b & c"),
        ("snake_case_name 5*3", "snake_case_name 5*3"),
        ("a\\*b\\*", "a*b*"),
        ("&lt;b&gt;", "<b>"),
        ("[网](http://a.b/c?x=1&y=2)", "网 (http://a.b/c?x=1&y=2)"),
        ("[http://a.b](http://a.b)", "http://a.b"),
        ("[x](javascript:alert(1))", "x (javascript:alert(1))"),
        ('<a href="http://x">t</a>', "t"),
        ("![图](http://x/y.png)", "图"),
        ('<img src="http://x/y.png">', ""),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<b>x</b>", "x"),
        ('<span style="font-size:90px">x</span>', "x"),
    ],
)
def test_words_alone_need_no_rich_text(written: str, words: str) -> None:
    text = worded(written)
    assert text == words
    assert rich_of(text) == ""


def test_a_text_without_markup_is_handed_on_as_it_is() -> None:
    text = "您今年多大年纪?"
    assert worded(text) is text


def test_a_wording_is_the_words_to_everybody_else() -> None:
    text = worded("**b** c")
    assert isinstance(text, Wording)
    assert (text, f"{text}!", len(text)) == ("b c", "b c!", 3)
    assert type(str(text)) is str


@given(st.text(alphabet=st.sampled_from('ab中，<>&"*_#-[]()!/=\\`~\n 1.'), max_size=60))
def test_rich_text_holds_nothing_but_what_is_allowed(written: str) -> None:
    rich = rich_of(worded(written))
    bare = ALLOWED.sub("", rich)
    assert "<" not in bare
    assert ">" not in bare
    assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", bare)


@given(st.text(alphabet=st.sampled_from('ab中，<>&"*_#-[]()!/=\\`~ 1.+'), max_size=40))
def test_a_quoted_answer_is_shown_as_it_was_given(answer: str) -> None:
    assert worded(f"您填的是“{quoted(answer)}”") == f"您填的是“{answer}”"


@pytest.mark.parametrize("colour", ["red", "YELLOW", "#0f0", "#ABCDEF", "#fff", "gray"])
def test_colours_are_dark_enough_to_read(colour: str) -> None:
    made = legible(colour)
    parts = [int(made[at : at + 2], 16) for at in (1, 3, 5)]
    assert 0.75 / (luminance(parts) + 0.05) >= LEAST_CONTRAST


@pytest.mark.parametrize("colour", ["", "expression", "#12345", "url", "rgb"])
def test_what_is_no_colour_is_left_out(colour: str) -> None:
    assert legible(colour) == ""
