"""OpenCV, in the one module that imports it."""

from __future__ import annotations

import os
from functools import cache
from typing import Any


@cache
def opencv() -> Any:
    """OpenCV, loaded when it is first wanted (0.4 s), quiet, and on one core.

    A wheel that carries Qt 5 sets variables that would break the screen's Qt 6; they are dropped.
    """
    import cv2  # 0.4 s, needed only where a camera is fitted

    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        if "cv2" in os.environ.get(name, ""):
            del os.environ[name]
    # what goes wrong is reported by us, in a sentence
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    cv2.setNumThreads(1)  # the screen draws on the other core
    return cv2
