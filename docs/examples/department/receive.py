"""A department's system in small: takes the cases a platform brings, and believes nobody else.

Needs Python and the package cryptography, nothing of the platform. A proxy before it speaks TLS;
`--url` is the address that the platform was told:

    python receive.py --url https://civil-affairs.example/cases --port 8600 \
        --key-id ack-20261122-9ef6cb40 --public-key z1eT6fMR…
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sqlite3
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WINDOW_S = 300
MOST_BYTES = 4 * 1024 * 1024
PATIENCE_S = 30.0
SIGNED = ("@method", "@target-uri", "content-type", "bianmin-delivery", "content-digest")
PARAMETERS = re.compile(
    r'created=(?P<created>\d{1,12});keyid="(?P<key_id>[^"]*)";alg="ed25519"'
    r';tag="bianmin-handover-v1"'
)


class NotThePlatformError(Exception):
    """Nobody knows who sent this: answer 401, and keep nothing of it."""


def check(
    headers: Mapping[str, str], body: bytes, *, url: str, keys: Mapping[str, bytes], now: float
) -> Any:
    """The case in a request, if the platform sent it to us and just now (RFC 9421, RFC 9530).

    Args:
        headers: as received; names in any case.
        body: as received, to the byte.
        url: our own address as the platform was told it.
        keys: raw public keys of the platform by their ids.
        now: seconds since 1970.

    Raises:
        NotThePlatformError: it did not.
    """
    fields = {name.lower(): value.strip() for name, value in headers.items()}
    covered = " ".join(f'"{name}"' for name in SIGNED)
    said = fields.get("signature-input", "").removeprefix(f"platform=({covered});")
    found = PARAMETERS.fullmatch(said)
    if found is None or found["key_id"] not in keys:
        raise NotThePlatformError("not signed as it must be, or with a key we do not know")
    if abs(now - int(found["created"])) > WINDOW_S:
        raise NotThePlatformError("signed too long ago: is our clock right?")
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    if fields.get("content-digest") != f"sha-256=:{digest}:":
        raise NotThePlatformError("the content is not what was signed")
    # ours last: a header may have any name, also that of what we know better
    values = {**fields, "@method": "POST", "@target-uri": url}
    lines = [f'"{name}": {values.get(name, "")}' for name in SIGNED]
    base = "\n".join([*lines, f'"@signature-params": ({covered});{said}'])
    signature = re.fullmatch(r"platform=:([A-Za-z0-9+/=]+):", fields.get("signature", ""))
    try:
        key = Ed25519PublicKey.from_public_bytes(keys[found["key_id"]])
        key.verify(base64.b64decode(signature[1] if signature else ""), base.encode())
    except (InvalidSignature, ValueError) as error:
        raise NotThePlatformError("the signature is another's") from error
    return json.loads(body)


class Inbox:
    """What we have, durable; a case that comes again is known by its delivery.

    Args:
        path: the database's file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with sqlite3.connect(path) as line:
            line.execute("CREATE TABLE IF NOT EXISTS inbox (delivery TEXT PRIMARY KEY, body TEXT)")

    def keep(self, case: Any) -> None:
        """Keep a case before the platform is told that we have it."""
        row = (case["delivery"], json.dumps(case, ensure_ascii=False))
        with sqlite3.connect(self._path) as line:
            line.execute("INSERT OR IGNORE INTO inbox VALUES (?, ?)", row)


def server(port: int, url: str, keys: Mapping[str, bytes], inbox: Inbox) -> ThreadingHTTPServer:
    """What answers the platform on this machine."""

    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE_S

        def do_POST(self) -> None:
            """Take a case."""
            said = self.headers.get("Content-Length", "")
            if not re.fullmatch("[0-9]{1,20}", said):
                self.send_error(411)
                return
            length = int(said)
            if length > MOST_BYTES:
                self.send_error(413)
                return
            try:
                headers = dict(self.headers.items())
                body = self.rfile.read(length)
                inbox.keep(check(headers, body, url=url, keys=keys, now=time.time()))
            except NotThePlatformError:
                self.send_error(401)
                return
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing: who keeps a log keeps citizens' data out of it."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main(arguments: Sequence[str] | None = None) -> None:
    """Take cases until stopped."""
    parser = argparse.ArgumentParser(description="Take the cases a platform brings.")
    parser.add_argument("--url", required=True, help="our address, as the platform was told it")
    parser.add_argument("--port", type=int, required=True, help="where the proxy finds us")
    parser.add_argument("--key-id", required=True)
    parser.add_argument("--public-key", required=True, help="Base64, as `department add` shows it")
    parser.add_argument("--inbox", type=Path, default=Path("inbox.db"))
    options = parser.parse_args(arguments)
    keys = {options.key_id: base64.b64decode(options.public_key)}
    server(options.port, options.url, keys, Inbox(options.inbox)).serve_forever()


if __name__ == "__main__":
    main()
