"""The form check (forms.md §3): everything the converter says, and what it does not know.

Only authoring uses this; a terminal loads converted forms.
"""

from __future__ import annotations

from kiosk.forms.review.finding import Finding, Severity
from kiosk.forms.review.reviewing import review

__all__ = ["Finding", "Severity", "review"]
