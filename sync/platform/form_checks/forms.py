"""The forms of the catalogue, loaded once, with their lists on the disk."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.forms import Form, load_form
from sync.platform.store import Database, ItemRow

HELD = 32
"""Forms in memory."""
_FORM = "form.xml"
_LISTS = (".csv", ".xml", ".geojson")
"""What answers are checked with; pictures are not looked at."""


class Forms:
    """Forms by the item version they belong to; to be closed.

    For one thread at a time. Long lists are looked up in files, never loaded whole.

    Args:
        database: where the catalogue is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: OrderedDict[str, tuple[Form, tempfile.TemporaryDirectory[str]]] = OrderedDict()

    def __enter__(self) -> Self:
        """It closes itself at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Forget all forms."""
        self.close()

    def of(self, item: ItemRow) -> Form:
        """The form of one version of an item.

        Raises:
            FormError: it cannot be loaded, by a program that is newer or older than the importer.
            EnvironmentFault: the database is unusable.
        """
        if item.sha256 in self._held:
            self._held.move_to_end(item.sha256)
        else:
            self._held[item.sha256] = self._loaded(item)
            if len(self._held) > HELD:
                self._held.popitem(last=False)[1][1].cleanup()
        return self._held[item.sha256][0]

    def close(self) -> None:
        """Forget all forms and remove their lists."""
        while self._held:
            self._held.popitem()[1][1].cleanup()

    def _loaded(self, item: ItemRow) -> tuple[Form, tempfile.TemporaryDirectory[str]]:
        folder = tempfile.TemporaryDirectory(prefix="bianmin-lists-")
        try:
            lists: dict[str, bytes | Path] = {}
            form = b""
            with self._database.reading() as transaction:
                files = transaction.catalogue.files(item.item_id, item.version)
                for name, sha256 in files.items():
                    if name == _FORM:
                        form = transaction.catalogue.content(sha256) or b""
                    elif name.endswith(_LISTS):
                        # named by its content: what a catalogue calls it is no path of ours
                        path = Path(folder.name, f"{sha256}{Path(name).suffix}")
                        path.write_bytes(transaction.catalogue.content(sha256) or b"")
                        lists[name] = path
            # as at the import, where a list that is not there was told as a warning
            loaded = load_form(form, media=lists, placeholders=True, list_folder=Path(folder.name))
        except BaseException:
            folder.cleanup()
            raise
        return loaded, folder
