"""What can go wrong, named by who is to blame.

    KioskError
    ├── EnvironmentFault    disk, network, device, data from outside: has words for a person
    └── BugError            ours: the program contradicts itself

Sub-classes live beside the code that raises them (`kiosk.forms.FormError`,
`drivers.api.DeviceFault` …) and derive from `EnvironmentFault`.
"""


class KioskError(Exception):
    """Base of every error this program raises on purpose."""


class EnvironmentFault(KioskError):
    """Something outside the program is not as it should be.

    Args:
        code: stable dotted name such as ``card.pulled``; the screen finds its sentence by it
            (``ui/qml/Kiosk/Sentences.qml``), logs and reports carry it.
        message: one sentence for a technician: what happened, without personal data.
        remedy: one sentence for a technician: what to do about it.
    """

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class BugError(KioskError):
    """The program contradicts itself; nobody outside can mend it."""
