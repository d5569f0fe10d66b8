"""What an operator may tell a terminal to do (docs/protocol.md, "Commands")."""

from __future__ import annotations

from enum import StrEnum


class CommandName(StrEnum):
    """The commands this version knows; a newer platform may know more."""

    RESTART = "restart"
    SELF_TEST = "self-test"
    SEND_DIAGNOSTICS = "send-diagnostics"
    REFRESH_CATALOGUE = "refresh-catalogue"
    ROTATE_KEY = "rotate-key"
