"""The trust list: whose signatures are believed here, for which documents, and for how long.

    {
      "keys": [
        {
          "issuer": {"zh_CN": "新泰市政务服务管理局", "en": "Government services of Xintai"},
          "kinds": ["deposit_receipt", "certificate"],
          "certificate": "MIIB…",
          "valid_from": "2026-01-01T00:00:00+08:00",
          "valid_to": "2028-01-01T00:00:00+08:00",
          "revoked": "2026-11-21T09:00:00+08:00"
        }
      ]
    }

``certificate`` is an X.509 certificate, ``public_key`` in its place a SubjectPublicKeyInfo, both
DER in base64. ``key_id`` (base64) is told only where it is another than the usual one. Without
``kinds`` a key may sign every kind its certificate allows; a certificate brings its own times.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from kiosk.errors import EnvironmentFault
from kiosk.verification.algorithms import PublicKey, algorithm_of, key_id
from kiosk.verification.claims import DocumentKind

_MAX_BYTES = 64 * 1024 * 1024
_HEALTH_ARCS = ("1.3.6.1.4.1.1847.2021.1.", "1.3.6.1.4.1.0.1847.2021.1.")
"""Extended key usages of HCERT; issuers of 2021 wrote the second, which is a slip of the first."""
_HEALTH_USES = {
    "1": DocumentKind.TEST,
    "2": DocumentKind.VACCINATION,
    "3": DocumentKind.RECOVERY,
}


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key whose signatures are believed.

    Args:
        key_id: as codes name it.
        key: the public key.
        issuer: language → whose it is.
        kinds: of documents it may sign; None for every kind.
        valid_from: what it signed before is not believed; None for no such day.
        valid_to: what it signed afterwards is not believed.
        revoked: since when nothing it signed is believed; None where it is not revoked.
    """

    key_id: bytes
    key: PublicKey
    issuer: Mapping[str, str]
    kinds: frozenset[DocumentKind] | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    revoked: datetime | None = None


class TrustList:
    """Trusted keys by their ids; several keys may share one."""

    def __init__(self, keys: Iterable[TrustedKey] = ()) -> None:
        self._keys: dict[bytes, list[TrustedKey]] = {}
        for key in keys:
            self._keys.setdefault(key.key_id, []).append(key)

    def with_id(self, kid: bytes) -> tuple[TrustedKey, ...]:
        """The keys a code may mean."""
        return tuple(self._keys.get(kid, ()))

    def __len__(self) -> int:
        return sum(map(len, self._keys.values()))


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    issuer: dict[str, str] = Field(min_length=1)
    kinds: frozenset[DocumentKind] | None = None
    certificate: str = ""
    public_key: str = ""
    key_id: str = ""
    valid_from: AwareDatetime | None = None
    valid_to: AwareDatetime | None = None
    revoked: AwareDatetime | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    keys: list[_Entry]


def load_trust_list(path: Path) -> TrustList:
    """Read a trust list.

    Raises:
        EnvironmentFault: ``trust.unreadable``; ``trust.entry`` where something in it is wrong. A
            list is taken whole or not at all.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise EnvironmentFault(
            "trust.unreadable",
            f"The trust list {path} cannot be read: {error.strerror}.",
            "Check the path, owner and mode.",
        ) from error
    if len(content) > _MAX_BYTES:
        raise _wrong(path, f"it is larger than {_MAX_BYTES} bytes")
    try:
        entries = _File.model_validate_json(content).keys
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise _wrong(path, f"{place or 'the file'}: {first['msg']}") from error
    keys = []
    for index, entry in enumerate(entries):
        try:
            keys.append(_key(entry))
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise _wrong(path, f"keys.{index}: {error}") from error
    return TrustList(keys)


def _key(entry: _Entry) -> TrustedKey:
    if bool(entry.certificate) == bool(entry.public_key):
        raise ValueError("it has a certificate or a public_key, one of them")
    content = _bytes(entry.certificate or entry.public_key)
    kinds, valid_from, valid_to = entry.kinds, entry.valid_from, entry.valid_to
    if entry.certificate:
        certificate = x509.load_der_x509_certificate(content)
        key: object = certificate.public_key()
        kinds = _allowed(certificate) if kinds is None else kinds
        valid_from = valid_from or certificate.not_valid_before_utc
        valid_to = valid_to or certificate.not_valid_after_utc
    else:
        key = load_der_public_key(content)
    if algorithm_of(key) is None:
        raise ValueError("its key is neither Ed25519 nor P-256 nor RSA of 2048 bits or more")
    return TrustedKey(
        _bytes(entry.key_id) if entry.key_id else key_id(content),
        cast("PublicKey", key),
        entry.issuer,
        kinds,
        valid_from,
        valid_to,
        entry.revoked,
    )


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"no base64: {error}") from error


def _allowed(certificate: x509.Certificate) -> frozenset[DocumentKind] | None:
    """The kinds a certificate of the HCERT family is limited to; None where it is to none."""
    try:
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return None
    dotted = [use.dotted_string for use in uses]
    ends = [use.removeprefix(arc) for use in dotted for arc in _HEALTH_ARCS if use.startswith(arc)]
    return frozenset(_HEALTH_USES[end] for end in ends if end in _HEALTH_USES) if ends else None


def _wrong(path: Path, why: str) -> EnvironmentFault:
    return EnvironmentFault(
        "trust.entry",
        f"The trust list {path} cannot be used: {why}.",
        "Mend it, or take the one before; docs/operating.md says what stands in it.",
    )
