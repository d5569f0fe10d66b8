"""What stands inside the envelope of a message (docs/protocol.md, "Messages")."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self, TypeVar
from uuid import UUID

from pydantic import Field, JsonValue, TypeAdapter, ValidationError, model_validator

from kiosk.errors import EnvironmentFault
from sync.protocol.canonical import canonical, sha256_hex
from sync.protocol.sealed_files import KEY_BYTES, MAX_FILE_BYTES, sealed_size
from sync.protocol.wire import (
    Base64,
    DepositNumberText,
    Moment,
    PlainLine,
    Sha256,
    ShortText,
    TerminalNumber,
    WireModel,
)

StrokePoint = tuple[float, float, float, float]
"""x and y in pixels of the pad, milliseconds since the first touch, pressure 0..1."""


MAX_ATTACHMENTS = 64
"""Of one case."""
MAX_ATTACHED_BYTES = 64 * 1024 * 1024
"""Of all attachments of one case, as they were enclosed; what one terminal's word can put on the
platform's disk."""

Body = TypeVar("Body", bound=WireModel)


class BodyError(EnvironmentFault):
    """Opened bytes are not the body their kind asks for. Code: ``body.invalid``."""


class ItemBody(WireModel):
    """The service item applied for."""

    id: PlainLine
    code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,33}$")]
    version: PlainLine
    name: dict[str, str]


class FormBody(WireModel):
    """The form that was filled in, by id and version."""

    id: ShortText
    version: ShortText


class ApplicantBody(WireModel):
    """Facts of the applicant as the source gave them, nothing corrected.

    `source` says where they come from, `evidence` what proves it (reader, time, check results).
    """

    kind: ShortText
    name: ShortText
    latin_name: ShortText = ""
    sex: Literal["0", "1", "2", "9"]
    nation: ShortText = ""
    birth: date
    address: str = Field(default="", max_length=1000)
    id_no: Annotated[str, Field(min_length=1, max_length=40)]
    issuer: ShortText = ""
    valid_from: date | None = None
    valid_to: date | None = None
    permit_no: ShortText = ""
    nationality: ShortText = ""
    needs_manual_check: tuple[str, ...] = ()
    source: Literal["card", "code", "typed"]
    evidence: dict[str, str] = Field(default_factory=dict)


class AgentBody(WireModel):
    """Who acts for the applicant, and the hash of the signed mandate."""

    person: ApplicantBody
    mandate_sha256: Sha256


class ConsentBody(WireModel):
    """A consent text the applicant agreed to, by the hash of its words."""

    id: ShortText
    version: ShortText
    sha256: Sha256
    given_at: Moment


class SealedFileBody(WireModel):
    """A file that travels on its own lane, and what it is opened with.

    Args:
        suite: how it is sealed (`sync.protocol.sealed_files`).
        sha256: of the sealed bytes; the file's name on its lane.
        size: of the sealed bytes.
        key: 32 bytes, used for this file alone.
    """

    suite: Literal["stream-aes256gcm-64k"] = "stream-aes256gcm-64k"
    sha256: Sha256
    size: Annotated[int, Field(ge=0, le=sealed_size(MAX_FILE_BYTES))]
    key: Annotated[Base64, Field(min_length=KEY_BYTES, max_length=KEY_BYTES, repr=False)]


class AttachmentBody(WireModel):
    """A file that belongs to the case: in here as `content`, or on its own lane as `file`.

    `sha256` and `size` are those of the file as it was enclosed.
    """

    name: ShortText
    media_type: ShortText
    sha256: Sha256
    size: Annotated[int, Field(ge=0)]
    content: Base64 | None = None
    file: SealedFileBody | None = None

    @classmethod
    def of(cls, name: str, media_type: str, content: bytes) -> Self:
        """An attachment that travels inside the body."""
        return cls(
            name=name,
            media_type=media_type,
            sha256=sha256_hex(content),
            size=len(content),
            content=content,
        )

    @model_validator(mode="after")
    def _travels_one_way(self) -> Self:
        if (self.content is None) == (self.file is None):
            raise ValueError("An attachment is either in the body or on its own lane.")
        if self.file is not None and self.file.size != sealed_size(self.size):
            raise ValueError("A sealed file's size does not fit its content's.")
        return self

    @model_validator(mode="after")
    def _content_is_what_it_says(self) -> Self:
        if self.content is not None and (
            len(self.content) != self.size or sha256_hex(self.content) != self.sha256
        ):
            raise ValueError("An attachment's size or hash does not fit its content.")
        return self


