import shutil
from pathlib import Path

import pytest

from kiosk.documents.fonts import RARE, REGULAR, FontChain, find_font, font_folders, printable_lines
from kiosk.documents.pdf import slip_pdf
from kiosk.documents.slip import Slip, Text
from kiosk.documents.text_layer import to_unicode_map
from kiosk.errors import EnvironmentFault

LEVEL_3 = [
    *range(0x4E00, 0x9FF0),
    *range(0x3400, 0x4DB6),
    *range(0x20000, 0x2A6D7),
    *range(0x2A700, 0x2B735),
    *range(0x2B740, 0x2B81E),
    *range(0x2B820, 0x2CEA2),
    *range(0x2CEB0, 0x2EBE1),
    *(0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28),
    0xFA29,
]
"""The ideographs of GB 18030-2022 implementation level 3."""

NO_FONT_HAS = {0x9FEB, 0x9FEC, 0x9FED, 0x9FEE, 0x9FEF}
"""Chemical elements and others of 2017-2018; only newer fonts than Debian's have them."""


def test_the_chain_draws_every_ideograph_of_level_3_but_the_five_named() -> None:
    chain = FontChain()
    assert len(LEVEL_3) == 87_887
    missing = {point for point in LEVEL_3 if chain.font_for(chr(point)) is None}
    assert missing <= NO_FONT_HAS


def test_common_characters_come_from_the_first_font() -> None:
    chain = FontChain()
    runs = chain.runs("便民 Bianmin 0817，")
    assert [run.text for run in runs] == ["便民 Bianmin 0817，"]
    assert runs[0].font is chain.first
    assert chain.runs("便", bold=True)[0].font is not chain.first


def test_a_rare_character_is_a_run_of_its_own() -> None:
    runs = FontChain().runs("王𪚥花")
    assert [run.text for run in runs] == ["王", "𪚥", "花"]
    assert runs[0].font is runs[2].font is not runs[1].font


def test_what_no_font_has_is_named_once_for_the_manual_task() -> None:
    assert FontChain().missing("王\ue5ff花\ue5ff\U000f0000") == ("\ue5ff", "\U000f0000")
    assert FontChain().missing("王秀花·\n\x00") == ()


def test_width_grows_with_size_and_counts_a_box_as_one_em() -> None:
    chain = FontChain()
    assert chain.width("字字", 10) == pytest.approx(20)
    assert chain.width("字\ue5ff", 10) == pytest.approx(20)
    assert chain.width("", 10) == 0


def test_a_missing_font_names_the_package_to_install(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="fonts-lxgw-wenkai") as told:
        slip_pdf(Slip("样张", "zh-CN", (Text("字"),)), fonts=FontChain(folders=[tmp_path]))
    assert told.value.code == "documents.font_missing"
    assert str(tmp_path) in told.value.message


def test_the_second_font_is_asked_for_only_by_a_rare_character(tmp_path: Path) -> None:
    shutil.copy(find_font(REGULAR, font_folders()), tmp_path)
    chain = FontChain(folders=[tmp_path])
    assert chain.font_for("王") is not None
    with pytest.raises(EnvironmentFault, match="fonts-hanazono"):
        chain.font_for("𪚥")


def test_a_site_may_put_its_own_font_first() -> None:
    own = find_font(RARE[0], font_folders())
    chain = FontChain(site_font=own)
    first = chain.font_for("王", bold=True)
    assert first is not None
    assert first.fontName.startswith("HanaMinA")


@pytest.mark.parametrize("content", [b"", b"OTTO" + bytes(60), b"no font at all" * 10])
def test_a_font_that_cannot_be_embedded_is_told(tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad.ttf"
    bad.write_bytes(content)
    with pytest.raises(EnvironmentFault, match=r"bad\.ttf") as told:
        FontChain(site_font=bad).font_for("王")
    assert told.value.code == "documents.font_unusable"


def test_the_unicode_map_writes_surrogate_pairs_in_blocks_of_100() -> None:
    written = to_unicode_map([0, 0x20BB7, 0x738B, *range(0x4E00, 0x4E00 + 150)])
    assert "<01> <D842DFB7>" in written
    assert "<02> <738B>" in written
    assert "<00> <0000>" not in written
    assert "100 beginbfchar" in written
    assert "52 beginbfchar" in written


def test_lines_are_kept_and_what_has_no_picture_goes() -> None:
    assert printable_lines("一\r\n二\t三\x07\u200b") == ["一", "二 三"]
    assert printable_lines("\ud800") == ["\ufffd"]
    assert printable_lines("\uf907") == ["\uf907"]  # a compatibility ideograph is not normalised
