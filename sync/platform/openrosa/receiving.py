"""From the requests of a submission to one case, whatever is repeated, cut off or sent at once.

What comes is kept sealed until the submission is whole. Then one message is made of it, as a
terminal would have made it, and frozen in the submission's row before it is filed: whoever is
killed in between files the very same message again, which the platform knows. A repeat finds its
case.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from kiosk.cases.sealing import enclose
from kiosk.cases.submission import Attachment
from kiosk.clock import Clock
from sync.platform.keys import PlatformKeys
from sync.platform.openrosa.instance import (
    Instance,
    applicant,
    form_of,
    opened,
    read_instance,
)
from sync.platform.openrosa.listing import FORM
from sync.platform.openrosa.multipart import Enclosed
from sync.platform.openrosa.multipart import Received as ReceivedParts
from sync.platform.problems import ProblemError
from sync.platform.receipt import Receiver
from sync.platform.store import Database, ItemRow, Transaction
from sync.platform.store.openrosa import OpenRosaUserRow, PartRow, SubmissionRow
from sync.platform.uploads import Receiving
from sync.protocol.body import (
    MAX_ATTACHED_BYTES,
    MAX_ATTACHMENTS,
    CaseBody,
    FormBody,
    ItemBody,
    PlaceBody,
    SignatureBody,
    TimesBody,
)
from sync.protocol.canonical import sha256_hex
from sync.protocol.envelope import (
    EnvelopeContext,
    MessageKind,
    open_sealed,
    seal,
)
from sync.protocol.messages import MAX_MESSAGE_BYTES, MessageIn, Outcome
from sync.protocol.numbers import DepositNumber, local_day

MOST_INCOMPLETE = 200
LIFE = timedelta(days=7)
"""What nobody has completed for so long is let go of."""
"""Submissions of one account that may wait for more of them."""
_GAP, _RUSH = timedelta(milliseconds=100), timedelta(seconds=20)
"""Ten requests a second for long, two hundred in a rush."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a request.

    Args:
        complete: whether the submission is a case now.
        told: whether that is news.
    """

    complete: bool
    told: bool = False


class Submissions:
    """The use-case `POST /openrosa/submission`.

    Args:
        database: where everything goes.
        keys: the platform's.
        receiver: files cases.
        files: keeps their files.
        clock: the platform's time.
    """

    def __init__(
        self,
        database: Database,
        keys: PlatformKeys,
        receiver: Receiver,
        files: Receiving,
        clock: Clock,
    ) -> None:
        self._database = database
        self._keys = keys
        self._receiver = receiver
        self._files = files
        self._clock = clock

    def allow(self, user: OpenRosaUserRow) -> None:
        """Count a request.

        Raises:
            ProblemError: 429 ``request.rate``.
        """
        now = self._clock.now()
        with self._database.begin() as transaction:
            allowed = transaction.allow(user.terminal, now=now, gap=_GAP, credit=_RUSH)
        if not allowed:
            raise ProblemError(
                HTTPStatus.TOO_MANY_REQUESTS, "request.rate", "This account asks too often."
            )

    def take(self, user: OpenRosaUserRow, received: ReceivedParts) -> Submitted:
        """Take one request of a submission.

        Raises:
            ProblemError: ``openrosa.*``: 400, 404, 409, 413, 422, 429.
            EnvironmentFault: database or storage cannot be used.
        """
        instance = read_instance(received.instance)
        with self._database.reading() as transaction:
            item = transaction.openrosa.item_of_form(instance.form_id, instance.form_version)
        if item is None:
            raise ProblemError(
                HTTPStatus.NOT_FOUND,
                "openrosa.form",
                f"This platform has no form {instance.form_id}, version "
                f"{instance.form_version or '(none)'}.",
            )
        row = self._keep(user, instance, received)
        if row.completed_at is not None:
            return Submitted(complete=True)
        if row.message is None:
            if received.incomplete:
                return Submitted(complete=False)
            row = self._frozen(user, instance, item, row)
        return self._file(row)

    # --- what comes ---------------------------------------------------------------------------

    def _keep(
        self, user: OpenRosaUserRow, instance: Instance, received: ReceivedParts
    ) -> SubmissionRow:
        """Keep what is new of a request.

        Raises:
            ProblemError: 409, 413, 429.
        """
        begun = SubmissionRow(
            instance.instance_id, user.terminal, sha256_hex(instance.xml), self._clock.now()
        )
        with self._database.begin() as transaction:
            row = transaction.openrosa.submission(begun)
            parts = transaction.openrosa.parts(row.instance_id)
            if row.xml_sha256 != begun.xml_sha256 or row.terminal != user.terminal:
                raise _conflict("A submission of this instanceID is here with other content.")
            known = {part.name: part.sha256 for part in parts}
            new = [one for one in received.files if one.name not in known]
            if any(known.get(one.name, _sha(one)) != _sha(one) for one in received.files):
                raise _conflict("A file of this submission is here with other content.")
            if new and row.message is not None:
                raise _conflict("This submission was whole already, without this file.")
            self._check_room(transaction, user, parts, new)
            if not parts:
                new.insert(0, Enclosed("", "text/xml", instance.xml))
            transaction.openrosa.add_parts([self._sealed(row, one) for one in new])
        return row

    def _check_room(
        self,
        transaction: Transaction,
        user: OpenRosaUserRow,
        parts: Sequence[PartRow],
        new: Sequence[Enclosed],
    ) -> None:
        size = sum(part.size for part in parts if part.name) + sum(len(one.content) for one in new)
        number = sum(bool(part.name) for part in parts) + len(new)
        if size > MAX_ATTACHED_BYTES or number > MAX_ATTACHMENTS:
            raise ProblemError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "openrosa.too_large",
                f"A submission may have {MAX_ATTACHMENTS} files and {MAX_ATTACHED_BYTES} bytes.",
            )
        if parts:
            return
        transaction.openrosa.forget_begun_before(self._clock.now() - LIFE)
        if transaction.openrosa.incomplete(user.terminal) > MOST_INCOMPLETE:
            raise ProblemError(
                HTTPStatus.TOO_MANY_REQUESTS,
                "openrosa.incomplete",
                "Too many submissions of this account wait for the rest of them.",
            )

    def _sealed(self, row: SubmissionRow, one: Enclosed) -> PartRow:
        key = self._keys.public_keys[0]
        part_id = self._clock.uuid7()
        sealed = seal(one.content, _context(row.terminal, part_id, key.key_id), key)
        return PartRow(
            instance_id=row.instance_id,
            name=one.name,
            sha256=_sha(one),
            size=len(one.content),
            media_type=one.media_type,
            part_id=part_id,
            key_id=key.key_id,
            sealed=sealed,
        )

    # --- what is made of it -------------------------------------------------------------------

    def _frozen(
        self, user: OpenRosaUserRow, instance: Instance, item: ItemRow, row: SubmissionRow
    ) -> SubmissionRow:
        """Make the message, unless somebody else was faster; the submission with it.

        Raises:
            ProblemError: 422; nothing of the submission is kept then.
        """
        with self._database.begin() as transaction:
            # locked: whoever completes it meanwhile also lets go of its parts
            row = transaction.openrosa.submission(row)
            if row.message is not None:
                return row
            parts = transaction.openrosa.parts(row.instance_id)
            if not parts:
                raise _conflict("This submission was refused meanwhile.")
            names = transaction.catalogue.files(item.item_id, item.version)
            form = transaction.catalogue.content(names[FORM]) or b""
            terminal = transaction.terminal(user.terminal)
        files = [
            Attachment(part.name, part.media_type, self._opened(row, part))
            for part in parts
            if part.name
        ]
        case_id, now = self._clock.uuid7(), self._clock.now()
        place = "" if terminal is None else terminal.place
        enclosed = enclose(files)
        try:
            session = opened(form_of(form), instance, now)
            body = CaseBody(
                case_id=case_id,
                deposit_number=self._deposit_number(user, now),
                item=ItemBody(
                    id=item.item_id,
                    code=item.item_code,
                    version=item.version,
                    name={"zh_CN": item.name},
                ),
                form=FormBody(id=instance.form_id, version=instance.form_version),
                applicant=applicant(session, user.name),
                answers=json.loads(json.dumps(session.to_json())),
                instance=instance.xml.decode(),
                attachments=enclosed.attachments,
                # nobody signed on glass: no strokes, bound to the whole instance
                signature=SignatureBody(strokes=(), png=b"", summary_sha256=row.xml_sha256),
                routing=_by_department(session.form.routing),
                place=PlaceBody(terminal=user.terminal, name=place),
                times=TimesBody(started_at=row.begun_at, deposited_at=now),
            )
            message = self._message(user, body, now)
        except (ProblemError, ValueError) as error:
            with self._database.begin() as transaction:
                transaction.openrosa.forget(row.instance_id)
            if isinstance(error, ProblemError):
                raise
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "openrosa.form",
                "The instance cannot be read by its form.",
            ) from None  # the chained error would carry answers into logs
        for file in enclosed.files:
            self._files.storage.put(f"{user.terminal}/{file.sha256}", [file.content])
        with self._database.begin() as transaction:
            transaction.openrosa.freeze(row.instance_id, case_id, message.model_dump_json())
            return transaction.openrosa.submission(row)

    def _opened(self, row: SubmissionRow, part: PartRow) -> bytes:
        context = _context(row.terminal, part.part_id, part.key_id)
        return open_sealed(part.sealed, context, self._keys.private_key(part.key_id))

    def _deposit_number(self, user: OpenRosaUserRow, now: datetime) -> str:
        day = local_day(now)
        counter = f"openrosa:{user.terminal}:{day:%Y%m%d}"
        with self._database.begin() as transaction:
            number = transaction.lock_counter(counter) + 1
            transaction.set_counter(counter, number)
        return DepositNumber(int(user.terminal), day, number).text

    def _message(self, user: OpenRosaUserRow, body: CaseBody, now: datetime) -> MessageIn:
        key = self._keys.public_keys[0]
        context = EnvelopeContext(
            terminal=user.terminal,
            # an epoch of its own: requests come at once, and a place cannot be taken twice
            epoch=self._clock.uuid7(),
            seq=1,
            kind=MessageKind.CASE,
            item_version=body.item.version,
            key_id=key.key_id,
        )
        message = MessageIn.sealing(
            body.to_bytes(),
            context,
            platform_key=key,
            terminal_key=Ed25519PrivateKey.from_private_bytes(user.signing_key),
            message_id=self._clock.uuid7(),
            case_id=body.case_id,
            created_at=now,
        )
        if len(message.sealed) > MAX_MESSAGE_BYTES:
            raise ProblemError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "openrosa.too_large",
                "The answers of this submission are too large for a case.",
            )
        return message

    # --- the case -----------------------------------------------------------------------------

    def _file(self, row: SubmissionRow) -> Submitted:
        """File the frozen message; all of this may be done any number of times."""
        if row.completed_at is not None:
            return Submitted(complete=True)  # somebody else was faster
        with self._database.reading() as transaction:
            terminal = transaction.terminal(row.terminal)
        if terminal is None or row.case_id is None:
            raise _conflict("The account of this submission is gone.")
        key = Ed25519PublicKey.from_public_bytes(terminal.public_key)
        item = json.loads(row.message or "null")
        [result] = self._receiver.receive(row.terminal, key, [item]).results
        if result.outcome is Outcome.REFUSED:
            raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, result.code, result.text)
        with self._database.reading() as transaction:
            uploads = transaction.uploads.of_case(row.case_id)
        for upload in uploads.values():
            self._files.count(upload)
        with self._database.begin() as transaction:
            transaction.openrosa.complete(row.instance_id, self._clock.now())
        return Submitted(complete=True, told=True)


def _context(terminal: str, part_id: UUID, key_id: str) -> EnvelopeContext:
    return EnvelopeContext(
        terminal=terminal,
        epoch=part_id,
        seq=1,
        kind=MessageKind.CASE,
        item_version="openrosa part",
        key_id=key_id,
    )


def _by_department(routing: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Path → departments, as a form says it, into department → paths."""
    paths: dict[str, list[str]] = {}
    for path, departments in routing.items():
        for department in departments:
            paths.setdefault(department, []).append(path)
    return {department: tuple(found) for department, found in paths.items()}


def _sha(one: Enclosed) -> str:
    return hashlib.sha256(one.content).hexdigest()


def _conflict(sentence: str) -> ProblemError:
    return ProblemError(HTTPStatus.CONFLICT, "openrosa.conflict", sentence)
