"""Document pages: found, straightened and judged, in milliseconds and pixels, on drawn desks.

Times are the processor's: OpenCV has one core here, so that on a machine with nothing else to do
they are what a clock shows. How well a page can be read without reading it: the straightened page
is held against the paper that was drawn (structural similarity, and edge sharpness).
"""

from __future__ import annotations

import io
import json
import statistics
import time

import numpy as np
from PIL import Image

from drivers.api import Page
from drivers.document_camera.developing import page_of, view_of
from drivers.document_camera.finding import Pixels, find_page, refined
from drivers.document_camera.reading import sharpness
from drivers.opencv import opencv
from drivers.simulators.desk_scenes import KINDS, WITHOUT_PAGE, scene
from kiosk.documents.copies import copies_pdf
from kiosk.documents.photographs import photograph

EACH = 10
"""Scenes of each kind."""
CAPTURE = (2592, 1944 * 9 // 12)
CAPTURED = 10
NEAR = 8.0
"""Pixels, of 1280, within which all four corners have to lie."""
PAGE_BYTES = 300_000
PAGE_PIXELS = 2000


def similarity(page: Page, paper: Pixels) -> float:
    """Structural similarity (Wang et al. 2004) of a page and the paper it is of, -1 to 1."""
    cv2 = opencv()
    size = 1000, round(1000 * paper.shape[0] / paper.shape[1])
    frame = np.frombuffer(page.frame.pixels, np.uint8)
    seen = cv2.resize(frame.reshape(page.frame.height, page.frame.width, 3), size, interpolation=3)
    grey = cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY).astype(np.float32)
    true = cv2.cvtColor(cv2.resize(paper, size, interpolation=3), cv2.COLOR_RGB2GRAY)
    truth = cv2.GaussianBlur(true.astype(np.float32), (0, 0), 1.0)
    shift, _ = cv2.phaseCorrelate(truth, grey)
    moved = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
    truth = cv2.warpAffine(truth, moved, size, borderMode=cv2.BORDER_REPLICATE)

    def mean(what: Pixels) -> Pixels:
        return np.asarray(cv2.GaussianBlur(what, (0, 0), 4))

    one, two = mean(truth), mean(grey)
    spread = mean(truth * truth) - one**2 + mean(grey * grey) - two**2
    common = mean(truth * grey) - one * two
    return float(
        np.mean(
            (2 * one * two + 6.5)
            * (2 * common + 58.5)
            / ((one**2 + two**2 + 6.5) * (spread + 58.5))
        )
    )


def found(figures: dict[str, float]) -> None:
    """Hit rates, corner errors and times of views."""
    errors, exact, times = [], [], []
    hits = wrong = kept = pages = 0
    for kind in KINDS:
        for number in range(EACH):
            picture = scene(kind, number)
            began = time.process_time()
            view_of(picture.pixels)
            times.append((time.process_time() - began) * 1000)
            at = find_page(picture.pixels)
            sure = at is not None and at.whole and at.alone
            if kind in WITHOUT_PAGE:
                kept += not sure
                continue
            pages += 1
            if at is None or not sure or picture.corners is None:
                continue
            error = np.linalg.norm(at.corners - picture.corners, axis=1).max()
            hits += bool(error <= NEAR)
            wrong += bool(error > NEAR)
            errors.append(float(error))
            better = refined(picture.pixels, at.corners)
            exact.append(float(np.linalg.norm(better - picture.corners, axis=1).max()))
    figures |= {
        "scenes": len(KINDS) * EACH,
        "hit_rate": round(hits / pages, 3),
        "wrong_rate": round(wrong / pages, 3),
        "kept_whole_rate": round(kept / (len(WITHOUT_PAGE) * EACH), 3),
        "corner_px_median": round(statistics.median(errors), 2),
        "refined_px_median": round(statistics.median(exact), 2),
        "view_ms": round(statistics.median(times), 1),
        "view_p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
    }


def captured(figures: dict[str, float]) -> None:
    """Times, sizes and likeness of pages."""
    times, sizes, likeness, sharp = [], [], [], []
    for number in range(CAPTURED):
        picture = scene("plain", number, CAPTURE)
        began = time.process_time()
        page = page_of(picture.pixels)
        times.append((time.process_time() - began) * 1000)
        jpeg = photograph(
            page.frame.width,
            page.frame.height,
            page.frame.pixels,
            most_pixels=PAGE_PIXELS,
            most_bytes=PAGE_BYTES,
            grey=not page.coloured,
        )
        sizes.append(len(copies_pdf([jpeg])))
        likeness.append(similarity(page, picture.paper))
        sharp.append(sharpness(np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))) or 0.0)
    figures |= {
        "capture_ms": round(statistics.median(times), 0),
        "page_bytes": max(sizes),
        "similarity": round(statistics.median(likeness), 3),
        "sharpness": round(statistics.median(sharp), 3),
    }


def main() -> None:
    """Print the figures as one JSON object."""
    figures: dict[str, float] = {}
    view_of(scene("plain", 0).pixels)  # OpenCV is loaded once
    found(figures)
    captured(figures)
    bounds = {
        "hit_rate": [">=", 0.95],
        "wrong_rate": ["<=", 0.01],
        "kept_whole_rate": [">=", 1.0],
        "corner_px_median": ["<=", 4.0],
        "view_ms": ["<=", 40.0],
        "capture_ms": ["<=", 1000.0],
        "page_bytes": ["<=", PAGE_BYTES + 2000],
        "similarity": [">=", 0.7],
    }
    ok = all(
        figures[name] <= bound if sign == "<=" else figures[name] >= bound
        for name, (sign, bound) in bounds.items()
    )
    print(json.dumps({"benchmark": "page", "figures": figures, "bounds": bounds, "ok": ok}))


if __name__ == "__main__":
    main()
