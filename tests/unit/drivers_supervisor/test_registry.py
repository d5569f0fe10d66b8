from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.api import Confirmation, DeviceClass
from drivers.codes.camera import CameraCodeReader
from drivers.codes.picture_file import FileCodeReader
from drivers.fitting import Fitting
from drivers.id_card.sdt import SdtIdCardReader
from drivers.microphone.arecord import ArecordMicrophone
from drivers.microphone.sample import SampleMicrophone
from drivers.photo.camera import VideoPhotoCamera
from drivers.photo.files import FilePhotoCamera
from drivers.receipt_printer.escpos import EscposReceiptPrinter
from drivers.registry import DeviceConfig, build
from drivers.speaker.speaker import EspeakSpeaker
from kiosk.clock import SystemClock
from kiosk.errors import EnvironmentFault

READER, CAMERA, PRINTER = (
    DeviceClass.ID_CARD_READER,
    DeviceClass.CODE_READER,
    DeviceClass.RECEIPT_PRINTER,
)


PHOTO = DeviceClass.PHOTO_CAMERA


def make(device_class: DeviceClass, url: str) -> object:
    (device,) = build([DeviceConfig("it", device_class, url)], Fitting(SystemClock()))
    return device


def test_each_address_makes_its_driver() -> None:
    devices = build(
        [
            DeviceConfig("card", READER, "sdt+serial:///dev/ttyUSB0?baud=57600"),
            DeviceConfig("slip", PRINTER, "escpos+tcp://127.0.0.1:9100?width=58&confirm=fence"),
            DeviceConfig("slip2", PRINTER, "escpos+serial:///dev/ttyS1?baud=9600&qr=picture"),
            DeviceConfig("cam", CAMERA, "camera+device://1"),
            DeviceConfig("file", CAMERA, "camera+file:///tmp/a%20b.png"),
        ],
        Fitting(SystemClock()),
    )
    kinds = [type(device) for device in devices]
    assert kinds == [
        SdtIdCardReader,
        EscposReceiptPrinter,
        EscposReceiptPrinter,
        CameraCodeReader,
        FileCodeReader,
    ]
    assert [device.name for device in devices] == ["card", "slip", "slip2", "cam", "file"]
    _, slip, slip2, _, file = devices
    assert isinstance(slip, EscposReceiptPrinter)
    assert isinstance(slip2, EscposReceiptPrinter)
    assert isinstance(file, FileCodeReader)
    assert slip.capabilities.paper_mm == 58
    assert slip.capabilities.columns == 32
    assert slip.capabilities.confirmation is Confirmation.FENCE
    assert slip2.capabilities.native_qr is False
    assert slip2.capabilities.columns == 48
    assert file.path == Path("/tmp/a b.png")  # noqa: S108 — a made-up path


def test_a_microphone_is_named_as_its_sound_card_is() -> None:
    url = "arecord+alsa://plughw:CARD=Device,DEV=0"
    assert isinstance(make(DeviceClass.MICROPHONE, url), ArecordMicrophone)
    url = "sample+file:///srv/sound.wav"
    assert isinstance(make(DeviceClass.MICROPHONE, url), SampleMicrophone)


@pytest.mark.parametrize(
    "url", ["arecord+alsa://", "arecord+alsa:///dev/snd", "sample+file://sound.wav", "alsa://x"]
)
def test_a_microphone_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(EnvironmentFault, match=r"«it».*wrong"):
        make(DeviceClass.MICROPHONE, url)


def test_settings_of_the_terminals_own_kind_will_do() -> None:
    @dataclass(frozen=True)
    class Settings:
        name: str
        device_class: str
        url: str

    devices = build(
        [Settings("p", "receipt_printer", "escpos+tcp://printer.local:9100")],
        Fitting(SystemClock()),
    )
    assert isinstance(devices[0], EscposReceiptPrinter)


