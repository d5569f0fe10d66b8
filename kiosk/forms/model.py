"""Reading a form's XML: primary instance, binds, lists, texts, actions and body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from kiosk.forms import datatypes
from kiosk.forms.body import BodyElement, Control, Intent
from kiosk.forms.choices import ChoiceList, FixedChoice, FixedChoices, Itemset
from kiosk.forms.definition import Bind, Definition, Event, SetValue
from kiosk.forms.errors import FormError
from kiosk.forms.intents import parse_intent
from kiosk.forms.itext import Translations
from kiosk.forms.lists import external_list, internal_list
from kiosk.forms.markup import list_tree
from kiosk.forms.wording import TextReader, tag
from kiosk.forms.xpath.compiler import Expression, compile_expression
from kiosk.forms.xpath.nodes import XFORMS, Node, NodeKind

JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
ODK = "http://www.opendatakit.org/xforms"
_XHTML = "http://www.w3.org/1999/xhtml"
_JR = f"{{{JAVAROSA}}}"
_CONTROLS = frozenset({"input", "select", "select1", "trigger", "upload", "range", "rank"})
_CONTROL_NAMESPACES = frozenset({XFORMS, ODK, f"{ODK}/"})  # the last one is a common slip
_SELECTS = frozenset({"select", "select1", "rank"})
_UNDERSTOOD = frozenset({"ref", "nodeset", "bind", "appearance", "intent"})


@dataclass(slots=True)
class Model:
    """All that a form's XML says."""

    title: str
    root: Definition
    namespaces: dict[str, str]
    default_namespace: str
    by_path: dict[str, Definition] = field(default_factory=dict)
    instances: dict[str, Node] = field(default_factory=dict)
    translations: Translations = field(default_factory=Translations)
    load_actions: list[SetValue] = field(default_factory=list)
    body: tuple[BodyElement, ...] = ()
    warnings: list[FormError] = field(default_factory=list)


def read_model(
    html: etree._Element, media: Mapping[str, bytes], *, placeholders: bool = False
) -> Model:
    """Read a parsed form; with `placeholders` a missing file counts as an empty list.

    Raises:
        FormError: what is wrong, at which element, and what to do.
    """
    return _Reader(html, media, placeholders=placeholders).read()


