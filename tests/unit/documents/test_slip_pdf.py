import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from kiosk.cases.records import ReceiptFacts
from kiosk.documents.deposit_receipt import deposit_receipt
from kiosk.documents.pdf import qr_modules, slip_pdf
from kiosk.documents.slip import Align, Field, Qr, Rule, Size, Slip, Space, Text
from kiosk.documents.slip_layout import A4, MM, ROLL_80, PageForm

Extract = Callable[[bytes], str]

RARE = "𠮷𡈽𪚥㐂䶮𬺈𰻝"
"""Basic plane, extensions A, B, E, G: three fonts of the chain."""
KNOWN_RARE = "𠮷𡈽𪚥㐂䶮𬺈"


def lines(text: str) -> list[str]:
    return [line for line in text.replace("\f", "\n").split("\n") if line]


def of(*blocks: Text | Field | Qr | Rule | Space) -> Slip:
    return Slip("样张", "zh-CN", blocks)


@pytest.mark.parametrize("form", [ROLL_80, A4])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_word_of_a_receipt_comes_back_from_the_pdf(
    facts: ReceiptFacts, extracted: Extract, form: PageForm, language: str
) -> None:
    slip = deposit_receipt(replace(facts, masked_name="欧阳*𠮷"), language)
    found = "".join(extracted(slip_pdf(slip, form)).split())
    for block in slip.blocks:
        match block:
            case Text(text=text):
                assert "".join(text.split()) in found
            case Field(label=label, value=value):
                assert "".join(label.split()) in found
                assert "".join(value.split()) in found
            case Qr(caption=caption):
                assert "".join(caption.split()) in found
            case _:
                continue


@pytest.mark.parametrize("bold", [False, True])
def test_rare_characters_come_back_exactly_from_two_extractors(
    extracted: Extract, *, bold: bool
) -> None:
    name = f"王{KNOWN_RARE}·买买提"
    pdf = slip_pdf(of(Text(name, bold=bold)))
    assert lines(extracted(pdf)) == [name]
    assert PdfReader(io.BytesIO(pdf)).pages[0].extract_text().strip() == name


def test_more_characters_than_one_subset_holds_come_back(extracted: Extract) -> None:
    text = "".join(chr(point) for point in range(0x4E00, 0x4E00 + 700))
    pdf = slip_pdf(of(Text(text)), A4)
    assert "".join(lines(extracted(pdf))) == text


def test_nothing_is_drawn_with_a_font_that_is_not_embedded(facts: ReceiptFacts) -> None:
    page = PdfReader(io.BytesIO(slip_pdf(deposit_receipt(facts)))).pages[0]
    fonts = page["/Resources"]["/Font"]
    assert len(fonts) >= 2
    for font in fonts.values():
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_a_character_no_font_has_becomes_a_box_and_disturbs_nothing(extracted: Extract) -> None:
    private = "\ue5ff"
    with_box = slip_pdf(of(Text(f"王{private}花")))
    assert extracted(with_box).startswith("王")
    assert "花" in extracted(with_box)
    assert "00E5FF"[3:] in extracted(with_box)  # the number in the box tells what to write
    assert private not in extracted(with_box)


def test_the_same_slip_gives_the_same_bytes(facts: ReceiptFacts) -> None:
    slip = deposit_receipt(facts)
    assert slip_pdf(slip) == slip_pdf(slip)
    assert slip_pdf(slip) != slip_pdf(deposit_receipt(replace(facts, terminal="0818")))


def test_title_and_language_are_set(facts: ReceiptFacts) -> None:
    reader = PdfReader(io.BytesIO(slip_pdf(deposit_receipt(facts))))
    assert reader.metadata is not None
    assert reader.metadata.title == "收件凭证"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - a PDF boolean


def test_roll_paper_is_80_mm_wide_and_as_high_as_needed() -> None:
    short = PdfReader(io.BytesIO(slip_pdf(of(Text("短"))))).pages
    long = PdfReader(io.BytesIO(slip_pdf(of(*[Text("长")] * 100)))).pages
    assert len(short) == len(long) == 1
    assert float(short[0].mediabox.width) == pytest.approx(80 * MM, abs=0.1)
    assert float(long[0].mediabox.height) > 50 * float(Size.NORMAL is not None) * 20
    assert float(short[0].mediabox.height) < 30 * MM


