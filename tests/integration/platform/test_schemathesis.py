"""Requests made from docs/openapi.json, right and wrong: every answer is as described there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sync.platform.api.results import PDF
from sync.protocol.signatures import sign_request
from sync.protocol.uploads import PIECE_TYPE

DESCRIPTION = Path(__file__).parents[3] / "docs" / "openapi.json"
EXAMPLES = 15
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
for media_type in (PIECE_TYPE, PDF):
    schemathesis.serializer.alias(media_type, "application/octet-stream")
schema = schemathesis.openapi.from_dict(json.loads(DESCRIPTION.read_text(encoding="utf-8")))


class Signed(requests.auth.AuthBase):
    """Signs whatever is to be sent as a terminal would."""

    def __init__(self, terminal: Any) -> None:
        self._terminal = terminal

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if request.body is not None and "Content-Type" not in request.headers:
            request.headers["Content-Type"] = "application/json"
        terminal = self._terminal
        sign_request(request, terminal=terminal.number, key=terminal.key, clock=terminal.clock)
        return request


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,  # what fails here fails everywhere
    deadline=None,
    suppress_health_check=[*HealthCheck],
)
def test_every_answer_is_as_described(
    case: schemathesis.Case, platform: Any, terminal: Any
) -> None:
    if case.path == "/v1/feed":
        platform.parts.bell.close()  # to wait for nothing would only take its time
    case.call_and_validate(base_url=platform.url, auth=Signed(terminal), checks=CHECKS)
