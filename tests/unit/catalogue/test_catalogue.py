import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import Catalogue, Handling, Localized, load_catalogue, starter_folder
from kiosk.errors import EnvironmentFault
from kiosk.identity.card import CardKind

NINE_TOPICS = [
    "婚育收养",
    "教育培训",
    "求职执业",
    "就医保健",
    "社会保险",
    "福利救助",
    "交通旅游",
    "证件办理",
    "司法公证",
]
REPROACHES = ["非法", "无效", "错误", "有误", "必须", "不得", "严禁", "invalid", "error"]


@pytest.fixture(scope="module")
def starter() -> Catalogue:
    return load_catalogue(starter_folder())


@pytest.fixture
def folder(tmp_path: Path, two_items: Path) -> Path:
    """A catalogue that a test may spoil."""
    return Path(shutil.copytree(two_items, tmp_path / "catalogue"))


def edit(file: Path, change: Callable[[Any], None]) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def test_home_has_the_nine_topics_in_order(starter: Catalogue) -> None:
    assert [topic.name.in_language("zh_CN") for topic in starter.topics] == NINE_TOPICS


@pytest.fixture
def small(two_items: Path) -> Catalogue:
    return load_catalogue(two_items)


def test_a_topic_names_what_really_is_in_it(small: Catalogue) -> None:
    assert small.topic("welfare").examples.in_language("zh_CN") == "高龄津贴"
    assert small.topic("welfare").items == ("602",)
    assert small.topic("justice").items == ("904",)


def test_items_that_name_a_topic_first_stand_first_in_it(starter: Catalogue) -> None:
    for topic in starter.topics:
        places = [starter.item(item_id).topics.index(topic.id) for item_id in topic.items]
        assert places == sorted(places)
    assert starter.topic("welfare").examples.in_language("zh_CN") == "低保 · 高龄津贴"


def test_a_topic_without_items_says_so_and_where_to_go(small: Catalogue) -> None:
    empty = [topic for topic in small.topics if not topic.items]
    assert len(empty) == 7
    for topic in empty:
        assert topic.note is not None
        assert "12345" in topic.note.in_language("zh_CN")
        assert "窗口" in topic.examples.in_language("zh_CN")


def test_every_bundle_is_a_life_event_of_the_home_page(starter: Catalogue) -> None:
    bundles = [item.id for item in starter.items.values() if item.parts]
    assert [bundle.id for bundle in starter.bundles] == bundles == ["102", "604", "608"]


def test_a_catalogue_may_be_without_life_events(small: Catalogue) -> None:
    assert small.bundles == ()


def test_the_most_used_items_stand_in_the_order_of_the_home_file(starter: Catalogue) -> None:
    assert starter.popular == ("602", "904")


def test_an_item_is_found_by_its_id_and_has_everything(starter: Catalogue) -> None:
    item = starter.item("602")
    assert item.handling is Handling.COMMITTED
    assert (item.promised_limit.number, item.promised_limit.unit) == (22, "working_day")
    assert item.offline_class == "O2"
    assert len(item.item_code) == 31
    assert [consent.id for consent in item.consents] == ["602-privacy", "602-commitment"]
    assert item.form_xml().startswith(b"<?xml")
    assert (item.guide.days_before, item.guide.days_after) == (30, 22)
    mediation = starter.item("904")
    assert mediation.handling is Handling.INSTANT
    assert mediation.offline_class == "O1"


def test_an_item_says_which_cards_it_accepts(starter: Catalogue) -> None:
    assert [kind for kind in CardKind if starter.item("602").accepts(kind)] == [CardKind.RESIDENT]
    assert all(starter.item("904").accepts(kind) for kind in CardKind)


def test_what_comes_after_today_is_ready_for_the_receipt(starter: Catalogue) -> None:
    expected = starter.item("602").expected()
    assert expected["zh_CN"].split("\n")[1] == "22 个工作日内：村里核实、镇里审核、县里批准"
    assert expected["en"].startswith("While online: ")
    assert "今天" not in expected["zh_CN"]


