"""Read a catalogue folder.

    home.json                     topics, most used items, bundles
    602/item.json                 facts of the item
    602/guide.json                its guide
    602/consents.json             its consent texts; the words are in …
    602/<text>.<language>.md      … one file for each language
    602/form.xlsx, 602/form.xml   its form, as written and as built
    lists/                        lists that every form may choose from: divisions, regions

Whatever is wrong is told as an `EnvironmentFault` that names the file and the field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar, cast

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.fields import LANGUAGES, FromJson, Localized
from kiosk.catalogue.guide import Guide
from kiosk.catalogue.model import (
    Bundle,
    ConsentKind,
    ConsentText,
    ItemFacts,
    ServiceItem,
    Topic,
)
from kiosk.errors import EnvironmentFault

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Record = TypeVar("Record")

LISTS = "lists"
"""The folder of a catalogue that holds the lists every form may choose from."""
PREPARED = "index.sqlite"
"""The file of a catalogue that was prepared, see `kiosk.catalogue.prepared`."""
_ADAPTERS: dict[object, TypeAdapter[Any]] = {}
"""Building one takes milliseconds; a city's catalogue reads the same kinds 12,635 times."""


@dataclasses.dataclass(frozen=True, slots=True)
class TopicRecord(FromJson):
    """A topic as it stands in ``home.json``."""

    id: str
    name: Localized
    icon: str


