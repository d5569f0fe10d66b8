"""Forms: XForms in, a session a citizen fills in, XML and JSON out (docs/decisions/0003).

`load_form` reads a form, `Form.open` begins a session; `evaluate_xpath` evaluates one expression
over plain XML. What goes wrong is a `FormError` with place and remedy.
"""

from __future__ import annotations

from kiosk.forms.body import (
    Element,
    Group,
    Intent,
    Question,
    Repeat,
    RepeatInstance,
)
from kiosk.forms.choices import Choice, Offer
from kiosk.forms.errors import EvaluationError, FormError
from kiosk.forms.evaluate import evaluate_xpath
from kiosk.forms.form import Form, load_form
from kiosk.forms.session import Session
from kiosk.forms.state import NodeState, RepeatState

__all__ = [
    "Choice",
    "Element",
    "EvaluationError",
    "Form",
    "FormError",
    "Group",
    "Intent",
    "NodeState",
    "Offer",
    "Question",
    "Repeat",
    "RepeatInstance",
    "RepeatState",
    "Session",
    "evaluate_xpath",
    "load_form",
]
