"""A session: one citizen's answers to one form, kept consistent while they change."""

from __future__ import annotations

import random as random_module
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import TypeAlias

from kiosk.forms import serialise
from kiosk.forms.actions import Actions
from kiosk.forms.body import Element
from kiosk.forms.computation import Computation
from kiosk.forms.definition import Definition, ItextPart, OutputPart, Text
from kiosk.forms.dependencies import calls
from kiosk.forms.errors import EvaluationError, FormError
from kiosk.forms.evaluate import find_node, plain_result
from kiosk.forms.form import Form
from kiosk.forms.instance import InstanceNode, new_document
from kiosk.forms.layout import lay_out
from kiosk.forms.markup import list_tree, parse_xml
from kiosk.forms.metadata import end_values, preload_values, renew_identity
from kiosk.forms.options import Options
from kiosk.forms.state import NodeState, RepeatState
from kiosk.forms.surroundings import FormSurroundings
from kiosk.forms.xpath.compiler import compile_expression
from kiosk.forms.xpath.context import Scope
from kiosk.forms.xpath.nodes import Node

_Style: TypeAlias = tuple[Callable[[str], str], Callable[[str], str]]
_POSITION = re.compile(r"\[[0-9]+\]")
_MAX_TEXT_DEPTH = 20  # texts that output texts


