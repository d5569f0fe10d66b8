"""What comes out of the simulated printer when the encoder's bytes go in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.api import Cutter
from drivers.receipt_printer import commands, drawing
from drivers.receipt_printer.encoder import PAPERS, Setting, encode_slip
from drivers.receipt_printer.layout import PrintedLine
from drivers.simulators.printer_interpreter import Interpreter
from drivers.simulators.printer_paper import Feed, Letters, PrintedReceipt, Symbol
from kiosk.documents.slip import Align, Block, Field, Qr, Rule, Size, Slip, Space, Text

RECEIPT = (
    Text("高龄津贴受理回执", Size.LARGE, Align.CENTRE, bold=True),
    Rule(),
    Field("受理编号", "L0817 261121 0042 K", bold=True),
    Field("姓名", "王*花"),
    Field("材料", "身份证原件（正反面）、银行卡复印件、近期一寸照片两张。"),
    Space(1),
    Qr("https://example.org/q/L081726112100042K", "扫码查询办理进度"),
    Text("村民服务热线 0538-1234567", Size.SMALL, Align.CENTRE),
)


def feed(data: bytes, dots: int = 576) -> tuple[list[PrintedReceipt], list[str], bytes]:
    receipts: list[PrintedReceipt] = []
    answers = bytearray()
    printer = Interpreter(
        dots, answer=answers.extend, printed=receipts.append, paper_state=lambda: 0
    )
    for byte in data:
        printer.feed(byte)
    return receipts, printer.faults, bytes(answers)


def printed(*blocks: Block, paper_mm: int = 80, native_qr: bool = True) -> PrintedReceipt:
    paper = PAPERS[paper_mm]
    setting = Setting(paper, native_qr=native_qr)
    data = b"".join(encode_slip(Slip("t", "zh-CN", blocks), setting))
    receipts, faults, _ = feed(data, paper.dots)
    assert faults == []
    (receipt,) = receipts
    assert receipt.cut
    assert receipt.raw == data
    return receipt


@pytest.mark.parametrize("paper_mm", [58, 80])
@pytest.mark.parametrize("native_qr", [True, False])
def test_a_receipt_comes_out_as_it_was_meant(paper_mm: int, *, native_qr: bool) -> None:
    receipt = printed(*RECEIPT, paper_mm=paper_mm, native_qr=native_qr)
    assert "高龄津贴" in receipt.text
    assert "受理编号  L0817 261121 0042 K" in receipt.text
    assert receipt.qr == ["https://example.org/q/L081726112100042K"]


@pytest.mark.parametrize("paper_mm", [58, 80])
@pytest.mark.parametrize("native_qr", [True, False])
def test_the_qr_code_can_be_read_off_the_paper(paper_mm: int, *, native_qr: bool) -> None:
    import zxingcpp  # the phone that looks at the picture

    receipt = printed(*RECEIPT, paper_mm=paper_mm, native_qr=native_qr)
    (barcode,) = zxingcpp.read_barcodes(receipt.image)
    assert barcode.text == "https://example.org/q/L081726112100042K"


def test_a_chinese_payload_survives_both_ways() -> None:
    for native_qr in (True, False):
        assert printed(Qr("编号甲"), native_qr=native_qr).qr == ["编号甲"]


def test_a_payload_with_control_characters_goes_as_a_picture() -> None:
    receipt = printed(Qr("a\x10\x14\x01b"))
    assert not any(isinstance(mark, Symbol) for mark in receipt.marks)


def test_size_boldness_and_place_reach_the_paper() -> None:
    receipt = printed(Text("大", Size.LARGE, Align.CENTRE, bold=True), Text("小"))
    large, small = (mark for mark in receipt.marks if isinstance(mark, Letters))
    assert large.alignment == 1
    assert (large.letters[0][1].times_wide, large.letters[0][1].bold) == (2, True)
    assert small.alignment == 0
    assert (small.letters[0][1].times_wide, small.letters[0][1].bold) == (1, False)


def test_a_name_the_printer_has_no_letters_for_is_drawn() -> None:
    receipt = printed(Field("姓名", "王𬱖"), Text("下一行"))
    assert receipt.text == "下一行"
    (picture,) = receipt.pictures
    assert picture.size == (576, 24)
    assert _ink(picture) > 100


def test_a_large_rare_name_is_drawn_large() -> None:
    (picture,) = printed(Text("𬱖", Size.LARGE, Align.CENTRE)).pictures
    assert picture.height == 48


def test_a_private_character_no_font_has_shows_its_number() -> None:
    nothing = drawing.draw_line(PrintedLine(" "), 48)
    assert _ink(drawing.draw_line(PrintedLine("\U0010fffd"), 48)) > _ink(nothing)


def test_commands_hidden_in_a_name_are_not_obeyed() -> None:
    receipt = printed(Field("姓名", "王\x1dV\x00花\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"))
    assert receipt.text.startswith("姓名  王V花")


def test_no_picture_can_hold_a_real_time_command() -> None:
    for second in (0x04, 0x05, 0x14):
        assert commands.harmless(bytes([0, 0x10, second])) == bytes([0, 0x18, second])
    assert commands.harmless(b"\x10\x06") == b"\x10\x06"


def test_long_feeds_are_split() -> None:
    receipts, faults, _ = feed(commands.feed_dots(600) + commands.cut(Cutter.PARTIAL))
    assert faults == []
    feeds = [mark.dots for mark in receipts[0].marks if isinstance(mark, Feed)]
    assert sum(feeds[:-1]) == 600


def test_the_picture_of_the_paper_is_as_wide_as_the_roll() -> None:
    narrow, wide = printed(*RECEIPT, paper_mm=58).image, printed(*RECEIPT, paper_mm=80).image
    assert wide.width - narrow.width == 576 - 384
    assert wide.mode == "RGB"


@given(st.lists(st.text(max_size=40), max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_people_enter_gives_strictly_valid_bytes(texts: list[str]) -> None:
    printed(*(Text(text) for text in texts), *(Field(text, text) for text in texts), paper_mm=58)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\x1bz", "unknown command ESC 7A"),
        (b"\x1cz", "unknown command FS 7A"),
        (b"\x1dz", "unknown command GS 7A"),
        (b"\x07", "control character 07"),
        (b"\x10\x14\x01", "DLE 14 was never asked for"),
        (b"\x10\x04\x09", "DLE EOT 9 out of range"),
        (b"\xcd\xf5", "outside Chinese mode"),
        (b"\x1c&\xff\xff", "no GB18030 character"),
        (b"\x1c&\x98\x38\xc4\x35", "four-byte character"),
        (b"\x1ba\x07", "ESC a 7 out of range"),
        (b"a\x1ba\x01", "ESC a in the middle of a line"),
        (b"\x1bt\x05", "ESC t"),
        (b"\x1d!\xff", "GS ! FF out of range"),
        (b"a" * 49, "a line too wide"),
        (b"\x1dv0\x00\x49\x00\x01\x00" + b"\x00" * 0x49, "584 dots wide"),
        (b"\x1dv0\x00\x00\x00\x00\x00", "an empty picture"),
        (b"a\x1dv0\x00\x01\x00\x01\x00\x00", "a picture inside a line"),
        (b"\x1dv1\x00\x01\x00\x01\x00\x00", "GS v 31 00"),
        (b"\x1d(k\x03\x001Q0", "GS ( k function 81"),
        (b"\x1d(k\x03\x001C\x11", "GS ( k function 67"),
        (b"\x1d(z\x02\x00ab", "unknown command GS ( 7A"),
        (b"\x1d(H\x06\x0000\x01ABC", "number outside"),
        (b"\x1dr\x05", "GS r 5"),
        (b"a\x1b@", "ESC @ with an unprinted line"),
        (b"a\x1dV\x00", "GS V with an unprinted line"),
    ],
)
def test_the_interpreter_objects_to_what_a_printer_would_garble(data: bytes, fault: str) -> None:
    _, faults, _ = feed(data)
    assert any(fault in each for each in faults), faults


def test_the_interpreter_answers_job_numbers_and_fences_in_order() -> None:
    _, faults, answers = feed(commands.process_id(b"ABCD") + commands.FENCE)
    assert (faults, answers) == ([], b"\x37\x22ABCD\x00\x00")


def test_what_hangs_in_the_printer_can_be_seen_before_the_cut() -> None:
    printer = Interpreter(576, answer=_ignore, printed=_ignore, paper_state=lambda: 0)
    for byte in b"half\n":
        printer.feed(byte)
    assert (printer.hanging().text, printer.hanging().cut) == ("half", False)


def test_an_independent_encoder_is_understood_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-escpos knows nothing of us; its bytes must print here."""
    monkeypatch.setattr("logging.basicConfig", _ignore_all)  # it would install a root handler
    from escpos.printer import Dummy  # half a second, only for this test

    witness = Dummy()
    witness.set(align="center", bold=True, double_width=True, double_height=True)
    witness.textln("RECEIPT")
    witness.set(align="left", bold=False, normal_textsize=True)
    witness.textln("No. L0817")
    witness.qr("L081726112100042K", native=True, size=6)
    witness.image(drawing.qr_picture("picture", 4))
    witness.cut()
    (receipt,), faults, _ = feed(witness.output)
    assert faults == []
    assert receipt.text == "RECEIPT\nNo. L0817"
    assert receipt.qr == ["L081726112100042K", "picture"]


def _ignore(_: object) -> None:
    return


def _ignore_all(**_: object) -> None:
    return


def _ink(picture: Image.Image) -> int:
    return picture.convert("L").histogram()[0]
