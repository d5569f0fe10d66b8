import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from kiosk.catalogue import Catalogue, starter_folder
from kiosk.catalogue.authoring.building import built_files
from kiosk.catalogue.authoring.checking import check
from kiosk.errors import EnvironmentFault

X = "{http://www.w3.org/2002/xforms}"
HAN = re.compile(r"[\u4e00-\u9fff]")
REPROACHES = ["非法", "无效", "错误", "有误", "必须", "不得", "严禁", "invalid", "error", "must"]


ITEMS = sorted(
    entry.name for entry in starter_folder().iterdir() if (entry / "item.json").is_file()
)


@pytest.fixture(params=ITEMS)
def item(request: pytest.FixtureRequest, starter: Catalogue) -> Any:
    return starter.item(request.param)


@pytest.fixture
def tree(item: Any) -> Any:
    return etree.fromstring(item.form_xml())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(str(starter_folder()), tmp_path / "catalogue"))


def texts(tree: Any) -> dict[str, dict[str, str]]:
    """Language → id of a text → the text, outputs left out."""
    return {
        translation.get("lang"): {
            text.get("id"): "".join(text.itertext()).strip() for text in translation
        }
        for translation in tree.iter(f"{X}translation")
    }


# --- built forms ----------------------------------------------------------------------------------


def test_every_file_is_what_its_spreadsheet_says() -> None:
    built = list(built_files(Path(str(starter_folder()))))
    assert [file.target for file in built if not file.current] == []
    of_an_item = ["item.json", "guide.json", "consents.json", "form.xml"]
    assert [file.target.name for file in built] == ["home.json", *of_an_item * len(ITEMS)]


def test_the_build_gives_the_same_bytes_every_time_and_elsewhere(copy: Path) -> None:
    """In a process of its own, because string hashing is different in each."""
    made = {file.target.relative_to(copy): file.content for file in built_files(copy)}
    for name in made:
        (copy / name).unlink()
    command = [sys.executable, "-m", "kiosk.cli.main", "catalogue", "build", str(copy)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    assert told.stdout.count("built") == len(made)
    for name, content in made.items():
        assert (copy / name).read_bytes() == content
        assert content == starter_folder().joinpath(*name.parts).read_bytes()


def test_a_version_that_disagrees_is_told(copy: Path) -> None:
    (copy / "904" / "item.xlsx").unlink()
    file = copy / "904" / "item.json"
    file.write_text(file.read_text("utf-8").replace("2026112101", "2020010101"), "utf-8")
    with pytest.raises(EnvironmentFault, match=r"904/form\.xlsx.*2020010101") as told:
        list(built_files(copy))
    assert told.value.code == "catalogue.field"


def test_the_check_has_nothing_to_say() -> None:
    assert [str(told) for told in check(Path(str(starter_folder())))] == []


# --- wording --------------------------------------------------------------------------------------


def test_every_text_exists_in_both_languages_and_english_is_english(tree: Any) -> None:
    found = texts(tree)
    assert list(found) == ["中文 (zh_CN)", "English (en)"]
    chinese, english = found.values()
    assert chinese.keys() == english.keys()
    for identifier in chinese:
        assert chinese[identifier], identifier
        assert english[identifier], identifier
        assert chinese[identifier] != "-", identifier
        assert english[identifier] != "-", identifier
        assert HAN.search(chinese[identifier]), identifier
        assert not HAN.search(english[identifier]), identifier


def test_every_question_has_words_for_what_may_be_wrong_with_it(tree: Any) -> None:
    for bind in tree.iter(f"{X}bind"):
        attributes = {etree.QName(name).localname for name in bind.attrib}
        if "constraint" in attributes:
            assert "constraintMsg" in attributes, bind.get("nodeset")
        if bind.get("required") == "true()":
            assert "requiredMsg" in attributes, bind.get("nodeset")


def test_no_message_reproaches(tree: Any) -> None:
    for translation in texts(tree).values():
        for text in translation.values():
            assert not [word for word in REPROACHES if word in text.lower()], text


def test_headings_and_labels_are_unique_within_a_form(tree: Any) -> None:
    headings = [
        text
        for identifier, text in texts(tree)["中文 (zh_CN)"].items()
        if re.fullmatch(r"/data/[a-z_]+:label", identifier)
    ]
    assert len(headings) >= 8
    assert len(set(headings)) == len(headings)


def test_numbers_that_are_names_are_text_and_patterns_are_anchored(tree: Any) -> None:
    types = {
        bind.get("nodeset").rpartition("/")[2]: bind.get("type") for bind in tree.iter(f"{X}bind")
    }
    for name in ("id_no", "phone", "account", "relative_phone", "opponent_phone"):
        assert types.get(name, "string") == "string"
    for bind in tree.iter(f"{X}bind"):
        for pattern in re.findall(r"regex\(\.,\s*'([^']*)'\)", bind.get("constraint") or ""):
            assert (pattern.startswith("^") and pattern.endswith("$")) or pattern == "[0-9]"


def test_ids_and_versions_agree_with_the_item(item: Any, loaded: dict[str, Any]) -> None:
    form = loaded[item.id]
    assert (form.id, form.version) == (item.form_id, item.form_version)
    assert list(form.languages) == ["中文 (zh_CN)", "English (en)"]


def test_the_card_fills_the_first_group(item: Any, loaded: dict[str, Any]) -> None:
    intents = loaded[item.id].device_fill
    cards = [ref for ref, intent in intents.items() if intent.name == "kiosk.id_card"]
    assert cards == ["/data/applicant"]
    assert set(intents["/data/applicant"].parameters) == {
        "name",
        "sex",
        "nation",
        "birth",
        "id_no",
        "address",
    }
