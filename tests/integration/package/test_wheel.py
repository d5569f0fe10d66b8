"""A built wheel, installed elsewhere, carries everything the terminal needs."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    # a copy: setuptools leaves its build folder beside the sources
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=project_root,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, files.decode().split("\0")):
        if (project_root / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((project_root / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(folder), str(source)], check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


def test_the_wheel_holds_pages_words_forms_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "ui/qml/Kiosk/Main.qml",
        "ui/qml/Kiosk/qmldir",
        "ui/translations/kiosk_zh_CN.qm",
        "kiosk/catalogue/starter/602/form.xml",
        "kiosk/catalogue/starter/904/guide.json",
        "kiosk/catalogue/starter/lists/divisions.csv",
        "kiosk/documents/words/deposit_receipt.zh_CN.json",
        "kiosk/identity/nations.json",
        "kiosk/demo/site.toml",
        "kiosk/demo/Dock.qml",
        "sync/platform/pages/templates/base.html",
        "sync/platform/pages/static/style.css",
    } <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_the_installed_wheel_runs_far_from_the_checkout(
    wheel: Path, tmp_path: Path, project_root: Path
) -> None:
    place = tmp_path / "venv"
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    [site] = (place / "lib").glob("python*/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    # the libraries come from where the tests have them, the program from the wheel alone
    libraries = Path(pytest.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": f"{site}:{libraries}"}
    script = (
        "import kiosk, pathlib, kiosk.catalogue as c, ui.app, drivers.registry, sync.platform.cli;"
        "print(pathlib.Path(kiosk.__file__).parents[1]);"
        "print(len(c.load_catalogue(c.starter_folder()).items))"
    )
    done = subprocess.run(
        [python, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    here = project_root / "kiosk" / "catalogue" / "starter"
    assert done.stdout.split() == [str(site), str(len(list(here.glob("*/item.json"))))]
