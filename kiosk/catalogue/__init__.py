"""What the terminal offers: topics, service items with guides, consent texts and forms.

The folder `starter` ships with the program; `load_catalogue(starter_folder())` reads it.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from kiosk.catalogue.catalogue import Catalogue, UnknownEntry
from kiosk.catalogue.fields import Localized
from kiosk.catalogue.guide import Guide, Material
from kiosk.catalogue.loader import PREPARED
from kiosk.catalogue.loader import load_catalogue as load_folder
from kiosk.catalogue.model import (
    ConsentText,
    Handling,
    OfflineClass,
    ServiceItem,
    Topic,
)

__all__ = [
    "Catalogue",
    "ConsentText",
    "Guide",
    "Handling",
    "Localized",
    "Material",
    "OfflineClass",
    "ServiceItem",
    "Topic",
    "UnknownEntry",
    "load_catalogue",
    "starter_folder",
]


def load_catalogue(folder: Traversable) -> Catalogue:
    """Open the catalogue in `folder`, by the file that was prepared where there is one.

    Raises:
        EnvironmentFault: ``catalogue.missing`` (a file is not there), ``catalogue.unreadable``
            (it is no JSON or no UTF-8), ``catalogue.field`` (a field is wrong or missing),
            ``catalogue.reference`` (it names something that does not exist).
    """
    if isinstance(folder, Path):
        folder = folder.resolve()  # another one may be installed meanwhile; this one stays whole
    if isinstance(folder, Path) and (folder / PREPARED).exists():
        from kiosk.catalogue.prepared import is_prepared, load_prepared  # numpy and more

        if is_prepared(folder):
            return load_prepared(folder)
    return load_folder(folder)


def starter_folder() -> Traversable:
    """The catalogue that ships with the program."""
    return files("kiosk.catalogue") / "starter"
