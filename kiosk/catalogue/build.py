"""Build every item's ``form.xml`` from its ``form.xlsx``.

    python -m kiosk.catalogue.build [--check] [FOLDER]

The spreadsheet is what people edit; the XForms document is what terminals load, so that a
terminal needs no spreadsheet reader. Both are kept, and a test holds them together.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from kiosk.catalogue.agreement import require_agreement
from kiosk.catalogue.loader import load_facts
from kiosk.errors import EnvironmentFault
from kiosk.forms.form import load_form
from kiosk.forms.xlsform import convert

_STARTER = Path(__file__).parent / "starter"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_XFORMS = "{http://www.w3.org/2002/xforms}"


@dataclass(frozen=True, slots=True)
class BuiltForm:
    """One form as built now.

    Args:
        target: where its XML belongs.
        xml: the document, UTF-8, the same bytes for the same spreadsheet.
        current: whether `target` holds exactly these bytes already.
    """

    target: Path
    xml: bytes
    current: bool


def built_forms(folder: Path) -> Iterator[BuiltForm]:
    """Convert every spreadsheet below `folder`, in the order of the items.

    Raises:
        EnvironmentFault: a spreadsheet is wrong, its id or version is not the item's, or it does
            not ask what the item's parts and rule speak of.
    """
    for source in sorted(folder.glob("*/form.xlsx")):
        xml = convert(source).encode()
        _agree(source, xml)
        target = source.with_suffix(".xml")
        current = target.is_file() and target.read_bytes() == xml
        yield BuiltForm(target, xml, current)


def _agree(source: Path, xml: bytes) -> None:
    """The item's facts and the spreadsheet's settings name the same form."""
    facts = load_facts(source.parent)
    root = etree.fromstring(xml, _PARSER).find(f".//{_XFORMS}instance/*")
    found = (None, None) if root is None else (root.get("id"), root.get("version"))
    if found != (facts.form_id, facts.form_version):
        raise EnvironmentFault(
            "catalogue.field",
            f"{source}: sheet settings says form_id {found[0]!r}, version {found[1]!r}; "
            f"item.json says {facts.form_id!r}, {facts.form_version!r}.",
            "Write the same into both; raise both versions whenever the form changes.",
        )
    if facts.parts or facts.instant_approval is not None:
        form = load_form(xml, placeholders=True)
        require_agreement(facts, form, source.with_name("item.json"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, or with ``--check`` only tell; 1 where something is not current or wrong."""
    parser = argparse.ArgumentParser(prog="kiosk.catalogue.build", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_STARTER)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    options = parser.parse_args(arguments)
    stale = False
    try:
        for form in built_forms(options.folder):
            if form.current:
                continue
            stale = True
            if options.check:
                sys.stderr.write(f"{form.target} is not what its spreadsheet says.\n")
            else:
                form.target.write_bytes(form.xml)
                sys.stdout.write(f"{form.target} built.\n")
    except EnvironmentFault as fault:
        sys.stderr.write(f"{fault} [{fault.code}]\n")
        return 1
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
