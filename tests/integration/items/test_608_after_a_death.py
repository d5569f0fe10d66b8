"""Who sees what after a death, and that nobody is asked how it was."""

from typing import Any

import pytest

from kiosk.catalogue import Catalogue

EVERYBODY = {
    "health",
    "police",
    "civil_affairs",
    "social_security",
    "medical_insurance",
    "housing_fund",
    "traffic_police",
    "disabled_federation",
    "agriculture",
}
PAYING = {"social_security", "medical_insurance", "housing_fund"}


@pytest.mark.parametrize(
    ("name", "departments"),
    [
        ("deceased_id_no", EVERYBODY),
        ("death_date", EVERYBODY),
        ("death_cert_no", EVERYBODY),
        ("cremation_no", {"civil_affairs", "social_security"}),
        ("beneficiary_id_no", PAYING),
        ("beneficiary_share", PAYING),
        ("beneficiary_account", PAYING),
        ("household_no", {"police"}),
        ("licence_no", {"traffic_police"}),
        ("fund_account", {"housing_fund"}),
        ("disabled_no", {"disabled_federation"}),
        ("land", {"agriculture"}),
    ],
)
def test_each_answer_goes_to_those_who_need_it(
    loaded: dict[str, Any], name: str, departments: set[str]
) -> None:
    (ref,) = (ref for ref in loaded["608"].routing if ref.endswith(f"/{name}"))
    assert set(loaded["608"].routing[ref]) == departments


def test_nine_offices_begin_at_once_and_nobody_is_asked_how_it_was(starter: Catalogue) -> None:
    item = starter.item("608")
    assert set(item.parts.by_department) == EVERYBODY
    assert [one for one in EVERYBODY if item.parts.waits_for(one)] == []
    assert not item.asks_rating
