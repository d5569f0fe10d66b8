"""Where a repository is read from: a folder, such as a USB stick, or an address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import requests
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient import FetcherInterface

_PIECE = 256 * 1024
_NOT_FOUND = 404
_PATIENCE_S = (10.0, 30.0)  # to connect, and for each piece


def address_of(source: str) -> str:
    """A source as an address: a folder is one, too."""
    return source if "://" in source else Path(source).resolve().as_uri()


class Fetcher(FetcherInterface):
    """Reads files of a repository, in pieces."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        if urlsplit(url).scheme == "file":
            return self._from_folder(Path(unquote(urlsplit(url).path)))
        return self._from_network(url)

    def _from_folder(self, file: Path) -> Iterator[bytes]:
        try:
            with file.open("rb") as content:
                while piece := content.read(_PIECE):
                    yield piece
        except FileNotFoundError as error:
            raise DownloadHTTPError(f"{file} is not there", _NOT_FOUND) from error
        except OSError as error:
            raise DownloadError(f"{file}: {error.strerror}") from error

    def _from_network(self, url: str) -> Iterator[bytes]:
        try:
            with requests.get(url, stream=True, timeout=_PATIENCE_S) as reply:
                if reply.status_code != requests.codes.ok:
                    raise DownloadHTTPError(f"{url}: {reply.status_code}", reply.status_code)
                yield from reply.iter_content(_PIECE)
        except requests.RequestException as error:
            raise DownloadError(f"{url}: {error}") from error
