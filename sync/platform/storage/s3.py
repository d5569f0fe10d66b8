"""An S3-compatible object store as a storage: for any number of machines.

Every object is put by one request, so that it is there whole or not at all; nothing is ever left
half done in the store. What is put is signed with its SHA-256, which the store checks.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from kiosk.errors import EnvironmentFault
from sync.platform.storage.objects import AbsentObjectError, FullStorageError, Stored, parts_of

_CHUNK = 256 * 1024
_IN_MEMORY = 1024 * 1024
"""Of an object on its way; the rest of a larger one waits in the folder for temporary files."""
_CONNECT_S, _READ_S, _TRIES = 3, 10, 2
"""Together less than the 30 s after which a terminal gives a piece up."""
_SOON_S = 3
_CONNECTIONS = 16
_REGION = "us-east-1"
"""What stores without regions call themselves."""
_KEY_PLACES = {"env", "shared-credentials-file"}
_OPTIONS = {"endpoint", "region", "style"}
_STYLES = {"path", "virtual"}
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ABSENT = {"NoSuchKey", "404"}
_FULL = {"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"}
_REMEDIES = {
    "NoSuchBucket": "Make the bucket, or name another with --files.",
    "404": "Make the bucket, or name another with --files.",
    "RequestTimeTooSkewed": "Set the clock of this machine.",
    **dict.fromkeys(
        ("AccessDenied", "403", "ExpiredToken", "InvalidAccessKeyId", "SignatureDoesNotMatch"),
        "Check the keys; they must let us list the bucket, and get, put and delete its objects.",
    ),
}
_STRANGE = "something else answers there"
_LOOK = "Is the address in --files right, and does the storage answer?"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which store.

    Args:
        bucket: its name.
        prefix: what every key begins with; empty, or with a slash at its end.
        endpoint: the store's own address; empty for that of Amazon.
        region: its name; empty for what the environment says.
        style: ``path``, ``virtual``, or empty for what suits the endpoint.
    """

    bucket: str
    prefix: str
    endpoint: str = ""
    region: str = ""
    style: str = ""

    @property
    def shown(self) -> str:
        """For people; without what else stood in the address."""
        return f"s3://{self.bucket}/{self.prefix}"


class S3Storage:
    """Objects of a bucket.

    Args:
        place: which bucket, and what part of it.

    Raises:
        EnvironmentFault: ``files.credentials``.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        session = _session()
        self._client = _client(session, place, connect_s=_CONNECT_S, read_s=_READ_S, tries=_TRIES)
        self._probe = _client(session, place, connect_s=_SOON_S, read_s=_SOON_S, tries=1)

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Gather the object, then put it by one request."""
        key = self._key(name)
        try:
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as whole:
                for chunk in chunks:
                    whole.write(chunk)
                size = whole.tell()
                whole.seek(0)
                with self._named():
                    done = self._client.put_object(
                        Bucket=self._place.bucket, Key=key, Body=whole, ContentLength=size
                    )
        except OSError as error:
            raise self._fault(f"temporary files: {error.strerror}", _LOOK) from error
        if not done.get("ETag"):
            raise self._fault(_STRANGE, _LOOK)

    def read(self, name: str) -> Iterator[bytes]:
        """An object's bytes as they come."""
        key = self._key(name)
        with self._named(name):
            found = self._client.get_object(Bucket=self._place.bucket, Key=key)
            with closing(found["Body"]) as body:
                while chunk := body.read(_CHUNK):
                    yield chunk

    def remove(self, prefix: str) -> None:
        """Remove objects, as many by one request as the store tells by one."""
        key = self._key(prefix)
        with self._named():
            pages = [page for page in self._pages(f"{key}/") if page]
            for page in pages:
                self._delete([found["Key"] for found in page])
            if not pages:
                self._client.delete_object(Bucket=self._place.bucket, Key=key)

    def stored(self) -> Iterator[Stored]:
        """All objects in the order of their keys."""
        with self._named():
            for page in self._pages(self._place.prefix):
                for found in page:
                    name = found["Key"].removeprefix(self._place.prefix)
                    if not name.endswith("/"):  # a folder somebody made by hand
                        yield Stored(name, found["Size"], found["LastModified"])

    def free_bytes(self) -> None:
        """Say nothing: a store tells that it is full when it is."""
        return

    def answers(self) -> None:
        """Find the bucket there, and ours to use."""
        with self._named():
            self._probe.head_bucket(Bucket=self._place.bucket)

    def _key(self, name: str) -> str:
        return self._place.prefix + "/".join(parts_of(name))

    def _pages(self, prefix: str) -> Iterator[list[dict[str, Any]]]:
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._place.bucket, Prefix=prefix):
            if "IsTruncated" not in page:  # a login page can be read as an empty listing
                raise self._fault(_STRANGE, _LOOK)
            yield page.get("Contents", [])

    def _delete(self, keys: list[str]) -> None:
        named = {"Objects": [{"Key": key} for key in keys], "Quiet": True}
        answer = self._client.delete_objects(Bucket=self._place.bucket, Delete=named)
        for failed in answer.get("Errors", []):
            raise self._refused(str(failed.get("Code", "")), HTTPStatus.OK)

    @contextmanager
    def _named(self, name: str = "") -> Iterator[None]:
        """Tell what the store says in our words; `name` is the object that may be absent."""
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if name and code in _ABSENT:
                raise AbsentObjectError(name) from error
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            raise self._refused(code, status) from error
        except (BotoCoreError, ResponseParserError) as error:
            raise self._fault(type(error).__name__, _LOOK) from error

    def _refused(self, code: str, status: int | None) -> EnvironmentFault:
        if code in _FULL or status == HTTPStatus.INSUFFICIENT_STORAGE:
            return FullStorageError()
        # its own sentence is not repeated: nobody knows what stands in it
        tidy = code if re.fullmatch(r"[A-Za-z0-9]{1,60}", code) else f"status {status}"
        return self._fault(tidy, _REMEDIES.get(code, _LOOK))

    def _fault(self, reason: str, remedy: str) -> EnvironmentFault:
        return EnvironmentFault(
            "files.storage", f"The files in {self._place.shown} cannot be used: {reason}.", remedy
        )


