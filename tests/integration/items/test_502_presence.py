"""The yearly confirmation: who is here is shown by two things, and never by the face alone."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.catalogue import Catalogue

Opened = Callable[..., Any]


@pytest.mark.parametrize("presence", ["face", "witness"])
def test_the_second_thing_is_asked_for_either_way(opened: Opened, presence: str) -> None:
    form = opened("502")
    form.set(presence=presence)
    assert form.broken()["factor"] == "required"


@pytest.mark.parametrize(
    ("factor", "asked"),
    [("account", "account_last4"), ("phone", "known_phone"), ("card", "card_no")],
)
def test_the_chosen_thing_is_asked_for_and_no_other(
    opened: Opened, factor: str, asked: str
) -> None:
    form = opened("502")
    form.set(factor=factor)
    things = {"account_last4", "known_phone", "card_no"}
    assert things & form.broken().keys() == {asked}


def test_a_terminal_without_a_camera_can_be_used_with_a_witness(opened: Opened) -> None:
    """Only what is asked of everybody needs the camera; the face is one of two ways."""
    form = opened("502")
    assert not {"face_photo", "face_consent"} & form.broken().keys()
    form.set(presence="witness")
    assert not {"face_photo", "face_consent"} & form.broken().keys()


def test_nobody_is_confirmed_by_what_was_typed(starter: Catalogue) -> None:
    """Face, staff number and the second thing are compared with records, which no rule can see."""
    assert starter.item("502").instant_approval is None


@pytest.mark.parametrize("language", ["中文 (zh_CN)", "English (en)"])
def test_the_receipt_says_when_to_come_again(opened: Opened, language: str) -> None:
    form = opened("502", language=language)
    label = form["next_note"].label
    assert ("2027年11月底" if language.startswith("中文") else "2027-11") in label
