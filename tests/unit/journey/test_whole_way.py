"""A citizen's session in sentences: arriving, identifying, filling in, signing, leaving."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kiosk.cases.records import CaseCorrection, CaseState, MissingPart
from kiosk.errors import EnvironmentFault
from kiosk.identity.card import CardKind
from kiosk.journey import commands, events
from kiosk.journey.steps import CardState, EnquiryState, PrintState, ScanState, Step


def answers(walker: Any) -> dict[str, str]:
    return {a.ref: a.value for a in walker.journey.visit.application.questionnaire.answers()}


# --- the straight way ---------------------------------------------------------------------------


def test_a_citizen_walks_from_attract_to_done(walker: Any) -> None:
    walker.reaches_done()
    assert walker.step is Step.DONE
    assert walker.last(commands.PrintReceipt).receipt.number == walker.receipt().number


def test_the_submission_holds_exactly_what_was_entered(walker: Any) -> None:
    walker.reaches_sign().signs().does(events.Signed())
    submission = walker.last(commands.DepositCase).submission
    assert submission.applicant.card is walker.wang
    assert submission.applicant.source == "card"
    assert submission.answers["phone"] == "13805380000"
    assert b"<phone>13805380000</phone>" in submission.instance
    assert "school" not in submission.answers
    assert [given.id for given in submission.consents] == ["602-privacy", "602-commitment"]
    assert submission.routing == {
        "village": ("/data/phone",),
        "bureau": ("/data/phone", "/data/has_children"),
    }
    assert [point.x for point in submission.signature.strokes[0]] == [1, 9]
    assert submission.place.name == "汶南镇便民服务中心"
    assert submission.item_name["en"]


def test_the_signature_is_bound_to_the_summary_that_was_reviewed(walker: Any) -> None:
    walker.reaches_sign()
    summary = walker.journey.visit.application.summary
    assert "13805380000" in summary
    assert "602" in summary
    walker.signs().does(events.Signed())
    signature = walker.last(commands.DepositCase).submission.signature
    assert signature.summary_sha256 == hashlib.sha256(summary.encode()).hexdigest()


def test_an_answer_cannot_forge_a_line_of_the_summary(walker: Any) -> None:
    walker.reaches_check(replace(walker.wang, name="王\nanswer\t/data/phone\tx"))
    walker.does(events.Confirmed())
    lines = walker.journey.visit.application.summary.splitlines()
    assert sum(line.startswith("answer\t/data/phone") for line in lines) == 1


def test_consent_is_given_before_the_first_question(walker: Any) -> None:
    walker.reaches_consent()
    assert walker.step is Step.CONSENT
    assert walker.journey.visit.application.questionnaire is None
    walker.does(events.Agreed())
    assert all(len(given.sha256) == 64 for given in walker.journey.visit.application.consents)


def test_declining_leads_back_to_the_guide_and_drops_the_application(walker: Any) -> None:
    walker.reaches_consent().does(events.Declined())
    assert walker.step is Step.GUIDE
    assert walker.journey.visit.application is None


def test_a_topic_opens_its_items_and_back_leads_home(walker: Any) -> None:
    walker.does(events.Begun(), events.TopicChosen("welfare"), events.ItemChosen("602"))
    assert walker.step is Step.GUIDE
    walker.does(events.WentBack())
    assert walker.step is Step.TOPIC
    walker.does(events.WentBack())
    assert walker.step is Step.HOME


@pytest.mark.parametrize("event", [events.TopicChosen("none"), events.ItemChosen("999")])
def test_what_the_catalogue_does_not_have_cannot_be_chosen(walker: Any, event: Any) -> None:
    walker.does(events.Begun(), event)
    assert walker.step is Step.HOME


def test_a_terminal_that_cannot_take_anything_says_so_before_anybody_types(
    make: Callable[..., Any],
) -> None:
    walker = make(obstacle=lambda: "terminal.not_enrolled")
    walker.reaches_guide().does(events.GuideAccepted())
    assert walker.step is Step.GUIDE
    assert walker.journey.visit.obstacle == "terminal.not_enrolled"
    walker.does(events.WentBack(), events.ItemChosen("904"))
    assert walker.journey.visit.obstacle == ""


def refuse_to_open(_item: Any) -> Any:
    raise EnvironmentFault("form.cannot_open", "The form cannot be opened.")


def test_a_form_that_does_not_open_is_told_on_the_guide(make: Callable[..., Any]) -> None:
    walker = make(open_form=refuse_to_open)
    walker.reaches_guide().does(events.GuideAccepted())
    assert (walker.step, walker.journey.visit.obstacle) == (Step.GUIDE, "form.cannot_open")
    assert walker.journey.visit.application is None


def test_a_form_that_stops_opening_later_leads_back_to_the_guide(walker: Any) -> None:
    walker.reaches_consent()
    walker.journey.ports = replace(walker.journey.ports, open_form=refuse_to_open)
    walker.does(events.Agreed())
    assert (walker.step, walker.journey.visit.obstacle) == (Step.GUIDE, "form.cannot_open")


# --- the card -----------------------------------------------------------------------------------


def test_a_card_laid_on_the_attract_page_identifies_first(walker: Any) -> None:
    walker.lays(walker.wang)
    assert walker.step is Step.HOME
    assert walker.journey.visit.person.card is walker.wang
    walker.does(events.ItemChosen("602"), events.GuideAccepted())
    assert walker.step is Step.CONSENT


def test_a_card_that_expired_yesterday_may_not_identify(walker: Any) -> None:
    walker.reaches_guide().does(events.GuideAccepted())
    walker.lays(walker.expired)
    found = walker.journey.visit.identification
    assert (found.state, found.problem) == (CardState.EXPIRED, "card.expired")
    assert walker.journey.visit.person is None
    walker.does(events.WentOn())
    assert walker.step is Step.IDENTIFY


def test_a_card_is_good_on_its_last_day_by_the_local_calendar(walker: Any) -> None:
    walker.clock.seconds = 13 * 3600 - 1  # 23:59:59 at the terminal, still the 21st
    last_day = replace(walker.wang, valid_to=walker.clock.now().date())
    walker.lays(last_day)
    assert walker.journey.visit.person is not None
    walker.does(events.ExitAsked(), events.CardLifted()).waits(7)
    walker.clock.seconds = 13 * 3600  # midnight
    walker.lays(last_day)
    assert walker.journey.visit.person is None


def test_a_wrong_check_digit_on_the_card_is_told(walker: Any) -> None:
    walker.reaches_guide().does(events.GuideAccepted())
    walker.lays(replace(walker.wang, needs_manual_check=("id_no",)))
    assert walker.journey.visit.identification.problem == "card.check_digit"
    assert walker.journey.visit.person is None


def test_an_odd_name_is_kept_and_does_not_stop_anybody(walker: Any) -> None:
    walker.reaches_consent(replace(walker.wang, needs_manual_check=("name",)))
    assert walker.step is Step.CONSENT


def test_an_item_may_refuse_a_kind_of_card(make: Callable[..., Any]) -> None:
    walker = make(accepts=lambda item, kind: item.id != "602" or kind is CardKind.RESIDENT)
    foreign = replace(walker.wang, kind=CardKind.FOREIGN_2023)
    walker.reaches_guide().does(events.GuideAccepted()).lays(foreign)
    assert walker.journey.visit.identification.state is CardState.NOT_ACCEPTED
    walker.does(events.WentBack(), events.WentBack(), events.ItemChosen("904"))
    walker.does(events.GuideAccepted()).lays(foreign).does(events.WentOn())
    assert walker.step is Step.CONSENT


def test_an_identified_person_with_a_refused_card_is_told_on_the_card_page(
    make: Callable[..., Any],
) -> None:
    walker = make(accepts=lambda _item, kind: kind is CardKind.RESIDENT)
    walker.lays(replace(walker.wang, kind=CardKind.HMT_PERMIT))
    walker.does(events.ItemChosen("602"), events.GuideAccepted())
    assert walker.step is Step.IDENTIFY
    assert walker.journey.visit.identification.state is CardState.NOT_ACCEPTED


@pytest.mark.parametrize(
    "code", ["card.pulled", "card.damaged", "card.unknown_kind", "card.reader_silent"]
)
def test_a_card_that_cannot_be_read_is_told_and_can_be_laid_again(walker: Any, code: str) -> None:
    walker.reaches_guide().does(events.GuideAccepted(), events.CardLaid())
    assert walker.journey.visit.identification.state is CardState.READING
    walker.does(events.CardUnreadable(code), events.CardLifted())
    found = walker.journey.visit.identification
    assert (found.state, found.problem) == (CardState.FAILED, code)
    walker.does(events.RetryAsked())
    assert found.state is CardState.LAY
    walker.lays(walker.wang).does(events.WentOn())
    assert walker.step is Step.CONSENT


def test_an_unplugged_reader_is_told_and_comes_back(walker: Any) -> None:
    walker.reaches_guide().does(
        events.GuideAccepted(), events.ReaderChanged(usable=False, reason="card.reader_unplugged")
    )
    found = walker.journey.visit.identification
    assert (found.state, found.problem) == (CardState.NO_READER, "card.reader_unplugged")
    walker.does(events.RetryAsked())
    assert (found.state, found.problem) == (CardState.NO_READER, "card.reader_unplugged")
    walker.does(events.ReaderChanged(usable=True))
    assert walker.journey.visit.identification.state is CardState.LAY


def test_a_reader_that_fails_after_reading_takes_nothing_back(walker: Any) -> None:
    walker.reaches_guide().does(events.GuideAccepted()).lays(walker.wang)
    walker.does(events.ReaderChanged(usable=False), events.WentOn())
    assert walker.step is Step.CONSENT


def test_another_card_on_the_home_page_is_another_person(walker: Any) -> None:
    walker.lays(walker.wang).does(events.SeniorToggled()).lays(walker.li)
    assert walker.journey.visit.person.card is walker.li
    assert not walker.journey.visit.senior
    assert walker.count(commands.Forget) == 1


def test_another_card_while_questions_are_answered_changes_nothing(walker: Any) -> None:
    walker.reaches_questions().lays(walker.li)
    assert walker.step is Step.QUESTIONS
    assert walker.journey.visit.person.card is walker.wang


# --- signing and depositing ---------------------------------------------------------------------


def test_nothing_is_handed_in_without_a_signature(walker: Any) -> None:
    walker.reaches_sign().does(events.Signed())
    assert walker.journey.visit.application.problem == "sign.empty"
    assert walker.count(commands.DepositCase) == 0
    walker.signs()
    assert walker.journey.visit.application.problem == ""


def test_a_cleared_signature_is_no_signature(walker: Any) -> None:
    walker.reaches_sign().signs().does(events.SignatureCleared(), events.Signed())
    assert walker.count(commands.DepositCase) == 0


def test_a_second_tap_on_submit_hands_nothing_in_twice(walker: Any) -> None:
    walker.reaches_sign().signs().does(events.Signed(), events.Signed())
    assert walker.count(commands.DepositCase) == 1


def test_while_the_case_is_being_saved_nothing_else_happens(walker: Any) -> None:
    walker.reaches_sign().signs().does(events.Signed())
    walker.does(events.ExitAsked(), events.WentBack(), events.SignatureCleared()).waits(300)
    assert walker.step is Step.SIGN
    assert walker.journey.busy


def test_a_full_disk_keeps_everything_for_another_try(walker: Any) -> None:
    walker.reaches_sign().signs().does(events.Signed(), events.DepositRefused("store.full"))
    assert walker.step is Step.SIGN
    assert walker.journey.visit.application.problem == "store.full"
    walker.does(events.Signed())
    first, second = [c for c in walker.wanted if isinstance(c, commands.DepositCase)]
    assert first.submission == second.submission


def test_going_back_from_signing_drops_the_signature_not_the_answers(walker: Any) -> None:
    walker.reaches_sign().signs()
    before = answers(walker)
    walker.does(events.WentBack())
    assert walker.step is Step.CHECK
    assert answers(walker) == before
    walker.does(events.Confirmed(), events.Signed())
    assert walker.journey.visit.application.problem == "sign.empty"


def test_a_deposit_drops_the_answers_at_once(walker: Any) -> None:
    walker.reaches_done()
    assert walker.journey.visit.application is None


# --- the receipt --------------------------------------------------------------------------------


def printed(walker: Any, result: str, reason: str = "") -> None:
    walker.does(events.PrintEnded(walker.receipt().number, result, reason))


def test_a_printed_receipt_is_kept_in_the_books(walker: Any) -> None:
    walker.reaches_done()
    printed(walker, "PRINTED")
    assert walker.journey.visit.outcome.print_state is PrintState.PRINTED
    assert walker.last(commands.RecordPrint).result == "PRINTED"


def test_without_paper_it_is_told_and_printed_again_on_demand(walker: Any) -> None:
    walker.reaches_done()
    printed(walker, "FAILED", "print.paper_out")
    outcome = walker.journey.visit.outcome
    assert (outcome.print_state, outcome.print_problem) == (PrintState.FAILED, "print.paper_out")
    walker.does(events.ReprintAsked())
    assert outcome.print_state is PrintState.PRINTING
    assert walker.count(commands.PrintReceipt) == 2


def test_after_silence_nothing_is_printed_again_until_the_person_answers(walker: Any) -> None:
    walker.reaches_done()
    printed(walker, "UNKNOWN", "print.silent")
    walker.does(events.ReprintAsked())
    assert walker.count(commands.PrintReceipt) == 1
    walker.does(events.PaperAnswered(came_out=False), events.ReprintAsked())
    assert walker.count(commands.PrintReceipt) == 2
    printed(walker, "UNKNOWN", "print.silent")
    walker.does(events.PaperAnswered(came_out=True))
    assert walker.journey.visit.outcome.print_state is PrintState.PRINTED
    assert walker.last(commands.RecordPrint).reason == "print.person_said"


def test_an_answer_about_paper_nobody_asked_for_changes_nothing(walker: Any) -> None:
    walker.reaches_done().does(events.PaperAnswered(came_out=False))
    assert walker.journey.visit.outcome.print_state is PrintState.PRINTING


def test_a_print_that_ends_after_the_session_is_still_kept_in_the_books(walker: Any) -> None:
    walker.reaches_done().does(events.FinishAsked())
    printed(walker, "PRINTED")
    assert walker.last(commands.RecordPrint).number == walker.receipt().number


def test_the_platforms_word_reaches_the_page(walker: Any) -> None:
    walker.reaches_done().does(events.CaseChanged(walker.case(state="delivered")))
    assert walker.journey.visit.outcome.state is CaseState.DELIVERED
    other = walker.case("L08172611210002I", "refused")
    walker.does(events.CaseChanged(other))
    assert walker.journey.visit.outcome.state is CaseState.DELIVERED


# --- leaving ------------------------------------------------------------------------------------


def test_another_service_keeps_the_identity_and_nothing_else(walker: Any) -> None:
    walker.reaches_done().does(events.AnotherAsked())
    visit = walker.journey.visit
    assert walker.step is Step.HOME
    assert visit.person.card is walker.wang
    assert visit.outcome is None
    assert visit.application is None
    walker.does(events.ItemChosen("904"), events.GuideAccepted())
    assert walker.step is Step.CONSENT


def test_the_last_page_waits_until_the_card_is_lifted(walker: Any) -> None:
    walker.reaches_done().does(events.FinishAsked()).waits(300)
    assert walker.step is Step.FINISH
    walker.does(events.FinishAsked())
    assert walker.step is Step.FINISH
    walker.does(events.CardLifted()).waits(4)
    assert walker.step is Step.FINISH
    assert 0 < walker.journey.finish_seconds <= 2
    walker.waits(3)
    assert walker.step is Step.ATTRACT


def test_the_last_page_can_be_closed_once_the_card_is_gone(walker: Any) -> None:
    walker.reaches_done().does(events.CardLifted(), events.FinishAsked(), events.FinishAsked())
    assert walker.step is Step.ATTRACT


def test_a_card_laid_on_the_last_page_is_not_read_into_a_session(walker: Any) -> None:
    walker.reaches_done().does(events.CardLifted(), events.FinishAsked()).lays(walker.li)
    assert walker.step is Step.FINISH
    assert walker.journey.visit.person is None


def test_exit_before_anybody_is_identified_leads_straight_to_the_first_page(walker: Any) -> None:
    walker.reaches_guide().does(events.ExitAsked())
    assert walker.step is Step.ATTRACT


# --- my cases and scanning ----------------------------------------------------------------------


def test_my_cases_asks_for_a_card_and_shows_its_cases(walker: Any) -> None:
    walker.does(events.Begun(), events.MyCasesAsked())
    assert walker.journey.visit.enquiry.state is EnquiryState.LAY
    walker.lays(walker.wang)
    wanted = walker.last(commands.FindCasesOf)
    assert wanted.id_no == walker.wang.id_no
    walker.does(events.CasesFound(wanted.lookup, (walker.case(),)))
    assert walker.journey.visit.enquiry.state is EnquiryState.LIST


def test_whoever_is_identified_sees_their_cases_at_once(walker: Any) -> None:
    walker.lays(walker.wang).does(events.MyCasesAsked())
    walker.does(events.CasesFound(walker.last(commands.FindCasesOf).lookup, ()))
    assert walker.journey.visit.enquiry.state is EnquiryState.NONE


def test_an_answer_to_the_last_persons_question_is_shown_to_nobody(walker: Any) -> None:
    walker.lays(walker.wang).does(events.MyCasesAsked())
    late = walker.last(commands.FindCasesOf).lookup
    walker.does(events.ExitAsked(), events.CardLifted()).waits(7)
    walker.lays(walker.li).does(events.MyCasesAsked())
    walker.does(events.CasesFound(late, (walker.case(),)), events.EnquiryFailed(late, "x"))
    enquiry = walker.journey.visit.enquiry
    assert (enquiry.state, enquiry.cases) == (EnquiryState.SEARCHING, ())


def test_another_card_in_my_cases_wipes_the_first_list(walker: Any) -> None:
    walker.lays(walker.wang).does(events.MyCasesAsked())
    walker.does(events.CasesFound(walker.last(commands.FindCasesOf).lookup, (walker.case(),)))
    walker.lays(walker.li)
    assert walker.journey.visit.enquiry.cases == ()
    assert walker.last(commands.FindCasesOf).id_no == walker.li.id_no


def test_an_expired_card_shows_no_cases(walker: Any) -> None:
    walker.does(events.Begun(), events.MyCasesAsked()).lays(walker.expired)
    enquiry = walker.journey.visit.enquiry
    assert (enquiry.state, enquiry.problem) == (EnquiryState.FAILED, "card.expired")
    assert walker.count(commands.FindCasesOf) == 0


def test_an_unreadable_card_in_my_cases_is_told(walker: Any) -> None:
    walker.does(events.Begun(), events.MyCasesAsked(), events.CardUnreadable("card.pulled"))
    assert walker.journey.visit.enquiry.problem == "card.pulled"


def test_a_receipt_of_ours_shows_its_case(walker: Any) -> None:
    walker.does(events.Begun(), events.ScanAsked())
    assert walker.last(commands.ScanCodes).on
    walker.does(events.CodeSeen("OUR:L08172611210001K"))
    assert walker.step is Step.MY_CASES
    assert not walker.last(commands.ScanCodes).on
    wanted = walker.last(commands.FindCase)
    assert wanted.number == "L08172611210001K"
    walker.does(events.CasesFound(wanted.lookup, (walker.case(),)))
    assert walker.journey.visit.enquiry.state is EnquiryState.LIST


def test_a_code_that_is_not_ours_is_told_and_looking_goes_on(walker: Any) -> None:
    walker.does(events.Begun(), events.ScanAsked(), events.CodeSeen("https://example.com"))
    assert walker.journey.visit.scan is ScanState.NOT_OURS
    assert walker.step is Step.SCAN


def test_a_code_whose_content_is_no_text_is_not_ours(walker: Any) -> None:
    walker.does(events.Begun(), events.ScanAsked(), events.CodeSeen(""))
    assert walker.journey.visit.scan is ScanState.NOT_OURS


def test_our_receipt_from_another_terminal_is_told_as_such(walker: Any) -> None:
    walker.does(events.Begun(), events.ScanAsked(), events.CodeSeen("OUR:L08172611210001K"))
    walker.does(events.CasesFound(walker.last(commands.FindCase).lookup, ()))
    enquiry = walker.journey.visit.enquiry
    assert (enquiry.state, enquiry.problem) == (EnquiryState.FAILED, "code.no_case")


def test_without_a_camera_the_scan_page_says_so(walker: Any) -> None:
    walker.does(events.ScannerChanged(usable=False), events.Begun(), events.ScanAsked())
    assert walker.journey.visit.scan is ScanState.NO_READER
    assert walker.journey.scanner_problem == "code.no_camera"
    walker.does(events.ScannerChanged(usable=False, reason="code.camera_dark"))
    assert walker.journey.scanner_problem == "code.camera_dark"
    walker.does(events.ScannerChanged(usable=True))
    assert walker.journey.visit.scan is ScanState.LOOKING
    assert walker.journey.scanner_problem == ""
    walker.does(events.WentBack())
    assert walker.step is Step.HOME


def test_a_receipt_in_my_cases_is_printed_again_once_at_a_time(walker: Any) -> None:
    walker.lays(walker.wang).does(events.MyCasesAsked())
    walker.does(events.CasesFound(walker.last(commands.FindCasesOf).lookup, (walker.case(),)))
    number = walker.case().number
    walker.does(events.ReprintAsked(number), events.ReprintAsked(number))
    assert walker.count(commands.PrintReceipt) == 1
    printed(walker, "FAILED", "print.paper_out")
    enquiry = walker.journey.visit.enquiry
    assert (enquiry.printing, enquiry.problem) == ("", "print.paper_out")
    walker.does(events.ReprintAsked("L00000000000000X"))
    assert walker.count(commands.PrintReceipt) == 1


def test_a_case_in_the_list_follows_the_platforms_word(walker: Any) -> None:
    walker.lays(walker.wang).does(events.MyCasesAsked())
    walker.does(events.CasesFound(walker.last(commands.FindCasesOf).lookup, (walker.case(),)))
    walker.does(events.CaseChanged(walker.case(state="accepted")))
    assert walker.journey.visit.enquiry.cases[0].state is CaseState.ACCEPTED
    walker.does(events.WentBack())
    assert walker.journey.visit.enquiry.cases == ()


# --- what is missing ----------------------------------------------------------------------------


def lists(walker: Any, case: Any) -> None:
    walker.lays(walker.wang).does(events.MyCasesAsked())
    walker.does(events.CasesFound(walker.last(commands.FindCasesOf).lookup, (case,)))


def test_what_is_missing_is_printed_once_at_a_time_and_not_again_by_itself(walker: Any) -> None:
    part = MissingPart({"zh_CN": "户口簿"}, {"zh_CN": "看不清"})
    wanted = CaseCorrection(UUID(int=1), 2, walker.clock.now(), date(2026, 12, 10), (part,))
    case = walker.case()
    case.correction = wanted
    lists(walker, case)
    walker.does(events.CorrectionAsked(case.number), events.CorrectionAsked(case.number))
    printing = [one for one in walker.wanted if isinstance(one, commands.PrintCorrection)]
    assert [(one.correction, one.receipt) for one in printing] == [(wanted, case.receipt)]
    walker.does(events.CorrectionPrinted(case.number, "UNKNOWN", "print.silent"))
    enquiry = walker.journey.visit.enquiry
    assert (enquiry.printing, enquiry.problem) == ("", "print.silent")
    assert walker.count(commands.RecordPrint) == 0


def test_a_case_that_lacks_nothing_has_no_list_to_print(walker: Any) -> None:
    case = walker.case()
    lists(walker, case)
    walker.does(events.CorrectionAsked(case.number), events.CorrectionAsked("L0"))
    assert walker.count(commands.PrintCorrection) == 0
    assert walker.journey.visit.enquiry.printing == ""


def test_the_notices_lead_back_to_the_home_page(walker: Any) -> None:
    walker.does(events.Begun(), events.NoticesAsked())
    assert walker.step is Step.NOTICES
    walker.does(events.WentBack())
    assert walker.step is Step.HOME


# --- what an item needs -------------------------------------------------------------------------


def test_what_an_item_needs_is_printed_once_at_a_time(walker: Any) -> None:
    walker.does(events.Begun(), events.ItemChosen("602"))
    visit = walker.journey.visit
    assert visit.guide_slip is None
    walker.does(events.GuideSlipAsked(), events.GuideSlipAsked())
    (order,) = [one for one in walker.wanted if isinstance(one, commands.PrintGuide)]
    assert (order.item.id, order.language) == ("602", "zh_CN")
    assert visit.guide_slip is PrintState.PRINTING
    walker.does(events.GuidePrinted("904", "FAILED", "printer.paper_out"))  # another item's
    assert visit.guide_slip is PrintState.PRINTING
    walker.does(events.GuidePrinted("602", "PRINTED", ""))
    assert visit.guide_slip is PrintState.PRINTED
    walker.does(events.GuideSlipAsked(), events.GuidePrinted("602", "UNKNOWN", "print.silent"))
    assert visit.guide_slip is PrintState.FAILED
    assert walker.count(commands.PrintGuide) == 2
    assert walker.count(commands.RecordPrint) == 0


def test_nobody_is_sent_away_while_the_list_is_printed(walker: Any) -> None:
    walker.does(events.Begun(), events.ItemChosen("602"), events.GuideSlipAsked())
    walker.waits(600)
    assert walker.journey.step is Step.GUIDE
    walker.does(events.GuidePrinted("602", "PRINTED", ""))


def test_another_guide_begins_without_a_word_about_printing(walker: Any) -> None:
    walker.does(events.Begun(), events.ItemChosen("602"), events.GuideSlipAsked())
    walker.does(events.GuidePrinted("602", "PRINTED", ""), events.WentBack())
    walker.does(events.ItemChosen("904"))
    assert walker.journey.visit.guide_slip is None
    walker.does(events.GuidePrinted("602", "FAILED", "printer.paper_out"))  # late
    assert walker.journey.visit.guide_slip is None
