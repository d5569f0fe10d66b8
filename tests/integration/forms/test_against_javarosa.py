"""Generated forms mean the same here and in JavaRosa, the engine that ships inside pyxform.

Where our rules differ on purpose (forms.md §3: dates as whole days, rounding, blanks in sums,
constraints that do not refuse) the generator draws nothing: those are tested by name elsewhere.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
import pyxform

from kiosk.forms import load_form

JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
FORMS = 200
QUESTIONS = 8
JAVA = shutil.which("java")
COMPILER = shutil.which("javac")
MOMENT = datetime(2026, 11, 21, 9, tzinfo=UTC)
TEXTS = ["", "a", "王秀花", "a b", "x1y22", "0", "12", "-3", " pad ", "A,B"]

pytestmark = pytest.mark.skipif(
    JAVA is None or COMPILER is None or not JAR.is_file(),
    reason="there is no Java with a compiler here; nothing was compared with JavaRosa",
)


class Author:
    """Writes one form and its answers, by chance and repeatably."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 # a generator of test cases
        self._types = [self._chance.choice(["int", "string"]) for _ in range(QUESTIONS)]

    def form(self) -> str:
        binds = "".join(self._binds())
        inputs = "".join(
            f'<input ref="/data/q{n}"><label>{n}</label></input>' for n in range(QUESTIONS)
        )
        data = "".join(f"<q{n}/><c{n}/>" for n in range(QUESTIONS))
        return (
            '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
            ' xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>d</h:title><model><instance>'
            f'<data id="d">{data}</data></instance>{binds}</model></h:head>'
            f"<h:body>{inputs}</h:body></h:html>"
        )

    def answers(self) -> Iterator[tuple[str, str]]:
        for number, type_ in enumerate(self._types):
            value = str(self._chance.randint(-5, 40)) if type_ == "int" else ""
            yield f"/data/q{number}", value or self._chance.choice(TEXTS[1:])

    def _binds(self) -> Iterator[str]:
        for number, type_ in enumerate(self._types):
            relevant = f" relevant={quoteattr(self._truth(number))}" if number % 3 == 2 else ""
            yield f'<bind nodeset="/data/q{number}" type="{type_}"{relevant}/>'
            written = self._value(number)
            yield f'<bind nodeset="/data/c{number}" type="string" calculate={quoteattr(written)}/>'

    def _field(self, most: int, type_: str) -> str:
        fields = [f"/data/q{n}" for n in range(most) if self._types[n] == type_]
        literal = "7" if type_ == "int" else "'a b'"
        return self._chance.choice([*fields, literal])

    def _number(self, most: int, depth: int = 0) -> str:
        one, other = self._field(most, "int"), self._field(most, "int")
        forms = [
            one,
            f"({one} + {other})",
            f"({one} * {other} - 3)",
            f"(coalesce({one}, 0) mod 5)",
            f"string-length({self._field(most, 'string')})",
            f"int({one} div 4)",
            f"abs({one})",
            f"pow({one}, 2)",
            f"count-selected({self._field(most, 'string')})",
        ]
        if depth < 2:
            forms.append(
                f"if({self._truth(most, depth + 1)}, {self._number(most, depth + 1)}, {one})"
            )
        return self._chance.choice(forms)

    def _text(self, most: int) -> str:
        one, other = self._field(most, "string"), self._field(most, "string")
        return self._chance.choice(
            [
                f"concat({one}, '-', {other})",
                f"substr({one}, 1, 3)",
                f"coalesce({one}, {other})",
                f"translate({one}, 'ab', 'xy')",
                f"substring-before({one}, ' ')",
                f"normalize-space({one})",
                f"join(',', {one}, {other})",
                f"selected-at({one}, 0)",
                f"string({self._truth(most, 1)})",
            ]
        )

    def _truth(self, most: int, depth: int = 0) -> str:
        number, text = self._field(most, "int"), self._field(most, "string")
        forms = [
            f"{number} > {self._chance.randint(-3, 20)}",
            f"{text} = 'a'",
            f"selected({text}, 'b')",
            f"regex({text}, '^[a-z]+$')",
            f"contains({text}, 'a')",
            f"starts-with({text}, 'a')",
            f"string-length({text}) != 3",
            f"not({number} = 7)",
        ]
        if depth < 2:
            forms.append(f"({self._truth(most, 2)} and {self._truth(most, 2)})")
            forms.append(f"({self._truth(most, 2)} or {self._truth(most, 2)})")
        return self._chance.choice(forms)

    def _value(self, most: int) -> str:
        return self._number(most) if self._chance.random() < 0.5 else self._text(most)


def ours(form: str, answers: list[tuple[str, str]]) -> dict[str, str]:
    session = load_form(form).open(now=lambda: MOMENT, tz=UTC)
    for ref, value in answers:
        if session[ref].relevant:
            session.set(ref, value)
    return {
        node.path: node.value
        for definition in session.form.model.root.walk()
        if definition.is_leaf and not definition.is_attribute and definition.name != "instanceID"
        for node in [session[definition.path]]
        if node.relevant
    }


def theirs(folder: Path) -> dict[str, str]:
    lines = (folder / "javarosa.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("\t") for line in lines]
    return {path.replace("[1]", "").replace("[0]", ""): value for path, _, value in pairs}


@pytest.fixture(scope="module")
def cases(
    tmp_path_factory: pytest.TempPathFactory,
) -> list[tuple[Path, str, list[tuple[str, str]]]]:
    assert JAVA is not None
    assert COMPILER is not None
    root = tmp_path_factory.mktemp("javarosa")
    made = []
    for seed in range(FORMS):
        author = Author(seed)
        folder = root / str(seed)
        folder.mkdir()
        form = author.form()
        relevant = load_form(form).open(now=lambda: MOMENT, tz=UTC)
        answers = []
        for ref, value in author.answers():
            if relevant[ref].relevant:
                relevant.set(ref, value)
                answers.append((ref, value))
        (folder / "form.xml").write_text(form, encoding="utf-8")
        (folder / "answers.tsv").write_text(
            "".join(f"{ref}\t{value}\n" for ref, value in answers), encoding="utf-8"
        )
        made.append((folder, form, answers))
    source = Path(__file__).with_name("Differential.java")
    subprocess.run([COMPILER, "-cp", str(JAR), "-d", str(root), str(source)], check=True)
    folders = [str(folder) for folder, _, _ in made]
    subprocess.run(
        [JAVA, "-Dfile.encoding=UTF-8", "-cp", f"{JAR}:{root}", "Differential", *folders],
        check=True,
        capture_output=True,
    )
    return made


@pytest.mark.parametrize("seed", range(FORMS))
def test_generated_forms_mean_the_same(
    cases: list[tuple[Path, str, list[tuple[str, str]]]], seed: int
) -> None:
    folder, form, answers = cases[seed]
    found, expected = ours(form, answers), theirs(folder)
    assert found == expected, escape(form)
