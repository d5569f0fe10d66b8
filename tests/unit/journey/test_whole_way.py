from __future__ import annotations
from kiosk.journey.commands import DepositCase, PrintReceipt
from kiosk.journey.steps import Step


def test_a_citizen_walks_from_attract_to_done(walker):
    walker.reaches_done()
    assert walker.step is Step.DONE
    submission = walker.last(DepositCase).submission
    assert submission.answers["/data/phone"] == "13805380000"
    assert walker.last(PrintReceipt).receipt.number.startswith("L0817")
