"""What the terminal offers: topics, service items with guides, consent texts and forms.

The folder `starter` ships with the program; `load_catalogue(starter_folder())` reads it.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

from kiosk.catalogue.catalogue import Catalogue, UnknownEntry
from kiosk.catalogue.fields import Localized
from kiosk.catalogue.guide import Guide, Material
from kiosk.catalogue.loader import load_catalogue
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


def starter_folder() -> Traversable:
    """The catalogue that ships with the program."""
    return files("kiosk.catalogue") / "starter"
