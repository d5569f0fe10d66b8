"""What a catalogue is made of: topics, service items, consent texts; guides are in `guide`.

The fields follow GB/T 39046-2020 table 4 under our English names; codes are kept as text and
never taken apart. Everything is frozen: a catalogue changes only by loading another one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib.resources.abc import Traversable
from pathlib import Path

from kiosk.catalogue.deciding import ApprovalRule, Parts
from kiosk.catalogue.fields import LANGUAGES, FromJson, LimitUnit, Localized
from kiosk.catalogue.guide import Guide
from kiosk.errors import EnvironmentFault
from kiosk.identity.card import CardKind

_COLON = {"zh_CN": "："}
_OWN = (".json", ".md")  # what an item's folder holds beside its form


class Handling(StrEnum):
    """How an item is decided: at once or within a promised limit (即办件, 承诺件)."""

    INSTANT = "instant"
    COMMITTED = "committed"


class OfflineClass(StrEnum):
    """What can be done without a network."""

    O1 = "O1"
    """Complete: the result is decided and printed in the village."""
    O2 = "O2"
    """Collected here, decided by the platform."""
    O3 = "O3"
    """Needs the network; offline a request is left that runs later."""


@dataclass(frozen=True, slots=True)
class TimeLimit(FromJson):
    """Within which time something is decided.

    Args:
        number: how many; 0 means on the spot.
        unit: of what.
        words: the limit as people read it.
    """

    number: int
    unit: LimitUnit
    words: Localized


class Flag(StrEnum):
    """What makes an item easy to do, GB/T 39046-2020 (四办)."""

    AT_ONCE = "at_once"
    """马上办: done while somebody waits."""
    ONLINE = "online"
    """网上办: can be done from home."""
    NEARBY = "nearby"
    """就近办: can be done in the village."""
    ONE_VISIT = "one_visit"
    """一次办: nobody has to come twice."""


class ResultKind(StrEnum):
    """What kind of paper, if any, stands at the end."""

    CERTIFICATE = "certificate"
    LICENCE = "licence"
    NOTICE = "notice"
    RECORD = "record"
    STATEMENT = "statement"
    SLIP = "slip"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Result(FromJson):
    """The document an item ends with.

    Args:
        name: as its heading says.
        kind: of document.
        printable: whether a terminal may print it.
    """

    name: Localized
    kind: ResultKind
    printable: bool


@dataclass(frozen=True, slots=True)
class Authority(FromJson):
    """Who carries an item out.

    Args:
        name: as on the sign at its door.
        uscc: unified social credit code, empty for bodies without one.
    """

    name: Localized
    uscc: str = ""


class ConsentKind(StrEnum):
    """What somebody agrees to."""

    PRIVACY = "privacy"
    """个人信息: how personal information is used."""
    COMMITMENT = "commitment"
    """告知承诺: a promise that replaces a certificate."""
    MANDATE = "mandate"
    """授权委托: that somebody acts for somebody else."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A text the applicant agrees to before the questions: privacy notice, commitment or mandate.

    Args:
        id: name that never changes, such as ``602-privacy``.
        version: grows whenever a word changes.
        title: heading.
        body: plain paragraphs separated by empty lines.
        kind: see `ConsentKind`; not part of the hash, which is about the words.
    """

    id: str
    version: str
    title: Localized
    body: Localized
    kind: ConsentKind = ConsentKind.PRIVACY

    @property
    def sha256(self) -> str:
        """Hex digest of the whole text in every language: what proves later which words stood."""
        content = {
            "id": self.id,
            "version": self.version,
            "title": dict(self.title.texts),
            "body": dict(self.body.texts),
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ItemFacts(FromJson):
    """What stands in an item's ``item.json``.

    Args:
        id: short number people use, such as ``602``.
        item_code: implementation code (31 characters); text, never taken apart.
        version: version of this item; a running case is pinned to it.
        name: what it is called.
        short_name: for tiles, where the name is long.
        aliases: other words people say.
        topics: ids of the topics it stands under.
        item_type: GB/T 39046 type code, ``05`` payment, ``20`` public service …
        handling: at once or within a limit.
        level: level of the authority, ``1`` state … ``5`` township, ``6`` village.
        promised_limit: within which time the authority promises to decide (承诺期限).
        offline_class: see `OfflineClass`.
        authority: who carries it out.
        scope: where in the country it can be handed in, such as ``county``.
        audience: ``1`` person, ``2`` enterprise …
        cards: kinds of identity card that may identify the applicant.
        form_id: id of the form to fill in.
        form_version: its version.
        parts: of a bundle, what each department does; empty for other items.
        instant_approval: when the platform approves without a person; None is never.
        asks_rating: whether people are asked how content they are; not after a death.
        statutory_limit: within which time the law has it decided; None where no law says.
        visits: how often somebody has to come (到现场次数).
        flags: see `Flag`.
        result: the document it ends with; None where there is none.
        route: codes of the departments that handle it one after the other, the first one first;
            empty where the form's departments say enough.
        valid_from, valid_to: first and last day (ISO 8601) it can be applied for; empty is any.
    """

    id: str
    item_code: str
    version: str
    name: Localized
    short_name: Localized
    aliases: tuple[str, ...]
    topics: tuple[str, ...]
    item_type: str
    handling: Handling
    level: str
    promised_limit: TimeLimit
    offline_class: OfflineClass
    authority: Authority
    scope: str
    audience: tuple[str, ...]
    cards: tuple[CardKind, ...]
    form_id: str
    form_version: str
    parts: Parts = field(default_factory=Parts, kw_only=True)
    instant_approval: ApprovalRule | None = field(default=None, kw_only=True)
    asks_rating: bool = field(default=True, kw_only=True)
    statutory_limit: TimeLimit | None = field(default=None, kw_only=True)
    visits: int = field(default=0, kw_only=True)
    flags: tuple[Flag, ...] = field(default=(), kw_only=True)
    result: Result | None = field(default=None, kw_only=True)
    route: tuple[str, ...] = field(default=(), kw_only=True)
    valid_from: str = field(default="", kw_only=True)
    valid_to: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        if self.parts and self.instant_approval is not None:
            raise ValueError("departments decide about a bundle, so it has no instant_approval")
        for name, day in (("valid_from", self.valid_from), ("valid_to", self.valid_to)):
            if day and date.fromisoformat(day).isoformat() != day:
                raise ValueError(f"{name}: write the day as 2026-11-23")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to is before valid_from")
        if self.visits < 0:
            raise ValueError("visits: nobody comes fewer than 0 times")


@dataclass(frozen=True, slots=True)
class ServiceItem(ItemFacts):
    """事项: one thing a citizen can apply for.

    Args:
        guide: see `Guide`.
        consents: texts to agree to first, in order.
        folder: where the item's files are.
        lists: where the lists are that every form may choose from; None where there are none.
    """

    guide: Guide
    consents: tuple[ConsentText, ...]
    folder: Traversable = field(repr=False, compare=False)
    lists: Traversable | None = field(default=None, repr=False, compare=False)

    def accepts(self, kind: CardKind) -> bool:
        """Whether a card of this kind may identify the applicant."""
        return kind in self.cards

    def expected(self) -> dict[str, str]:
        """Language → what happens after today and when, a line each; it stands on the receipt."""
        return {
            language: "\n".join(
                f"{step.when.in_language(language)}{_COLON.get(language, ': ')}"
                f"{step.what.in_language(language)}"
                for step in self.guide.next_steps[1:]
            )
            for language in LANGUAGES
        }

    def form_xml(self) -> bytes:
        """The form as XForms XML.

        Raises:
            EnvironmentFault: ``catalogue.form`` where the file cannot be read.
        """
        try:
            return (self.folder / "form.xml").read_bytes()
        except OSError as error:
            raise EnvironmentFault(
                "catalogue.form",
                f"The form of item {self.id} ({self.folder}/form.xml) cannot be read: "
                f"{error.strerror or error}.",
                "Build it: kiosk catalogue build FOLDER",
            ) from error

    def attachments(self) -> dict[str, bytes | Path]:
        """The files that its form takes lists and pictures from, by name; its own come first."""
        own = {"form.xml", "form.xlsx", "item.xlsx"}
        files = [] if self.lists is None else list(self.lists.iterdir())
        files += [
            file
            for file in self.folder.iterdir()
            if file.name not in own and not file.name.endswith(_OWN)
        ]
        return {
            file.name: file if isinstance(file, Path) else file.read_bytes()
            for file in files
            if file.is_file()
        }


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the topics of the home page.

    Args:
        id: name that never changes.
        name: what it is called.
        icon: name of the drawing, see ``ui/qml``.
        examples: line under the name: what really is in there, or that nothing is yet.
        note: for a topic without items, where to go instead; else empty.
        items: ids of its items, in the order of the catalogue.
    """

    id: str
    name: Localized
    icon: str
    examples: Localized
    note: Localized | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle(FromJson):
    """一件事: a life event that joins several items in one form.

    Args:
        id: number of the bundle's own item.
        name: what it is called.
        note: what it saves.
    """

    id: str
    name: Localized
    note: Localized
