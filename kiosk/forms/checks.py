"""What is checked once a form is read: references to lists and questions that must exist."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.forms.choices import FixedChoices, Itemset
from kiosk.forms.definition import Definition, SetValue, Text
from kiosk.forms.dependencies import calls
from kiosk.forms.errors import FormError
from kiosk.forms.model import Model
from kiosk.forms.xpath.compiler import Expression
from kiosk.forms.xpath.syntax import Literal


def check(model: Model) -> None:
    """Check every expression of a form.

    Raises:
        FormError: an unknown list, or a choice name of something that has no choices.
    """
    for expression, place in _all_expressions(model):
        for call in calls(expression):
            first = call.arguments[0] if call.arguments else None
            if call.name in ("instance", "pulldata") and isinstance(first, Literal):
                _check_instance(model, first.value, expression, place)
            if call.name == "jr:choice-name" and isinstance(call.arguments[1], Literal):
                _check_choices(model, call.arguments[1].value, expression, place)


def _check_instance(model: Model, name: str, expression: Expression, place: str) -> None:
    if name not in model.instances:
        raise FormError(
            f"The list “{name}” is not part of the form.",
            place=f"{place}, {expression.text}",
            remedy="Correct its name or attach it.",
            code="form.instance",
        )


def _check_choices(model: Model, path: str, expression: Expression, place: str) -> None:
    definition = model.by_path.get(path.strip())
    control = definition.control if definition is not None else None
    if path.strip().startswith("/") and (control is None or control.choices is None):
        raise FormError(
            f"jr:choice-name asks for the choices of “{path.strip()}”, which has none.",
            place=f"{place}, {expression.text}",
            remedy="Name a question with choices.",
            code="form.choices",
        )


def _all_expressions(model: Model) -> Iterator[tuple[Expression, str]]:
    for definition in model.root.walk():
        place = definition.bind.place or definition.path
        for expression in _of_definition(definition):
            yield expression, place
    for action in _actions(model):
        yield action.ref, action.place
        if action.value is not None:
            yield action.value, action.place
    for by_id in model.translations.entries.values():
        for text_id, entry in by_id.items():
            for text in entry.forms.values():
                for expression in text.expressions():
                    yield expression, f'<text id="{text_id}">'


def _actions(model: Model) -> Iterator[SetValue]:
    yield from model.load_actions
    for definition in model.root.walk():
        yield from definition.changed_actions
        yield from definition.new_repeat_actions


def _of_definition(definition: Definition) -> Iterator[Expression]:
    bind = definition.bind
    for expression in (
        bind.relevant, bind.required, bind.readonly, bind.calculate, bind.constraint,
        definition.count,
    ):  # fmt: skip
        if expression is not None:
            yield expression
    texts: list[Text | None] = [bind.constraint_message, bind.required_message]
    control = definition.control
    if control is not None:
        texts += [control.label, control.hint]
        if isinstance(control.choices, FixedChoices):
            texts += [item.label for item in control.choices.items]
        elif isinstance(control.choices, Itemset):
            yield control.choices.nodeset
    for text in texts:
        if text is not None:
            yield from text.expressions()
