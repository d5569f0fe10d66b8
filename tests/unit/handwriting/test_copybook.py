"""What was learnt of a font is kept, and believed only while it is whole and of that font."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from kiosk.documents.fonts import REGULAR, find_font, font_folders
from kiosk.errors import EnvironmentFault
from kiosk.handwriting.copybook import Copybook
from kiosk.handwriting.learning import learn, open_font
from kiosk.handwriting.pupil import Pupil
from kiosk.handwriting.shapes import SIZE, Shapes

KNOWN = "王李张"


@pytest.fixture
def font(tmp_path: Path) -> Path:
    """A copybook asks only which file it is."""
    file = tmp_path / "font.ttf"
    file.write_bytes(b"letters")
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shapes"


@pytest.fixture
def kept(font: Path, file: Path) -> Shapes:
    learnt = np.linspace(0, 1, len(KNOWN) * SIZE, dtype=np.float32).reshape(-1, SIZE)
    Copybook(font, KNOWN, file).keep(learnt)
    return learnt


def test_what_is_kept_is_read_again(font: Path, file: Path, kept: Shapes) -> None:
    read = Copybook(font, KNOWN, file).read()
    assert read is not None
    assert np.array_equal(read, kept)


def test_before_anything_is_kept_there_is_nothing(font: Path, file: Path) -> None:
    assert Copybook(font, KNOWN, file).read() is None


@pytest.mark.usefixtures("kept")
def test_other_characters_have_to_be_learnt(font: Path, file: Path) -> None:
    assert Copybook(font, "王张李", file).read() is None
    assert Copybook(font, KNOWN[:2], file).read() is None


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("change", ["younger", "larger", "elsewhere"])
def test_another_font_has_to_be_learnt(font: Path, file: Path, change: str) -> None:
    state = font.stat()
    if change == "younger":
        os.utime(font, ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000_000))
    elif change == "larger":
        font.write_bytes(b"more letters")
        os.utime(font, ns=(state.st_atime_ns, state.st_mtime_ns))
    else:
        font = font.rename(font.with_name("other.ttf"))
    assert Copybook(font, KNOWN, file).read() is None


def test_what_was_learnt_belongs_to_the_font_as_it_was_when_it_began(
    font: Path, file: Path
) -> None:
    before = Copybook(font, KNOWN, file)
    font.write_bytes(b"replaced meanwhile")
    before.keep(np.zeros((len(KNOWN), SIZE), np.float32))
    assert Copybook(font, KNOWN, file).read() is None


def test_without_its_font_there_is_no_copybook(file: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        Copybook(Path("/nowhere.ttf"), KNOWN, file)
    assert caught.value.code == "handwriting.no_font"


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("left", [0, 1, 31, 32, 33, 32 + SIZE * 4, 32 + 3 * SIZE * 4 - 1])
def test_a_file_that_was_cut_off_is_as_none(font: Path, file: Path, left: int) -> None:
    os.truncate(file, left)
    assert Copybook(font, KNOWN, file).read() is None


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("at", [0, 31, 32, 3000, -1])
def test_a_file_with_one_wrong_bit_is_as_none(font: Path, file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 4
    file.write_bytes(content)
    assert Copybook(font, KNOWN, file).read() is None


def test_a_write_that_was_cut_off_leaves_what_was_there_and_is_made_good(
    font: Path, file: Path, kept: Shapes
) -> None:
    beside = file.with_name("shapes.new")
    beside.write_bytes(b"half")
    read = Copybook(font, KNOWN, file).read()
    assert read is not None
    Copybook(font, KNOWN, file).keep(kept + 1)
    again = Copybook(font, KNOWN, file).read()
    assert again is not None
    assert np.array_equal(again, kept + 1)
    assert not beside.exists()


def test_the_process_learns_what_would_be_learnt_here() -> None:
    font = find_font(REGULAR, font_folders())
    here = np.concatenate(list(learn(open_font(font), KNOWN)))
    assert np.allclose(Pupil().learn(font, KNOWN), here)
