"""What the screen is given to work with; `kiosk.bootstrap` puts it together.

The screen knows no store, no driver and no network: only these few words.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kiosk.clock import Clock
from kiosk.config import Site

if TYPE_CHECKING:  # none of this is needed for the first frame
    from drivers.api import (
        DeviceClass,
        DeviceEvent,
        Frame,
        Page,
        PowerState,
        PrintOutcome,
        Prosody,
        SoundOutcome,
        Status,
        Utterance,
    )
    from kiosk.cases.elsewhere import AsksElsewhere
    from kiosk.cases.ports import CaseStore
    from kiosk.catalogue.catalogue import Catalogue
    from kiosk.catalogue.model import ServiceItem
    from kiosk.documents.slip import Slip
    from kiosk.forms import Form
    from kiosk.handwriting.desk import Reader
    from kiosk.identity.card import CardKind


class DeviceSupervisor(Protocol):
    """Runs the devices; see `drivers.supervisor`."""

    def subscribe(self, listener: Callable[[DeviceEvent], None], /) -> Callable[[], None]:
        """Hear of everything, on the devices' threads; returns how to stop."""

    def status(self, device_class: DeviceClass, /) -> Status:
        """How a device is."""

    def power(self) -> PowerState:
        """Where the electricity comes from: of several supplies, the one worst off."""

    def presence(self) -> bool | None:
        """Whether any sensor sees somebody; None when none can tell."""

    def start(self) -> None:
        """Begin."""

    def stop(self, timeout_s: float = 2.0) -> None:
        """End."""

    def enable(self, device_class: DeviceClass, /) -> None:
        """Start looking for cards or codes."""

    def disable(self, device_class: DeviceClass, /) -> None:
        """Stop looking; drops what was seen."""

    def print(self, slip: Slip, /, *, deadline_s: float = 15.0) -> Future[PrintOutcome]:
        """Print a slip."""

    def say(self, utterance: Utterance, /) -> Future[SoundOutcome]:
        """Speak a sentence after those that wait."""

    def photograph(self) -> Future[Frame]:
        """Take a photograph; the future gets it or a `DeviceFault`."""

    def photograph_page(self) -> Future[Page]:
        """Photograph the page under the document camera, likewise."""

    def record(self, take: int, /, *, limit_s: float) -> bool:
        """Begin to record; False when no microphone can."""

    def end_recording(self, take: int, /, *, keep: bool) -> None:
        """End a recording, and tell of it or drop it."""

    def play(self, wav: bytes, /) -> Future[SoundOutcome]:
        """Let a recording be heard."""

    def chime(self, prosody: Prosody, /) -> Future[SoundOutcome]:
        """Play the tone of a code that was taken, unless something else is heard."""

    def hush(self) -> None:
        """Silence."""

    def end_session(self) -> None:
        """The person has gone: silence, and no light shows the way any more."""


@dataclass(frozen=True, slots=True)
class LineState:
    """The line to the platform.

    Args:
        online: whether the agent reached the platform at its last try.
        pending: messages that wait to be sent.
        revoked: whether the platform has taken this terminal out of use.
    """

    online: bool = False
    pending: int = 0
    revoked: bool = False


def every_card(_item: ServiceItem, _kind: CardKind) -> bool:
    """What holds as long as the catalogue names no kinds of card."""
    return True


def form_of(item: ServiceItem, lists: Path | None = None) -> Form:
    """The form an item ships with, with the lists and pictures beside it.

    Args:
        item: the item.
        lists: where the index files of long lists are kept, a folder for each item; beside the
            lists when None.

    Raises:
        EnvironmentFault: a file cannot be read, or is no form.
    """
    from kiosk.forms import load_form  # brings the XML library with it

    return load_form(
        item.form_xml(),
        media=item.attachments(),
        list_folder=lists / item.id if lists is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Services:
    """Everything the screen works with.

    Args:
        catalogue: what the terminal offers.
        supervisor: the devices; started and stopped by the screen.
        store: the cases.
        clock: time.
        site: where the terminal stands.
        accepts: whether an item accepts a kind of card.
        handwriting: reads what is written on the glass; None where nothing can.
        load_form: loads the form of an item; called on the worker thread, once an item.
        ask_elsewhere: asks the platform for a person's cases from all terminals; called on a
            thread of its own. None where nobody can be asked.
        close: called once at the end, after the devices stopped.
    """

    catalogue: Catalogue
    supervisor: DeviceSupervisor
    store: CaseStore
    clock: Clock
    site: Site
    accepts: Callable[[ServiceItem, CardKind], bool] = every_card
    load_form: Callable[[ServiceItem], Form] = form_of
    handwriting: Reader | None = None
    ask_elsewhere: AsksElsewhere | None = None
    close: Callable[[], None] = lambda: None
