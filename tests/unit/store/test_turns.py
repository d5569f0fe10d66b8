"""Threads write one after the other, in the order they came."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest

from kiosk.errors import EnvironmentFault
from kiosk.store import Store, unit_of_work
from kiosk.store.turns import Turns

LONG_S = 60.0


def waits(turns: Turns) -> Callable[[int], None]:
    """Waits until so many stand in line."""

    def until(count: int) -> None:
        while len(turns._waiting) < count:
            Event().wait(0.001)

    return until


def test_whoever_came_first_is_next() -> None:
    turns = Turns()
    stand = waits(turns)
    order: list[int] = []

    def write(number: int) -> None:
        assert turns.take(LONG_S)
        order.append(number)
        turns.give()

    assert turns.take(LONG_S)
    threads = [Thread(target=write, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        stand(number)
    turns.give()
    for thread in threads:
        thread.join(LONG_S)
    assert order == [0, 1, 2, 3, 4]
    assert turns.take(0)


def test_who_does_not_come_in_time_leaves_the_line() -> None:
    turns = Turns()
    assert turns.take(LONG_S)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0)


def test_a_turn_that_comes_in_the_moment_of_giving_up_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns = Turns()
    assert turns.take(LONG_S)

    class Gate:
        """Whoever comes back after waiting in vain finds that it was its turn."""

        entered = 0

        def __enter__(self) -> None:
            self.entered += 1
            if self.entered == 2:
                turns._waiting.popleft().release()

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(turns, "_gate", Gate())
    assert turns.take(0.01)


def test_a_thread_that_writes_too_long_is_told_of(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "BUSY_SECONDS", 0.01)
    with ThreadPoolExecutor(1) as pool, store.unit_of_work():
        with pytest.raises(EnvironmentFault) as caught:
            pool.submit(store.unit_of_work().__enter__).result(LONG_S)
        assert caught.value.code == "store.busy"


def test_a_transaction_that_cannot_begin_gives_its_turn_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    uow = store.unit_of_work()

    def breaks() -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(uow._engine, "connect", breaks)  # type: ignore[attr-defined] # the store's own
        with pytest.raises(MemoryError), uow:
            pass
    with store.unit_of_work() as again:
        again.commit()


def test_readers_wait_for_no_turn(store: Store) -> None:
    with store.unit_of_work(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(store.terminal).result(LONG_S) is not None
