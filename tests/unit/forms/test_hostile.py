"""Nothing that is written into a form or an answer crashes the engine, or keeps it busy for long.

Hypothesis draws expressions and forms, right and wrong; whatever is refused is a `FormError`.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.forms import FormError, Session, evaluate_xpath, load_form
from kiosk.forms.xpath.functions import REGISTRY
from kiosk.forms.xpath.grammar import MAX_DEPTH

FormXml = Callable[..., str]
MOMENT = datetime(2026, 11, 21, 9, tzinfo=UTC)
DOCUMENT = "<data><a>1</a><a>x</a><b at='2020-02-29'>2020-01-01T10:00:00Z</b><c/></data>"

_names = st.sampled_from(
    ["a", "b", "c", "data", "none", "*", "@at", ".", "..", "/data", "node()", "text()", "x:y"]
)
_literals = st.one_of(
    st.sampled_from(
        ["''", "'2020-02-30'", "'2020-01-01'", "'x y'", "'%Y'", "'(a|a)*'", "'['", "'0 0;1 1;2 0'",
         "'MD5'", "'uuid:x'", "'-1'", "'1e400'", "'٣'", "'10:61'"]
    ),
    st.text(max_size=5).map(lambda text: "'" + text.replace("'", "") + "'"),
)  # fmt: skip
_numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(str), st.floats(0, 1e15).map(lambda n: f"{n:.6f}"),
    st.sampled_from(["0", "1 div 0", "-1 div 0", "0 div 0", "9" * 400]),
)  # fmt: skip


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    calls = st.tuples(st.sampled_from(sorted(REGISTRY)), st.lists(inner, max_size=5)).map(
        lambda call: f"{call[0]}({', '.join(call[1])})"
    )
    signs = st.sampled_from(
        ["+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or", "|"]
    )
    chains = st.tuples(inner, signs, inner).map(" ".join)
    paths = st.tuples(inner, _names).map("/".join)
    filters = st.tuples(inner, inner).map(lambda pair: f"{pair[0]}[{pair[1]}]")
    return st.one_of(calls, chains, paths, filters, inner.map(lambda each: f"-({each})"))


EXPRESSIONS = st.recursive(st.one_of(_names, _literals, _numbers), _compound, max_leaves=12)
NOISE = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [*"()[]/.,@|=<>+-*$'\":! ", "::", "//", "and", "div", "a", "1", "if(", "é"]
        ),
        max_size=30,
    ).map("".join),
)


@settings(max_examples=300, deadline=5_000)
@given(st.one_of(EXPRESSIONS, NOISE))
def test_an_expression_has_a_value_or_is_refused(expression: str) -> None:
    with suppress(FormError):
        value = evaluate_xpath(expression, DOCUMENT, "/data", now=MOMENT)
        assert isinstance(value, (bool, float, str, list))


@settings(max_examples=100, deadline=5_000)
@given(
    st.dictionaries(
        st.sampled_from(["relevant", "required", "readonly", "calculate", "constraint"]),
        EXPRESSIONS,
    ),
    st.dictionaries(
        st.sampled_from(["a", "b", "row/x"]),
        st.sampled_from(["int", "decimal", "date", "time", "dateTime", "geopoint", "odd"]),
    ),
    EXPRESSIONS,
    st.lists(st.one_of(st.text(max_size=20), _numbers), max_size=4),
)
def test_a_form_of_any_expressions_opens_or_is_refused(
    form_xml: FormXml, binds: dict[str, str], types: dict[str, str], count: str, answers: list[str]
) -> None:
    attributes = " ".join(f"{name}={quoteattr(text)}" for name, text in binds.items())
    typed = "".join(
        f'<bind nodeset="/data/{name}" type="{type_}" {attributes if name == "b" else ""}/>'
        for name, type_ in types.items()
    )
    xml = form_xml(
        "<a>1</a><b/><row><x/></row>",
        typed,
        '<input ref="/data/a"><label>A <output value="/data/b"/></label></input>'
        '<input ref="/data/b"/><group ref="/data/row"><repeat nodeset="/data/row" '
        f'jr:count={quoteattr(count)}><input ref="/data/row/x"/></repeat></group>',
    )
    with suppress(FormError):
        session = load_form(xml).open(now=lambda: MOMENT, tz=UTC)
        for answer in answers:
            session.set("/data/a", answer)
            session.set("/data/b", answer)
            assert session["/data/a"].label.startswith("A ")
        session.violations()
        session.to_json()
        load_form(xml).open(now=lambda: MOMENT, tz=UTC, instance=session.to_xml())


@settings(max_examples=150, deadline=5_000)
@given(st.data())
def test_a_damaged_form_loads_or_is_refused(form_xml: FormXml, data: st.DataObject) -> None:
    xml = form_xml(
        "<a/><r jr:template=''><b/></r><meta><instanceID/></meta>",
        '<bind nodeset="/data/a" type="int" relevant="1 = 1" calculate="/data/r/b + 1"/>',
        '<input ref="/data/a"><label ref="jr:itext(\'t\')"/></input>'
        '<group ref="/data/r"><repeat nodeset="/data/r"><select1 ref="/data/r/b">'
        '<itemset nodeset="instance(\'l\')/root/item"><value ref="n"/></itemset></select1>'
        "</repeat></group>",
        model='<itext><translation lang="zh"><text id="t"><value>T</value></text></translation>'
        '</itext><instance id="l"><root><item><n>1</n></item></root></instance>',
    )
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(xml)))
        length = data.draw(st.integers(0, 12))
        piece = data.draw(st.one_of(st.text(max_size=4), st.sampled_from(["<", "/>", '"', "&#0;"])))
        xml = xml[:start] + piece + xml[start + length :]
    with suppress(FormError):
        load_form(xml).open(now=lambda: MOMENT, tz=UTC).to_xml()
    with suppress(FormError):
        load_form(xml.encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=5_000)
@given(st.binary(max_size=200))
def test_bytes_are_no_form(content: bytes) -> None:
    with pytest.raises(FormError):
        load_form(content)


# -- bounded time and memory --------------------------------------------------------------


@contextmanager
def bounded(seconds: float = 10) -> Iterator[None]:
    """Processor time, not the clock on the wall: the machine may be busy."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < seconds