def open_s3(url: SplitResult) -> S3Storage:
    """The storage at an address that begins with ``s3:``; asks it for nothing yet.

    Raises:
        EnvironmentFault: ``files.url``, ``files.credentials``.
    """
    if "@" in url.netloc:
        raise _wrong("Keys do not belong into an address.")
    if not _BUCKET.fullmatch(url.netloc) or url.fragment:
        raise _wrong("After s3:// stands the name of a bucket.")
    options = dict(parse_qsl(url.query, keep_blank_values=True))
    strange = options.keys() - _OPTIONS
    if strange:
        raise _wrong(f"It has no option {min(strange)[:40]}.")
    endpoint = options.get("endpoint", "")
    if endpoint and not _is_endpoint(endpoint):
        raise _wrong("Outside this machine its endpoint must be https://HOST.")
    style = options.get("style", "")
    if style and style not in _STYLES:
        raise _wrong("Its style is path or virtual.")
    prefix = unquote(url.path).strip("/")
    if prefix and any(part in {"", ".", ".."} for part in prefix.split("/")):
        raise _wrong("Its prefix has an empty part.")
    return S3Storage(
        Place(
            url.netloc,
            f"{prefix}/" if prefix else "",
            endpoint,
            options.get("region", ""),
            style or ("path" if endpoint else ""),
        )
    )


def _is_endpoint(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
    return bool(host) and bare and safe


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _wrong(what: str) -> EnvironmentFault:
    return EnvironmentFault(
        "files.url",
        f"The address in --files cannot be used. {what}",  # not repeated: a key may stand in it
        "Write s3://BUCKET/PREFIX?endpoint=https://HOST&region=NAME; keys stand in the environment "
        "or in a credentials file.",
    )


def _session() -> Any:
    """A session with keys from the environment or a file; nobody is asked over the network."""
    session = botocore.session.Session()
    try:
        places = session.get_component("credential_provider")
        for provider in list(places.providers):
            if provider.METHOD not in _KEY_PLACES:
                places.remove(provider.METHOD)
        found = session.get_credentials()
    except BotoCoreError as error:
        raise _no_keys(f"They cannot be read: {type(error).__name__}.") from error
    if found is None:
        raise _no_keys("There are none.")
    return session


def _client(session: Any, place: Place, *, connect_s: float, read_s: float, tries: int) -> Any:
    config = Config(
        connect_timeout=connect_s,
        read_timeout=read_s,
        retries={"mode": "standard", "total_max_attempts": tries},
        max_pool_connections=_CONNECTIONS,
        tcp_keepalive=True,
        ignore_configured_endpoint_urls=True,  # the address alone says where, and must be safe
        signature_version="s3v4",
        # what every store knows: the SHA-256 of a signature, and no newer sums beside it
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": place.style or "auto", "payload_signing_enabled": True},
    )
    try:
        client = session.create_client(
            "s3",
            region_name=place.region or session.get_config_variable("region") or _REGION,
            endpoint_url=place.endpoint or None,
            config=config,
        )
    except (BotoCoreError, ValueError) as error:
        raise _wrong("Its region or endpoint is none.") from error
    client.meta.events.register("before-sign.s3.DeleteObjects", _add_md5)
    return client


def _add_md5(request: Any, **_: Any) -> None:
    """Add the sum by which stores that know no newer one check a list of what to delete."""
    digest = hashlib.md5(request.body, usedforsecurity=False).digest()
    request.headers["Content-MD5"] = base64.b64encode(digest).decode()


def _no_keys(what: str) -> EnvironmentFault:
    return EnvironmentFault(
        "files.credentials",
        f"The storage named with --files needs keys. {what}",
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SHARED_CREDENTIALS_FILE to a file "
        "only this user can read.",
    )
