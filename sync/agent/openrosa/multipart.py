"""The parts of a submission as requests: the instance in each, and as many files as fit.

Pure and without chance: the same parts and the same limit give the same bytes, so that a request
whose answer was lost is sent again exactly as it was (OpenRosa Form Submission API, "Extended
Transmission Considerations").
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

XML_PART = "xml_submission_file"
INCOMPLETE_PART = "*isIncomplete*"
"""Says ``yes`` in every request but the last one of a submission."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a submission.

    Args:
        name: as the instance calls it.
        media_type: what it is.
        content: its bytes.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parts:
    """A submission.

    Args:
        instance: the XForms instance, UTF-8, exactly as it was frozen.
        files: what it encloses.
    """

    instance: bytes = field(repr=False)
    files: tuple[Part, ...] = ()


class TooLargeError(Exception):
    """Something that cannot be divided is larger than the server's limit.

    Args:
        name: of the file; empty for the instance.
        size: bytes of the smallest request with it.
        limit: bytes a request may have.
    """

    def __init__(self, name: str, size: int, limit: int) -> None:
        super().__init__(name, size, limit)
        self.name = name
        self.size = size
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Request:
    """The content of one POST.

    Args:
        content_type: with the boundary.
        body: all of it.
        names: of the files in it.
    """

    content_type: str
    body: bytes = field(repr=False)
    names: tuple[str, ...] = ()


def grouped(parts: Parts, limit: int, comfortable: int) -> list[tuple[Part, ...]]:
    """Which files go together.

    Args:
        parts: the submission.
        limit: most bytes of a request.
        comfortable: as many bytes as a request should have; a larger file still goes, alone.

    Returns:
        The files of each request, in order; one empty group where there are none.

    Raises:
        TooLargeError: the instance, or a file with it, is over the limit.
    """
    alone = len(encoded(parts, (), last=False).body)
    if alone > limit:
        raise TooLargeError("", alone, limit)
    groups: list[tuple[Part, ...]] = []
    open_group: tuple[Part, ...] = ()
    size = alone
    for file in parts.files:
        more = len(encoded(parts, (file,), last=False).body) - alone
        if alone + more > limit:
            raise TooLargeError(file.name, alone + more, limit)
        if open_group and size + more > min(limit, comfortable):
            groups.append(open_group)
            open_group, size = (), alone
        open_group += (file,)
        size += more
    return [*groups, open_group]


def encoded(parts: Parts, files: Sequence[Part], *, last: bool) -> Request:
    """One request of a submission.

    Args:
        parts: the submission.
        files: those of its files that go with this request.
        last: whether none comes after it.
    """
    fields = [_field(XML_PART, XML_FILE, "text/xml", parts.instance)]
    if not last:
        fields.append(_field(INCOMPLETE_PART, None, None, b"yes"))
    fields += [_field(file.name, file.name, file.media_type, file.content) for file in files]
    body, content_type = encode_multipart_formdata(fields, boundary=_boundary(parts))
    return Request(content_type, body, tuple(file.name for file in files))


XML_FILE = "submission.xml"


def _field(name: str, file: str | None, media_type: str | None, content: bytes) -> RequestField:
    made = RequestField(name, content, filename=file)
    made.make_multipart(content_type=media_type)
    return made


def _boundary(parts: Parts) -> str:
    """A line that cannot stand in the content, for it depends on all of it."""
    digest = hashlib.sha256(parts.instance)
    for file in parts.files:
        digest.update(hashlib.sha256(file.content).digest())
    return f"bianmin-{digest.hexdigest()[:40]}"
