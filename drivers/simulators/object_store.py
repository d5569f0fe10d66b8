"""An S3-compatible object store on this machine: `rclone serve s3` over a folder.

Somebody else's server, which checks signatures, with the folder to look into.
"""

from __future__ import annotations

import re
import subprocess
import sysconfig
import threading
from pathlib import Path

import botocore.session

from kiosk.errors import BugError

KEY_ID, SECRET = "bianmin-test", "not-a-secret-anywhere"
_SERVES = re.compile(r"Starting s3 server on \[http://127\.0\.0\.1:(\d+)/\]")
_PATIENCE_S = 60


class ObjectStore:
    """A store with a folder for each bucket.

    Args:
        folder: holds the buckets.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._port = 0
        self._process: subprocess.Popen[str] | None = None
        self._said: threading.Thread | None = None

    def bucket(self, name: str) -> Path:
        """Make a bucket; the folder it is. What is written there by hand is seen a little later."""
        client = botocore.session.Session().create_client(
            "s3",
            region_name="us-east-1",
            endpoint_url=self.endpoint,
            aws_access_key_id=KEY_ID,
            aws_secret_access_key=SECRET,
        )
        client.create_bucket(Bucket=name)
        return self.folder / name

    def address(self, bucket: str, prefix: str = "files") -> str:
        """What to write after ``--files``."""
        return f"s3://{bucket}/{prefix}?endpoint={self.endpoint}"

    @property
    def endpoint(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Serve, and return when it does."""
        command = (
            str(Path(sysconfig.get_path("scripts"), "rclone")),
            *("serve", "s3", str(self.folder), "--addr", f"127.0.0.1:{self._port}"),
            *("--auth-key", f"{KEY_ID},{SECRET}", "--config", ""),
            *("--dir-cache-time", "10ms", "--vfs-cache-mode", "off"),
        )
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        serving = threading.Event()

        def listen() -> None:
            for line in process.stderr or ():
                found = _SERVES.search(line)
                if found:
                    self._port = int(found[1])
                    serving.set()

        self._process, self._said = process, threading.Thread(target=listen, daemon=True)
        self._said.start()
        if not serving.wait(_PATIENCE_S):
            self.stop()
            raise BugError("the object store does not begin to serve")

    def stop(self) -> None:
        """Go away; what was stored stays."""
        process, said = self._process, self._said
        self._process = self._said = None
        if process is not None and said is not None:
            process.kill()
            process.wait()
            said.join()
            if process.stderr is not None:
                process.stderr.close()
