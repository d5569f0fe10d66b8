"""Makes HTML of templates; nothing that came from elsewhere is ever more than text."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from sync.platform.pages.words import LANGUAGES, WORDS
from sync.protocol.numbers import LOCAL_TIME

COOKIE = "bianmin_language"
_YEAR_S = 366 * 24 * 3600
_MOST = 500
"""Characters shown of one value."""
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_PLAIN = re.compile(r"[\x20-\x7e\u4e00-\u9fff]*")


def _shown(value: Any) -> Any:
    """A value as it is printed: one that turns or hides what stands around it cannot.

    Control characters, among them those of the direction of writing, are shown as what they are:
    something that does not belong there.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    short = value if len(value) <= _MOST else value[:_MOST] + "…"
    if _PLAIN.fullmatch(short):
        return short
    return "".join(
        "\ufffd" if unicodedata.category(letter) in _HIDDEN else letter for letter in short
    )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M:%S}"


_environment = Environment(
    loader=PackageLoader("sync.platform.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_shown,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_environment.filters["moment"] = _moment


def language_of(request: Request) -> str:
    """The language to answer in: as the address says, else as the browser was told before."""
    for wish in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return LANGUAGES[0]


def say(language: str, name: str) -> str:
    """A word of the page in a language."""
    return WORDS[name][LANGUAGES.index(language)]


def said(language: str, kind: str, name: str) -> str:
    """A word for one of a kind; what nobody has a word for stands for itself."""
    return say(language, f"{kind}/{name}") if f"{kind}/{name}" in WORDS else name


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page.

    Args:
        request: that asks for it.
        template: its name, without its end.
        status: of the answer.
        values: for the template.
    """
    language = language_of(request)
    root = request.scope.get("root_path", "")
    query = [(name, one) for name, one in request.query_params.multi_items() if name != "lang"]
    others = {
        one: Markup.escape(f"{quote(request.url.path)}?{urlencode([*query, ('lang', one)])}")
        for one in LANGUAGES
        if one != language
    }
    html = _environment.get_template(f"{template}.html").render(
        say=partial(say, language),
        said=partial(said, language),
        language=language,
        languages=others,
        root=root,
        here=template,
        status=int(status),
        operator=getattr(request.state, "operator", None),
        form_token=getattr(request.state, "form_token", None),
        **values,
    )
    response = HTMLResponse(html, status)
    if request.query_params.get("lang") == language:
        response.set_cookie(
            COOKIE, language, max_age=_YEAR_S, path=root or "/", httponly=True, samesite="strict"
        )
    return response


def next_link(request: Request, behind: str) -> Markup:
    """The address of the page behind this one, with the same filters."""
    keep = [
        (name, one)
        for name, one in request.query_params.multi_items()
        if name not in ("behind", "lang") and one
    ]
    return Markup.escape("?" + urlencode([*keep, ("behind", behind)]))
