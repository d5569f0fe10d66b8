"""Reading a form's body: what it asks, the choices it offers, the actions it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from kiosk.forms.body import BodyElement, Control, Intent
from kiosk.forms.choices import ChoiceList, FixedChoice, FixedChoices, Itemset
from kiosk.forms.definition import Event, SetValue
from kiosk.forms.errors import FormError
from kiosk.forms.intents import parse_intent
from kiosk.forms.model import Model
from kiosk.forms.structure import JAVAROSA, clean_path
from kiosk.forms.wording import TextReader, compile_written, tag
from kiosk.forms.xpath.compiler import Expression
from kiosk.forms.xpath.nodes import XFORMS

ODK = "http://www.opendatakit.org/xforms"
_JR = f"{{{JAVAROSA}}}"
_CONTROLS = frozenset({"input", "select", "select1", "trigger", "upload", "range", "rank"})
_CONTROL_NAMESPACES = frozenset({XFORMS, ODK, f"{ODK}/"})  # the last one is a common slip
_SELECTS = frozenset({"select", "select1", "rank"})
_UNDERSTOOD = frozenset({"ref", "nodeset", "bind", "appearance", "intent"})


class BodyReader:
    """Reads the body into a model whose definitions are known.

    Args:
        model: gets the controls, actions and warnings.
        texts: reads labels and hints.
        bind_ids: paths by the id of their bind.
    """

    def __init__(self, model: Model, texts: TextReader, bind_ids: Mapping[str, str]) -> None:
        self._model = model
        self._texts = texts
        self._bind_ids = bind_ids

    def _compile(self, written: str | None, place: str) -> Expression | None:
        return compile_written(written, self._model.namespaces, place)

    def read(self, body: etree._Element) -> tuple[BodyElement, ...]:
        """The questions, groups and repeats of the body."""
        return tuple(self._elements(body, self._model.root.path))

    def _elements(self, parent: etree._Element, context: str) -> Iterator[BodyElement]:
        for element in parent.iterchildren(tag=etree.Element):
            name = etree.QName(element)
            if name.namespace in _CONTROL_NAMESPACES and name.localname in _CONTROLS:
                yield from self._question(element, name.localname, context)
            elif element.tag == tag("group"):
                yield self._group(element, context)
            elif element.tag == tag("repeat"):
                yield self._repeat(element, parent)
            elif element.tag == tag("setvalue"):
                self._action(element, context)

    def _resolve(self, element: etree._Element, context: str) -> str | None:
        """The path an element is bound to: "" when to none, None when to nothing there is."""
        bind = element.get("bind")
        written = element.get("ref") or element.get("nodeset")
        if written is None and bind is not None:
            written = self._bind_ids.get(bind)
        if written is None:
            return ""
        path = clean_path(str(written))
        if not path.startswith("/"):
            path = f"{context}/{path.removeprefix('current()/').removeprefix('./')}"
        if path not in self._model.by_path:
            self._warn(
                f"“{written}” is not part of the instance.",
                place=f"{_local(element)}, line {element.sourceline}",
                remedy="Correct the reference.",
            )
            return None
        return path

    def _warn(self, message: str, *, place: str, remedy: str) -> None:
        """Note what the form gets wrong and its peers pass over in silence."""
        self._model.warnings.append(FormError(message, place=place, remedy=remedy))

    def _control(
        self, element: etree._Element, kind: str, ref: str, choices: ChoiceList | None = None
    ) -> Control:
        hint = element.find(tag("hint"))
        return Control(
            kind=kind,
            ref=ref,
            appearances=tuple(str(element.get("appearance", "")).split()),
            label=self._texts.element(element.find(tag("label"))),
            hint=self._texts.element(hint),
            choices=choices,
            intent=self._intent(element, ref),
            attributes={
                etree.QName(str(name)).localname: str(value)
                for name, value in element.attrib.items()
                if name not in _UNDERSTOOD
            },
        )

    def _intent(self, element: etree._Element, ref: str) -> Intent | None:
        written = element.get("intent")
        return parse_intent(written, place=f'<group ref="{ref}">') if written else None

    def _question(self, element: etree._Element, kind: str, context: str) -> Iterator[BodyElement]:
        ref = self._resolve(element, context)
        if ref is None:
            return
        definition = self._model.by_path.get(ref)
        if definition is None:
            raise FormError(
                "A question is bound to nothing.",
                place=f"{_local(element)}, line {element.sourceline}",
                remedy="Give it a ref.",
            )
        _check_media_type(element, ref)
        choices = self._choices(element, ref) if kind in _SELECTS else None
        control = self._control(element, kind, ref, choices)
        definition.control = control
        for action in element.iterchildren(tag("setvalue")):
            self._action(action, ref)
        yield BodyElement(control)

    def _group(self, element: etree._Element, context: str) -> BodyElement:
        ref = self._resolve(element, context) or ""
        control = self._with_hint(self._control(element, "group", ref))
        if ref and not self._model.by_path[ref].is_repeat:
            self._model.by_path[ref].control = control
        return BodyElement(control, tuple(self._elements(element, ref or context)))

    def _with_hint(self, control: Control) -> Control:
        """A group with the hint that pyxform translates and then names nowhere in the body."""
        text_id = f"{control.ref}:hint"
        if control.hint is not None or not self._model.translations.has(text_id):
            return control
        return replace(control, hint=self._texts.reference(f"jr:itext('{text_id}')"))

    def _repeat(self, element: etree._Element, parent: etree._Element) -> BodyElement:
        ref = clean_path(str(element.get("nodeset") or element.get("ref") or ""))
        definition = self._model.by_path[ref]
        place = f'<repeat nodeset="{ref}">'
        definition.count = self._compile(element.get(f"{_JR}count"), f"{place}, jr:count")
        if element.get(f"{_JR}noAddRemove", "").strip() in ("true()", "true", "1"):
            definition.fixed = True
        if definition.count is not None:
            definition.fixed = True
        control = self._control(element, "repeat", ref)
        if control.label is None and clean_path(str(parent.get("ref", ""))) == ref:
            # the usual way to write it: a group around the repeat carries the label
            control = replace(control, label=self._texts.element(parent.find(tag("label"))))
        definition.control = control
        return BodyElement(control, tuple(self._elements(element, ref)))

    def _choices(self, element: etree._Element, ref: str) -> ChoiceList:
        itemset = element.find(tag("itemset"))
        if itemset is None:
            return FixedChoices(tuple(self._items(element)))
        place = f'<itemset nodeset="{itemset.get("nodeset")}"> of {ref}'
        nodeset = self._compile(itemset.get("nodeset"), place)
        value_element = itemset.find(tag("value"))
        label_element = itemset.find(tag("label"))
        value = self._compile(value_element.get("ref") if value_element is not None else "", place)
        if nodeset is None or value is None:
            raise FormError(
                "A list of choices names no rows or no value.",
                place=place,
                remedy="Give <itemset nodeset> and <value ref>.",
            )
        written = label_element.get("ref") if label_element is not None else None
        label = self._compile(written, place)
        text = self._texts.reference(str(written)) if label is not None else None
        return Itemset(nodeset, value, label, text)

    def _items(self, element: etree._Element) -> Iterator[FixedChoice]:
        for item in element.iterchildren(tag("item")):
            value = (item.findtext(tag("value")) or "").strip()
            yield FixedChoice(value, self._texts.element(item.find(tag("label"))))

    # -- actions --------------------------------------------------------------------------

    def read_actions(self, model: etree._Element) -> None:
        """The actions that stand in the model."""
        for element in model.iterchildren(tag("setvalue")):
            action = self._read_action(element, "")
            if Event.NEW_REPEAT in action.events:
                raise FormError(
                    "An odk-new-repeat action stands in the model.",
                    place=action.place,
                    remedy="Move it into the repeat.",
                )
            self._model.load_actions.append(action)

    def _action(self, element: etree._Element, trigger: str) -> None:
        action = self._read_action(element, trigger)
        definition = self._model.by_path[trigger]
        if Event.VALUE_CHANGED in action.events:
            definition.changed_actions.append(action)
        if Event.NEW_REPEAT in action.events:
            definition.new_repeat_actions.append(action)
        if action.events & {Event.FIRST_LOAD, Event.LOAD}:
            self._model.load_actions.append(action)

    def _read_action(self, element: etree._Element, trigger: str) -> SetValue:
        written = element.get("ref") or self._bind_ids.get(str(element.get("bind", "")), "")
        place = f'<setvalue ref="{written}">, line {element.sourceline}'
        ref = self._compile(written, place)
        if ref is None:
            raise FormError("An action has no target.", place=place, remedy="Give it a ref.")
        value = element.get("value")
        return SetValue(
            events=_events(str(element.get("event", "")), place),
            ref=ref,
            value=self._compile(value, place),
            text=(element.text or "") if value is None else "",
            trigger=trigger,
            place=place,
        )


def _local(element: etree._Element) -> str:
    return f"<{etree.QName(element).localname}>"


def _events(written: str, place: str) -> frozenset[Event]:
    known = {each.value: each for each in Event}
    unknown = [name for name in written.split() if name not in known]
    if unknown or not written.split():
        raise FormError(
            f"The event “{' '.join(unknown)}” is unknown.",
            place=place,
            remedy=f"Use one of {', '.join(known)}.",
        )
    return frozenset(known[name] for name in written.split())


def _check_media_type(element: etree._Element, ref: str) -> None:
    media_type = element.get("mediatype")
    if media_type and "/" not in media_type:
        raise FormError(
            f"The media type “{media_type}” is none.",
            place=f'<upload ref="{ref}">',
            remedy="Write a media type such as image/*.",
        )
