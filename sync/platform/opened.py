"""Opening what was sealed for the platform: messages, and files that cases name."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.errors import EnvironmentFault
from sync.platform.keys import PlatformKeys
from sync.platform.storage import Storage
from sync.platform.store import CaseRow, MessageRow, Transaction, UploadRow
from sync.platform.uploads import whole_name
from sync.protocol.body import AttachmentBody, CaseBody
from sync.protocol.canonical import sha256_hex
from sync.protocol.envelope import EnvelopeContext, EnvelopeError, MessageKind, open_sealed
from sync.protocol.sealed_files import open_file


def open_message(message: MessageRow, keys: PlatformKeys) -> bytes:
    """The bytes a terminal sealed.

    Raises:
        EnvelopeError: they were sealed to a key that is gone.
    """
    context = EnvelopeContext(
        terminal=message.terminal,
        epoch=message.sealed_epoch,
        seq=message.sealed_seq,
        kind=MessageKind(message.kind),
        item_version=message.item_version,
        key_id=message.key_id,
        protocol_version=message.protocol_version,
    )
    return open_sealed(message.sealed, context, keys.private_key(message.key_id))


def open_case(transaction: Transaction, case: CaseRow, keys: PlatformKeys) -> CaseBody:
    """A case as its terminal sealed it.

    Raises:
        EnvironmentFault: ``store.corrupt``, its message is gone; or the key it was sealed to.
    """
    message = transaction.message(case.message_id)
    if message is None:
        raise EnvironmentFault(
            "store.corrupt", f"The message of case {case.case_number} is gone.", "Restore a backup."
        )
    return CaseBody.from_bytes(open_message(message, keys))


def open_attachment(
    attachment: AttachmentBody, uploads: Mapping[str, UploadRow], storage: Storage
) -> bytes | None:
    """The bytes that were enclosed; None if what was sent is something else.

    Raises:
        AbsentObjectError: they were here and are not any more.
    """
    if attachment.file is None:
        return attachment.content
    sealed = storage.read(whole_name(uploads[attachment.file.sha256]))
    try:
        content = b"".join(open_file(sealed, attachment.file.key))
    except EnvelopeError:
        return None
    return content if sha256_hex(content) == attachment.sha256 else None
