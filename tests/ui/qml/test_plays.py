"""What the controls do when touched, typed into and walked through with keys."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
Plays = dict[str, Any]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("theme", "least"), [("normal", 4.5), ("contrast", 7.0)])
def test_inks_stand_out_from_their_grounds(plays: Plays, theme: str, least: float) -> None:
    faint = [
        (ink, ground, round(contrast(ink, ground), 2))
        for ink, ground in plays["theme_pairs"][theme]
        if contrast(ink, ground) < least
    ]
    assert len(plays["theme_pairs"][theme]) > 20
    assert not faint


def test_a_second_tap_of_a_trembling_finger_does_not_count(plays: Plays) -> None:
    assert plays["double_tap"] == 1


def test_a_tap_elsewhere_counts_at_once(plays: Plays) -> None:
    assert plays["tap_elsewhere_at_once"] == ["start", "back"]


def test_the_guard_can_be_switched_off_for_robots(plays: Plays) -> None:
    assert plays["guard_switched_off"] == 2


def test_a_press_that_ends_elsewhere_does_nothing(plays: Plays) -> None:
    assert plays["release_elsewhere"] == []


def test_the_pad_dials_deletes_and_clears(plays: Plays) -> None:
    said = [tuple(answer) for answer in plays["dial"]]
    assert said == [("bank", ""), ("bank", "1"), ("bank", "12"), ("bank", "122"), ("bank", "12")]


def test_the_pad_stays_when_a_warning_appears_half_way(plays: Plays) -> None:
    assert plays["pad_stays_when_a_field_comes"]


def test_a_date_is_typed_turned_and_typed_again(plays: Plays) -> None:
    said = [answer for _, answer in plays["type_a_date"]]
    assert said == ["1944-08-15", "1944-09-15", "1944-02-15"]


def test_several_choices_come_and_go(plays: Plays) -> None:
    added, removed = plays["choose_several"]
    assert sorted(added[1]) == ["c0", "c1", "c2"]
    assert removed[1] == ["c2"]


def test_the_cursor_stays_where_one_writes(plays: Plays) -> None:
    assert plays["write_and_keep_the_cursor"] == [["address", "汶南a镇汶河村"], 3]


def test_the_keyboard_writes_hanzi_with_large_keys_and_hides_neither_help_nor_continue(
    plays: Plays,
) -> None:
    written = plays["pinyin"]
    assert written["answers"][-1] == ["address", "你好"]
    assert written["smallest_key"] >= 80
    assert written["help_reachable"]
    assert written["next_above_keyboard"]


def test_a_signature_is_points_in_the_pad_with_time_and_pressure(plays: Plays) -> None:
    signed = plays["sign_on_glass"]
    assert signed["begun"] == signed["ended"] == 6
    assert signed["points"] > 60
    assert signed["inside"]
    assert signed["times_grow"]
    assert signed["pressure"] == [0.5]
    assert signed["cleared"]


def test_five_keys_reach_every_target_in_the_order_of_reading(plays: Plays) -> None:
    walked = plays["walk_with_five_keys"]
    assert {state: came["missed"] for state, came in walked.items()} == {key: [] for key in walked}
    assert all(came["round"] for came in walked.values())
    assert walked["home"]["first"][0] == "homeMyCases"
    assert walked["question-list"]["first"][0] == "error_name"


def test_five_keys_write_hanzi_and_put_the_keyboard_away(plays: Plays) -> None:
    written, found, away, then = plays["write_with_five_keys"]
    ((ref, sign),) = written
    assert ref == "address"
    assert re.fullmatch(r"[\u4e00-\u9fff]", sign)
    assert found
    assert away
    assert then.startswith("page")


def test_the_ok_key_presses_what_the_ring_shows(plays: Plays) -> None:
    answers, rings = plays["press_with_the_ok_key"]
    assert answers == [["relation", "c0"]]
    assert rings == 1


def test_answers_are_said_scanned_and_placed_by_keys(plays: Plays) -> None:
    said, again, writes, scanned, placed = plays["say_scan_and_place_by_keys"]
    assert said == [True, "sound_/data/story", [["record", ["/data/story"]], ["stop", []]]]
    assert again == ["sound_/data/story", [["record", ["/data/story"]]]]
    assert writes == "input_/data/parcel"
    assert scanned == [["/data/parcel"]]
    assert placed == [["/data/where", "35.7125 117.7672 210 10"]]


def test_an_order_is_given_by_keys_and_the_ring_goes_with_the_choice(plays: Plays) -> None:
    reached, answers, rings, taken_back = plays["order_by_keys"]
    assert reached
    assert answers == ["c1 c0 c2 c3 c4", "c1 c2 c0 c3 c4", "c1 c2 c3 c0 c4", "c1 c2 c3 c4 c0"]
    # at the end of the list there is no key down any more: the other one has the ring
    assert rings == ["rankDown_needs_c0"] * 3 + ["rankUp_needs_c0"]
    assert taken_back == ["needs", []]


def test_the_order_that_stands_is_an_answer_once_somebody_says_so(plays: Plays) -> None:
    assert plays["order_said_to_be_right"] == [["needs", ["c0", "c1", "c2", "c3", "c4"]]]


def test_cells_answer_their_row_and_stay_where_they_are(plays: Plays) -> None:
    answers, kept, name = plays["cells_of_a_table"]
    assert answers == [["wash", "never"], ["help", ["often"]], ["help", ["some", "often", "never"]]]
    assert kept
    assert name == "自己洗衣服：从不"


def test_a_touch_on_the_picture_of_a_choice_chooses_it(plays: Plays) -> None:
    assert plays["picture_of_a_cell"] == [["food", "c1"]]


def test_a_filled_row_is_kept_unless_somebody_says_otherwise(plays: Plays) -> None:
    assert plays["keep_or_take_away"] == [
        "keepRow_child[1]",
        ["editRow_child[1]", 0],
        [["child[1]"]],
    ]
    assert plays["blank_row_goes_at_once"] == [["child[1]"]]


def test_many_rows_come_a_few_at_a_time_from_where_one_left_off(plays: Plays) -> None:
    first, then = plays["rows_a_few_at_a_time"]
    assert first == [f"child[{number}]" for number in range(13, 19)]
    assert then == [f"child[{number}]" for number in range(19, 25)]


def test_a_picture_is_made_larger_and_smaller_again(plays: Plays) -> None:
    before, larger, after = plays["picture_larger_and_smaller"]
    assert larger > before == after


def test_a_dialog_keeps_the_keys_until_it_is_answered(plays: Plays) -> None:
    assert plays["dialog_keeps_the_keys"] == [["idleContinue"], ["keepGoing"]]


def test_every_touch_is_a_sign_of_life(plays: Plays) -> None:
    assert plays["every_touch_is_told"] == [1, 2]


def test_more_brings_the_last_answer_into_view(plays: Plays) -> None:
    assert plays["more_shows_more"] == [True, True, True]


def test_pages_and_their_states_change_with_the_view_model(plays: Plays) -> None:
    assert plays["page_changes"] == [True, ["agree"]]


def test_the_language_changes_in_place(plays: Plays) -> None:
    before, after = plays["language_changes_in_place"]
    assert before == ["身份证拿得早了一点", "返回"]
    assert after == ["Back", "The card was lifted a little early"]


def test_the_plays_leave_nothing_to_complain_about(plays: Plays) -> None:
    qt_own = re.compile(
        r"pipewire|Member contentWidth of the object PopupList|PinyinDecoderService"
    )
    assert not [message for message in plays["messages"] if not qt_own.search(message)]


@pytest.mark.parametrize("language", ["normal", "en"])
def test_every_code_has_a_sentence_of_its_own(plays: Plays, language: str) -> None:
    *told, unknown = plays["sentences"][language]
    assert all(title and advice for _, title, advice in told)
    assert not [code for code, title, _ in told if title == unknown[1]]
    assert unknown[1]


def test_no_sentence_reproaches_or_speaks_of_technique(plays: Plays) -> None:
    banned = re.compile(
        r"非法|无效|错误|失败|异常|代码|超时|(?<!申)请|invalid|error|illegal|fail", re.IGNORECASE
    )
    harsh = [
        (code, title, advice)
        for language in ("normal", "en")
        for code, title, advice in plays["sentences"][language]
        # the name of the button for help is the only place where somebody is asked
        if banned.search(title + advice.replace("请人帮忙", ""))
    ]
    assert not harsh


FOR_TECHNICIANS = {
    "print.cannot_tell",  # a state; what a person hears is what became of the receipt
    "print.file",  # of `kiosk devices print`
}
"""Codes no citizen meets."""


def test_every_code_of_a_card_or_a_printer_in_the_program_has_a_sentence(plays: Plays) -> None:
    told = {code for code, _, _ in plays["sentences"]["normal"]}
    used = {
        code
        for folder in ("kiosk", "drivers")
        for file in (ROOT / folder).rglob("*.py")
        for code in re.findall(r'"((?:card|print|sign)\.[a-z_]*[a-z])"', file.read_text())
    }
    assert used - told == FOR_TECHNICIANS
