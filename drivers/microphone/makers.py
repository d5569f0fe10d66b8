"""Make microphones from their addresses.

==================================  ============================================================
``arecord+alsa://default``          on a sound card, by ALSA's name
``sample+file:///path/sound.wav``   a sound file in place of a microphone
==================================  ============================================================

Drivers are imported when one is made: a terminal carries only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping

from drivers.address import Address
from drivers.api import Device
from drivers.fitting import Fitting, Maker


def _arecord_alsa(address: Address, fitting: Fitting) -> Device:
    from drivers.microphone.arecord import ArecordMicrophone

    return ArecordMicrophone(address.name, address.place(), clock=fitting.clock)


def _sample_file(address: Address, fitting: Fitting) -> Device:
    from drivers.microphone.sample import SampleMicrophone

    return SampleMicrophone(address.name, address.path(), clock=fitting.clock)


MAKERS: Mapping[str, Maker] = {"arecord+alsa": _arecord_alsa, "sample+file": _sample_file}
