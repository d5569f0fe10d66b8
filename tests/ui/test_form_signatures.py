"""A form that asks for a signature, signed with a finger on the real pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QImage

from kiosk.forms import Form, load_form
from kiosk.forms.xlsform import convert
from sync.protocol.body import CaseBody
from sync.protocol.envelope import generate_platform_key, open_sealed

SHEET = """
| survey |
| | type | name | label::English (en) | label::中文 (zh_CN) | appearance | required |
| | image | witness | The witness signs | 见证人签名 | signature | yes |
| | begin repeat | heir | Heir | 继承人 | | |
| | image | sign | The heir signs | 继承人签名 | signature | yes |
| | end repeat | | | | | |
| settings |
| | form_id | version | form_title | default_language |
| | signed | 1 | signed | 中文 (zh_CN) |
"""
WITNESS, HEIR = "/data/witness", "/data/heir[1]/sign"
CROSS = [[(0.2, 0.2), (0.5, 0.5), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]]


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    sheet = tmp_path_factory.mktemp("form") / "signed.md"
    sheet.write_text(SHEET)
    return load_form(convert(sheet))


@pytest.fixture
def signer(open_terminal: Callable[..., Any], form: Form) -> Any:
    terminal = open_terminal(load_form=lambda _item: form)
    terminal.reaches_questions()
    return terminal


def prop(terminal: Any, name: str) -> Any:
    return terminal.app.view_model.property("pageModel").property(name)


def inked(terminal: Any, ref: str) -> bool:
    return bool(terminal.robot.wait_for(f"signPad_{ref}").property("inked"))


def signs_everything(terminal: Any) -> None:
    robot = terminal.robot
    robot.draw(f"signPad_{WITNESS}", CROSS)
    robot.tap("pageNext")
    robot.tap("editRow_/data/heir[1]")
    robot.draw(f"signPad_{HEIR}", CROSS[:1])
    robot.tap("pageNext")
    terminal.until(lambda: robot.find("addRow_/data/heir") is not None)


def test_both_languages_say_signed_and_the_row_too(signer: Any) -> None:
    signs_everything(signer)
    assert signer.shows("已签名")  # on the card of the row
    signer.robot.tap("pageNext")
    signer.waits_for_page("Check")
    assert signer.robot.texts().count("已签名") == 2
    signer.robot.tap("barLanguage")
    signer.until(lambda: signer.robot.texts().count("signed") == 2)
    assert not signer.shows(".png")


def test_an_empty_pad_is_told_and_a_drawn_one_stays(signer: Any) -> None:
    robot = signer.robot
    robot.tap("pageNext")
    assert prop(signer, "errors")[0]["ref"] == WITNESS
    robot.draw(f"signPad_{WITNESS}", CROSS)
    signer.until(lambda: not prop(signer, "errors"))
    robot.tap("pageNext")
    signer.until(lambda: prop(signer, "step") == 2)
    robot.tap("pageBack")
    signer.until(lambda: prop(signer, "step") == 1)
    assert inked(signer, WITNESS)
    robot.tap(f"clear_{WITNESS}")
    robot.tap("pageNext")
    assert prop(signer, "errors")[0]["ref"] == WITNESS


def test_who_comes_back_may_add_a_stroke(signer: Any) -> None:
    robot = signer.robot
    robot.draw(f"signPad_{WITNESS}", CROSS[:1])
    robot.tap("pageNext")
    signer.until(lambda: prop(signer, "step") == 2)
    robot.tap("pageBack")
    signer.until(lambda: prop(signer, "step") == 1)
    robot.draw(f"signPad_{WITNESS}", CROSS[1:])
    (field,) = signer.app.conductor.journey.visit.application.questionnaire.page().fields
    assert [len(stroke) for stroke in field.strokes] == [3, 2]
    times = [point.t_ms for stroke in field.strokes for point in stroke]
    assert times == sorted(times)


def test_the_pictures_travel_sealed_with_their_hash_and_size(signer: Any) -> None:
    private_key, platform_key = generate_platform_key("opened by the test")
    with signer.store.unit_of_work() as work:
        work.terminal.save(replace(signer.store.terminal(), platform_keys=(platform_key,)))
        work.commit()
    signs_everything(signer)
    signer.robot.tap("pageNext")
    signer.waits_for_page("Check")
    signer.robot.tap("pageNext")
    signer.waits_for_page("Sign")
    signer.robot.draw("signPad", CROSS)
    signer.robot.tap("signSubmit")
    signer.waits_for_page("Done")
    message = next(iter(signer.store.data.messages.values()))
    body = CaseBody.from_bytes(open_sealed(message.body, message.context, private_key))
    assert body.answers["witness"] == "signature-1.png"
    assert [a.name for a in body.attachments] == ["signature-1.png", "signature-2.png"]
    for attachment in body.attachments:
        assert attachment.media_type == "image/png"
        assert attachment.content is not None
        assert attachment.size == len(attachment.content)
        assert attachment.sha256 == hashlib.sha256(attachment.content).hexdigest()
        picture = QImage.fromData(attachment.content)
        assert min(picture.width(), picture.height()) > 100
        middle = picture.pixelColor(picture.width() // 2, picture.height() // 2)
        assert middle.lightness() < 128


def test_nothing_drawn_stays_with_the_view_models(signer: Any) -> None:
    signer.robot.draw(f"signPad_{WITNESS}", CROSS)
    questions = signer.app.view_model.property("pageModel")
    assert questions.property("fields")._entries[0]["value"]
    signer.app.view_model.exitSession()
    signer.until(lambda: signer.page != "Questions")
    assert questions.property("fields")._entries == []
