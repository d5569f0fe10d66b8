"""The request to a department in docs/protocol.md is ours, and its example believes it alone."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import SystemClock
from sync.platform.handover.signing import signed
from sync.platform.key_records import Signer
from sync.platform.keys import PlatformKeys

MOMENT = datetime(2026, 11, 22, 6, 46, 0, 123456, tzinfo=UTC)


class FixedClock(SystemClock):
    def now(self) -> datetime:
        return MOMENT


@pytest.fixture(scope="module")
def vectors(project_root: Path) -> Any:
    page = (project_root / "docs" / "protocol.md").read_text(encoding="utf-8")
    found = re.search(r"(?ms)^```json\n(.*?)^```", page.partition("\n## Test vectors\n")[2])
    assert found is not None
    return json.loads(found[1])


@pytest.fixture(scope="module")
def example(project_root: Path) -> Iterator[ModuleType]:
    path = project_root / "docs" / "examples" / "department" / "receive.py"
    spec = importlib.util.spec_from_file_location("department_receive_vector", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_the_platform_makes_that_request(vectors: Any) -> None:
    vector, named = vectors["handover"], vectors["keys"]["acknowledgement"]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(named["private"]))
    made = signed(
        vector["url"],
        vector["content"].encode(),
        delivery=UUID(vector["headers"]["Bianmin-Delivery"]),
        keys=PlatformKeys((), (Signer(named["key_id"], key),)),
        clock=FixedClock(),
    )
    assert (made.method, made.url) == (vector["method"], vector["url"])
    assert dict(made.headers) == vector["headers"]
    assert vector["received_at"] == int(MOMENT.timestamp())


def asked(
    example: ModuleType, vectors: Any, *, headers: Any = (), body: str = "", **more: Any
) -> Any:
    """What the example says to that request, with changes."""
    vector, named = vectors["handover"], vectors["keys"]["acknowledgement"]
    known = {named["key_id"]: bytes.fromhex(named["public"])}
    said = {"url": vector["url"], "keys": known, "now": vector["received_at"]} | more
    return example.check(
        vector["headers"] | dict(headers), (body or vector["content"]).encode(), **said
    )


def test_the_example_takes_it(example: ModuleType, vectors: Any) -> None:
    assert asked(example, vectors) == json.loads(vectors["handover"]["content"])


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "{}"},
        {"url": "https://another.example/cases?from=platform"},
        {"now": 1795329960 + 301},
        {"now": 1795329960 - 301},
        {"keys": {}},
        {"keys": {"ack-1": bytes(32)}},
        {"headers": {"Bianmin-Delivery": "01a202fa-0000-7000-8000-000000000002"}},
        {"headers": {"Content-Type": "text/plain"}},
        {"headers": {"Signature": "platform=:AAAA:"}},
    ],
    ids=[
        "content",
        "address",
        "late",
        "early",
        "no key",
        "another key",
        "delivery",
        "type",
        "none",
    ],
)
def test_the_example_refuses_it_with_any_change(
    example: ModuleType, vectors: Any, changes: dict[str, Any]
) -> None:
    with pytest.raises(example.NotThePlatformError):
        asked(example, vectors, **changes)
