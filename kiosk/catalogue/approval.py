"""Rules of instant approval, compiled for the form whose answers they are asked about.

A condition is written as in the form: functions and operators, ``${question}`` for an answer. It
reaches answers by no other way, so that every name in it can be checked when the rule is loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.catalogue.deciding import ApprovalRule
from kiosk.forms.errors import FormError
from kiosk.forms.xpath.compiler import Expression, compile_expression
from kiosk.forms.xpath.syntax import Axis, Call, Chain, Path, walk

if TYPE_CHECKING:
    from kiosk.forms.form import Form
    from kiosk.forms.session import Session

_QUESTION = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_COMPARING = frozenset({"and", "or", "=", "!=", "<", "<=", ">", ">="})
_YES_OR_NO = frozenset({
    "not", "true", "false", "boolean", "selected", "contains", "starts-with", "ends-with", "regex",
    "boolean-from-string", "checklist",
})  # fmt: skip
_CHANCE = frozenset({"random", "randomize", "uuid", "once", "now"})


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule ready to be asked; made by `compiled`."""

    rule: ApprovalRule
    expression: Expression

    def met(self, session: Session) -> bool:
        """Whether the answers of a session meet it.

        Raises:
            EvaluationError: it has no result with these answers.
        """
        return self.expression.truth_in(session.scope_of(session.root))


def compiled(rule: ApprovalRule, form: Form) -> Condition:
    """A rule for the answers to a form.

    Raises:
        FormError: ``catalogue.rule``; it is no condition, or names what the form does not ask.
    """
    paths: set[tuple[str, ...]] = set()

    def path(match: re.Match[str]) -> str:
        found = _path_of(match[1], rule, form)
        paths.add(tuple(found.strip("/").split("/")))
        return found

    try:
        expression = compile_expression(
            _QUESTION.sub(path, rule.approve_when), form.model.namespaces
        )
    except FormError as error:
        if error.code == "catalogue.rule":
            raise
        raise _wrong(rule, str(error)) from error
    if not _asks_yes_or_no(expression):
        raise _wrong(rule, "It is no condition: compare something, such as ${kind} = 'renewal'.")
    for part in walk(expression.syntax):
        if isinstance(part, Path) and not _named(part, paths):
            raise _wrong(rule, "Answers are named by ${question} only.")
        if isinstance(part, Call) and part.name in _CHANCE:
            raise _wrong(rule, f"{part.name}() is not the same each time it is asked.")
    return Condition(rule, expression)


def _path_of(name: str, rule: ApprovalRule, form: Form) -> str:
    found = [one.path for one in form.model.root.walk() if one.name == name]
    if len(found) != 1:
        known = "names no question" if not found else "names several questions"
        raise _wrong(rule, f"${{{name}}} {known} of form {form.id}.")
    return found[0]


def _named(path: Path, paths: set[tuple[str, ...]]) -> bool:
    plain = path.start == "/" and all(
        step.axis is Axis.CHILD and not step.predicates for step in path.steps
    )
    return plain and tuple(step.name for step in path.steps) in paths


def _asks_yes_or_no(expression: Expression) -> bool:
    match expression.syntax:
        case Chain(rest=((sign, _), *_)):
            return sign in _COMPARING
        case Call(name=name):
            return name in _YES_OR_NO
        case _:
            return False


def _wrong(rule: ApprovalRule, why: str) -> FormError:
    return FormError(
        f"The rule {rule.rule} cannot be used.",
        place=rule.approve_when,
        remedy=why,
        code="catalogue.rule",
    )
