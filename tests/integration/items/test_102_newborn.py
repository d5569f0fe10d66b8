"""Who sees what of the newborn bundle, and who waits for whom."""

from typing import Any

import pytest

from kiosk.catalogue import Catalogue


def seen_by(form: Any, department: str) -> set[str]:
    return {ref.rpartition("/")[2] for ref, seers in form.routing.items() if department in seers}


@pytest.mark.parametrize(
    ("name", "departments"),
    [
        ("baby_name", {"health", "police", "medical_insurance", "social_security"}),
        ("birth_cert_no", {"health", "police", "medical_insurance", "social_security"}),
        ("marriage_cert_no", {"health", "police", "medical_insurance"}),
        ("other_id_no", {"health", "police", "medical_insurance"}),
        ("head_name", {"police"}),
        ("region12", {"police"}),
        ("account", {"medical_insurance"}),
        ("card_bank", {"social_security"}),
        ("premium_by", {"medical_insurance", "tax"}),
    ],
)
def test_each_answer_goes_to_those_who_need_it(
    loaded: dict[str, Any], name: str, departments: set[str]
) -> None:
    (ref,) = (ref for ref in loaded["102"].routing if ref.endswith(f"/{name}"))
    assert set(loaded["102"].routing[ref]) == departments


def test_the_tax_office_sees_no_names_but_the_payers(loaded: dict[str, Any]) -> None:
    seen = seen_by(loaded["102"], "tax")
    assert {name for name in seen if "name" in name or "id_no" in name} == set()
    assert "premium_payer" in seen


def test_nobody_but_health_and_police_begins_before_there_is_an_id_number(
    starter: Catalogue,
) -> None:
    parts = starter.item("102").parts
    waiting = {one for one in parts.by_department if parts.waits_for(one)}
    assert waiting == {"medical_insurance", "social_security", "tax"}
    assert {parts.waits_for(one) for one in waiting} == {("police",)}