def test_an_item_that_is_not_there_is_a_fault_with_a_name(starter: Catalogue) -> None:
    with pytest.raises(EnvironmentFault, match="'999'") as told:
        starter.item("999")
    assert told.value.code == "catalogue.unknown_item"
    assert isinstance(told.value, KeyError)
    assert str(told.value).startswith("The catalogue has no item '999'.")
    with pytest.raises(EnvironmentFault) as told:
        starter.topic("weather")
    assert told.value.code == "catalogue.unknown_topic"


def test_legal_basis_is_marked_as_sample(starter: Catalogue) -> None:
    for item in starter.items.values():
        assert item.guide.legal_basis
        for basis in item.guide.legal_basis:
            assert basis.in_language("zh_CN").startswith("样例")
            assert basis.in_language("en").startswith("Sample")


def every_text(value: object) -> list[Localized]:
    """Every localised text below a value."""
    if isinstance(value, Localized):
        return [value]
    if isinstance(value, tuple):
        return [text for each in value for text in every_text(each)]
    if hasattr(value, "__dataclass_fields__"):
        return [t for name in value.__dataclass_fields__ for t in every_text(getattr(value, name))]
    return []


def test_no_text_reproaches_anybody_and_english_has_no_chinese(starter: Catalogue) -> None:
    texts = every_text((starter.topics, tuple(starter.items.values())))
    assert len(texts) > 80
    for text in texts:
        for reproach in REPROACHES:
            assert reproach not in text.in_language("zh_CN").lower()
            assert reproach not in text.in_language("en").lower()
        assert not re.search(r"[\u4e00-\u9fff]", text.in_language("en"))


def test_a_language_without_text_falls_back_to_chinese() -> None:
    assert Localized({"zh_CN": "村"}).in_language("ug") == "村"
    with pytest.raises(ValueError, match="zh_CN"):
        Localized({"en": "village"})


# --- consents -------------------------------------------------------------------------------------


def test_a_consents_digest_is_the_same_every_time_and_64_hex(starter: Catalogue) -> None:
    again = load_catalogue(starter_folder())
    for item in starter.items.values():
        for one, other in zip(item.consents, again.item(item.id).consents, strict=True):
            assert re.fullmatch("[0-9a-f]{64}", one.sha256)
            assert one.sha256 == other.sha256


@pytest.mark.parametrize("file", ["privacy.zh_CN.md", "privacy.en.md"])
def test_one_changed_letter_changes_the_digest(starter: Catalogue, folder: Path, file: str) -> None:
    text = folder / "602" / file
    text.write_text(text.read_text(encoding="utf-8") + "!", encoding="utf-8")
    changed = load_catalogue(folder).item("602").consents
    assert changed[0].sha256 != starter.item("602").consents[0].sha256
    assert changed[1].sha256 == starter.item("602").consents[1].sha256


# --- what may be wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "change", "code", "words"),
    [
        ("602/item.json", lambda c: c.pop("item_code"), "catalogue.field", "'item_code'"),
        ("602/item.json", lambda c: c.update(handling="soon"), "catalogue.field", "'handling'"),
        ("602/item.json", lambda c: c.update(cards=["visa"]), "catalogue.field", "'cards.0'"),
        ("602/item.json", lambda c: c.update(colour="red"), "catalogue.field", "'colour'"),
        ("602/item.json", lambda c: c.update(id="603"), "catalogue.field", "'603'"),
        ("602/item.json", lambda c: c["name"].pop("en"), "catalogue.field", "'name'"),
        (
            "602/item.json",
            lambda c: c["promised_limit"].update(number="22"),
            "catalogue.field",
            "'promised_limit.number'",
        ),
        ("602/item.json", lambda c: c["topics"].append("war"), "catalogue.reference", "'war'"),
        (
            "602/guide.json",
            lambda c: c["materials"][1]["how"].update(zh_CN=" "),
            "catalogue.field",
            "'materials.1.how'",
        ),
        ("602/guide.json", lambda c: c.pop("fee"), "catalogue.field", "'fee'"),
        ("602/consents.json", lambda c: c[0].pop("version"), "catalogue.field", "'0.version'"),
        ("602/consents.json", lambda c: c[0].update(text="x"), "catalogue.missing", "x.zh_CN.md"),
        ("602/consents.json", lambda c: c[0].update(text="../x"), "catalogue.field", "'../x'"),
        ("602/consents.json", lambda c: c[0].update(text="\0"), "catalogue.field", "no name"),
        ("home.json", lambda c: c["popular"].append("777"), "catalogue.reference", "'777'"),
        (
            "home.json",
            lambda c: c["bundles"].append({"id": "102", "name": TEXT, "note": TEXT}),
            "catalogue.reference",
            "'102'",
        ),
        ("home.json", lambda c: c.pop("topics"), "catalogue.field", "'topics'"),
    ],
)
def test_a_wrong_field_is_told_with_its_file_and_name(
    folder: Path, file: str, change: Callable[[Any], None], code: str, words: str
) -> None:
    edit(folder / file, change)
    with pytest.raises(EnvironmentFault) as told:
        load_catalogue(folder)
    assert told.value.code == code
    assert words in told.value.message
    assert file.split("/", maxsplit=1)[0] in told.value.message
    assert told.value.remedy


