"""The screen's thread for what takes time: who hears of what, and who no longer does."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QCoreApplication

from ui.worker import Worker


@pytest.fixture
def worker(qapp: object) -> Iterator[Worker]:  # noqa: ARG001 -- signals need Qt
    worker = Worker()
    yield worker
    worker.close()


def test_a_device_s_answer_is_handed_back_on_the_screen_s_thread(worker: Worker) -> None:
    heard: list[str] = []
    answer: Future[str] = Future()
    worker.watch(answer, lambda done: heard.append(done.result()))
    answer.set_result("printed")
    assert heard == []  # the screen comes to it in its own time
    QCoreApplication.sendPostedEvents(worker)
    assert heard == ["printed"]


def test_a_device_s_last_word_while_the_screen_is_taken_down_sets_nothing_going(
    worker: Worker,
) -> None:
    heard: list[str] = []
    answers: list[Future[str]] = [Future(), Future()]
    for answer in answers:
        worker.watch(
            answer, lambda done: worker.run(done.result, lambda again: heard.append(again.result()))
        )
    answers[0].set_result("just before")
    worker.close()
    answers[1].set_result("just after")
    QCoreApplication.sendPostedEvents(worker)
    assert heard == []
