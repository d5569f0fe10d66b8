"""The OpenAPI description, with what FastAPI cannot see in handlers that read bytes themselves."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from sync.platform.api.errors import MEDIA_TYPE
from sync.platform.api.results import PDF
from sync.platform.handover.fetching import HandedUpTo
from sync.protocol.body import AuditBreakBody, CaseBody, ForkBody, PrintOutcomeBody
from sync.protocol.commands import CommandOutcomeBody
from sync.protocol.health import HealthBody
from sync.protocol.key_change import KeyChangeBody
from sync.protocol.messages import EnrolmentRequest, MessageBatch, Problem
from sync.protocol.queries import CollectedBody, QueryAnswerBody, QueryBody, QueryIn
from sync.protocol.rating import RatingBody
from sync.protocol.revocation import WipedBody
from sync.protocol.uploads import PIECE_TYPE
from sync.protocol.withdrawal import WithdrawalBody

_DEPARTMENTS = "/v1/departments/"
_ACKNOWLEDGEMENTS = "/v1/departments/{name}/acknowledgements"
_RESULTS = "/v1/departments/{name}/cases/{number}/results"
_REQUESTS = {
    "/v1/enrolments": EnrolmentRequest,
    "/v1/messages": MessageBatch,
    "/v1/wiped": WipedBody,
    "/v1/queries": QueryIn,
    "/v1/results/{id}/collected": CollectedBody,
    "/v1/key": KeyChangeBody,
    _ACKNOWLEDGEMENTS: HandedUpTo,
}
_SIGNED = (
    "/v1/messages",
    "/v1/wiped",
    "/v1/key",
    "/v1/feed",
    "/v1/files",
    "/v1/files/{name}",
    "/v1/queries",
    "/v1/results/{id}",
    "/v1/results/{id}/collected",
)


def describe(app: FastAPI) -> None:
    """Make `app.openapi` complete."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way to extend it


def _complete(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, routes=app.routes
    )
    extra = (
        EnrolmentRequest,
        MessageBatch,
        Problem,
        CaseBody,
        PrintOutcomeBody,
        CommandOutcomeBody,
        HealthBody,
        RatingBody,
        WithdrawalBody,
        ForkBody,
        AuditBreakBody,
        HandedUpTo,
        WipedBody,
        QueryIn,
        QueryBody,
        QueryAnswerBody,
        CollectedBody,
        KeyChangeBody,
    )
    _, definitions = models_json_schema(
        [(model, "validation") for model in extra],
        ref_template="#/components/schemas/{model}",
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.update(definitions["$defs"])
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {
        "signature": {
            "type": "http",
            "scheme": "signature",
            "description": "RFC 9421, Ed25519, key id = terminal number; see docs/protocol.md.",
        },
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "Of one department, made by kiosk-platform department add.",
        },
    }
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _complete_operation(path, operation)
    document["paths"]["/v1/files"]["options"].pop("security")
    document["paths"]["/v1/files/{name}"]["patch"]["requestBody"] = {
        "required": True,
        "content": {PIECE_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
    return document


def _complete_operation(path: str, operation: dict[str, Any]) -> None:
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = {
        "description": "Problem details (RFC 9457)",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if path in _SIGNED:
        operation["security"] = [{"signature": []}]
    if path.startswith(_DEPARTMENTS):
        operation["security"] = [{"token": []}]
    if path == _RESULTS:
        operation["requestBody"] = {
            "required": True,
            "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
        }
    if path in _REQUESTS:
        reference = f"#/components/schemas/{_REQUESTS[path].__name__}"
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": reference}}},
        }
