"""Walking through a form: pages, answers, rows, going back, straight to one answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from kiosk.journey import events
from kiosk.journey.fields import Kind
from kiosk.journey.steps import Step


def questions(walker: Any) -> Any:
    return walker.journey.visit.application.questionnaire


def page(walker: Any) -> Any:
    return questions(walker).page()


def answers(walker: Any) -> dict[str, str]:
    return {answer.ref: answer.value for answer in questions(walker).answers()}


def test_what_the_card_knows_is_shown_not_asked(walker: Any) -> None:
    walker.reaches_questions()
    first = page(walker)
    assert first.heading == "Is this you?"
    assert [fact.value for fact in first.known] == [
        "王秀花",
        "370982195308150022",
        "1953-08-15",
        "01",
        "山东省新泰市汶南镇",
    ]
    assert first.fields == ()


def test_what_the_card_filled_cannot_be_typed_over(walker: Any) -> None:
    walker.reaches_questions().does(events.Answered("/data/applicant/name", "somebody else"))
    assert page(walker).known[0].value == "王秀花"


def test_one_question_a_page_with_its_label_as_heading(walker: Any) -> None:
    walker.reaches_questions().does(events.Continued())
    second = page(walker)
    assert (second.heading, second.step, second.steps) == ("Your phone?", 2, 4)
    assert [field.kind for field in second.fields] == [Kind.DIGITS]


def test_continue_shows_the_forms_own_sentence_and_keeps_the_wrong_value(walker: Any) -> None:
    walker.reaches_questions().does(events.Continued(), events.Answered("/data/phone", "123"))
    assert page(walker).errors == ()
    walker.does(events.Continued())
    now = page(walker)
    assert now.errors == (("/data/phone", "11 digits."),)
    assert (now.fields[0].value, now.fields[0].error) == ("123", "11 digits.")
    walker.does(events.Answered("/data/phone", "13805380000"))
    assert page(walker).errors == ()
    walker.does(events.Continued())
    assert page(walker).heading == "Any children?"


def test_a_violation_without_words_has_a_code(walker: Any) -> None:
    walker.reaches_questions().does(
        events.Continued(), events.Answered("/data/phone", "13805380000"), events.Continued()
    )
    walker.does(events.Continued())
    assert page(walker).errors == (("/data/has_children", "answer.required"),)


def test_a_page_appears_and_goes_with_the_answer_it_depends_on(walker: Any) -> None:
    walker.reaches_questions().does(
        events.Continued(), events.Answered("/data/phone", "13805380000"), events.Continued()
    )
    walker.does(events.Answered("/data/has_children", "yes"))
    assert page(walker).steps == 5
    walker.does(events.Continued())
    assert page(walker).heading == "Which school?"
    walker.does(events.WentBack(), events.Answered("/data/has_children", "no"), events.Continued())
    assert page(walker).heading == "Household member"


def test_going_back_and_forward_loses_no_answer(walker: Any) -> None:
    walker.reaches_check()
    before = answers(walker)
    for _ in range(6):
        walker.does(events.WentBack())
    assert walker.step is Step.CONSENT
    walker.does(events.Agreed())
    assert walker.step is Step.QUESTIONS
    assert answers(walker) == before


def test_an_answer_to_a_question_of_another_page_is_not_taken(walker: Any) -> None:
    walker.reaches_questions().does(events.Answered("/data/phone", "13805380000"))
    assert answers(walker)["/data/phone"] == ""


def test_change_leads_to_the_answer_and_continue_back_to_the_check_page(walker: Any) -> None:
    walker.reaches_check().does(events.ChangeAsked("/data/phone"))
    assert walker.step is Step.QUESTIONS
    assert page(walker).heading == "Your phone?"
    walker.does(events.Answered("/data/phone", "13905380000"), events.Continued())
    assert walker.step is Step.CHECK
    assert answers(walker)["/data/phone"] == "13905380000"


def test_back_while_changing_leads_to_the_check_page_too(walker: Any) -> None:
    walker.reaches_check().does(events.ChangeAsked("/data/phone"), events.WentBack())
    assert walker.step is Step.CHECK


def test_a_change_that_raises_a_new_question_asks_it_before_the_check_page(walker: Any) -> None:
    walker.reaches_check().does(
        events.ChangeAsked("/data/has_children"),
        events.Answered("/data/has_children", "yes"),
        events.Continued(),
    )
    assert walker.step is Step.QUESTIONS
    assert page(walker).heading == "Which school?"
    walker.does(events.Answered("/data/school", "No. 1"), events.Continued())
    assert walker.step is Step.CHECK


def test_a_wrong_value_left_while_changing_stops_the_confirmation(walker: Any) -> None:
    walker.reaches_check().does(
        events.ChangeAsked("/data/phone"), events.Answered("/data/phone", "1"), events.WentBack()
    )
    walker.does(events.Confirmed())
    assert walker.step is Step.QUESTIONS
    assert page(walker).errors == (("/data/phone", "11 digits."),)


def test_what_came_from_the_card_cannot_be_changed_on_the_check_page(walker: Any) -> None:
    walker.reaches_check()
    name, phone = questions(walker).answers()[0], questions(walker).answers()[5]
    assert (name.changeable, name.source) == (False, "card")
    assert (phone.changeable, phone.source) == (True, "person")


def test_the_check_page_reads_choices_in_words(walker: Any) -> None:
    walker.reaches_check()
    assert answers(walker)["/data/has_children"] == "No"


def reaches_members(walker: Any) -> Any:
    walker.reaches_questions().does(
        events.Continued(),
        events.Answered("/data/phone", "13805380000"),
        events.Continued(),
        events.Answered("/data/has_children", "no"),
        events.Continued(),
    )
    return walker


def adds(walker: Any, name: str) -> None:
    walker.does(events.RowAdded("/data/member"))
    row = page(walker).ref
    walker.does(events.Answered(f"{row}/name", name), events.Continued())


def test_rows_are_cards_that_are_added_edited_and_removed(walker: Any) -> None:
    reaches_members(walker)
    adds(walker, "A")
    adds(walker, "B")
    (repeat,) = page(walker).fields
    assert [(row.title, row.lines[0].value) for row in repeat.rows] == [
        ("Household member 1", "A"),
        ("Household member 2", "B"),
    ]
    walker.does(events.RowEdited("/data/member[2]"))
    assert page(walker).heading == "Household member 2"
    walker.does(events.Answered("/data/member[2]/name", "C"), events.Continued())
    walker.does(events.RowRemoved("/data/member[1]"))
    (repeat,) = page(walker).fields
    assert [row.lines[0].value for row in repeat.rows] == ["C"]


def test_a_row_is_checked_on_its_own_page(walker: Any) -> None:
    reaches_members(walker).does(events.RowAdded("/data/member"), events.Continued())
    assert page(walker).errors == (("/data/member[1]/name", "answer.required"),)


def test_a_blank_row_left_by_back_goes_and_a_begun_one_stays(walker: Any) -> None:
    reaches_members(walker).does(events.RowAdded("/data/member"), events.WentBack())
    assert page(walker).fields[0].rows == ()
    walker.does(
        events.RowAdded("/data/member"),
        events.Answered("/data/member[1]/income", "5"),
        events.WentBack(),
    )
    assert len(page(walker).fields[0].rows) == 1
    walker.does(events.Continued())
    assert page(walker).errors == (("/data/member[1]/name", "answer.required"),)
    assert walker.step is Step.QUESTIONS


def test_change_opens_the_row_the_answer_is_in(walker: Any) -> None:
    reaches_members(walker)
    adds(walker, "A")
    walker.does(events.Continued())
    assert walker.step is Step.CHECK
    walker.does(events.ChangeAsked("/data/member[1]/name"))
    assert page(walker).heading == "Household member 1"
    walker.does(events.Answered("/data/member[1]/name", "B"), events.Continued())
    assert walker.step is Step.CHECK


def test_rows_of_other_pages_cannot_be_touched(walker: Any) -> None:
    walker.reaches_questions().does(
        events.RowAdded("/data/member"),
        events.RowEdited("/data/member[1]"),
        events.RowRemoved("/data/member[1]"),
    )
    assert questions(walker).session["/data/member"].count == 0


def test_the_language_changes_in_the_middle_and_no_answer_is_lost(walker: Any) -> None:
    walker.reaches_check().does(events.LanguageChosen("en"))
    assert questions(walker).session.language == "English (en)"
    assert answers(walker)["/data/phone"] == "13805380000"
    walker.does(events.ChangeAsked("/data/phone"))
    assert page(walker).heading == "Which phone?"


def test_what_a_foreign_card_does_not_have_is_asked_or_left_out(walker: Any) -> None:
    walker.reaches_questions(replace(walker.wang, nation="", address=""))
    first = page(walker)
    assert "Nation" not in [fact.label for fact in first.known]
    assert [field.ref for field in first.fields] == ["/data/applicant/address"]
    walker.does(events.Answered("/data/applicant/address", "here"), events.Continued())
    assert page(walker).step == 2


def test_a_known_fact_that_rules_the_application_out_says_so(walker: Any) -> None:
    walker.reaches_questions(replace(walker.wang, birth=date(2010, 1, 1)))
    walker.does(events.Continued())
    assert page(walker).errors == ()
    assert page(walker).obstacle == "For adults."
