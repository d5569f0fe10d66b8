"""How many codes are found in drawn camera frames, and how fast: ours, and each library alone.

``ours`` stays with a frame until every effort was made; ``held`` is what the camera's own thread
does: little with each frame, a code being held before it for three seconds. Times are processor
time, one core, so that whatever else runs is not measured.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence

import zxingcpp

from drivers.codes import zbar
from drivers.codes.decode import Grey
from drivers.codes.search import Watch, decode_image
from drivers.opencv import opencv
from drivers.simulators.code_scenes import KINDS, NOTHING, Scene, scene

SCENES = 10  # of each kind
EMPTY = 20  # frames without a code
HELD = 28  # frames for which a code is held to the camera
MEDIAN_MS = 10.0
Decoder = Callable[[Grey], Sequence[bytes]]


def decoders() -> dict[str, Decoder]:
    """What is compared; each library with its usual settings, for the same two symbologies."""
    cv2 = opencv()
    library = zbar.load()
    detector = cv2.QRCodeDetector()
    watch = Watch()

    def with_opencv(grey: Grey) -> list[bytes]:
        try:
            _, contents, _, _ = detector.detectAndDecodeBytesMulti(grey)
        except cv2.error:
            return []
        return [content for content in contents or () if content]

    def with_zxing(grey: Grey) -> list[bytes]:
        formats = zxingcpp.BarcodeFormats([zxingcpp.QRCode, zxingcpp.Code128])
        return [barcode.bytes for barcode in zxingcpp.read_barcodes(grey, formats=formats)]

    return {
        "ours": lambda grey: [code.content for code in decode_image(grey)],
        "held": lambda grey: [code.content for code in watch.look(grey)],
        "zxing_cpp": with_zxing,
        "pyzbar": lambda grey: [symbol.content for symbol in zbar.decode(library, grey)],
        "cv2": with_opencv,
    }


def measured(decode: Decoder, one: Scene) -> tuple[int, int, float]:
    """How many codes of a scene were found, how many that are not there, in how many ms."""
    began = time.thread_time()
    found = set(decode(one.frame))
    ms = (time.thread_time() - began) * 1000
    return len(found & set(one.contents)), len(found - set(one.contents)), ms


def figures_of(name: str, decode: Decoder, scenes: Sequence[Scene]) -> dict[str, object]:
    """The figures of one decoder over all scenes."""
    hits = dict.fromkeys(KINDS, 0)
    wrong, times, empty_times = 0, [], []
    for one in scenes:
        most = 0
        for _ in range(HELD if name == "held" else 1):
            found, false, ms = measured(decode, one)
            most, wrong = max(most, found), wrong + false
            times.append(ms)
            if one.kind == NOTHING:
                empty_times.append(ms)
            elif name == "held" and most:
                break
        hits[one.kind] += most
    codes = sum(len(one.contents) for one in scenes)
    del hits[NOTHING]
    return {
        "hits": sum(hits.values()),
        "hit_rate": round(sum(hits.values()) / codes, 3),
        "median_ms": round(statistics.median(times), 1),
        "median_empty_ms": round(statistics.median(empty_times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        "wrong": wrong,
        "by_kind": hits,
    }


def main() -> None:
    """Measure and print."""
    scenes = [scene(kind, n) for kind in KINDS for n in range(EMPTY if kind == NOTHING else SCENES)]
    results = {name: figures_of(name, decode, scenes) for name, decode in decoders().items()}
    alone = max(results[name]["hits"] for name in ("zxing_cpp", "pyzbar", "cv2"))  # type: ignore[type-var] # numbers
    ours = results["ours"]
    figures = {
        "codes": sum(len(one.contents) for one in scenes),
        "frames": len(scenes),
        **results,
    }
    bounds = {
        "ours.hits": [">=", alone],
        "ours.median_ms": ["<=", MEDIAN_MS],
        "held.median_empty_ms": ["<=", MEDIAN_MS],
        "ours.wrong": ["<=", 0],
    }
    held = results["held"]["median_empty_ms"]
    ok = (
        ours["hits"] >= alone  # type: ignore[operator] # numbers
        and ours["median_ms"] <= MEDIAN_MS  # type: ignore[operator] # numbers
        and held <= MEDIAN_MS  # type: ignore[operator] # numbers
        and ours["wrong"] == 0
    )
    print(json.dumps({"benchmark": "codes", "figures": figures, "bounds": bounds, "ok": ok}))


if __name__ == "__main__":
    main()
