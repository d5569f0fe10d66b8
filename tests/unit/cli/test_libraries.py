import re
from pathlib import Path

import pytest

from kiosk.cli.libraries import PACKAGES, missing_library


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libEGL.so.1", "libegl1"),
        ("libGL.so.1", "libgl1"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libzbar.so.0", "libzbar0"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ],
)
def test_a_missing_library_is_told_with_its_package(library: str, package: str) -> None:
    error = ImportError(f"{library}: cannot open shared object file: No such file or directory")
    sentence = missing_library(error)
    assert sentence is not None
    assert f"apt-get install {package}" in sentence


def test_a_library_nobody_knows_is_named_all_the_same() -> None:
    sentence = missing_library(ImportError("libodd.so.3: cannot open shared object file: No"))
    assert sentence is not None
    assert "libodd" in sentence


def test_another_import_error_is_not_explained_away() -> None:
    assert missing_library(ImportError("No module named 'x'")) is None


def test_every_known_package_is_installed_by_the_setup_script(project_root: Path) -> None:
    setup = (project_root / "script" / "setup").read_text()
    assert set(PACKAGES.values()) <= set(re.findall(r"[\w.+-]+", setup))
