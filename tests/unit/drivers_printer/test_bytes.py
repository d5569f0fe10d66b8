"""The bytes of a job, by hand from the ESC/POS reference, and what is never among them."""

import inspect
import re

import pytest
from PIL import Image

from drivers.api import ChineseFont, Cutter
from drivers.receipt_printer import commands
from drivers.receipt_printer.encoder import (
    PAPERS,
    Setting,
    encode_picture,
    encode_slip,
    end_of_another,
    in_printer_font,
)
from drivers.simulators.printer_interpreter import Interpreter
from drivers.simulators.printer_paper import Feed, PrintedReceipt
from kiosk.documents.slip import Align, Block, Field, Qr, Rule, Size, Slip, Space, Text

SLIP = Slip(
    "t",
    "zh-CN",
    (
        Text("回执", Size.LARGE, Align.CENTRE, bold=True),
        Rule(),
        Field("编号", "L08"),
        Qr("L08", "扫码"),
        Space(1),
        Text("谢谢 OK", Size.SMALL),
    ),
)
LINE_58, LINE_80 = "ff " * 48, "ff " * 72
GOLDEN = """
1b 40
1b 33 44  1b 61 01  1b 45 01  1d 21 11  1c 26 bb d8 d6 b4 1c 2e  0a
1b 4a 0c  1d 76 30 00 {width} 00 02 00 {line} {line}  1b 4a 0c
1b 33 22  1b 61 00  1b 45 00  1d 21 00  1c 26 b1 e0 ba c5 1c 2e  20 20 4c 30 38  0a
1b 4a 20  1b 61 01
  1d 28 6b 04 00 31 41 32 00  1d 28 6b 03 00 31 43 08  1d 28 6b 03 00 31 45 31
  1d 28 6b 06 00 31 50 30 4c 30 38  1d 28 6b 03 00 31 51 30  1b 4a 20
1b 33 1c  1b 61 01  1b 45 00  1d 21 00  1c 26 c9 a8 c2 eb 1c 2e  0a
1b 4a 22
1b 33 1c  1b 61 00  1b 45 00  1d 21 00  1c 26 d0 bb d0 bb 1c 2e  20 4f 4b  0a
1d 56 42 00
"""

DRAWER = re.compile(rb"\x1bp|\x10\x14|^\x07")
"""What opens a cash drawer: `ESC p`, `DLE DC4`, and BEL on some clones."""


def whole(*blocks: Block, setting: Setting) -> bytes:
    return b"".join(encode_slip(Slip("t", "zh-CN", blocks), setting))


def printed(data: bytes, dots: int = 576) -> tuple[list[PrintedReceipt], list[str]]:
    receipts: list[PrintedReceipt] = []
    printer = Interpreter(
        dots, answer=lambda _: None, printed=receipts.append, paper_state=lambda: 0
    )
    for byte in data:
        printer.feed(byte)
    return receipts, printer.faults


@pytest.mark.parametrize(("paper_mm", "width", "line"), [(58, "30", LINE_58), (80, "48", LINE_80)])
def test_a_receipt_is_these_bytes(paper_mm: int, width: str, line: str) -> None:
    setting = Setting(PAPERS[paper_mm], native_qr=True)
    data = b"".join(encode_slip(SLIP, setting))
    assert data == bytes.fromhex(GOLDEN.format(width=width, line=line))


@pytest.mark.parametrize(
    ("cutter", "end"),
    [
        (Cutter.PARTIAL, b"\x1dVB\x00"),
        (Cutter.FULL, b"\x1dVA\x00"),
        (Cutter.NONE, b"\x1bJ\xa0"),
    ],
)
def test_a_slip_ends_as_its_printer_can(cutter: Cutter, end: bytes) -> None:
    data = whole(Text("完"), setting=Setting(PAPERS[80], cutter=cutter))
    assert data.endswith(b"\n" + end)
    assert (b"\x1dV" in data) == (cutter is not Cutter.NONE)


@pytest.mark.parametrize(
    ("character", "fonts"),
    [
        ("A", {ChineseFont.GB18030, ChineseFont.GB2312, ChineseFont.NONE}),
        ("王", {ChineseFont.GB18030, ChineseFont.GB2312}),
        ("喆", {ChineseFont.GB18030}),  # GBK: in many names, not in GB 2312
        ("·", {ChineseFont.GB18030, ChineseFont.GB2312}),
        ("—", {ChineseFont.GB18030, ChineseFont.GB2312}),
        ("€", {ChineseFont.GB18030, ChineseFont.GB2312}),
        ("㐀", set()),  # four bytes
        ("𬱖", set()),
        ("\ue000", set()),
        ("é", {ChineseFont.GB18030, ChineseFont.GB2312}),
        ("ئ", set()),
    ],
)
def test_each_character_goes_as_a_letter_only_where_the_font_has_it(
    character: str, fonts: set[ChineseFont]
) -> None:
    assert {font for font in ChineseFont if in_printer_font(character, font)} == fonts


