"""Keys of a US keyboard become characters, and what cannot be typed makes a code unreadable."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanners.aim import LONGEST
from drivers.scanners.keyboard import Typist
from drivers.scanners.keymap import CAPS_LOCK, strokes
from drivers.transports.evdev import EV_KEY, EV_SYN, SYN_DROPPED, InputEvent

LETTER_A, LETTER_M, ENTER, SHIFT, CONTROL, ALT, F1 = 30, 50, 28, 42, 29, 56, 59
KEYPAD_ENTER, KEYPAD_7, HOME = 96, 71, 102
PRINTABLE = string.ascii_letters + string.digits + string.punctuation + " "


def down(key: int) -> InputEvent:
    return InputEvent(EV_KEY, key, 1)


def up(key: int) -> InputEvent:
    return InputEvent(EV_KEY, key, 0)


def hit(*keys: int) -> list[InputEvent]:
    return [event for key in keys for event in (down(key), up(key))]


def typed(*events: InputEvent) -> list[bytes]:
    typist = Typist()
    return [scan for event in events if (scan := typist.take(event))]


def events_of(text: str) -> list[InputEvent]:
    events = []
    for key, shift in strokes(text):
        events += [down(SHIFT), *hit(key), up(SHIFT)] if shift else hit(key)
    return [*events, *hit(ENTER)]


def test_every_printable_character_of_ascii_can_be_typed() -> None:
    assert typed(*events_of(PRINTABLE)) == [PRINTABLE.encode()]


@given(st.lists(st.text(PRINTABLE, min_size=1, max_size=30), max_size=5))
def test_codes_come_out_as_they_were_typed(texts: list[str]) -> None:
    events = [event for text in texts for event in events_of(text)]
    assert typed(*events) == [text.encode() for text in texts]


def test_caps_lock_turns_letters_only() -> None:
    on = hit(CAPS_LOCK)
    assert typed(*on, *events_of("abC1!"), *on, *events_of("abC")) == [b"ABc1!", b"abC"]


def test_the_number_block_types_and_ends_too() -> None:
    assert typed(*hit(KEYPAD_7, KEYPAD_ENTER)) == [b"7"]


def test_control_makes_control_characters_which_no_text_may_hold() -> None:
    assert typed(down(CONTROL), *hit(LETTER_M), up(CONTROL), *hit(LETTER_A, ENTER)) == [b"\ra"]
    assert typed(down(CONTROL), *hit(2), up(CONTROL), *hit(ENTER)) == [b"\0"]


@pytest.mark.parametrize(
    "unknown",
    [hit(F1), hit(HOME), [down(ALT), *hit(2, 3, 4), up(ALT)], [InputEvent(EV_SYN, SYN_DROPPED, 0)]],
    ids=["function key", "arrow", "Alt with digits", "lost events"],
)
def test_what_stands_for_no_character_leaves_a_mark(unknown: list[InputEvent]) -> None:
    (scan,) = typed(*events_of("AB")[:-2], *unknown, *hit(ENTER))
    assert scan.startswith(b"AB")
    assert b"\0" in scan


def test_lost_events_forget_which_keys_are_held() -> None:
    lost = InputEvent(EV_SYN, SYN_DROPPED, 0)
    assert typed(down(SHIFT), lost, *hit(LETTER_A, ENTER)) == [b"\0a"]


def test_a_key_that_repeats_itself_counts_once() -> None:
    held = [down(LETTER_A), InputEvent(EV_KEY, LETTER_A, 2), InputEvent(EV_KEY, LETTER_A, 2)]
    assert typed(*held, up(LETTER_A), *hit(ENTER)) == [b"a"]


def test_events_of_other_kinds_mean_nothing() -> None:
    scan_code = InputEvent(4, 4, 0x70004)
    assert typed(scan_code, *hit(LETTER_A), scan_code, *hit(ENTER)) == [b"a"]


def test_enter_by_itself_is_no_code_and_what_is_too_long_is_cut() -> None:
    assert typed(*hit(ENTER, ENTER)) == []
    (scan,) = typed(*hit(*[LETTER_A] * (LONGEST + 9)), *hit(ENTER))
    assert len(scan) == LONGEST


@given(st.lists(st.builds(InputEvent, st.integers(0, 5), st.integers(0, 255), st.integers(-1, 3))))
def test_any_events_give_ascii_or_nothing(events: list[InputEvent]) -> None:
    assert all(scan.isascii() for scan in typed(*events))
