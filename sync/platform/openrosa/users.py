"""Accounts that may submit: letting them in, and recognising them by Basic or Digest (RFC 2617)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field, replace
from urllib.request import parse_http_list, parse_keqv_list

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.platform.enrolment import enrol, issue_token
from sync.platform.keys import PlatformKeys
from sync.platform.store import ActRow, Database
from sync.platform.store.openrosa import OpenRosaUserRow
from sync.protocol.enrolment import enrolment_request
from sync.protocol.messages import TerminalFacts

REALM = "bianmin"
NONCE_LIFE_S = 300
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_TOKEN_BYTES = 24
_NONCE_TAG = b"bianmin-openrosa-nonce\x00"


class UnauthorizedError(Exception):
    """Nobody we know; `stale` if only the nonce is too old."""

    def __init__(self, *, stale: bool = False) -> None:
        super().__init__()
        self.stale = stale


@dataclass(frozen=True, slots=True)
class Admitted:
    """An account that was let in; the password is known from here alone."""

    user: OpenRosaUserRow
    password: str = field(repr=False)


class Accounts:
    """Lets accounts in and recognises them.

    Args:
        database: where they are kept.
        keys: the platform's.
        clock: time and randomness.
    """

    def __init__(self, database: Database, keys: PlatformKeys, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    # --- operators ----------------------------------------------------------------------------

    def add(self, name: str, place: str, *, actor: str) -> Admitted:
        """Let an account in; one that was turned away gets its number back and a new password.

        Args:
            name: of the account.
            place: name of the place it submits from.
            actor: who lets it in, for the record.

        Raises:
            EnvironmentFault: ``openrosa.user_name``, ``openrosa.user_exists``, ``enrolment.*``.
        """
        if not _NAME.fullmatch(name):
            raise EnvironmentFault(
                "openrosa.user_name",
                "No account can have this name.",
                "Use letters, digits, . _ @ -, 64 at most.",
            )
        password = base64.urlsafe_b64encode(self._clock.token(_TOKEN_BYTES)).decode().rstrip("=")
        now = self._clock.now()
        with self._database.reading() as transaction:
            before = transaction.openrosa.user(name)
        if before is not None and before.removed_at is None:
            raise EnvironmentFault(
                "openrosa.user_exists",
                f"The account {name} is there.",
                "Remove it first: nothing is lost, and it gets a new password.",
            )
        user = replace(
            before or self._in_the_place_of_a_terminal(name, place),
            token_sha256=hashlib.sha256(password.encode()).hexdigest(),
            digest_ha1=_md5(f"{name}:{REALM}:{password}"),
            added_at=now,
            removed_at=None,
        )
        with self._database.begin() as transaction:
            transaction.openrosa.save_user(user)
            transaction.record(ActRow(now, actor, "openrosa-user:add", name))
        return Admitted(user, password)

    def _in_the_place_of_a_terminal(self, name: str, place: str) -> OpenRosaUserRow:
        key = Ed25519PrivateKey.generate()
        token = issue_token(self._database, self._keys, place=place, clock=self._clock)
        request = enrolment_request(token, key, TerminalFacts(software_version="OpenRosa"))
        reply = enrol(self._database, self._keys, request, clock=self._clock)
        return OpenRosaUserRow(
            name=name,
            terminal=reply.terminal,
            signing_key=key.private_bytes_raw(),
            token_sha256="",
            digest_ha1="",
            added_at=self._clock.now(),
        )

    def remove(self, name: str, *, actor: str) -> None:
        """Let an account submit nothing more; what it submitted stays.

        Raises:
            EnvironmentFault: ``openrosa.user_unknown``.
        """
        now = self._clock.now()
        with self._database.begin() as transaction:
            user = transaction.openrosa.user(name)
            if user is None or user.removed_at is not None:
                raise EnvironmentFault(
                    "openrosa.user_unknown",
                    f"There is no account {name}.",
                    "See: kiosk-platform openrosa-user list",
                )
            transaction.openrosa.save_user(replace(user, removed_at=now))
            transaction.record(ActRow(now, actor, "openrosa-user:remove", name))

    def everybody(self) -> list[OpenRosaUserRow]:
        """All accounts, also those that were turned away."""
        with self._database.reading() as transaction:
            return transaction.openrosa.users()

    # --- requests -----------------------------------------------------------------------------

    def recognise(self, authorization: str, method: str, target: str) -> OpenRosaUserRow:
        """Who asks.

        Args:
            authorization: header of that name, empty if there is none.
            method: of the request.
            target: path and query of the request, as they came.

        Raises:
            UnauthorizedError: nobody we know.
        """
        scheme, _, rest = authorization.partition(" ")
        match scheme.lower():
            case "basic":
                return self._by_basic(rest)
            case "digest":
                return self._by_digest(rest, method, target)
            case _:
                raise UnauthorizedError

    def challenges(self, *, stale: bool) -> list[str]:
        """Values of WWW-Authenticate, the stronger first."""
        digest = f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{self._nonce()}"'
        domain = ', domain="/openrosa"'
        return [
            digest + domain + (", stale=true" if stale else ""),
            f'Basic realm="{REALM}", charset="UTF-8"',
        ]

    def _by_basic(self, given: str) -> OpenRosaUserRow:
        try:
            name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
        except ValueError as error:  # of Base64, of UTF-8, of what is not even ASCII
            raise UnauthorizedError from error
        user = self._user(name)
        if not secrets.compare_digest(
            user.token_sha256, hashlib.sha256(password.encode()).hexdigest()
        ):
            raise UnauthorizedError
        return user

    def _by_digest(self, given: str, method: str, target: str) -> OpenRosaUserRow:
        try:
            said = parse_keqv_list(parse_http_list(given))
            name, nonce, uri, response = (
                said[one] for one in ("username", "nonce", "uri", "response")
            )
            counted = f"{said['nc']}:{said['cnonce']}:auth:" if said.get("qop") == "auth" else ""
        except (LookupError, ValueError) as error:
            raise UnauthorizedError from error
        user = self._user(name)
        expected = _md5(f"{user.digest_ha1}:{nonce}:{counted}{_md5(f'{method}:{uri}')}")
        if uri != target or not hmac.compare_digest(expected.encode(), response.encode()):
            raise UnauthorizedError
        if not self._is_fresh(nonce):
            raise UnauthorizedError(stale=True)
        return user

    def _user(self, name: str) -> OpenRosaUserRow:
        if not _NAME.fullmatch(name):
            raise UnauthorizedError
        with self._database.reading() as transaction:
            user = transaction.openrosa.user(name)
            terminal = None if user is None else transaction.terminal(user.terminal)
        if user is None or user.removed_at is not None:
            raise UnauthorizedError
        if terminal is None or terminal.revoked_at is not None:
            raise UnauthorizedError
        return user

    def _nonce(self, at: int | None = None) -> str:
        """A nonce that any worker knows again: the time, and what only this platform can add."""
        moment = int(self._clock.now().timestamp()) if at is None else at
        key = self._keys.first_signer.key.private_bytes_raw()
        mark = hmac.digest(key, _NONCE_TAG + str(moment).encode(), hashlib.sha256)
        return f"{moment}-{mark.hex()[:40]}"

    def _is_fresh(self, nonce: str) -> bool:
        text = nonce.partition("-")[0]
        if not (text.isascii() and text.isdecimal() and len(text) < len("12345678901234")):
            return False
        moment = int(text)
        age = self._clock.now().timestamp() - moment
        known = hmac.compare_digest(self._nonce(moment).encode(), nonce.encode())
        return known and -1 <= age <= NONCE_LIFE_S


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