def test_a_printer_without_chinese_letters_gets_pictures() -> None:
    setting = Setting(PAPERS[58], chinese=ChineseFont.NONE)
    data = whole(Text("王秀花"), Text("ABC"), setting=setting)
    assert b"\x1c&" not in data
    assert data.count(b"\x1dv0") == 1
    assert b"ABC\n" in data


COMMANDS = (
    "\x1b@\x1bp\x00\x19\x10\x14\x01\x00\x05\x10\x05\x02\x10\x04\x01\x1dV\x00\x1d(A\x02\x00\x00\x02"
)
"""Initialise, open the drawer twice over, clear the buffer, ask, cut, print a test page."""


@pytest.mark.parametrize("paper_mm", PAPERS)
@pytest.mark.parametrize("native_qr", [True, False])
def test_nothing_people_enter_becomes_a_command(paper_mm: int, *, native_qr: bool) -> None:
    hostile = f"王{COMMANDS}花"
    setting = Setting(PAPERS[paper_mm], native_qr=native_qr)
    data = whole(
        Text(hostile),
        Field(hostile, hostile),
        Qr(hostile, hostile),
        Text(f"𬱖{hostile}"),
        setting=setting,
    )
    receipts, faults = printed(data, setting.paper.dots)
    assert faults == []
    (receipt,) = receipts  # the cut is ours, and there is one
    assert not re.search(rb"\x10[\x04\x05\x14]", data)  # obeyed at once, in a picture, too
    assert "王@pV(A花" in "".join(receipt.text.split())


def test_a_payload_of_commands_is_still_read_off_the_paper_as_it_was() -> None:
    data = whole(Qr("a\x1b@\x10\x14\x01b"), setting=Setting(PAPERS[80], native_qr=True))
    (receipt,), faults = printed(data)
    assert (receipt.qr, faults) == (["a<ESC>@<DLE><DC4><SOH>b"], [])


@pytest.mark.parametrize("length", [1, 1000, 1001, 2331, 2332, 2900])
def test_a_code_as_long_as_codes_go_fits_on_narrow_paper(length: int) -> None:
    payload = "x" * length
    data = whole(Qr(payload), setting=Setting(PAPERS[58], native_qr=True))
    (receipt,), faults = printed(data, 384)
    assert faults == []
    assert receipt.qr == [payload]
    assert not re.search(rb"\x10[\x04\x05\x14]", data)
    assert (b"\x1d(k" in data) == (length <= 1000)


def test_a_long_picture_is_sent_in_pieces_without_a_gap() -> None:
    picture = Image.radial_gradient("L").resize((576, 700)).convert("1")
    blocks = encode_picture(picture, Setting(PAPERS[80]))
    (receipt,), faults = printed(b"".join(blocks))
    assert faults == []
    assert [piece.height for piece in receipt.pictures] == [256, 256, 188]
    again = Image.new("1", picture.size)
    for number, piece in enumerate(receipt.pictures):
        again.paste(piece, (0, 256 * number))
    sent, meant = again.tobytes(), picture.tobytes()
    changed = sum(a != b for a, b in zip(sent, meant, strict=True))
    assert changed < len(meant) / 1000  # a dot here and there hides what would be a command


def test_no_command_of_ours_opens_a_drawer() -> None:
    samples = {
        "align": [True, False],
        "bold": [True, False],
        "size": range(1, 9),
        "line_spacing": range(256),
        "feed_dots": range(600),
        "cut": Cutter,
        "chinese_text": ["王A"],
        "raster": [Image.new("1", (64, 64))],
        "harmless": [b"\x10\x14\x10\x05\x10\x04"],
        "process_id": [b"QQQQ"],
        "ask_status": range(1, 5),
        "ask_unit": commands.Asked,
    }
    functions = {
        name
        for name, function in inspect.getmembers(commands, inspect.isfunction)
        if function.__module__ == commands.__name__
    }
    assert functions == set(samples) | {"native_qr"}
    made = [getattr(commands, name)(value) for name, values in samples.items() for value in values]
    made += [commands.native_qr(b"payload", module) for module in range(1, 17)]
    made += [value for value in vars(commands).values() if isinstance(value, bytes)]
    assert [
        data for data in made if DRAWER.match(data) or re.search(rb"\x1bp|\x10\x14", data)
    ] == []


def test_what_ends_another_job_prints_nothing_of_its_own() -> None:
    half = b"\x1dv0\x00\x48\x00\x18\x00" + b"\xff" * 100  # the rest of 1,728 bytes never came
    data = half + end_of_another(1_728 - 100, Setting(PAPERS[80])) + b"next\n\x1dVB\x00"
    receipts, faults = printed(data)
    assert faults == []
    assert [receipt.text.strip() for receipt in receipts] == ["", "next"]
    assert not [mark for mark in receipts[1].marks if not isinstance(mark, Feed)][1:]
