"""Read one card by hand: for trying a reader, without supervisor or session."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from threading import Event

from drivers.api import DeviceFault, IdCardReader
from kiosk.clock import Clock
from kiosk.identity.card import IdCard
from kiosk.identity.nations import nation_name

PAUSE_S = 0.3
"""From one look for a card to the next; readers want no less."""

_rest = Event().wait


def read_one_card(
    reader: IdCardReader,
    *,
    clock: Clock,
    timeout_s: float,
    rest: Callable[[float], object] = _rest,
) -> IdCard:
    """Wait until a card lies on the reader, and read it.

    Looks at least once, however short the time. A card that cannot be read is told at once: it
    has to be lifted and laid again, and so has the call.

    Args:
        reader: open.
        clock: where the time is measured.
        timeout_s: seconds to wait for a card.
        rest: waits so many seconds.

    Raises:
        DeviceFault: ``card.not_laid`` when no card came in time, else whatever the reader raises.
    """
    until = clock.monotonic() + timeout_s
    while not reader.find():
        left = until - clock.monotonic()
        if left <= 0:
            raise DeviceFault(
                "card.not_laid",
                f"No card was laid on {reader.name} within {timeout_s:g} s.",
                "Lift a card that lies there, lay it flat in the middle of the reader, try again.",
            )
        rest(min(PAUSE_S, left))
    return reader.read()


def card_as_json(card: IdCard, *, with_photo: bool = False) -> Mapping[str, object]:
    """Everything a card says, fit for `json.dumps`; fields the card does not have are empty.

    Keys are those of `IdCard`. Dates are written as in ISO 8601, ``valid_to`` is None for a card
    without end. ``nation_name`` is the name that belongs to the code ``nation``.

    Args:
        card: as read.
        with_photo: also ``photo_wlt``, the picture's bytes in base64; no open program shows it.
    """
    facts: dict[str, object] = {
        "kind": card.kind.value,
        "name": card.name,
        "latin_name": card.latin_name,
        "sex": card.sex.value,
        "nation": card.nation,
        "nation_name": nation_name(card.nation),
        "birth": card.birth.isoformat(),
        "address": card.address,
        "newest_address": card.newest_address,
        "id_no": card.id_no,
        "issuer": card.issuer,
        "valid_from": card.valid_from.isoformat(),
        "valid_to": card.valid_to and card.valid_to.isoformat(),
        "permit_no": card.permit_no,
        "issue_count": card.issue_count,
        "nationality": card.nationality,
        "needs_manual_check": list(card.needs_manual_check),
    }
    if with_photo:
        facts["photo_wlt"] = b64encode(card.photo).decode()
    return facts
