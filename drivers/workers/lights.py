"""The lights' thread: what is wanted is switched in time; nobody ever waits for a light."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.api import DeviceFault, LightPlace, Lights, LightState
from drivers.workers.base import DeviceWorker, Surroundings

BLINK_S = 0.5
"""Seconds lit, then dark: once a second is seen from afar and harms nobody (WCAG 2.3.1)."""


class LightsWorker(DeviceWorker[Lights]):
    """Keeps one set of lights as it is wanted."""

    def __init__(self, lights: Lights, surroundings: Surroundings) -> None:
        super().__init__(lights, surroundings)
        self._wanted: Mapping[LightPlace, LightState] = {}
        self._lit: dict[LightPlace, bool] = {}

    def show(self, wanted: Mapping[LightPlace, LightState]) -> None:
        """Have the lights like this, and those that are not named off; returns at once."""
        with self._gate:
            self._wanted = dict(wanted)
        self.poke()

    def _opened(self) -> None:
        self._lit = dict.fromkeys(self._device.places, False)
        self._well()

    def _step(self) -> float:
        with self._gate:
            wanted = self._wanted
        begun, left = divmod(self.clock.monotonic(), BLINK_S)
        states = {place: wanted.get(place, LightState.OFF) for place in self._device.places}
        changed = False
        for place, state in sorted(states.items()):
            lit = state is LightState.STEADY or (state is LightState.BLINKING and begun % 2 == 0)
            if self._lit.get(place) is not lit:
                self._switch(place, lit=lit)
                changed = True
        if not changed:
            self._asked("check", self.pace.call_limit_s, self._device.check)
        self._well()
        blinking = LightState.BLINKING in states.values()
        return BLINK_S - left if blinking else self.pace.heartbeat_s

    def _switch(self, place: LightPlace, *, lit: bool) -> None:
        try:
            self._asked(
                "switch", self.pace.call_limit_s, lambda: self._device.switch(place, lit=lit)
            )
        except DeviceFault:
            self._lit.pop(place, None)  # nobody knows how it is now
            raise
        self._lit[place] = lit
