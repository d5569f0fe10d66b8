"""A strict ESC/POS interpreter: bytes in, marks on paper and answers out.

Strict means: a command it does not know, a parameter out of range or a line too wide for the
paper is noted as a fault, where a real printer would print rubbish and say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace

from PIL import Image, ImageChops

from drivers.receipt_printer.drawing import CELL, HEIGHT
from drivers.receipt_printer.layout import cells
from drivers.simulators.printer_paper import (
    Feed,
    Letters,
    Mark,
    Picture,
    PrintedReceipt,
    Style,
    Symbol,
)

USUAL_SPACING = 30
KNIFE_DOTS = 100
"""Distance from the head to the knife, fed before a cut with feed."""
QR_LIMIT = 2953
MODULES = range(1, 17)


@dataclass(frozen=True, slots=True)
class Model:
    """What one model of printer knows; the usual one knows everything.

    Args:
        knows_status: whether it answers `DLE EOT`.
        knows_process_id: whether it answers `GS ( H`; cheap clones do not.
        knows_fence: whether it answers `GS r`.
        knows_qr_size: whether it answers `GS ( k` function 82.
        report: a report of its state (`GS a`), made of the four bytes of the reference; for
            instance ``lambda four: four[:1]`` for a clone that sends one, or nothing at all.
        initialise_ends_reports: whether `ESC @` ends them.
        reports_at_start: the switch that lets it report from the start: the value of `GS a`.
        names: what it answers to `GS I`, by its parameter.
        buffer_bytes: how much it takes while it cannot print.
    """

    knows_status: bool = True
    knows_process_id: bool = True
    knows_fence: bool = True
    knows_qr_size: bool = True
    report: Callable[[bytes], bytes] = bytes
    initialise_ends_reports: bool = False
    reports_at_start: int = 0
    names: Mapping[int, str] = field(
        default_factory=lambda: {
            65: "1.02",
            66: "BIANMIN",
            67: "SIM-80",
            68: "S0001",
            69: "CHINA GB18030",
        }
    )
    buffer_bytes: int = 64 * 1024


Need = Generator[None, int, bytes]
"""Takes one byte at each resumption, returns what it collected."""


class Interpreter:
    """One printer's command interpreter.

    Args:
        dots: printable dots across.
        answer: called with bytes for the host.
        printed: called with each piece of paper that is cut off.
        paper_state: asked for the two sensor bits pairs of `GS r 1`.
        report: called when a report of the state is due (`GS a`).
        model: which of the commands it knows.
    """

    def __init__(
        self,
        dots: int,
        *,
        answer: Callable[[bytes], None],
        printed: Callable[[PrintedReceipt], None],
        paper_state: Callable[[], int],
        report: Callable[[], None] | None = None,
        model: Model | None = None,
    ) -> None:
        self.dots = dots
        self.faults: list[str] = []
        self.model = model or Model()
        self.automatic_status = self.model.reports_at_start
        self._report = report
        self._answer = answer
        self._printed = printed
        self._paper_state = paper_state
        self._raw = bytearray()
        self._marks: list[Mark] = []
        self._line: list[tuple[str, Style]] = []
        self._qr: bytes | None = None
        self._qr_module = 3
        self._initialise()
        self._work = self._interpret()
        next(self._work)

    def feed(self, byte: int) -> bool:
        """Take one byte; False when it is part of a real-time question, not of what is printed."""
        self._raw.append(byte)
        asking = self._asking
        self._work.send(byte)
        return not (asking or self._asking)

    def power_cycle(self) -> None:
        """Forget a half command, the line and all modes; what is on paper stays there."""
        self._line.clear()
        self._qr = None
        self.automatic_status = self.model.reports_at_start
        self._initialise()
        self._work = self._interpret()
        next(self._work)

    def hanging(self) -> PrintedReceipt:
        """What is on the paper and not yet cut off."""
        return PrintedReceipt(bytes(self._raw), cut=False, dots=self.dots, marks=tuple(self._marks))

    # --- commands ---------------------------------------------------------------------------

    def _initialise(self) -> None:
        self._asking = False
        self._style = Style()
        self._alignment = 0
        self._spacing = USUAL_SPACING
        self._chinese = False

    def _interpret(self) -> Generator[None, int, None]:
        while True:
            byte = yield
            match byte:
                case 0x0A:
                    self._line_feed()
                case 0x00 | 0x0D:
                    pass  # what fills up a command that broke off; ignored but on a serial line
                case 0x1B:
                    yield from self._escape()
                case 0x1C:
                    yield from self._fs()
                case 0x1D:
                    yield from self._gs()
                case 0x10:
                    yield from self._real_time()
                case _ if byte < 0x20:  # noqa: PLR2004 — where ASCII letters begin
                    self._fault(f"control character {byte:02X}")
                case _ if byte < 0x80:  # noqa: PLR2004 — where ASCII ends
                    self._letter(chr(byte))
                case _:
                    yield from self._high(byte)

    def _take(self, count: int) -> Need:
        taken = bytearray()
        while len(taken) < count:
            byte = yield
            taken.append(byte)
        return bytes(taken)

    def _number(self, allowed: range | set[int], what: str) -> Generator[None, int, int]:
        (value,) = yield from self._take(1)
        if value not in allowed:
            self._fault(f"{what} {value} out of range")
        return value

    def _escape(self) -> Generator[None, int, None]:
        (command,) = yield from self._take(1)
        match chr(command):
            case "@":
                self._flush_silently("ESC @")
                if self.model.initialise_ends_reports:
                    self.automatic_status = 0
                self._initialise()
            case "a":
                value = yield from self._number({0, 1, 2, 48, 49, 50}, "ESC a")
                if self._line:
                    self._fault("ESC a in the middle of a line")
                self._alignment = value & 3
            case "E":
                (value,) = yield from self._take(1)
                self._style = replace(self._style, bold=bool(value & 1))
            case "!":
                (value,) = yield from self._take(1)
                wide, high = (2 if value & 0x20 else 1), (2 if value & 0x10 else 1)
                self._style = Style(wide, high, bold=bool(value & 0x08))
            case "2" | "3" | "J" | "d":
                yield from self._escape_feed(chr(command))
            case "t":
                yield from self._number({0}, "ESC t (only code page 0 is here)")
            case "M" | "-":
                yield from self._number({0, 48}, f"ESC {chr(command)} (only 0 is here)")
            case _:
                self._fault(f"unknown command ESC {command:02X}")

    def _escape_feed(self, command: str) -> Generator[None, int, None]:
        if command == "2":
            self._spacing = USUAL_SPACING
            return
        (value,) = yield from self._take(1)
        if command == "3":
            self._spacing = value
        else:
            self._feed(value if command == "J" else value * self._spacing)

    def _fs(self) -> Generator[None, int, None]:
        (command,) = yield from self._take(1)
        match chr(command):
            case "&":
                self._chinese = True
            case ".":
                self._chinese = False
            case _:
                self._fault(f"unknown command FS {command:02X}")

    def _gs(self) -> Generator[None, int, None]:
        (command,) = yield from self._take(1)
        match chr(command):
            case "!":
                (value,) = yield from self._take(1)
                if value & 0x88:
                    self._fault(f"GS ! {value:02X} out of range")
                wide, high = (value >> 4 & 7) + 1, (value & 7) + 1
                self._style = replace(self._style, times_wide=wide, times_high=high)
            case "V":
                yield from self._cut()
            case "v":
                yield from self._raster()
            case "(":
                yield from self._gs_bracket()
            case "r" | "a" | "I":
                yield from self._gs_question(chr(command))
            case _:
                self._fault(f"unknown command GS {command:02X}")

    def _gs_question(self, command: str) -> Generator[None, int, None]:
        match command:
            case "r":
                value = yield from self._number({1, 49}, "GS r")
                if self.model.knows_fence:
                    self._answer(bytes([self._paper_state()]))
            case "a":
                (self.automatic_status,) = yield from self._take(1)
                if self.automatic_status and self._report is not None:
                    self._report()
            case "I":
                value = yield from self._number(range(65, 70), "GS I")
                if self.model.names.get(value):
                    self._answer(b"_" + self.model.names[value].encode() + b"\x00")

    def _gs_bracket(self) -> Generator[None, int, None]:
        kind, low, high = yield from self._take(3)
        body = yield from self._take(low | high << 8)
        match chr(kind):
            case "k" if len(body) > 1 and body[:1] == b"1":
                self._qr_function(body[1], body[2:])
            case "H" if len(body) == 6 and body[:2] == b"00":  # noqa: PLR2004 — fn, m and the number
                if not body[2:].isascii() or not body[2:].decode().isprintable():
                    self._fault("GS ( H number outside 20–7E")
                elif self.model.knows_process_id:
                    self._answer(b"\x37\x22" + body[2:] + b"\x00")
            case _:
                self._fault(f"unknown command GS ( {kind:02X} {body[:2].hex(' ')}")

    def _qr_function(self, number: int, parameters: bytes) -> None:
        match number:
            case 65 if parameters in {b"1\x00", b"2\x00"}:
                pass
            case 67 if len(parameters) == 1 and parameters[0] in MODULES:
                self._qr_module = parameters[0]
            case 69 if parameters in {b"0", b"1", b"2", b"3"}:
                pass
            case 80 if parameters[:1] == b"0" and 0 < len(parameters) - 1 <= QR_LIMIT:
                self._qr = parameters[1:]
            case 81 if parameters == b"0" and self._qr is not None:
                if self._line:
                    self._fault("a QR code in the middle of a line")
                self._marks.append(Symbol(self._qr, self._qr_module, self._alignment))
            case 82 if parameters == b"0":
                if self.model.knows_qr_size:
                    self._answer(b"\x37\x360\x000\x001\x001\x00")
            case _:
                self._fault(f"GS ( k function {number} with {parameters[:8].hex(' ')}")

    def _raster(self) -> Generator[None, int, None]:
        zero, mode, *sides = yield from self._take(6)
        width, height = sides[0] | sides[1] << 8, sides[2] | sides[3] << 8
        data = yield from self._take(width * height)
        if zero != ord("0") or mode not in {0, 48}:
            self._fault(f"GS v {zero:02X} {mode:02X}")
        elif self._line or not data:
            self._fault("an empty picture" if self._line == [] else "a picture inside a line")
        elif width * 8 > self.dots:
            self._fault(f"a picture {width * 8} dots wide on {self.dots}")
        else:
            image = Image.frombytes("1", (width * 8, height), data)
            self._marks.append(Picture(ImageChops.invert(image), self._alignment))

    def _cut(self) -> Generator[None, int, None]:
        mode = yield from self._number({0, 1, 48, 49, 65, 66}, "GS V")
        if mode in {65, 66}:
            (more,) = yield from self._take(1)
            self._feed(KNIFE_DOTS + more)
        self._flush_silently("GS V")
        receipt = PrintedReceipt(
            bytes(self._raw), cut=True, dots=self.dots, marks=tuple(self._marks)
        )
        self._raw.clear()
        self._marks.clear()
        self._printed(receipt)

    def _real_time(self) -> Generator[None, int, None]:
        """Answered on arrival, so only its place in the stream is skipped here."""
        self._asking = True
        (command,) = yield from self._take(1)
        if command != 0x04:  # noqa: PLR2004 — EOT
            self._fault(f"DLE {command:02X} was never asked for")
        yield from self._number(range(1, 5), "DLE EOT")
        self._asking = False

    # --- letters ----------------------------------------------------------------------------

    def _high(self, first: int) -> Generator[None, int, None]:
        if not self._chinese:
            self._fault(f"byte {first:02X} outside Chinese mode")
            return
        second = yield from self._take(1)
        code = bytes([first]) + second
        if 0x30 <= second[0] <= 0x39:  # noqa: PLR2004 — the four-byte half of GB18030
            code += yield from self._take(2)
            self._fault(f"four-byte character {code.hex(' ')}")
        try:
            self._letter(code.decode("gb18030"))
        except UnicodeDecodeError:
            self._fault(f"no GB18030 character {code.hex(' ')}")

    def _letter(self, letter: str) -> None:
        self._line.append((letter, self._style))
        if sum(cells(each) * CELL * style.times_wide for each, style in self._line) > self.dots:
            overhang = self._line.pop()
            self._fault("a line too wide for the paper")
            self._line_feed()
            self._line.append(overhang)

    def _line_feed(self) -> None:
        high = max((HEIGHT * style.times_high for _, style in self._line), default=0)
        advance = max(self._spacing, high)
        self._marks.append(Letters(tuple(self._line), advance, self._alignment))
        self._line.clear()

    def _feed(self, dots: int) -> None:
        if self._line:
            self._line_feed()
        self._marks.append(Feed(dots))

    def _flush_silently(self, command: str) -> None:
        if self._line:
            self._fault(f"{command} with an unprinted line")
            self._line_feed()

    def _fault(self, what: str) -> None:
        self.faults.append(f"{what} (byte {len(self._raw)} of the piece)")
