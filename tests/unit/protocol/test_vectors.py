"""The test vectors of docs/protocol.md, recomputed as somebody would who has that page only.

Nothing of sync.protocol is used here: what stands in the page is enough, or the page is wrong.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def vectors() -> Any:
    """The block of JSON under the heading "Test vectors"."""
    page = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    part = page.partition("\n## Test vectors\n")[2]
    found = re.search(r"(?ms)^```json\n(.*?)^```", part)
    assert found is not None
    return json.loads(found[1])


def unhex(text: str) -> bytes:
    return bytes.fromhex(text)


def unbase64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def canonical(value: Any) -> bytes:
    """RFC 8785 for what has no numbers but whole ones and no keys beyond ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def public(vectors: Any, name: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(unhex(vectors["keys"][name]["public"]))


def private(vectors: Any, name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(unhex(vectors["keys"][name]["private"]))


def test_keys(vectors: Any) -> None:
    for name in ("terminal", "acknowledgement"):
        made = private(vectors, name).public_key().public_bytes_raw()
        assert made == unhex(vectors["keys"][name]["public"])


def test_canonical_json(vectors: Any) -> None:
    vector = vectors["canonical"]
    written = unhex(vector["bytes"]).decode()
    assert json.loads(written) == vector["value"]
    # keys by UTF-16 code units: 😀 begins with D83D and stands before U+FB33
    assert re.findall(r'"(.)":', written) == ["a", "€", "词", "😀", "\ufb33", "b"]
    assert '"\\u0007\\n\\"\\\\/"' in written
    assert written.endswith('"b":[1,1.5,0,1e+21,1e-7,333333333.3333333]}')


def test_enrolment(vectors: Any) -> None:
    vector = vectors["enrolment"]
    mark, secret, fingerprint = vector["token"].split("-")
    key = unhex(vectors["keys"]["acknowledgement"]["public"])
    assert mark == "BM1"
    assert len(base64.b32decode(secret)) == 20
    assert hashlib.sha256(secret.encode()).hexdigest() == vector["kept"]
    assert base64.b32encode(hashlib.sha256(key).digest()).decode()[:16] == fingerprint
    own = unhex(vectors["keys"]["terminal"]["public"])
    signed = b"bianmin-enrolment-v1\0" + canonical(
        {
            "token": vector["token"],
            "public_key": base64.b64encode(own).decode(),
            "facts": vector["facts"],
        }
    )
    assert signed == unhex(vector["signed"])
    assert private(vectors, "terminal").sign(signed) == unbase64(vector["proof"])


def signature_base(request: Any) -> bytes:
    """RFC 9421 §2.5, for what a terminal covers."""
    label, _, parameters = request["headers"]["Signature-Input"].partition("=")
    assert label == "terminal"
    covered = re.findall(r'"([^"]+)"', parameters[: parameters.index(")")])
    path, mark, query = request["target"].partition("?")
    derived = {"@method": request["method"], "@path": path, "@query": "?" + query}
    assert mark or request["method"] != "GET"
    fields = {name.lower(): value for name, value in request["headers"].items()}
    lines = [f'"{name}": {derived.get(name) or fields[name]}' for name in covered]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def test_requests(vectors: Any) -> None:
    for request in vectors["requests"]:
        label, _, signature = request["headers"]["Signature"].partition("=")
        assert label == "terminal"
        signed = private(vectors, "terminal").sign(signature_base(request))
        assert signed == unbase64(signature.strip(":")), request["method"]
        if request["content"]:
            digest = hashlib.sha256(request["content"].encode()).digest()
            said = request["headers"]["Content-Digest"]
            assert said == f"sha-256=:{base64.b64encode(digest).decode()}:"


def test_a_request_to_a_department(vectors: Any) -> None:
    vector = vectors["handover"]
    fields = {name.lower(): value for name, value in vector["headers"].items()}
    label, _, parameters = fields["signature-input"].partition("=")
    digest = base64.b64encode(hashlib.sha256(vector["content"].encode()).digest()).decode()
    assert label == "platform"
    assert fields["content-digest"] == f"sha-256=:{digest}:"
    assert fields["bianmin-delivery"] == json.loads(vector["content"])["delivery"]
    values = {**fields, "@method": vector["method"], "@target-uri": vector["url"]}
    covered = re.findall(r'"([^"]+)"', parameters[: parameters.index(")")])
    assert covered == [
        "@method", "@target-uri", "content-type", "bianmin-delivery", "content-digest"
    ]  # fmt: skip
    lines = [f'"{name}": {values[name]}' for name in covered]
    base = "\n".join([*lines, f'"@signature-params": {parameters}']).encode()
    assert base == unhex(vector["signed"])
    signature = fields["signature"].removeprefix("platform=:").removesuffix(":")
    assert private(vectors, "acknowledgement").sign(base) == unbase64(signature)


# --- HPKE (RFC 9180), base mode, X25519, HKDF-SHA256, AES-256-GCM ---------------------------------


def extract(salt: bytes, material: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), material, "sha256")


def expand(key: bytes, info: bytes, length: int) -> bytes:
    made, block, count = b"", b"", 1
    while len(made) < length:
        block = hmac.digest(key, block + info + bytes([count]), "sha256")
        made, count = made + block, count + 1
    return made[:length]


def labelled_extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return extract(salt, b"HPKE-v1" + suite + label + material)


def labelled_expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return expand(key, length.to_bytes(2) + b"HPKE-v1" + suite + label + info, length)


def open_envelope(sealed: bytes, secret: bytes, info: bytes) -> bytes:
    encapsulated, ciphertext = sealed[:32], sealed[32:]
    key = X25519PrivateKey.from_private_bytes(secret)
    shared = key.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    kem = b"KEM" + (0x0020).to_bytes(2)
    context = encapsulated + key.public_key().public_bytes_raw()
    pseudorandom = labelled_extract(kem, b"", b"eae_prk", shared)
    shared_secret = labelled_expand(kem, pseudorandom, b"shared_secret", context, 32)
    suite = b"HPKE" + (0x0020).to_bytes(2) + (0x0001).to_bytes(2) + (0x0002).to_bytes(2)
    schedule = (
        b"\0"
        + labelled_extract(suite, b"", b"psk_id_hash", b"")
        + labelled_extract(suite, b"", b"info_hash", info)
    )
    last = labelled_extract(suite, shared_secret, b"secret", b"")
    content_key = labelled_expand(suite, last, b"key", schedule, 32)
    nonce = labelled_expand(suite, last, b"base_nonce", schedule, 12)
    return AESGCM(content_key).decrypt(nonce, ciphertext, b"")


def test_envelope(vectors: Any) -> None:
    vector = vectors["envelope"]
    info = b"bianmin-envelope-v1\0" + canonical(vector["context"])
    assert info == unhex(vector["info"])
    sealed = unbase64(vector["sealed"])
    assert hashlib.sha256(sealed).hexdigest() == vector["sha256"]
    own = X25519PrivateKey.from_private_bytes(unhex(vector["private"]))
    assert own.public_key().public_bytes_raw() == unhex(vector["public"])
    opened = open_envelope(sealed, unhex(vector["private"]), info)
    assert opened == vector["plain"].encode()
    signed = b"bianmin-envelope-signature-v1\0" + len(info).to_bytes(4) + info + sealed
    assert signed == unhex(vector["signed"])
    assert private(vectors, "terminal").sign(signed) == unbase64(vector["signature"])


def test_an_envelope_of_another_place_does_not_open(vectors: Any) -> None:
    vector = vectors["envelope"]
    elsewhere = [*vector["context"][:3], 43, *vector["context"][4:]]
    info = b"bianmin-envelope-v1\0" + canonical(elsewhere)
    with pytest.raises(InvalidTag):
        open_envelope(unbase64(vector["sealed"]), unhex(vector["private"]), info)


def test_hybrid_envelope(vectors: Any) -> None:
    vector = vectors["hybrid"]
    raw = unhex(vector["private"])
    lattice = MLKEM768PrivateKey.from_seed_bytes(raw[:64])
    curve = X25519PrivateKey.from_private_bytes(raw[64:])
    both = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    assert len(both) == vector["public_bytes"]
    assert hashlib.sha256(both).hexdigest() == vector["public_sha256"]
    info = b"bianmin-envelope-v1\0" + canonical(vector["context"])
    assert info == unhex(vector["info"])
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    sealed = unbase64("".join(vector["sealed"]))
    opened = suite.decrypt(sealed, MLKEM768X25519PrivateKey(lattice, curve), info)
    assert opened == vector["plain"].encode()


def test_query(vectors: Any) -> None:
    vector, envelope = vectors["query"], vectors["envelope"]
    info = b"bianmin-query-v1\0" + canonical([1, "0817", vector["id"], vector["key_id"]])
    assert info == unhex(vector["info"])
    sealed = unbase64("".join(vector["sealed"]))
    opened = open_envelope(sealed, unhex(envelope["private"]), info)
    assert opened == vector["plain"].encode()
    asked = json.loads(opened)
    assert opened == canonical(asked)
    session = unhex(vector["session"]["private"])
    public = X25519PrivateKey.from_private_bytes(session).public_key().public_bytes_raw()
    assert public == unhex(vector["session"]["public"])
    assert public == unbase64(asked["session_key"]["public_key"])
    answer = vector["answer"]
    info = b"bianmin-query-answer-v1\0" + canonical([1, "0817", vector["id"]])
    assert info == unhex(answer["info"])
    opened = open_envelope(unbase64(answer["sealed"]), session, info)
    assert opened == answer["plain"].encode()


def test_acknowledgement(vectors: Any) -> None:
    vector = vectors["acknowledgement"]
    answer = dict(vector["answer"])
    acknowledgement = answer.pop("acknowledgement")
    assert hashlib.sha256(canonical(answer)).hexdigest() == acknowledgement["content_sha256"]
    signature = unbase64(acknowledgement.pop("signature"))
    signed = b"bianmin-answer-v1\0" + canonical(acknowledgement)
    assert signed == unhex(vector["signed"])
    public(vectors, "acknowledgement").verify(signature, signed)


def test_clock_offer(vectors: Any) -> None:
    offer = dict(vectors["clock"]["offer"])
    signature = unbase64(offer.pop("signature"))
    signed = b"bianmin-clock-v1\0" + canonical(offer)
    assert signed == unhex(vectors["clock"]["signed"])
    public(vectors, "acknowledgement").verify(signature, signed)


def test_revocation(vectors: Any) -> None:
    word = dict(vectors["revocation"]["word"])
    own = unhex(vectors["keys"]["terminal"]["public"])
    assert word["terminal_key"] == hashlib.sha256(own).hexdigest()
    signature = unbase64(word.pop("signature"))
    signed = b"bianmin-revocation-v1\0" + canonical(word)
    assert signed == unhex(vectors["revocation"]["signed"])
    public(vectors, "acknowledgement").verify(signature, signed)


def sealed_file(content: bytes, key: bytes) -> bytes:
    segments = [content[at : at + 65536] for at in range(0, len(content), 65536)] or [b""]
    sealed = b""
    for number, segment in enumerate(segments):
        nonce = number.to_bytes(11) + bytes([number == len(segments) - 1])
        sealed += AESGCM(key).encrypt(nonce, segment, b"bianmin-file-v1\0")
    return sealed


def test_files(vectors: Any) -> None:
    empty, short, long = vectors["files"]
    for vector in (empty, short):
        made = sealed_file(vector["content"].encode(), unhex(vector["key"]))
        assert made == unbase64(vector["sealed"])
    content = bytes(range(256)) * 257
    made = sealed_file(content, unhex(long["key"]))
    assert (len(content), len(made)) == (long["size"], long["sealed_size"])
    assert hashlib.sha256(made).hexdigest() == long["sealed_sha256"]


def test_deposit_numbers(vectors: Any) -> None:
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for number in vectors["deposit_numbers"]:
        product = 36
        for character in number[:-1]:
            product = ((product + alphabet.index(character)) % 36 or 36) * 2 % 37
        assert alphabet[(1 - product) % 36] == number[-1]
