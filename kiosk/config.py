"""The terminal's configuration file: one TOML file a technician can read and write.

    data_dir = "/var/lib/bianmin"
    platform_url = "https://platform.example"

    [site]
    name = "汶南镇便民服务中心"
    hotline = "12345"

    [[device]]
    name = "id_card"
    class = "id_card_reader"
    url = "sdt+serial:///dev/serial/by-id/usb-reader"

Every key is described in docs/operating.md. Whatever is wrong is told as one sentence with the
file, the key and what to write instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kiosk.errors import EnvironmentFault
from kiosk.hours import Hours

LANGUAGES = ("zh_CN", "en")
DEVICE_CLASSES = (
    "id_card_reader",
    "code_reader",
    "receipt_printer",
    "document_printer",
    "photo_camera",
    "document_camera",
    "card_reader",
    "speaker",
    "microphone",
    "lights",
    "power_supply",
    "presence_sensor",
)

POSITION = {
    "latitude": (-90, 90, "35.7125"),
    "longitude": (-180, 180, "117.7672"),
    "altitude": (-500, 9000, "210"),
    "accuracy": (0, 10_000, "10"),
}
"""Least value, greatest value and an example of each number of the site's position."""

AUTHENTICATIONS = ("basic", "digest")

MOST_KBIT_S = 1_000_000
"""More than any line of a service point."""


class ConfigError(EnvironmentFault):
    """The configuration cannot be used; the message names file and key."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__("config.unusable", message, remedy)


@dataclass(frozen=True, slots=True)
class Site:
    """The service point the terminal stands in, as people see it.

    Args:
        name: large on every page, for instance 汶南镇便民服务中心; the screen has words for none.
        division: 12-digit division code (2+2+2+3+3).
        duty: who is on duty today.
        hotline: the government service hotline.
        phone: the service point's own number.
        address: where it is; not shown yet.
        opening: opening hours in words; not shown yet.
        position: where it is on the map; None where nobody has measured it.
        notices: public notices shown while nobody uses the terminal.
    """

    name: str = ""
    division: str = ""
    duty: tuple[str, ...] = ()
    hotline: str = "12345"
    phone: str = ""
    address: str = ""
    opening: str = ""
    notices: tuple[Notice, ...] = ()
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A place on the map (WGS 84).

    Args:
        latitude: degrees, north is positive.
        longitude: degrees, east is positive.
        altitude: metres above the sea.
        accuracy: metres the true place may be away.
    """

    latitude: float
    longitude: float
    altitude: float = 0.0
    accuracy: float = 0.0

    @property
    def geopoint(self) -> str:
        """As XForms writes a place: latitude, longitude, altitude, accuracy."""
        numbers = (self.latitude, self.longitude, self.altitude, self.accuracy)
        written = (f"{round(number, 7) + 0.0:.7f}".rstrip("0") for number in numbers)
        return " ".join(f"{text}0" if text.endswith(".") else text for text in written)


@dataclass(frozen=True, slots=True)
class Notice:
    """A public notice (公示)."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """One device: the name it has here, its class, and where it is connected."""

    name: str
    device_class: str
    url: str


@dataclass(frozen=True, slots=True)
class FileSettings:
    """How photographs, papers and recordings of cases go to the platform.

    Args:
        most_kbit_s: most kilobits a second they may take of the line; 0 means no limit.
        quiet_hours: when none are sent, in the terminal's time; cases go at any time.
    """

    most_kbit_s: int = 0
    quiet_hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenRosaServer:
    """The server that cases are delivered to where it is not a platform of ours.

    Args:
        url: where submissions are posted.
        user: name of the account there; empty where the address itself lets us in.
        password_file: its first line is the password; readable by the service user only.
        auth: how we show that we are that user, one of `AUTHENTICATIONS`.
    """

    url: str
    user: str = ""
    password_file: Path | None = None
    auth: str = "basic"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a terminal is told from outside.

    Args:
        data_dir: where the store and its key live; made if absent, mode 0700.
        platform_url: base address of the platform to enrol with; the identity keeps it afterwards.
        language: language at the start of every session.
        read_aloud: whether every session begins with the screen read aloud.
        full_screen: whether the window takes the whole screen.
        site: the service point.
        devices: the devices connected.
        catalogue: folder of service items; None = the starter catalogue that ships.
        trust_list: whose signatures on documents are believed; None = nobody's.
        files: how files of cases are sent.
        openrosa: the server cases are delivered to instead of a platform; None = a platform.
    """

    data_dir: Path
    platform_url: str = ""
    language: str = "zh_CN"
    read_aloud: bool = False
    full_screen: bool = True
    site: Site = field(default_factory=Site)
    devices: tuple[DeviceSettings, ...] = ()
    catalogue: Path | None = None
    trust_list: Path | None = None
    files: FileSettings = field(default_factory=FileSettings)
    openrosa: OpenRosaServer | None = None

    @property
    def database(self) -> Path:
        """The store that screen and agent share."""
        return self.data_dir / "bianmin.db"

    @property
    def key_file(self) -> Path:
        """The key of the store; readable by the service user only."""
        return self.data_dir / "store.key"


