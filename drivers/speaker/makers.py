"""Make speakers from their addresses.

=========================================  =====================================================
``espeak+alsa://default?headset=unknown``  on a sound card, by ALSA's name; ``headset`` unknown,
                                           always or jack (ask the card); ``prompts`` a folder of
                                           recorded sentences
``espeak+file:///path/folder``             a folder in place of a sound card; ``headset`` unknown
                                           or always; ``prompts`` as above
=========================================  =====================================================

Drivers are imported when one is made: a terminal carries only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping

from drivers.address import Address
from drivers.api import Device, Headset
from drivers.fitting import Fitting, Maker
from drivers.speaker.outputs import SoundOutput

HEADSETS = {"unknown": Headset.UNKNOWN, "always": Headset.PLUGGED}


def _espeak_alsa(address: Address, fitting: Fitting) -> Device:
    from drivers.speaker.outputs import AlsaOutput

    headsets = {**HEADSETS, "jack": None}
    headset = headsets[address.choose("headset", headsets, "unknown")]
    return _speaker(address, AlsaOutput(address.place(), headset), fitting)


def _espeak_file(address: Address, fitting: Fitting) -> Device:
    from drivers.speaker.outputs import FolderOutput

    headset = HEADSETS[address.choose("headset", HEADSETS, "unknown")]
    return _speaker(address, FolderOutput(address.path(), headset), fitting)


def _speaker(address: Address, output: SoundOutput, fitting: Fitting) -> Device:
    from drivers.speaker.prompts import Prompts
    from drivers.speaker.speaker import EspeakSpeaker

    prompts = Prompts(address.folder("prompts"))
    return EspeakSpeaker(address.name, output, prompts, clock=fitting.clock)


MAKERS: Mapping[str, Maker] = {"espeak+alsa": _espeak_alsa, "espeak+file": _espeak_file}
