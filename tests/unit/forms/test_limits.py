"""A length that a constraint says plainly, and none where it does not."""

from __future__ import annotations

import pytest

from kiosk.forms.limits import longest
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


def test_without_constraint_there_is_no_limit() -> None:
    assert longest(None) == 0
