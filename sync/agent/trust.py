"""Which of the platform's signing keys this terminal believes, and how it learns the next ones."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import structlog

from kiosk.cases.enrolling import learn_signers
from kiosk.cases.ports import CaseStore
from sync.agent.standing import Standing
from sync.protocol.signers import SignerAnnouncement, SignerError, follow

_events = structlog.get_logger()


class Trust:
    """The signing keys that are believed, oldest first; used by all threads.

    Args:
        store: where they are kept.
        standing: who we are, with the keys in use.
    """

    def __init__(self, store: CaseStore, standing: Standing) -> None:
        self._store = store
        self._standing = standing
        self._lock = Lock()

    def learn(self, chain: Sequence[SignerAnnouncement]) -> bool:
        """Believe what a believed key has announced.

        Args:
            chain: as somebody handed it on, oldest first.

        Returns:
            Whether there was a key we did not know.

        Raises:
            EnvironmentFault: the store cannot be written.
        """
        with self._lock:
            known = self._standing.identity.acknowledgement_keys
            try:
                found = follow(chain, known)
            except SignerError as fault:
                _events.warning("signer.refused", code=fault.code)
                return False
            if len(found) == len(known):
                return False
            self._keep(found)
            _events.info("signer.learnt", key_id=list(found)[-1])
            return True

    def believed(self, key_id: str) -> None:
        """An answer was signed with this key: those before it have had their time.

        Raises:
            EnvironmentFault: the store cannot be written.
        """
        if next(iter(self._standing.identity.acknowledgement_keys)) == key_id:
            return
        with self._lock:
            known = self._standing.identity.acknowledgement_keys
            names = list(known)
            if key_id not in names[1:]:
                return
            self._keep({name: known[name] for name in names[names.index(key_id) :]})
            _events.info("signer.in_use", key_id=key_id)

    def _keep(self, keys: dict[str, bytes]) -> None:
        self._standing.change(lambda: learn_signers(self._store.unit_of_work(), keys))
