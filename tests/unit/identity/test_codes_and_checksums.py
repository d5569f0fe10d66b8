import pytest

from kiosk.identity.card import Sex
from kiosk.identity.characters import needs_a_person, settle_private_use
from kiosk.identity.checksums import luhn_ok, uscc_ok
from kiosk.identity.nations import nation_codes, nation_name, sex_name

CREDIT_CODES = [
    "91350100M000100Y43",
    "11341802003284977M",
    "12441500196720244T",
    "11370800MB2857374A",
    "91110000600037341L",
]


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_a_right_credit_code_passes(code: str) -> None:
    assert uscc_ok(code)


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_a_credit_code_with_two_swapped_characters_fails(code: str) -> None:
    swapped = code[:8] + code[9] + code[8] + code[10:]
    assert swapped == code or not uscc_ok(swapped)


@pytest.mark.parametrize(
    "code",
    ["", "91350100M000100Y4", "91350100M000100Y4I", "91350100m000100y43", "9135010OM000100Y43"],
)
def test_what_has_not_the_shape_of_a_credit_code_fails(code: str) -> None:
    assert not uscc_ok(code)


def test_a_bank_card_passes_luhn_and_fails_with_one_wrong_digit() -> None:
    assert luhn_ok("6228480402564890018")
    assert not luhn_ok("6228480402564890019")
    assert not luhn_ok("6228 4804 0256 4890 018")
    assert not luhn_ok("")


def test_all_nations_of_the_standard_have_a_word_in_both_languages() -> None:
    codes = nation_codes()
    assert len(codes) == 58
    assert list(codes) == sorted(codes)
    assert all(nation_name(code) and nation_name(code, "en") for code in codes)
    assert (nation_name("01"), nation_name("15"), nation_name("98")) == ("汉", "土家", "外国血统")
    assert nation_name("57") == ""


def test_every_sex_has_a_word() -> None:
    assert [sex_name(sex) for sex in Sex] == ["未知", "男", "女", "未说明"]
    assert sex_name(Sex.FEMALE, "en") == "Female"


def test_the_eighteen_settled_characters_leave_the_private_use_area() -> None:
    points = [
        *range(0xE78D, 0xE797),
        0xE81E,
        0xE826,
        0xE82B,
        0xE82C,
        0xE832,
        0xE843,
        0xE854,
        0xE864,
    ]
    settled = settle_private_use("".join(map(chr, points)))
    assert len(points) == 18
    assert not needs_a_person(settled)
    assert settled == "︐︒︑︓︔︕︖︗︘︙龴龵龶龷龸龹龺龻"


@pytest.mark.parametrize("character", ["\ue000", "\uf8ff", "\U000f0000", "\U0010fffd", "\ufffd"])
def test_other_private_use_characters_stay_and_ask_for_a_person(character: str) -> None:
    assert settle_private_use(character) == character
    assert needs_a_person(f"王{character}")


def test_ordinary_and_rare_characters_need_nobody() -> None:
    assert not needs_a_person("阿卜杜热合曼·买买提吕𠮷安")
