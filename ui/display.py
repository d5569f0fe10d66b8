"""Getting a screen from Qt, or one sentence about why there is none."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qWarning
from PySide6.QtGui import QGuiApplication

CODE = "screen.no_display"
EXIT_FAULT = 2
_NO_CONNECTION = re.compile(r"could not connect to display (\S*)")
_PACKAGES = {"xcb-cursor": "libxcb-cursor0"}


def open_application(argv: Sequence[str]) -> QGuiApplication:
    """The Qt application, with its display open.

    Qt ends the process itself when it finds no display or a library of its platform is missing
    (`qFatal`, then SIGABRT), after several lines about plug-ins. There is no way back from there,
    so the sentence is said and the exit code given on the way out.

    Args:
        argv: the program's name and Qt's own arguments.
    """
    heard: list[str] = []

    def hear(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        heard.append(text)
        if kind is QtMsgType.QtFatalMsg:
            sys.stderr.write(f"kiosk run: {sentence_about(heard)} [{CODE}]\n")
            sys.stderr.flush()
            os._exit(EXIT_FAULT)

    # Only for this one call: a handler in Python must not be there while Qt's own threads speak
    before = qInstallMessageHandler(hear)
    application = QGuiApplication(list(argv))
    qInstallMessageHandler(before)
    for text in heard:  # it found its way all the same; what it grumbled about belongs in the log
        qWarning(text)
    return application


def sentence_about(heard: Sequence[str]) -> str:
    """What Qt said before it gave up, as one sentence for a technician."""
    told = " ".join(heard)
    unreachable = _NO_CONNECTION.search(told)
    if unreachable is not None:
        return (
            f"The display {unreachable[1]} does not answer. Start the desktop first, or correct"
            " the variable DISPLAY."
        )
    for library, package in _PACKAGES.items():
        if library in told:
            return (
                f"The system library {library} is missing."
                f" Install it: sudo apt-get install {package}"
            )
    return f"Qt cannot show anything here: {heard[-1].splitlines()[0]} Run: kiosk doctor"
