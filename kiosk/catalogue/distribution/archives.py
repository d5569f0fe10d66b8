"""The parts of a catalogue that are carried, each a zip file: the home page, and every item."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

from kiosk.catalogue.loader import LISTS, item_folders
from kiosk.errors import EnvironmentFault

HOME = "home"
"""Name of the part with ``home.json`` and the lists; no item may be called so."""
MANIFEST = "parts.json"
"""Name of the target that lists the parts."""
_SOURCES = {".xlsx"}
"""What people write; terminals load what is built of it."""
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same content is the same file
_LARGEST = 64 * 1024 * 1024  # bytes of an unpacked part


def parts_of(folder: Path) -> dict[str, bytes]:
    """The parts of a catalogue, by name; the same catalogue gives the same bytes."""
    lists = folder / LISTS
    home = {"home.json": folder / "home.json"}
    if lists.is_dir():
        home |= {f"{LISTS}/{file.name}": file for file in _files(lists)}
    parts = {HOME: _packed(home)}
    for entry in item_folders(folder):
        parts[entry.name] = _packed({file.name: file for file in _files(Path(str(entry)))})
    return parts


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.is_file() and file.suffix not in _SOURCES]


def _packed(files: dict[str, Path]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, _MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(member, files[name].read_bytes(), compresslevel=9)
    return content.getvalue()


def unpack(archive: Path, name: str, into: Path) -> None:
    """Write the files of a part.

    Args:
        archive: the zip file.
        name: of the part.
        into: the catalogue's folder.

    Raises:
        EnvironmentFault: ``catalogue.part`` where the part holds what none may hold.
    """
    target = into if name == HOME else into / name
    try:
        with zipfile.ZipFile(archive) as packed:
            members = packed.infolist()
            if sum(member.file_size for member in members) > _LARGEST:
                raise _refused(name, "it is larger than 64 MiB")
            for member in members:
                _require_plain(name, member)
                file = target / member.filename
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(packed.read(member))
                file.chmod(0o644)  # catalogues are public: whoever runs the screen reads them
                file.parent.chmod(0o755)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _refused(name, f"it is no zip file that can be read: {error}") from error


def _require_plain(name: str, member: zipfile.ZipInfo) -> None:
    """Files lie in the part itself, those of the home page also in its lists."""
    folder, _, file = member.filename.rpartition("/")
    allowed = {"", LISTS} if name == HOME else {""}
    kind = stat.S_IFMT(member.external_attr >> 16)
    plain = f"{folder}/{file}" if folder else file  # no / comes first
    if (
        folder not in allowed
        or member.filename != plain
        or file in {"", ".", ".."}
        or not file.isprintable()
    ):
        raise _refused(name, f"{member.filename!r} leads elsewhere")
    if kind not in {0, stat.S_IFREG}:
        raise _refused(name, f"{member.filename!r} is no file")


def _refused(name: str, why: str) -> EnvironmentFault:
    return EnvironmentFault(
        "catalogue.part",
        f"The part {name!r} of the catalogue is not taken: {why}.",
        "Ask those who publish it; nothing was changed here.",
    )
