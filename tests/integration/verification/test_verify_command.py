"""`kiosk verify`: pictures and texts, as people type it."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PIL import Image

from drivers.receipt_printer.drawing import qr_picture
from kiosk.cli.main import main
from kiosk.cli.verify import _SENTENCES
from kiosk.verification import Claims, DocumentKind, Reason, sign_code
from kiosk.verification.algorithms import key_id_of
from sync.protocol.numbers import DepositNumber

NUMBER = DepositNumber(817, date(2026, 11, 21), 42).text
CLAIMS = Claims(
    DocumentKind.DEPOSIT_RECEIPT,
    NUMBER,
    datetime(2026, 11, 21, 1, 0, tzinfo=UTC),
    item="602",
    name="王*花",
    facts=b"\x01\x02",
)
AT = ("--at", "2026-11-21T09:30")


@pytest.fixture(scope="module")
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture(scope="module")
def code(key: Ed25519PrivateKey) -> str:
    return sign_code(CLAIMS, key, key_id_of(key.public_key()))


@pytest.fixture
def trust(key: Ed25519PrivateKey, tmp_path: Path) -> str:
    content = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    issuer = {"en": "Xintai", "zh_CN": "新泰市政务服务管理局"}
    path = tmp_path / "trust.json"
    entry = {"issuer": issuer, "public_key": b64encode(content).decode()}
    path.write_text(json.dumps({"keys": [entry]}), encoding="utf-8")
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    ended = main(["verify", *words, *AT, "--json"])
    return ended, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_picture_is_verified(
    suffix: str, code: str, trust: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / f"receipt.{suffix}"
    qr_picture(code, 4).save(picture)
    ended, (line,) = told(capsys, str(picture), "--trust", trust)
    assert ended == 0
    assert line["input"] == str(picture)
    assert (line["outcome"], line["reason"]) == ("genuine", "signed")
    assert line["issuer"] == "新泰市政务服务管理局"
    assert (line["kind"], line["number"]) == ("deposit_receipt", NUMBER)
    assert (line["item"], line["name"]) == ("602", "王*花")
    assert (line["issued"], line["expires"]) == ("2026-11-21T09:00:00+08:00", None)
    assert line["facts"] == "0102"
    assert line["claims"]["-65537"][2] == "602"


def test_a_picture_with_several_codes_tells_of_each(
    code: str, trust: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [code, f"BM1:{NUMBER}", "https://example.org/"]
    squares = [np.asarray(qr_picture(text, 4)) for text in texts]
    sheet = np.full((400, 1000), 255, np.uint8)
    for place, square in enumerate(squares):
        sheet[40 : 40 + len(square), 320 * place : 320 * place + len(square)] = square
    picture = tmp_path / "sheet.png"
    Image.fromarray(sheet).save(picture)
    ended, lines = told(capsys, str(picture), "--trust", trust)
    assert ended == 1
    assert [line["outcome"] for line in lines] == ["genuine", "unreadable"]
    assert lines[1]["reason"] == "unsigned"


def test_each_text_is_an_object(code: str, trust: str, capsys: pytest.CaptureFixture[str]) -> None:
    stranger = Ed25519PrivateKey.generate()
    strange = sign_code(CLAIMS, stranger, key_id_of(stranger.public_key()))
    changed = code[:60] + ("0" if code[60] != "0" else "1") + code[61:]
    inputs = [code, changed, strange, f"BM1:{NUMBER}", "no such file\n", "x" * 5000, "\0", ""]
    ended, lines = told(capsys, *inputs, "--trust", trust)
    assert ended == 1
    assert [line["input"] for line in lines] == inputs
    assert [line["outcome"] for line in lines] == [
        "genuine",
        "changed",
        "unknown_issuer",
        *["unreadable"] * 5,
    ]
    assert all(line["claims"] is None and line["issuer"] is None for line in lines[1:])
    assert "no such file" in lines[4]["message"]


def test_it_is_judged_as_of_now_unless_told_otherwise(
    key: Ed25519PrivateKey, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    short = replace(CLAIMS, expires=datetime(2026, 11, 21, 2, 0, tzinfo=UTC))
    text = sign_code(short, key, key_id_of(key.public_key()))

    def outcome(*when: str) -> str:
        main(["verify", text, "--trust", trust, "--json", *when])
        return str(json.loads(capsys.readouterr().out)["outcome"])

    assert outcome("--at", "2026-11-21T09:59:59") == "genuine"
    assert outcome("--at", "2026-11-21T02:00:00+00:00") == "expired"
    assert outcome("--at", "2026-11-20T09:00") == "not_yet_valid"
    assert outcome() in {"expired", "not_yet_valid"}
    with pytest.raises(SystemExit):
        outcome("--at", "yesterday")


def test_people_read_what_it_is(code: str, trust: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", code, "--trust", trust, *AT]) == 0
    words = capsys.readouterr().out
    assert "genuine. Signed by an issuer that is trusted here" in words
    assert "issuer: 新泰市政务服务管理局" in words
    assert f'number: "{NUMBER}"' in words


def test_the_configuration_may_name_the_list(
    code: str, trust: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "terminal.toml"
    config.write_text(f'data_dir = "data"\ntrust_list = "{Path(trust).name}"\n')
    ended, (line,) = told(capsys, code, "--config", str(config))
    assert (ended, line["outcome"]) == (0, "genuine")
    config.write_text('data_dir = "data"\n')
    assert main(["verify", code, "--config", str(config)]) == 1
    words = capsys.readouterr()
    assert "unknown_issuer" in words.out
    assert "No trust list" in words.err


def test_every_reason_has_a_sentence() -> None:
    assert set(_SENTENCES) == {reason.value for reason in Reason}
