"""This terminal gets another key (docs/decisions/0047).

one key → a next one kept → the platform has heard of it → it signs → one key

The next key is kept before anybody hears of it, and the one in use until the platform has answered
a request of the next one: killed anywhere, the terminal has every key the platform may know. What
was signed before keeps its signature; the platform knows the key it was made with.
"""

from __future__ import annotations

from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.cases.audit import AGENT, OPERATOR
from kiosk.cases.commands import CommandOutcome, settle_within
from kiosk.cases.ports import UnitOfWork
from kiosk.cases.records import CommandState, RemoteCommand
from kiosk.cases.terminal import TerminalIdentity, check_enrolled
from kiosk.clock import Clock
from kiosk.errors import BugError
from sync.protocol.command_names import CommandName


def begin(
    uow: UnitOfWork, command: RemoteCommand | None = None, *, actor: str = OPERATOR
) -> TerminalIdentity:
    """Keep a next key; one that waits already stays.

    Args:
        uow: one that may write.
        command: by which an operator wants it; it is under way from now on.
        actor: who wants it.

    Returns:
        The identity with the next key.

    Raises:
        EnvironmentFault: ``terminal.not_enrolled``, ``terminal.revoked``.
    """
    with uow:
        identity = _with_next_key(check_enrolled(uow.terminal.get()))
        uow.terminal.save(identity)
        if command is not None and uow.commands.get(command.command_id) == command:
            uow.commands.save(replace(command, state=CommandState.UNDER_WAY))
        uow.audit.note(actor, "key.wanted")
        uow.commit()
    return identity


def keep_next(uow: UnitOfWork, *, anew: bool = False) -> bytes:
    """Keep a key that is to be shown in an enrolment, revoked or not.

    Args:
        uow: one that may write.
        anew: another one, even if one is kept.

    Returns:
        The raw private key.

    Raises:
        BugError: the terminal is not enrolled, and has no place for a key.
    """
    with uow:
        identity = uow.terminal.get()
        if identity is None:
            raise BugError("a terminal without a number keeps no next key")
        identity = _with_next_key(replace(identity, next_key=b"") if anew else identity)
        uow.terminal.save(identity)
        uow.commit()
    return identity.next_key


def forget_next(uow: UnitOfWork, key: bytes) -> None:
    """Forget a next key that was shown and refused; another one stays."""
    with uow:
        identity = uow.terminal.get()
        if identity is not None and identity.next_key == key:
            uow.terminal.save(replace(identity, next_key=b""))
            uow.commit()


def _with_next_key(identity: TerminalIdentity) -> TerminalIdentity:
    if identity.next_key:
        return identity
    return replace(identity, next_key=Ed25519PrivateKey.generate().private_bytes_raw())


def finish(uow: UnitOfWork, next_key: bytes, *, clock: Clock) -> TerminalIdentity | None:
    """Sign with the next key from now on: the platform has answered a request of it.

    Args:
        uow: one that may write.
        next_key: which; if another one waits meanwhile, nothing is changed.
        clock: for the word to whoever wanted it.

    Returns:
        The identity from now on.
    """
    with uow:
        identity = uow.terminal.get()
        if identity is None or identity.next_key != next_key:
            return identity
        changed = replace(identity, private_key=next_key, next_key=b"")
        uow.terminal.save(changed)
        uow.audit.note(AGENT, "key.changed")
        _settle(uow, CommandOutcome("done"), clock)
        uow.commit()
    return changed


def give_up(uow: UnitOfWork, code: str, text: str, *, clock: Clock) -> None:
    """Tell whoever wanted it that the platform does not take the next key; it is kept.

    Args:
        uow: one that may write.
        code: why not.
        text: the same as a sentence.
        clock: for the word.
    """
    with uow:
        _settle(uow, CommandOutcome("failed", code, text), clock)
        uow.commit()


def _settle(uow: UnitOfWork, outcome: CommandOutcome, clock: Clock) -> None:
    for command in uow.commands.unsettled():
        if command.name == CommandName.ROTATE_KEY and command.state is CommandState.UNDER_WAY:
            settle_within(uow, command, outcome, clock)
