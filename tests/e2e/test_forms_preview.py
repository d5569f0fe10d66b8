"""`kiosk forms preview`: an author looks at a form without a terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
FORM = ROOT / "kiosk" / "catalogue" / "starter" / "904" / "form.xlsx"
KIOSK = (sys.executable, "-m", "kiosk.cli.main")


def preview(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KIOSK, "forms", "preview", *words], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_every_page_is_drawn(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"/data/history/tried": "talked"}', encoding="utf-8")
    shots = tmp_path / "shots"
    done = preview(str(FORM), "--shots", str(shots), "--language", "en", "--answers", str(answers))
    assert done.returncode == 0, done.stderr
    names = [line.rpartition("/")[2] for line in done.stdout.splitlines()]
    assert names == sorted(path.name for path in shots.iterdir())
    assert names[0] == "01-applicant.png"
    assert names[-1].endswith("-check.png")
    assert any(name.endswith("-opponents-row.png") for name in names)
    pictures = [Image.open(shots / name) for name in names]
    assert {picture.size for picture in pictures} == {(1080, 1920)}
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)


def test_pictures_and_first_answers_are_shown(tmp_path: Path) -> None:
    """The form of every question: its answers name what the card fills, too."""
    example = ROOT / "docs" / "examples" / "every-question"
    empty = preview(str(example / "form.xlsx"), "--shots", str(tmp_path / "empty"))
    filled = preview(
        *(str(example / "form.xlsx"), "--shots", str(tmp_path / "filled")),
        *("--answers", str(example / "answers.json")),
    )
    assert (empty.returncode, filled.returncode) == (0, 0), filled.stderr
    assert "Traceback" not in empty.stderr + filled.stderr
    for name in ("02-words.png", "06-one_looks.png", "25-member-row.png"):
        before, after = (Image.open(tmp_path / each / name) for each in ("empty", "filled"))
        assert before.tobytes() != after.tobytes(), name


def test_a_form_that_is_wrong_says_where(tmp_path: Path) -> None:
    form = tmp_path / "form.md"
    form.write_text(
        "| survey |\n| | type | name | label | relevant |\n| | text | q | Q | ${nobody} = 1 |\n",
        encoding="utf-8",
    )
    done = preview(str(form), "--shots", str(tmp_path / "shots"))
    assert done.returncode == 1
    assert "nobody" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_is_shown_until_it_is_closed() -> None:
    shown = subprocess.Popen(
        [*KIOSK, "forms", "preview", str(FORM), "--windowed"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert shown.stderr is not None
    assert "Touch the screen" in shown.stderr.readline()
    for line in shown.stderr:  # the devices speak once the screen is ready
        if "device." in line:
            break
    shown.send_signal(signal.SIGTERM)
    _, rest = shown.communicate(timeout=60)
    assert shown.returncode == 0, rest