def test_a4_turns_the_page_when_it_is_full(extracted: Extract) -> None:
    pdf = slip_pdf(of(*[Text(f"第{n}行") for n in range(1, 101)]), A4)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 1
    assert {tuple(round(float(x)) for x in page.mediabox[2:]) for page in pages} == {(595, 842)}
    assert lines(extracted(pdf)) == [f"第{n}行" for n in range(1, 101)]


@pytest.mark.parametrize(("form", "dpi"), [(ROLL_80, 203), (ROLL_80, 96), (A4, 72)])
def test_the_code_is_read_from_the_rendered_page(
    facts: ReceiptFacts, tmp_path: Path, form: PageForm, dpi: int
) -> None:
    file = tmp_path / "receipt.pdf"
    file.write_bytes(slip_pdf(deposit_receipt(facts), form))
    command = ["pdftoppm", "-r", str(dpi), "-gray", "-png", "-singlefile", str(file)]
    subprocess.run([*command, str(tmp_path / "receipt")], check=True)
    found = zxingcpp.read_barcodes(Image.open(tmp_path / "receipt.png"))
    assert [code.text for code in found] == [f"BM1:{facts.number}"]


def test_the_code_is_black_and_white_without_grey_inside(
    facts: ReceiptFacts, tmp_path: Path
) -> None:
    file = tmp_path / "code.pdf"
    payload = f"BM1:{facts.number}"
    side = len(qr_modules(payload))
    form = replace(ROLL_80, width=side * 5, column=side * 4, margin=side / 2, qr=side * 3)
    file.write_bytes(slip_pdf(of(Qr(payload)), form))
    command = ["pdftoppm", "-r", "288", "-gray", "-png", "-singlefile", str(file)]
    subprocess.run([*command, str(tmp_path / "code")], check=True)
    picture = Image.open(tmp_path / "code.png").convert("L")
    code = picture.crop((0, 30, picture.width, picture.height))  # below the band of the page
    shades = {shade: count for count, shade in code.getcolors()}
    assert shades.pop(0) > 20_000
    assert shades.pop(255) > 20_000
    assert sum(shades.values()) < 0.03 * code.width * code.height  # edges between pixels


def test_a_long_name_wraps_beside_its_label_and_stays_whole(extracted: Extract) -> None:
    name = "买买提" * 16 + "·吐"
    pdf = slip_pdf(of(Field("申请人", name), Field("证件号码", "370982********0022")))
    assert name in "".join(lines(extracted(pdf))).replace("申请人", "", 1)


def test_a_label_too_long_for_its_column_stands_above_its_value(extracted: Extract) -> None:
    label = "一个长得怎么也放不进左边那一栏里去的标签名称"
    assert lines(extracted(slip_pdf(of(Field(label, "值")))))[-1] == "值"


def test_control_characters_in_a_name_do_no_harm(extracted: Extract) -> None:
    pdf = slip_pdf(of(Text("王\x00\x1b@花\u202e\ufe0f", align=Align.CENTRE)))
    assert lines(extracted(pdf)) == ["王@花"]


def test_an_empty_text_keeps_its_line() -> None:
    empty, one = (PdfReader(io.BytesIO(slip_pdf(of(Text(t))))).pages[0] for t in ("", "字"))
    assert float(empty.mediabox.height) == pytest.approx(float(one.mediabox.height))


def test_a_receipt_is_small(facts: ReceiptFacts) -> None:
    assert len(slip_pdf(deposit_receipt(facts))) <= 60_000


def test_what_the_form_adds_is_in_the_pdf_too(facts: ReceiptFacts, extracted: Extract) -> None:
    slip = deposit_receipt(facts, "zh_CN", ("周一来取公交卡",))
    assert "周一来取公交卡" in extracted(slip_pdf(slip, A4))
