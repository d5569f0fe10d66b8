"""Lights, a power supply and a presence sensor without hardware, for tests of their users."""

from __future__ import annotations

from threading import Condition

from drivers.api import DeviceClass, DeviceFault, LightPlace, PowerState


class _Fake:
    """What they have in common: trouble, and news to wait for."""

    def __init__(self, name: str, prefix: str) -> None:
        self.name = name
        self._prefix = prefix
        self._news = Condition()
        self._trouble = ""
        self.is_open = False

    def unplug(self) -> None:
        """Pull its plug."""
        self.fail(f"{self._prefix}.unplugged")

    def fail(self, code: str) -> None:
        """Every call fails with this code."""
        with self._news:
            self._trouble = code

    def recover(self) -> None:
        """It is there again."""
        with self._news:
            self._trouble = ""

    def open(self) -> None:
        """Open it; raises the trouble it is in."""
        with self._news:
            self._refuse_in_trouble()
            self.is_open = True

    def close(self) -> None:
        """Close it."""
        with self._news:
            self.is_open = False

    def _refuse_in_trouble(self) -> None:
        if self._trouble:
            raise DeviceFault(self._trouble, "The fake was told to be in trouble.")


class FakeLights(_Fake):
    """`Lights` that only remember."""

    device_class = DeviceClass.LIGHTS

    def __init__(
        self, name: str = "lights", places: frozenset[LightPlace] = frozenset(LightPlace)
    ) -> None:
        super().__init__(name, "light")
        self.places = places
        self._lit: dict[LightPlace, bool] = dict.fromkeys(places, False)
        self.switched: list[tuple[LightPlace, bool]] = []

    def lit(self, place: LightPlace) -> bool:
        """Whether a light is on."""
        with self._news:
            return self._lit[place]

    def wait_until(self, place: LightPlace, *, lit: bool, seconds: float = 20) -> bool:
        """Wait for a light to be switched; False when it was not."""
        with self._news:
            return self._news.wait_for(lambda: self._lit[place] is lit, seconds)

    def open(self) -> None:
        """Open it, dark."""
        super().open()
        self._darken()

    def close(self) -> None:
        """Close it, dark."""
        super().close()
        self._darken()

    def switch(self, place: LightPlace, *, lit: bool) -> None:
        """Switch a light."""
        with self._news:
            self._refuse_in_trouble()
            self._lit[place] = lit
            self.switched.append((place, lit))
            self._news.notify_all()

    def check(self) -> None:
        """Say whether it is there."""
        with self._news:
            self._refuse_in_trouble()

    def _darken(self) -> None:
        with self._news:
            self._lit = dict.fromkeys(self.places, False)
            self._news.notify_all()


class FakePowerSupply(_Fake):
    """A `PowerSupply` that says what it was told."""

    device_class = DeviceClass.POWER_SUPPLY

    def __init__(self, name: str = "ups", state: PowerState | None = None) -> None:
        super().__init__(name, "power")
        self._state = state or PowerState(on_mains=True)

    def supply(self, state: PowerState) -> None:
        """From now on it is like this."""
        with self._news:
            self._state = state

    def read(self) -> PowerState:
        """How it is."""
        with self._news:
            self._refuse_in_trouble()
            return self._state


class FakePresenceSensor(_Fake):
    """A `PresenceSensor` that is told who is there."""

    device_class = DeviceClass.PRESENCE_SENSOR

    def __init__(self, name: str = "presence") -> None:
        super().__init__(name, "presence")
        self._somebody = False

    def come(self) -> None:
        """Somebody steps before the terminal."""
        with self._news:
            self._somebody = True

    def go(self) -> None:
        """Nobody is there any more."""
        with self._news:
            self._somebody = False

    def present(self) -> bool:
        """Whether somebody is there."""
        with self._news:
            self._refuse_in_trouble()
            return self._somebody
