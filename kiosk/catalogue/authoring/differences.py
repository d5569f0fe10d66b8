"""What another version of a catalogue changes for citizens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.catalogue.authoring.questions import questions
from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.deciding import ApprovalRule
from kiosk.catalogue.fields import FIRST_LANGUAGE, Localized
from kiosk.catalogue.guide import Guide, Material
from kiosk.catalogue.model import Authority, Result, ServiceItem

_FACTS = (
    "name",
    "short_name",
    "topics",
    "handling",
    "offline_class",
    "authority",
    "scope",
    "audience",
    "cards",
    "valid_from",
    "valid_to",
    "visits",
    "result",
    "asks_rating",
    "instant_approval",
)
_GUIDE = (
    "fee",
    "who_decides",
    "days_after",
    "result",
    "consult_phone",
    "complaint_phone",
    "summary",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise.

    Args:
        item: the item's id; empty for the home page.
        what: which thing, such as ``fee`` or ``question /data/phone``.
        before: as it was; empty where it was not there.
        after: as it will be; empty where it will not be there.
    """

    item: str
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            said = f"+ {self.what}: {self.after}" if self.after else f"+ {self.what}"
        elif not self.after:
            said = f"- {self.what}: {self.before}"
        else:
            said = f"  {self.what}: {self.before} → {self.after}"
        return f"{self.item or 'home'}  {said}"

    def as_json(self) -> dict[str, str]:
        """It as a JSON object."""
        return {"item": self.item, "what": self.what, "before": self.before, "after": self.after}


def differences(before: Catalogue, after: Catalogue) -> list[Change]:
    """What citizens will find otherwise, in the order of the items.

    Words are compared and told in Chinese; one that changed in another language alone is told by
    what was said in all of them.
    """
    return [*_home(before, after), *_items(before, after)]


def _home(before: Catalogue, after: Catalogue) -> Iterator[Change]:
    yield from _set_changes("", "topic", _topics(before), _topics(after))
    yield from _set_changes("", "life event", _bundles(before), _bundles(after))
    yield from _changed("", "most used", " ".join(before.popular), " ".join(after.popular))


def _topics(catalogue: Catalogue) -> dict[str, str]:
    return {topic.id: _words(topic.name) for topic in catalogue.topics}


def _bundles(catalogue: Catalogue) -> dict[str, str]:
    return {bundle.id: _words(bundle.name) for bundle in catalogue.bundles}


def _items(before: Catalogue, after: Catalogue) -> Iterator[Change]:
    old, new = before.items, after.items
    for item_id in sorted({*old, *new}):
        if item_id not in old:
            yield Change(item_id, "item", "", _words(new[item_id].name))
        elif item_id not in new:
            yield Change(item_id, "item", _words(old[item_id].name), "")
        else:
            yield from _item(old[item_id], new[item_id])


def _item(before: ServiceItem, after: ServiceItem) -> Iterator[Change]:
    changes = [*_facts(before, after), *_guide(before, after), *_questions(before, after)]
    yield from changes
    if changes and before.version == after.version:
        yield Change(before.id, "version is the same, though", before.version, after.version)


def _facts(before: ServiceItem, after: ServiceItem) -> Iterator[Change]:
    for name in _FACTS:
        yield from _value(before.id, name, getattr(before, name), getattr(after, name))
    for name in ("promised_limit", "statutory_limit"):
        old, new = getattr(before, name), getattr(after, name)
        words = [None if one is None else one.words for one in (old, new)]
        yield from _value(before.id, name, *words)
    yield from _set_changes(before.id, "alias", _as_keys(before.aliases), _as_keys(after.aliases))
    old_texts = {one.id: one for one in before.consents}
    new_texts = {one.id: one for one in after.consents}
    for text_id in dict.fromkeys([*old_texts, *new_texts]):
        texts = [one.get(text_id) for one in (old_texts, new_texts)]
        said = ["" if one is None else f"version {one.version}, {one.sha256[:12]}" for one in texts]
        yield from _changed(before.id, f"text {text_id}", *said)


def _guide(before: ServiceItem, after: ServiceItem) -> Iterator[Change]:
    old, new = before.guide, after.guide
    for name in _GUIDE:
        yield from _value(before.id, f"guide.{name}", getattr(old, name), getattr(new, name))
    for name in ("conditions", "steps", "legal_basis"):
        pairs = [_as_keys(map(_words, getattr(one, name))) for one in (old, new)]
        yield from _set_changes(before.id, f"guide.{name}", *pairs)
    yield from _set_changes(before.id, "material", _materials(old), _materials(new))
    steps = ["; ".join(_step(one) for one in guide.next_steps) for guide in (old, new)]
    yield from _changed(before.id, "next steps", *steps)


def _step(step: Any) -> str:
    return f"{_words(step.when)}: {_words(step.what)}"


def _materials(guide: Guide) -> dict[str, str]:
    return {_words(one.name): _material(one) for one in guide.materials}


def _material(one: Material) -> str:
    need = "required" if one.required else "for some"
    instead = f", or {' or '.join(one.substitutes)}" if one.substitutes else ""
    return f"{_words(one.name)} ({one.kind} × {one.count}, {need}{instead}; {_words(one.how)})"


# --- questions ------------------------------------------------------------------------------------


def _questions(before: ServiceItem, after: ServiceItem) -> Iterator[Change]:
    if before.form_xml() == after.form_xml():
        return
    old, new = (questions(item.form_xml()) for item in (before, after))
    for ref in dict.fromkeys([*old, *new]):
        yield from _changed(before.id, f"question {ref}", old.get(ref, ""), new.get(ref, ""))


# --- words ----------------------------------------------------------------------------------------


def _words(text: Localized) -> str:
    return text.in_language(FIRST_LANGUAGE)


def _as_keys(texts: Iterable[str]) -> dict[str, str]:
    return {text: text for text in texts}


def _shown(value: object) -> str:
    match value:
        case Localized():
            shown = _words(value)
        case tuple():
            shown = " ".join(map(str, value))
        case bool():
            shown = "yes" if value else "no"
        case ApprovalRule():
            shown = f"{value.rule} {value.version}: {value.approve_when}"
        case Authority() | Result():
            shown = _words(value.name)
        case _:
            shown = "" if value is None else str(value)
    return shown


def _value(item: str, what: str, before: object, after: object) -> Iterator[Change]:
    if before == after:
        return
    old, new = _shown(before), _shown(after)
    if old == new:  # another language changed, or what is not shown
        old, new = f"{old} {before!r}", f"{new} {after!r}"
    yield Change(item, what, old, new)


def _changed(item: str, what: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(item, what, before, after)


def _set_changes(
    item: str, what: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Change]:
    for key in dict.fromkeys([*before, *after]):
        yield from _changed(item, what, before.get(key, ""), after.get(key, ""))
