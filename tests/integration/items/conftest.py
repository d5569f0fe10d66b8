import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.catalogue import Catalogue, load_catalogue, starter_folder
from kiosk.forms import load_form

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
"""Half past nine in the morning at the terminal."""

CARD = {
    "name": "王秀花",
    "sex": "2",
    "nation": "01",
    "birth": "1943-08-15",
    "id_no": "370982194308150025",
    "address": "山东省新泰市汶南镇东村12号",
}


_ROW = re.compile(r"(?P<repeat>\w+)\[(?P<number>\d+)\]\.(?P<name>\w+)")


@dataclass
class Filled:
    """A form session, filled by short names of fields instead of whole references.

    A field of a row is called ``member[2].member_name``.
    """

    form: Any
    session: Any
    refs: Mapping[str, str]

    def card(self, **facts: str) -> None:
        self.session.fill("/data/applicant", {**CARD, **facts}, source="card")

    def set(self, **answers: str) -> None:
        """Answer; a row that is not there yet comes with its first answer."""
        for name, value in answers.items():
            self.session.set(self._path(name, make=True), value)

    def __getitem__(self, name: str) -> Any:
        return self.session[self._path(name)]

    def broken(self) -> dict[str, str]:
        """Short name → kind of violation of everything that fails now."""
        return {
            _short(node.path): self.session[node.path].violation
            for node in self.session.violations()
        }

    def _path(self, name: str, *, make: bool = False) -> str:
        row = _ROW.fullmatch(name)
        if row is None:
            return self.refs[name]
        repeat, _, field = self.refs[row["name"]].rpartition("/")
        path = f"{repeat}[{row['number']}]/{field}"
        assert repeat.endswith(f"/{row['repeat']}"), f"{name}: it stands in {repeat}"
        while make and len(self.session.evaluate(repeat)) < int(row["number"]):
            self.session.add_repeat(repeat)
        return path


def _short(path: str) -> str:
    parent, _, name = path.rpartition("/")
    repeat = parent.rpartition("/")[2]
    return f"{repeat}.{name}" if repeat.endswith("]") else name


@pytest.fixture(scope="session")
def starter() -> Catalogue:
    return load_catalogue(starter_folder())


@pytest.fixture(scope="session")
def loaded(starter: Catalogue) -> dict[str, Any]:
    return {
        item.id: load_form(item.form_xml(), media=item.attachments())
        for item in starter.items.values()
    }


@pytest.fixture
def opened(loaded: dict[str, Any]) -> Callable[..., Filled]:
    """Open an item's form at 9:30 on 2026-11-21, with a card laid."""

    def fresh(item: str, *, language: str | None = None, **card: str) -> Filled:
        form = loaded[item]
        session = form.open(
            now=lambda: NOW, tz=ZoneInfo("Asia/Shanghai"), language=language, preload=None
        )
        names = {ref.rpartition("/")[2]: ref for ref in form.routing}
        filled = Filled(form, session, names)
        filled.card(**card)
        return filled

    return fresh