@pytest.mark.parametrize(
    ("device_class", "url", "said"),
    [
        (READER, "", "no way to reach"),
        (READER, "/dev/ttyUSB0", "no way to reach"),
        (
            READER,
            "escpos+tcp://127.0.0.1:9100",
            "the class id_card_reader",
        ),
        (READER, "sdt+serial://dev/ttyUSB0", "whole path"),
        (READER, "sdt+serial:///", "whole path"),
        (READER, "sdt+serial:///dev/ttyUSB0?baud=1200", "baud cannot be «1200»"),
        (READER, "sdt+serial:///dev/ttyUSB0?speed=9600", "no option «speed»"),
        (READER, "sdt+serial:///dev/ttyUSB0?baud=9600&baud=9600", "twice"),
        (READER, "sdt+serial:///dev/ttyUSB0?baud", "bad query field"),
        (READER, "sdt+usb://reader", "vendor and product number"),
        (READER, "sdt+usb://0400:c35a?pipes=two", "pipes cannot be «two»"),
        (READER, "sdt+hid://0316:5020/0", "vendor and product number"),
        (READER, "sdt+hid://0316:5020?reports=odd", "reports cannot be «odd»"),
        (PRINTER, "escpos+tcp://127.0.0.1", "host and a port"),
        (PRINTER, "escpos+tcp://:9100", "host and a port"),
        (PRINTER, "escpos+tcp://127.0.0.1:0", "host and a port"),
        (PRINTER, "escpos+tcp://127.0.0.1:99999", "Port out of range"),
        (PRINTER, "escpos+tcp://127.0.0.1:9100/queue", "host and a port"),
        (PRINTER, "escpos+tcp://[::1:9100", "Invalid IPv6"),
        (PRINTER, "escpos+tcp://127.0.0.1:9100?width=76", "width cannot be «76»"),
        (PRINTER, "escpos+tcp://127.0.0.1:9100?confirm=yes", "confirm cannot be «yes»"),
        (CAMERA, "camera+device://front", "number of a camera"),
        (CAMERA, "camera+device://0/1", "number of a camera"),
        (CAMERA, "camera+file://frame.png", "whole path"),
        (PHOTO, "photo+device://front", "number of a camera"),
        (PHOTO, "photo+device://0?size=640x480", "size cannot be «640x480»"),
        (PHOTO, "photo+file://view.png", "whole path"),
        (PHOTO, "camera+device://0", "the class photo_camera"),
        (CAMERA, "camera+file:///tmp/f.png?fps=5", "no option «fps»"),
    ],
)
def test_each_mistake_in_an_address_is_named(
    device_class: DeviceClass, url: str, said: str
) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        make(device_class, url)
    assert caught.value.code == "config.device_url"
    assert "«it»" in caught.value.message
    assert said in caught.value.message
    assert caught.value.remedy


def test_an_unknown_class_is_named_with_the_known_ones() -> None:
    with pytest.raises(EnvironmentFault) as caught:
        make("drone", "sdt+serial:///dev/ttyUSB0")  # type: ignore[arg-type] # that is the mistake
    assert caught.value.code == "config.device_class"
    assert "id_card_reader" in caught.value.remedy


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("sdt+usb://0400:C35A", "usb://0400:c35a"),
        ("sdt+usb://0400:c35a?serial=A7&pipes=one", "usb://0400:c35a with serial number A7"),
        ("sdt+hid://0316:5020", "hidraw://0316:5020"),
        ("sdt+hid://0316:5020?reports=bare&serial=A%207", "hidraw://0316:5020 with serial n"),
    ],
)
def test_a_card_reader_on_usb_is_named_by_its_numbers(url: str, line: str) -> None:
    reader = make(READER, url)
    assert isinstance(reader, SdtIdCardReader)
    assert str(reader._transport).startswith(line)


def test_a_photo_camera_is_a_camera_or_a_file_in_its_place() -> None:
    urls = ("photo+device://1?size=3840x2160", "photo+file:///tmp/view.png")
    devices = [
        build([DeviceConfig("photo", PHOTO, url)], Fitting(SystemClock()))[0] for url in urls
    ]
    assert [type(device) for device in devices] == [VideoPhotoCamera, FilePhotoCamera]


def test_one_camera_does_one_job() -> None:
    shared = [
        DeviceConfig("window", CAMERA, "camera+device://0"),
        DeviceConfig("arm", PHOTO, "photo+device://0"),
    ]
    with pytest.raises(EnvironmentFault) as caught:
        build(shared, Fitting(SystemClock()))
    assert caught.value.code == "config.device_url"
    assert "«window»" in caught.value.message


def test_a_name_given_twice_is_named() -> None:
    with pytest.raises(EnvironmentFault) as caught:
        build([DeviceConfig("a", CAMERA, "camera+device://0")] * 2, Fitting(SystemClock()))
    assert caught.value.code == "config.device_name"


def test_a_speaker_has_a_way_out_for_its_sound_and_may_have_recorded_sentences() -> None:
    for url in (
        "espeak+alsa://default",
        "espeak+alsa://plughw:1,0?headset=jack&prompts=/srv/prompts",
        "espeak+file:///tmp/sound?headset=always",
    ):
        speaker = make(DeviceClass.SPEAKER, url)
        assert isinstance(speaker, EspeakSpeaker)
        assert speaker.capabilities.tells_headset is ("headset" in url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("espeak+alsa://", "sound card"),
        ("espeak+alsa://default?headset=maybe", "headset"),
        ("espeak+file:///tmp/sound?headset=jack", "headset"),
        ("espeak+alsa://default?prompts=here", "prompts"),
    ],
)
def test_a_wrong_address_of_a_speaker_is_told(url: str, told: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        make(DeviceClass.SPEAKER, url)
    assert caught.value.code == "config.device_url"
    assert told in f"{caught.value.message} {caught.value.remedy}"
