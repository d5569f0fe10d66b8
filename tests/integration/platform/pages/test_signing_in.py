"""Signing in to the operator page, and for how long that holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sync.platform.cli.main import main
from sync.platform.operators import Operators
from sync.platform.pages.headers import HEADERS

PAGES = ("/", "/terminals", "/terminals/0001", "/cases", "/cases/1", "/acts")


def acts(platform: Any) -> list[tuple[str, str, str]]:
    with platform.parts.database.reading() as transaction:
        return [(one.actor, one.act, one.subject) for one in transaction.acts()]


def is_in(browser: Any) -> bool:
    answer = browser.get("/", allow_redirects=False)
    assert answer.status_code in (200, 303)
    return bool(answer.status_code == 200)


def test_who_has_the_token_signs_in_and_out_and_both_are_kept(
    platform: Any, operators: Operators, new_browser: Callable[[], Any]
) -> None:
    token = operators.add("王主任", actor="admin").token
    browser = new_browser()
    answer = browser.sign_in("王主任", token)
    assert answer.url == f"{platform.url}/operator/"
    assert "<h1>概况</h1>" in answer.text
    assert "王主任" in answer.text
    assert "<h1>登录</h1>" in browser.send("/sign-out").text
    assert not is_in(browser)
    assert acts(platform) == [
        ("admin", "operator:add", "王主任"),
        ("王主任", "operator:sign-in", "127.0.0.1"),
        ("王主任", "operator:sign-out", "王主任"),
    ]


def test_the_token_is_taken_however_it_is_typed(
    operators: Operators, new_browser: Callable[[], Any]
) -> None:
    token = operators.add("wang", actor="admin").token
    assert len(token.replace("-", "")) * 5 >= 160
    browser = new_browser()
    browser.sign_in(" wang ", token.replace("-", " ").upper())
    assert is_in(browser)


@pytest.mark.parametrize("path", PAGES)
def test_there_is_no_page_without_a_session(path: str, new_browser: Callable[[], Any]) -> None:
    browser = new_browser()
    browser.session.cookies.set("bianmin_operator", "0" * 64, path="/operator")
    answer = browser.get(path, allow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/operator/sign-in"
    assert "<h1>登录</h1>" in browser.get(path).text


def test_a_wrong_token_an_unknown_name_and_a_removed_one_are_refused_alike(
    platform: Any, operators: Operators, new_browser: Callable[[], Any]
) -> None:
    token = operators.add("wang", actor="admin").token
    removed = operators.add("li", actor="admin").token
    operators.remove("li", actor="admin")
    browser = new_browser()
    for name, tried in (("wang", removed), ("nobody", token), ("li", removed), ("a\0", token)):
        answer = browser.sign_in(name, tried)
        assert answer.status_code == 403
        assert "姓名或口令不正确。" in answer.text
        assert "Set-Cookie" not in answer.headers
        assert not is_in(browser)
    assert "operator:sign-in" not in {act for _, act, _ in acts(platform)}


def test_who_tries_too_often_waits_even_with_the_right_token(
    platform: Any, operators: Operators, new_browser: Callable[[], Any]
) -> None:
    token = operators.add("wang", actor="admin").token
    browser = new_browser()
    for tried in range(10):  # each for another name: the address counts
        assert browser.sign_in(f"name{tried}", "wrong").status_code == 403
    answer = browser.sign_in("wang", token)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "错误次数过多" in answer.text
    assert not is_in(browser)
    platform.clock.ahead += timedelta(minutes=1)
    browser.sign_in("wang", token)
    assert is_in(browser)


def test_a_name_is_tried_from_many_addresses_no_oftener(operators: Operators) -> None:
    token = operators.add("wang", actor="admin").token
    operators.add("li", actor="admin")
    for address in range(10):
        with pytest.raises(Exception, match="Name or token is wrong"):
            operators.sign_in("wang", "wrong", f"10.0.0.{address}")
    with pytest.raises(Exception, match="Too many wrong tokens"):
        operators.sign_in("wang", token, "10.0.0.99")
    with pytest.raises(Exception, match="Name or token is wrong"):
        operators.sign_in("li", token, "10.0.0.99")


def test_a_session_ends_when_nobody_uses_it(platform: Any, browser: Any) -> None:
    for _ in range(3):
        platform.clock.ahead += timedelta(minutes=29)
        assert is_in(browser)
    platform.clock.ahead += timedelta(minutes=30)
    assert not is_in(browser)


def test_a_session_ends_after_a_working_day(platform: Any, browser: Any) -> None:
    for _ in range(23):
        platform.clock.ahead += timedelta(minutes=20)
        assert is_in(browser)
    platform.clock.ahead += timedelta(minutes=20)
    assert not is_in(browser)


def test_a_session_ends_with_its_operator_and_no_other_does(
    operators: Operators, browser: Any, new_browser: Callable[[], Any]
) -> None:
    other = new_browser()
    other.sign_in("li", operators.add("li", actor="admin").token)
    operators.remove("王主任", actor="admin")
    assert not is_in(browser)
    assert is_in(other)
    operators.add("王主任", actor="admin")
    assert not is_in(browser)


def test_the_cookie_is_for_this_page_alone(platform: Any, operators: Operators) -> None:
    import requests

    token = operators.add("wang", actor="admin").token
    fields = {"name": "wang", "token": token}
    where = f"{platform.url}/operator/sign-in"
    for headers, secure in (
        ({}, False),
        ({"Host": "kiosk.example.cn"}, True),  # a proxy that says nothing of TLS
        ({"X-Forwarded-Proto": "https"}, True),
    ):
        said = {"Sec-Fetch-Site": "same-origin", **headers}
        answer = requests.post(where, data=fields, headers=said, timeout=30, allow_redirects=False)
        assert answer.status_code == 303
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("bianmin_operator=")
        assert {"HttpOnly", "SameSite=strict", "Path=/operator"} <= set(cookie.split("; "))
        assert ("Secure" in cookie.split("; ")) is secure


@pytest.mark.parametrize("path", [*PAGES, "/sign-in", "/static/style.css", "/nothing"])
def test_every_answer_says_what_a_browser_may_do(path: str, browser: Any) -> None:
    answer = browser.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "<script" not in answer.text
    assert "javascript:" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Origin": "http://[bad"},
    ],
    ids=str,
)
def test_a_form_from_elsewhere_is_refused(
    headers: dict[str, str], browser: Any, operators: Operators, new_browser: Callable[[], Any]
) -> None:
    answer = browser.post("/sign-out", {"form_token": browser.form_token()}, headers)
    assert answer.status_code == 403
    assert is_in(browser)
    token = operators.add("li", actor="admin").token
    other = new_browser()
    answer = other.post("/sign-in", {"name": "li", "token": token}, headers)
    assert answer.status_code == 403
    assert not is_in(other)


def test_an_older_browser_that_names_its_page_is_let_in(platform: Any, browser: Any) -> None:
    fields = {"form_token": browser.form_token()}
    assert browser.post("/sign-out", fields, {"Origin": platform.url}).status_code == 200
    assert not is_in(browser)


def test_a_form_with_another_sessions_token_is_refused(
    operators: Operators, browser: Any, new_browser: Callable[[], Any]
) -> None:
    other = new_browser()
    other.sign_in("li", operators.add("li", actor="admin").token)
    for token in (other.form_token(), "", "ü"):
        assert browser.post("/sign-out", {"form_token": token}).status_code == 403
    assert browser.post("/sign-out", {"name": "x"}).status_code == 403
    assert is_in(browser)


def test_a_form_is_a_small_form(browser: Any) -> None:
    large = browser.post("/sign-in", {"name": "a" * 5000})
    assert large.status_code == 413
    many = browser.post("/sign-in", {f"n{n}": "" for n in range(20)})
    assert many.status_code == 400


def test_operators_are_added_listed_and_removed_by_command(
    platform: Any, new_browser: Callable[[], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--data", str(platform.settings.data), "--database", platform.settings.database)

    def run(*words: str) -> str:
        capsys.readouterr()
        assert main(["operator", *words, *where]) == 0
        return capsys.readouterr().out

    made = json.loads(run("add", "王主任", "--json", "--actor", "admin"))
    assert made.keys() == {"operator", "token"}
    browser = new_browser()
    browser.sign_in("王主任", made["token"])
    assert is_in(browser)
    assert made["token"] not in run("list", "--json")
    [listed] = json.loads(run("list", "--json"))
    assert listed["operator"] == "王主任"
    assert listed["removed_at"] is None
    assert main(["operator", "add", "王主任", *where]) == 2
    assert "[operator.exists]" in capsys.readouterr().err
    run("remove", "王主任", "--actor", "admin")
    assert not is_in(browser)
    assert run("list") == "王主任  removed\n"
    assert main(["operator", "remove", "王主任", *where]) == 2
    assert "[operator.unknown]" in capsys.readouterr().err
    for name in ("", " ", "a\nb", "x" * 65, "<b>"):
        assert main(["operator", "add", name, *where]) == 2
        assert "[operator.name]" in capsys.readouterr().err
    again = run("add", "王主任").split()
    assert again[:3] == ["operator", "王主任", "token"]
    browser.sign_in("王主任", again[3])
    assert is_in(browser)
    assert [act for _, act, _ in acts(platform)].count("operator:add") == 2