class _Reader:
    def __init__(
        self, html: etree._Element, media: Mapping[str, bytes], *, placeholders: bool
    ) -> None:
        self._placeholders = placeholders
        self._html = html
        self._media = media
        self._namespaces = {
            prefix: str(uri)
            for element in html.iter(tag=etree.Element)
            for prefix, uri in element.nsmap.items()
            if prefix
        }
        self._texts = TextReader(self._namespaces)
        self._bind_ids: dict[str, str] = {}
        self._actions: list[SetValue] = []

    def read(self) -> Model:
        model_element = self._find_model()
        primary, root_element = self._primary(model_element)
        repeat_paths = self._repeat_paths()
        root = self._definitions(root_element, repeat_paths)
        title = self._html.findtext(f"{{{_XHTML}}}head/{{{_XHTML}}}title", default="")
        self._model = Model(
            title=title.strip(),
            root=root,
            namespaces=self._namespaces,
            default_namespace=_own_namespace(root_element),
        )
        self._model.by_path = {each.path: each for each in root.walk()}
        self._model.translations = self._texts.translations(model_element.find(tag("itext")))
        self._read_instances(model_element, primary)
        self._read_binds(model_element)
        self._imply_meta(root)
        self._check_submission(model_element)
        body = self._html.find(f"{{{_XHTML}}}body")
        if body is not None:
            self._model.body = tuple(self._elements(body, root.path))
        self._read_model_actions(model_element)
        self._spread_departments(root, ())
        return self._model

    def _find_model(self) -> etree._Element:
        found = next(self._html.iter(tag("model")), None)
        if found is None:
            raise FormError(
                "The document is no form: it has no <model>.",
                place=str(self._html.tag),
                remedy="Give XForms XML as converted from the spreadsheet.",
            )
        return found

    def _primary(self, model: etree._Element) -> tuple[etree._Element, etree._Element]:
        for instance in model.iterchildren(tag("instance")):
            for root in instance.iterchildren(tag=etree.Element):
                return instance, root
            break
        raise FormError(
            "The form has no primary <instance> with a root element.",
            place="<model>",
            remedy="Convert the spreadsheet again.",
        )

    # -- the primary instance -------------------------------------------------------------

    def _repeat_paths(self) -> set[str]:
        body = self._html.find(f"{{{_XHTML}}}body")
        if body is None:
            return set()
        return {
            _clean_path(str(element.get("nodeset") or element.get("ref") or ""))
            for element in body.iter(tag("repeat"))
        }

    def _definitions(self, root_element: etree._Element, repeats: set[str]) -> Definition:
        tree = list_tree(root_element, None, _own_namespace(root_element))
        root = _define(tree, None, repeats)
        missing = repeats - {each.path for each in root.walk()}
        if missing:
            path = min(missing)
            raise FormError(
                f"The repeat “{path}” is not part of the instance.",
                place=f'<repeat nodeset="{path}">',
                remedy="Correct its path.",
            )
        return root

    def _imply_meta(self, root: Definition) -> None:
        """Every submission has a meta/instanceID (OpenRosa metadata); add it when it is missing."""
        meta = next((each for each in root.children if each.qname.endswith("meta")), None)
        prefix = self._meta_prefix(meta)
        uri = OPENROSA if prefix else ""
        if meta is None:
            meta = _added(root, "meta", prefix, uri)
            self._model.by_path[meta.path] = meta
        if not any(each.qname.rpartition(":")[2] == "instanceID" for each in meta.children):
            identifier = _added(meta, "instanceID", prefix, uri)
            identifier.bind = Bind(preload="uid")
            self._model.by_path[identifier.path] = identifier

    def _meta_prefix(self, meta: Definition | None) -> str:
        if meta is not None:
            return meta.qname.rpartition(":")[0]
        return next((name for name, uri in self._namespaces.items() if uri == OPENROSA), "")

    # -- lists ----------------------------------------------------------------------------

    def _read_instances(self, model: etree._Element, primary: etree._Element) -> None:
        for instance in model.iterchildren(tag("instance")):
            name = instance.get("id")
            source = instance.get("src")
            if instance is primary or not name:
                continue
            if source:
                self._model.instances[name] = external_list(
                    source, name, self._media, placeholder=self._placeholders
                )
            else:
                self._model.instances[name] = internal_list(instance)

    # -- binds ----------------------------------------------------------------------------

    def _read_binds(self, model: etree._Element) -> None:
        for element in model.iterchildren(tag("bind")):
            written = str(element.get("nodeset") or element.get("ref") or "")
            place = f'<bind nodeset="{written}">'
            definition = self._model.by_path.get(_clean_path(written))
            if definition is None:
                self._warn(
                    f"The bind “{written}” points at nothing.",
                    place=f"{place}, line {element.sourceline}",
                    remedy="Correct its path or add the node to the instance.",
                )
                continue
            definition.bind = self._bind(element, place)
            if element.get("id"):
                self._bind_ids[str(element.get("id"))] = definition.path

    def _bind(self, element: etree._Element, place: str) -> Bind:
        def expression(name: str) -> Expression | None:
            return self._compile(element.get(name), f"{place}, {name}")

        return Bind(
            type=datatypes.type_name(str(element.get("type", ""))),
            relevant=expression("relevant"),
            required=expression("required"),
            readonly=expression("readonly"),
            calculate=expression("calculate"),
            constraint=expression("constraint"),
            constraint_message=self._texts.message(element.get(f"{_JR}constraintMsg")),
            required_message=self._texts.message(element.get(f"{_JR}requiredMsg")),
            preload=str(element.get(f"{_JR}preload", "")),
            preload_parameters=str(element.get(f"{_JR}preloadParams", "")),
            departments=_departments(element),
            place=place,
        )

    def _compile(self, written: str | None, place: str) -> Expression | None:
        if written is None or not written.strip():
            return None
        try:
            compiled = compile_expression(written, self._namespaces)
        except FormError as error:
            raise error.at(place) from None
        return compiled

    def _spread_departments(self, node: Definition, inherited: tuple[str, ...]) -> None:
        departments = node.bind.departments or inherited
        if departments != node.bind.departments:
            node.bind = replace(node.bind, departments=departments)
        for child in node.children:
            self._spread_departments(child, departments)

    # -- body -----------------------------------------------------------------------------

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
        path = _clean_path(str(written))
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
        control = self._control(element, "group", ref)
        if ref and not self._model.by_path[ref].is_repeat:
            self._model.by_path[ref].control = control
        return BodyElement(control, tuple(self._elements(element, ref or context)))

    def _repeat(self, element: etree._Element, parent: etree._Element) -> BodyElement:
        ref = _clean_path(str(element.get("nodeset") or element.get("ref") or ""))
        definition = self._model.by_path[ref]
        place = f'<repeat nodeset="{ref}">'
        definition.count = self._compile(element.get(f"{_JR}count"), f"{place}, jr:count")
        if element.get(f"{_JR}noAddRemove", "").strip() in ("true()", "true", "1"):
            definition.fixed = True
        if definition.count is not None:
            definition.fixed = True
        control = self._control(element, "repeat", ref)
        if control.label is None and _clean_path(str(parent.get("ref", ""))) == ref:
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
        label = None
        if label_element is not None:
            label = self._compile(label_element.get("ref"), place)
        return Itemset(nodeset, value, label)

    def _items(self, element: etree._Element) -> Iterator[FixedChoice]:
        for item in element.iterchildren(tag("item")):
            value = (item.findtext(tag("value")) or "").strip()
            yield FixedChoice(value, self._texts.element(item.find(tag("label"))))

    # -- actions --------------------------------------------------------------------------

    def _read_model_actions(self, model: etree._Element) -> None:
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

    def _check_submission(self, model: etree._Element) -> None:
        for submission in model.iterchildren(tag("submission")):
            method = submission.get("method", "post")
            if method not in ("post", "form-data-post"):
                raise FormError(
                    f"The submission method “{method}” is unknown.",
                    place=f'<submission method="{method}">',
                    remedy="Leave it out: the terminal submits by itself.",
                )


