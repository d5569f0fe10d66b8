"""Every page and state of the screen with believable content, by name."""

from __future__ import annotations

from typing import Any

import states_arriving
import states_choices
import states_codes
import states_enclosed
import states_ending
import states_entries
import states_lists
import states_papers
import states_questions
from mock_viewmodels import CLASSES, FieldList
from state import State

TOPICS = [
    ("family", "婚育收养", "生育登记 · 新生儿一件事", "Family", "Births · Registration"),
    ("education", "教育培训", "入学 助学金", "Education", "School, grants"),
    ("work", "求职执业", "就业 营业执照", "Work", "Jobs, licences"),
    ("health", "就医保健", "参保 异地就医", "Health", "Insurance, care"),
    ("insurance", "社会保险", "养老认证 领待遇", "Pensions", "Proof of life"),
    ("welfare", "福利救助", "低保 高龄津贴", "Welfare", "Allowances"),
    ("transport", "交通旅游", "通行证 乘车卡", "Travel", "Permits, passes"),
    ("documents", "证件办理", "身份证 居住证", "Documents", "Cards, permits"),
    ("justice", "司法公证", "调解 法律援助", "Justice", "Mediation, aid"),
]


def _topics(language: str) -> list[dict[str, str]]:
    if language == "en":
        return [{"id": i, "name": n, "icon": i, "examples": e} for i, _, _, n, e in TOPICS]
    return [{"id": i, "name": n, "icon": i, "examples": e} for i, n, e, _, _ in TOPICS]


def _home(language: str) -> dict[str, Any]:
    english = language == "en"
    return {
        "topics": _topics(language),
        "popular": [
            {"id": "602", "name": "Old-age allowance" if english else "高龄津贴申请"},
            {"id": "904", "name": "People's mediation" if english else "人民调解申请"},
        ],
        "bundles": [
            {
                "id": "b1",
                "name": "A child is born" if english else "新生儿出生",
                "note": "5 offices, 1 form" if english else "5 个部门,填 1 张表",
            },
            {
                "id": "b2",
                "name": "Disability support" if english else "助残一件事",
                "note": "15 papers, 1 form" if english else "15 份材料并成 1 张表",
            },
            {
                "id": "b3",
                "name": "After a death" if english else "公民身后",
                "note": "9 matters at once" if english else "9 件事一次说清",
            },
        ],
    }


STATES: dict[str, State] = {
    **states_arriving.STATES,
    **states_questions.STATES,
    **states_ending.STATES,
    **states_codes.STATES,
    **states_choices.STATES,
    **states_entries.STATES,
    **states_enclosed.STATES,
    **states_papers.STATES,
    **states_lists.STATES,
}


def view_models(name: str, language: str) -> tuple[Any, Any]:
    """The application's and the page's view-model of a state."""
    state = STATES[name]
    values = dict(state.values)
    if state.page == "Home":
        values = {**_home(language), **values}
    if state.page == "Done":
        values["qr"] = "image://kiosk/qr/1"
    if state.page == "Scan":
        values["codeWindow"] = CLASSES["CodeWindowViewModel"](**values.get("codeWindow", {}))
    if state.page == "Questions":
        values["camera"] = CLASSES["CameraViewModel"](**values.get("camera", {}))
        values["codeWindow"] = CLASSES["CodeWindowViewModel"](**values.get("codeWindow", {}))
        values["recorder"] = CLASSES["RecorderViewModel"](**values.get("recorder", {}))
    page = CLASSES[f"{state.page}ViewModel"](**values)
    if state.fields is not None:
        page.values["fields"] = FieldList(state.fields)
    place = {
        "placeName": "Wennan Town Service Centre" if language == "en" else "汶南镇便民服务中心",
        "duty": "Li Xiuying, Wang Jianguo" if language == "en" else "李秀英、王建国",
        "hotline": "12345",
        "phone": "0538-7000000",
        "clockText": "09:24",
        "language": language,
        "canSpeak": True,
        "voice": CLASSES["SpeechViewModel"](**state.spoken),
        "writing": CLASSES["WritingViewModel"](**state.written),
    }
    app = CLASSES["AppViewModel"](**{**place, **state.app})
    app.values.update({"page": state.page, "pageModel": page})
    return app, page