TEXT = {"zh_CN": "字", "en": "word"}


@pytest.mark.parametrize("file", ["home.json", "602/guide.json", "602/form.xml"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(EnvironmentFault, match=re.escape(file)) as told:
        load_catalogue(folder)
    assert told.value.code == "catalogue.missing"


def test_a_file_that_is_no_json_is_named(folder: Path) -> None:
    (folder / "904" / "guide.json").write_text("{", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match=r"904/guide\.json is no JSON") as told:
        load_catalogue(folder)
    assert told.value.code == "catalogue.unreadable"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00"])
def test_a_consent_that_cannot_be_read_is_named(folder: Path, content: bytes) -> None:
    (folder / "904" / "privacy.en.md").write_bytes(content)
    with pytest.raises(EnvironmentFault, match=r"904/privacy\.en\.md") as told:
        load_catalogue(folder)
    assert told.value.code == "catalogue.unreadable"


def test_a_form_that_vanished_after_loading_is_told(folder: Path) -> None:
    item = load_catalogue(folder).item("602")
    (folder / "602" / "form.xml").unlink()
    with pytest.raises(EnvironmentFault, match=r"602/form\.xml") as told:
        item.form_xml()
    assert told.value.code == "catalogue.form"


def test_a_folder_that_is_no_item_is_passed_over(folder: Path) -> None:
    (folder / "drafts").mkdir()
    assert list(load_catalogue(folder).items) == ["602", "904"]


def test_lists_and_pictures_beside_a_form_belong_to_it(folder: Path) -> None:
    (folder / "602" / "villages.csv").write_text("name,label\nv,村\n", "utf-8")
    (folder / "602" / "house.png").write_bytes(b"\x89PNG")
    shutil.rmtree(folder / "lists")
    item = load_catalogue(folder).item("602")
    assert item.attachments() == {
        name: folder / "602" / name for name in ("villages.csv", "house.png")
    }
    assert load_catalogue(folder).item("904").attachments() == {}


def test_lists_of_the_catalogue_belong_to_every_form_and_an_items_own_comes_first(
    folder: Path,
) -> None:
    (folder / "602" / "divisions.csv").write_text("name,label\nv,村\n", "utf-8")
    catalogue = load_catalogue(folder)
    assert catalogue.item("602").attachments()["divisions.csv"] == folder / "602" / "divisions.csv"
    assert (
        catalogue.item("904").attachments()["divisions.csv"] == folder / "lists" / "divisions.csv"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("valid_from", "2026-2-1"),
        ("valid_to", "soon"),
        ("visits", -1),
        ("flags", ["at_once", "never"]),
        ("result", {"name": {"zh_CN": "证", "en": "Card"}, "kind": "card", "printable": True}),
    ],
)
def test_facts_that_cannot_be_are_told_with_their_field(
    folder: Path, field: str, value: object
) -> None:
    file = folder / "904" / "item.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), field: value}), "utf-8")
    with pytest.raises(EnvironmentFault, match=r"904/item\.json") as told:
        load_catalogue(folder)
    assert told.value.code == "catalogue.field"


def test_an_item_does_not_end_before_it_begins(folder: Path) -> None:
    file = folder / "904" / "item.json"
    facts = json.loads(file.read_text("utf-8"))
    file.write_text(
        json.dumps({**facts, "valid_from": "2026-09-01", "valid_to": "2026-08-31"}), "utf-8"
    )
    with pytest.raises(EnvironmentFault, match="valid_to is before valid_from"):
        load_catalogue(folder)
