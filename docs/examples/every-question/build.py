"""Writes `form.xlsx` and its lists and picture: a form that asks every kind of question.

    python docs/examples/every-question/build.py [FOLDER]

Needs openpyxl, which the tests bring. The same rows give the same bytes, so a change of the form
is a change of this file.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip file can name
ZH, EN = "中文 (zh_CN)", "English (en)"
EVERYBODY = "village township"

# short names of columns that are long on the sheet
COLUMNS = {
    "zh": f"label::{ZH}",
    "en": f"label::{EN}",
    "hint_zh": f"hint::{ZH}",
    "hint_en": f"hint::{EN}",
    "guidance_zh": f"guidance_hint::{ZH}",
    "guidance_en": f"guidance_hint::{EN}",
    "wrong_zh": f"constraint_message::{ZH}",
    "wrong_en": f"constraint_message::{EN}",
    "missing_zh": f"required_message::{ZH}",
    "missing_en": f"required_message::{EN}",
    "picture_zh": f"media::image::{ZH}",
    "picture_en": f"media::image::{EN}",
    "department": "bind::kiosk:department",
    "intent": "body::intent",
}

Row = dict[str, Any]


def ask(type_: str, name: str, zh: str = "", en: str = "", **more: Any) -> Row:
    """A row of the sheet `survey`."""
    return {"type": type_, "name": name, "zh": zh, "en": en, **more}


def image(name: str, zh: str, en: str, look: str, **more: Any) -> Row:
    """A question whose answer is a picture."""
    more = {"appearance": look, "parameters": "max-pixels=1600", **more}
    return ask("image", name, zh, en, department=EVERYBODY, **more)


def page(name: str, zh: str, en: str, *rows: Row, **more: Any) -> list[Row]:
    """A page: a group with the appearance `field-list`."""
    more = {"appearance": "field-list", "department": EVERYBODY, **more}
    return [ask("begin_group", name, zh, en, **more), *rows, {"type": "end_group"}]


SURVEY: list[Row] = [
    ask("start", "began", department=EVERYBODY),
    ask("end", "ended", department=EVERYBODY),
    ask("today", "today", department=EVERYBODY),
    ask("deviceid", "device", department=EVERYBODY),
    ask("username", "clerk", department=EVERYBODY),
    *page(
        "card",
        "身份证上是这样写的",
        "This is what the ID card says",
        ask("text", "name", "姓名", "Name", readonly="yes"),
        ask("date", "birth", "出生日期", "Born", readonly="yes"),
        ask("text", "id_no", "证件号码", "Number", readonly="yes", appearance="numbers"),
        intent="kiosk.id_card(name='name', birth='birth', id_no='id_no')",
    ),
    *page(
        "words",
        "写几个字",
        "A few words",
        ask(
            "text",
            "short",
            "您叫他什么？",
            "What do you call him?",
            hint_zh="写**小名**也行。",
            hint_en="A **nickname** will do.",
            guidance_zh="照您平时叫的写，不用写大名。",
            guidance_en="As you say it every day; no full name is needed.",
            required="yes",
            missing_zh="还没有写怎么称呼。",
            missing_en="Nothing is written yet.",
            constraint="string-length(.) <= 8",
            wrong_zh="最多写八个字。",
            wrong_en="Eight characters at most.",
        ),
        ask("text", "long", "说说经过", "Tell what happened", appearance="multiline"),
        ask("text", "hidden_word", "一个暗号", "A secret word", appearance="masked"),
        ask("text", "link", "网址", "An address on the web", appearance="url"),
    ),
    *page(
        "figures",
        "几个数",
        "A few numbers",
        ask(
            "integer",
            "people",
            "家里几口人？",
            "How many are you at home?",
            required="yes",
            constraint=". >= 1 and . <= 20",
            wrong_zh="填 1 到 20。",
            wrong_en="From 1 to 20.",
        ),
        ask("decimal", "land", "几亩地？", "How much land?"),
        ask("integer", "income", "一年收入多少元？", "Income?", appearance="thousands-sep"),
        ask("text", "phone", "手机号码", "Mobile number", appearance="numbers"),
    ),
    *page(
        "scales",
        "拨一拨",
        "Turn it",
        ask("range", "content", "打几分？", "How many points?", parameters="start=0 end=10 step=1"),
        ask(
            "range",
            "warmth",
            "多少度？",
            "How warm?",
            parameters="start=35.0 end=42.0 step=0.5",
            appearance="vertical",
        ),
        ask(
            "range",
            "stars",
            "几颗星？",
            "How many stars?",
            parameters="start=1 end=5 step=1",
            appearance="rating",
        ),
        ask(
            "range",
            "rooms",
            "几间房？",
            "How many rooms?",
            parameters="start=1 end=9 step=1",
            appearance="picker",
        ),
    ),
    *page(
        "one",
        "选一个",
        "Choose one",
        ask("select_one weather", "plain", "今天天气怎样？", "What is the weather?"),
        ask("select_one sky or_other", "other", "明天呢？", "And tomorrow?"),
        ask("select_one weather", "small", "后天呢？", "And then?", appearance="minimal"),
    ),
    *page(
        "one_looks",
        "选一个，几种样子",
        "Choose one, other looks",
        ask("select_one weather", "columns", "几列", "Columns", appearance="columns"),
        ask("select_one weather", "three", "三列", "Three columns", appearance="columns-3"),
        ask("select_one fruit", "pictures", "看图选", "By picture", appearance="no-buttons"),
        ask("select_one agree", "agree", "您同意吗？", "Do you agree?", appearance="likert"),
    ),
    ask(
        "select_one weather",
        "quick",
        "一点就走",
        "One touch and on",
        appearance="quick",
        department=EVERYBODY,
    ),
    *page(
        "searched",
        "边写边找",
        "Find by writing",
        ask("select_one letter", "letter", "哪一个字母？", "Which letter?", appearance="search"),
        ask(
            "select_one weather",
            "mixed",
            "打乱了顺序",
            "In another order",
            parameters="randomize=true, seed=7",
        ),
    ),
    *page(
        "table",
        "一张表",
        "A table",
        ask("select_one agree", "food", "伙食好", "The food is good"),
        ask("select_one agree", "bed", "床铺好", "The bed is good"),
        appearance="field-list table-list",
    ),
    *page(
        "several",
        "选几个",
        "Choose several",
        ask(
            "select_multiple fruit",
            "fruit",
            "种什么果树？",
            "Which fruit do you grow?",
            constraint="not(selected(., 'none') and count-selected(.) > 1)",
            wrong_zh="选了【都没有】，就不选别的。",
            wrong_en="None of these goes alone.",
        ),
        ask(
            "select_multiple weather",
            "several_small",
            "喜欢什么天气？",
            "What weather do you like?",
            appearance="minimal",
        ),
    ),
    *page(
        "lists",
        "从清单里选",
        "From lists",
        ask("select_one_from_file towns.csv", "town", "哪个镇？", "Which township?"),
        ask(
            "select_one_from_file villages.csv",
            "village",
            "哪个村？",
            "Which village?",
            choice_filter="town = ${town}",
            relevant="${town} != ''",
        ),
        ask("select_multiple_from_file crops.xml", "crops", "种什么？", "Which crops?"),
        ask(
            "select_one_from_file places.geojson",
            "place",
            "到哪里办？",
            "Where will you go?",
            parameters="value=id, label=title",
        ),
        ask("calculate", "town_people", calculation="pulldata('towns', 'people', 'name', ${town})"),
        ask(
            "note",
            "town_note",
            "${town_name}有 ${town_people} 人。",
            "${town_name} has ${town_people} people.",
            relevant="${town} != ''",
        ),
        ask("calculate", "town_name", calculation="jr:choice-name(${town}, '${town}')"),
    ),
    ask(
        "rank wish",
        "wishes",
        "先办哪一件？",
        "What comes first?",
        hint_zh="从最要紧的排起。",
        hint_en="Begin with what matters most.",
        department=EVERYBODY,
    ),
    *page(
        "days",
        "哪一天",
        "Which day",
        ask(
            "date",
            "day",
            "从哪天起？",
            "From which day?",
            constraint=". <= today()",
            wrong_zh="还没有到这一天。",
            wrong_en="That day is still to come.",
        ),
        ask("date", "month", "哪年哪月？", "Which month?", appearance="month-year"),
        ask("date", "year", "哪一年？", "Which year?", appearance="year"),
    ),
    *page(
        "hours",
        "几点钟",
        "What time",
        ask("time", "hour", "几点方便？", "What time suits you?"),
        ask("dateTime", "moment", "哪天几点？", "Which day and time?", appearance="no-calendar"),
    ),
    image("signed", "请签名", "Sign here", "signature"),
    image("sketch", "画一画在哪里", "Draw where it is", "draw"),
    image(
        "marked",
        "在图上标出来",
        "Mark it on the map",
        "annotate",
        picture_zh="map.png",
        picture_en="map.png",
    ),
    image("photo", "拍一张材料", "Photograph the paper", "new"),
    image("face", "拍一张本人", "Photograph yourself", "new-front"),
    ask("audio", "said", "说一段话", "Say something", department=EVERYBODY),
    ask("file", "paper", "交一份材料", "Hand in a paper", department=EVERYBODY),
    ask("barcode", "code", "扫一扫", "Scan a code", department=EVERYBODY),
    ask("geopoint", "here", "这台机器在哪里", "Where this terminal stands", department=EVERYBODY),
    ask(
        "begin_repeat",
        "member",
        "家里人",
        "Family",
        appearance="field-list",
        department=EVERYBODY,
    ),
    ask("calculate", "number", calculation="position(..)"),
    ask("text", "called", "叫什么？", "Name?", required="yes", default="concat('家人', ${number})"),
    ask("integer", "age", "几岁？", "How old?", constraint="position(..) <= 5 and . < 130",
        wrong_zh="最多五口人，不到 130 岁。", wrong_en="Five at most, under 130."),
    ask("begin_repeat", "school", "上过的学校", "Schools", relevant="${age} < 30"),
    ask("text", "school_name", "学校叫什么？", "Which school?"),
    {"type": "end_repeat"},
    {"type": "end_repeat"},
    ask(
        "begin_repeat",
        "room",
        "每间房",
        "Each room",
        repeat_count="${rooms}",
        appearance="field-list",
        department=EVERYBODY,
    ),
    ask("decimal", "size", "这间多少平方米？", "How large is it?"),
    {"type": "end_repeat"},
    *page(
        "reckoned",
        "算出来的",
        "Reckoned",
        ask("hidden", "hidden"),
        ask("calculate", "all_sizes", calculation="sum(${size})"),
        ask("calculate", "oldest", calculation="max(${age})"),
        ask("calculate", "first_name", calculation="indexed-repeat(${called}, ${member}, 1)"),
        ask("calculate", "names", calculation="join('、', ${called})"),
        ask("calculate", "minors", calculation="count(${member}[age < 18])"),
        ask("calculate", "lasted", calculation="int(number(${today}) - number(${day}))"),
        ask("calculate", "said_day", calculation="format-date(${day}, '%Y年%n月%e日')"),
        ask("calculate", "secret", calculation="digest(${hidden_word}, 'SHA-256', 'hex')"),
        ask("calculate", "decoded", calculation="base64-decode('5L6/5rCR')"),
        ask("calculate", "far", calculation="distance('35.9 117.7 0 0;35.9 117.8 0 0')"),
        ask("calculate", "enough", calculation="checklist(1, 2, ${people} > 1, ${land} > 1)"),
        ask("calculate", "kept", calculation="once(${people})"),
        ask("calculate", "best", calculation="coalesce(${phone}, '—')"),
        ask("calculate", "changed_people", calculation="concat(${people}, ' 口')",
            trigger="${people}"),
        ask(
            "note",
            "sum",
            "一共 ${people} 口人，最大的 ${oldest} 岁，名字是 ${names}。",
            "${people} people, the oldest ${oldest}; their names are ${names}.",
        ),
        ask("text", "receipt", "印在凭证上", "Printed on the receipt", appearance="printer",
            readonly="yes", calculation="concat('家里 ', ${people}, ' 口人')"),
        ask("acknowledge", "true", "以上都是真的", "All of this is true", required="yes",
            missing_zh="还没有点【我看明白了】。", missing_en="Not confirmed yet."),
    ),
]  # fmt: skip

CHOICES = {
    "weather": [("sun", "晴", "Sun"), ("cloud", "阴", "Clouds"), ("rain", "雨", "Rain")],
    "sky": [("sun", "晴", "Sun"), ("rain", "雨", "Rain")],
    "fruit": [
        ("apple", "苹果", "Apples"),
        ("pear", "梨", "Pears"),
        ("none", "都没有", "None of these"),
    ],
    "agree": [("no", "不同意", "No"), ("half", "说不准", "Not sure"), ("yes", "同意", "Yes")],
    "wish": [("road", "修路", "The road"), ("lamp", "路灯", "Lamps"), ("well", "水井", "A well")],
    "letter": [(chr(97 + n), f"字母 {chr(65 + n)}", f"Letter {chr(65 + n)}") for n in range(26)],
}  # fmt: skip
PICTURES = {"apple": "apple.png", "pear": "pear.png", "none": "none.png"}

SETTINGS = {
    "form_title": "每一种问题",
    "form_id": "every-question",
    "version": "2026112201",
    "default_language": ZH,
    "namespaces": 'kiosk="urn:bianmin:kiosk"',
    "instance_name": "concat(${short}, ' ', ${people})",
}

TOWNS = "name,label,people\nwennan,汶南镇,80000\ndongdu,东都镇,60000\n"
VILLAGES = "name,label,town\nv1,韩庄,wennan\nv2,李家楼,wennan\nv3,古石,dongdu\n"
CROPS = (
    "<root><item><name>wheat</name><label>小麦</label></item>"
    "<item><name>maize</name><label>玉米</label></item></root>\n"
)
PLACES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [117.7, 35.9]},
            "properties": {"id": id_, "title": title},
        }
        for id_, title in (("hall", "镇便民服务中心"), ("village", "村便民服务站"))
    ],
}


def workbook() -> Workbook:
    """The spreadsheet."""
    book = Workbook()
    del book["Sheet"]
    survey = book.create_sheet("survey")
    names = list(dict.fromkeys(name for row in SURVEY for name in row))
    survey.append([COLUMNS.get(name, name) for name in names])
    for row in SURVEY:
        survey.append([row.get(name) or None for name in names])
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", COLUMNS["zh"], COLUMNS["en"], COLUMNS["picture_zh"],
                    COLUMNS["picture_en"]])  # fmt: skip
    for list_name, items in CHOICES.items():
        for name, zh, en in items:
            picture = PICTURES.get(name) if list_name == "fruit" else None
            choices.append([list_name, name, zh, en, picture, picture])
    settings = book.create_sheet("settings")
    settings.append(list(SETTINGS))
    settings.append(list(SETTINGS.values()))
    return book


def xlsx() -> bytes:
    """The spreadsheet's bytes, the same every time."""
    written, fixed = io.BytesIO(), io.BytesIO()
    workbook().save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":  # names the moments of making and of saving
                content = re.sub(rb"<dcterms:(\w+).*?</dcterms:\1>", b"", content)
            info = zipfile.ZipInfo(name, LONG_AGO)
            target.writestr(info, content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def picture(name: str) -> bytes:
    """A plain drawing: a field with a road, or a fruit."""
    image = Image.new("RGB", (600, 400), "#f4efe2")
    draw = ImageDraw.Draw(image)
    if name == "map.png":
        draw.rectangle((40, 40, 260, 180), fill="#c9dba8", outline="#5a6b3a", width=4)
        draw.rectangle((340, 220, 560, 360), fill="#c9dba8", outline="#5a6b3a", width=4)
        draw.line((0, 210, 600, 190), fill="#9a8f7a", width=26)
    elif name == "apple.png":
        draw.ellipse((180, 90, 420, 330), fill="#b3392f")
        draw.line((300, 100, 320, 50), fill="#5a4a2a", width=12)
    elif name == "pear.png":
        draw.ellipse((230, 80, 370, 240), fill="#b9b23c")
        draw.ellipse((190, 170, 410, 360), fill="#b9b23c")
    else:
        draw.ellipse((200, 100, 400, 300), outline="#8a8578", width=16)
        draw.line((230, 270, 370, 130), fill="#8a8578", width=16)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def files() -> dict[str, bytes]:
    """Everything, by file name."""
    places = json.dumps(PLACES, ensure_ascii=False, indent=1) + "\n"
    return {
        "form.xlsx": xlsx(),
        "towns.csv": TOWNS.encode(),
        "villages.csv": VILLAGES.encode(),
        "crops.xml": CROPS.encode(),
        "places.geojson": places.encode(),
        **{name: picture(name) for name in ("map.png", *PICTURES.values())},
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, content in files().items():
        (folder / name).write_bytes(content)
