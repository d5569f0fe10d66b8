from threading import Event

from kiosk import stopping


def test_a_signal_that_comes_while_the_event_is_locked_stops_all_the_same() -> None:
    stop = Event()
    with stop._cond:  # type: ignore[attr-defined] # as in the middle of `wait`
        stopping.handler(stop.set)(15, None)
    assert stop.wait(60)
