"""Delivering cases to an OpenRosa 1.0 server instead of a platform (docs/openrosa.md).

    joining      the terminal's own identity, where no platform gives it one
    submission   from a frozen message to the parts that are sent
    multipart    parts into requests that stay under the server's limit
    answers      every kind of answer, by whom it concerns
    client       HEAD and POST, Basic and Digest authentication
    delivery     leases messages, sends them, settles what became of each

The outbox, its leases and its waits are those of `sync.agent.delivery`; only the way is another.
"""
