"""The tables of the national exchange that the platform fills, by their public column names.

The key and the columns that only the receiver's database knows are not among them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Args:
        name: as the exchange names it.
        length: most characters it holds.
        required: whether the exchange wants it filled.
    """

    name: str
    length: int
    required: bool = False


def _table(*columns: tuple[str, int] | tuple[str, int, bool]) -> tuple[Column, ...]:
    return tuple(Column(*column) for column in columns)


_MOMENT = 19
_MUST = True
_EXCHANGE = (
    ("data_source", 3, _MUST),
    ("cd_batch", 32, _MUST),
    ("cd_operation", 2, _MUST),
    ("cd_time", _MOMENT, _MUST),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "up_pro_accept": _table(
        ("row_guid", 50, _MUST),
        ("project_no", 50, _MUST),
        ("catalog_code", 12, _MUST),
        ("local_catalog_code", 50),
        ("task_code", 36, _MUST),
        ("local_task_code", 50),
        ("task_handle_item", 50),
        ("task_name", 1000, _MUST),
        ("task_version", 10, _MUST),
        ("project_name", 1000),
        ("project_type", 2, _MUST),
        ("applyer_name", 100, _MUST),
        ("applyer_type", 2, _MUST),
        ("applyer_page_type", 70, _MUST),
        ("applyer_page_code", 500, _MUST),
        ("apply_date", _MOMENT, _MUST),
        ("apply_type", 2, _MUST),
        ("legal", 100),
        ("contact_name", 100),
        ("contact_type", 6),
        ("contact_code", 50),
        ("contact_mobile", 11),
        ("zip_code", 6),
        ("address", 1000),
        ("org_name", 100, _MUST),
        ("org_code", 64, _MUST),
        ("handle_user_name", 100),
        ("accept_date", _MOMENT, _MUST),
        ("promise_date", _MOMENT),
        ("accept_doc_no", 50),
        *_EXCHANGE,
    ),
    "up_pro_process": _table(
        ("row_guid", 50, _MUST),
        ("project_no", 50, _MUST),
        ("event_name", 2, _MUST),
        ("process_name", 1000, _MUST),
        ("handle_user_name", 100, _MUST),
        ("handle_explain", 2000, _MUST),
        ("event_start_time", _MOMENT, _MUST),
        ("event_end_time", _MOMENT, _MUST),
        ("remark", 256),
        *_EXCHANGE,
    ),
    "up_pro_result": _table(
        ("row_guid", 50, _MUST),
        ("project_no", 50, _MUST),
        ("handle_user_name", 100),
        ("result_date", _MOMENT, _MUST),
        ("result_type", 2, _MUST),
        ("result_explain", 2000),
        ("result_cetr_name", 256),
        ("result_cetr_no", 2000),
        ("is_delivery_results", 2, _MUST),
        ("satisfaction", 2),
        ("remark", 256),
        *_EXCHANGE,
    ),
    "up_pro_material": _table(
        ("row_guid", 50, _MUST),
        ("project_no", 50, _MUST),
        ("material_name", 200, _MUST),
        ("get_type", 2, _MUST),
        ("get_num", 5),
        ("material_attach_name", 200),
        ("remark", 1000),
        *_EXCHANGE,
    ),
}
"""Columns of each table, in the order they are written."""
