"""Finding a person's cases without keeping anywhere who they are.

A case has beside it a keyed hash of its applicant's number, made with a secret of the platform:
who reads the database can neither look a number up nor try all there are, as they could with a
plain hash. The number itself stays in the sealed case.
"""

from __future__ import annotations

import hashlib
import hmac

from kiosk.errors import EnvironmentFault
from sync.platform.keys import PlatformKeys
from sync.platform.opened import open_case
from sync.platform.store import Database

_TAG = b"bianmin-person-index-v1\x00"
_BYTES = 16
_AT_ONCE = 200
NOBODY = b""
"""Of a case that cannot be opened: nobody is looked for any more."""


class PersonIndex:
    """Makes the hash.

    Its secret comes from the platform's oldest key to open with, which is kept for ever: without it
    no case from the beginning could be opened either. So it is in no file of its own, and the same
    wherever the platform's keys are.

    Args:
        keys: of the platform.
    """

    def __init__(self, keys: PlatformKeys) -> None:
        oldest = keys.sealing[-1].private.private_key
        self._secret = hmac.digest(oldest, _TAG, hashlib.sha256)

    def of(self, id_no: str) -> bytes:
        """What stands beside the cases of who has this number, 16 bytes."""
        return hmac.digest(self._secret, normal(id_no).encode(), hashlib.sha256)[:_BYTES]


def normal(id_no: str) -> str:
    """A number as it is compared: cards and hands write its last letter small or large."""
    return id_no.strip().upper()


def note_whose(database: Database, keys: PlatformKeys, index: PersonIndex) -> int:
    """Note whose cases are of which an older version of the platform kept nothing.

    Returns:
        How many there were.
    """
    noted = 0
    while True:
        with database.reading() as transaction:
            found = {}
            for case in transaction.people.unknown(_AT_ONCE):
                try:
                    body = open_case(transaction, case, keys)
                except EnvironmentFault:
                    found[case.case_id] = NOBODY
                else:
                    found[case.case_id] = index.of(body.applicant.id_no)
        if not found:
            return noted
        with database.begin() as transaction:
            for case_id in sorted(found):
                transaction.people.note(case_id, found[case_id])
        noted += len(found)
