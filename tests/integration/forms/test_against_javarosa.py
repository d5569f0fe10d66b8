"""Generated forms mean the same here and in JavaRosa, the engine that ships inside pyxform.

A longer comparison by hand: `python tests/integration/forms/differential.py --help`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import pyxform

HERE = Path(__file__).parent
JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
FORMS = 250
BLOCKS = 5

pytestmark = pytest.mark.skipif(
    shutil.which("java") is None or shutil.which("javac") is None or not JAR.is_file(),
    reason="there is no Java with a compiler here; nothing was compared with JavaRosa",
)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_generated_forms_mean_the_same(tmp_path: Path, block: int) -> None:
    report = _compare(tmp_path, first=block * FORMS // BLOCKS, forms=FORMS // BLOCKS)
    assert report["differences"] == {}
    assert report["steps"] > 10 * report["forms"]
    assert report["their_faults"] <= report["forms"] // 10


def test_a_seed_gives_the_same_order(tmp_path: Path) -> None:
    report = _compare(tmp_path, "--form", str(HERE / "shuffles.xml"))
    assert report["differences"] == {}


def test_a_difference_is_found(tmp_path: Path) -> None:
    """The comparison can fail: a form that counts code points, as only ours does."""
    (tmp_path / "own.xml").write_text(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
        '<h:head><h:title>d</h:title><model><instance><data id="d"><q1/><c2/></data></instance>'
        '<bind nodeset="/data/q1" type="string"/>'
        '<bind nodeset="/data/c2" type="string" calculate="string-length(\'😀\')"/></model>'
        '</h:head><h:body><input ref="/data/q1"><label>1</label></input></h:body></h:html>',
        encoding="utf-8",
    )
    report = _compare(tmp_path, "--form", str(tmp_path / "own.xml"))
    assert "/data/c2 ['1', ''] / ['2', '']" in report["differences"]["0"]


def _compare(folder: Path, *words: str, first: int = 0, forms: int = 1) -> dict[str, Any]:
    done = subprocess.run(
        [
            *(sys.executable, str(HERE / "differential.py"), "--json", "--folder", str(folder)),
            *("--first", str(first), "--forms", str(forms), *words),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report
