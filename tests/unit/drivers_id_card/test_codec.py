from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.api import DeviceFault
from drivers.id_card import codec, layouts
from drivers.id_card.functions import PHOTO_SIZE, CardContent
from drivers.simulators.sample_cards import SimulatedCard, sample_id_cards
from kiosk.identity.card import CardKind, IdCard, Sex
from kiosk.identity.citizen_number import check_character, sex_of
from kiosk.identity.nations import nation_codes

PHOTO = bytes(PHOTO_SIZE)
AUTUMN = date(2026, 11, 21)
RESIDENT = sample_id_cards()["resident"]


def decoded(text: bytes, newest_address: bytes = b"") -> IdCard:
    return codec.decode(CardContent(text, PHOTO), newest_address)


def with_field(card: IdCard, name: str, value: str) -> bytes:
    fields = layouts.split(codec.encode(card), card.kind)
    return layouts.join({**fields, name: value}, card.kind)


def written(most: int) -> st.SearchStrategy[str]:
    """Text that fits into `most` UTF-16 units and needs nobody to look at it."""
    letters = st.characters(
        exclude_categories=("Cc", "Cs", "Co", "Cn"), exclude_characters=" \ufffd"
    )
    return st.text(letters, min_size=1, max_size=most).filter(
        lambda text: len(text.encode("utf-16-le")) <= 2 * most
    )


@st.composite
def id_cards(draw: st.DrawFn) -> IdCard:
    kind = draw(st.sampled_from(CardKind))
    birth = draw(st.dates(date(1900, 1, 1), AUTUMN))
    begins = {CardKind.HMT_PERMIT: "810000", CardKind.FOREIGN_2023: "911124"}
    first17 = (
        begins.get(kind, "370982") + birth.strftime("%Y%m%d") + f"{draw(st.integers(0, 999)):03d}"
    )
    id_no = first17 + check_character(first17)
    card = IdCard(
        kind=kind,
        name=draw(written(15)),
        sex=sex_of(id_no),
        birth=birth,
        id_no=id_no,
        valid_from=date(2015, 5, 5),
        valid_to=draw(st.none() | st.dates(date(2015, 5, 5), date(2099, 12, 31))),
        photo=PHOTO,
    )
    if kind in {CardKind.RESIDENT, CardKind.HMT_PERMIT}:
        card = replace(card, address=draw(written(35)), issuer=draw(written(15)))
    if kind is CardKind.RESIDENT:
        card = replace(card, nation=draw(st.sampled_from(nation_codes())))
    if kind is CardKind.HMT_PERMIT:
        card = replace(card, permit_no=draw(written(9)), issue_count="02")
    if kind is CardKind.FOREIGN_2017:
        card = replace(
            card, id_no="FRA110079041501", latin_name=draw(written(60)), nationality="FRA"
        )
    if kind is CardKind.FOREIGN_2023:
        latin = draw(st.from_regex(r"[A-Z]([A-Z ,-]{0,44}[A-Z])?", fullmatch=True))
        card = replace(card, latin_name=latin, nationality="CAN", issue_count="01")
    return card


@settings(deadline=None)  # the machine may be busy
@given(id_cards())
def test_every_card_is_decoded_as_it_was_encoded(card: IdCard) -> None:
    text = codec.encode(card)
    assert len(text) == 256
    assert decoded(text) == card


@pytest.mark.parametrize(
    ("name", "mark"),
    [("resident", " "), ("hmt_permit", "J"), ("foreign_2017", "I"), ("foreign_2023", "Y")],
)
def test_the_kind_mark_lies_at_byte_248(name: str, mark: str) -> None:
    text = SimulatedCard.sample(name).content.text
    assert text[248:250] == mark.encode("utf-16-le")


def test_a_resident_card_lies_where_the_design_says() -> None:
    text = codec.encode(RESIDENT)
    assert text[0:6].decode("utf-16-le") == "王秀花"
    assert text[30:32].decode("utf-16-le") == "2"
    assert text[32:36].decode("utf-16-le") == "01"
    assert text[36:52].decode("utf-16-le") == "19530815"
    assert text[122:158].decode("utf-16-le") == "370982195308150022"
    assert text[188:204].decode("utf-16-le") == "20130618"
    assert text[204:220].decode("utf-16-le") == "长期      "


def test_the_samples_are_who_they_should_be() -> None:
    cards = sample_id_cards()

    def age(name: str) -> int:
        birth = cards[name].birth
        return AUTUMN.year - birth.year - ((AUTUMN.month, AUTUMN.day) < (birth.month, birth.day))

    assert age("resident") == 73
    assert age("elder") >= 80
    assert cards["elder"].current_address == cards["elder"].newest_address
    assert cards["resident"].current_address == cards["resident"].address
    assert [name for name, card in cards.items() if card.expired_on(AUTUMN)] == ["expired"]
    assert cards["long_term"].valid_to is None
    assert "·" in cards["minority_name"].name
    assert len(cards["minority_name"].name) > 10
    assert any(ord(character) > 0xFFFF for character in cards["rare_character"].name)
    assert len(cards["foreign_2023"].latin_name) > 35
    assert {card.kind for card in cards.values()} == set(CardKind)
    assert not any(card.needs_manual_check for card in cards.values())


