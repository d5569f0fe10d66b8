"""`kiosk catalogue`: the commands that bring a catalogue to a terminal, as people type them."""

import json
from pathlib import Path

import pytest

from kiosk.cli.main import main


def test_a_catalogue_is_published_installed_and_taken_back(
    two_items: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, repository, place = (str(tmp_path / name) for name in ("keys", "repository", "place"))
    root = f"{repository}/metadata/1.root.json"

    def run(*words: str) -> str:
        assert main(["catalogue", *words]) == 0
        return capsys.readouterr().out

    assert "root.pem written" in run("keys", keys)
    publish = ("publish", str(two_items), repository, "--keys", keys)
    assert run(*publish) == "Version 1 published: 3 parts, 3 of them new.\n"
    assert run("install", repository, place, "--root", root) == (
        "Version 1 with 2 items is in use now.\n"
    )
    assert run(*publish) == "Version 2 published: 3 parts, 0 of them new.\n"
    assert run("install", repository, place) == "Version 2 with 2 items is in use now.\n"
    assert run("install", repository, place) == "Version 2 with 2 items was in use already.\n"
    assert run("rollback", place) == "Version 1 is in use now.\n"
    found = json.loads(run("search", "gljt", "--json", "--catalogue", f"{place}/current"))
    assert found["query"] == "gljt"
    assert [one["id"] for one in found["results"]] == ["602"]
    assert found["results"][0]["name"] == "高龄津贴申请"
    assert 0 < found["results"][0]["score"] < 2
    assert found["ms"] > 0


def test_each_query_is_an_object_and_one_that_finds_nothing_ends_with_1(
    two_items: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["search", "602", "彩票", "--json", "--catalogue", str(two_items)]
    assert main(["catalogue", *words]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["query"] for one in told] == ["602", "彩票"]
    assert told[0]["results"][0]["score"] == 3.0
    assert told[1]["results"] == []
    assert main(["catalogue", "search", "调解", "--catalogue", str(two_items)]) == 0
    assert "904" in capsys.readouterr().out


def test_a_large_catalogue_is_made_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "large"
    assert main(["catalogue", "generate", "60", str(folder)]) == 0
    assert main(["catalogue", "prepare", str(folder)]) == 0
    capsys.readouterr()
    assert main(["catalogue", "search", "护照核发", "--catalogue", str(folder)]) == 0
    assert "护照核发" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("install", "nowhere", "PLACE"), "catalogue.trust"),
        (("install", "nowhere", "PLACE", "--root", "nothing.json"), "catalogue.trust"),
        (("rollback", "PLACE"), "catalogue.no_previous"),
        (("publish", "CATALOGUE", "REPOSITORY", "--keys", "nothing"), "catalogue.key"),
        (("publish", "nothing", "REPOSITORY", "--keys", "nothing"), "catalogue.missing"),
    ],
)
def test_what_cannot_be_done_is_told(
    two_items: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: str,
) -> None:
    names = {"CATALOGUE": two_items, "PLACE": tmp_path / "p", "REPOSITORY": tmp_path / "r"}
    assert main(["catalogue", *(str(names.get(word, word)) for word in words)]) != 0
    assert code in capsys.readouterr().err
