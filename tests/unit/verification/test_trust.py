"""The trust list: what may stand in it, and what is said of one that is wrong."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from kiosk.errors import EnvironmentFault
from kiosk.verification import DocumentKind, load_trust_list
from kiosk.verification import trust as trust_module

ISSUER = {"zh_CN": "新泰市政务服务管理局", "en": "Government services of Xintai"}
HEALTH = "1.3.6.1.4.1.1847.2021.1."
SHORT = rsa.generate_private_key(65537, 1024)  # noqa: S505 – this is what is refused
SLIP = "1.3.6.1.4.1.0.1847.2021.1."


def der(key: Any) -> str:
    content = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(content).decode()


def certificate(key: Any, *uses: str) -> tuple[str, bytes]:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "DSC")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2028, 1, 1, tzinfo=UTC))
    )
    if uses:
        oids = [x509.ObjectIdentifier(use) for use in uses]
        builder = builder.add_extension(x509.ExtendedKeyUsage(oids), critical=False)
    signed = builder.sign(key, hashes.SHA256())
    content = signed.public_bytes(Encoding.DER)
    return b64encode(content).decode(), signed.fingerprint(hashes.SHA256())[:8]


def written(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "trust.json"
    path.write_text(json.dumps({"keys": entries}), encoding="utf-8")
    return path


def test_a_public_key_is_found_by_its_id(keys: Any, tmp_path: Path) -> None:
    path = written(tmp_path, {"issuer": ISSUER, "public_key": der(keys.ed25519)})
    (found,) = load_trust_list(path).with_id(keys.kid(keys.ed25519))
    assert found.issuer == ISSUER
    assert (found.kinds, found.valid_from, found.valid_to, found.revoked) == (None,) * 4


def test_a_certificate_brings_its_times_and_its_kinds(keys: Any, tmp_path: Path) -> None:
    content, kid = certificate(keys.p256, HEALTH + "1", SLIP + "3", "1.3.6.1.5.5.7.3.1")
    path = written(tmp_path, {"issuer": ISSUER, "certificate": content})
    (found,) = load_trust_list(path).with_id(kid)
    assert found.kinds == {DocumentKind.TEST, DocumentKind.RECOVERY}
    assert found.valid_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert found.valid_to == datetime(2028, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("uses", [(), ("1.3.6.1.5.5.7.3.1",)])
def test_other_certificates_are_limited_to_no_kind(
    uses: tuple[str, ...], keys: Any, tmp_path: Path
) -> None:
    content, kid = certificate(keys.rsa, *uses)
    path = written(tmp_path, {"issuer": ISSUER, "certificate": content})
    (found,) = load_trust_list(path).with_id(kid)
    assert found.kinds is None


def test_what_the_list_says_goes_before_the_certificate(keys: Any, tmp_path: Path) -> None:
    content, _ = certificate(keys.p256, HEALTH + "1")
    moments = {
        "valid_from": "2026-02-01T00:00:00+08:00",
        "valid_to": "2027-02-01T00:00:00+08:00",
        "revoked": "2026-11-21T09:00:00+08:00",
    }
    entry = {"issuer": ISSUER, "certificate": content, "kinds": ["certificate"], **moments}
    path = written(tmp_path, entry | {"key_id": b64encode(b"11").decode()})
    (found,) = load_trust_list(path).with_id(b"11")
    assert found.kinds == {DocumentKind.CERTIFICATE}
    assert found.revoked == datetime(2026, 11, 21, 1, tzinfo=UTC)
    assert found.valid_to is not None
    assert found.valid_from is not None
    assert found.valid_to - found.valid_from == timedelta(days=365)


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="No such file") as caught:
        load_trust_list(tmp_path / "none.json")
    assert caught.value.code == "trust.unreadable"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"issuer": {}}, r"keys\.0\.issuer"),
        ({"kinds": ["passport"]}, r"keys\.0\.kinds"),
        ({"valid_from": "2026-01-01T00:00:00"}, r"keys\.0\.valid_from"),
        ({"holder": "x"}, r"keys\.0\.holder"),
        ({"certificate": "AAAA"}, "one of them"),
        ({"public_key": ""}, "one of them"),
        ({"public_key": "AAAA"}, r"keys\.0: "),
        ({"public_key": "?"}, "no base64"),
        ({"public_key": "", "certificate": "AAAA"}, r"keys\.0: "),
        ({"key_id": "?"}, "no base64"),
        ({"public_key": der(ec.generate_private_key(ec.SECP384R1()))}, "neither Ed25519"),
        ({"public_key": der(SHORT)}, "neither Ed25519"),
    ],
)
def test_an_entry_that_is_wrong_is_named(
    change: dict[str, Any], why: str, keys: Any, tmp_path: Path
) -> None:
    entry = {"issuer": ISSUER, "public_key": der(keys.ed25519)} | change
    with pytest.raises(EnvironmentFault, match=why) as caught:
        load_trust_list(written(tmp_path, entry))
    assert caught.value.code == "trust.entry"


def test_a_file_without_end_is_not_read_whole(
    keys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, {"issuer": ISSUER, "public_key": der(keys.ed25519)})
    monkeypatch.setattr(trust_module, "_MAX_BYTES", 50)
    with pytest.raises(EnvironmentFault, match="larger than 50 bytes"):
        load_trust_list(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b'{"keys": 1}', b"{"])
def test_a_file_that_is_no_list_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    path.write_bytes(content)
    with pytest.raises(EnvironmentFault) as caught:
        load_trust_list(path)
    assert caught.value.code == "trust.entry"
