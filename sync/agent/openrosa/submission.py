"""From a frozen message to the parts of a submission.

The instance and the files are the very bytes that were frozen at the deposit; nothing is written
anew, so that no later version of this program can make other bytes of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.cases import whole
from kiosk.cases.messages import OutboxMessage
from kiosk.cases.ports import CaseStore
from kiosk.errors import EnvironmentFault
from sync.agent.openrosa.multipart import Part, Parts
from sync.protocol.body import AttachmentBody, CaseBody
from sync.protocol.canonical import sha256_hex
from sync.protocol.envelope import PlatformPrivateKey, open_sealed
from sync.protocol.sealed_files import open_file


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case as it is delivered.

    Args:
        parts: instance and files.
        sealed_files: SHA-256 of those of its files that lie beside the message.
    """

    parts: Parts
    sealed_files: tuple[str, ...] = ()


def open_case(message: OutboxMessage, store: CaseStore, key: PlatformPrivateKey) -> OpenedCase:
    """Open a message and its files.

    Raises:
        EnvironmentFault: ``envelope.unreadable`` if it was sealed for somebody else,
            ``body.invalid``, ``openrosa.file`` if a file is gone or is another.
    """
    body = CaseBody.from_bytes(open_sealed(message.body, message.context, key))
    files = tuple(Part(one.name, one.media_type, _content(one, store)) for one in body.attachments)
    sealed = tuple(one.file.sha256 for one in body.attachments if one.file is not None)
    return OpenedCase(Parts(body.instance.encode(), files), sealed)


def _content(attachment: AttachmentBody, store: CaseStore) -> bytes:
    if attachment.file is None:
        return attachment.content or b""
    sealed = whole.file_content(store.reading(), attachment.file.sha256)
    if sealed is None:
        raise EnvironmentFault("openrosa.file", "The store has no bytes of a file of this case.")
    content = b"".join(open_file([sealed], attachment.file.key))
    if sha256_hex(content) != attachment.sha256:
        raise EnvironmentFault("openrosa.file", "A file of this case is another than was enclosed.")
    return content
