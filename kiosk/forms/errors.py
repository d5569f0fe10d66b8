"""What is wrong with a form, where, and what to do about it.

EnvironmentFault
└── FormError               the form, an expression or a given value is not acceptable
    └── EvaluationError     an expression could not be evaluated with the present values
"""

from __future__ import annotations

from kiosk.errors import EnvironmentFault


class FormError(EnvironmentFault):
    """A form, expression, path or resource that the engine refuses.

    Args:
        message: one sentence: what is wrong.
        place: where: an XML node such as ``<bind nodeset="/data/age">``, a line, a sheet row, or
            the expression with the offending position.
        remedy: one sentence: what to do about it.
        code: stable dotted name (``form.invalid`` unless told).
    """

    def __init__(
        self, message: str, *, place: str = "", remedy: str = "", code: str = "form.invalid"
    ) -> None:
        super().__init__(code, message, remedy)
        self.place = place

    def __str__(self) -> str:
        where = f" At {self.place}." if self.place else ""
        return f"{self.message}{where} {self.remedy}".rstrip()

    def at(self, place: str) -> FormError:
        """Return the same error with an outer place, the inner one kept."""
        inner = f", {self.place}" if self.place else ""
        return type(self)(self.message, place=f"{place}{inner}", remedy=self.remedy, code=self.code)


class EvaluationError(FormError):
    """An expression that is well formed but has no result with the values it meets."""
