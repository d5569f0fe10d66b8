"""formList, forms and manifests (OpenRosa Form List API), from the imported catalogue."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from urllib.parse import quote
from xml.sax.saxutils import escape

from sync.platform.problems import ProblemError
from sync.platform.store import Database, ItemRow, Transaction

FORM = "form.xml"
_NOT_MEDIA = (".json", ".md")
"""Endings of an item's files that belong to terminals, not to its form."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Listing:
    """What forms there are.

    Args:
        database: with the catalogue.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def form_list(self, base: str, form_id: str, *, all_versions: bool) -> str:
        """The ``xforms`` document.

        Args:
            base: address of the calls, such as ``https://platform.example/openrosa``.
            form_id: only this form; empty for all.
            all_versions: also those that are no longer the newest.
        """
        with self._database.reading() as transaction:
            entries = [
                self._entry(transaction, item, base)
                for item in _chosen(
                    transaction.openrosa.items(), form_id, all_versions=all_versions
                )
            ]
        listed = "".join(entries)
        return f'{_HEAD}<xforms xmlns="http://openrosa.org/xforms/xformsList">{listed}</xforms>'

    def _entry(self, transaction: Transaction, item: ItemRow, base: str) -> str:
        files = transaction.catalogue.files(item.item_id, item.version)
        place = f"{base}/forms/{quote(item.item_id, safe='')}/{quote(item.version, safe='')}"
        facts = {
            "formID": item.form_id,
            "name": item.name,
            "version": item.form_version,
            "hash": f"md5:{_md5(_content(transaction, files, FORM))}",
            "downloadUrl": f"{place}/{FORM}",
        }
        if any(_is_media(name) for name in files):
            facts["manifestUrl"] = f"{place}/manifest"
        words = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in facts.items())
        return f"<xform>{words}</xform>"

    def manifest(self, base: str, item_id: str, version: str) -> str:
        """The ``manifest`` document of a form.

        Raises:
            ProblemError: 404.
        """
        place = f"{base}/forms/{quote(item_id, safe='')}/{quote(version, safe='')}"
        with self._database.reading() as transaction:
            files = _files(transaction, item_id, version)
            entries = "".join(
                f"<mediaFile><filename>{escape(name)}</filename>"
                f"<hash>md5:{_md5(_content(transaction, files, name))}</hash>"
                f"<downloadUrl>{escape(f'{place}/media/{quote(name)}')}</downloadUrl></mediaFile>"
                for name in files
                if _is_media(name)
            )
        return f'{_HEAD}<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{entries}</manifest>'

    def file(self, item_id: str, version: str, name: str) -> bytes:
        """A form, or a file that comes with it.

        Raises:
            ProblemError: 404.
        """
        with self._database.reading() as transaction:
            files = _files(transaction, item_id, version)
            if name != FORM and not _is_media(name):
                raise _absent()
            return _content(transaction, files, name)


def _chosen(items: list[ItemRow], form_id: str, *, all_versions: bool) -> list[ItemRow]:
    """The newest version of each item, or one item for each form and version."""
    seen: set[object] = set()
    chosen = []
    for item in items:
        key: object = (item.form_id, item.form_version) if all_versions else item.item_id
        if key not in seen and form_id in {"", item.form_id}:
            chosen.append(item)
        seen.add(key)
    return chosen


def _is_media(name: str) -> bool:
    return name != FORM and not name.endswith(_NOT_MEDIA)


def _files(transaction: Transaction, item_id: str, version: str) -> dict[str, str]:
    # PostgreSQL has no way to write every character that an address may hold
    named = item_id.isprintable() and version.isprintable()
    files = transaction.catalogue.files(item_id, version) if named else {}
    if not files:
        raise _absent()
    return files


def _content(transaction: Transaction, files: dict[str, str], name: str) -> bytes:
    content = transaction.catalogue.content(files[name]) if name in files else None
    if content is None:
        raise _absent()
    return content


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _absent() -> ProblemError:
    return ProblemError(HTTPStatus.NOT_FOUND, "openrosa.form", "There is no such form or file.")
