"""What the dev dock's buttons do to the simulated devices and the line."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.demo.people import PEOPLE
from kiosk.demo.world import World


class Hands(QObject):
    """Lays and lifts cards, cuts the line, takes paper away."""

    changed = Signal()

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world
        self._network_up = True
        self._paper_in = True
        self._cover_open = False
        self._reader_in = True
        self._said = ""

    @Property("QStringList", constant=True)  # type: ignore[arg-type] # Qt's name
    def cards(self) -> list[str]:
        """Names of the people whose cards lie ready."""
        return [person.label for person in PEOPLE]

    @Property(bool, notify=changed)
    def networkUp(self) -> bool:
        """Whether the line to the platform is whole."""
        return self._network_up

    @Property(bool, notify=changed)
    def paperIn(self) -> bool:
        """Whether the printer has paper."""
        return self._paper_in

    @Property(bool, notify=changed)
    def coverOpen(self) -> bool:
        """Whether the printer's cover is open."""
        return self._cover_open

    @Property(str, notify=changed)
    def said(self) -> str:
        """What happened last."""
        return self._said

    @Slot(int)
    def layCard(self, index: int) -> None:
        """Lay one person's card on the reader."""
        self._world.card_reader.lay(PEOPLE[index].card())
        self._say(f"{PEOPLE[index].label}: card laid.")

    @Slot()
    def liftCard(self) -> None:
        """Lift whatever card lies there."""
        self._world.card_reader.lift()
        self._say("Card lifted.")

    @Slot()
    def toggleReader(self) -> None:
        """Pull the reader's plug, or put it back."""
        if self._reader_in:
            self._world.card_reader.unplug()
        else:
            self._world.card_reader.replug()
        self._reader_in = not self._reader_in
        self._say("Reader plugged in." if self._reader_in else "Reader unplugged.")

    @Slot()
    def toggleNetwork(self) -> None:
        """Cut the line, or mend it."""
        self._network_up = not self._network_up
        if self._network_up:
            self._world.line.restore()
        else:
            self._world.line.cut()
        self._say("Network is back." if self._network_up else "Network is cut.")

    @Slot()
    def togglePaper(self) -> None:
        """Take the paper out, or load it."""
        self._paper_in = not self._paper_in
        if self._paper_in:
            self._world.printer.load_paper()
        else:
            self._world.printer.paper_out()
        self._say("Paper loaded." if self._paper_in else "Paper is out.")

    @Slot()
    def toggleCover(self) -> None:
        """Open the printer's cover, or close it."""
        self._cover_open = not self._cover_open
        if self._cover_open:
            self._world.printer.open_cover()
        else:
            self._world.printer.close_cover()
        self._say("Cover is open." if self._cover_open else "Cover is closed.")

    @Slot()
    def showReceipt(self) -> None:
        """Hold the receipt printed last before the camera."""
        receipts = self._world.printer.receipts
        if not receipts:
            self._say("Nothing has been printed yet.")
            return
        self._world.show_to_camera(receipts[-1].image)
        self._say("The camera sees the last receipt.")

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self.changed.emit()
