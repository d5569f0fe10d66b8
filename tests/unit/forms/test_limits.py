"""A length that a constraint says plainly, and none where it does not."""

from __future__ import annotations

import pytest

from kiosk.forms import load_form
from kiosk.forms.limits import least, longest, most_rows
from kiosk.forms.xpath.compiler import compile_expression


@pytest.mark.parametrize(
    ("constraint", "most"),
    [
        ("string-length(.) <= 500", 500),
        ("string-length( . )<=500", 500),
        ("(string-length(.) <= 500)", 500),
        ("string-length(normalize-space(.)) >= 5 and string-length(.) <= 500", 500),
        ("position(..) <= 5 and string-length(.) <= 50 and not(regex(., '[0-9]'))", 50),
        ("string-length(.) <= 50 and (string-length(.) <= 20 and . != 'x')", 20),
        ("string-length(.) <= 50 or . = 'x'", 0),
        (". != 'x' and (string-length(.) <= 50 or . = 'x')", 0),
        ("not(string-length(.) <= 50)", 0),
        ("string-length(.) < 50", 0),
        ("string-length(.) >= 50", 0),
        ("string-length(.) <= 50.5", 0),
        ("string-length(.) <= 50 = true()", 0),
        ("string-length(normalize-space(.)) <= 50", 0),
        ("string-length(../name) <= 50", 0),
        ("string-length(.) <= ../most", 0),
        ("regex(., '^.{0,50}$')", 0),
    ],
)
def test_only_a_plain_length_is_told(constraint: str, most: int) -> None:
    assert longest(compile_expression(constraint, {})) == most


@pytest.mark.parametrize(
    ("constraint", "smallest"),
    [
        (". >= 0", 0),
        (". > 0 and . < 100", 0),
        ("0 <= .", 0),
        (". >= -5", -5),
        (". >= 0 and . >= 10", 10),
        (". < 100", None),
        (". >= 0 or . = -1", None),
        (". >= ../least", None),
        ("../age >= 0", None),
    ],
)
def test_only_a_plain_lower_bound_is_told(constraint: str, smallest: float | None) -> None:
    assert least(compile_expression(constraint, {})) == smallest


def test_without_constraint_there_is_no_limit() -> None:
    assert longest(None) == 0
    assert least(None) is None


ROWS = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">'
    "<h:head><model><instance><data id='rows'><row><name/><more><age/></more></row></data>"
    "</instance><bind nodeset='/data/row/name' constraint=\"{name}\"/>"
    "<bind nodeset='/data/row/more/age' constraint=\"{age}\"/></model></h:head>"
    "<h:body><repeat nodeset='/data/row'><input ref='/data/row/name'/>"
    "<input ref='/data/row/more/age'/></repeat></h:body></h:html>"
)


@pytest.mark.parametrize(
    ("name", "age", "most"),
    [
        ("position(..) &lt;= 5", "", 5),
        ("position(..) &lt;= 5 and string-length(.) &lt;= 50", "", 5),
        ("position(..) &lt;= 5 and position(..) &lt;= 3", "", 3),
        ("position(..) &lt;= 5 or . = 'x'", "", 0),
        ("position(../..) &lt;= 5", "", 0),
        ("position(..) &lt;= 5.5", "", 0),
        ("position(..) &lt; 5", "", 0),
        ("", "position(..) &lt;= 5", 0),
        ("", "", 0),
    ],
)
def test_only_a_plain_number_of_rows_is_told(name: str, age: str, most: int) -> None:
    form = load_form(ROWS.format(name=name, age=age))
    assert most_rows(form.model.by_path["/data/row"]) == most
