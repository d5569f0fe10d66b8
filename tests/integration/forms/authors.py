"""Writes forms by chance and repeatably: every kind of bind, repeats in repeats, choices, actions.

An author knows at each place which fields may be named there: those before it, so that nothing
turns in a circle. Where our rules differ on purpose from JavaRosa's (docs/forms-differences.md)
nothing is drawn; those are tested by name elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

TOWNS = {"east": "a b c", "west": "b d", "south": "e"}
COLOURS = ("red", "green", "blue", "a")
WORDS = ("a", "王秀花", "a b", "x1y22", "0", "12", "-3", "A,B", "red", "2024-02-29", "中文 ok")
DAYS = ("2024-02-29", "1970-01-01", "1969-12-31", "2026-11-21", "1953-08-15", "2030-06-01")
PATTERNS = ("%Y-%m-%d", "%d.%n.%y", "%Y年%m月%e日", "%b %e, %a")


@dataclass(frozen=True)
class Field:
    """A leaf that expressions may name; `repeats` are the paths of the repeats around it.

    One that is not `always` relevant is counted differently on purpose.
    """

    path: str
    type: str
    repeats: tuple[str, ...]
    always: bool


class Author:
    """One form, wholly decided by its seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 # a generator of test cases
        self._known: list[Field] = []
        self._repeats: list[str] = []  # those at the top, whole already
        self._binds: list[str] = []
        self._actions: list[str] = []
        self._new: list[str] = []  # actions of new rows of the innermost repeat
        self._doubtful: list[str] = []  # groups that are not always relevant
        self._number = 0
        data, body = self._children("/data", (), depth=0, most=7)
        data_after, body_after = self._totals()
        self.form = (
            '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"'
            ' xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"'
            "><h:head><h:title>d</h:title><model>"
            f'<instance><data id="d">{data}{data_after}</data></instance>{_towns()}'
            f"{''.join(self._binds)}{''.join(self._actions)}</model></h:head>"
            f"<h:body>{body}{body_after}</h:body></h:html>"
        )

    # -- structure ------------------------------------------------------------------------

    def _children(
        self, path: str, repeats: tuple[str, ...], *, depth: int, most: int
    ) -> tuple[str, str]:
        data, body = "", ""
        makers: list[Callable[[str, tuple[str, ...], int], tuple[str, str]]]
        makers = [self._question] * 6 + [self._calculation] * 4 + [self._choice] * 3
        if depth < 2:
            makers += [self._group] * 2 + [self._repeat] * 3
            if not repeats and self._always(f"{path}/"):
                makers += [self._counted]
        for place in range(self.chance.randint(3, most)):
            maker = self._question if place == 0 else self.chance.choice(makers)
            more_data, more_body = maker(path, repeats, depth)
            data, body = data + more_data, body + more_body
        return data, body

    def _name(self, letter: str) -> str:
        self._number += 1
        return f"{letter}{self._number}"

    def _maybe(self, share: float, aspect: str, expression: str) -> str:
        return f" {aspect}={quoteattr(expression)}" if self.chance.random() < share else ""

    def _bind(self, path: str, type_: str, more: str = "") -> None:
        self._binds.append(f'<bind nodeset="{path}" type="{type_}"{more}/>')

    def _question(self, parent: str, repeats: tuple[str, ...], _: int) -> tuple[str, str]:
        name = self._name("q")
        path = f"{parent}/{name}"
        type_ = self.chance.choice(["int", "int", "string", "string", "date", "decimal"])
        relevant = self._maybe(0.3, "relevant", self.truth(path, repeats))
        required = self._maybe(0.2, "required", self.chance.choice(["true()", "1 = 1"]))
        readonly = self._maybe(0.1, "readonly", self.truth(path, repeats))
        triggers = self.chance.random() < 0.25
        constraint = "" if triggers else self._constraint(path, type_, repeats)
        self._bind(path, type_, relevant + required + readonly + constraint)
        action, data = "", ""
        if triggers:
            target = self._name("s")
            value = self.value(f"{parent}/{target}", repeats, "string")
            self._bind(f"{parent}/{target}", "string")
            action = (
                f'<setvalue event="xforms-value-changed" ref="{parent}/{target}"'
                f" value={quoteattr(value)}/>"
            )
            data = f"<{target}/>"
        elif self.chance.random() < 0.2 and (repeats or (not relevant and self._always(path))):
            first = {"int": "7", "string": "'new'", "date": "'2020-02-29'", "decimal": "1.5"}[type_]
            event = "odk-new-repeat" if repeats else "odk-instance-first-load"
            written = f'<setvalue event="{event}" ref="{path}" value="{first}"/>'
            (self._new if repeats else self._actions).append(written)
        self._know(path, type_, repeats, relevant)
        body = f'<input ref="{path}"><label>{name}</label>{action}</input>'
        return f"<{name}/>{data}", body

    def _constraint(self, path: str, type_: str, repeats: tuple[str, ...]) -> str:
        if self.chance.random() >= 0.25:
            return ""
        own = {
            "int": [". >= 0", ". < 30 and . != 7", ". mod 2 = 0"],
            "decimal": [". >= 0", ". < 12.5"],
            "string": ["string-length(.) < 5", "regex(., '^[a-z0-9 ]+$')", "contains(., 'a')"],
            "date": [". > date('1960-01-01')", ". <= date('2026-12-31')"],
        }[type_]
        expression = self.chance.choice(own)
        if self.chance.random() < 0.3:
            expression = f"{expression} or {self.truth(path, repeats)}"
        return f" constraint={quoteattr(expression)}"

    def _calculation(self, parent: str, repeats: tuple[str, ...], _: int) -> tuple[str, str]:
        name = self._name("c")
        path = f"{parent}/{name}"
        type_ = self.chance.choice(["string", "string", "int", "date"])
        value = self.value(path, repeats, type_)
        relevant = self._maybe(0.15, "relevant", self.truth(path, repeats))
        self._bind(path, type_, f"{relevant} calculate={quoteattr(value)}")
        self._know(path, type_, repeats, relevant)
        return f"<{name}/>", ""

    def _choice(self, parent: str, repeats: tuple[str, ...], _: int) -> tuple[str, str]:
        name = self._name("t")
        path = f"{parent}/{name}"
        kind = self.chance.choice(["select1", "select"])
        filters = [f for f in self._known if f.type == "town" and f.repeats == repeats]
        relevant = self._maybe(0.2, "relevant", self.truth(path, repeats))
        self._bind(path, "string", relevant)
        type_ = "choice"
        if filters and self.chance.random() < 0.7:
            of = self.ref(path, repeats, self.chance.choice(filters))
            of = of if of.startswith("/") else f"current()/{of}"
            rows = f"instance('streets')/root/item[town = {of}]"
            choices = f'<itemset nodeset="{rows}"><value ref="name"/><label ref="label"/></itemset>'
            type_ = "choice"
        elif kind == "select1" and self.chance.random() < 0.6:
            choices = "".join(_item(value) for value in TOWNS)
            type_ = "town"
        else:
            choices = "".join(_item(value) for value in COLOURS)
        self._know(path, type_, repeats, relevant)
        return f"<{name}/>", f'<{kind} ref="{path}"><label>{name}</label>{choices}</{kind}>'

    def _group(self, parent: str, repeats: tuple[str, ...], depth: int) -> tuple[str, str]:
        name = self._name("g")
        path = f"{parent}/{name}"
        if self.chance.random() < 0.6:
            self._bind(path, "string", f" relevant={quoteattr(self.truth(path, repeats))}")
            self._doubtful.append(path)
        data, body = self._children(path, repeats, depth=depth + 1, most=4)
        return f"<{name}>{data}</{name}>", f'<group ref="{path}"><label/>{body}</group>'

    def _repeat(self, parent: str, repeats: tuple[str, ...], depth: int) -> tuple[str, str]:
        name = self._name("r")
        path = f"{parent}/{name}"
        if self.chance.random() < 0.3:
            self._bind(path, "string", f" relevant={quoteattr(self.truth(path, repeats))}")
            self._doubtful.append(path)
        data, body = self._rows(path, repeats, depth, most=4)
        place = self._name("p")
        value = self.chance.choice(
            ["string(position(..))", "concat(position(..), '/', count(../../" + name + "))"]
        )
        self._bind(f"{path}/{place}", "string", f" calculate={quoteattr(value)}")
        self._know(f"{path}/{place}", "string", (*repeats, path), "")
        self._whole(path, repeats)
        # a new row begins without rows in it only where they have a template
        needed = repeats or "jr:template" in data
        template = ' jr:template=""' if needed or self.chance.random() < 0.3 else ""
        return (
            f"<{name}{template}>{data}<{place}/></{name}>",
            f'<group ref="{path}"><label/><repeat nodeset="{path}">{body}</repeat></group>',
        )

    def _rows(
        self, path: str, repeats: tuple[str, ...], depth: int, *, most: int
    ) -> tuple[str, str]:
        """What is in a repeat; the actions of a new row stand first in it."""
        around, self._new = self._new, []
        data, body = self._children(path, (*repeats, path), depth=depth + 1, most=most)
        body, self._new = "".join(self._new) + body, around
        return data, body

    def _counted(self, parent: str, repeats: tuple[str, ...], depth: int) -> tuple[str, str]:
        of = [field for field in self._known if field.type == "int" and field.repeats == repeats]
        if not of:
            return self._repeat(parent, repeats, depth)
        name = self._name("k")
        path = f"{parent}/{name}"
        counted = self._name("n")
        # never more than a few, whatever is typed, and never fewer than before
        count = (
            f"once(if({self.chance.choice(of).path} > 0, {self.chance.choice(of).path} mod 4, ''))"
        )
        self._bind(f"{parent}/{counted}", "int", f" calculate={quoteattr(count)}")
        data, body = self._rows(path, repeats, depth, most=3)
        self._whole(path, repeats)
        repeat = f'<repeat nodeset="{path}" jr:count="{parent}/{counted}">{body}</repeat>'
        return (
            f'<{counted}/><{name} jr:template="">{data}</{name}>',
            f'<group ref="{path}"><label/>{repeat}</group>',
        )

    def _totals(self) -> tuple[str, str]:
        """What is reckoned over all rows, at the end of the form."""
        data = ""
        for _ in range(3 if self._repeats else 1):
            name = self._name("z")
            path = f"/data/{name}"
            value = self.over_rows(path) if self._repeats else self.value(path, (), "string")
            self._bind(path, "string", f" calculate={quoteattr(value)}")
            data += f"<{name}/>"
        return data, ""

    def _know(self, path: str, type_: str, repeats: tuple[str, ...], relevant: str) -> None:
        self._known.append(Field(path, type_, repeats, not relevant and self._always(path)))

    def _whole(self, path: str, repeats: tuple[str, ...]) -> None:
        # the other engine forgets those in rows when the row around them goes
        if not repeats and self._always(f"{path}/"):
            self._repeats.append(path)

    def _always(self, path: str) -> bool:
        return not any(path.startswith(f"{group}/") for group in self._doubtful)

    # -- expressions ----------------------------------------------------------------------

    def ref(self, at: str, repeats: tuple[str, ...], field: Field) -> str:
        """A path from one place to another in the same rows: absolute or relative."""
        if self.chance.random() < 0.5 and len(field.repeats) == len(repeats):
            return field.path
        here, there = at.split("/")[1:], field.path.split("/")[1:]
        same = 0
        while here[same] == there[same]:
            same += 1
        return "../" * (len(here) - same) + "/".join(there[same:])

    def _of(self, type_: str, repeats: tuple[str, ...]) -> list[Field]:
        return [
            field
            for field in self._known
            if field.type == type_ and field.repeats == repeats[: len(field.repeats)]
        ]

    def _field(self, type_: str, at: str, repeats: tuple[str, ...], literal: str) -> str:
        found = self._of(type_, repeats)
        if not found or self.chance.random() < 0.1:
            return literal
        return self.ref(at, repeats, self.chance.choice(found))

    def _texts(self, at: str, repeats: tuple[str, ...]) -> str:
        type_ = self.chance.choice(["string", "string", "choice", "town"])
        return self._field(type_, at, repeats, "'a b'")

    def value(self, at: str, repeats: tuple[str, ...], type_: str) -> str:
        """An expression for a calculation of a type."""
        if type_ == "date":
            return self.day(at, repeats)
        if type_ == "int":
            return f"int({self.number(at, repeats)})"
        if self._repeats and self.chance.random() < 0.3:
            return self.over_rows(at, repeats)
        if self.chance.random() < 0.5:
            return f"string({self.number(at, repeats)})"  # see _THEIR_FAULT
        return self.text(at, repeats)

    def day(self, at: str, repeats: tuple[str, ...]) -> str:
        one = self._field("date", at, repeats, "date('2024-02-29')")
        return self.chance.choice(
            [
                one,
                f"date({one} + {self.chance.randint(-40, 400)})",
                f"date({one})",
                f"if({self.truth(at, repeats, 2)}, {one}, date('2020-01-31'))",
            ]
        )

    def number(self, at: str, repeats: tuple[str, ...], depth: int = 0) -> str:
        one = self._field("int", at, repeats, "7")
        other = self._field("int", at, repeats, "3")
        part = self._field("decimal", at, repeats, "2.5")
        day, later = (self._field("date", at, repeats, "date('2021-05-05')") for _ in range(2))
        text = self._texts(at, repeats)
        forms = [
            one,
            f"({one} + {other})",
            f"({one} * {other} - 3)",
            f"({one} - {part})",
            f"(coalesce({one}, 0) mod 5)",
            f"string-length({text})",
            f"int({one} div 4)",
            f"abs({one})",
            f"pow({one}, 2)",
            f"round({part} * 4, 0)",
            f"number({part})",
            f"-{one}",
            f"count-selected({text})",
            f"({later} - {day})",
            f"int(({later} - {day}) div 365.25)",
            f"number({day})",
            f"number(format-date({day}, '%m%d'))",
        ]
        if depth < 2:
            more = self.number(at, repeats, depth + 1)
            forms.append(f"if({self.truth(at, repeats, depth + 1)}, {more}, {one})")
            forms.append(f"({more} + {part})")
        return self.chance.choice(forms)

    def text(self, at: str, repeats: tuple[str, ...]) -> str:
        one, other = self._texts(at, repeats), self._texts(at, repeats)
        day = self._field("date", at, repeats, "date('2021-05-05')")
        return self.chance.choice(
            [
                f"concat({one}, '-', {other})",
                f"substr({one}, 1, 3)",
                f"substr({one}, 2)",
                f"coalesce({one}, {other})",
                f"translate({one}, 'ab', 'xy')",
                f"substring-before({one}, ' ')",
                f"substring-after({one}, ' ')",
                f"normalize-space({one})",
                f"join(',', {one}, {other})",
                f"selected-at({one}, 0)",
                f"string({self.truth(at, repeats, 1)})",
                f"format-date({day}, '{self.chance.choice(PATTERNS)}')",
                f"concat({day}, '')",
                f"if({self.truth(at, repeats, 1)}, {one}, {other})",
            ]
        )

    def truth(self, at: str, repeats: tuple[str, ...], depth: int = 0) -> str:
        number = self._field("int", at, repeats, "7")
        part = self._field("decimal", at, repeats, "2.5")
        text, town = self._texts(at, repeats), self._field("town", at, repeats, "'west'")
        day, later = (self._field("date", at, repeats, "date('2021-05-05')") for _ in range(2))
        forms = [
            f"{number} > {self.chance.randint(-3, 20)}",
            f"{part} <= {number}",
            f"{text} = 'a'",
            f"{town} = 'east'",
            f"{town} != 'west'",
            f"selected({text}, 'b')",
            f"selected({text}, 'red')",
            f"regex({text}, '^[a-z]+$')",
            f"contains({text}, 'a')",
            f"starts-with({text}, 'a')",
            f"string-length({text}) != 3",
            f"not({number} = 7)",
            f"{day} < {later}",
            f"{day} >= date('2000-01-01')",
            f"{text} != ''",
            f"boolean-from-string({text})",
        ]
        if depth < 2:
            one, other = self.truth(at, repeats, 2), self.truth(at, repeats, 2)
            forms += [f"({one} and {other})", f"({one} or {other})", f"not({one})"]
        return self.chance.choice(forms)

    def over_rows(self, at: str, repeats: tuple[str, ...] = ()) -> str:
        """Something about all rows of a repeat that is whole already."""
        path = self.chance.choice(self._repeats)
        # fields of groups in a row are forgotten by the other engine when the row goes
        inside = [
            field for field in self._known if field.path.rpartition("/")[0] == path and field.always
        ]
        ints = [field.path for field in inside if field.type == "int"]
        texts = [field.path for field in inside if field.type in ("string", "choice", "town")]
        forms = [f"count({path})"]
        if ints:
            one = self.chance.choice(ints)
            leaf = one[len(path) + 1 :]
            mine = self._field("int", at, repeats, "7")
            forms += [
                f"sum({one})",
                f"min({one})",
                f"count({path}[{leaf} > 3])",
                f"count-non-empty({one})",
                f"indexed-repeat({one}, {path}, 1)",
                f"indexed-repeat({one}, {path}, if({mine} >= 1, {mine}, 2))",
                f"sum({path}[position() > 1]/{leaf})",
                f"{path}[position() = 1]/{leaf}",
            ]
        if texts:
            one = self.chance.choice(texts)
            leaf = one[len(path) + 1 :]
            forms += [f"join(' ', {one})", f"count({path}[selected({leaf}, 'a')])"]
            own = self._texts(at, repeats)
            if own.startswith("/") and not repeats:
                forms.append(f"count({path}[{leaf} = {own}])")
        return self.chance.choice(forms)


def answer(chance: random.Random, type_: str) -> str:
    """An answer somebody might give to a question of a type."""
    if type_ == "int":
        return str(chance.choice([chance.randint(-5, 40), 0, 1, 2, 3]))
    if type_ == "decimal":
        return chance.choice(["0.5", "-2.5", "3", "12.25", "0.1", "-0.75"])
    return chance.choice(DAYS if type_ == "date" else WORDS)


def _item(value: str) -> str:
    return f"<item><label>{value}</label><value>{value}</value></item>"


def _towns() -> str:
    rows = "".join(
        f"<item><town>{town}</town><name>{name}</name><label>{name}</label></item>"
        for town, names in TOWNS.items()
        for name in names.split()
    )
    return f'<instance id="streets"><root>{rows}</root></instance>'


def some_of(chance: random.Random, values: list[str]) -> Iterator[str]:
    """A few of the choices, in their order."""
    for value in values:
        if chance.random() < 0.5:
            yield value
