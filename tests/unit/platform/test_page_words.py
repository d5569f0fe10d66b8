"""The words of the operator page: there is one for everything, in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sync.platform import pages
from sync.platform.conditions import Trouble
from sync.platform.form_checks.words import Code, Result
from sync.platform.pages.words import LANGUAGES, WORDS
from sync.platform.states import PartState, State
from sync.platform.supervision.lights import Light
from sync.protocol.command_names import CommandName

TEMPLATES = sorted(Path(pages.__file__).parent.glob("templates/*.html"))
KINDS = {
    "state": State,
    "part": PartState,
    "light": Light,
    "trouble": Trouble,
    "command": CommandName,
    "check": Result,
    "doubt": Code,
    "act/command": CommandName,
}


def test_every_word_is_there_in_every_language() -> None:
    for name, words in WORDS.items():
        assert len(words) == len(LANGUAGES), name
        assert all(word == word.strip() != "" for word in words), name


@pytest.mark.parametrize("kind", KINDS)
def test_all_of_a_kind_have_a_word(kind: str) -> None:
    joint = ":" if "/" in kind else "/"
    assert {f"{kind}{joint}{one}" for one in KINDS[kind]} <= WORDS.keys()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_templates_say_words_that_are_there_and_no_others(template: Path) -> None:
    html = template.read_text(encoding="utf-8")
    assert set(re.findall(r'\bsay\("([^"]+)"\)', html)) <= WORDS.keys()
    lists = re.findall(r"for name in \[(.*?)\]", html)
    assert {name for one in lists for name in re.findall(r'"(\w+)"', one)} <= WORDS.keys()
    prose = re.sub(r"<[^>]*>", " ", re.sub(r"\{[{%].*?[%}]\}", " ", html, flags=re.DOTALL))
    assert not re.search(r"[A-Za-z\u4e00-\u9fff]{2,}", prose.replace("lang", ""))


def test_every_word_is_said_somewhere() -> None:
    code = "".join(one.read_text(encoding="utf-8") for one in TEMPLATES)
    plain = [name for name in WORDS if "/" not in name]
    assert [name for name in plain if f'"{name}"' not in code] == []