@contextmanager
def modest(mebibytes: float = 50) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        held = tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
    assert held < mebibytes


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 10_000 + "1" + ")" * 10_000,
        "-" * 19_000 + "1",
        "a[" * 5_000 + "1" + "]" * 5_000,
        "not(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1),
        "string(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH,
        "1" + " + 1" * 4_000,
        "a" + " | a" * 4_000,
        "a" + "/.." * 5_000,
        "concat(" + ",".join(["'x'"] * 4_000) + ")",
        "1" * 30_000,
        "9" * 19_000,
        "'" + "x" * 19_000 + "'",
        "uuid(100000000000)",
        "substr('abc', -99999999999999999999999999, 99999999999999999999999999)",
        "round(1.5, 999999999)",
        "pow(10, 99999999999)",
        "randomize(a, 99999999999999999999999999999999)",
        "format-date('2020-01-01', '" + "%Y" * 9_000 + "')",
        "regex('" + "a" * 9_000 + "!', '^(a+)+$')",
        "regex('" + "a" * 400 + "!', '(?=a)(a|aa)+$')",
        "regex('x', '((((((((((a{100}){100}){100}){100}){100}){100}){100}){100}){100}){100})')",
        "regex('x', '" + "(" * 1_900 + "')",
    ],
)
def test_hostile_expressions_take_bounded_time_and_memory(expression: str) -> None:
    with bounded(), modest(), suppress(FormError):
        evaluate_xpath(expression, DOCUMENT, "/data")


def test_deep_and_multiplying_documents_are_refused(form_xml: FormXml) -> None:
    deep = "<g>" * 2_000 + "</g>" * 2_000
    laughs = (
        '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        + "".join(f'<!ENTITY {chr(99 + n)} "{f"&{chr(98 + n)};" * 10}">' for n in range(12))
        + "]>"
    )
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    for xml in (
        form_xml(deep),
        laughs + form_xml("<a>&n;</a>"),
        outside + form_xml("<a>&x;</a>"),
        form_xml("<a/>" * 900_000),
        form_xml("".join(f"<a{number}/>" for number in range(30_000))),
    ):
        with bounded(), pytest.raises(FormError):
            load_form(xml)


@pytest.mark.parametrize("count", ["9999", "1 div 0", "-5", "count(/data/row) + 1"])
def test_repeats_are_counted_within_reason(open_form: Callable[..., Session], count: str) -> None:
    with bounded(seconds=40), suppress(FormError):
        session = open_form(
            "<n/><row jr:template=''><x/><y/></row>",
            '<bind nodeset="/data/row/y" calculate="position(..)"/>',
            '<input ref="/data/n"/><group ref="/data/row"><repeat nodeset="/data/row" '
            f'jr:count="{count}"><input ref="/data/row/x"/></repeat></group>',
        )
        assert session["/data/row"].count <= 1_000


def test_repeats_within_repeats_are_counted_within_reason(
    open_form: Callable[..., Session],
) -> None:
    with bounded(seconds=60):
        session = open_form(
            "<a jr:template=''><b jr:template=''><c jr:template=''><x/></c></b></a>",
            "",
            '<repeat nodeset="/data/a" jr:count="1000"><repeat nodeset="/data/a/b" jr:count="1000">'
            '<repeat nodeset="/data/a/b/c" jr:count="1000"><input ref="/data/a/b/c/x"/></repeat>'
            "</repeat></repeat>",
        )
        assert session.evaluate("count(/data/a) + count(/data/a/b) + count(/data/a/b/c)") <= 5_000
        with pytest.raises(FormError):
            session.computation.add(session.form.model.by_path["/data/a"], session.root)
