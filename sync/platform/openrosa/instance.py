"""Reading an XForms instance by the form it was filled in with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from lxml import etree

from kiosk.errors import EnvironmentFault
from kiosk.forms import Form, Session, load_form
from kiosk.forms.markup import parse_xml
from kiosk.identity import citizen_number
from sync.platform.problems import ProblemError
from sync.protocol.body import ApplicantBody
from sync.protocol.numbers import LOCAL_TIME

MAX_XML_BYTES = 256 * 1024
"""Of an instance: it travels inside a message of 1 MiB, its answers once more as JSON."""
_ORX = "http://openrosa.org/xforms"
_LONGEST_ID = 200
_CARD = "kiosk.id_card"


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance, as far as it can be read without its form.

    Args:
        form_id: the form it says it is of.
        form_version: its version, empty if it says none.
        instance_id: its name everywhere.
        xml: as it came.
    """

    form_id: str
    form_version: str
    instance_id: str
    xml: bytes


def read_instance(xml: bytes) -> Instance:
    """Read the head of an instance.

    Raises:
        ProblemError: 413 ``openrosa.too_large``; 400 ``openrosa.xml``.
    """
    if len(xml) > MAX_XML_BYTES:
        raise ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "openrosa.too_large",
            f"An instance may have {MAX_XML_BYTES} bytes.",
        )
    try:
        root = parse_xml(xml, place="the instance")
    except EnvironmentFault as fault:  # entities, a DOCTYPE, no XML
        raise _unreadable(fault.message) from fault
    form_id, version = root.get("id") or "", _attribute(root, "version")
    instance_id = _instance_id(root)
    if not all(_is_plain(one) for one in (form_id, instance_id)) or len(version) > _LONGEST_ID:
        raise _unreadable("The instance names no form id, or has no meta/instanceID.")
    return Instance(form_id, version, instance_id, xml)


def _attribute(root: etree._Element, name: str) -> str:
    return root.get(name) or root.get(f"{{{_ORX}}}{name}") or ""


def _instance_id(root: etree._Element) -> str:
    for meta in root:
        if _local(meta) == "meta":
            for one in meta:
                if _local(one) == "instanceID":
                    return (one.text or "").strip()
    return ""


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _is_plain(text: str) -> bool:
    return bool(text) and text.isprintable() and len(text) <= _LONGEST_ID


def _unreadable(sentence: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, "openrosa.xml", sentence)


@lru_cache(maxsize=64)
def form_of(xml: bytes) -> Form:
    """A form of the catalogue, loaded once; its lists are not needed to read answers.

    Raises:
        FormError: it cannot be loaded.
    """
    return load_form(xml, placeholders=True)


def opened(form: Form, instance: Instance, now: datetime) -> Session:
    """An instance, read by its form.

    Raises:
        ProblemError: 422 ``openrosa.form``, it is none of this form.
    """
    try:
        return form.open(now=lambda: now, tz=LOCAL_TIME, instance=instance.xml)
    except EnvironmentFault as fault:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "openrosa.form", fault.message
        ) from fault


def applicant(session: Session, user: str) -> ApplicantBody:
    """Who applies: what the form asks for where a terminal would read an ID card.

    Args:
        session: the instance.
        user: account that submitted it.

    Raises:
        ProblemError: 422 ``openrosa.applicant``.
    """
    facts = _facts(session)
    number = facts.get("id_no", "").strip().upper()
    found: dict[str, Any] = {"birth": _date(facts.get("birth", "")), "sex": facts.get("sex", "")}
    try:
        citizen = citizen_number.parse(number)
    except citizen_number.CitizenNumberError:
        kind = "other"  # a passport, or a typing mistake that a person sees
    else:
        kind = "resident"
        found = {"birth": citizen.birth, "sex": citizen.sex.value}
    name = facts.get("name", "").strip()
    if not name or not number or found["birth"] is None:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "openrosa.applicant",
            "The form does not say who applies: it needs a group with kiosk.id_card and answers "
            "for name, id_no and, without a citizen number, birth.",
        )
    return ApplicantBody(
        kind=kind,
        name=name,
        sex=found["sex"] if found["sex"] in {"0", "1", "2", "9"} else "0",
        nation=facts.get("nation", ""),
        birth=found["birth"],
        address=facts.get("address", ""),
        id_no=number,
        source="typed",
        evidence={"openrosa_user": user},
    )


def _facts(session: Session) -> dict[str, str]:
    """The answers of the first group that an ID card fills on a terminal, by fact."""
    for group, intent in session.form.device_fill.items():
        if intent.name != _CARD:
            continue
        facts: dict[str, str] = {}
        for name in intent.parameters:
            try:
                facts[name] = getattr(session[f"{group}/{name}"], "value", "")
            except EnvironmentFault:
                continue  # a parameter of the call that is no field of the group
        return facts
    return {}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
