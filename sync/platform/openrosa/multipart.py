"""The parts of a submission's request (OpenRosa Form Submission API; RFC 7578)."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from sync.platform.problems import ProblemError
from sync.protocol.body import MAX_ATTACHMENTS

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

XML_PART = "xml_submission_file"
INCOMPLETE_PART = "*isIncomplete*"
_LONGEST_NAME = 200
_LONGEST_TYPE = 200
_MOST_HEADERS = 2 * 1024
"""Bytes of the headers of one part."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with a submission."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Received:
    """One request of a submission.

    Args:
        instance: the XForms instance as it came.
        files: what came with it.
        incomplete: whether more is to come.
    """

    instance: bytes = field(repr=False)
    files: tuple[Enclosed, ...] = ()
    incomplete: bool = False


def read_parts(content_type: str, body: bytes) -> Received:
    """Take a request apart.

    Raises:
        ProblemError: 400 ``openrosa.multipart``, ``openrosa.file_name``; 415
            ``openrosa.media_type``.
    """
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "openrosa.media_type",
            "A submission is multipart/form-data.",
        )
    collector = _Collector()
    try:
        parser = MultipartParser(options[b"boundary"], collector.callbacks())
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise _malformed("The request is no multipart/form-data.") from error
    if not collector.ended:
        raise _malformed("The request does not come to its end.")
    return collector.received()


def _malformed(sentence: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, "openrosa.multipart", sentence)


class _Collector:
    """Keeps what the parser finds."""

    def __init__(self) -> None:
        self.ended = False
        self._found: list[tuple[str, str | None, str, bytes]] = []
        self._headers: dict[str, str] = {}
        self._name = self._value = b""
        self._content = bytearray()

    def callbacks(self) -> MultipartCallbacks:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        if len(self._found) > MAX_ATTACHMENTS + 1:
            raise _malformed(f"A request may have {MAX_ATTACHMENTS} files.")
        self._headers, self._content = {}, bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]
        self._bounded()

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._bounded()

    def _bounded(self) -> None:
        if len(self._name) + len(self._value) > _MOST_HEADERS:
            raise _malformed("A part has a header that is too long.")

    def _header_end(self) -> None:
        name = self._name.decode("latin-1").lower()
        if name == "content-transfer-encoding":
            raise _malformed("Parts are sent as they are (RFC 7578, 4.7).")
        # as the library wants it; the names in it are UTF-8 and decoded when they are known
        self._headers[name] = self._value.decode("latin-1")
        self._name = self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._content += data[start:end]

    def _end(self) -> None:
        try:
            _, options = parse_options_header(self._headers.get("content-disposition", ""))
        except UnicodeError as error:  # a name after RFC 8187, which RFC 7578 forbids
            raise _malformed("A part has a name that cannot be read.") from error
        name, file = options.get(b"name", b""), options.get(b"filename")
        media_type = self._headers.get("content-type", "application/octet-stream")
        self._found.append(
            (
                name.decode("utf-8", "replace"),
                None if file is None else file.decode("utf-8", "replace"),
                media_type.partition(";")[0].strip(),
                bytes(self._content),
            )
        )

    def _finish(self) -> None:
        self.ended = True

    def received(self) -> Received:
        """The parts, checked.

        Raises:
            ProblemError: as `read_parts`.
        """
        instances = [content for name, _, _, content in self._found if name == XML_PART]
        if len(instances) != 1:
            raise _malformed(f"A request has one part {XML_PART}.")
        incomplete = any(
            name == INCOMPLETE_PART and content.strip() == b"yes"
            for name, _, _, content in self._found
        )
        files = tuple(
            # the file's own name is what the instance says; clients that give none name the part
            Enclosed(_checked_name(file or name), _checked_type(media_type), content)
            for name, file, media_type, content in self._found
            if name not in {XML_PART, INCOMPLETE_PART}
        )
        if len({one.name for one in files}) < len(files):
            raise ProblemError(
                HTTPStatus.BAD_REQUEST, "openrosa.file_name", "Two files have one name."
            )
        return Received(instances[0], files, incomplete)


def _checked_name(name: str) -> str:
    bad = (
        not name
        or len(name) > _LONGEST_NAME
        or not name.isprintable()
        or "\N{REPLACEMENT CHARACTER}" in name
        or name.startswith(".")
        or any(one in name for one in '/\\:"')
    )
    if bad:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            "openrosa.file_name",
            "A file has a plain name, without a path.",
        )
    return name


def _checked_type(text: str) -> str:
    plain = text.isascii() and text.isprintable() and "/" in text and len(text) <= _LONGEST_TYPE
    return text if plain else "application/octet-stream"
