"""A citizen's visit on the real screen: what is on the glass is looked at, then touched."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.cases.enquiry import case_by_number
from kiosk.demo.robot import TouchRobot
from kiosk.demo.visits import Answer, Visit
from kiosk.demo.world import World
from kiosk.documents.deposit_receipt import deposit_receipt
from kiosk.documents.pdf import slip_pdf
from kiosk.errors import BugError
from ui.app import App

PATIENCE_S = 40.0
"""How long the citizen waits for the screen to react; a person would have left long before."""


@dataclass(slots=True)
class Track:
    """What happened on a visit, for the report."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    screens: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Player:
    """Plays visits on one running screen.

    Args:
        app: the terminal's screen, ready.
        world: the service point around it.
        screens: folder for the pictures; None to take none.
    """

    def __init__(self, app: App, world: World, screens: Path | None) -> None:
        if app.window is None:
            raise BugError("the screen has no window to touch")
        self._app = app
        self._world = world
        self._folder = screens
        self._pictures = 0
        self.robot = TouchRobot(app.window)
        self.track = Track()
        self._page_since = time.perf_counter()

    # --- the way of a visit -----------------------------------------------------------------------

    def deposit(self, visit: Visit) -> str:
        """From the attract page to the page that says it is saved.

        Returns:
            The deposit number as the page shows it, without its spaces.
        """
        self.track = Track()
        self._page_since = time.perf_counter()
        self._at("Attract", visit)
        self.robot.tap("attractTouch")
        self._at("Home", visit)
        self.robot.tap(f"item_{visit.item}")
        self._at("Guide", visit)
        self.robot.tap("guideStart")
        self._at("Identify", visit)
        self._world.card_reader.lay(visit.person.card())
        self.wait_for("the card to be read", lambda: self._model.state == "take")
        self._picture("card-read", visit)
        self.robot.tap("identifyContinue")
        self._at("Consent", visit)
        self.robot.tap("consentAgree")
        self._at("Questions", visit)
        self._answer_everything(visit)
        self._at("Check", visit)
        self.robot.tap("pageNext")
        self._at("Sign", visit)
        self.robot.draw("signPad", _signature())
        self._picture("signed", visit)
        self.robot.tap("signSubmit")
        self._at("Done", visit)
        return str(self._model.number).replace(" ", "")

    def finish(self, visit: Visit) -> None:
        """Say that all is done, take the card, and leave the attract page behind."""
        self.robot.tap("doneFinish")
        self._at("Finish", visit)
        self._world.card_reader.lift()
        self.wait_for("the card to be missed", lambda: not self._model.cardPresent)
        self._picture("card-taken", visit)
        self.robot.tap("finishClose")
        self.wait_for("the page Attract", lambda: self._page == "Attract")
        self._begin("Attract")
        self.track.steps.pop()
        self.track.seconds = round(sum(step["seconds"] for step in self.track.steps), 3)

    def wait_for(self, what: str, condition: Callable[[], bool]) -> None:
        """Let the screen work until something is so."""
        if not self.robot.wait_until(condition, PATIENCE_S):
            shown = f"{self._page}: {' | '.join(self.robot.texts())}"
            raise BugError(f"waited {PATIENCE_S} s for {what}; the screen shows {shown}")

    def picture(self, name: str, visit: Visit) -> None:
        """Keep what is on the screen now."""
        self._picture(name, visit)

    def receipt_outcome(self, visit: Visit) -> str:
        """Wait for the printer's last word: PRINTED, FAILED or UNKNOWN."""
        self.wait_for("the printer's word", lambda: self._model.printState != "printing")
        self._picture("receipt", visit)
        return str(self._model.printState).upper()

    def receipt_pdf(self, number: str) -> bytes:
        """The receipt of a deposit as PDF, from what the terminal kept of it."""
        conductor = self._app.conductor
        if conductor is None:
            raise BugError("the screen is not ready")
        case = case_by_number(conductor.services.store.reading(), number)
        if case is None:
            raise BugError(f"the store does not know {number}")
        return slip_pdf(deposit_receipt(case.receipt))

    def reprint(self, visit: Visit) -> str:
        """Print the receipt again; the outcome of the second try."""
        self.robot.tap("doneReprint")
        return self.receipt_outcome(visit)

    def wait_for_delivery(self, visit: Visit) -> None:
        """Wait until the page says that the platform has the case."""
        self.wait_for("the platform's word", lambda: self._model.state != "saved")
        self._picture("delivered", visit)

    # --- inside -----------------------------------------------------------------------------------

    @property
    def _page(self) -> str:
        """Name of the page on the glass, as QML sees it."""
        return str(self._app.view_model.property("page"))

    @property
    def _model(self) -> Any:
        """The page's view-model; its properties are read as QML reads them."""
        return self._app.view_model.property("pageModel")

    def _at(self, page: str, visit: Visit) -> None:
        """Wait until a page is there and keep its picture; the one before has ended."""
        self.wait_for(f"the page {page}", lambda: self._page == page)
        self._begin(page)
        self._picture(page.lower(), visit)

    def _begin(self, page: str) -> None:
        """A page begins: the one before took until now."""
        now = time.perf_counter()
        if self.track.steps:
            self.track.steps[-1]["seconds"] = round(now - self._page_since, 3)
        self.track.steps.append({"page": page, "seconds": 0.0})
        self._page_since = now

    def _picture(self, name: str, visit: Visit) -> None:
        if self._folder is None:
            return
        self._pictures += 1
        file = f"{self._pictures:02d}-{visit.name}-{name}.png"
        self.robot.shot(self._folder / file)
        self.track.screens.append(f"screens/{file}")

    def _answer_everything(self, visit: Visit) -> None:
        """Answer page after page until the screen shows what was answered."""
        left = {f"/data/{path}": answer for path, answer in visit.entries.items()}
        while self._page == "Questions":
            while ref := self._asked(left):
                self._answer(ref, left.pop(ref))
            self._picture("question", visit)
            shown = self._shown()
            self.robot.tap(self._row_to_open(left) or "pageNext")
            self.wait_for("the next page of questions", partial(self._other_than, shown))
        if left:
            raise BugError(f"the form never asked for {sorted(left)}")

    def _other_than(self, shown: tuple[str, ...]) -> bool:
        return self._shown() != shown

    def _shown(self) -> tuple[str, ...]:
        """What tells one page of questions from another."""
        if self._page != "Questions":
            return (self._page,)
        fields = (name for name in self.robot.names() if name.startswith("field_"))
        return (self._model.heading, *fields)

    def _asked(self, left: dict[str, Answer]) -> str | None:
        """The first question on the page whose answer waits."""
        names = set(self.robot.names())
        return next((ref for ref in left if f"field_{ref}" in names), None)

    def _row_to_open(self, left: dict[str, Answer]) -> str | None:
        """The button that leads to the next row somebody wants to fill in."""
        names = set(self.robot.names())
        for ref in left:
            row, bracket, _ = ref.partition("]")
            if bracket and f"editRow_{row}]" in names:
                return f"editRow_{row}]"
            if bracket and f"addRow_{row.partition('[')[0]}" in names:
                return f"addRow_{row.partition('[')[0]}"
        return None

    def _answer(self, ref: str, answer: Answer) -> None:
        """Answer one question with the control that is on the glass."""
        names = set(self.robot.names())
        if isinstance(answer, list):
            for value in answer:
                self.robot.tap(f"choice_{ref}_{value}")
        elif f"choice_{ref}_{answer}" in names:
            self.robot.tap(f"choice_{ref}_{answer}")
        elif f"input_{ref}" in names:
            self.robot.tap(f"input_{ref}")
            if answer.isdigit() and "digit_0" in self.robot.names():
                self.robot.dial(answer)
            else:
                self.robot.wait_for("keyboard")  # a person could not go on without it
                self.robot.type(answer)
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", answer):
            self.robot.dial(answer.replace("-", ""))
        else:
            raise BugError(f"nothing on the page takes an answer to {ref}")


def _signature() -> list[list[tuple[float, float]]]:
    """Two strokes across the pad, in parts of its width and height."""
    first = [(0.15 + 0.02 * step, 0.35 + 0.25 * (step % 5) / 5) for step in range(20)]
    second = [(0.25 + 0.02 * step, 0.75 - 0.02 * step) for step in range(24)]
    return [first, second]