def _define(template: Node, parent: Definition | None, repeats: set[str]) -> Definition:
    path = f"{parent.path if parent else ''}/{template.qname}"
    definition = Definition(
        path=path,
        name=template.name,
        qname=template.qname,
        namespace=template.namespace,
        parent=parent,
        template=template,
        is_repeat=path in repeats,
    )
    outer = parent.repeats if parent else ()
    definition.repeats = (*outer, definition) if definition.is_repeat else outer
    for attribute in template.attributes:
        if attribute.namespace == JAVAROSA:
            continue
        definition.attributes.append(
            Definition(
                path=f"{path}/@{attribute.qname}",
                name=attribute.name,
                qname=attribute.qname,
                namespace=attribute.namespace,
                parent=definition,
                template=attribute,
                is_attribute=True,
                repeats=definition.repeats,
            )
        )
    seen: dict[str, Node] = {}
    for child in template.children:
        if child.name not in seen or is_template(child):
            seen[child.name] = child
    for order, child in enumerate(seen.values()):
        child_definition = _define(child, definition, repeats)
        if child_definition.is_repeat:
            child_definition.initial = tuple(
                each
                for each in template.children
                if each.name == child.name and not is_template(each)
            )
        child_definition.order = order
        definition.children.append(child_definition)
    return definition


def is_template(node: Node) -> bool:
    """Whether an element of the form's instance is a repeat's template and no instance."""
    return any(
        each.namespace == JAVAROSA and each.name.endswith("}template") for each in node.attributes
    )


def _added(parent: Definition, name: str, prefix: str, uri: str) -> Definition:
    qname = f"{prefix}:{name}" if prefix else name
    key = f"{{{uri}}}{name}" if uri else name
    template = Node(NodeKind.ELEMENT, key, qname=qname, namespace=uri, parent=parent.template)
    parent.template.children.append(template)
    definition = _define(template, parent, set())
    definition.order = len(parent.children)
    parent.children.append(definition)
    return definition


def _own_namespace(root: etree._Element) -> str:
    """The default namespace of the data when the form gives it one of its own."""
    uri = str(root.nsmap.get(None) or "")
    return "" if uri in (XFORMS, _XHTML) else uri


def _clean_path(written: str) -> str:
    return "/".join(part.strip() for part in written.strip().split("/")).rstrip("/")


def _local(element: etree._Element) -> str:
    return f"<{etree.QName(element).localname}>"


def _departments(element: etree._Element) -> tuple[str, ...]:
    """``kiosk:department`` on a bind, whatever URI the form gives the prefix."""
    for name, value in element.attrib.items():
        qualified = etree.QName(str(name))
        if qualified.localname == "department" and qualified.namespace:
            return tuple(str(value).split())
    return ()


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
