"""A spreadsheet becomes a form."""

from pathlib import Path

import pytest

from kiosk.forms import FormError, load_form
from kiosk.forms.xlsform import convert, convert_with_warnings

SHEET = """
| survey |
| | type | name | label::中文 (zh) | label::English (en) | required | appearance | body::intent |
| | begin_group | card | 证件 | Card | | field-list | kiosk.id_card(name='name') |
| | text | name | 姓名 | Name | yes | | |
| | end_group | | | | | | |
| | begin_repeat | member | 成员 | Member | | | |
| | integer | age | 年龄 | Age | | | |
| | end_repeat | | | | | | |
| | select_one yn | child | 有孩子吗 | Children? | | | |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) |
| | yn | yes | 是 | Yes |
| | yn | no | 否 | No |
| settings |
| | form_title | form_id | version |
| | 测试 | t | 1 |
"""


def test_a_sheet_becomes_a_form(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(SHEET, encoding="utf-8")
    form = load_form(convert(path))
    assert (form.id, form.title) == ("t", "测试")
    assert form.languages == ("中文 (zh)", "English (en)")
    assert form.device_fill["/data/card"].parameters == {"name": "'name'"}
    assert isinstance(convert_with_warnings(path)[1], tuple)


def test_a_wrong_sheet_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(SHEET.replace("select_one yn", "select_one none"), encoding="utf-8")
    with pytest.raises(FormError) as caught:
        convert(path)
    assert caught.value.place == "form.md"
    with pytest.raises(FormError):
        convert(b"no workbook")
