"""Which view-model belongs to which step; imported only after the first frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kiosk.journey.steps import Step
from ui.viewmodels.check import CheckViewModel
from ui.viewmodels.consent import ConsentViewModel
from ui.viewmodels.done import DoneViewModel
from ui.viewmodels.finish import FinishViewModel
from ui.viewmodels.guide import GuideViewModel
from ui.viewmodels.home import HomeViewModel
from ui.viewmodels.identify import IdentifyViewModel
from ui.viewmodels.my_cases import MyCasesViewModel
from ui.viewmodels.notices import NoticesViewModel
from ui.viewmodels.page import PageViewModel
from ui.viewmodels.questions import QuestionsViewModel
from ui.viewmodels.scan import ScanViewModel
from ui.viewmodels.sign import SignViewModel
from ui.viewmodels.topic import TopicViewModel

if TYPE_CHECKING:
    from ui.conductor import Conductor

PAGES: dict[Step, type[PageViewModel]] = {
    Step.HOME: HomeViewModel,
    Step.TOPIC: TopicViewModel,
    Step.NOTICES: NoticesViewModel,
    Step.GUIDE: GuideViewModel,
    Step.IDENTIFY: IdentifyViewModel,
    Step.CONSENT: ConsentViewModel,
    Step.QUESTIONS: QuestionsViewModel,
    Step.CHECK: CheckViewModel,
    Step.SIGN: SignViewModel,
    Step.DONE: DoneViewModel,
    Step.FINISH: FinishViewModel,
    Step.MY_CASES: MyCasesViewModel,
    Step.SCAN: ScanViewModel,
}


def make_pages(conductor: Conductor, parent: QObject) -> dict[Step, PageViewModel]:
    """One view-model a page, alive as long as `parent`."""
    return {step: kind(conductor, parent) for step, kind in PAGES.items()}
