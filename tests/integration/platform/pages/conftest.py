"""A browser at the operator page, and an operator who may sign in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests

from sync.platform.operators import Operators


class Browser:
    """A browser as far as the page needs one: cookies, redirects, and what it says of a form."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False

    def get(self, path: str = "/", **how: Any) -> requests.Response:
        return self.session.get(f"{self.url}/operator{path}", timeout=30, **how)

    def post(
        self, path: str, fields: dict[str, str], headers: dict[str, str] | None = None, **how: Any
    ) -> requests.Response:
        if headers is None:
            headers = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
        where = f"{self.url}/operator{path}"
        return self.session.post(where, data=fields, headers=headers, timeout=30, **how)

    def sign_in(self, name: str, token: str) -> requests.Response:
        return self.post("/sign-in", {"name": name, "token": token})

    def form_token(self) -> str:
        [token, *_] = re.findall(r'name="form_token" value="([0-9a-f]{64})"', self.get().text)
        return str(token)

    def send(self, path: str, **fields: str) -> requests.Response:
        return self.post(path, fields | {"form_token": self.form_token()})


@pytest.fixture
def operators(platform: Any) -> Operators:
    return Operators(platform.parts.database, platform.clock)


@pytest.fixture
def new_browser(platform: Any) -> Callable[[], Browser]:
    """Opens browsers at nobody's name."""
    return lambda: Browser(platform.url)


@pytest.fixture
def browser(operators: Operators, new_browser: Callable[[], Browser]) -> Browser:
    """A browser at which 王主任 is signed in."""
    made = operators.add("王主任", actor="admin")
    browser = new_browser()
    assert browser.sign_in("王主任", made.token).status_code == 200
    return browser
