from collections.abc import Callable
from typing import Any

import pytest

from kiosk.catalogue import Catalogue

FEDERATION, CIVIL, SOCIAL, MEDICAL = (
    "disabled_federation",
    "civil_affairs",
    "social_security",
    "medical_insurance",
)
EVERYBODY = {FEDERATION, CIVIL, SOCIAL, MEDICAL}


@pytest.mark.parametrize(
    ("names", "seen_by"),
    [
        (("name", "id_no", "phone", "region12", "live_address", "wishes"), EVERYBODY),
        (("photo", "assessed_category", "hospital", "assessed_on", "disability_no"), {FEDERATION}),
        (("minimum_living", "month_income", "subsidies", "account", "holder"), {CIVIL}),
        (("work_status", "work_wish", "pension_account", "pension_consent"), {SOCIAL}),
        (("insured", "insured_place", "aid_consent"), {MEDICAL}),
        (("helper_name", "helper_id_no", "helper_signature"), {FEDERATION, CIVIL}),
    ],
)
def test_each_office_sees_its_own(
    loaded: dict[str, Any], names: tuple[str, ...], seen_by: set[str]
) -> None:
    routing = {ref.rpartition("/")[2]: set(to) for ref, to in loaded["604"].routing.items()}
    assert {name: routing[name] for name in names} == dict.fromkeys(names, seen_by)


def test_the_card_comes_first_and_the_rest_at_the_same_time(starter: Catalogue) -> None:
    parts = starter.item("604").parts
    assert parts.waits_for(FEDERATION) == ()
    for department in (CIVIL, SOCIAL, MEDICAL):
        assert parts.waits_for(department) == (FEDERATION,)
        assert set(parts.by_department[department].needs) == {"card_no", "level"}


def test_what_nobody_asked_for_is_not_submitted(opened: Callable[..., Any]) -> None:
    form = opened("604", birth="1985-03-12")
    form.set(wishes="medical", disability_no="37098219430815002542", insured="county")
    xml = form.session.to_xml()
    assert "<aid_consent" in xml
    for name in ("photo", "account", "subsidies", "pension_consent", "work_status", "hospital"):
        assert f"<{name}" not in xml
