"""What is let go of when the terminal is revoked, inside a transaction."""

from __future__ import annotations

from sqlalchemy import Connection

_STEPS = (
    # what is deleted is written over, too
    "PRAGMA secure_delete = ON",
    "DELETE FROM prints",
    "DELETE FROM case_events",
    "DELETE FROM corrections",
    "DELETE FROM commands",
    """CREATE TEMP TABLE unsent_cases AS
        SELECT case_id FROM outbox WHERE state <> 'acknowledged' AND case_id IS NOT NULL
        UNION SELECT case_id FROM files WHERE state <> 'acknowledged'""",
    """DELETE FROM bodies WHERE position IN
        (SELECT position FROM outbox WHERE state = 'acknowledged')""",
    """DELETE FROM outbox WHERE state = 'acknowledged'
        AND (case_id IS NULL OR case_id NOT IN (SELECT case_id FROM unsent_cases))""",
    "DELETE FROM files WHERE case_id NOT IN (SELECT case_id FROM unsent_cases)",
    "DELETE FROM cases WHERE case_id NOT IN (SELECT case_id FROM unsent_cases)",
    """DELETE FROM acknowledgements WHERE number NOT IN
        (SELECT acknowledgement FROM outbox WHERE acknowledgement IS NOT NULL
        UNION SELECT acknowledgement FROM files WHERE acknowledgement IS NOT NULL)""",
    """UPDATE cases SET person = x'',
        receipt = json_set(receipt, '$.masked_name', '', '$.masked_id_no', '')""",
    "DROP TABLE unsent_cases",
)


def wipe(connection: Connection, secret: bytes) -> None:
    """Delete what the platform has signed for, and what tells of people.

    Of a case that the platform has not signed for as a whole stay its sealed messages and files,
    its numbers and what it is about; nobody but the platform can read whose it is.

    Args:
        connection: inside the transaction.
        secret: in place of the one that persons' cases are found by.
    """
    for step in _STEPS:
        connection.exec_driver_sql(step)
    connection.exec_driver_sql("UPDATE database SET person_secret = ?", (secret,))