@dataclasses.dataclass(frozen=True, slots=True)
class HomeRecord(FromJson):
    """The whole of ``home.json``.

    Args:
        topics: in the order of the home page.
        empty_topic_examples: line under a topic that has no item yet.
        empty_topic_note: where to go instead, on the page of such a topic.
        popular: ids of the most used items.
        bundles: life events; only real ones, so the list may be empty.
    """

    topics: tuple[TopicRecord, ...]
    empty_topic_examples: Localized
    empty_topic_note: Localized
    popular: tuple[str, ...]
    bundles: tuple[Bundle, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ConsentRecord(FromJson):
    """One entry of ``consents.json``; `text` is the first part of the names of its files."""

    id: str
    version: str
    title: Localized
    text: str
    kind: ConsentKind = ConsentKind.PRIVACY


def load_catalogue(folder: Traversable) -> Catalogue:
    """Read the whole catalogue in `folder`.

    Raises:
        EnvironmentFault: ``catalogue.missing`` (a file is not there), ``catalogue.unreadable``
            (it is no JSON or no UTF-8), ``catalogue.field`` (a field is wrong or missing),
            ``catalogue.reference`` (it names something that does not exist).
    """
    home = load_home(folder)
    lists = folder / LISTS
    items = {entry.name: load_item(entry, lists) for entry in item_folders(folder)}
    for fault in dangling(folder, home, {item.id: item.topics for item in items.values()}):
        raise fault
    named = {item.id: item.short_name for item in items.values()}
    held = {topic.id: _held(topic.id, items) for topic in home.topics}
    return Catalogue(topics_of(home, held, named.__getitem__), items, home.bundles, home.popular)


def _held(topic: str, items: Mapping[str, ServiceItem]) -> tuple[str, ...]:
    """The items under a topic: those that name it first, then in the order of the catalogue."""
    found = (item for item in items.values() if topic in item.topics)
    return tuple(item.id for item in sorted(found, key=lambda item: item.topics.index(topic)))


def item_folders(folder: Traversable) -> list[Traversable]:
    """The folders of a catalogue's items, in the order of the catalogue."""
    return sorted(
        (entry for entry in folder.iterdir() if (entry / "item.json").is_file()),
        key=lambda entry: entry.name,
    )


def load_home(folder: Traversable) -> HomeRecord:
    """Read the ``home.json`` in a catalogue's folder.

    Raises:
        EnvironmentFault: as `load_catalogue`.
    """
    return _record(folder / "home.json", HomeRecord)


def dangling(
    folder: Traversable, home: HomeRecord, topics_of: Mapping[str, tuple[str, ...]]
) -> Iterator[EnvironmentFault]:
    """Names in a catalogue that lead nowhere.

    Args:
        folder: the catalogue's.
        home: its ``home.json``.
        topics_of: the topics of every item, by the item's id.
    """
    for name, wanted in (
        ("popular", home.popular),
        ("bundles", tuple(bundle.id for bundle in home.bundles)),
    ):
        for item_id in wanted:
            if item_id not in topics_of:
                yield _dangling(folder / "home.json", name, item_id, "item")
    known = {topic.id for topic in home.topics}
    for item_id, topics in topics_of.items():
        for topic_id in topics:
            if topic_id not in known:
                yield _dangling(folder / item_id / "item.json", "topics", topic_id, "topic")


def topics_of(
    home: HomeRecord, held: Mapping[str, tuple[str, ...]], short_name: Callable[[str], Localized]
) -> tuple[Topic, ...]:
    """The topics of the home page; the line of examples names what really is in them.

    Args:
        home: the catalogue's ``home.json``.
        held: topic → ids of its items.
        short_name: of an item.
    """

    def topic(record: TopicRecord) -> Topic:
        items = held[record.id]
        if not items:
            nothing = (home.empty_topic_examples, home.empty_topic_note)
            return Topic(record.id, record.name, record.icon, *nothing)
        named = [short_name(item_id) for item_id in items[:2]]
        examples = {
            language: " · ".join(name.in_language(language) for name in named)
            for language in LANGUAGES
        }
        return Topic(record.id, record.name, record.icon, Localized(examples), items=items)

    return tuple(topic(record) for record in home.topics)


def load_facts(folder: Traversable) -> ItemFacts:
    """Read the ``item.json`` in an item's folder.

    Raises:
        EnvironmentFault: as `load_catalogue`.
    """
    facts = _record(folder / "item.json", ItemFacts)
    if facts.id != folder.name:
        raise EnvironmentFault(
            "catalogue.field",
            f"{folder / 'item.json'}: id is {facts.id!r}, the folder is called {folder.name!r}.",
            "Give both the same name.",
        )
    return facts


def read_facts(content: bytes, place: str) -> ItemFacts:
    """Read the content of an ``item.json`` that lies in no folder.

    Args:
        content: UTF-8 JSON.
        place: what to call it in a message.

    Raises:
        EnvironmentFault: as `load_catalogue`.
    """
    return _parsed(content, place, ItemFacts)


def load_guide(folder: Traversable) -> Guide:
    """Read the ``guide.json`` in an item's folder.

    Raises:
        EnvironmentFault: as `load_catalogue`.
    """
    return _record(folder / "guide.json", Guide)


def load_consents(folder: Traversable) -> tuple[ConsentText, ...]:
    """Read the ``consents.json`` in an item's folder, and the texts it names.

    Raises:
        EnvironmentFault: as `load_catalogue`.
    """
    records = _record(folder / "consents.json", tuple[ConsentRecord, ...])
    return tuple(_consent(folder, record) for record in records)


def load_item(folder: Traversable, lists: Traversable) -> ServiceItem:
    """Read an item's folder.

    Args:
        folder: the item's.
        lists: that every form of the catalogue may choose from; it need not exist.

    Raises:
        EnvironmentFault: as `load_catalogue`.
    """
    facts = load_facts(folder)
    if not (folder / "form.xml").is_file():
        raise _missing(folder / "form.xml", "Build it: kiosk catalogue build FOLDER")
    return ServiceItem(
        **{each.name: getattr(facts, each.name) for each in dataclasses.fields(facts)},
        guide=load_guide(folder),
        consents=load_consents(folder),
        folder=folder,
        lists=lists if lists.is_dir() else None,
    )


def _consent(folder: Traversable, record: ConsentRecord) -> ConsentText:
    if record.text != PurePosixPath(record.text).name or not record.text.isprintable():
        raise EnvironmentFault(
            "catalogue.field",
            f"{folder / 'consents.json'}: field 'text': {record.text!r} is no name of a file.",
            "Name a file beside it, without folders.",
        )
    texts = {}
    for language in LANGUAGES:
        file = folder / f"{record.text}.{language}.md"
        texts[language] = _bytes(file).decode("utf-8", errors="replace").strip()
        if not texts[language] or "\N{REPLACEMENT CHARACTER}" in texts[language]:
            raise EnvironmentFault(
                "catalogue.unreadable",
                f"{file}: the consent text is empty or not UTF-8.",
                "Write it as plain UTF-8 text.",
            )
    return ConsentText(record.id, record.version, record.title, Localized(texts), record.kind)


def adapter(kind: type[Record]) -> TypeAdapter[Record]:
    """Reads records of a kind from JSON; made once."""
    from pydantic import TypeAdapter  # takes 100 ms, and the first frame needs none

    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return cast("TypeAdapter[Record]", _ADAPTERS[kind])


def _record(file: Traversable, kind: type[Record]) -> Record:
    return _parsed(_bytes(file), file, kind)


def _parsed(content: bytes, file: Traversable | str, kind: type[Record]) -> Record:
    from pydantic import ValidationError  # as above

    try:
        return adapter(kind).validate_json(content, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        if first["type"] == "json_invalid":
            raise EnvironmentFault(
                "catalogue.unreadable",
                f"{file} is no JSON: {first['msg']}.",
                "Mend the file; it is UTF-8 JSON.",
            ) from error
        raise EnvironmentFault(
            "catalogue.field",
            f"{file}: field {field!r}: {first['msg']}.",
            "The fields are described in docs/authoring.md.",
        ) from error


def _bytes(file: Traversable) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _missing(
            file, "Put the file there; docs/authoring.md lists what belongs to an item."
        ) from error


def _missing(file: Traversable, remedy: str) -> EnvironmentFault:
    return EnvironmentFault("catalogue.missing", f"{file} is missing or cannot be read.", remedy)


def _dangling(file: Traversable, field: str, name: str, kind: str) -> EnvironmentFault:
    return EnvironmentFault(
        "catalogue.reference",
        f"{file}: field {field!r} names {name!r}, but there is no such {kind}.",
        f"Add the {kind} or take the name out.",
    )
