"""Generated forms, filled here and in JavaRosa; every state after every step is compared.

    python tests/integration/forms/differential.py --forms 5000 --folder /tmp/out

prints what differs and, at the end, how many forms and steps were compared. Needs java and javac;
the engine is the one that ships inside pyxform.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyxform
from authors import Author, answer, some_of

from kiosk.forms import Element, FormError, Group, Question, Repeat, RepeatState, Session, load_form

JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
MOMENT = datetime(2026, 11, 21, 9, tzinfo=UTC)
STEPS = 14
BLOCK = 250  # forms in one run of the other engine
_SILENT = re.compile(r"/@|^/data/meta/")
# a bug there: selected() meets a number that a calculation of type string keeps as one
_THEIR_FAULT = "class java.lang.Double cannot be cast to class java.lang.String"

Step = tuple[str, ...]
State = dict[str, Any]


# -- ours ---------------------------------------------------------------------------------


class Visitor:
    """Fills one form by chance; keeps the steps and the state after each."""

    def __init__(self, seed: int, form: str) -> None:
        self.form = form
        self._chance = random.Random(seed + 1)  # noqa: S311 # a generator of test cases
        self._session = self._opened()
        self.steps: list[Step] = []
        # states in which a choice is gone here at once, there only after the next step
        self.passing: set[int] = set()
        self.states: list[State] = [state_of(self._session, "ok")]
        for _ in range(STEPS):
            step = self._next()
            if step is None:
                break
            self._take(step)
            while stale := self._stale():
                self.passing.add(len(self.steps))
                self._take(("clear", stale))

    def _next(self) -> Step | None:
        questions, repeats = _asked(self._session)
        if repeats and self._chance.random() < 0.35:
            repeat = self._chance.choice(repeats)
            if repeat.can_remove and self._chance.random() < 0.4:
                return "remove", self._chance.choice(repeat.instances).ref
            if repeat.count < 4:
                return "add", repeat.ref
        if not questions:
            return None
        question = self._chance.choice(questions)
        node = self._session[question.ref]
        if node.value and self._chance.random() < 0.15:
            return "clear", question.ref
        if question.control == "input":
            return "answer", question.ref, answer(self._chance, question.type)
        values = [value for value, _ in node.choices]
        if question.control == "select1":
            chosen = self._chance.choice(values) if values else ""
        else:
            chosen = " ".join(some_of(self._chance, values))
        return ("answer", question.ref, chosen) if chosen else ("clear", question.ref)

    def _take(self, step: Step) -> None:
        outcome = "ok"
        if step[0] == "add":
            repeat = self._session[step[1]]
            assert isinstance(repeat, RepeatState)
            step = ("add", f"{step[1]}[{repeat.count + 1}]")
        _do(self._session, step)
        if step[0] in ("answer", "clear") and self._session[step[1]].violation is not None:
            # the other engine does not take what it refuses
            violation = self._session[step[1]].violation
            outcome = "refused" if violation == "constraint" else "required"
            self._session = self._opened()
            for number, earlier in enumerate(self.steps, 1):
                if self.states[number]["outcome"] == "ok":
                    _do(self._session, earlier)
        self.steps.append(step)
        self.states.append(state_of(self._session, outcome))

    def _opened(self) -> Session:
        return load_form(self.form).open(now=lambda: MOMENT, tz=UTC)

    def _stale(self) -> str:
        """A choice that is not offered now: it would come back here and is gone there."""
        for node in self._session.root.walk():
            if node.definition.is_leaf and node.relevant and node.stored != node.text:
                return node.path
        return ""


def _do(session: Session, step: Step) -> None:
    kind, ref = step[:2]
    if kind == "add":
        session.add_repeat(ref.rpartition("[")[0])
    elif kind == "remove":
        session.remove_repeat(ref)
    else:
        session.set(ref, step[2] if kind == "answer" else "")


def _asked(session: Session) -> tuple[list[Question], list[Repeat]]:
    questions: list[Question] = []
    repeats: list[Repeat] = []

    def look(elements: tuple[Element, ...]) -> None:
        for element in elements:
            if isinstance(element, Question):
                if not session[element.ref].readonly:
                    questions.append(element)
            elif isinstance(element, Group):
                look(element.children)
            else:
                if element.can_add:
                    repeats.append(element)
                for instance in element.instances:
                    look(instance.children)

    look(session.body)
    return questions, repeats


def state_of(session: Session, outcome: str) -> State:
    leaves, choices = {}, {}
    for node in session.root.walk():
        if not node.definition.is_leaf or not node.relevant or _SILENT.search(node.path):
            continue
        state = session[node.path]
        flags = ["required"] * state.required + ["readonly"] * state.readonly
        leaves[node.path] = [state.value, " ".join(flags)]
        if state.control in ("select", "select1"):
            choices[node.path] = " ".join(value for value, _ in state.choices)
    return {"outcome": outcome, "leaves": leaves, "choices": choices}


# -- theirs -------------------------------------------------------------------------------


def compile_program(folder: Path) -> None:
    source = Path(__file__).with_name("Differential.java")
    subprocess.run(["javac", "-cp", str(JAR), "-d", str(folder), str(source)], check=True)


def run_theirs(program: Path, folders: list[Path]) -> None:
    subprocess.run(
        [
            *("java", "-Dfile.encoding=UTF-8", "-Duser.timezone=UTC", "-XX:+UseSerialGC"),
            *("-cp", f"{JAR}:{program}", "Differential", *map(str, folders)),
        ],
        check=True,
        capture_output=True,
    )


def read_theirs(folder: Path) -> list[State]:
    states: list[State] = []
    for line in (folder / "javarosa.tsv").read_text(encoding="utf-8").splitlines():
        kind, *rest = line.split("\t")
        if kind == "step":
            states.append({"outcome": rest[0], "leaves": {}, "choices": {}})
        elif kind == "leaf":
            states[-1]["leaves"][_path(rest[0])] = rest[1:3]
        elif kind == "choices":
            states[-1]["choices"][_path(rest[0])] = rest[1]
        else:
            states.append({"outcome": line, "leaves": {}, "choices": {}})
    return states


def _path(path: str) -> str:
    """Positions only where something repeats; the names of rows begin with r or k."""
    return re.sub(r"/(?![rk]\d)(\w+)\[\d+\]", r"/\1", path)


# -- the comparison -----------------------------------------------------------------------


@dataclass
class Report:
    """What came of a comparison.

    Args:
        forms, steps: how many were compared.
        their_faults: forms that the other engine could not open for a fault of its own.
        differences: seed to the first step that differs.
    """

    forms: int
    steps: int = 0
    their_faults: int = 0
    differences: dict[int, str] = field(default_factory=dict)


def same(ours: str, theirs: str) -> bool:
    if ours == theirs:
        return True
    try:
        return abs(float(ours) - float(theirs)) <= 1e-9 * max(1.0, abs(float(ours)))
    except ValueError:
        return False


def differences(ours: State, theirs: State) -> list[str]:
    if theirs["outcome"].startswith("error"):
        return [theirs["outcome"]]
    found = []
    if ours["outcome"] not in (theirs["outcome"], "opened") and theirs["outcome"] != "opened":
        found.append(f"outcome {ours['outcome']} / {theirs['outcome']}")
    for path in {**ours["leaves"], **theirs["leaves"]}:
        mine, other = ours["leaves"].get(path), theirs["leaves"].get(path)
        if mine is None or other is None:
            found.append(f"{path} {'not ' if mine is None else ''}here, not both: {mine} / {other}")
        elif not same(mine[0], other[0]) or mine[1] != other[1]:
            found.append(f"{path} {mine} / {other}")
    for path, values in theirs["choices"].items():
        if ours["choices"].get(path) != values:
            found.append(f"{path} choices {ours['choices'].get(path)} / {values}")
    return found


def compare(seeds: range, folder: Path, form: str | None = None) -> Report:
    """Compare the forms of these seeds, or one form; what differs is left in the folder."""
    program = folder / "program"
    program.mkdir(parents=True, exist_ok=True)
    compile_program(program)
    report = Report(len(seeds))
    for start in range(seeds.start, seeds.stop, BLOCK):
        block = range(start, min(start + BLOCK, seeds.stop))
        visitors: dict[int, Visitor] = {}
        for seed in block:
            written = form or Author(seed).form
            try:
                visitors[seed] = Visitor(seed, written)
            except FormError as error:
                report.differences[seed] = f"{error}\n{written}"
                continue
            case = folder / str(seed)
            case.mkdir(exist_ok=True)
            (case / "form.xml").write_text(visitors[seed].form, encoding="utf-8")
            lines = "".join("\t".join(step) + "\n" for step in visitors[seed].steps)
            (case / "steps.tsv").write_text(lines, encoding="utf-8")
        run_theirs(program, [folder / str(seed) for seed in visitors])
        for seed, visitor in visitors.items():
            report.steps += len(visitor.steps)
            difference = _first(visitor, read_theirs(folder / str(seed)))
            if _THEIR_FAULT in difference:
                report.their_faults += 1
            elif difference:
                report.differences[seed] = difference
            else:
                shutil.rmtree(folder / str(seed))
    return report


def _first(visitor: Visitor, theirs: list[State]) -> str:
    for number, (mine, other) in enumerate(zip(visitor.states, theirs, strict=False)):
        different = [] if number in visitor.passing else differences(mine, other)
        if different:
            step = " ".join(visitor.steps[number - 1]) if number else "at the beginning"
            lines = "\n    ".join(different)
            return f"step {number}: {step}\n    {lines}"
    return "" if len(theirs) == len(visitor.states) else "the other engine took fewer steps"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--forms", type=int, default=250)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--form", type=Path, help="this form instead of generated ones")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    seeds = range(arguments.first, arguments.first + arguments.forms)
    form = arguments.form.read_text(encoding="utf-8") if arguments.form else None
    report = compare(seeds, arguments.folder, form)
    if arguments.json:
        json.dump(asdict(report), sys.stdout)
        return 0
    for seed, text in report.differences.items():
        print(f"form {seed}, {text}")  # noqa: T201 # what the program is for
    print(  # noqa: T201 # the same
        f"{report.forms} forms, {report.steps} steps, {len(report.differences)} differ, "
        f"{report.their_faults} not opened by the other engine"
    )
    return 1 if report.differences else 0


if __name__ == "__main__":
    sys.exit(main())