def test_padding_with_nuls_is_padding() -> None:
    text = codec.encode(RESIDENT)
    nuls = text.replace(" \0".encode("ascii"), b"\0\0")
    assert nuls != text
    assert decoded(nuls) == replace(RESIDENT, photo=PHOTO)


def test_a_settled_private_use_character_is_mapped_without_a_flag() -> None:
    card = decoded(with_field(RESIDENT, "name", "王\ue81e花"))
    assert (card.name, card.needs_manual_check) == ("王\u9fb4花", ())


@pytest.mark.parametrize("name", ["name", "address", "issuer"])
def test_other_private_use_characters_are_kept_and_flagged(name: str) -> None:
    card = decoded(with_field(RESIDENT, name, "王\ue000花"))
    assert getattr(card, name) == "王\ue000花"
    assert card.needs_manual_check == (name,)


def test_half_a_character_at_the_end_of_a_long_name_is_flagged() -> None:
    text = bytearray(codec.encode(RESIDENT))
    text[0:30] = ("王" * 14).encode("utf-16-le") + b"\x42\xd8"
    card = decoded(bytes(text))
    assert card.name == "王" * 14 + "\ufffd"
    assert card.needs_manual_check == ("name",)


@pytest.mark.parametrize(
    ("field", "value", "flags"),
    [
        ("id_no", "370982195308150023", ("id_no",)),
        ("id_no", "370982195308150014", ("sex",)),
        ("birth", "19530816", ("birth",)),
        ("nation", "77", ("nation",)),
        ("valid_to", "20000101", ("valid_to",)),
    ],
)
def test_what_contradicts_itself_is_kept_and_flagged(
    field: str, value: str, flags: tuple[str, ...]
) -> None:
    fixed = value
    if field == "id_no" and flags == ("sex",):
        fixed = value[:17] + check_character(value[:17])
    card = decoded(with_field(RESIDENT, field, fixed))
    assert card.needs_manual_check == flags


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth", "19530230"),
        ("birth", "1953 815"),
        ("birth", "１９５３０８"),
        ("birth", ""),
        ("valid_from", "20131332"),
        ("valid_to", "永久"),
        ("sex", "7"),
        ("sex", ""),
        ("id_no", "37098219530815002"),
        ("id_no", ""),
        ("name", ""),
        ("name", "王\x1b花"),
        ("address", "村\n组"),
    ],
)
def test_what_no_card_can_carry_is_garbled(field: str, value: str) -> None:
    with pytest.raises(DeviceFault) as told:
        decoded(with_field(RESIDENT, field, value))
    assert told.value.code == "card.garbled"
    assert not value or value not in str(told.value)


def test_an_unknown_kind_mark_is_named() -> None:
    text = bytearray(codec.encode(RESIDENT))
    text[248:250] = "Z".encode("utf-16-le")
    with pytest.raises(DeviceFault) as told:
        decoded(bytes(text))
    assert told.value.code == "card.unknown_kind"
    assert "U+005A" in told.value.message


def test_the_newest_address_comes_with_the_card() -> None:
    address = codec.encode_newest_address("山东省新泰市新村1号")
    assert len(address) == 70
    assert decoded(codec.encode(RESIDENT), address).newest_address == "山东省新泰市新村1号"
    assert decoded(codec.encode(RESIDENT)).newest_address == ""


def test_an_english_name_keeps_the_space_at_the_seam_of_its_two_fields() -> None:
    card = replace(sample_id_cards()["foreign_2023"], latin_name="A" * 34 + " " + "B" * 11)
    assert decoded(codec.encode(card)).latin_name == card.latin_name


def test_a_field_that_does_not_fit_or_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        codec.encode(replace(RESIDENT, name="王" * 16))
    with pytest.raises(ValueError, match="no field"):
        codec.encode(replace(RESIDENT, latin_name="WANG"))


def test_a_text_block_of_another_size_is_garbled() -> None:
    with pytest.raises(DeviceFault):
        decoded(bytes(255))


@settings(deadline=None)  # the machine may be busy
@given(st.binary(min_size=256, max_size=256))
def test_any_bytes_are_a_card_or_a_named_fault(text: bytes) -> None:
    try:
        decoded(text)
    except DeviceFault as fault:
        assert fault.code in {"card.garbled", "card.unknown_kind"}  # noqa: PT017 - both ways are right


@settings(deadline=None)  # the machine may be busy
@given(st.sampled_from(sorted(sample_id_cards())), st.integers(0, 255), st.integers(1, 255))
def test_one_changed_byte_gives_a_card_or_a_named_fault(name: str, place: int, change: int) -> None:
    text = bytearray(SimulatedCard.sample(name).content.text)
    text[place] ^= change
    try:
        card = decoded(bytes(text))
    except DeviceFault as fault:
        assert fault.code in {"card.garbled", "card.unknown_kind"}  # noqa: PT017 - both ways are right
    else:
        assert card.sex in Sex
