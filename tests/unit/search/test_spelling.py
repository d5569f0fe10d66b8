import pytest

from kiosk.search import Query
from kiosk.search.spelling import first_letters, heard, plain, runs, spellings


def test_case_width_spaces_and_punctuation_do_not_matter() -> None:
    assert plain("Ａ-b，c 高。") == "abc高"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("低bao 2026", [("signs", "低"), ("letters", "bao"), ("digits", "2026")]),
        ("old-age", [("letters", "old"), ("letters", "age")]),
        ("，。？", []),
        ("", []),
    ],
)
def test_a_text_is_taken_apart(text: str, parts: list[tuple[str, str]]) -> None:
    assert runs(text) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("shenfenzheng", "shengfengzheng"),
        ("shen", "sen"),
        ("zhang", "zan"),
        ("chi", "ci"),
        ("lv", "lu"),
    ],
)
def test_letters_that_sound_alike_are_the_same(one: str, other: str) -> None:
    assert heard(one) == heard(other)


@pytest.mark.parametrize(("one", "other"), [("nan", "lan"), ("gao", "kao"), ("xin", "xun")])
def test_letters_that_differ_for_everybody_stay_apart(one: str, other: str) -> None:
    assert heard(one) != heard(other)


def test_a_text_is_said_the_usual_way_first_and_then_otherwise() -> None:
    ways = [way.syllables for way in spellings("银行")]
    assert ways == [("yin", "xing"), ("yin", "hang")]
    assert [(way.letters, way.initials) for way in spellings("社保A3")] == [("sebaoa3", "sba3")]
    assert spellings("—") == ()


def test_a_text_with_many_readings_is_said_in_few_ways() -> None:
    assert len(spellings("重行长乐单参")) == 4


@pytest.mark.parametrize(
    ("typed", "firsts"),
    [("gaoljt", "gljt"), ("低bao", "db"), ("sfz", "sfz"), ("身份zh", "sfz")],
)
def test_what_was_typed_has_first_letters(typed: str, firsts: str) -> None:
    assert first_letters(Query(typed).ways[0]) == firsts
