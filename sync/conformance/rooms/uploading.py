"""Files: by tus 1.0.0, resumable, and complete only as a whole."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from sync.conformance.bench import Bench
from sync.conformance.checks import Room, need, same
from sync.conformance.line import Answer
from sync.conformance.rooms.delivering import ACCEPTED, expect, refusal
from sync.conformance.rooms.feeding import states_of
from sync.conformance.terminal import TrialTerminal
from sync.protocol.body import AttachmentBody, CaseBody, SealedFileBody
from sync.protocol.canonical import sha256_hex
from sync.protocol.sealed_files import MAX_FILE_BYTES, new_file_key, seal_file, sealed_size
from sync.protocol.uploads import (
    CHECKSUM_MISMATCH,
    MAX_PIECE_BYTES,
    MIN_PIECE_BYTES,
    PIECE_TYPE,
    upload_checksum,
    upload_metadata,
)

ROOM = Room("files", "Files")
_TUS = {"Tus-Resumable": "1.0.0"}
_SIZE = 10_000


@dataclass(slots=True)
class Upload:
    """A file of a case, sealed as a terminal does it, and the calls of tus for it.

    Args:
        terminal: whose it is.
        content: before it is sealed.
    """

    terminal: TrialTerminal
    content: bytes = field(default_factory=lambda: secrets.token_bytes(_SIZE))
    key: bytes = field(default_factory=new_file_key)
    case: CaseBody | None = None
    sealed: bytes = field(init=False)
    name: str = field(init=False)

    def __post_init__(self) -> None:
        """Seal it."""
        self.sealed = b"".join(seal_file(self.content, self.key))
        self.name = sha256_hex(self.sealed)

    @classmethod
    def named(cls, terminal: TrialTerminal, size: int = _SIZE) -> Self:
        """A file that a case names which the platform has taken.

        Raises:
            FailedError: it does not take the case.
        """
        made = cls(terminal, secrets.token_bytes(size))
        made.case = terminal.case(attachments=(made.attachment,))
        (result,) = terminal.deliver(terminal.queue().message(made.case))
        expect(result, ACCEPTED, "case that names a file")
        return made

    @property
    def attachment(self) -> AttachmentBody:
        """How its case names it."""
        return AttachmentBody(
            name="photo.jpg",
            media_type="image/jpeg",
            sha256=sha256_hex(self.content),
            size=len(self.content),
            file=SealedFileBody(sha256=self.name, size=len(self.sealed), key=self.key),
        )

    @property
    def path(self) -> str:
        """Its address."""
        return f"/v1/files/{self.name}"

    def begin(self, size: int | None = None, **headers: str) -> Answer:
        """Begin to upload it."""
        fields = _TUS | {
            "Upload-Length": str(len(self.sealed) if size is None else size),
            "Upload-Metadata": upload_metadata(self.name),
        }
        renamed = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.terminal.ask("POST", "/v1/files", headers=fields | renamed)

    def piece(
        self, start: int, end: int | None = None, content: bytes | None = None, **headers: str
    ) -> Answer:
        """Send a piece of it, or something else in its place."""
        part = self.sealed[start:end] if content is None else content
        fields = self.fields(start)
        renamed = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.terminal.ask("PATCH", self.path, part, fields | renamed)

    @staticmethod
    def fields(start: int) -> dict[str, str]:
        """The headers of a piece."""
        return _TUS | {"Content-Type": PIECE_TYPE, "Upload-Offset": str(start)}

    def head(self) -> Answer:
        """Ask how much is there, by tus."""
        return self.terminal.ask("HEAD", self.path, headers=_TUS)

    def offset(self) -> int:
        """How much is there, by tus.

        Raises:
            FailedError: the platform does not say.
        """
        answer = self.head().ok()
        text = answer.headers.get("Upload-Offset", "")
        need(text.isdecimal(), f"Upload-Offset is {text!r}")
        return int(text)

    def state(self) -> dict[str, Any]:
        """What the platform says of it.

        Raises:
            FailedError: no state.
        """
        return self.terminal.ask("GET", self.path).ok().object()

    def whole(self) -> None:
        """Send all of it.

        Raises:
            FailedError: the platform does not take it.
        """
        self.begin().ok(201)
        self.piece(0).ok(204)


def _standing(upload: Upload, offset: int, *, complete: bool) -> None:
    state = upload.state()
    same(
        (state.get("sha256"), state.get("size"), state.get("offset"), state.get("complete")),
        (upload.name, len(upload.sealed), offset, complete),
        "sha256, size, offset and complete",
    )


@ROOM.check
def abilities(bench: Bench) -> None:
    """OPTIONS says, without a signature, which tus the platform speaks."""
    answer = bench.line.ask("OPTIONS", "/v1/files").ok(204)
    need("1.0.0" in answer.headers.get("Tus-Version", "").split(","), "no Tus-Version 1.0.0")
    named = set(answer.headers.get("Tus-Extension", "").replace(" ", "").split(","))
    need(named >= {"creation", "checksum", "expiration"}, f"Tus-Extension is {sorted(named)}")
    algorithms = answer.headers.get("Tus-Checksum-Algorithm", "").split(",")
    need("sha256" in algorithms, f"Tus-Checksum-Algorithm is {algorithms}")
    most = answer.headers.get("Tus-Max-Size", str(sealed_size(MAX_FILE_BYTES)))
    need(most.isdecimal() and int(most) >= sealed_size(MAX_FILE_BYTES), f"Tus-Max-Size is {most}")


@ROOM.check
def create(bench: Bench) -> None:
    """An upload is begun with 201 and its address, and beginning it again changes nothing."""
    upload = Upload.named(bench.terminal)
    for standing in (0, 2000):
        answer = upload.begin().ok(201)
        same(answer.headers.get("Tus-Resumable"), "1.0.0", "Tus-Resumable")
        location = urlsplit(answer.headers.get("Location", "")).path
        need(location.endswith(upload.path), f"Location is {location!r}")
        same(answer.headers.get("Upload-Offset", "0"), str(standing), "Upload-Offset")
        if not standing:
            upload.piece(0, 2000).ok(204)


@ROOM.check
def pieces(bench: Bench) -> None:
    """Pieces follow each other, each answer says how far the file is, the last completes it."""
    upload = Upload.named(bench.terminal)
    upload.begin().ok(201)
    _standing(upload, 0, complete=False)
    for start, end in ((0, 2000), (2000, 7000), (7000, len(upload.sealed))):
        answer = upload.piece(start, end).ok(204)
        same(answer.headers.get("Upload-Offset"), str(end), "Upload-Offset")
        _standing(upload, end, complete=end == len(upload.sealed))
    same(upload.offset(), len(upload.sealed), "Upload-Offset of a whole file")


@ROOM.check
def head(bench: Bench) -> None:
    """HEAD says how much is there, how long the file is, and when what is there will be dropped."""
    upload = Upload.named(bench.terminal)
    upload.begin().ok(201)
    upload.piece(0, 3000).ok(204)
    answer = upload.head().ok()
    found = (answer.headers.get("Upload-Offset"), answer.headers.get("Upload-Length"))
    same(found, ("3000", str(len(upload.sealed))), "Upload-Offset and Upload-Length")
    need(answer.headers.get("Upload-Expires"), "no Upload-Expires")


@ROOM.check
def resumed(bench: Bench) -> None:
    """A piece whose line is cut counts as a whole or not at all; from there the file goes on."""
    upload = Upload.named(bench.terminal)
    upload.begin().ok(201)
    upload.piece(0, 2000).ok(204)
    request, _ = bench.terminal.signed(
        "PATCH", upload.path, upload.sealed[2000:8000], upload.fields(2000)
    )
    with bench.line.half_sent(request):
        pass
    offset = upload.offset()
    need(offset in {2000, 8000}, f"the file stands at {offset}")
    upload.piece(offset).ok(204)
    _standing(upload, len(upload.sealed), complete=True)


@ROOM.check
def offset(bench: Bench) -> None:
    """A piece that does not begin where the file stands is refused and changes nothing."""
    upload = Upload.named(bench.terminal)
    upload.begin().ok(201)
    upload.piece(0, 2000).ok(204)
    for start in (0, 1000, 3000):
        upload.piece(start, 5000).refused(409, "file.offset")
    same(upload.offset(), 2000, "Upload-Offset")


@ROOM.check
def checksum(bench: Bench) -> None:
    """A piece that does not fit its Upload-Checksum is refused and changes nothing."""
    upload = Upload.named(bench.terminal)
    upload.begin().ok(201)
    answer = upload.piece(0, 2000, Upload_Checksum=upload_checksum(b"0" * 32))
    answer.refused(CHECKSUM_MISMATCH, "file.checksum")
    same(upload.offset(), 0, "Upload-Offset")


@ROOM.check
def other_bytes(bench: Bench) -> None:
    """A file that does not fit its name is refused and dropped, and may begin anew."""
    upload = Upload.named(bench.terminal)
    upload.begin().ok(201)
    wrong = bytes(len(upload.sealed))
    upload.piece(0, content=wrong).refused(CHECKSUM_MISMATCH, "file.hash")
    upload.whole()
    _standing(upload, len(upload.sealed), complete=True)


@ROOM.check
def too_long(bench: Bench) -> None:
    """More bytes than the case said are refused."""
    upload = Upload.named(bench.terminal)
    upload.begin().ok(201)
    upload.piece(0, content=upload.sealed + b"0").refused(413, "file.too_long")


@ROOM.check
def large_piece(bench: Bench) -> None:
    """A piece of more than 1 MiB is refused, and one of 1 MiB is taken."""
    upload = Upload.named(bench.terminal, MAX_PIECE_BYTES + 5000)
    upload.begin().ok(201)
    upload.piece(0, MAX_PIECE_BYTES + 1).refused(413, "request.too_large")
    upload.piece(0, MAX_PIECE_BYTES).ok(204)


@ROOM.check
def small_piece(bench: Bench) -> None:
    """A piece of less than 1 KiB is refused, unless it is the last."""
    upload = Upload.named(bench.terminal)
    upload.begin().ok(201)
    upload.piece(0, MIN_PIECE_BYTES - 1).refused(422, "file.piece_size")
    upload.piece(0, len(upload.sealed) - 10).ok(204)
    upload.piece(len(upload.sealed) - 10).ok(204)


@ROOM.check
def unknown(bench: Bench) -> None:
    """A file that no case names cannot be sent."""
    Upload(bench.terminal).begin().refused(422, "file.unknown")


@ROOM.check
def of_another(bench: Bench) -> None:
    """A file that another terminal's case names is as unknown as none."""
    upload = Upload.named(bench.terminal)
    upload.begin().ok(201)
    stolen = Upload(bench.other, upload.content, upload.key)
    stolen.begin().refused(422, "file.unknown")
    bench.other.ask("GET", upload.path).refused(404, "file.absent")


