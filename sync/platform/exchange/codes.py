"""Codes of the exchange: those of published standards, and those a province has given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.errors import EnvironmentFault
from sync.platform.states import State
from sync.protocol.satisfaction import Satisfaction

FILE_NAME = "exchange.json"
_Code = Annotated[str, Field(max_length=50, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Codes = dict[_Code, _Code]
_CERTIFICATES = {"resident": "111", "foreign_2017": "553", "foreign_2023": "553"}
"""Kinds of certificate (GA/T 517) by kinds of card."""
_HANDLING = {"instant": "1", "committed": "2"}
"""办件类型 (GB/T 39046)."""
_SATISFACTION = {str(level): str(level.grade) for level in Satisfaction}
"""满意度 (GB/T 39046, A.8)."""


class _Written(BaseModel):
    """What may stand in ``exchange.json``."""

    model_config = ConfigDict(extra="forbid")

    data_source: _Code = ""
    cd_operation: _Code = ""
    apply_type: _Code = ""
    is_delivery_results: _Code = ""
    get_type: _Code = ""
    handle_user_name: _Code = ""
    applyer_page_type: _Codes = Field(default_factory=dict)
    project_type: _Codes = Field(default_factory=dict)
    event_name: dict[State, _Code] = Field(default_factory=dict)
    result_type: dict[State, _Code] = Field(default_factory=dict)
    satisfaction: dict[Satisfaction, _Code] = Field(default_factory=dict)
    catalog_code: _Codes = Field(default_factory=dict)
    task_handle_item: _Codes = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes by what they stand for; what has none is not in its table.

    Args:
        constants: column → the one value it always has.
        applyer_page_type: kind of card → kind of certificate.
        project_type: handling of an item → its code.
        event_name: state → the act that leads to it.
        result_type: state → how a case ended.
        satisfaction: level of a rating → its code.
        catalog_code: implementation code of an item → its base code.
        task_handle_item: implementation code of an item → its handling-item code.
        nobody: name that stands where no person acted.
    """

    constants: Mapping[str, str]
    applyer_page_type: Mapping[str, str]
    project_type: Mapping[str, str]
    event_name: Mapping[str, str]
    result_type: Mapping[str, str]
    satisfaction: Mapping[str, str]
    catalog_code: Mapping[str, str]
    task_handle_item: Mapping[str, str]
    nobody: str


def read_codes(folder: Path) -> Codes:
    """The codes of published standards, with those in a platform's ``exchange.json`` over them.

    Args:
        folder: the platform's data folder; the file need not be there.

    Raises:
        EnvironmentFault: ``exchange.codes``.
    """
    path = folder / FILE_NAME
    try:
        written = _Written.model_validate(json.loads(path.read_bytes()))
    except FileNotFoundError:
        written = _Written()
    except (OSError, ValueError, RecursionError) as error:
        reason = _first(error) if isinstance(error, ValidationError) else str(error)
        raise EnvironmentFault(
            "exchange.codes",
            f"The codes in {path} cannot be read: {reason}.",
            "docs/exchange.md says what may stand there.",
        ) from error
    constants = ("data_source", "cd_operation", "apply_type", "is_delivery_results", "get_type")
    return Codes(
        constants=MappingProxyType({name: getattr(written, name) for name in constants}),
        applyer_page_type=_CERTIFICATES | written.applyer_page_type,
        project_type=_HANDLING | written.project_type,
        event_name={str(state): code for state, code in written.event_name.items()},
        result_type={str(state): code for state, code in written.result_type.items()},
        satisfaction=_SATISFACTION
        | {str(level): code for level, code in written.satisfaction.items()},
        catalog_code=written.catalog_code,
        task_handle_item=written.task_handle_item,
        nobody=written.handle_user_name,
    )


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