def load_config(path: Path) -> Config:
    """Read and check a configuration file.

    Raises:
        ConfigError: the file is absent, unreadable, no TOML, or a key is wrong; of several
            mistakes the first.
    """
    config, mistakes = review_config(path)
    if mistakes:
        raise mistakes[0]
    return config


def review_config(path: Path) -> tuple[Config, list[ConfigError]]:
    """Read a configuration file and say everything that is wrong with it.

    Returns:
        The configuration, with what it would be without them in place of wrong keys, and the
        mistakes in the order of the file's sections.

    Raises:
        ConfigError: the file is absent, unreadable, or no TOML.
    """
    reader = _Reader(path)
    config = reader.config(_table(path))
    return config, reader.mistakes


def _table(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(
            f"The configuration file {path} does not exist.",
            "Name another with --config, or write one as docs/operating.md shows.",
        ) from None
    except OSError as error:
        raise ConfigError(
            f"The configuration file {path} cannot be read: {error.strerror}.",
            "Check its owner and mode.",
        ) from error
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise ConfigError(
            f"The configuration file {path} is not UTF-8 text.",
            "Save it as UTF-8 (an editor may have written GBK).",
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"The configuration file {path} is no TOML: {error}.",
            "Mend that line; docs/operating.md shows a whole file.",
        ) from error


class _Reader:
    """Turns tables into settings; notes every mistake, and goes on as if the key were not there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[ConfigError] = []

    def config(self, table: dict[str, Any]) -> Config:
        self._no_others(
            table,
            "",
            "data_dir platform_url language read_aloud full_screen site device catalogue trust_list"
            " files openrosa",
        )
        data_dir = self._text(table, "data_dir", "")
        if "data_dir" not in table:
            self._mistake(
                f"{self.path}: the key data_dir is missing.",
                'Add a line such as data_dir = "/var/lib/bianmin".',
            )
        elif not data_dir:
            self._wrong("data_dir", 'a folder such as "/var/lib/bianmin"', data_dir)
        platform_url = self._text(table, "platform_url", "").rstrip("/")
        if platform_url and not platform_url.startswith(("https://", "http://")):
            self._wrong("platform_url", "an address that starts with https://", platform_url)
        language = self._text(table, "language", "zh_CN")
        if language not in LANGUAGES:
            self._wrong("language", f"one of {', '.join(LANGUAGES)}", language)
        catalogue = self._text(table, "catalogue", "")
        trust_list = self._text(table, "trust_list", "")
        return Config(
            data_dir=self._folder("data_dir", data_dir),
            platform_url=platform_url,
            language=language,
            read_aloud=self._yes_or_no(table, "read_aloud", default=False),
            full_screen=self._yes_or_no(table, "full_screen", default=True),
            site=self._site(self._section(table, "site")),
            devices=self._devices(table.get("device", [])),
            catalogue=self._folder("catalogue", catalogue) if catalogue else None,
            trust_list=self._folder("trust_list", trust_list) if trust_list else None,
            files=self._files(self._section(table, "files")),
            openrosa=self._openrosa(table),
        )

    def _openrosa(self, whole: dict[str, Any]) -> OpenRosaServer | None:
        if "openrosa" not in whole:
            return None
        where = "openrosa."
        table = self._section(whole, "openrosa")
        self._no_others(table, where, "url user password_file auth")
        url = self._text(table, "url", "", where)
        if not url.startswith(("https://", "http://")):
            self._wrong("openrosa.url", "an address that starts with https://", url)
        user = self._text(table, "user", "", where)
        password_file = self._text(table, "password_file", "", where)
        if bool(user) != bool(password_file):
            self._mistake(
                f"{self.path}: openrosa.user and openrosa.password_file belong together.",
                "Name both, or none where the address itself lets the terminal in.",
            )
        auth = self._text(table, "auth", "basic", where)
        if auth not in AUTHENTICATIONS:
            self._wrong("openrosa.auth", f"one of {', '.join(AUTHENTICATIONS)}", auth)
        path = self._folder("openrosa.password_file", password_file) if password_file else None
        return OpenRosaServer(url, user, path, auth)

    def _site(self, table: dict[str, Any]) -> Site:
        self._no_others(
            table,
            "site.",
            "name division duty hotline phone address opening notice"
            " latitude longitude altitude accuracy",
        )
        division = self._text(table, "division", "", "site.")
        if division and not (len(division) == 12 and division.isascii() and division.isdigit()):  # noqa: PLR2004 – digits of a division code (2+2+2+3+3)
            self._wrong("site.division", "12 digits", division)
        duty = table.get("duty", [])
        if not isinstance(duty, list) or not all(isinstance(name, str) for name in duty):
            self._wrong("site.duty", 'a list of names such as ["李秀英"]', duty)
            duty = []
        return Site(
            name=self._text(table, "name", "", "site."),
            division=division,
            duty=tuple(duty),
            hotline=self._text(table, "hotline", "12345", "site."),
            phone=self._text(table, "phone", "", "site."),
            address=self._text(table, "address", "", "site."),
            opening=self._text(table, "opening", "", "site."),
            notices=tuple(self._notices(table.get("notice", []))),
            position=self._position(table),
        )

    def _files(self, table: dict[str, Any]) -> FileSettings:
        self._no_others(table, "files.", "most_kbit_s quiet_hours")
        most = table.get("most_kbit_s", 0)
        if isinstance(most, bool) or not isinstance(most, int) or not 0 <= most <= MOST_KBIT_S:
            self._wrong("files.most_kbit_s", f"a whole number from 0 to {MOST_KBIT_S}", most)
            most = 0
        return FileSettings(most, self._hours(table.get("quiet_hours", [])))

    def _hours(self, value: object) -> tuple[Hours, ...]:
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            with suppress(ValueError):  # told below, with what else it may be
                return tuple(map(Hours.parse, value))
        self._wrong("files.quiet_hours", 'a list of hours such as ["08:30-11:30"]', value)
        return ()

    def _notices(self, value: object) -> Iterator[Notice]:
        where = "site.notice."
        for table in self._sections(value, "site.notice"):
            self._no_others(table, where, "title text")
            yield Notice(
                self._text(table, "title", "", where), self._text(table, "text", "", where)
            )

    def _position(self, table: dict[str, Any]) -> Position | None:
        given = [key for key in POSITION if key in table]
        if not given:
            return None
        for key in ("latitude", "longitude"):
            if key not in table:
                self._mistake(
                    f"{self.path}: site.{given[0]} is there and site.{key} is not.",
                    f"Add a line such as {key} = {POSITION[key][2]}.",
                )
                return None
        numbers = {key: self._number(table, key) for key in given}
        if not numbers["latitude"] and not numbers["longitude"]:
            self._wrong("site.latitude and site.longitude", "a place that was measured", (0, 0))
        return Position(**numbers)

    def _number(self, table: dict[str, Any], key: str) -> float:
        least, most, example = POSITION[key]
        value = table[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong(f"site.{key}", "a number without quotation marks", value)
        elif not least <= value <= most:  # a value that is no number compares false, too
            self._wrong(f"site.{key}", f"a number from {least} to {most}", value)
        else:
            return float(value)
        return float(example)

    def _devices(self, value: object) -> tuple[DeviceSettings, ...]:
        devices: list[DeviceSettings] = []
        for table in self._sections(value, "device"):
            self._no_others(table, "device.", "name class url")
            name = self._text(table, "name", "", "device.")
            device_class = self._text(table, "class", "", "device.")
            url = self._text(table, "url", "", f"device.url of {name}", whole=True)
            if not name:
                self._wrong("device.name", "a name such as id_card", name)
            if device_class not in DEVICE_CLASSES:
                self._wrong(
                    f"device.class of {name}", f"one of {', '.join(DEVICE_CLASSES)}", device_class
                )
            if any(name == other.name for other in devices):
                self._wrong("device.name", "a name no other device has", name)
            devices.append(DeviceSettings(name, device_class, url))
        return tuple(devices)

    def _folder(self, key: str, text: str) -> Path:
        """A path; a relative one is meant from the folder of the configuration file."""
        try:
            folder = Path(text).expanduser()
        except RuntimeError:  # ~somebody, who is not known here
            folder = None
        if folder is None or "\0" in text:
            self._wrong(key, 'a folder such as "/var/lib/bianmin"', text)
            return self.path.parent
        return (self.path.parent / folder).absolute()

    def _text(
        self, table: dict[str, Any], key: str, default: str, where: str = "", *, whole: bool = False
    ) -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            self._wrong(where if whole else where + key, "text in quotation marks", value)
            return default
        return value

    def _yes_or_no(self, table: dict[str, Any], key: str, *, default: bool) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            self._wrong(key, "true or false", value)
            return default
        return value

    def _section(self, table: dict[str, Any], key: str) -> dict[str, Any]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            self._wrong(key, f"a section [{key}]", value)
            return {}
        return value

    def _sections(self, value: object, key: str) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self._wrong(key, f"sections [[{key}]]", value)
            return []
        return value

    def _no_others(self, table: dict[str, Any], where: str, known: str) -> None:
        for key in table:
            if key not in known.split():
                near = get_close_matches(key, known.split(), n=1)
                meant = f"Perhaps {near[0]} was meant. " if near else ""
                self._mistake(
                    f"{self.path}: there is no key called {where}{key}.",
                    f"{meant}The keys here are: {known}.",
                )

    def _wrong(self, key: str, wanted: str, value: object) -> None:
        self._mistake(f"{self.path}: {key} is {value!r}.", f"It must be {wanted}.")

    def _mistake(self, message: str, remedy: str) -> None:
        self.mistakes.append(ConfigError(message, remedy))
