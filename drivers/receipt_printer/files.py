"""Print a technician's file for once: a text or a picture, on a printer nobody knows yet.

What a technician wants to know is whether this printer prints, and what it says about it. So a
file becomes what a slip is made of, nothing is sent that the terminal would not send either (no
commands of the file's own, and so no cash drawer), and the outcome is the same three-valued one.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock, Thread

from PIL import Image, ImageOps, UnidentifiedImageError

from drivers.address import Address
from drivers.api import DeviceClass, DeviceFault, PrintOutcome, PrintResult
from drivers.fitting import Fitting
from drivers.receipt_printer.escpos import EscposReceiptPrinter
from drivers.registry import DeviceConfig, build
from kiosk.clock import Clock
from kiosk.documents.slip import Slip, Text
from kiosk.errors import EnvironmentFault

PATIENCE_S = 15.0
GRACE_S = 1.0
"""So much longer than its deadline may a driver take before it is left behind."""
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
LARGEST_FILE = 20 * 1024 * 1024
MOST_LETTERS = 20_000
MOST_PIXELS = 50_000_000
MOST_ROWS = 4_000
"""Half a metre of paper."""
WHITE = 255


def print_file(
    file: Path, url: str, fitting: Fitting, *, deadline_s: float = PATIENCE_S
) -> PrintOutcome:
    """Print a file on the receipt printer at an address.

    The printer is not probed: both questions that printers confirm by are put behind the job, and
    whichever is answered counts. A printer that says nothing at all is sent the job, too; the
    outcome is then UNKNOWN.

    Args:
        file: UTF-8 (or GB18030, or UTF-16 with a mark) text, or a picture.
        url: the printer's address.
        fitting: the clock; notes are neither read nor written.
        deadline_s: when there is an outcome at the latest, and a little more.

    Raises:
        EnvironmentFault: ``print.file`` for a file that is neither, ``config.device_url`` for an
            address that cannot be understood, ``config.plugin`` for a plug-in that cannot be used.
    """
    content = read_content(file)
    printer = _printer(url, fitting)
    attempt = _Attempt(printer, content, fitting.clock, deadline_s)
    worker = Thread(target=attempt.run, name="print-file", daemon=True)
    worker.start()
    worker.join(deadline_s + GRACE_S)
    return attempt.end()


def read_content(file: Path) -> Slip | Image.Image:
    """What is in a file: a text as a slip, or a picture.

    Raises:
        EnvironmentFault: ``print.file``.
    """
    try:
        data = file.read_bytes() if file.stat().st_size <= LARGEST_FILE else None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unusable(file, f"cannot be read: {reason}", "Check its path.") from error
    if data is None:
        raise _unusable(file, "is too large", "Print something smaller.")
    picture = _picture(file)
    if picture is not None:
        return picture
    text = _text(data)
    if text is None:
        raise _unusable(
            file, "is neither a text nor a picture", f"Print text, or one of {', '.join(FORMATS)}."
        )
    if len(text) > MOST_LETTERS:
        raise _unusable(file, "is too long for a slip", "Print a part of it.")
    lines = text.removesuffix("\n").split("\n")
    return Slip(file.name, "zh-CN", tuple(Text(line) for line in lines))


def fit_picture(picture: Image.Image, dots: int) -> Image.Image:
    """A picture as black dots, mode ``1``, `dots` wide.

    A wider one is shrunk; a narrower one is enlarged by a whole number, so that the modules of a
    code stay sharp, and set in the middle.

    Raises:
        EnvironmentFault: ``print.file`` when it would be longer than half a metre.
    """
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    ground = Image.new("RGBA", upright.size, "white")
    grey = Image.alpha_composite(ground, upright).convert("L")
    if grey.width > dots:
        size = (dots, max(1, round(grey.height * dots / grey.width)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    else:
        times = dots // grey.width
        size = (grey.width * times, grey.height * times)
        grey = grey.resize(size, Image.Resampling.NEAREST)
    if grey.height > MOST_ROWS:
        raise EnvironmentFault(
            "print.file", "The picture is too long for a slip.", "Print a part of it."
        )
    paper = Image.new("L", (dots, grey.height), WHITE)
    paper.paste(grey, ((dots - grey.width) // 2, 0))
    return paper.convert("1")


class _Attempt:
    """One try to print, which the caller may leave behind when its time is over."""

    def __init__(
        self,
        printer: EscposReceiptPrinter,
        content: Slip | Image.Image,
        clock: Clock,
        deadline_s: float,
    ) -> None:
        self._printer = printer
        self._clock = clock
        self._until = clock.monotonic() + deadline_s
        if isinstance(content, Image.Image):
            content = fit_picture(content, printer.capabilities.dots)
        self._content = content
        self._lock = Lock()
        self._sending = self._left_behind = False
        self._outcome: PrintOutcome | None = None
        self._bug: Exception | None = None

    def run(self) -> None:
        """Print; what goes wrong is an outcome."""
        try:
            outcome = self._print()
        except DeviceFault as fault:
            result = PrintResult.UNKNOWN if self._sending else PrintResult.FAILED
            outcome = PrintOutcome(result, fault.code)
        except Exception as error:  # noqa: BLE001 — handed to the caller's thread
            self._bug = error
            return
        finally:
            self._printer.close()
        with self._lock:
            self._outcome = outcome

    def end(self) -> PrintOutcome:
        """The outcome; of what has not come back, what can be said."""
        with self._lock:
            self._left_behind = True
            outcome, sending = self._outcome, self._sending
        if self._bug is not None:
            raise self._bug
        if outcome is not None:
            return outcome
        self._printer.interrupt()
        if sending:
            return PrintOutcome(PrintResult.UNKNOWN, "print.hung")
        return PrintOutcome(PrintResult.FAILED, "print.unplugged")

    def _print(self) -> PrintOutcome:
        self._printer.open()
        with self._lock:
            if self._left_behind:
                return PrintOutcome(PrintResult.FAILED, "print.stopped")
            self._sending = True
        left = self._until - self._clock.monotonic()
        if isinstance(self._content, Slip):
            return self._printer.print(self._content, deadline_s=left)
        return self._printer.print_picture(self._content, deadline_s=left)


def _printer(url: str, fitting: Fitting) -> EscposReceiptPrinter:
    config = DeviceConfig("printer", DeviceClass.RECEIPT_PRINTER, url)
    (printer,) = build([config], Fitting(fitting.clock))
    if not isinstance(printer, EscposReceiptPrinter):
        raise Address.of(config).wrong(
            "a file is printed on ESC/POS printers only", "Begin the address with escpos+."
        )
    printer.meet_as_stranger()
    return printer


def _picture(file: Path) -> Image.Image | None:
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _unusable(file, "has too many pixels", "Make the picture smaller.")
            picture.load()
            return picture.copy()
    except UnidentifiedImageError:
        return None
    except (OSError, SyntaxError, ValueError) as error:
        raise _unusable(file, f"is a broken picture: {error}", "Save it anew.") from error


def _text(data: bytes) -> str | None:
    for encoding in (
        ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    ):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        if all(
            letter in "\n\t\f" or not letter.isascii() or letter.isprintable() for letter in lines
        ):
            return lines
    return None


def _unusable(file: Path, what: str, remedy: str) -> EnvironmentFault:
    return EnvironmentFault("print.file", f"The file {file} {what}.", remedy)
