"""Is everything on this machine that the terminal needs? Each thing is really loaded or asked."""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import EnvironmentFault

FONTS = {
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "LXGW WenKai": "fonts-lxgw-wenkai",
    "HanaMinA": "fonts-hanazono",
    "HanaMinB": "fonts-hanazono",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Args:
        what: its name.
        ok: whether it is there and usable.
        detail: its version or place, or what to do to get it.
    """

    what: str
    ok: bool
    detail: str


def findings() -> Iterator[Finding]:
    """Look at everything, one after the other."""
    yield Finding("Python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield _try("Qt", _qt, "sudo apt-get install libegl1 libgl1 libfontconfig1 libxkbcommon0")
    yield _try("keyboard", _keyboard, "sudo apt-get install libpulse0 libgssapi-krb5-2")
    yield _try("SQLite", _sqlite, "install sqlcipher3 0.6.4 or newer")
    yield _try("zxing-cpp", lambda: _module("zxingcpp"), "run script/setup run")
    yield _zbar()
    yield _voice()
    yield _program("sound", "aplay", "alsa-utils")
    yield _program("recording", "arecord", "alsa-utils")
    yield _try("OpenCV", lambda: _module("cv2"), "sudo apt-get install libglib2.0-0")
    yield from _fonts()


def _try(what: str, look: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(what, True, look())
    except (ImportError, OSError) as error:
        return Finding(what, False, f"{error}. {remedy}")


def _qt() -> str:
    gui = importlib.import_module("PySide6.QtGui")
    importlib.import_module("PySide6.QtQuick")
    core = importlib.import_module("PySide6.QtCore")
    return f"{core.qVersion()}, {gui.QGuiApplication.__name__} loads"


def _keyboard() -> str:
    """Load the plug-in of the keyboard on the glass; QML would only say so when it is wanted."""
    core = importlib.import_module("PySide6.QtCore")
    qml = core.QLibraryInfo.path(core.QLibraryInfo.LibraryPath.QmlImportsPath)
    parts = Path(qml) / "QtQuick" / "VirtualKeyboard" / "Components"
    ctypes.CDLL(str(parts / "libqtvkbcomponentsplugin.so"))
    return "loads"


def _sqlite() -> str:
    sqlite = importlib.import_module("sqlcipher3.dbapi2")
    return str(sqlite.sqlite_version)


def _module(name: str) -> str:
    module = importlib.import_module(name)
    return str(getattr(module, "__version__", "loads"))


def _zbar() -> Finding:
    library = ctypes.util.find_library("zbar")
    if library is None:
        return Finding("zbar", False, "sudo apt-get install libzbar0")
    return Finding("zbar", True, library)


def _voice() -> Finding:
    """Let it read Hanzi: some versions come with a voice that takes them for English letters."""
    from drivers.speaker.voice import EspeakVoice  # not before somebody asks

    voice = EspeakVoice()
    try:
        voice.find_voices()
    except EnvironmentFault as fault:
        return Finding("espeak-ng", False, f"{fault.message} {fault.remedy}")
    return Finding("espeak-ng", "zh_CN" in voice.languages, f"speaks {', '.join(voice.languages)}")


def _program(what: str, name: str, package: str) -> Finding:
    path = shutil.which(name)
    return Finding(what, path is not None, path or f"sudo apt-get install {package}")


def _fonts() -> Iterator[Finding]:
    if shutil.which("fc-match") is None:
        yield Finding("fontconfig", False, "sudo apt-get install fontconfig")
        return
    for family, package in FONTS.items():
        matched = subprocess.run(
            ["fc-match", "--format=%{family}", family], capture_output=True, text=True, check=False
        ).stdout
        there = family in matched.split(",")
        yield Finding(
            f"font {family}", there, "there" if there else f"sudo apt-get install {package}"
        )