class SignatureBody(WireModel):
    """The signature on glass, bound to what the applicant had on the screen."""

    strokes: tuple[tuple[StrokePoint, ...], ...]
    png: Base64
    summary_sha256: Sha256


class PlaceBody(WireModel):
    """Where the case was taken."""

    terminal: TerminalNumber
    name: ShortText
    division: ShortText = ""


class TimesBody(WireModel):
    """When the applicant began and when the terminal took the case, by the terminal's clock."""

    started_at: Moment
    deposited_at: Moment


class CaseBody(WireModel):
    """One case, complete; what the terminal can no longer read after sealing.

    Args:
        format: name and version of this shape.
        answers: typed answers, groups as objects and repeats as lists, without the form's root.
        instance: the XForms instance as XML text.
        routing: department code → paths of questions it may see, which begin with the form's root;
            what is named nowhere is seen by no department.
    """

    format: Literal["bianmin-case/1"] = "bianmin-case/1"
    case_id: UUID
    deposit_number: DepositNumberText
    item: ItemBody
    form: FormBody
    applicant: ApplicantBody
    agent: AgentBody | None = None
    consents: tuple[ConsentBody, ...] = ()
    answers: dict[str, JsonValue]
    instance: str
    attachments: Annotated[tuple[AttachmentBody, ...], Field(max_length=MAX_ATTACHMENTS)] = ()
    signature: SignatureBody
    routing: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    place: PlaceBody
    times: TimesBody

    @model_validator(mode="after")
    def _attachments_have_a_limit(self) -> Self:
        if sum(one.size for one in self.attachments) > MAX_ATTACHED_BYTES:
            raise ValueError("The attachments of a case are too large together.")
        return self

    def to_bytes(self) -> bytes:
        """The bytes to seal: canonical JSON."""
        return canonical(self.model_dump(mode="json"))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` made.

        Raises:
            BodyError: it is not a case body; the message names fields, never values.
        """
        return parse_body(cls, data)


class PrintOutcomeBody(WireModel):
    """What became of the paper receipt of a case."""

    format: Literal["bianmin-print/1"] = "bianmin-print/1"
    case_id: UUID
    deposit_number: DepositNumberText
    result: ShortText
    reason: ShortText = ""
    at: Moment

    def to_bytes(self) -> bytes:
        """The bytes to seal: canonical JSON."""
        return canonical(self.model_dump(mode="json"))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` made.

        Raises:
            BodyError: it is not a print outcome.
        """
        return parse_body(cls, data)


class ForkBody(WireModel):
    """A terminal's word that its store was a copy, and that it goes on in a new epoch.

    Args:
        format: name and version of this shape.
        left: the epoch it was in.
        begun: the epoch it goes on in.
        moved: how many messages went along.
        at: when, by the terminal's clock.
    """

    format: Literal["bianmin-fork/1"] = "bianmin-fork/1"
    left: UUID
    begun: UUID
    moved: Annotated[int, Field(ge=0, lt=2**53)]
    at: Moment

    def to_bytes(self) -> bytes:
        """The bytes to seal: canonical JSON."""
        return canonical(self.model_dump(mode="json"))


class AuditBreakBody(WireModel):
    """A terminal's word that its log of what was done to it was changed.

    Args:
        format: name and version of this shape.
        position: of the entry that does not follow the one before it.
        at: when that was found, by the terminal's clock.
    """

    format: Literal["bianmin-audit-break/1"] = "bianmin-audit-break/1"
    position: Annotated[int, Field(ge=1, lt=2**53)]
    at: Moment

    def to_bytes(self) -> bytes:
        """The bytes to seal: canonical JSON."""
        return canonical(self.model_dump(mode="json"))


AuditBody = ForkBody | AuditBreakBody
_audits: TypeAdapter[AuditBody] = TypeAdapter(Annotated[AuditBody, Field(discriminator="format")])


def read_audit(data: bytes) -> AuditBody | None:
    """What a message of the kind ``audit`` tells; None if it is something else."""
    try:
        return _audits.validate_json(data)
    except ValidationError:
        return None


def parse_body(model: type[Body], data: bytes) -> Body:
    """Read a body that was opened.

    Raises:
        BodyError: it is not one of this model; the message names fields, never values.
    """
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        fields = sorted({".".join(map(str, found["loc"])) or "(whole)" for found in error.errors()})
        raise BodyError(
            "body.invalid", f"The body does not fit {model.__name__}: {', '.join(fields[:8])}."
        ) from None  # the chained error would carry the applicant's values into logs
