"""Who this terminal is to its platform just now, as all threads of the agent know it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases.terminal import TerminalIdentity

WAIT_S = 2.0
"""How long a request waits for a change that is under way: with an answer at hand it is short."""


class Standing:
    """An identity whose keys may change while threads use it.

    Args:
        identity: as it is kept.
    """

    def __init__(self, identity: TerminalIdentity) -> None:
        self._changing = Condition()
        self._order = Lock()
        self._halted = False
        self._in_use = 0
        self.become(identity)

    def become(self, identity: TerminalIdentity) -> None:
        """Speak as `identity` from the next request on."""
        key = Ed25519PrivateKey.from_private_bytes(identity.private_key)
        with self._changing:
            self.identity, self.key = identity, key

    def change(self, write: Callable[[], TerminalIdentity | None]) -> None:
        """Write another identity down and speak as it; of two changes the later one counts.

        Args:
            write: keeps it, and gives it as it is kept.
        """
        with self._order:
            identity = write()
            if identity is not None:
                self.become(identity)

    @contextmanager
    def using(self) -> Iterator[Ed25519PrivateKey | None]:
        """The key in use until the request it signs is answered; None while it is changed."""
        with self._changing:
            self._changing.wait_for(lambda: not self._halted, WAIT_S)
            key = None if self._halted else self.key
            self._in_use += key is not None
        try:
            yield key
        finally:
            with self._changing:
                self._in_use -= key is not None
                self._changing.notify_all()

    def halt(self) -> None:
        """Let nobody use the key any more; comes back when what it signed was answered.

        A request of the old key that came after one of the new would look like a copied disk's.
        """
        with self._changing:
            self._halted = True
            self._changing.wait_for(lambda: not self._in_use)

    def go_on(self) -> None:
        """Let the key be used again."""
        with self._changing:
            self._halted = False
            self._changing.notify_all()