class Session:
    """Answers to a form; see `Form.open` for its parameters."""

    def __init__(
        self,
        form: Form,
        *,
        now: Callable[[], datetime],
        tz: tzinfo,
        language: str | None,
        preload: Mapping[str, str],
        random: random_module.Random,
        instance: str | bytes | None,
        edit: bool,
    ) -> None:
        self.form = form
        self._now = now
        self._zone = tz
        self._random = random
        self._text_depth = 0
        self._revision = 0
        self._style: _Style = (_as_written, _as_written)
        self._language = form.default_language
        source = self._read_instance(instance) if instance is not None else None
        self._document, self.root = new_document(form.model.root, source)
        self._surroundings = FormSurroundings(self)
        self.options = Options(
            form.model.root,
            scope_of=self.scope_of,
            render=self.render,
            other_forms=self.other_forms,
        )
        self._actions = Actions(form.model, self.scope_of, self._resolve_targets)
        self.computation = Computation(
            form.graph,
            self.root,
            scope_of=self.scope_of,
            allowed=self.options.allowed,
            on_change=self._actions.value_changed,
            on_new=self._begin_instance,
        )
        if language is not None:
            self.language = language
        self._begin(preload, restored=source is not None, edit=edit)

    # -- answers --------------------------------------------------------------------------

    def set(self, ref: str, value: str) -> None:
        """Answer a question.

        Args:
            ref: such as ``/data/member[2]/name``.
            value: the XForms string value; "" clears, several choices are separated by spaces.

        Raises:
            FormError: no such question, or it is read-only.
        """
        node = self._leaf(ref)
        if node.source:
            raise FormError(
                f"{ref} was filled by {node.source} and cannot be changed.",
                place=ref,
                remedy="Clear it with fill() first.",
                code="form.readonly",
            )
        self.computation.write(node, self._accepted(node, value))
        self._settle()

    def fill(self, ref: str, values: Mapping[str, str], *, source: str) -> None:
        """Fill fields of a group from a device; they become read-only and remember the source.

        Args:
            ref: the group.
            values: child name to value; children that do not exist are left out, and a field
                that gets no value stays writable.
            source: such as ``card``; "" makes the fields writable again.

        Raises:
            FormError: no such group.
        """
        group = self._node(ref)
        for name, value in values.items():
            for child in group.instance_children():
                if child.definition.name == name and child.definition.is_leaf:
                    child.source = source if value else ""
                    self.computation.write(child, value)
                    self.computation.refresh_readonly(child)
        self._settle()

    def add_repeat(self, ref: str) -> str:
        """Add an instance to a repeat such as ``/data/member``; returns its path.

        Raises:
            FormError: no such repeat, or the form counts it itself.
        """
        definition, parent = self._repeat(ref)
        if definition.fixed:
            raise self._fixed(ref)
        node = self.computation.add(definition, parent)
        self._settle()
        return node.path

    def remove_repeat(self, ref: str) -> None:
        """Remove an instance of a repeat such as ``/data/member[2]``.

        Raises:
            FormError: no such instance, or the form counts it itself.
        """
        node = self._node(ref)
        if not node.definition.is_repeat:
            raise FormError(
                f"{ref} is no repeat.", place=ref, remedy="Name an instance.", code="form.path"
            )
        if node.definition.fixed:
            raise self._fixed(ref)
        self.computation.remove(node)
        self._settle()

    def finish(self) -> None:
        """Write the moment of the end where the form asks for it; call it before `to_xml`."""
        end_values(self.root, self.scope_of, self.computation.write)
        self._settle()

    # -- reading --------------------------------------------------------------------------

    def __getitem__(self, ref: str) -> NodeState | RepeatState:
        """The state of a question, group, repeat or repeat instance."""
        known = self.form.model.by_path.get(_POSITION.sub("", ref))
        if known is not None and not known.is_repeat:
            return NodeState(self, self._node(ref))
        try:
            definition, parent = self._repeat(ref)
        except FormError:
            return NodeState(self, self._node(ref))
        return RepeatState(self, definition, parent)

    def violations(self) -> list[NodeState]:
        """Every relevant node that fails, in document order."""
        states = (NodeState(self, node) for node in self.root.walk() if node.definition.is_leaf)
        return [state for state in states if state.violation is not None]

    @property
    def revision(self) -> int:
        """A number that grows whenever answers, rows or the language changed, and `body` may."""
        return self._revision

    @property
    def body(self) -> tuple[Element, ...]:
        """What the form asks now, with concrete references; read it again after a change."""
        return lay_out(self)

    def evaluate(self, expression: str, context: str = "/") -> bool | float | str | list[Node]:
        """Evaluate an expression in the context of a node.

        Raises:
            FormError: no such node, or the expression is wrong or has no result.
        """
        origin = self._document if context == "/" else self._node(context)
        compiled = compile_expression(expression, self.form.model.namespaces)
        return plain_result(compiled.evaluate(self.scope_of(origin)))

    def to_xml(self) -> str:
        """The submission instance; what is not relevant is left out."""
        model = self.form.model
        return serialise.to_xml(self.root, model.namespaces, model.default_namespace)

    def to_json(self) -> dict[str, object]:
        """The answers typed by bind type, repeats as lists, groups as objects."""
        return serialise.to_json(self.root)

    @property
    def problems(self) -> tuple[FormError, ...]:
        """Expressions that had no result while answers were given; their fields stayed empty."""
        return tuple(self.computation.problems)

    @property
    def language(self) -> str | None:
        """The language of labels, hints and messages; None when the form has one only.

        Set it to one of `Form.languages` or to its code (``en``, ``zh_CN``); a language that the
        form does not have means its default one.
        """
        return self._language

    @language.setter
    def language(self, wanted: str) -> None:
        found = self.form.model.translations.match(wanted) or self.form.default_language
        if found != self._language:
            self._language = found
            self._name_choices_again()

    @property
    def zone(self) -> tzinfo:
        """The time zone in which dates and times are meant."""
        return self._zone

    @contextmanager
    def styled(self, quote: Callable[[str], str], finish: Callable[[str], str]) -> Iterator[None]:
        """Have the texts of the form changed while they are read.

        Args:
            quote: changes what a text outputs: markup in an answer that a label repeats is no
                markup of the form.
            finish: changes the whole text, such as by taking its markup for what it means.
        """
        self._style = (quote, finish)
        try:
            yield
        finally:
            self._style = (_as_written, _as_written)

    # -- for the modules around it --------------------------------------------------------

    def scope_of(self, node: Node) -> Scope:
        """The scope of expressions at a node."""
        return Scope(
            origin=node,
            root=self._document,
            surroundings=self._surroundings,
            zone=self._zone,
            now=self._now,
            random=self._random,
        )

    def render(self, text: Text | None, node: Node) -> str:
        """A text of the form in the present language, at a node."""
        if text is None:
            return ""
        if self._text_depth >= _MAX_TEXT_DEPTH:
            raise FormError(
                "Texts of the form contain each other.", place=node.path, code="form.text"
            )
        self._text_depth += 1
        try:
            rendered = "".join(self._render_part(part, node) for part in text.parts)
        finally:
            self._text_depth -= 1
        return rendered if self._text_depth else self._style[1](rendered)

    def _render_part(self, part: str | OutputPart | ItextPart, node: Node) -> str:
        if isinstance(part, str):
            return part
        scope = self.scope_of(node)
        try:
            if isinstance(part, OutputPart):
                return self._style[0](part.value.text_in(scope))
            return self.text(part.text_id.text_in(scope), node)
        except EvaluationError:
            return ""

    def other_forms(self, text: Text | None, node: Node) -> dict[str, str]:
        """The forms of a text beside the written one: image, audio, video, guidance."""
        translations = self.form.model.translations
        found: dict[str, str] = {}
        for part in text.parts if text is not None else ():
            if isinstance(part, ItextPart):
                text_id = part.text_id.text_in(self.scope_of(node))
                for form in translations.forms(text_id):
                    found[form] = self.text(text_id, node, form)
        return found

    def text(self, text_id: str, node: Node, form: str = "") -> str:
        """An itext entry in the present language, at a node."""
        return self.render(self.form.model.translations.find(text_id, self._language, form), node)

    # -- beginning ------------------------------------------------------------------------

    def _begin(self, preload: Mapping[str, str], *, restored: bool, edit: bool) -> None:
        if restored and edit:
            renew_identity(self.root, self._random)
        if not restored:
            preload_values(self.root, self.scope_of, preload, self._random)
        for node in self.root.walk():
            if node.definition.is_leaf:
                self.computation.prepare(node)
        self.computation.everything()
        self._actions.load(self.root, self.computation, first=not restored)
        self._settle()

    def _begin_instance(self, node: InstanceNode) -> None:
        for each in node.walk():
            if each.definition.is_leaf:
                self.computation.prepare(each)
        self._actions.new_instance(node)

    def _read_instance(self, instance: str | bytes) -> Node:
        element = parse_xml(instance, place="the instance")
        tree = list_tree(element, None, self.form.model.default_namespace)
        if tree.name != self.form.model.root.name:
            raise FormError(
                f"The instance “{tree.qname}” is not of this form.",
                place=self.form.id,
                remedy="Open it with the form it was made with.",
                code="form.instance",
            )
        return tree

    # -- settling -------------------------------------------------------------------------

    def _settle(self) -> None:
        self.computation.settle()
        self._actions.run(self.computation)
        self._revision += 1

    def _name_choices_again(self) -> None:
        """Names of choices in calculations follow the language; other texts in them do not."""
        for node in self.root.walk():
            calculate = node.definition.bind.calculate
            if calculate and any(call.name == "jr:choice-name" for call in calls(calculate)):
                self.computation.reconsider(node)
        self._settle()

    def _accepted(self, node: InstanceNode, value: str) -> str:
        control = node.definition.control
        if control is None:
            return value
        if control.kind == "rank" and value:
            values = [each for each, _ in self.options.of(node)]
            if sorted(value.split()) != sorted(values):
                raise FormError(
                    "A ranking names every option once.",
                    place=node.path,
                    remedy=f"Rank all of {' '.join(values)}.",
                    code="form.rank",
                )
        if control.kind == "range" and not _within(value, control.attributes):
            return ""  # as every other answer that its question cannot take
        return value

    # -- finding --------------------------------------------------------------------------

    def _node(self, ref: str) -> InstanceNode:
        node = find_node(self._document, ref)
        if not isinstance(node, InstanceNode):
            raise FormError(f"{ref} is no node of the form.", place=ref, code="form.path")
        return node

    def _leaf(self, ref: str) -> InstanceNode:
        node = self._node(ref)
        if not node.definition.is_leaf:
            raise FormError(
                f"{ref} is a group and holds no answer.",
                place=ref,
                remedy="Name a question in it.",
                code="form.path",
            )
        return node

    def _repeat(self, ref: str) -> tuple[Definition, InstanceNode]:
        path, _, name = ref.rpartition("/")
        if not ref.endswith("]") and path:
            parent = self._node(path)
            for child in parent.definition.children:
                if child.is_repeat and name in (child.qname, child.name):
                    return child, parent
        raise FormError(
            f"{ref} is no repeat.", place=ref, remedy="Name it without position.", code="form.path"
        )

    def _resolve_targets(self, action_ref: Callable[[Scope], object], node: Node) -> list[Node]:
        found = action_ref(self.scope_of(node))
        return found if isinstance(found, list) else []

    def _fixed(self, ref: str) -> FormError:
        return FormError(
            f"The form itself decides how many instances {ref} has.",
            place=ref,
            remedy="Change what it counts.",
            code="form.repeat",
        )


def _as_written(text: str) -> str:
    return text


def _within(value: str, attributes: Mapping[str, str]) -> bool:
    """Whether a number lies between ``start`` and ``end`` of a range."""
    try:
        bounds = sorted((float(attributes["start"]), float(attributes["end"])))
        return not value or bounds[0] <= float(value) <= bounds[1]
    except (KeyError, ValueError):
        return True
