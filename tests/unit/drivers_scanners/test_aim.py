"""AIM identifiers are taken off, and data that name their encodings are read by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanners.aim import Marked


@pytest.mark.parametrize(
    ("sent", "aim", "symbology", "content"),
    [
        (b"]Q1L0817", "]Q1", "QRCode", b"L0817"),
        (b"]C0L0817", "]C0", "Code128", b"L0817"),
        (b"]E0690123", "]E0", "EAN", b"690123"),
        (b"]Q1", "]Q1", "QRCode", b""),
        (b"L0817", "", "Unknown", b"L0817"),
        (b"]", "", "Unknown", b"]"),
        (b"]Q", "", "Unknown", b"]Q"),
        (b"]q1no such letter", "", "Unknown", b"]q1no such letter"),
        (b"]Q*no such option", "", "Unknown", b"]Q*no such option"),
        ("]中文".encode(), "", "Unknown", "]中文".encode()),
    ],
)
def test_an_identifier_is_taken_off_the_front(
    sent: bytes, aim: str, symbology: str, content: bytes
) -> None:
    marked = Marked.of(sent)
    assert (marked.aim, marked.symbology, marked.content) == (aim, symbology, content)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_is_read_in_either_encoding(encoding: str) -> None:
    assert Marked.of(b"]Q1" + "汶南镇便民服务中心".encode(encoding)).text == "汶南镇便民服务中心"


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (b"]Q2\\000026" + "汶南镇".encode(), "汶南镇"),
        (b"]Q2\\000029" + "汶南镇".encode("gb18030"), "汶南镇"),
        (b"]Q2\\000003caf\xe9", "café"),
        (b"]Q2A\\000026" + "汶".encode() + b"\\000029" + "南".encode("gb18030"), "A汶南"),
        (b"]Q2C:\\\\files", "C:\\files"),
        (b"]Q2\\000026C:\\\\000029", "C:\\000029"),
        (b"]Q2half\\an escape", "half\\an escape"),
        (b"]Q1C:\\000026", "C:\\000026"),
    ],
)
def test_data_that_name_their_encoding_are_read_by_it(sent: bytes, text: str) -> None:
    assert Marked.of(sent).text == text


@pytest.mark.parametrize(
    "sent",
    [
        b"]Q2\\000899\x01\x02",
        b"]Q2\\000026" + "汶".encode("gb18030"),
        b"]Q2\\000027\xff",
    ],
    ids=["encoding nobody reads", "not in that encoding", "not ASCII"],
)
def test_an_encoding_that_cannot_be_followed_leaves_no_text(sent: bytes) -> None:
    assert Marked.of(sent).text == ""
    assert Marked.of(sent).symbology == "QRCode"


@given(st.binary(max_size=60))
def test_whatever_is_sent_nothing_of_the_code_is_lost(sent: bytes) -> None:
    marked = Marked.of(sent)
    assert marked.aim.encode() + marked.content == sent
    assert isinstance(Marked.of(b"]Q2" + sent).text, str)
