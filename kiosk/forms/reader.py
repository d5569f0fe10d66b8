"""Reading a form's XML: primary instance, lists, texts, binds; the body is read beside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lxml import etree

from kiosk.forms import datatypes
from kiosk.forms.body_reader import BodyReader
from kiosk.forms.definition import Bind, Definition
from kiosk.forms.errors import FormError
from kiosk.forms.lists import Media, external_list, internal_list
from kiosk.forms.markup import list_tree
from kiosk.forms.model import Model
from kiosk.forms.structure import JAVAROSA, XHTML, added, clean_path, define, own_namespace
from kiosk.forms.wording import TextReader, compile_written, tag
from kiosk.forms.xpath.compiler import Expression

OPENROSA = "http://openrosa.org/xforms"
MAX_FIELDS = 20_000  # of one form; the longest known has 3,000
_JR = f"{{{JAVAROSA}}}"


def read_model(
    html: etree._Element,
    media: Media,
    *,
    placeholders: bool = False,
    list_folder: Path | None = None,
) -> Model:
    """Read a parsed form; with `placeholders` a missing file counts as an empty list.

    Raises:
        FormError: what is wrong, at which element, and what to do.
    """
    return _Reader(html, media, placeholders=placeholders, list_folder=list_folder).read()


class _Reader:
    def __init__(
        self,
        html: etree._Element,
        media: Media,
        *,
        placeholders: bool,
        list_folder: Path | None,
    ) -> None:
        self._placeholders = placeholders
        self._list_folder = list_folder
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

    def read(self) -> Model:
        model_element = self._find_model()
        primary, root_element = self._primary(model_element)
        repeat_paths = self._repeat_paths()
        root = self._definitions(root_element, repeat_paths)
        title = self._html.findtext(f"{{{XHTML}}}head/{{{XHTML}}}title", default="")
        self._model = Model(
            title=title.strip(),
            root=root,
            namespaces=self._namespaces,
            default_namespace=own_namespace(root_element),
        )
        self._model.by_path = {each.path: each for each in root.walk()}
        self._model.translations = self._texts.translations(model_element.find(tag("itext")))
        self._read_instances(model_element, primary)
        self._read_binds(model_element)
        self._imply_meta(root)
        self._check_submission(model_element)
        body = self._html.find(f"{{{XHTML}}}body")
        if body is not None:
            reader = BodyReader(self._model, self._texts, self._bind_ids)
            self._model.body = reader.read(body)
            reader.read_actions(model_element)
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
        body = self._html.find(f"{{{XHTML}}}body")
        if body is None:
            return set()
        return {
            clean_path(str(element.get("nodeset") or element.get("ref") or ""))
            for element in body.iter(tag("repeat"))
        }

    def _definitions(self, root_element: etree._Element, repeats: set[str]) -> Definition:
        fields = sum(1 for _ in root_element.iter())
        if fields > MAX_FIELDS:
            raise FormError(
                f"The form has {fields} fields, more than {MAX_FIELDS}.",
                place=f"<{root_element.tag}>",
                remedy="Divide it into several forms.",
            )
        tree = list_tree(root_element, None, own_namespace(root_element))
        root = define(tree, None, repeats)
        if root.is_repeat:
            raise FormError(
                "The whole form cannot be a repeat.",
                place=f'<repeat nodeset="{root.path}">',
                remedy="Put the repeated questions into a group of their own.",
            )
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
        meta = next(
            (each for each in root.children if each.qname.rpartition(":")[2] == "meta"), None
        )
        prefix = self._meta_prefix(meta)
        uri = OPENROSA if prefix else ""
        if meta is None:
            meta = added(root, "meta", prefix, uri)
            self._model.by_path[meta.path] = meta
        if not any(each.qname.rpartition(":")[2] == "instanceID" for each in meta.children):
            identifier = added(meta, "instanceID", prefix, uri)
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
                    source,
                    name,
                    self._media,
                    placeholder=self._placeholders,
                    folder=self._list_folder,
                )
            else:
                self._model.instances[name] = internal_list(instance)

    # -- binds ----------------------------------------------------------------------------

    def _read_binds(self, model: etree._Element) -> None:
        for element in model.iterchildren(tag("bind")):
            written = str(element.get("nodeset") or element.get("ref") or "")
            place = f'<bind nodeset="{written}">'
            definition = self._model.by_path.get(clean_path(written))
            if definition is None:
                self._model.warnings.append(
                    FormError(
                        f"The bind “{written}” points at nothing.",
                        place=f"{place}, line {element.sourceline}",
                        remedy="Correct its path or add the node to the instance.",
                    )
                )
                continue
            definition.bind = self._bind(element, place)
            if element.get("id"):
                self._bind_ids[str(element.get("id"))] = definition.path

    def _bind(self, element: etree._Element, place: str) -> Bind:
        def expression(name: str) -> Expression | None:
            return compile_written(element.get(name), self._namespaces, f"{place}, {name}")

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
            max_pixels=str(element.get(f"{{{OPENROSA}}}max-pixels", "")),
            place=place,
        )

    def _spread_departments(self, node: Definition, inherited: tuple[str, ...]) -> None:
        departments = node.bind.departments or inherited
        if departments != node.bind.departments:
            node.bind = replace(node.bind, departments=departments)
        for child in node.children:
            self._spread_departments(child, departments)

    def _check_submission(self, model: etree._Element) -> None:
        for submission in model.iterchildren(tag("submission")):
            method = submission.get("method", "post")
            if method not in ("post", "form-data-post"):
                raise FormError(
                    f"The submission method “{method}” is unknown.",
                    place=f'<submission method="{method}">',
                    remedy="Leave it out: the terminal submits by itself.",
                )


def _departments(element: etree._Element) -> tuple[str, ...]:
    """``kiosk:department`` on a bind, whatever URI the form gives the prefix."""
    for name, value in element.attrib.items():
        qualified = etree.QName(str(name))
        if qualified.localname == "department" and qualified.namespace:
            return tuple(str(value).split())
    return ()
