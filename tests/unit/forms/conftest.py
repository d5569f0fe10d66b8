"""Forms made of their parts, opened at a fixed moment in a fixed zone."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.forms import Session, load_form

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # 06:30 on the 21st in Shanghai


def write_form(
    data: str, binds: str = "", body: str = "", model: str = "", attributes: str = ""
) -> str:
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" '
        'xmlns:odk="http://www.opendatakit.org/xforms" xmlns:kiosk="urn:test:kiosk">'
        "<h:head><h:title>测试</h:title><model>"
        f'<instance><data id="test" version="3"{attributes}>{data}</data></instance>'
        f"{model}{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    )


@pytest.fixture(scope="session")
def form_xml() -> Callable[..., str]:
    return write_form


@pytest.fixture
def open_form() -> Callable[..., Session]:
    def opened(*parts: str, media: dict[str, bytes] | None = None, **options: object) -> Session:
        names = ("model", "attributes")
        xml = write_form(
            *parts, **{name: str(options.pop(name)) for name in names if name in options}
        )  # type: ignore[arg-type] # texts by name
        settings: dict[str, object] = {
            "now": lambda: MOMENT,
            "tz": SHANGHAI,
            "random": random.Random(1),  # noqa: S311 # repeatable, nothing secret
            **options,
        }
        return load_form(xml, media=media).open(**settings)  # type: ignore[arg-type] # as open takes them

    return opened