@ROOM.check
def other_size(bench: Bench) -> None:
    """A file of another length than its case says cannot be begun."""
    upload = Upload.named(bench.terminal)
    upload.begin(size=len(upload.sealed) + 1).refused(422, "file.size")


@ROOM.check
def not_begun(bench: Bench) -> None:
    """Of an upload that was not begun, the platform says so."""
    upload = Upload.named(bench.terminal)
    upload.terminal.ask("GET", upload.path).refused(404, "file.absent")
    upload.piece(0, 2000).refused(404, "file.absent")


@ROOM.check
def malformed(bench: Bench) -> None:
    """A header of tus that is missing or wrong is said to be."""
    upload = Upload.named(bench.terminal)
    upload.begin(Upload_Length="x").refused(400, "file.malformed")
    upload.begin(Upload_Metadata="name eA==").refused(400, "file.malformed")
    upload.begin().ok(201)
    upload.piece(0, 2000, Upload_Offset="x").refused(400, "file.malformed")
    upload.piece(0, 2000, Upload_Checksum="md5 eA==").refused(400, "file.malformed")


@ROOM.check
def other_tus(bench: Bench) -> None:
    """Another version of tus is refused."""
    upload = Upload.named(bench.terminal)
    upload.begin(Tus_Resumable="0.2.2").refused(412, "request.tus_version")


@ROOM.check
def named_twice(bench: Bench) -> None:
    """A case that names a file twice, or one that another case named, is refused."""
    terminal = bench.terminal
    upload = Upload.named(terminal)
    fresh = Upload(terminal)
    queue = terminal.queue()
    results = terminal.deliver(
        queue.message(terminal.case(attachments=(upload.attachment,))),
        queue.message(terminal.case(attachments=(fresh.attachment, fresh.attachment))),
    )
    for result in results:
        expect(result, refusal(422, "body.file_taken"))


@ROOM.check
def case_waits(bench: Bench) -> None:
    """Nothing is decided about a case before the last of its files is here."""
    terminal = bench.terminal
    after = terminal.end_of_feed()
    one, two = Upload(terminal), Upload(terminal)
    body = terminal.case(attachments=(one.attachment, two.attachment))
    terminal.deliver(terminal.queue().message(body))
    one.whole()
    same(states_of(terminal.feed(after)["events"], body.case_id), ["delivered"], "states")
    two.whole()
    _standing(two, len(two.sealed), complete=True)
